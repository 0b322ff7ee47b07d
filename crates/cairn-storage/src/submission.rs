//! One request's batch on its way to the writer, encoded in the request's own thread.

use std::ops::Range;

use cairn_core::event::{Event, Identity};
use cairn_core::id::{EventId, SiteId};
use cairn_core::identity::{IdentityFact, facts_of};
use cairn_core::time::Time;

use crate::arrivals::{Heads, heads_of};
use crate::dead_letter::DeadLetter;
use crate::entry::{EntryHead, Malformed, Writer, write_dead_letters, write_event, write_events};
use crate::erasable::{Judged, judge_event, names_erased};
use crate::stream::Stream;
use crate::suppression::Suppression;
use crate::totals::Totals;

/// One request's batch for one site: its events and its dead letters. It is stored whole or not at all.
#[derive(Debug)]
pub struct Submission {
    site: SiteId,
    received_at: Time,
    /// All events, one after the other.
    bytes: Writer,
    events: Vec<Encoded>,
    facts: Vec<(usize, IdentityFact)>,
    dead_letters: Vec<DeadLetter>,
    /// About how many bytes the dead letters take.
    dead_bytes: usize,
}

/// At most so many bytes stand before the events of a batch.
const HEAD_BYTES: usize = 128;
/// An event id and a length.
const EVENT_HEAD_BYTES: usize = 21;

#[derive(Debug)]
struct Encoded {
    event_id: EventId,
    stream: Stream,
    place: Range<usize>,
}

/// What the writer makes of a submission when it knows which of its events are new.
pub(crate) struct Decided {
    /// The log record.
    pub(crate) payload: Vec<u8>,
    /// What the new events say about who is who, and which stream says it.
    pub(crate) facts: Vec<(Stream, IdentityFact)>,
    /// How many of the new events are facts.
    pub(crate) in_ledger: u64,
    /// The heads of the last of them.
    pub(crate) heads: Heads,
    pub(crate) counts: Totals,
}

impl Submission {
    /// An empty batch of messages that arrived at a time.
    pub fn new(site: &SiteId, received_at: Time) -> Self {
        Self {
            site: site.clone(),
            received_at,
            bytes: Writer::with_capacity(1_024),
            events: Vec::new(),
            facts: Vec::new(),
            dead_letters: Vec::new(),
            dead_bytes: 0,
        }
    }

    /// Adds an event. One without any id of its own must have been given a random one
    /// ([`Identity::Event`]); [`Identity::Content`] belongs to rows of files.
    pub fn add(&mut self, event: &Event) {
        let event_id = match &event.identity {
            Identity::Message(id) => event.id_of_message(&self.site, id),
            Identity::Event(id) => *id,
            Identity::Content(content) => EventId::of_content(&self.site, *content, 1),
        };
        self.add_with_id(event, event_id);
    }

    fn add_encoded(&mut self, bytes: &[u8], encoded: &Encoded, facts: Vec<IdentityFact>) {
        let at = self.events.len();
        self.facts.extend(facts.into_iter().map(|fact| (at, fact)));
        let start = self.bytes.len();
        self.bytes.raw(bytes);
        self.events.push(Encoded {
            place: start..self.bytes.len(),
            ..*encoded
        });
    }

    fn add_with_id(&mut self, event: &Event, event_id: EventId) {
        let facts = facts_of(event, event_id);
        self.facts
            .extend(facts.map(|fact| (self.events.len(), fact)));
        let start = self.bytes.len();
        write_event(&mut self.bytes, event);
        self.events.push(Encoded {
            event_id,
            stream: Stream::of(event),
            place: start..self.bytes.len(),
        });
    }

    /// Adds a message that is no event.
    pub fn add_dead_letter(&mut self, dead: DeadLetter) {
        self.dead_bytes += dead.raw.len() + dead.detail.len() + 64;
        self.dead_letters.push(dead);
    }

    /// The site.
    pub fn site(&self) -> &SiteId {
        &self.site
    }

    /// Messages in it.
    pub fn len(&self) -> usize {
        self.events.len() + self.dead_letters.len()
    }

