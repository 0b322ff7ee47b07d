//! Person by person over the sidecars of a site's runs and of the log's end: who, and where the rows lie.
//!
//! It gives what a scan gives ([`crate::PersonScan`]) of names, times, money, orders, visits and the properties that
//! have columns, without decoding Parquet.
//! Persons whose rows can't be told apart by sidecars are left out and named: a scan of these makes the rest.

mod columns;
mod sources;

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use cairn_core::id::PersonKey;

use crate::error::StorageError;
use crate::partition::Partition;
use crate::sidecar::{ColumnOf, Segment, Words};
use columns::{ColumnsHere, ColumnsOfSource};

pub(crate) use sources::{WalkKey, WalkMemo, WalkSources, damaged_sidecar};

/// Goes through a partition person by person.
pub struct Walk {
    sources: Arc<WalkSources>,
    partition: Partition,
    cursors: Vec<Cursor>,
    /// The next person of each source that is not at its end.
    heads: BinaryHeap<Reverse<(Option<PersonKey>, usize)>>,
    /// The next of the persons whose rows lie under another key.
    moved: usize,
    parts: Vec<Found>,
    /// Of each source the columns that were asked for.
    columns: Vec<ColumnsOfSource>,
    rows: u64,
}

/// Where a walk stands in the source of the same place.
#[derive(Default)]
struct Cursor {
    /// The place of the segment among the source's.
    at: usize,
    segment: Option<Arc<Segment>>,
    columns: ColumnsHere,
    person: usize,
    /// The next key that leads elsewhere.
    diverted: usize,
}

/// A part that was found.
enum Found {
    /// In the segment that a source's cursor stands in.
    Here(usize),
    Elsewhere(usize, Arc<Segment>, ColumnsHere, usize),
}

/// The rows of one person in one segment of one source.
#[derive(Clone, Copy)]
pub struct Part<'a> {
    /// The source, among those of the walk.
    pub source: usize,
    /// Where the rows are.
    pub segment: &'a Segment,
    /// Which of the segment's persons it is.
    pub person: usize,
    columns: &'a ColumnsHere,
}

impl Part<'_> {
    /// The code of a row in the n-th of the columns that were asked for; `None` if it has no value.
    pub fn code(&self, column: usize, row: usize) -> Option<u32> {
        self.columns.code(column, row)
    }
}

impl Walk {
    /// Begins one that tells these columns too; `None` if a source can't tell one of them.
    pub(crate) fn begin(
        sources: Arc<WalkSources>,
        partition: Partition,
        columns: &[ColumnOf],
    ) -> Result<Option<Self>, StorageError> {
        let Some(columns) = sources.columns(columns)? else {
            return Ok(None);
        };
        let mut walk = Self {
            moved: sources
                .moved
                .partition_point(|(person, _)| partition.lies_after(*person)),
            partition,
            cursors: Vec::new(),
            heads: BinaryHeap::new(),
            parts: Vec::new(),
            columns,
            rows: 0,
            sources,
        };
        for source in 0..walk.sources.all.len() {
            walk.cursors.push(Cursor::default());
            walk.settle(source)?;
        }
        Ok(Some(walk))
    }

    /// The names of each source, by code.
    pub fn names(&self) -> impl Iterator<Item = &[String]> {
        let sources = self.sources.all.iter();
        sources.map(|source| source.sidecar.index().names.as_slice())
    }

    /// The values by code of the n-th column that was asked for, in one source; `None` if no row there has any.
    pub fn words(&self, source: usize, column: usize) -> Option<&Arc<Words>> {
        self.columns[source].words(column)
    }

    /// Whether rows of any source make sessions.
    pub fn has_sessions(&self) -> bool {
        let mut sources = self.sources.all.iter();
        sources.any(|source| source.sidecar.index().has_sessions())
    }

    /// Rows of the partition gone through so far.
    pub fn rows_scanned(&self) -> u64 {
        self.rows
    }

    /// The persons of the partition that the walk leaves out, ascending: a scan of these makes it whole.
    pub fn left_out(&self) -> &[PersonKey] {
        let (all, partition) = (&self.sources.left_out, self.partition);
        let first = all.partition_point(|person| partition.lies_after(*person));
        let rest = &all[first..];
        &rest[..rest.partition_point(|person| partition.takes(Some(*person)))]
    }

