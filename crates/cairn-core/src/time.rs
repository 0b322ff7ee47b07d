//! Instants, spans and zones (semantics S1).

mod bucket;
mod month;
mod parse;

use std::fmt;

pub use bucket::{Bucketing, BucketsError, Interval, WeekStart};
pub use month::Month;
pub use parse::{CivilFormat, TimeParseError, parse_day, parse_time};

/// Microseconds in one second.
pub const MICROS_PER_SECOND: i64 = 1_000_000;

/// An instant: microseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(i64);

impl Time {
    /// The earliest instant a `Time` can hold.
    pub const MIN: Self = Self(i64::MIN);
    /// The latest instant a `Time` can hold.
    pub const MAX: Self = Self(i64::MAX);

    /// From microseconds since the epoch.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// This instant moved forward, stopping at the end of time.
    #[must_use]
    pub const fn plus(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }

    /// This instant moved back, stopping at the beginning of time.
    #[must_use]
    pub const fn minus(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }

    /// How far this instant lies after `earlier`; zero if it lies before.
    pub fn since(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0).max(0))
    }
}

/// RFC 3339 in UTC, with as many decimals as needed.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_microsecond(self.0) {
            Ok(timestamp) => write!(f, "{timestamp}"),
            Err(_) => write!(f, "{} µs since 1970", self.0),
        }
    }
}

/// A length of time in microseconds, never negative. A day is 86,400 s.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span(i64);

/// Why a text is not a span.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a duration: write a whole number and one of s, m, h, d, w, such as 30m or 7d"
)]
pub struct SpanParseError(String);

impl Span {
    /// From microseconds; a negative length becomes zero.
    pub const fn from_micros(micros: i64) -> Self {
        Self(if micros < 0 { 0 } else { micros })
    }

    /// From seconds, stopping at the greatest span.
    pub const fn from_seconds(seconds: u32) -> Self {
        Self(seconds as i64 * MICROS_PER_SECOND)
    }

    /// Microseconds.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Parses an integer with one of the units s, m, h, d, w.
    pub fn parse(text: &str) -> Result<Self, SpanParseError> {
        let error = || SpanParseError(text.to_owned());
        let (count, unit) = split_count_and_unit(text).ok_or_else(error)?;
        let seconds_per_unit: i64 = match unit {
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            'd' => 86_400,
            'w' => 604_800,
            _ => return Err(error()),
        };
        i64::from(count)
            .checked_mul(seconds_per_unit * MICROS_PER_SECOND)
            .map(Self)
            .ok_or_else(error)
    }
}

/// Splits `30d` into its count and unit letter.
pub(crate) fn split_count_and_unit(text: &str) -> Option<(u32, char)> {
    let unit = text.chars().next_back()?;
    let digits = text.strip_suffix(unit)?;
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    if !plain {
        return None;
    }
    Some((digits.parse().ok()?, unit))
}

/// The largest unit that divides the span: `7d`, `90m`, `1500000µs`.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 % MICROS_PER_SECOND != 0 {
            return write!(f, "{}µs", self.0);
        }
        let seconds = self.0 / MICROS_PER_SECOND;
        for (unit, size) in [("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60)] {
            if seconds != 0 && seconds % size == 0 {
                return write!(f, "{}{unit}", seconds / size);
            }
        }
        write!(f, "{seconds}s")
    }
}

/// An IANA time zone.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone {
    name: String,
    rules: jiff::tz::TimeZone,
}

/// A name that no time zone has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a time zone: use an IANA name such as UTC or Europe/Berlin")]
pub struct UnknownZone(String);

impl Zone {
    /// Coordinated universal time.
    pub fn utc() -> Self {
        Self {
            name: "UTC".to_owned(),
            rules: jiff::tz::TimeZone::UTC,
        }
    }

    /// The zone of an IANA name, from the data compiled into the program.
    pub fn named(name: &str) -> Result<Self, UnknownZone> {
        if name == "UTC" {
            return Ok(Self::utc());
        }
        let rules = jiff::tz::TimeZone::get(name).map_err(|_| UnknownZone(name.to_owned()))?;
        let canonical = rules.iana_name().unwrap_or(name).to_owned();
        Ok(Self {
            name: canonical,
            rules,
        })
    }

    /// The IANA name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first instant of a civil date and time. A time that a clock skips is moved forward by the
    /// gap, a time that it shows twice means the first of the two.
    pub(crate) fn instant_of(&self, civil: jiff::civil::DateTime) -> Option<Time> {
        let zoned = self.rules.to_ambiguous_zoned(civil).compatible().ok()?;
        Some(Time(zoned.timestamp().as_microsecond()))
    }

    /// The latest instant in `(after, until]` at which the offset from UTC changes.
    pub(crate) fn last_change(&self, after: Time, until: Time) -> Option<Time> {
        let timestamp = |time: Time| jiff::Timestamp::from_microsecond(time.0).ok();
        let (after, until) = (timestamp(after)?, timestamp(until)?);
        if self.rules.to_offset(after) == self.rules.to_offset(until) {
            return None;
        }
        let just_after = until.checked_add(jiff::SignedDuration::from_nanos(1));
        let change = self.rules.preceding(just_after.ok()?).next()?;
        Some(Time(change.timestamp().as_microsecond()))
    }

    /// The civil date and time at an instant.
    pub(crate) fn civil_at(&self, time: Time) -> Option<jiff::civil::DateTime> {
        let timestamp = jiff::Timestamp::from_microsecond(time.0).ok()?;
        Some(self.rules.to_datetime(timestamp))
    }
}

#[cfg(test)]
mod tests;
