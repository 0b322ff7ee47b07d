//! Gaps: stretches without any event where many were expected.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::range::TimeRange;
use crate::time::{Time, Zone};

/// A gap is told where so many persons were expected, an hour of each: that none came by chance is then e⁻²⁰
/// (Poisson). Events themselves are no measure of chance, since those of one person come together. Expected in the
/// gap's first week at most: a person or two a week are no rate to go by, however many weeks there are.
pub const LEAST_PERSONS: u64 = 20;
/// An expectation rests on at least so many weeks before the gap.
const LEAST_WEEKS: usize = 2;
/// To either side of a gap so many weeks say what to expect.
const WEEKS: i64 = 4;
const HOURS_PER_WEEK: i64 = 168;
/// As many.
const SLOTS: usize = 168;
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
        let mut of_hour: Option<(i64, u64)> = None;
        for time in times {
            let hour = hour_of(time);
            match &mut of_hour {
                Some((current, events)) if *current == hour => *events += 1,
                _ => {
                    self.add_hour(of_hour);
                    of_hour = Some((hour, 1));
                }
            }
        }
        self.add_hour(of_hour);
    }

    /// Adds a person's events of one hour.
    fn add_hour(&mut self, of_hour: Option<(i64, u64)>) {
        let Some((hour, events)) = of_hour else {
            return;
        };
        let count = self.0.entry(hour).or_default();
        count.events += events;
        count.persons += 1;
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

    /// The gaps in `range`, as far as it is over at `now`, in order of time. Hours that lie in it in part are left out.
    ///
    /// Of an hour of the week, on the zone's clock, there are to be expected as many as came in at least half of the
    /// four weeks before the stretch, and no more than in half of those after it, where these are known yet. So what
    /// began after the stretch, as one old event before years of none, makes no gap; nor does what ended with it, once
    /// that shows. Less than two weeks before the stretch say nothing. All that was counted tells what to expect, in
    /// the range or not.
    pub fn gaps(&self, range: TimeRange, now: Time, zone: &Zone) -> Vec<Gap> {
        let from = hour_of(Time::from_micros(
            range.start.micros().saturating_add(MICROS_PER_HOUR - 1),
        ));
        let until = hour_of(range.end.min(now));
        let gap = |empty: Range<i64>| {
            let told = empty.start.max(from)..empty.end.min(until);
            if told.is_empty() {
                return None;
            }
            let due = self.due_in(&empty, hour_of(now), zone)?;
            let due_of = |hours: Range<i64>, number: fn(&HourCount) -> u64| -> u64 {
                let of_hour = |hour| hour_of_week(hour, zone).and_then(|slot| due.get(slot));
                hours.filter_map(of_hour).map(number).sum()
            };
            let first_week = told.start..told.end.min(told.start + HOURS_PER_WEEK);
            (due_of(first_week, |due| due.persons) >= LEAST_PERSONS).then(|| Gap {
                start: time_of(told.start),
                end: time_of(told.end),
                expected_events: due_of(told, |due| due.events) as f64,
            })
        };
        let stretches = self.empty_stretches(hour_of(now));
        stretches.into_iter().filter_map(gap).collect()
    }

    /// Hours from, and up to, between which nothing came; the last one is up to `now`.
    fn empty_stretches(&self, now: i64) -> Vec<Range<i64>> {
        let hours = self.0.keys().copied().take_while(|hour| *hour < now);
        let mut stretches = Vec::new();
        let mut last = None;
        for hour in hours.chain(std::iter::once(now)) {
            match last {
                Some(last) if hour > last + 1 => stretches.push(last + 1..hour),
                _ => {}
            }
            last = Some(hour);
        }
        stretches
    }

    /// What is due in each hour of the week inside a stretch; `None` if that is nothing.
    fn due_in(&self, empty: &Range<i64>, now: i64, zone: &Zone) -> Option<Vec<HourCount>> {
        let (first, _) = self.0.first_key_value()?;
        let span = WEEKS * HOURS_PER_WEEK;
        let before = self.by_slot(
            empty.start.saturating_sub(span).max(*first)..empty.start,
            zone,
        );
        let after = self.by_slot(empty.end..empty.end.saturating_add(span).min(now), zone);
        let of_slot = |(before, after): (&Vec<HourCount>, &Vec<HourCount>)| {
            if before.len() < LEAST_WEEKS {
                return HourCount::default();
            }
            let due = |number: fn(&HourCount) -> u64| {
                let before = lower_median(before.iter().map(number).collect());
                let after = lower_median(after.iter().map(number).collect());
                after.map_or(before, |after| before.map(|before| before.min(after)))
            };
            HourCount {
                events: due(|count| count.events).unwrap_or(0),
                persons: due(|count| count.persons).unwrap_or(0),
            }
        };
        let due: Vec<HourCount> = before.iter().zip(&after).map(of_slot).collect();
        let is_any = due.iter().any(|count| count.persons > 0);
        is_any.then_some(due)
    }

    /// What came in some hours, by the hour of the week.
    fn by_slot(&self, hours: Range<i64>, zone: &Zone) -> Vec<Vec<HourCount>> {
        let mut by_slot = vec![Vec::new(); SLOTS];
        for hour in hours {
            let slot = hour_of_week(hour, zone).and_then(|slot| by_slot.get_mut(slot));
            if let Some(counts) = slot {
                counts.push(self.0.get(&hour).copied().unwrap_or_default());
            }
        }
        by_slot
    }
}

fn hour_of(time: Time) -> i64 {
    time.micros().div_euclid(MICROS_PER_HOUR)
}

fn time_of(hour: i64) -> Time {
    Time::from_micros(hour.saturating_mul(MICROS_PER_HOUR))
}

/// Which of the 168 hours of a week a clock shows at the hour's first instant.
fn hour_of_week(hour: i64, zone: &Zone) -> Option<usize> {
    let civil = zone.civil_at(time_of(hour))?;
    let day = civil.date().weekday().to_monday_zero_offset();
    usize::try_from(i32::from(day) * 24 + i32::from(civil.hour())).ok()
}

/// The middle one, or the lower of the middle two: at least half are as many. The median, since one unusual week (a
/// campaign, an import) makes no other look empty.
fn lower_median(mut counts: Vec<u64>) -> Option<u64> {
    counts.sort_unstable();
    counts.get(counts.len().checked_sub(1)? / 2).copied()
}

#[cfg(test)]
mod tests;
