//! Events of the log's end in the order of a run, still encoded: they become columns a row group at a time.
//!
//! Sorting before decoding moves a few bytes an event instead of all its columns, and only one row group of columns
//! is in memory.

use std::ops::Range;

use arrow_array::RecordBatch;
use arrow_schema::ArrowError;
use cairn_core::identity::IdentityFact;
use cairn_core::time::Time;

use crate::columns::{RunColumns, SortKey, order_of};
use crate::entry::{EntryError, read_event};
use crate::error::StorageError;
use crate::facts::Facts;
use crate::tail::entry_fault;

/// Events with their keys.
#[derive(Default)]
pub(crate) struct EncodedRows<'a> {
    keys: Vec<SortKey>,
    events: Vec<Encoded<'a>>,
    facts: Facts,
    bytes: usize,
}

#[derive(Clone, Copy)]
struct Encoded<'a> {
    bytes: &'a [u8],
    received_at: Time,
}

impl<'a> EncodedRows<'a> {
    /// Adds an event of a batch.
    pub(crate) fn add(&mut self, key: SortKey, bytes: &'a [u8], received_at: Time) {
        self.keys.push(key);
        self.events.push(Encoded { bytes, received_at });
        self.bytes += bytes.len();
    }

    /// Adds what an event says about who is who.
    pub(crate) fn add_fact(&mut self, fact: IdentityFact) {
        self.facts.add(fact);
    }

    /// How many events there are.
    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    /// How many bytes they have.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Puts them in the order of a run.
    pub(crate) fn sort(&mut self) -> Result<(), ArrowError> {
        let order = order_of(&self.keys)?;
        self.keys = order.iter().map(|row| self.keys[*row as usize]).collect();
        self.events = order.iter().map(|row| self.events[*row as usize]).collect();
        Ok(())
    }

    /// Their keys.
    pub(crate) fn keys(&self) -> &[SortKey] {
        &self.keys
    }

    /// What they say about who is who.
    pub(crate) fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The columns of some of them, once they are sorted.
    pub(crate) fn columns(&self, rows: Range<usize>) -> Result<RecordBatch, StorageError> {
        let mut columns = RunColumns::new();
        for (key, encoded) in self.keys[rows.clone()].iter().zip(&self.events[rows]) {
            let read = read_event(encoded.bytes, key.event_id, encoded.received_at);
            let event = read.map_err(EntryError::from).map_err(entry_fault)?;
            columns.append_row(*key, &event);
        }
        columns
            .in_order()
            .map_err(|error| StorageError::Internal(error.to_string()))
    }
}
