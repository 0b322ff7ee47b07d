//! Which events are stored already (semantics S3): the ids of all that arrived within the window.
//!
//! Ids are kept by the day they were received, and a whole day is forgotten once all of it lies outside the
//! window, so an id is known for at least the window's days and at most one more. The index is derived: it is built again from
//! the id files of runs, which say on which day each id came, and the log.

use std::collections::{BTreeMap, HashSet};
use std::hash::BuildHasherDefault;

use cairn_core::id::EventId;
use cairn_core::identity::KeyHasher;
use cairn_core::time::Time;

use crate::received_day::{DedupeWindow, ReceivedDay};

/// The ids of recent events.
#[derive(Debug, Default)]
pub(crate) struct RecentIds {
    window: DedupeWindow,
    by_day: BTreeMap<ReceivedDay, DayIds>,
}

/// Into how many parts the ids of a day are split.
const PARTS: usize = 64;

/// The ids of a day. A set that grows moves all it holds, and the writer answers nobody meanwhile: parts grow one at
/// a time.
#[derive(Debug)]
struct DayIds([HashSet<u128, BuildHasherDefault<KeyHasher>>; PARTS]);

impl Default for DayIds {
    fn default() -> Self {
        Self(std::array::from_fn(|_| HashSet::default()))
    }
}

impl DayIds {
    fn insert(&mut self, id: EventId) {
        self.0[part_of(id)].insert(id.0);
    }

    fn contains(&self, id: EventId) -> bool {
        self.0[part_of(id)].contains(&id.0)
    }

    fn remove(&mut self, id: EventId) {
        self.0[part_of(id)].remove(&id.0);
    }
}

/// By bits that the sets themselves look at last.
fn part_of(id: EventId) -> usize {
    let [.., part, _, _, _, _] = id.0.to_le_bytes().map(usize::from);
    part % PARTS
}

impl RecentIds {
    /// None yet, to be known for so long.
    pub(crate) fn within(window: DedupeWindow) -> Self {
        Self {
            window,
            by_day: BTreeMap::new(),
        }
    }

    /// For how long they are known.
    pub(crate) fn window(&self) -> DedupeWindow {
        self.window
    }

    /// The first day of which ids are known.
    pub(crate) fn first_known(&self, now: Time) -> ReceivedDay {
        ReceivedDay::first_known(now, self.window)
    }

    /// Notes an event received now; tells whether it is new.
    pub(crate) fn insert(&mut self, id: EventId, received_at: Time) -> bool {
        if self.contains(id) {
            return false;
        }
        self.note(id, ReceivedDay::of(received_at));
        true
    }

    /// Notes an event that is known to be stored.
    pub(crate) fn note(&mut self, id: EventId, day: ReceivedDay) {
        self.by_day.entry(day).or_default().insert(id);
    }

    /// Whether an event is stored already.
    pub(crate) fn contains(&self, id: EventId) -> bool {
        self.by_day.values().any(|ids| ids.contains(id))
    }

    /// Forgets an event that was received on that day, because it was taken back. Another one with this id, received
    /// on another day, stays known.
    pub(crate) fn forget(&mut self, id: EventId, day: ReceivedDay) {
        if let Some(ids) = self.by_day.get_mut(&day) {
            ids.remove(id);
        }
    }

    /// Forgets the days that lie outside the window.
    pub(crate) fn expire(&mut self, now: Time) {
        let first_known = self.first_known(now);
        if self
            .by_day
            .first_key_value()
            .is_some_and(|(day, _)| *day < first_known)
        {
            self.by_day = self.by_day.split_off(&first_known);
        }
    }
}

#[cfg(test)]
mod tests;
