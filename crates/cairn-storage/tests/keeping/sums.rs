//! What is stored, in numbers: they add up to the files there are.

use std::path::Path;

use cairn_core::time::Time;
use cairn_storage::{
    CompactionSizes, Depth, Forecast, Outlook, RunBytes, RunDays, SimVfs, Snapshot, StoredSite, Vfs,
};

use crate::shop::site;
use crate::stored::{
    NOW, at, batch, committer, files, import, snapshot, some_of_everything, spoil, store_on,
};

const DAY: i64 = 86_400_000_000;

fn shop(snapshot: &Snapshot) -> StoredSite {
    snapshot.stored().unwrap().sites[&site("shop")].clone()
}

/// The sizes of all files below a folder whose names end so.
fn sum(disk: &SimVfs, folder: &Path, ending: &str) -> u64 {
    let listed = Vfs::list(disk, folder).unwrap_or_default();
    let sizes = listed.into_iter().map(|entry| match entry.is_folder {
        true => sum(disk, &entry.path, ending),
        false if entry.path.to_str().unwrap().ends_with(ending) => {
            disk.content(&entry.path).unwrap().len() as u64
        }
        false => 0,
    });
    sizes.sum()
}

fn check_sums(disk: &SimVfs) -> StoredSite {
    let stored = snapshot(disk).stored().unwrap();
    let shop = stored.sites[&site("shop")].clone();
    let of = |ending: &str| sum(disk, &at("runs/shop"), ending);
    let expected = RunBytes {
        events: of(".parquet"),
        ids: of(".ids"),
        facts: of(".facts"),
        persons: of(".persons"),
        sidecars: of(".sidecar"),
    };
    assert_eq!(shop.bytes, expected);
    assert_eq!(shop.bytes.total(), of(""));
    assert_eq!(
        shop.dead_letter_bytes,
        sum(disk, &at("dead-letters/shop"), "")
    );
    assert_eq!(shop.quarantine_bytes, sum(disk, &at("quarantine/shop"), ""));
    assert_eq!(stored.log_bytes, sum(disk, &at("log"), ".log"));
    assert!(shop.log_bytes < stored.log_bytes || shop.log_bytes == 0);
    shop
}

#[test]
fn numbers_are_those_of_the_files() {
    let disk = some_of_everything();
    let shop = check_sums(&disk);
    assert_eq!((shop.runs, shop.compacted_runs, shop.events), (3, 0, 50));
    assert_eq!((shop.log_events, shop.log_dead_letters), (10, 1));
    assert_eq!((shop.dead_letters, shop.all_events()), (1, 60));
    assert!(shop.bytes.persons == 0 && shop.bytes.ids > 0 && shop.log_bytes > 0);
    assert_eq!(
        shop.time_span,
        snapshot(&disk).time_span(&site("shop")).unwrap()
    );
}

#[test]
fn numbers_of_compacted_runs_are_those_of_the_files() {
    let disk = some_of_everything();
    let sizes = CompactionSizes {
        waiting_runs: 1,
        ..CompactionSizes::default()
    };
    store_on(&disk).compact_sized(sizes).unwrap();
    let shop = check_sums(&disk);
    assert!(
        shop.runs > 0 && shop.compacted_runs == shop.runs,
        "{shop:?}"
    );
    assert_eq!((shop.events, shop.log_events, shop.log_bytes), (60, 0, 0));
    assert!(shop.bytes.persons > 0);
}

#[test]
fn what_was_set_aside_is_told_and_weighed() {
    let disk = some_of_everything();
    spoil(&disk, &files(&disk, "runs/shop", ".parquet")[0]);
    store_on(&disk).quarantine(Depth::Files, NOW).unwrap();
    let shop = check_sums(&disk);
    let [aside] = &shop.quarantined[..] else {
        panic!("{shop:?}");
    };
    assert_eq!((aside.events, aside.at), (20, NOW));
    assert_eq!((shop.runs, shop.events), (2, 30));
    assert!(shop.quarantine_bytes > 0);
}

#[test]
fn an_empty_directory_holds_nothing() {
    let disk = SimVfs::new();
    drop(committer(&disk));
    let stored = snapshot(&disk).stored().unwrap();
    assert!(stored.sites.is_empty());
    assert_eq!(stored.log_quarantine_bytes, 0);
    let arrivals = snapshot(&disk).arrivals(&RunDays::default(), NOW).unwrap();
    let forecast = Forecast::of(&arrivals, None, NOW);
    assert_eq!((forecast.days, forecast.outlook), (0, Outlook::TooEarly));
}

/// Live events of four days, in runs, in the log and in compacted runs, with an import among them: the days stay known
/// whatever runs they come to lie in.
#[test]
fn arrivals_are_counted_by_day_wherever_they_lie() {
    let disk = SimVfs::new();
    let day = |days: i64| Time::from_micros(NOW.micros() + days * DAY);
    let mut writer = committer(&disk);
    writer.commit(vec![batch(0..9, day(0))], day(0)).unwrap();
    writer.commit(vec![batch(9..14, day(1))], day(1)).unwrap();
    writer.flush().unwrap();
    drop(writer);
    import(&disk, 50..80);
    let mut writer = committer(&disk);
    writer.commit(vec![batch(14..21, day(2))], day(2)).unwrap();
    writer.commit(vec![batch(21..25, day(3))], day(3)).unwrap();
    drop(writer);
    let forecast = |disk: &SimVfs, days: &RunDays| {
        let arrivals = snapshot(disk).arrivals(days, day(3)).unwrap();
        let forecast = Forecast::of(&arrivals, None, day(3));
        (forecast.days, forecast.live_events, forecast.outlook)
    };
    let days = RunDays::default();
    let (whole_days, live_events, outlook) = forecast(&disk, &days);
    // The first day and the last are not whole.
    assert_eq!((whole_days, live_events), (2, 12));
    let shop_before = shop(&snapshot(&disk));
    let bytes = shop_before.bytes.total() + shop_before.log_bytes;
    let expected = Outlook::Grows {
        bytes_per_day: 12 * bytes / 55 / 2,
        days_until_low_water: None,
    };
    assert_eq!(outlook, expected);
    assert_eq!(
        forecast(&disk, &days),
        (2, 12, expected),
        "what was read is kept"
    );
    let sizes = CompactionSizes {
        waiting_runs: 1,
        ..CompactionSizes::default()
    };
    store_on(&disk).compact_sized(sizes).unwrap();
    let (whole_days, live_events, _) = forecast(&disk, &days);
    assert_eq!((whole_days, live_events), (2, 12));
}
