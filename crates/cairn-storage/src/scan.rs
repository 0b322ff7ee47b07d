//! Person by person over all runs of a snapshot and the log's end.
//!
//! Sources are sorted alike, so their heads are merged at the granularity of persons: rows of a person that
//! lie in one source are already in order, and only persons spread over several are sorted again.
//!
//! Rows lie under the key of their own id, or in compacted runs of the person it led to. Where it leads to another
//! person now (a device to the user who signed in on it), its rows are read first and wait aside until the scan
//! comes to that person.

mod sources;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use cairn_core::id::PersonKey;

use crate::block::Block;
use crate::columns::SortKey;
use crate::error::StorageError;
use crate::partition::Partition;
use crate::projection::Columns;

pub(crate) use sources::Blocks;
pub(crate) use sources::{SourceRun, Sources};

/// The rows of one person in order of (time, event id), or some rows of nobody.
pub struct PersonRows<T> {
    /// Who; `None` for events without any id, which come in pieces of any size.
    pub person: Option<PersonKey>,
    /// What was extracted from each row.
    pub rows: Vec<T>,
}

/// Goes through a partition person by person. `extract` turns each block into one item per row.
pub struct PersonScan<T, F> {
    cursors: Vec<Cursor<T>>,
    /// Rows that lie under another key than their person's.
    diverted: BTreeMap<PersonKey, Vec<(SortKey, T)>>,
    wanted: Wanted,
    extract: F,
    rows_scanned: u64,
}

/// Whom a scan goes through.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    pub(crate) partition: Partition,
    /// Of the partition only these, whose keys ascend, without nobody.
    pub(crate) only: Option<Arc<[PersonKey]>>,
}

impl Wanted {
    /// Everybody of a partition.
    pub(crate) fn all_of(partition: Partition) -> Self {
        Self {
            partition,
            only: None,
        }
    }

    pub(crate) fn takes(&self, person: Option<PersonKey>) -> bool {
        let is_among = |only: &Arc<[PersonKey]>| match person {
            Some(person) => only.binary_search(&person).is_ok(),
            None => false,
        };
        self.partition.takes(person) && self.only.as_ref().is_none_or(is_among)
    }
}

struct Cursor<T> {
    blocks: Blocks,
    rows: VecDeque<(SortKey, T)>,
    is_done: bool,
}

impl<T, E, F> PersonScan<T, F>
where
    F: FnMut(&Block) -> Result<Vec<T>, E>,
    E: From<StorageError>,
{
    pub(crate) fn open(
        sources: &Sources<'_>,
        columns: &Columns,
        wanted: Wanted,
        extract: F,
    ) -> Result<Self, E> {
        let cursor = |blocks: Blocks| Cursor {
            blocks,
            rows: VecDeque::new(),
            is_done: false,
        };
        let opened = sources.open(columns, &wanted)?;
        let mut scan = Self {
            cursors: opened.into_iter().map(cursor).collect(),
            diverted: BTreeMap::new(),
            wanted,
            extract,
            rows_scanned: 0,
        };
        scan.divert(sources, columns)?;
        for at in 0..scan.cursors.len() {
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
        let heads = self.cursors.iter().filter_map(|cursor| cursor.rows.front());
        let heads = heads.map(|(key, _)| key.person);
        let waiting = self.diverted.first_key_value().map(|(key, _)| Some(*key));
        let Some(person) = heads.chain(waiting).min() else {
            return Ok(None);
        };
        let mut rows: Vec<(SortKey, T)> = Vec::new();
        let mut parts = 0;
        for at in 0..self.cursors.len() {
            let before = rows.len();
            self.take_person(at, person, &mut rows)?;
            parts += usize::from(rows.len() > before);
            // Nobody's rows need no order among them and may be too many to hold at once.
            if person.is_none() && !rows.is_empty() {
                break;
            }
        }
        if let Some(diverted) = person.and_then(|person| self.diverted.remove(&person)) {
            rows.extend(diverted);
            parts = 2;
        }
        if parts > 1 {
            rows.sort_by_key(|(key, _)| *key);
        }
        let rows = rows.into_iter().map(|(_, item)| item).collect();
        Ok(Some(PersonRows { person, rows }))
    }

    /// Reads the rows that lie elsewhere and belong to persons of the partition.
    fn divert(&mut self, sources: &Sources<'_>, columns: &Columns) -> Result<(), E> {
        for mut blocks in sources.open_diverted(columns, &self.wanted)? {
            while let Some(block) = blocks.next_block()? {
                let items = (self.extract)(&block)?;
                for (row, item) in (0..block.len()).zip(items) {
                    let key = block.sort_key(row);
                    let is_elsewhere = block.placed_key(row) != key.person;
                    let is_wanted = is_elsewhere && self.wanted.takes(key.person);
                    if let Some(person) = key.person.filter(|_| is_wanted) {
                        self.diverted.entry(person).or_default().push((key, item));
                        self.rows_scanned += 1;
                    }
                }
            }
        }
        Ok(())
    }

    /// Moves a person's rows out of a source.
    fn take_person(
        &mut self,
        at: usize,
        person: Option<PersonKey>,
        into: &mut Vec<(SortKey, T)>,
    ) -> Result<(), E> {
        loop {
            let cursor = &mut self.cursors[at];
            while let Some(row) = cursor.rows.pop_front_if(|(key, _)| key.person == person) {
                into.push(row);
            }
            if !cursor.rows.is_empty() || cursor.is_done {
                return Ok(());
            }
            self.refill(at)?;
            if person.is_none() {
                return Ok(());
            }
        }
    }

    /// Reads blocks until a source has rows of the partition again or ends.
    fn refill(&mut self, at: usize) -> Result<(), E> {
        let cursor = &mut self.cursors[at];
        while cursor.rows.is_empty() && !cursor.is_done {
            let Some(block) = cursor.blocks.next_block()? else {
                cursor.is_done = true;
                return Ok(());
            };
            let items = (self.extract)(&block)?;
            let is_here = |row: usize, key: &SortKey| {
                self.wanted.takes(key.person) && block.placed_key(row) == key.person
            };
            for (row, item) in (0..block.len()).zip(items) {
                let key = block.sort_key(row);
                if is_here(row, &key) {
                    cursor.rows.push_back((key, item));
                }
            }
            self.rows_scanned += cursor.rows.len() as u64;
        }
        Ok(())
    }
}