    /// Goes to the next person; `None` at the end. Nobody's rows come first, in pieces of any size.
    pub fn next_person(&mut self) -> Result<Option<Option<PersonKey>>, StorageError> {
        loop {
            self.leave()?;
            let head = self.heads.peek().map(|Reverse((person, _))| *person);
            let moved = self
                .sources
                .moved
                .get(self.moved)
                .map(|(person, _)| *person);
            let moved = moved.filter(|person| self.partition.takes(Some(*person)));
            let Some(person) = head.into_iter().chain(moved.map(Some)).min() else {
                return Ok(None);
            };
            while let Some(Reverse((_, source))) = self
                .heads
                .peek()
                .filter(|Reverse((head, _))| *head == person)
            {
                self.parts.push(Found::Here(*source));
                self.heads.pop();
                if person.is_none() {
                    break;
                }
            }
            if moved.is_some() && moved == person {
                for place in &self.sources.moved[self.moved].1 {
                    let segment = self.sources.segment(place.source, place.segment)?;
                    let wanted = &self.columns[place.source];
                    let here = self
                        .sources
                        .columns_here(wanted, place.source, place.segment)?;
                    let found = Found::Elsewhere(place.source, segment, here, place.person);
                    self.parts.push(found);
                }
                self.moved += 1;
            }
            let is_left_out =
                |person: PersonKey| self.sources.left_out.binary_search(&person).is_ok();
            if person.is_some_and(is_left_out) {
                continue;
            }
            self.rows += self.rows_here();
            return Ok(Some(person));
        }
    }

    /// How many rows the person has that it stands at.
    pub fn rows_here(&self) -> u64 {
        let rows = |part: Part<'_>| part.segment.rows(part.person).len() as u64;
        self.parts().map(rows).sum()
    }

    /// The parts of the person it stands at, in no order.
    pub fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        self.parts.iter().filter_map(|found| match found {
            Found::Here(source) => {
                let cursor = &self.cursors[*source];
                Some(Part {
                    source: *source,
                    segment: cursor.segment.as_ref()?,
                    person: cursor.person,
                    columns: &cursor.columns,
                })
            }
            Found::Elsewhere(source, segment, columns, person) => Some(Part {
                source: *source,
                segment,
                person: *person,
                columns,
            }),
        })
    }

    /// Moves the sources on that had rows of the person it stands at.
    fn leave(&mut self) -> Result<(), StorageError> {
        while let Some(found) = self.parts.pop() {
            if let Found::Here(source) = found {
                self.cursors[source].person += 1;
                self.settle(source)?;
            }
        }
        Ok(())
    }

    /// Brings a source to its next person of the partition who lies where it belongs, if there is one.
    fn settle(&mut self, number: usize) -> Result<(), StorageError> {
        let cursor = &mut self.cursors[number];
        let source = &self.sources.all[number];
        let places = &source.sidecar.index().segments;
        loop {
            let segment = match &cursor.segment {
                Some(segment) if cursor.person < segment.persons() => segment,
                Some(_) => {
                    cursor.segment = None;
                    cursor.at += 1;
                    cursor.person = 0;
                    continue;
                }
                None => {
                    let rest = places.get(cursor.at..).unwrap_or_default();
                    let taken = rest.iter().position(|place| place.overlaps(self.partition));
                    let Some(skipped) = taken else { return Ok(()) };
                    cursor.at += skipped;
                    cursor.segment = Some(self.sources.segment(number, cursor.at)?);
                    let wanted = &self.columns[number];
                    cursor.columns = self.sources.columns_here(wanted, number, cursor.at)?;
                    cursor.person = 0;
                    continue;
                }
            };
            let person = segment.person(cursor.person);
            let is_elsewhere = source.is_by_own_key
                && person.is_some_and(|key| {
                    let diverted = &self.sources.diverted;
                    while diverted
                        .get(cursor.diverted)
                        .is_some_and(|next| *next < key)
                    {
                        cursor.diverted += 1;
                    }
                    diverted.get(cursor.diverted) == Some(&key)
                });
            if !is_elsewhere && self.partition.takes(person) {
                self.heads.push(Reverse((person, number)));
                return Ok(());
            }
            cursor.person += 1;
        }
    }
}
