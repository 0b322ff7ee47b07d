//! What is stored, for people.

use cairn_api::{CompactionWire, DiskWire, ForecastWire, StorageWire};

use super::format::{Grid, count};

/// What a data directory holds: in all, by site, and what was set aside.
pub(crate) fn storage(storage: &StorageWire) -> String {
    let mut table = Grid::new(&["storage", ""], 2);
    table.row(["events", &count(storage.events)]);
    table.row(["on disk", &size(storage.bytes)]);
    if let Some(bytes) = storage.bytes_per_event {
        table.row(["an event", &format!("{bytes:.1} bytes in runs")]);
    }
    table.row(["log", &size(storage.log_bytes)]);
    if let Some(disk) = &storage.disk {
        table.row(["disk", &room(disk)]);
    }
    table.row(["forecast", &outlook(&storage.forecast)]);
    if let Some(compaction) = &storage.compaction {
        table.row(["compaction", &compacted(compaction)]);
    }
    let mut text = table.to_string();
    if !storage.sites.is_empty() {
        text.push_str(&format!("\n{}", sites(storage)));
    }
    if !storage.quarantined.is_empty() {
        text.push_str(&format!("\n{}", quarantined(storage)));
        text.push_str(
            "way out: bring these events in again from where they came, or restore a backup\n",
        );
    }
    text
}

fn sites(storage: &StorageWire) -> Grid {
    let header = [
        "site",
        "events",
        "on disk",
        "runs",
        "compacted",
        "dead letters",
        "events in the log",
    ];
    let mut table = Grid::new(&header, 1);
    for site in &storage.sites {
        table.row([
            site.site.clone(),
            count(site.events),
            size(site.bytes),
            count(site.runs),
            count(site.compacted_runs),
            count(site.dead_letters + site.log_dead_letters),
            count(site.log_events),
        ]);
    }
    table
}

fn quarantined(storage: &StorageWire) -> Grid {
    let header = ["set aside", "at", "fault", "events", "dead letters"];
    let mut table = Grid::new(&header, 3);
    for aside in &storage.quarantined {
        table.row([
            aside.file.clone(),
            aside.at.clone(),
            aside.fault.clone(),
            count(aside.events),
            count(aside.dead_letters),
        ]);
    }
    table
}

fn room(disk: &DiskWire) -> String {
    let (free, of, least) = (disk.free_bytes, disk.total_bytes, disk.low_water_bytes);
    let room = format!(
        "{} free of {}; {} must stay so",
        size(free),
        size(of),
        size(least)
    );
    match free < least {
        true => format!("{room}, so nothing more is taken in"),
        false => room,
    }
}

fn outlook(forecast: &ForecastWire) -> String {
    let ForecastWire {
        days,
        live_events,
        imported_events,
        ..
    } = forecast;
    let of = format!("{} live events in {days} days", count(*live_events));
    let told = match (forecast.bytes_per_day, forecast.days_until_low_water) {
        (Some(bytes), Some(until)) => {
            format!(
                "{} a day ({of}): {} days until the disk is nearly full",
                size(bytes),
                count(until)
            )
        }
        (Some(bytes), None) => format!("{} a day ({of})", size(bytes)),
        (None, _) if forecast.outlook == "still" => format!("nothing grows: {of}"),
        (None, _) => "too early: there are less than 2 whole days of live events".to_owned(),
    };
    match imported_events {
        0 => told,
        imported => format!("{told}; imports, left out: {} events", count(*imported)),
    }
}

fn compacted(compaction: &CompactionWire) -> String {
    let (done, failed) = (count(compaction.done), count(compaction.failed));
    let mut told = format!("{done} done, {failed} failed since the start");
    if let Some(since) = &compaction.running_since {
        told.push_str(&format!("; one runs since {since}"));
    }
    if let Some(last) = &compaction.last {
        let outcome = last.outcome.replace('_', " ");
        told.push_str(&format!("; the last {outcome} at {}", last.at));
        if let Some(reason) = &last.reason {
            told.push_str(&format!(": {reason}"));
        }
    }
    told
}

/// Bytes in the unit that leaves the fewest digits: `1.5 GiB`.
fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["KiB", "MiB", "GiB", "TiB"];
    if bytes < 1_024 {
        return format!("{bytes} bytes");
    }
    let mut amount = bytes as f64 / 1_024.0;
    let mut unit = UNITS[0];
    for larger in &UNITS[1..] {
        // What would be rounded to 1,024.0 of a unit is one of the next.
        if amount < 1_023.95 {
            break;
        }
        amount /= 1_024.0;
        unit = larger;
    }
    format!("{amount:.1} {unit}")
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn bytes_are_told_in_the_unit_that_fits() {
        for (bytes, told) in [
            (0, "0 bytes"),
            (1_023, "1023 bytes"),
            (1_024, "1.0 KiB"),
            (1_536, "1.5 KiB"),
            ((1 << 20) - 1, "1.0 MiB"),
            (1 << 20, "1.0 MiB"),
            (5 << 30, "5.0 GiB"),
            (3 << 50, "3072.0 TiB"),
        ] {
            assert_eq!(size(bytes), told);
        }
    }
}
