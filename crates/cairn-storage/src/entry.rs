//! What one log record says: one request's batch for one site, format 1.
//!
//! A version byte, the site, when the batch arrived, how many messages it had and how many of them were known
//! already; then its new events, each under its event id; then its dead letters. Numbers are LEB128, signed ones
//! in zigzag; texts are their length and UTF-8 bytes. A record is recovered whole or not at all, and so is a batch.

mod event_bytes;
mod reader;
mod writer;

use cairn_core::event::Event;
use cairn_core::id::{EventId, SiteId};
use cairn_core::time::Time;

use crate::dead_letter::DeadLetter;
use reader::{Malformed, Reader};

pub(crate) use event_bytes::{read_event, write_event};
pub(crate) use writer::Writer;

const VERSION: u8 = 1;

/// The head of a record: what it says beside events and dead letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EntryHead {
    pub(crate) site: SiteId,
    pub(crate) received_at: Time,
    /// Messages of the request.
    pub(crate) received: u64,
    /// Messages whose event was stored before.
    pub(crate) duplicates: u64,
}

/// A record, decoded.
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

/// Writes the event ids and bytes of a record's events; each is the event as [`write_event`] gives it.
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

/// Writes the dead letters of a record.
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

impl Entry {
    /// Decodes a record's payload.
    pub(crate) fn decode(payload: &[u8]) -> Result<Self, EntryError> {
        let mut reader = Reader::of(payload);
        let head = EntryHead::read(&mut reader)?;
        let mut events = Vec::new();
        for _ in 0..reader.unsigned()? {
            let event_id = EventId(reader.wide()?);
            let event = read_event(reader.bytes()?, event_id, head.received_at)?;
            events.push((event_id, event));
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
}

#[cfg(test)]
mod tests;
