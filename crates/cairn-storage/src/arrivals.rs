//! What came in lately at one site: heads of the last events, counts of the last hour by minute. Bounded, however
//! much comes.

use std::collections::{BTreeMap, VecDeque};

use cairn_core::id::SiteId;
use cairn_core::time::{MICROS_PER_SECOND, Time};

use crate::entry::{EventHead, head_bytes};
use crate::suppression::Suppression;

/// How many of the last events are kept.
pub(crate) const RECENT: usize = 50;
/// For how many minutes arrivals are counted.
pub(crate) const COUNTED_MINUTES: i64 = 60;

/// Heads of encoded events, as [`head_bytes`] cuts them, in the order they came.
pub(crate) type Heads = Vec<Box<[u8]>>;

/// The heads of the last of some encoded events.
pub(crate) fn heads_of<'a>(events: impl ExactSizeIterator<Item = &'a [u8]>) -> Heads {
    let earlier = events.len().saturating_sub(RECENT);
    let last = events.skip(earlier);
    let heads = last.filter_map(|bytes| head_bytes(bytes).ok());
    let is_event = |head: &&[u8]| EventHead::of(head).is_ok_and(|head| head.entity.is_none());
    heads.filter(is_event).map(Box::from).collect()
}

/// The last arrivals at a site, in the order they became durable.
#[derive(Debug, Clone, Default)]
pub(crate) struct Arrivals {
    /// At most [`RECENT`], each with the time it arrived.
    pub(crate) recent: VecDeque<(Time, Box<[u8]>)>,
    pub(crate) minutes: Minutes,
}

impl Arrivals {
    /// Notes a batch.
    pub(crate) fn note(&mut self, received_at: Time, arrived: Arrived, heads: Heads) {
        self.minutes
            .add(received_at, arrived.events, arrived.dead_letters);
        self.recent
            .extend(heads.into_iter().map(|head| (received_at, head)));
        let beyond = self.recent.len().saturating_sub(RECENT);
        self.recent.drain(..beyond);
    }

    /// Forgets the events that name an erased person.
    pub(crate) fn forget_erased(&mut self, site: &SiteId, suppression: &Suppression) {
        if suppression.is_empty(site) {
            return;
        }
        self.recent.retain(|(_, head)| {
            // What can't be read is shown to nobody.
            EventHead::of(head)
                .is_ok_and(|head| !suppression.holds_any(site, head.user_id, head.anonymous_id))
        });
    }
}

/// What arrived, by the minute, for the last minutes in which something did.
#[derive(Debug, Clone, Default)]
pub(crate) struct Minutes(BTreeMap<i64, Arrived>);

/// How much arrived.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Arrived {
    pub(crate) events: u64,
    pub(crate) dead_letters: u64,
}

/// Minutes since the epoch.
fn minute_of(time: Time) -> i64 {
    time.micros().div_euclid(60 * MICROS_PER_SECOND)
}

/// When a minute began.
fn start_of(minute: i64) -> Time {
    Time::from_micros(minute.saturating_mul(60 * MICROS_PER_SECOND))
}

/// When the first of the counted minutes began.
pub(crate) fn counted_since(now: Time) -> Time {
    start_of(minute_of(now).saturating_sub(COUNTED_MINUTES - 1))
}

impl Minutes {
    /// Counts what arrived at a time.
    pub(crate) fn add(&mut self, received_at: Time, events: u64, dead_letters: u64) {
        let arrived = self.0.entry(minute_of(received_at)).or_default();
        arrived.events += events;
        arrived.dead_letters += dead_letters;
        while self.0.len() as u64 > COUNTED_MINUTES.unsigned_abs() {
            self.0.pop_first();
        }
    }

    /// Events of the last minutes, the one of `now` included, each with its start, oldest first.
    pub(crate) fn events(&self, now: Time, minutes: i64) -> impl Iterator<Item = (Time, u64)> {
        let last = minute_of(now);
        (0..minutes).rev().map(move |back| {
            let minute = last.saturating_sub(back);
            let arrived = self.0.get(&minute).copied().unwrap_or_default();
            (start_of(minute), arrived.events)
        })
    }

    /// Dead letters of the last hour: of the minute of `now` and the 59 before it.
    pub(crate) fn dead_letters(&self, now: Time) -> u64 {
        let last = minute_of(now);
        let hour = last.saturating_sub(COUNTED_MINUTES - 1)..=last;
        self.0
            .range(hour)
            .map(|(_, arrived)| arrived.dead_letters)
            .sum()
    }
}
