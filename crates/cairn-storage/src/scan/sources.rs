//! What a scan reads: runs, and the sorted pieces of the log's end.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use cairn_core::id::PersonKey;
use cairn_core::identity::Identities;

use super::Wanted;
use crate::block::Block;
use crate::cell::Cell;
use crate::columns::SortedChunk;
use crate::error::StorageError;
use crate::manifest::Run;
use crate::partition::Partition;
use crate::paths::RunsFolders;
use crate::placement::Misplaced;
use crate::projection::Columns;
use crate::run_reader::{BLOCK_ROWS, RunReader};
use crate::seal::Seal;
use crate::stream::Stream;
use crate::tail_view::{Piece, Pieces};
use crate::vfs::Vfs;

/// All that holds events of a site.
pub(crate) struct Sources<'a> {
    pub(crate) vfs: &'a dyn Vfs,
    pub(crate) runs: Vec<SourceRun>,
    pub(crate) pieces: Pieces,
    pub(crate) identities: Arc<Identities>,
}

/// A run that is read.
pub(crate) struct SourceRun {
    pub(crate) stream: Stream,
    pub(crate) path: PathBuf,
    pub(crate) cell: Option<Cell>,
    pub(crate) misplaced: Misplaced,
    /// Where its sidecar is, if it has one, and of what seal the run is.
    pub(crate) sidecar: Option<(PathBuf, Seal)>,
}

impl SourceRun {
    /// Runs in the folder of their site, each with what is misplaced in it.
    pub(crate) fn all_of(
        folder: &RunsFolders,
        runs: &[Run],
        misplaced: Vec<Misplaced>,
    ) -> Vec<Self> {
        let source = |(run, misplaced): (&Run, Misplaced)| Self {
            stream: run.stream,
            path: run.events_path(folder),
            cell: run.cell,
            misplaced,
            sidecar: run
                .seals
                .map(|seals| (run.sidecar_path(folder), seals.events)),
        };
        runs.iter().zip(misplaced).map(source).collect()
    }
}

/// The blocks of one source, persons known.
pub(crate) struct Blocks {
    rows: Rows,
    identities: Arc<Identities>,
}

enum Rows {
    Run(RunReader),
    /// Of a piece, the ranges of rows that are still to come.
    Piece(Arc<Piece>, std::vec::IntoIter<Range<usize>>),
}

impl Sources<'_> {
    /// All sources, for the rows that lie under keys of those wanted.
    pub(crate) fn open(
        &self,
        columns: &Columns,
        wanted: &Wanted,
    ) -> Result<Vec<Blocks>, StorageError> {
        let Wanted { partition, only } = wanted;
        let mut opened = Vec::with_capacity(self.runs.len() + self.pieces.len());
        let may_hold =
            |run: &&SourceRun| run.cell.is_none_or(|cell| cell.prefix.overlaps(*partition));
        for run in self.runs.iter().filter(may_hold) {
            let reader = match only {
                None => RunReader::open(self.vfs, &run.path, columns, *partition)?,
                Some(keys) => {
                    RunReader::open_under(self.vfs, &run.path, columns, Arc::clone(keys))?
                }
            };
            opened.push(self.blocks(Rows::Run(reader)));
        }
        for piece in &self.pieces {
            let ranges = match only {
                None => in_blocks(rows_of(&piece.sorted, *partition)),
                Some(_) => ranges_where(&piece.sorted, &|key| wanted.takes(Some(key))),
            };
            opened.push(self.blocks(Rows::Piece(Arc::clone(piece), ranges.into_iter())));
        }
        Ok(opened)
    }

    /// The sources that may hold rows which lie under another key than their person's, for these rows among others.
    pub(crate) fn open_diverted(
        &self,
        columns: &Columns,
        wanted: &Wanted,
    ) -> Result<Vec<Blocks>, StorageError> {
        let lead_here = |(_, person): (PersonKey, PersonKey)| wanted.takes(Some(person));
        let some_lead_here = self.identities.diverted().any(lead_here);
        let identities = Arc::clone(&self.identities);
        let wanted = wanted.clone();
        let is_wanted = move |own: PersonKey| {
            let person = identities.person(own);
            person != own && wanted.takes(Some(person))
        };
        let mut opened = Vec::new();
        for SourceRun {
            path, misplaced, ..
        } in &self.runs
        {
            let reader = match misplaced {
                Misplaced::Diverted if some_lead_here => {
                    RunReader::open_where(self.vfs, path, columns, is_wanted.clone())?
                }
                Misplaced::Under(under) if !under.keys.is_empty() => {
                    RunReader::open_under(self.vfs, path, columns, Arc::clone(&under.keys))?
                }
                Misplaced::Diverted | Misplaced::Under(_) => continue,
            };
            opened.push(self.blocks(Rows::Run(reader)));
        }
        for piece in self.pieces.iter().filter(|_| some_lead_here) {
            let ranges = ranges_where(&piece.sorted, &is_wanted);
            opened.push(self.blocks(Rows::Piece(Arc::clone(piece), ranges.into_iter())));
        }
        Ok(opened)
    }

    fn blocks(&self, rows: Rows) -> Blocks {
        Blocks {
            rows,
            identities: Arc::clone(&self.identities),
        }
    }
}

impl Blocks {
    /// The next block; `None` at the end.
    pub(crate) fn next_block(&mut self) -> Result<Option<Block>, StorageError> {
        let block = match &mut self.rows {
            Rows::Run(reader) => reader.next_block()?,
            Rows::Piece(piece, ranges) => match ranges.next() {
                None => None,
                Some(rows) => {
                    let batch = piece.sorted.batch.slice(rows.start, rows.len());
                    let foreign =
                        || StorageError::Internal("columns are not those of a run".to_owned());
                    Some(Block::of(&batch).ok_or_else(foreign)?)
                }
            },
        };
        Ok(block.map(|block| block.known_by(&self.identities)))
    }
}

/// The rows of a piece whose own key lies in a partition: they lie together.
fn rows_of(piece: &SortedChunk, partition: Partition) -> Range<usize> {
    let is_before = |person: Option<PersonKey>| match person {
        None => !partition.takes_nobody(),
        Some(key) => partition.lies_after(key),
    };
    let start = piece.keys.partition_point(|key| is_before(key.person));
    let rest = &piece.keys[start..];
    let len = rest.partition_point(|key| partition.takes(key.person));
    start..start + len
}

/// Rows cut to blocks.
fn in_blocks(rows: Range<usize>) -> Vec<Range<usize>> {
    let starts = rows.clone().step_by(BLOCK_ROWS);
    starts
        .map(|start| start..rows.end.min(start + BLOCK_ROWS))
        .collect()
}

/// The rows of a piece whose own key is wanted, person by person.
fn ranges_where(piece: &SortedChunk, is_wanted: &impl Fn(PersonKey) -> bool) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    while let Some(first) = piece.keys.get(start) {
        let same = piece.keys[start..].partition_point(|key| key.person == first.person);
        if first.person.is_some_and(is_wanted) {
            ranges.push(start..start + same);
        }
        start += same;
    }
    ranges
}
