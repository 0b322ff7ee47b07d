//! One run: its files against their seals, against each other and against the manifest.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use cairn_core::id::ImportId;
use cairn_core::identity::{IdentityFact, facts_of};
use cairn_core::time::Time;

use super::{Depth, Part};
use crate::columns::SortKey;
use crate::error::StorageError;
use crate::facts::{Facts, read_facts};
use crate::ids::{IdEntry, each_id};
use crate::manifest::Run;
use crate::partition::Partition;
use crate::paths::RunsFolders;
use crate::person_directory::{PersonDirectory, read_directory};
use crate::projection::Columns;
use crate::received_day::ReceivedDay;
use crate::run_reader::RunReader;
use crate::seal::Seal;
use crate::sidecar::{SidecarBuilder, Sound, soundness};
use crate::vfs::Vfs;

/// What was found of a run.
pub(super) struct CheckedRun {
    pub(super) bytes: u64,
    /// How many rows each import brought; `None` for those that came live.
    pub(super) rows_by_import: BTreeMap<Option<ImportId>, u64>,
    /// At most one for each file.
    pub(super) faults: Vec<(Part, StorageError)>,
}

/// What the rows of a run say.
pub(crate) struct RowsOfRun {
    /// Ascending.
    pub(crate) ids: Vec<IdEntry>,
    pub(crate) directory: PersonDirectory,
    pub(crate) facts: Facts,
    sidecar: SidecarBuilder,
    rows_by_import: BTreeMap<Option<ImportId>, u64>,
    first_time: Time,
    last_time: Time,
}

impl Part {
    pub(super) fn path(self, run: &Run, folder: &RunsFolders) -> PathBuf {
        match self {
            Self::Events => run.events_path(folder),
            Self::Ids => run.ids_path(folder),
            Self::Facts => run.facts_path(folder),
            Self::Directory => run.directory_path(folder),
            Self::Sidecar => run.sidecar_path(folder),
        }
    }
}

pub(super) fn check_run(
    vfs: &dyn Vfs,
    folder: &RunsFolders,
    run: &Run,
    depth: Depth,
) -> CheckedRun {
    let mut checked = CheckedRun {
        bytes: 0,
        rows_by_import: BTreeMap::new(),
        faults: Vec::new(),
    };
    let mut parts = vec![Part::Events, Part::Ids];
    if run.has_facts {
        parts.push(Part::Facts);
    }
    if run.cell.is_some() {
        parts.push(Part::Directory);
    }
    for part in &parts {
        match check_seal(vfs, folder, run, *part) {
            Ok(bytes) => checked.bytes += bytes,
            Err(error) => checked.faults.push((*part, error)),
        }
    }
    let has_fault = |checked: &CheckedRun, part: Part| {
        let mut faults = checked.faults.iter();
        faults.any(|(of, _)| *of == part)
    };
    if has_fault(&checked, Part::Events) {
        return checked;
    }
    let events_path = run.events_path(folder);
    let read = || {
        let rows = read_rows(vfs, &events_path)?;
        rows.check(&events_path, run)?;
        Ok(rows)
    };
    let mut rows = match (depth == Depth::Contents).then(read).transpose() {
        Ok(rows) => rows,
        Err(error) => {
            checked.faults.push((Part::Events, error));
            return checked;
        }
    };
    let packed = rows
        .as_mut()
        .map(|rows| std::mem::take(&mut rows.sidecar).finish());
    let fault = match soundness(vfs, folder, run, packed.as_ref()) {
        Ok(Sound::Same(bytes)) => {
            checked.bytes += bytes;
            None
        }
        Ok(Sound::Missing) => None,
        Ok(Sound::Faulty(fault)) => Some(StorageError::damaged(&run.sidecar_path(folder), fault)),
        Err(error) => Some(error),
    };
    checked
        .faults
        .extend(fault.map(|fault| (Part::Sidecar, fault)));
    let Some(rows) = rows else { return checked };
    for part in [Part::Ids, Part::Facts, Part::Directory] {
        if parts.contains(&part) && !has_fault(&checked, part) {
            let path = part.path(run, folder);
            let held = match part {
                Part::Ids => holds_ids(vfs, folder, run, &rows.ids),
                Part::Directory => holds_directory(vfs, &path, &rows.directory),
                _ => holds_facts(vfs, &path, &rows.facts),
            };
            if let Err(error) = held {
                checked.faults.push((part, error));
            }
        }
    }
    checked.rows_by_import = rows.rows_by_import;
    checked
}

