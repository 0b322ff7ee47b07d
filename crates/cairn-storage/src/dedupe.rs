//! Which events are stored already (semantics S3): the ids of all that arrived within the window.
//!
//! Ids are kept by the day they were received, and a whole day is forgotten once all of it lies outside the
//! window, so an id is known for at least seven days and at most eight. The index is derived: it can be built
//! again from the id files of runs and the log. Then all ids of a run count from its last day, so some are known for
//! a day longer.

use std::collections::{BTreeMap, HashSet};
use std::hash::BuildHasherDefault;

use cairn_core::id::EventId;
use cairn_core::identity::KeyHasher;
use cairn_core::time::{Span, Time};

/// How long an event is known at least.
pub(crate) const WINDOW: Span = Span::from_seconds(7 * 86_400);

const DAY_MICROS: i64 = 86_400_000_000;

/// The ids of recent events.
#[derive(Debug, Default)]
pub(crate) struct RecentIds {
    by_day: BTreeMap<i64, DayIds>,
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
    /// Notes an event received now; tells whether it is new.
    pub(crate) fn insert(&mut self, id: EventId, received_at: Time) -> bool {
        if self.contains(id) {
            return false;
        }
        self.note(id, received_at);
        true
    }

    /// Notes an event that is known to be stored.
    pub(crate) fn note(&mut self, id: EventId, received_at: Time) {
        self.by_day
            .entry(day_of(received_at))
            .or_default()
            .insert(id);
    }

    /// Whether an event is stored already.
    pub(crate) fn contains(&self, id: EventId) -> bool {
        self.by_day.values().any(|ids| ids.contains(id))
    }

    /// Forgets an event that was received then, because it was taken back. Another one with this id, received on
    /// another day, stays known.
    pub(crate) fn forget(&mut self, id: EventId, received_at: Time) {
        if let Some(ids) = self.by_day.get_mut(&day_of(received_at)) {
            ids.remove(id);
        }
    }

    /// Forgets the days that lie outside the window.
    pub(crate) fn expire(&mut self, now: Time) {
        let first_kept = day_of(now.minus(WINDOW));
        if self
            .by_day
            .first_key_value()
            .is_some_and(|(day, _)| *day < first_kept)
        {
            self.by_day = self.by_day.split_off(&first_kept);
        }
    }

    /// Whether events received then are still within the window.
    pub(crate) fn reaches(received_at: Time, now: Time) -> bool {
        day_of(received_at) >= day_of(now.minus(WINDOW))
    }
}

fn day_of(time: Time) -> i64 {
    time.micros().div_euclid(DAY_MICROS)
}

#[cfg(test)]
mod tests;
