//! Gaps: stretches without any event where many were expected.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use crate::time::{Time, Zone};

/// A gap is told where so many persons were expected, an hour of each: that none came by chance is then e⁻²⁰
/// (Poisson). Events themselves are no measure of chance, since those of one person come together.
pub const LEAST_PERSONS: f64 = 20.0;
/// An expectation rests on at least so many other weeks.
const LEAST_WEEKS: usize = 2;
const MICROS_PER_HOUR: i64 = 3_600_000_000;

/// What came by hour: whole hours since 1970, UTC.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HourCounts(BTreeMap<i64, HourCount>);

/// What came in an hour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct HourCount {
    events: u64,
    /// Persons with an event in it.
    persons: u64,
}

/// A stretch of whole hours without any event.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gap {
    /// Its first instant.
    pub start: Time,
    /// The first instant after it.
    pub end: Time,
    /// How many events were to be expected in it.
    pub expected_events: f64,
}

impl HourCounts {
    /// Adds a person's events, which are in order of time.
    pub fn add_person(&mut self, times: impl Iterator<Item = Time>) {
        let mut counted_in = None;
        for time in times {
            let hour = hour_of(time);
            let count = self.0.entry(hour).or_default();
            count.events += 1;
            count.persons += u64::from(counted_in != Some(hour));
            counted_in = Some(hour);
        }
    }

    /// Adds an event of nobody: where it is there is no gap, but whether others were due it does not tell.
    pub fn add_without_person(&mut self, time: Time) {
        self.0.entry(hour_of(time)).or_default().events += 1;
    }

    /// Takes in what came of other persons.
    pub fn merge(&mut self, other: Self) {
        for (hour, count) in other.0 {
            let into = self.0.entry(hour).or_default();
            into.events += count.events;
            into.persons += count.persons;
        }
    }

    /// The gaps in `[start, end)`, in order of time. Hours that lie in it in part are left out.
    ///
    /// An hour without events is expected to have had the median of the same hours of the week, on the zone's clock,
    /// in the other weeks of the stretch asked about; hours of the very gap do not count. The median, since one
    /// unusual week (a campaign, an import) makes no other look empty. Without two other weeks nothing is expected.
    pub fn gaps(&self, start: Time, end: Time, zone: &Zone) -> Vec<Gap> {
        let first = hour_of(Time::from_micros(
            start.micros().saturating_add(MICROS_PER_HOUR - 1),
        ));
        let after = hour_of(end);
        let hours: Vec<i64> = (first..after).collect();
        let slots: Vec<Option<u16>> = hours.iter().map(|hour| hour_of_week(*hour, zone)).collect();
        let count_of = |hour: &i64| self.0.get(hour).copied().unwrap_or_default();
        let counts: Vec<HourCount> = hours.iter().map(count_of).collect();
        let mut of_slot: HashMap<u16, Vec<usize>> = HashMap::new();
        for (at, slot) in slots.iter().enumerate() {
            if let Some(slot) = slot {
                of_slot.entry(*slot).or_default().push(at);
            }
        }
        let expected = |gap: &Range<usize>, number: fn(&HourCount) -> u64| -> f64 {
            let of_hour = |at: usize| {
                let alike = slots[at].and_then(|slot| of_slot.get(&slot));
                let others = alike.into_iter().flatten().filter(|at| !gap.contains(at));
                median(others.map(|at| number(&counts[*at])).collect())
            };
            gap.clone().map(of_hour).sum()
        };
        let gap = |empty: Range<usize>| {
            let is_told = expected(&empty, |count| count.persons) >= LEAST_PERSONS;
            is_told.then(|| Gap {
                start: time_of(hours[empty.start]),
                end: time_of(hours[empty.end - 1] + 1),
                expected_events: expected(&empty, |count| count.events),
            })
        };
        empty_stretches(&counts)
            .into_iter()
            .filter_map(gap)
            .collect()
    }
}

fn hour_of(time: Time) -> i64 {
    time.micros().div_euclid(MICROS_PER_HOUR)
}

fn time_of(hour: i64) -> Time {
    Time::from_micros(hour.saturating_mul(MICROS_PER_HOUR))
}

/// Which of the 168 hours of a week a clock shows at the hour's first instant.
fn hour_of_week(hour: i64, zone: &Zone) -> Option<u16> {
    let civil = zone.civil_at(time_of(hour))?;
    let day = civil.date().weekday().to_monday_zero_offset();
    u16::try_from(i32::from(day) * 24 + i32::from(civil.hour())).ok()
}

/// Places from, and up to, between which nothing came.
fn empty_stretches(counts: &[HourCount]) -> Vec<Range<usize>> {
    let mut stretches: Vec<Range<usize>> = Vec::new();
    let without_events = counts
        .iter()
        .enumerate()
        .filter(|(_, count)| count.events == 0);
    for (at, _) in without_events {
        match stretches.last_mut() {
            Some(last) if last.end == at => last.end = at + 1,
            _ => stretches.push(at..at + 1),
        }
    }
    stretches
}

/// The middle one, or the mean of the middle two; zero of too few.
fn median(mut counts: Vec<u64>) -> f64 {
    if counts.len() < LEAST_WEEKS {
        return 0.0;
    }
    counts.sort_unstable();
    let middle = counts.len() / 2;
    if counts.len() % 2 == 1 {
        counts[middle] as f64
    } else {
        (counts[middle - 1] as f64 + counts[middle] as f64) / 2.0
    }
}

#[cfg(test)]
mod tests;
