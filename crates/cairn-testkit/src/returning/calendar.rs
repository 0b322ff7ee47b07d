//! Days, weeks and months of three zones, by the rules of their laws and not by zone data.
//!
//! Days are counted from 1970-01-01, a Thursday. Central Europe has summer time from the last Sunday of March to the
//! last Sunday of October, from and to 01:00 UTC; the east of the United States from the second Sunday of March, 02:00
//! local (07:00 UTC), to the first Sunday of November, 02:00 local (06:00 UTC). Both hold since 2007.

use cairn_core::time::{Interval, Time, WeekStart};

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;
const MICROS: i64 = 1_000_000;

/// Where the days are those of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// No offset and no summer time.
    Utc,
    /// One hour ahead, two in summer.
    Berlin,
    /// Five hours behind, four in summer.
    NewYork,
}

/// How time is cut into periods, which have consecutive numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar {
    /// Where.
    pub place: Place,
    /// How wide a period is; never an hour.
    pub interval: Interval,
    /// The day weeks begin with.
    pub week_start: WeekStart,
}

impl Place {
    /// The name of its zone.
    pub fn zone_name(self) -> &'static str {
        match self {
            Self::Utc => "UTC",
            Self::Berlin => "Europe/Berlin",
            Self::NewYork => "America/New_York",
        }
    }

    /// When summer time begins and ends in a year.
    pub fn changes(self, year: i64) -> Option<[Time; 2]> {
        let sunday_from = |day: i64| day + (7 - weekday(day)) % 7;
        let last_sunday_before = |day: i64| day - 1 - weekday(day - 1);
        let at = |day: i64, hours: i64| Time::from_micros((day * DAY + hours * HOUR) * MICROS);
        match self {
            Self::Utc => None,
            Self::Berlin => Some([
                at(last_sunday_before(day_of(year, 4, 1)), 1),
                at(last_sunday_before(day_of(year, 11, 1)), 1),
            ]),
            Self::NewYork => Some([
                at(sunday_from(day_of(year, 3, 8)), 7),
                at(sunday_from(day_of(year, 11, 1)), 6),
            ]),
        }
    }

    /// Seconds that its clocks are ahead of UTC.
    fn offset(self, time: Time) -> i64 {
        let winter = match self {
            Self::Utc => 0,
            Self::Berlin => HOUR,
            Self::NewYork => -5 * HOUR,
        };
        let (year, ..) = date_of(time.micros().div_euclid(MICROS * DAY));
        let is_summer = self
            .changes(year)
            .is_some_and(|[begin, end]| begin <= time && time < end);
        winter + if is_summer { HOUR } else { 0 }
    }

    /// The first instant of a day.
    fn midnight(self, day: i64) -> Time {
        let candidates = [-5 * HOUR, -4 * HOUR, 0, HOUR, 2 * HOUR].map(|offset| {
            let time = Time::from_micros((day * DAY - offset) * MICROS);
            (time, offset)
        });
        let fits = |(time, offset): &(Time, i64)| self.offset(*time) == *offset;
        let found = candidates.into_iter().filter(fits).map(|(time, _)| time);
        found
            .min()
            .unwrap_or_else(|| unreachable!("no zone here changes at midnight"))
    }
}

impl Calendar {
    /// The number of the period that holds an instant.
    pub fn number(&self, time: Time) -> i64 {
        let local = time.micros().div_euclid(MICROS) + self.place.offset(time);
        let day = local.div_euclid(DAY);
        match self.interval {
            Interval::Month => {
                let (year, month, _) = date_of(day);
                year * 12 + month - 1
            }
            Interval::Week => (day + self.days_into_week()).div_euclid(7),
            Interval::Day | Interval::Hour => day,
        }
    }

    /// The first instant of a period.
    pub fn begin(&self, number: i64) -> Time {
        self.place.midnight(self.first_day(number))
    }

    /// The first day of a period: `2026-01-31`.
    pub fn label(&self, number: i64) -> String {
        let (year, month, day) = date_of(self.first_day(number));
        format!("{year:04}-{month:02}-{day:02}")
    }

    fn first_day(&self, number: i64) -> i64 {
        match self.interval {
            Interval::Month => day_of(number.div_euclid(12), number.rem_euclid(12) + 1, 1),
            Interval::Week => number * 7 - self.days_into_week(),
            Interval::Day | Interval::Hour => number,
        }
    }

    /// How many days of its week have passed before 1970-01-01.
    fn days_into_week(&self) -> i64 {
        match self.week_start {
            WeekStart::Monday => 3,
            WeekStart::Sunday => 4,
        }
    }
}

/// 0 on Sundays.
fn weekday(day: i64) -> i64 {
    (day + 4).rem_euclid(7)
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_of_month(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The day of a date after 1970.
fn day_of(year: i64, month: i64, day: i64) -> i64 {
    let years: i64 = (1970..year)
        .map(|year| 365 + i64::from(is_leap(year)))
        .sum();
    let months: i64 = (1..month).map(|month| days_of_month(year, month)).sum();
    years + months + day - 1
}

/// Year, month and day of a day after 1970.
fn date_of(day: i64) -> (i64, i64, i64) {
    let (mut year, mut left) = (1970, day);
    while left >= 365 + i64::from(is_leap(year)) {
        left -= 365 + i64::from(is_leap(year));
        year += 1;
    }
    let mut month = 1;
    while left >= days_of_month(year, month) {
        left -= days_of_month(year, month);
        month += 1;
    }
    (year, month, left + 1)
}

#[cfg(test)]
mod tests;