    /// Whether it has no messages.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// About how many bytes it takes in the log.
    pub fn bytes(&self) -> usize {
        let events = self.bytes.len() + EVENT_HEAD_BYTES * self.events.len();
        HEAD_BYTES + events + self.dead_bytes
    }

    pub(crate) fn received_at(&self) -> Time {
        self.received_at
    }

    /// Leaves out what is of erased persons, and the ids of their devices where these stand on others' events. What
    /// has nothing to do with them stays as it was encoded.
    pub(crate) fn leave_out_erased(
        mut self,
        suppression: &Suppression,
    ) -> Result<(Self, u64), Malformed> {
        if suppression.is_empty(&self.site) {
            return Ok((self, 0));
        }
        let messages = self.len();
        let mut kept = Self::new(&self.site, self.received_at);
        let all = std::mem::take(&mut self.bytes).into_bytes();
        let mut facts = self.facts.iter().copied().peekable();
        for (at, encoded) in self.events.iter().enumerate() {
            let bytes = &all[encoded.place.clone()];
            let of_event = std::iter::from_fn(|| facts.next_if(|(of, _)| *of == at));
            let of_event: Vec<IdentityFact> = of_event.map(|(_, fact)| fact).collect();
            match judge_event(suppression, &self.site, encoded.event_id, bytes)? {
                None => kept.add_encoded(bytes, encoded, of_event),
                Some(Judged::Kept(event)) => kept.add_with_id(&event, encoded.event_id),
                Some(Judged::Erased) => {}
            }
        }
        let letters = self.dead_letters.drain(..);
        for letter in letters.filter(|dead| !names_erased(suppression, &self.site, dead)) {
            kept.add_dead_letter(letter);
        }
        let left_out = (messages - kept.len()) as u64;
        Ok((kept, left_out))
    }

    /// Leaves out the events that are not new and makes the log record of the rest. `suppressed` messages were left
    /// out before.
    pub(crate) fn decide(
        self,
        suppressed: u64,
        mut is_new: impl FnMut(EventId) -> bool,
    ) -> Decided {
        let received = self.len() as u64 + suppressed;
        let kept: Vec<bool> = self
            .events
            .iter()
            .map(|event| is_new(event.event_id))
            .collect();
        let stored = kept.iter().filter(|kept| **kept).count() as u64;
        let head = EntryHead {
            site: self.site,
            received_at: self.received_at,
            received,
            duplicates: self.events.len() as u64 - stored,
        };
        let all = self.bytes.into_bytes();
        let events: Vec<(EventId, &[u8])> = self
            .events
            .iter()
            .zip(&kept)
            .filter(|(_, kept)| **kept)
            .map(|(event, _)| (event.event_id, &all[event.place.clone()]))
            .collect();
        // What is written stays in memory until it is flushed: it must take no more room than it needs.
        let room = HEAD_BYTES
            + events
                .iter()
                .map(|(_, bytes)| bytes.len() + EVENT_HEAD_BYTES)
                .sum::<usize>()
            + self.dead_bytes;
        let heads = heads_of(events.iter().map(|(_, bytes)| *bytes));
        let mut writer = Writer::with_capacity(room);
        head.write(&mut writer);
        write_events(&mut writer, events.into_iter());
        write_dead_letters(&mut writer, &self.dead_letters);
        let facts = self.facts.into_iter();
        let facts = facts.filter(|(at, _)| kept[*at]);
        let stored_events = self.events.iter().zip(&kept).filter(|(_, kept)| **kept);
        let facts_of_ledger = stored_events.filter(|(event, _)| event.stream == Stream::Ledger);
        Decided {
            payload: writer.into_bytes(),
            in_ledger: facts_of_ledger.count() as u64,
            facts: facts
                .map(|(at, fact)| (self.events[at].stream, fact))
                .collect(),
            heads,
            counts: Totals {
                received,
                stored,
                duplicates: head.duplicates,
                dead_lettered: self.dead_letters.len() as u64,
                suppressed,
            },
        }
    }
}

#[cfg(test)]
mod tests;
