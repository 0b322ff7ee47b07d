//! Events that came live while an import was on its way: the import is written again without them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use cairn_core::id::EventId;

use crate::columns::RunColumns;
use crate::error::StorageError;
use crate::ids::{History, Origin, each_id};
use crate::partition::Partition;
use crate::projection::Columns;
use crate::run_reader::RunReader;
use crate::sizes::ImportSizes;
use crate::staged_run::StagedRun;
use crate::vfs::Vfs;

/// Writes candidates again without events that are among the ids of runs that came since it was decided; gives
/// those that remain and how many events were left out.
pub(crate) fn leave_out(
    vfs: &dyn Vfs,
    candidates: Vec<StagedRun>,
    since: &[(PathBuf, Origin)],
    staging: &Path,
    sizes: ImportSizes,
) -> Result<(Vec<StagedRun>, u64), StorageError> {
    let mut kept = Vec::with_capacity(candidates.len());
    let mut left_out = 0;
    for (number, candidate) in candidates.into_iter().enumerate() {
        let known = in_both(vfs, &candidate, since)?;
        if known.is_empty() {
            kept.push(candidate);
            continue;
        }
        left_out += known.len() as u64;
        let mut columns = RunColumns::new();
        let mut reader = RunReader::open(vfs, &candidate.events, &Columns::ALL, Partition::ALL)?;
        while let Some(block) = reader.next_block()? {
            for row in 0..block.len() {
                let missing = || StorageError::damaged(&candidate.events, "a row lacks columns");
                let stored = block.stored_event(row).ok_or_else(missing)?;
                if !known.contains(&stored.event_id) {
                    columns.append(&stored.event, stored.event_id);
                }
            }
        }
        let stream = candidate.stream;
        candidate.remove(vfs)?;
        if columns.rows() > 0 {
            let sorted = columns
                .sorted()
                .map_err(|error| StorageError::Internal(error.to_string()))?;
            let stem = format!("{number}-late");
            let place = (staging, stem.as_str(), stream);
            let late = StagedRun::write(vfs, place, &sorted, sizes.row_group_rows)?;
            kept.push(late);
        }
    }
    Ok((kept, left_out))
}

/// The ids of a candidate that are among those of runs.
fn in_both(
    vfs: &dyn Vfs,
    candidate: &StagedRun,
    since: &[(PathBuf, Origin)],
) -> Result<BTreeSet<EventId>, StorageError> {
    let mut history = History::open(vfs, since)?;
    let mut known = BTreeSet::new();
    let mut failed = None;
    each_id(vfs, &candidate.id_file(), |entry| {
        match history.find(entry.id) {
            Ok(Some(_)) => {
                known.insert(entry.id);
            }
            Ok(None) => {}
            Err(error) => {
                failed.get_or_insert(error);
            }
        }
    })?;
    failed.map_or(Ok(known), Err)
}
