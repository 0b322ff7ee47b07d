//! What a log record says: the batches that became durable together, format 1.
//!
//! Each batch stands behind its length: a version byte, the site, when it arrived, how many messages it had and how
//! many of them were known already; then its new events, each under its event id; then its dead letters. Numbers
//! are LEB128, signed ones in zigzag; texts are their length and UTF-8 bytes.
//!
//! One record for the whole group, because a group is one append and one sync: a crash tears it as a whole, and
//! what a crash tore can't be mistaken for damage to something that was acknowledged.

mod event_bytes;
mod reader;
mod value_bytes;
mod writer;

use std::ops::Range;

use cairn_core::event::Event;
use cairn_core::id::{EventId, SiteId};
use cairn_core::time::Time;

use crate::dead_letter::DeadLetter;
pub(crate) use reader::{Malformed, Reader};

pub(crate) use event_bytes::{
    EventHead, EventPlace, head_bytes, read_event, read_facts, write_event,
};
pub(crate) use value_bytes::{read_value, write_value};
pub(crate) use writer::Writer;

const VERSION: u8 = 1;

/// The head of a batch: what it says beside events and dead letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EntryHead {
    pub(crate) site: SiteId,
    pub(crate) received_at: Time,
    /// Messages of the request.
    pub(crate) received: u64,
    /// Messages whose event was stored before.
    pub(crate) duplicates: u64,
}

/// A batch whose events are not decoded.
#[derive(Debug)]
pub(crate) struct EntryParts<'a> {
    pub(crate) head: EntryHead,
    /// The events as [`write_event`] gives them.
    pub(crate) events: Vec<(EventId, &'a [u8])>,
    pub(crate) dead_letters: Vec<DeadLetter>,
}

/// A batch, decoded.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub(crate) head: EntryHead,
    pub(crate) events: Vec<(EventId, Event)>,
    pub(crate) dead_letters: Vec<DeadLetter>,
}

/// Why a payload is no record of this format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum EntryError {
    /// Written by a newer Cairn.
    #[error("it has record version {0}, this program reads up to {VERSION}")]
    Newer(u8),
    /// Not as this format is written.
    #[error("it is not as records are written: {0}")]
    Malformed(#[from] Malformed),
}

impl EntryHead {
    pub(crate) fn write(&self, writer: &mut Writer) {
        writer.byte(VERSION);
        writer.text(self.site.as_str());
        writer.signed(self.received_at.micros());
        writer.unsigned(self.received);
        writer.unsigned(self.duplicates);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, EntryError> {
        match reader.byte()? {
            VERSION => {}
            newer => return Err(EntryError::Newer(newer)),
        }
        let site = SiteId::new(reader.text()?).map_err(|_| Malformed("a site id"))?;
        Ok(Self {
            site,
            received_at: Time::from_micros(reader.signed()?),
            received: reader.unsigned()?,
            duplicates: reader.unsigned()?,
        })
    }
}

/// Writes the event ids and bytes of a batch's events; each is the event as [`write_event`] gives it.
pub(crate) fn write_events<'a>(
    writer: &mut Writer,
    events: impl ExactSizeIterator<Item = (EventId, &'a [u8])>,
) {
    writer.unsigned(events.len() as u64);
    for (event_id, bytes) in events {
        writer.wide(event_id.0);
        writer.bytes(bytes);
    }
}

/// Writes the dead letters of a batch.
pub(crate) fn write_dead_letters(writer: &mut Writer, dead_letters: &[DeadLetter]) {
    writer.unsigned(dead_letters.len() as u64);
    for dead in dead_letters {
        writer.text(&dead.reason);
        writer.text(&dead.detail);
        writer.text(&dead.raw);
        writer.text(&dead.source);
        writer.optional_text(dead.message_id.as_deref());
    }
}

/// The payload of a record that holds these batches.
pub(crate) fn group_of<'a>(batches: impl ExactSizeIterator<Item = &'a [u8]> + Clone) -> Vec<u8> {
    let bytes: usize = batches.clone().map(|batch| batch.len() + 8).sum();
    let mut writer = Writer::with_capacity(bytes + 8);
    writer.unsigned(batches.len() as u64);
    for batch in batches {
        writer.bytes(batch);
    }
    writer.into_bytes()
}

/// Where in a record's payload its batches lie.
pub(crate) fn batches_of(payload: &[u8]) -> Result<Vec<Range<usize>>, EntryError> {
    let mut reader = Reader::of(payload);
    let mut batches = Vec::new();
    for _ in 0..reader.unsigned()? {
        let length = reader.bytes()?.len();
        let end = payload.len() - reader.left();
        batches.push(end - length..end);
    }
    reader.end()?;
    Ok(batches)
}

impl<'a> EntryParts<'a> {
    /// Takes a batch apart.
    pub(crate) fn of(payload: &'a [u8]) -> Result<Self, EntryError> {
        let mut reader = Reader::of(payload);
        let head = EntryHead::read(&mut reader)?;
        let mut events = Vec::new();
        for _ in 0..reader.unsigned()? {
            let event_id = EventId(reader.wide()?);
            events.push((event_id, reader.bytes()?));
        }
        let mut dead_letters = Vec::new();
        for _ in 0..reader.unsigned()? {
            dead_letters.push(DeadLetter {
                reason: reader.text()?.to_owned(),
                detail: reader.text()?.to_owned(),
                raw: reader.text()?.to_owned(),
                source: reader.text()?.to_owned(),
                message_id: reader.optional_text()?.map(str::to_owned),
                received_at: head.received_at,
            });
        }
        reader.end()?;
        Ok(Self {
            head,
            events,
            dead_letters,
        })
    }

    /// Decodes the events.
    fn decode(self) -> Result<Entry, EntryError> {
        let Self {
            head,
            events,
            dead_letters,
        } = self;
        let event = |(event_id, bytes)| {
            let event = read_event(bytes, event_id, head.received_at)?;
            Ok::<_, EntryError>((event_id, event))
        };
        Ok(Entry {
            events: events.into_iter().map(event).collect::<Result<_, _>>()?,
            head,
            dead_letters,
        })
    }
}

impl Entry {
    /// Decodes a batch.
    pub(crate) fn decode(payload: &[u8]) -> Result<Self, EntryError> {
        EntryParts::of(payload)?.decode()
    }
}

#[cfg(test)]
mod tests;
