//! Tables of what there is: sites, events, goals, imports.

use cairn_api::{GoalDocument, KeyWire};
use cairn_core::site::Site;
use cairn_core::time::Time;
use cairn_engine::CatalogueEntry;
use cairn_storage::{ImportRecord, ImportState};

use super::format::{Grid, count};

/// All sites with their numbers of events.
pub(crate) fn sites(sites: &[Site], events: &[u64]) -> String {
    let mut table = Grid::new(&["site", "time zone", "currency", "events"], 3);
    for (site, events) in sites.iter().zip(events) {
        table.row([
            site.id.to_string(),
            site.timezone.name().to_owned(),
            site.currency.to_string(),
            count(*events),
        ]);
    }
    table.to_string()
}

/// One site's settings and size.
pub(crate) fn site(site: &Site, events: u64, bytes: u64, span: Option<(Time, Time)>) -> String {
    let times = span.map_or_else(
        || "none".to_owned(),
        |(first, last)| format!("{first} to {last}"),
    );
    let mut table = Grid::new(&["site", site.id.as_str()], 2);
    table.row(["time zone", site.timezone.name()]);
    table.row(["currency", site.currency.code()]);
    table.row(["events", &count(events)]);
    table.row(["on disk", &format!("{} KiB", count(bytes.div_ceil(1024)))]);
    table.row(["event times", &times]);
    table.to_string()
}

/// A site's event names.
pub(crate) fn catalogue(entries: &[CatalogueEntry]) -> String {
    let mut table = Grid::new(&["event", "events", "persons"], 1);
    for entry in entries {
        table.row([
            entry.event.clone(),
            count(entry.events),
            count(entry.persons),
        ]);
    }
    table.to_string()
}

/// A site's goals with their versions.
pub(crate) fn goals(goals: &[(u64, GoalDocument)]) -> String {
    let mut table = Grid::new(&["goal", "name", "class", "counting", "when", "version"], 5);
    for (version, goal) in goals {
        let shape = goal.shape();
        table.row([
            &goal.id,
            &goal.name,
            &shape.class,
            &shape.counting,
            &shape.when,
            &version.to_string(),
        ]);
    }
    table.to_string()
}

/// A site's imports.
pub(crate) fn imports(records: &[ImportRecord]) -> String {
    let mut table = Grid::new(
        &[
            "import",
            "file",
            "made",
            "state",
            "read",
            "stored",
            "duplicates",
            "rejected",
        ],
        4,
    );
    for record in records {
        let state = match record.state {
            ImportState::Live => "live".to_owned(),
            ImportState::Undone(_) => "undone".to_owned(),
        };
        let tally = record.tally;
        table.row([
            record.id.to_string(),
            record.source.clone(),
            record.received_at.to_string(),
            state,
            count(tally.read),
            count(tally.stored),
            count(tally.duplicates),
            count(tally.rejected),
        ]);
    }
    table.to_string()
}

/// A site's keys, without the keys themselves.
pub(crate) fn keys(keys: &[KeyWire]) -> String {
    let mut table = Grid::new(&["key", "kind", "name", "may", "made", "revoked"], 6);
    for key in keys {
        table.row([
            key.id.as_str(),
            &key.kind,
            &key.name,
            &key.scopes.join(", "),
            &key.created_at,
            key.revoked_at.as_deref().unwrap_or_default(),
        ]);
    }
    table.to_string()
}
