//! Calendar buckets: hour, day, week and month of a zone (semantics S1).

use jiff::{ToSpan, civil};

use super::{Time, Zone};

/// The width of a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interval {
    /// One hour on the zone's clock.
    Hour,
    /// One calendar day: 23, 24 or 25 hours.
    Day,
    /// Seven calendar days.
    Week,
    /// A calendar month.
    Month,
}

/// The day a week begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WeekStart {
    /// ISO 8601.
    #[default]
    Monday,
    /// A site's choice.
    Sunday,
}

/// Consecutive buckets that cover a range, cut on a zone's calendar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bucketing {
    /// First instants of the buckets, ascending, with the end of the last one at the back.
    edges: Vec<Time>,
    labels: Vec<String>,
}

/// Why a range can't be cut.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BucketsError {
    /// More buckets than an answer may have.
    #[error("the range holds more than {limit} buckets")]
    TooMany {
        /// The greatest number allowed.
        limit: usize,
    },
    /// A calendar date outside the years −9999 to 9999.
    #[error("the range reaches beyond the years a calendar can hold")]
    OutsideCalendar,
}

impl Bucketing {
    /// Buckets that cover `[start, end)`; none if the range is empty. The first bucket may begin before
    /// `start`, the last may end after `end`.
    pub fn cover(
        start: Time,
        end: Time,
        interval: Interval,
        week_start: WeekStart,
        zone: &Zone,
        limit: usize,
    ) -> Result<Self, BucketsError> {
        let mut edges = Vec::new();
        let mut labels = Vec::new();
        if start >= end {
            return Ok(Self { edges, labels });
        }
        let calendar = Calendar {
            interval,
            week_start,
            zone,
        };
        let (mut civil, mut edge) = calendar.floor(start).ok_or(BucketsError::OutsideCalendar)?;
        loop {
            edges.push(edge);
            if edge >= end {
                return Ok(Self { edges, labels });
            }
            if labels.len() == limit {
                return Err(BucketsError::TooMany { limit });
            }
            labels.push(calendar.label(civil, edge));
            (civil, edge) = calendar
                .next(civil, edge)
                .ok_or(BucketsError::OutsideCalendar)?;
        }
    }

    /// Number of buckets.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Which bucket an instant lies in.
    pub fn index_of(&self, time: Time) -> Option<usize> {
        let after = self.edges.partition_point(|edge| *edge <= time);
        (after > 0 && after < self.edges.len()).then(|| after - 1)
    }

    /// The bucket whose label is `label`.
    pub fn index_of_label(&self, label: &str) -> Option<usize> {
        self.labels.iter().position(|known| known == label)
    }

    /// The first instant of a bucket, as a reader writes it: a date, or date, time and offset for hours.
    pub fn label(&self, bucket: usize) -> &str {
        &self.labels[bucket]
    }

    /// First instant of a bucket.
    pub fn start_of(&self, bucket: usize) -> Time {
        self.edges[bucket]
    }

    /// First instant after a bucket.
    pub fn end_of(&self, bucket: usize) -> Time {
        self.edges[bucket + 1]
    }
}

const MICROS_PER_HOUR: i64 = 3_600_000_000;

/// Hours are cut on the clock's face and where the zone changes its offset: the hour a clock shows twice in
/// autumn is two buckets, the one it skips in spring is none. Where a clock is put back or forward by half
/// an hour, the hour that is half shown twice or half skipped makes a bucket of half an hour.
struct Calendar<'a> {
    interval: Interval,
    week_start: WeekStart,
    zone: &'a Zone,
}

impl Calendar<'_> {
    fn floor(&self, time: Time) -> Option<(civil::DateTime, Time)> {
        let civil = self.zone.civil_at(time)?;
        let date = civil.date();
        let day = match self.interval {
            Interval::Hour => {
                let hour = Time::from_micros(time.micros() - micros_past_hour(civil));
                let edge = self.zone.last_change(hour, time).unwrap_or(hour);
                return Some((self.zone.civil_at(edge)?, edge));
            }
            Interval::Day => date,
            Interval::Week => {
                let weekday = date.weekday();
                let back = match self.week_start {
                    WeekStart::Monday => weekday.to_monday_zero_offset(),
                    WeekStart::Sunday => weekday.to_sunday_zero_offset(),
                };
                date.checked_sub(i64::from(back).days()).ok()?
            }
            Interval::Month => date.first_of_month(),
        };
        let civil = day.at(0, 0, 0, 0);
        Some((civil, self.zone.instant_of(civil)?))
    }

    fn next(&self, civil: civil::DateTime, edge: Time) -> Option<(civil::DateTime, Time)> {
        let step = match self.interval {
            Interval::Hour => {
                let left = MICROS_PER_HOUR - micros_past_hour(civil);
                let hour = Time::from_micros(edge.micros() + left);
                let edge = self.zone.last_change(edge, hour).unwrap_or(hour);
                return Some((self.zone.civil_at(edge)?, edge));
            }
            Interval::Day => 1.day(),
            Interval::Week => 1.week(),
            Interval::Month => 1.month(),
        };
        let next = civil.checked_add(step).ok()?;
        let instant = self.zone.instant_of(next)?;
        // A zone that skipped a whole day (Samoa, 2011-12-30) has two dates with one first instant. A week
        // or a month keeps the date it is counted from, a day is the one the calendar shows.
        let shown = match self.interval {
            Interval::Day => self.zone.civil_at(instant)?.date().at(0, 0, 0, 0),
            _ => next,
        };
        if instant <= edge {
            self.next(next, edge)
        } else {
            Some((shown, instant))
        }
    }

    fn label(&self, civil: civil::DateTime, edge: Time) -> String {
        if self.interval != Interval::Hour {
            return civil.date().to_string();
        }
        let Ok(timestamp) = jiff::Timestamp::from_microsecond(edge.micros()) else {
            return civil.to_string();
        };
        let offset = self.zone.rules.to_offset(timestamp);
        timestamp.display_with_offset(offset).to_string()
    }
}

fn micros_past_hour(civil: civil::DateTime) -> i64 {
    i64::from(civil.minute()) * 60_000_000
        + i64::from(civil.second()) * 1_000_000
        + i64::from(civil.subsec_nanosecond()) / 1_000
}
