//! Person by person over all runs of a snapshot.
//!
//! Runs are sorted alike, so their heads are merged at the granularity of persons: rows of a person that
//! lie in one run are already in order, and only persons spread over several runs are sorted again.

use std::collections::VecDeque;
use std::path::PathBuf;

use cairn_core::id::PersonKey;

use crate::block::Block;
use crate::columns::SortKey;
use crate::error::StorageError;
use crate::partition::Partition;
use crate::projection::Columns;
use crate::run_reader::RunReader;
use crate::vfs::Vfs;

/// The rows of one person in order of (time, event id), or some rows of nobody.
pub struct PersonRows<T> {
    /// Who; `None` for events without any id, which come in pieces of any size.
    pub person: Option<PersonKey>,
    /// What was extracted from each row.
    pub rows: Vec<T>,
}

/// Goes through a partition person by person. `extract` turns each block into one item per row.
pub struct PersonScan<T, F> {
    runs: Vec<RunCursor<T>>,
    partition: Partition,
    extract: F,
    rows_scanned: u64,
}

struct RunCursor<T> {
    reader: RunReader,
    rows: VecDeque<(SortKey, T)>,
    is_done: bool,
}

impl<T, E, F> PersonScan<T, F>
where
    F: FnMut(&Block) -> Result<Vec<T>, E>,
    E: From<StorageError>,
{
    pub(crate) fn open(
        vfs: &dyn Vfs,
        runs: &[PathBuf],
        columns: &Columns,
        partition: Partition,
        extract: F,
    ) -> Result<Self, E> {
        let mut cursors = Vec::with_capacity(runs.len());
        for path in runs {
            cursors.push(RunCursor {
                reader: RunReader::open(vfs, path, columns, partition)?,
                rows: VecDeque::new(),
                is_done: false,
            });
        }
        let mut scan = Self {
            runs: cursors,
            partition,
            extract,
            rows_scanned: 0,
        };
        for at in 0..scan.runs.len() {
            scan.refill(at)?;
        }
        Ok(scan)
    }

    /// Rows of the partition read so far.
    pub fn rows_scanned(&self) -> u64 {
        self.rows_scanned
    }

    /// The next person's rows; `None` at the end.
    pub fn next_person(&mut self) -> Result<Option<PersonRows<T>>, E> {
        let heads = self.runs.iter().filter_map(|run| run.rows.front());
        let Some(person) = heads.map(|(key, _)| key.person).min() else {
            return Ok(None);
        };
        let mut rows: Vec<(SortKey, T)> = Vec::new();
        let mut parts = 0;
        for at in 0..self.runs.len() {
            let before = rows.len();
            self.take_person(at, person, &mut rows)?;
            parts += usize::from(rows.len() > before);
            // Nobody's rows need no order among them and may be too many to hold at once.
            if person.is_none() && !rows.is_empty() {
                break;
            }
        }
        if parts > 1 {
            rows.sort_by_key(|(key, _)| *key);
        }
        let rows = rows.into_iter().map(|(_, item)| item).collect();
        Ok(Some(PersonRows { person, rows }))
    }

    /// Moves a person's rows out of a run.
    fn take_person(
        &mut self,
        at: usize,
        person: Option<PersonKey>,
        into: &mut Vec<(SortKey, T)>,
    ) -> Result<(), E> {
        loop {
            let run = &mut self.runs[at];
            while let Some(row) = run.rows.pop_front_if(|(key, _)| key.person == person) {
                into.push(row);
            }
            if !run.rows.is_empty() || run.is_done {
                return Ok(());
            }
            self.refill(at)?;
            if person.is_none() {
                return Ok(());
            }
        }
    }

    /// Reads blocks until a run has rows of the partition again or ends.
    fn refill(&mut self, at: usize) -> Result<(), E> {
        let run = &mut self.runs[at];
        while run.rows.is_empty() && !run.is_done {
            let Some(block) = run.reader.next_block()? else {
                run.is_done = true;
                return Ok(());
            };
            let items = (self.extract)(&block)?;
            let keys = (0..block.len()).map(|row| block.sort_key(row));
            run.rows.extend(
                keys.zip(items)
                    .filter(|(key, _)| self.partition.takes(key.person)),
            );
            self.rows_scanned += run.rows.len() as u64;
        }
        Ok(())
    }
}
