//! What is stored, what the disk has room for, how compaction goes.

use std::path::Path;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use cairn_api::{
    CompactionEndWire, CompactionWire, DiskWire, ForecastWire, QuarantinedWire, RunBytesWire,
    StorageWire, StoredSiteWire,
};
use cairn_core::id::SiteId;
use cairn_core::time::Time;
use cairn_storage::{
    Compaction, CompactionEnd, DiskSpace, Forecast, Outlook, Quarantined, Stored, StoredSite,
};

use crate::app::App;
use crate::authorized::Authorized;
use crate::errors::Failure;
use crate::permission::SeeStorage;

/// What the data directory holds.
pub(crate) async fn show(
    _: Authorized<SeeStorage>,
    State(app): State<App>,
) -> Result<Response, Failure> {
    let looking = tokio::task::spawn_blocking(move || look(&app));
    Ok(Json(looking.await??).into_response())
}

fn look(app: &App) -> Result<StorageWire, Failure> {
    let now = app.now();
    let snapshot = app.events.snapshot()?;
    let stored = snapshot.stored()?;
    let arrivals = snapshot.arrivals(&app.run_days, now)?;
    let space = app.events.space();
    let forecast = Forecast::of(&arrivals, space, now);
    Ok(StorageWire {
        disk: space.map(disk_of),
        forecast: forecast_of(forecast),
        compaction: app.events.compaction().map(compaction_of),
        ..stored_of(&stored, &app.data, now)
    })
}

fn stored_of(stored: &Stored, data: &Path, now: Time) -> StorageWire {
    let sites = || stored.sites.values();
    let quarantine_bytes =
        stored.log_quarantine_bytes + sites().map(|site| site.quarantine_bytes).sum::<u64>();
    let run_bytes: u64 = sites().map(|site| site.bytes.total()).sum();
    let letter_bytes: u64 = sites().map(|site| site.dead_letter_bytes).sum();
    let in_runs: u64 = sites().map(|site| site.events).sum();
    let aside = stored.sites.iter().flat_map(|(site, of)| {
        let quarantined = of.quarantined.iter();
        quarantined.map(move |one| quarantined_of(site, one, data))
    });
    StorageWire {
        now: now.to_string(),
        events: sites().map(StoredSite::all_events).sum(),
        bytes: run_bytes + letter_bytes + stored.log_bytes + quarantine_bytes,
        bytes_per_event: (in_runs > 0).then(|| run_bytes as f64 / in_runs as f64),
        log_bytes: stored.log_bytes,
        quarantine_bytes,
        disk: None,
        forecast: forecast_of(Forecast::of(&[], None, now)),
        compaction: None,
        sites: stored.sites.iter().map(site_of).collect(),
        quarantined: aside.collect(),
    }
}

fn site_of((id, site): (&SiteId, &StoredSite)) -> StoredSiteWire {
    let bytes = site.bytes;
    StoredSiteWire {
        site: id.to_string(),
        events: site.all_events(),
        bytes: site.all_bytes(),
        runs: site.runs,
        compacted_runs: site.compacted_runs,
        run_bytes: RunBytesWire {
            events: bytes.events,
            ids: bytes.ids,
            facts: bytes.facts,
            persons: bytes.persons,
            sidecars: bytes.sidecars,
        },
        dead_letters: site.dead_letters,
        dead_letter_bytes: site.dead_letter_bytes,
        log_events: site.log_events,
        log_dead_letters: site.log_dead_letters,
        log_bytes: site.log_bytes,
        quarantine_bytes: site.quarantine_bytes,
        first_event_time: site.time_span.map(|(first, _)| first.to_string()),
        last_event_time: site.time_span.map(|(_, last)| last.to_string()),
    }
}

/// A file by its place in the data directory: where that lies is the machine's business.
fn quarantined_of(site: &SiteId, of: &Quarantined, data: &Path) -> QuarantinedWire {
    let file = of.file.strip_prefix(data).unwrap_or(&of.file);
    QuarantinedWire {
        site: site.to_string(),
        file: file.display().to_string(),
        events: of.events,
        dead_letters: of.dead_letters,
        at: of.at.to_string(),
        fault: of.fault.clone(),
    }
}

fn disk_of(space: DiskSpace) -> DiskWire {
    DiskWire {
        free_bytes: space.free,
        total_bytes: space.of,
        low_water_bytes: space.low_water,
    }
}

fn forecast_of(forecast: Forecast) -> ForecastWire {
    let (outlook, bytes_per_day, days_until_low_water) = match forecast.outlook {
        Outlook::TooEarly => ("too_early", None, None),
        Outlook::Still => ("still", None, None),
        Outlook::Grows {
            bytes_per_day,
            days_until_low_water,
        } => ("grows", Some(bytes_per_day), days_until_low_water),
    };
    ForecastWire {
        outlook: outlook.to_owned(),
        days: forecast.days,
        live_events: forecast.live_events,
        imported_events: forecast.imported_events,
        bytes_per_day,
        days_until_low_water,
    }
}

fn compaction_of(compaction: Compaction) -> CompactionWire {
    let last = compaction.last.map(|(at, end)| {
        let (outcome, reason) = match end {
            CompactionEnd::Placed => ("placed", None),
            CompactionEnd::CalledOff => ("called_off", None),
            CompactionEnd::Failed(reason) => ("failed", Some(reason)),
        };
        CompactionEndWire {
            at: at.to_string(),
            outcome: outcome.to_owned(),
            reason,
        }
    });
    CompactionWire {
        running_since: compaction.running_since.map(|since| since.to_string()),
        done: compaction.done,
        failed: compaction.failed,
        last,
    }
}
