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
use crate::run_reader::RunReader;
use crate::schema;

/// Which columns a question reads, besides names, times and keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Columns {
    /// Money and currency.
    pub value: bool,
    /// Order ids.
    pub order_id: bool,
    /// User and anonymous ids.
    pub ids: bool,
    /// Event properties.
    pub properties: bool,
    /// Context.
    pub context: bool,
    /// Everything a stored event holds.
    pub all: bool,
}

impl Columns {
    /// All columns, for exports.
    pub const ALL: Self = Self {
        value: true,
        order_id: true,
        ids: true,
        properties: true,
        context: true,
        all: true,
    };

    pub(crate) fn names(&self) -> Vec<&'static str> {
        let mut names = vec![schema::PERSON_KEY, schema::EVENT_TIME, schema::EVENT_ID, schema::EVENT];
        let groups: [(bool, &[&'static str]); 6] = [
            (self.value, &[schema::VALUE_MINOR, schema::CURRENCY]),
            (self.order_id, &[schema::ORDER_ID]),
            (self.ids, &[schema::USER_ID, schema::ANONYMOUS_ID]),
            (self.properties, &[schema::PROPERTIES]),
            (self.context, &[schema::CONTEXT]),
            (
                self.all,
                &[
                    schema::RECEIVED_AT,
                    schema::MESSAGE_ID,
                    schema::SESSION_HINT,
                    schema::SOURCE,
                    schema::IMPORT_ID,
                    schema::TRUST,
                    schema::GROUP_IDS,
                ],
            ),
        ];
        for (wanted, columns) in groups {
            names.extend(if wanted { columns } else { &[] });
        }
        names
    }
}

/// A range of person keys, both ends included. The first partition also takes the events of nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Partition {
    least: u128,
    greatest: u128,
}

/// Cuts all persons into `count` partitions of about equal size: keys are hashes.
pub fn partitions(count: usize) -> Vec<Partition> {
    let count = count.max(1) as u128;
    let width = u128::MAX / count;
    let least = |at: u128| at * width;
    let greatest = |at: u128| if at + 1 == count { u128::MAX } else { (at + 1) * width - 1 };
    (0..count).map(|at| Partition { least: least(at), greatest: greatest(at) }).collect()
}

impl Partition {
    /// Every person, and nobody.
    pub const ALL: Self = Self { least: 0, greatest: u128::MAX };

    /// The persons from one key to another, both included, without nobody unless the first key is zero.
    pub fn between(least: PersonKey, greatest: PersonKey) -> Self {
        Self { least: least.0, greatest: greatest.0 }
    }

    pub(crate) fn overlaps(self, least: PersonKey, greatest: PersonKey) -> bool {
        least.0 <= self.greatest && greatest.0 >= self.least
    }

    pub(crate) fn takes_nobody(self) -> bool {
        self.least == 0
    }

    fn takes(self, person: Option<PersonKey>) -> bool {
        match person {
            Some(key) => (self.least..=self.greatest).contains(&key.0),
            None => self.takes_nobody(),
        }
    }
}

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
        runs: &[PathBuf],
        columns: &Columns,
        partition: Partition,
        extract: F,
    ) -> Result<Self, E> {
        let mut cursors = Vec::with_capacity(runs.len());
        for path in runs {
            cursors.push(RunCursor {
                reader: RunReader::open(path, columns, partition)?,
                rows: VecDeque::new(),
                is_done: false,
            });
        }
        let mut scan = Self { runs: cursors, partition, extract, rows_scanned: 0 };
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
        let Some(person) = heads.map(|(key, _)| key.person).min() else { return Ok(None) };
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
    fn take_person(&mut self, at: usize, person: Option<PersonKey>, into: &mut Vec<(SortKey, T)>) -> Result<(), E> {
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
            run.rows.extend(keys.zip(items).filter(|(key, _)| self.partition.takes(key.person)));
            self.rows_scanned += run.rows.len() as u64;
        }
        Ok(())
    }
}