fn check_seal(
    vfs: &dyn Vfs,
    folder: &RunsFolders,
    run: &Run,
    part: Part,
) -> Result<u64, StorageError> {
    let path = part.path(run, folder);
    let found = Seal::of_file(vfs, &path).map_err(StorageError::io(&path))?;
    let written = match (&run.seals, part) {
        (Some(seals), Part::Events) => seals.events,
        (Some(seals), Part::Ids) => seals.ids,
        (Some(seals), Part::Facts) => seals.facts,
        (Some(seals), Part::Directory) => seals.directory.unwrap_or(found),
        // No manifest knows it.
        (Some(_), Part::Sidecar) => found,
        // Of a run of an earlier version the length of one file is known.
        (None, Part::Events) => Seal {
            bytes: run.bytes,
            ..found
        },
        (None, _) => found,
    };
    match written.fault(&found) {
        Some(fault) => Err(StorageError::damaged(&path, fault)),
        None => Ok(found.bytes),
    }
}

/// Decodes a run. Rows out of order are damage.
pub(crate) fn read_rows(vfs: &dyn Vfs, path: &Path) -> Result<RowsOfRun, StorageError> {
    let mut rows = RowsOfRun {
        ids: Vec::new(),
        facts: Facts::default(),
        directory: PersonDirectory::new(),
        sidecar: SidecarBuilder::default(),
        rows_by_import: BTreeMap::new(),
        first_time: Time::MAX,
        last_time: Time::MIN,
    };
    let mut before = None;
    let mut reader = RunReader::open(vfs, path, &Columns::ALL, Partition::ALL)?;
    while let Some(block) = reader.next_block()? {
        rows.sidecar.add(&block);
        for row in 0..block.len() {
            let stored = block
                .stored_event(row)
                .ok_or_else(|| StorageError::damaged(path, "a row lacks columns"))?;
            let placed = block.placed_key(row);
            let key = SortKey {
                person: placed,
                ..block.sort_key(row)
            };
            if before.is_some_and(|before| before > key) {
                let detail = format!("row {} is out of order", rows.ids.len() + 1);
                return Err(StorageError::damaged(path, detail));
            }
            before = Some(key);
            rows.ids.push(IdEntry {
                id: stored.event_id,
                import: stored.event.import_id,
                day: ReceivedDay::of(stored.event.received_at),
            });
            if let Some((own, placed)) = block.own_key(row).zip(placed) {
                let first = *rows.directory.entry(own).or_insert(placed);
                if first != placed {
                    let detail = "rows of one id lie under two keys";
                    return Err(StorageError::damaged(path, detail));
                }
            }
            for fact in facts_of(&stored.event, stored.event_id) {
                rows.facts.add(fact);
            }
            *rows
                .rows_by_import
                .entry(stored.event.import_id)
                .or_default() += 1;
            rows.first_time = rows.first_time.min(key.time);
            rows.last_time = rows.last_time.max(key.time);
        }
    }
    rows.ids.sort_unstable();
    Ok(rows)
}

impl RowsOfRun {
    /// Whether these are the rows that the manifest says.
    fn check(&self, path: &Path, run: &Run) -> Result<(), StorageError> {
        let found = self.ids.len() as u64;
        if found != run.rows {
            let detail = format!("it holds {found} events and should {}", run.rows);
            return Err(StorageError::damaged(path, detail));
        }
        if found > 0 && (self.first_time, self.last_time) != (run.first_time, run.last_time) {
            let detail = "its first or last time is not the one that was written";
            return Err(StorageError::damaged(path, detail));
        }
        Ok(())
    }
}

fn holds_ids(
    vfs: &dyn Vfs,
    folder: &RunsFolders,
    run: &Run,
    ids: &[IdEntry],
) -> Result<(), StorageError> {
    // Of a run of an earlier version the day is not kept for each id.
    let known = |entry: &IdEntry| (entry.id, entry.import, run.seals.map(|_| entry.day));
    let mut expected = ids.iter();
    let mut is_same = true;
    each_id(vfs, &run.id_file(folder), |entry| {
        is_same &= expected.next().map(known) == Some(known(&entry));
    })?;
    if is_same && expected.next().is_none() {
        return Ok(());
    }
    let detail = "its ids are not those of the run beside it";
    Err(StorageError::damaged(&run.ids_path(folder), detail))
}

fn holds_directory(
    vfs: &dyn Vfs,
    path: &Path,
    directory: &PersonDirectory,
) -> Result<(), StorageError> {
    let found = read_directory(vfs, path)?;
    if found
        .iter()
        .map(|(own, placed)| (own, placed))
        .eq(directory)
    {
        return Ok(());
    }
    let detail = "its persons are not those of the run beside it";
    Err(StorageError::damaged(path, detail))
}

fn holds_facts(vfs: &dyn Vfs, path: &Path, facts: &Facts) -> Result<(), StorageError> {
    let beside = read_facts(vfs, path)?;
    let mut found = beside.facts;
    let would_say =
        |fact: &IdentityFact| beside.are_all || !matches!(fact, IdentityFact::Belongs { .. });
    let mut expected: Vec<IdentityFact> = facts.iter().filter(would_say).collect();
    found.sort_unstable();
    expected.sort_unstable();
    if found == expected {
        return Ok(());
    }
    let detail = "its facts are not those of the run beside it";
    Err(StorageError::damaged(path, detail))
}
