//! Months in UTC, by which stored events are kept apart.

use std::fmt;

use jiff::Timestamp;
use jiff::tz::Offset;

use super::Time;

/// A month of a year in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i16,
    month: i8,
}

impl Month {
    /// The month an instant lies in. Instants that no calendar reaches lie in its first or last month.
    pub fn of(time: Time) -> Self {
        let clamped = Timestamp::from_microsecond(time.micros()).unwrap_or(if time.micros() < 0 {
            Timestamp::MIN
        } else {
            Timestamp::MAX
        });
        let civil = Offset::UTC.to_datetime(clamped);
        Self {
            year: civil.year(),
            month: civil.month(),
        }
    }

    /// Reads what [`fmt::Display`] writes: `2026-01`, `-0044-03`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.rsplit_once('-')?;
        let parsed = Self {
            year: year.parse().ok()?,
            month: month.parse().ok()?,
        };
        let is_canonical = (1..=12).contains(&parsed.month) && parsed.to_string() == text;
        is_canonical.then_some(parsed)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.year < 0 { "-" } else { "" };
        write!(f, "{sign}{:04}-{:02}", self.year.unsigned_abs(), self.month)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{CivilFormat, Zone, parse_time};

    fn month(text: &str) -> String {
        let time = parse_time(text, &CivilFormat::Iso, &Zone::utc()).unwrap();
        Month::of(time).to_string()
    }

    #[test]
    fn months_begin_at_midnight_in_utc() {
        assert_eq!(month("2026-01-31T23:59:59.999999Z"), "2026-01");
        assert_eq!(month("2026-02-01T00:00:00Z"), "2026-02");
        assert_eq!(month("2024-02-29T12:00:00Z"), "2024-02");
        assert_eq!(month("1969-12-31T23:59:59Z"), "1969-12");
        assert_eq!(month("2026-02-01T00:30:00+01:00"), "2026-01");
    }

    #[test]
    fn what_no_calendar_reaches_lies_at_its_ends() {
        assert_eq!(Month::of(Time::MIN).to_string(), "-9999-01");
        assert_eq!(Month::of(Time::MAX).to_string(), "9999-12");
    }

    #[test]
    fn only_what_is_written_is_read() {
        for text in ["2026-01", "-0044-03", "0000-12", "9999-12"] {
            assert_eq!(Month::parse(text).unwrap().to_string(), text);
        }
        for text in [
            "", "2026", "2026-13", "2026-1", "26-01", "2026-00", "+2026-01", "../x-01",
        ] {
            assert_eq!(Month::parse(text), None, "{text}");
        }
    }
}
