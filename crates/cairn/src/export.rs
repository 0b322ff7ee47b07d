//! All events of a site to a file, in the order of runs: by person, time, event id.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use cairn_core::event::Identity;
use cairn_core::id::SiteId;
use cairn_core::money::decimal_text;
use cairn_storage::{
    Block, Columns, ParquetExport, Partition, Snapshot, StorageError, StoredEvent,
};

/// Fields every event has a column for. A reader of the file finds them under their canonical names.
const FIELDS: [&str; 14] = [
    "event_id",
    "message_id",
    "event",
    "event_time",
    "received_at",
    "anonymous_id",
    "user_id",
    "session_hint",
    "value",
    "currency",
    "order_id",
    "source",
    "import_id",
    "trust",
];

/// Names that need a column of their own: groups, context paths and properties.
#[derive(Default)]
struct Names {
    groups: BTreeSet<String>,
    context: BTreeSet<String>,
    properties: BTreeSet<String>,
}

/// Writes a Parquet file of the run's format; gives the number of events.
pub(crate) fn parquet(snapshot: &Snapshot, site: &SiteId, path: &Path) -> Result<u64> {
    let mut file = ParquetExport::create(path)?;
    let events = for_each(snapshot, site, |stored| Ok(file.add(stored)?))?;
    file.finish()?;
    Ok(events)
}

/// Writes a CSV file that is there whole or not at all; gives the number of events.
pub(crate) fn csv_file(snapshot: &Snapshot, site: &SiteId, path: &Path) -> Result<u64> {
    let mut name = path.as_os_str().to_owned();
    name.push(".unfinished");
    let unfinished = PathBuf::from(name);
    let file = File::create(&unfinished)?;
    let mut writer = BufWriter::new(file);
    let events = csv(snapshot, site, &mut writer)?;
    let file = writer
        .into_inner()
        .map_err(std::io::IntoInnerError::into_error)?;
    file.sync_all()?;
    std::fs::rename(&unfinished, path)?;
    Ok(events)
}

/// Writes CSV; gives the number of events.
pub(crate) fn csv(snapshot: &Snapshot, site: &SiteId, output: &mut impl Write) -> Result<u64> {
    let mut names = Names::default();
    for_each(snapshot, site, |stored| {
        note(&mut names.groups, stored.event.group_ids.keys());
        note(&mut names.context, stored.event.context.keys());
        note(&mut names.properties, stored.event.properties.keys());
        Ok(())
    })?;
    let mut writer = ::csv::Writer::from_writer(output);
    writer.write_record(header(&names))?;
    let events = for_each(snapshot, site, |stored| {
        Ok(writer.write_record(cells(stored, &names))?)
    })?;
    writer.flush()?;
    Ok(events)
}

fn note<'a>(known: &mut BTreeSet<String>, names: impl Iterator<Item = &'a String>) {
    for name in names {
        if !known.contains(name) {
            known.insert(name.clone());
        }
    }
}

fn header(names: &Names) -> Vec<String> {
    let prefixed = |prefix: &str, names: &BTreeSet<String>| -> Vec<String> {
        names
            .iter()
            .map(|name| format!("{prefix}.{name}"))
            .collect()
    };
    let mut header: Vec<String> = FIELDS.map(str::to_owned).to_vec();
    header.extend(prefixed("group_ids", &names.groups));
    header.extend(prefixed("context", &names.context));
    header.extend(prefixed("properties", &names.properties));
    header
}

fn cells(stored: &StoredEvent, names: &Names) -> Vec<String> {
    let event = &stored.event;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let value = event
        .value
        .map(|money| decimal_text(money.minor.into(), money.currency));
    let mut cells = vec![
        stored.event_id.to_string(),
        if let Identity::Message(id) = &event.identity {
            id.clone()
        } else {
            String::new()
        },
        event.event.clone(),
        event.event_time.to_string(),
        event.received_at.to_string(),
        text(&event.anonymous_id),
        text(&event.user_id),
        text(&event.session_hint),
        value.unwrap_or_default(),
        event
            .currency
            .map(|currency| currency.code().to_owned())
            .unwrap_or_default(),
        text(&event.order_id),
        event.source.clone(),
        event.import_id.map(|id| id.to_string()).unwrap_or_default(),
        event.trust.as_str().to_owned(),
    ];
    cells.extend(
        names
            .groups
            .iter()
            .map(|kind| event.group_ids.get(kind).cloned().unwrap_or_default()),
    );
    let scopes = [
        (&names.context, &event.context),
        (&names.properties, &event.properties),
    ];
    for (names, values) in scopes {
        cells.extend(names.iter().map(|name| {
            values
                .get(name)
                .map(ToString::to_string)
                .unwrap_or_default()
        }));
    }
    cells
}

/// Goes through all events of a site.
fn for_each(
    snapshot: &Snapshot,
    site: &SiteId,
    mut visit: impl FnMut(&StoredEvent) -> Result<()>,
) -> Result<u64> {
    let extract = |block: &Block| -> Result<Vec<StoredEvent>, StorageError> {
        let event = |row: usize| {
            let missing = || StorageError::Internal("an event lacks columns".to_owned());
            block.stored_event(row).ok_or_else(missing)
        };
        (0..block.len()).map(event).collect()
    };
    let mut scan = snapshot.scan(site, &Columns::ALL, Partition::ALL, extract)?;
    let mut events = 0;
    while let Some(person) = scan.next_person().context("can't read the stored events")? {
        for stored in &person.rows {
            visit(stored)?;
            events += 1;
        }
    }
    Ok(events)
}
