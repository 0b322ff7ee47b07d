//! What was acknowledged and not flushed yet: the batches of the log's end, in memory.

use std::collections::VecDeque;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use cairn_core::event::Event;
use cairn_core::id::{EventId, SiteId};
use cairn_core::identity::IdentityFact;
use cairn_core::time::Time;

use crate::arrivals::{Arrived, Heads, heads_of};
use crate::entry::{Entry, EntryError, EntryParts, batches_of, read_facts};
use crate::error::StorageError;
use crate::stream::Stream;
use crate::submission::Decided;
use crate::totals::Totals;

/// One batch of a record of the log.
#[derive(Debug)]
pub(crate) struct Chunk {
    pub(crate) site: SiteId,
    pub(crate) received_at: Time,
    pub(crate) counts: Totals,
    /// What its events say about who is who, and which stream says it.
    pub(crate) facts: Vec<(Stream, IdentityFact)>,
    /// How many of its events are facts.
    pub(crate) in_ledger: u64,
    /// How many ids came to lead elsewhere by it.
    pub(crate) identity_changes: u64,
    /// The heads of the last events, until somebody takes them.
    pub(crate) heads: Heads,
    payload: Batch,
}

/// The bytes of a batch, within those of its record.
#[derive(Debug)]
struct Batch {
    record: Arc<Vec<u8>>,
    range: Range<usize>,
    /// Bytes of memory that are there for it.
    room: usize,
}

impl Batch {
    /// A batch that lies nowhere else.
    fn of_bytes(bytes: Vec<u8>) -> Self {
        Self {
            range: 0..bytes.len(),
            room: bytes.capacity(),
            record: Arc::new(bytes),
        }
    }

    fn bytes(&self) -> &[u8] {
        self.record.get(self.range.clone()).unwrap_or_default()
    }
}

impl Chunk {
    /// A batch that was just written.
    pub(crate) fn of_decided(site: SiteId, received_at: Time, decided: Decided) -> Self {
        Self {
            site,
            received_at,
            counts: decided.counts,
            facts: decided.facts,
            in_ledger: decided.in_ledger,
            identity_changes: 0,
            heads: decided.heads,
            payload: Batch::of_bytes(decided.payload),
        }
    }

    /// The batches of a record found in the log; `note` gets the id of each of their events. They share the record's
    /// bytes.
    pub(crate) fn all_of(
        record: Vec<u8>,
        note: &mut dyn FnMut(EventId, Time),
    ) -> Result<Vec<Self>, EntryError> {
        let record = Arc::new(record);
        let batches = batches_of(&record)?.into_iter();
        let chunk = |range: Range<usize>| {
            let batch = Batch {
                record: Arc::clone(&record),
                room: range.len(),
                range,
            };
            Self::of_batch(batch, note)
        };
        batches.map(chunk).collect()
    }

    fn of_batch(payload: Batch, note: &mut dyn FnMut(EventId, Time)) -> Result<Self, EntryError> {
        let parts = EntryParts::of(payload.bytes())?;
        let heads = heads_of(parts.events.iter().map(|(_, bytes)| *bytes));
        let EntryParts {
            head,
            events,
            dead_letters,
        } = parts;
        let (stored, dead_lettered) = (events.len(), dead_letters.len());
        let mut counts = Totals {
            received: head.received,
            stored: stored as u64,
            duplicates: head.duplicates,
            dead_lettered: dead_lettered as u64,
            suppressed: 0,
        };
        // What a batch does not hold, and was no duplicate, was left out.
        let held = counts.stored + counts.duplicates + counts.dead_lettered;
        counts.suppressed = counts.received.saturating_sub(held);
        let mut facts = Vec::new();
        let mut in_ledger = 0;
        for (event_id, bytes) in events {
            note(event_id, head.received_at);
            let (stream, said) = read_facts(bytes, event_id)?;
            in_ledger += u64::from(stream == Stream::Ledger);
            facts.extend(said.map(|fact| (stream, fact)));
        }
        Ok(Self {
            counts,
            site: head.site,
            received_at: head.received_at,
            facts,
            in_ledger,
            identity_changes: 0,
            heads,
            payload,
        })
    }

    /// How many of its events are of a stream.
    pub(crate) fn count(&self, stream: Stream) -> u64 {
        match stream {
            Stream::Events => self.counts.stored.saturating_sub(self.in_ledger),
            Stream::Ledger => self.in_ledger,
        }
    }

    /// What of it a pulse counts.
    pub(crate) fn arrived(&self) -> Arrived {
        Arrived {
            events: self.count(Stream::Events),
            dead_letters: self.counts.dead_lettered,
        }
    }

    /// What it says about who is who.
    pub(crate) fn identity_facts(&self) -> impl Iterator<Item = IdentityFact> {
        self.facts.iter().map(|(_, fact)| *fact)
    }

    /// The events of the batch, of both streams.
    pub(crate) fn events(&self) -> Result<Vec<(EventId, Event)>, StorageError> {
        let entry = Entry::decode(self.payload()).map_err(entry_fault)?;
        Ok(entry.events)
    }

    /// The batch with its events as they are written.
    pub(crate) fn parts(&self) -> Result<EntryParts<'_>, StorageError> {
        EntryParts::of(self.payload()).map_err(entry_fault)
    }

    /// The batch as it is written.
    pub(crate) fn payload(&self) -> &[u8] {
        self.payload.bytes()
    }

    /// Bytes of memory that the batch takes.
    pub(crate) fn bytes(&self) -> usize {
        let facts = self.facts.capacity() * size_of::<(Stream, IdentityFact)>();
        size_of::<Self>() + self.payload.room + facts
    }
}

/// A batch in memory was decoded before, so it can't be unreadable now.
pub(crate) fn entry_fault(error: EntryError) -> StorageError {
    StorageError::Internal(format!("a batch can't be decoded: {error}"))
}

/// Why a record whose checksum fits can't be used.
pub(crate) fn unusable(log: &Path, seq: u64, error: EntryError) -> StorageError {
    match error {
        EntryError::Newer(version) => StorageError::NewerFormat {
            file: log.to_owned(),
            version: version.into(),
            known: 1,
        },
        EntryError::Malformed(_) => StorageError::damaged(log, format!("record {seq}: {error}")),
    }
}

/// The end of the log.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tail {
    pub(crate) chunks: VecDeque<Arc<Chunk>>,
    /// Sequence number of the last record.
    pub(crate) position: u64,
    pub(crate) events: u64,
    pub(crate) bytes: usize,
}

impl Tail {
    /// Adds a batch of the last record, or of the one after it.
    pub(crate) fn push(&mut self, seq: u64, chunk: Arc<Chunk>) {
        self.position = seq;
        self.events += chunk.counts.stored;
        self.bytes += chunk.bytes();
        self.chunks.push_back(chunk);
    }

    /// Takes away the first `count` batches, which have been flushed, and gives them.
    pub(crate) fn take_first(&mut self, count: usize) -> VecDeque<Arc<Chunk>> {
        let rest = self.chunks.split_off(count.min(self.chunks.len()));
        let taken = std::mem::replace(&mut self.chunks, rest);
        for chunk in &taken {
            self.events -= chunk.counts.stored;
            self.bytes -= chunk.bytes();
        }
        taken
    }

    /// When the oldest batch arrived.
    pub(crate) fn oldest(&self) -> Option<Time> {
        self.chunks.front().map(|chunk| chunk.received_at)
    }
}
