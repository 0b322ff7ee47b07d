//! When a disk will be nearly full, by the pace of what came live lately.
//!
//! The pace is a mean over whole days: of the last 30 days before today, those that began after the first live event
//! arrived; less than two are too few to say anything. Each site's live events of these days are weighed with what
//! one of its events takes on disk now. Imports are left out: a history that was brought in once says nothing of
//! tomorrow.

use std::collections::BTreeMap;

use cairn_core::time::Time;

use crate::low_water::DiskSpace;
use crate::received_day::ReceivedDay;

/// So many days before today are looked at …
const DAYS: i32 = 30;
/// … and so many there must be.
const LEAST_DAYS: i32 = 2;

/// When the events of a site arrived, and what they take.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SiteArrivals {
    /// Events that are stored.
    pub(crate) events: u64,
    /// Bytes that they take.
    pub(crate) bytes: u64,
    /// Live events by the day they arrived; days before those that are looked at may have fewer than came.
    live: BTreeMap<ReceivedDay, u64>,
    imported: BTreeMap<ReceivedDay, u64>,
}

/// How a disk fills.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forecast {
    /// How many whole days it is made of.
    pub days: u64,
    /// Live events that arrived on these days.
    pub live_events: u64,
    /// Events that imports brought on these days; the pace leaves them out.
    pub imported_events: u64,
    /// What follows.
    pub outlook: Outlook,
}

/// What is to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outlook {
    /// There are less than two whole days of live events.
    TooEarly,
    /// No live event came on these days.
    Still,
    /// Live events come.
    Grows {
        /// What they take on disk, on an average day.
        bytes_per_day: u64,
        /// Whole days until only the low water mark is free, at this pace; none where the system does not tell.
        days_until_low_water: Option<u64>,
    },
}

impl SiteArrivals {
    /// The first day that is looked at.
    pub(crate) fn first_day(now: Time) -> ReceivedDay {
        ReceivedDay::of_number(ReceivedDay::of(now).number().saturating_sub(DAYS))
    }

    pub(crate) fn note_live(&mut self, day: ReceivedDay, events: u64) {
        *self.live.entry(day).or_default() += events;
    }

    pub(crate) fn note_import(&mut self, day: ReceivedDay, events: u64) {
        *self.imported.entry(day).or_default() += events;
    }
}

impl Forecast {
    /// The forecast of what arrived at all sites of a data directory, on a disk with this room.
    pub fn of(sites: &[SiteArrivals], space: Option<DiskSpace>, now: Time) -> Self {
        let today = ReceivedDay::of(now).number();
        let begun = sites
            .iter()
            .filter_map(|site| site.live.keys().next())
            .min();
        // The day on which the first event came is no whole one.
        let first = begun.map_or(today, |day| day.number().saturating_add(1));
        let first = first.clamp(SiteArrivals::first_day(now).number(), today);
        let days = u64::from(first.abs_diff(today));
        let whole_days = ReceivedDay::of_number(first)..ReceivedDay::of_number(today);
        let on_these = |by_day: &BTreeMap<ReceivedDay, u64>| -> u64 {
            by_day
                .range(whole_days.clone())
                .map(|(_, events)| events)
                .sum()
        };
        let live_events = sites.iter().map(|site| on_these(&site.live)).sum();
        let outlook = if first.saturating_add(LEAST_DAYS) > today {
            Outlook::TooEarly
        } else if live_events == 0 {
            Outlook::Still
        } else {
            let bytes = sites.iter().map(|site| site.bytes_of(on_these(&site.live)));
            let bytes: u128 = bytes.sum();
            outlook_of(bytes, days, space)
        };
        Self {
            days,
            live_events,
            imported_events: sites.iter().map(|site| on_these(&site.imported)).sum(),
            outlook,
        }
    }
}

impl SiteArrivals {
    /// What so many events of the site take.
    fn bytes_of(&self, events: u64) -> u128 {
        let all = u128::from(self.events).max(1);
        u128::from(events) * u128::from(self.bytes) / all
    }
}

fn outlook_of(bytes: u128, days: u64, space: Option<DiskSpace>) -> Outlook {
    let per_day = bytes / u128::from(days.max(1));
    let left = space.map(|space| u128::from(space.free.saturating_sub(space.low_water)));
    // Of the mean before it is rounded down to bytes.
    let until = left.map(|left| left * u128::from(days) / bytes.max(1));
    let narrow = |wide: u128| u64::try_from(wide).unwrap_or(u64::MAX);
    Outlook::Grows {
        bytes_per_day: narrow(per_day),
        days_until_low_water: until.map(narrow),
    }
}

#[cfg(test)]
mod tests;
