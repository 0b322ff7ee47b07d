//! Which rows of an import are new, and under which id repeated rows are kept (semantics S3).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use cairn_core::id::{EventId, SiteId};

use super::Outcome;
use super::candidate::Gathered;
use super::records::{DECISION_BYTES, Decision, IdRecord};
use crate::columns::RunColumns;
use crate::error::StorageError;
use crate::ids::{History, Origin, StoredBy};
use crate::partition::Partition;
use crate::projection::Columns;
use crate::run_reader::RunReader;
use crate::sizes::ImportSizes;
use crate::sorter::{Sorted, Sorter};
use crate::staged_run::StagedRun;
use crate::vfs::Vfs;

/// Decides about every row and returns the candidates that remain, written as they must be.
pub(super) fn decide(
    gathered: Gathered,
    site: &SiteId,
    history: &[(PathBuf, Origin)],
    vfs: &Arc<dyn Vfs>,
    staging: &Path,
    sizes: ImportSizes,
) -> Result<(Vec<StagedRun>, Outcome), StorageError> {
    let rows: u64 = gathered
        .candidates
        .iter()
        .map(|candidate| candidate.written.rows)
        .sum();
    let mut decisions = Decisions {
        sorter: Sorter::new(vfs, staging, "decisions", sizes.sorter_records),
        outcome: Outcome::default(),
    };
    let mut repeats = Sorter::new(vfs, staging, "repeats", sizes.sorter_records);

    let mut earlier = History::open(&**vfs, history)?;
    let mut previous: Option<IdRecord> = None;
    let mut occurrence = 0;
    let mut ids = gathered.ids.sorted()?;
    while let Some(bytes) = ids.next()? {
        let record = IdRecord::from_bytes(&bytes);
        let is_repeat = previous.is_some_and(|previous| previous.event_id == record.event_id);
        previous = Some(record);
        if !is_repeat {
            occurrence = 0;
        }
        if let Some(content) = record.content {
            occurrence += 1;
            if occurrence > 1 {
                let event_id = EventId::of_content(site, content, occurrence);
                repeats.push(IdRecord { event_id, ..record }.to_bytes())?;
                continue;
            }
        }
        match earlier.find(record.event_id)? {
            Some(stored_by) => decisions.leave_out(record, Some(stored_by))?,
            None if is_repeat => decisions.leave_out(record, None)?,
            None => {}
        }
    }

    // Closed before it is opened anew: there is one file per run.
    drop(earlier);
    let mut earlier = History::open(&**vfs, history)?;
    // A repeated row may meet its own event in the same file, under the id that an export gave it. The
    // candidates' ids are those of all other rows; which import they will belong to does not matter.
    let others = gathered.candidates.iter().map(StagedRun::id_file);
    let others: Vec<_> = others.collect();
    let mut same_file = History::open(&**vfs, &others)?;
    let mut repeats = repeats.sorted()?;
    while let Some(bytes) = repeats.next()? {
        let record = IdRecord::from_bytes(&bytes);
        match earlier.find(record.event_id)? {
            Some(stored_by) => decisions.leave_out(record, Some(stored_by))?,
            None if same_file.find(record.event_id)?.is_some() => {
                decisions.leave_out(record, None)?;
            }
            None => decisions.keep_as(record)?,
        }
    }

    let Decisions {
        sorter,
        mut outcome,
    } = decisions;
    outcome.stored = rows - outcome.duplicates;
    let candidates = apply(
        &**vfs,
        gathered.candidates,
        sorter.sorted()?,
        staging,
        sizes,
    )?;
    Ok((candidates, outcome))
}

struct Decisions {
    sorter: Sorter<DECISION_BYTES>,
    outcome: Outcome,
}

impl Decisions {
    fn leave_out(
        &mut self,
        record: IdRecord,
        stored_by: Option<StoredBy>,
    ) -> Result<(), StorageError> {
        self.outcome.duplicates += 1;
        if let Some(StoredBy::Import(import)) = stored_by {
            *self.outcome.duplicates_of.entry(import).or_default() += 1;
        }
        self.sorter.push(
            Decision {
                place: record.place,
                event_id: None,
            }
            .to_bytes(),
        )
    }

    fn keep_as(&mut self, record: IdRecord) -> Result<(), StorageError> {
        let decision = Decision {
            place: record.place,
            event_id: Some(record.event_id),
        };
        self.sorter.push(decision.to_bytes())
    }
}

/// Writes the candidates again that have rows to leave out or to rename.
fn apply(
    vfs: &dyn Vfs,
    candidates: Vec<StagedRun>,
    mut decisions: Sorted<DECISION_BYTES>,
    staging: &Path,
    sizes: ImportSizes,
) -> Result<Vec<StagedRun>, StorageError> {
    let mut next = decisions.next()?.map(|bytes| Decision::from_bytes(&bytes));
    let mut kept = Vec::with_capacity(candidates.len());
    for (number, candidate) in (0_u32..).zip(candidates) {
        let mut of_candidate = Vec::new();
        while let Some(decision) = next.filter(|decision| decision.place.candidate == number) {
            of_candidate.push(decision);
            next = decisions.next()?.map(|bytes| Decision::from_bytes(&bytes));
        }
        if of_candidate.is_empty() {
            kept.push(candidate);
            continue;
        }
        kept.extend(rewrite(
            vfs,
            &candidate,
            number,
            &of_candidate,
            staging,
            sizes,
        )?);
        candidate.remove(vfs)?;
    }
    Ok(kept)
}

/// Writes a candidate as decided; `None` if nothing of it remains. Decisions are sorted by row.
fn rewrite(
    vfs: &dyn Vfs,
    candidate: &StagedRun,
    number: u32,
    decisions: &[Decision],
    staging: &Path,
    sizes: ImportSizes,
) -> Result<Option<StagedRun>, StorageError> {
    let left_out = decisions
        .iter()
        .filter(|decision| decision.event_id.is_none())
        .count() as u64;
    if left_out == candidate.written.rows {
        return Ok(None);
    }
    let mut columns = RunColumns::new();
    let mut reader = RunReader::open(vfs, &candidate.events, &Columns::ALL, Partition::ALL)?;
    let mut pending = decisions.iter().peekable();
    let mut row = 0_u32;
    while let Some(block) = reader.next_block()? {
        for in_block in 0..block.len() {
            let decision = pending.next_if(|decision| decision.place.row == row);
            row += 1;
            if decision.is_some_and(|decision| decision.event_id.is_none()) {
                continue;
            }
            let stored = block
                .stored_event(in_block)
                .ok_or_else(|| StorageError::damaged(&candidate.events, "a row lacks columns"))?;
            let event_id = decision
                .and_then(|decision| decision.event_id)
                .unwrap_or(stored.event_id);
            columns.append(&stored.event, event_id);
        }
    }
    let sorted = columns
        .sorted()
        .map_err(|error| StorageError::Internal(error.to_string()))?;
    let stem = format!("{number}-decided");
    let place = (staging, stem.as_str(), candidate.stream);
    StagedRun::write(vfs, place, &sorted, sizes.row_group_rows).map(Some)
}
