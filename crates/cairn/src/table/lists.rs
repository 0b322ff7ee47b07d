//! Tables of what there is: sites, events, goals, imports, keys.

use cairn_api::{
    CatalogueEntryWire, FunnelDocument, GoalVersionWire, ImportWire, KeyWire, PopulationDocument,
    SiteDetailsWire, SiteWire, TotalsWire,
};

use super::format::{Grid, count};
use crate::kept;

/// All sites with their numbers of events.
pub(crate) fn sites(sites: &[SiteWire]) -> String {
    let mut table = Grid::new(&["site", "name", "time zone", "currency", "events"], 4);
    for site in sites {
        table.row([
            site.id.as_str(),
            Some(site.name.as_str())
                .filter(|name| *name != site.id)
                .unwrap_or_default(),
            &site.timezone,
            &site.currency,
            &count(site.events),
        ]);
    }
    table.to_string()
}

/// One site's settings and size.
pub(crate) fn site(details: &SiteDetailsWire) -> String {
    let SiteDetailsWire {
        site,
        bytes,
        first_event_time,
        last_event_time,
        totals,
        shared_ids,
        ..
    } = details;
    let times = match (first_event_time, last_event_time) {
        (Some(first), Some(last)) => format!("{first} to {last}"),
        _ => "none".to_owned(),
    };
    let mut table = Grid::new(&["site", &site.id], 2);
    if site.name != site.id {
        table.row(["name", &site.name]);
    }
    if let Some(goal) = &site.north_star {
        table.row(["north star", goal]);
    }
    table.row(["time zone", &site.timezone]);
    table.row(["currency", &site.currency]);
    let retention = &site.retention;
    table.row(["events kept", &kept::told(retention.keep_days)]);
    for (event, days) in &retention.by_event {
        table.row([&format!("`{event}` kept"), &kept::told(*days)]);
    }
    table.row(["events", &count(site.events)]);
    table.row(["on disk", &format!("{} KiB", count(bytes.div_ceil(1024)))]);
    table.row(["event times", &times]);
    // A site that is fed by files alone needs no word about messages.
    if totals.received > 0 {
        table.row(["collected", &collected(totals)]);
    }
    for shared in shared_ids {
        let devices = count(shared.devices.into());
        let told = format!("first on {devices} devices: no one person's, joins none of them");
        table.row([&format!("user id `{}`", shared.user_id), &told]);
    }
    table.to_string()
}

/// What became of live messages, in words that add up.
fn collected(totals: &TotalsWire) -> String {
    let mut text = format!(
        "received {} = stored {} + duplicates {} + dead letters {}",
        count(totals.received),
        count(totals.stored),
        count(totals.duplicates),
        count(totals.dead_lettered),
    );
    if totals.suppressed > 0 {
        text += &format!(" + suppressed {}", count(totals.suppressed));
    }
    text
}

/// A site's event names.
pub(crate) fn catalogue(entries: &[CatalogueEntryWire]) -> String {
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
pub(crate) fn goals(goals: &[GoalVersionWire]) -> String {
    let mut table = Grid::new(&["goal", "name", "class", "counting", "when", "version"], 5);
    for GoalVersionWire {
        version,
        definition: goal,
        ..
    } in goals
    {
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

/// A site's saved funnels.
pub(crate) fn funnels(funnels: &[FunnelDocument]) -> String {
    let mut table = Grid::new(&["funnel", "name", "steps", "window"], 4);
    for funnel in funnels {
        table.row([
            funnel.id.as_str(),
            &funnel.name,
            &funnel.step_names().join(" → "),
            funnel.window(),
        ]);
    }
    table.to_string()
}

/// A site's saved populations.
pub(crate) fn populations(populations: &[PopulationDocument]) -> String {
    let mut table = Grid::new(&["population", "name", "description"], 3);
    for population in populations {
        table.row([
            population.id.as_str(),
            &population.name,
            &population.description,
        ]);
    }
    table.to_string()
}

/// A site's imports.
pub(crate) fn imports(records: &[ImportWire]) -> String {
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
        table.row([
            record.id.clone(),
            record.source.clone(),
            record.received_at.clone(),
            record.state.clone(),
            count(record.read),
            count(record.stored),
            count(record.duplicates),
            count(record.rejected),
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
