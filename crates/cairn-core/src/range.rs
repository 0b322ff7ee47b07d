//! The part of time a question is about: half-open `[start, end)` (semantics S1).

use crate::time::{
    CivilFormat, Span, Time, TimeParseError, Zone, parse_day, parse_time, split_count_and_unit,
};

/// A range as it was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Range {
    /// All history.
    #[default]
    All,
    /// From one instant or day to another.
    Between {
        /// First instant.
        start: Edge,
        /// First instant after the range.
        end: Edge,
    },
    /// A span that ends now.
    Last(Last),
}

/// An end of a range: kept as text, since a day begins where the zone says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge(String);

/// The span of `{"last": …}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Last {
    /// So many local days up to and including today.
    Days(u32),
    /// So much elapsed time up to now.
    Elapsed(Span),
}

/// A resolved half-open range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeRange {
    /// First instant.
    pub start: Time,
    /// First instant after the range.
    pub end: Time,
}

/// Why a range can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RangeError {
    /// An end that is no day and no instant.
    #[error(transparent)]
    Edge(#[from] TimeParseError),
    /// The end lies before the start.
    #[error("the range ends before it starts")]
    Backwards,
    /// A `last` that is no duration.
    #[error(
        "`{0}` is not a length of time: write a whole number above 0 and one of m, h, d, w, such as 30d"
    )]
    Last(String),
    /// Nothing lies before all of history.
    #[error("all history has no range before it: give the question a `range`, or `compare` one")]
    NothingBefore,
}

/// What a question's range is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Compare {
    /// The range of equal length just before: of as many local days where its ends are days. Of a range that is not
    /// over at `now`, as much of it as has passed.
    Previous,
    /// This one.
    With(Range),
}

/// The instants that a range is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ComparedRange {
    /// These.
    pub range: TimeRange,
    /// Whether they are a part of the range before, since the range itself is not over.
    pub is_part: bool,
}

impl Compare {
    /// The instants that a question's `range` is compared with.
    pub fn resolve(
        &self,
        range: &Range,
        now: Time,
        zone: &Zone,
    ) -> Result<ComparedRange, RangeError> {
        match self {
            Self::Previous => range.previous(now, zone),
            Self::With(other) => Ok(ComparedRange {
                range: other.resolve(now, zone)?,
                is_part: false,
            }),
        }
    }
}

impl Edge {
    /// Takes a day (`2026-01-31`) or an instant; whether it is one shows when the zone is known.
    pub fn new(text: &str) -> Self {
        Self(text.to_owned())
    }

    fn is_day(&self, zone: &Zone) -> bool {
        parse_day(&self.0, zone).is_some()
    }

    fn resolve(&self, zone: &Zone) -> Result<Time, TimeParseError> {
        match parse_day(&self.0, zone) {
            Some(time) => Ok(time),
            None => parse_time(&self.0, &CivilFormat::Iso, zone),
        }
    }
}

impl Last {
    /// Parses `30d`, `4w` (calendar days), `12h` or `90m` (elapsed time).
    pub fn parse(text: &str) -> Result<Self, RangeError> {
        let error = || RangeError::Last(text.to_owned());
        let (count, unit) = split_count_and_unit(text).ok_or_else(error)?;
        if count == 0 {
            return Err(error());
        }
        match unit {
            'd' => Ok(Self::Days(count)),
            'w' => count.checked_mul(7).map(Self::Days).ok_or_else(error),
            _ => Span::parse(text).map(Self::Elapsed).map_err(|_| error()),
        }
    }
}

impl Range {
    /// The instants the range means at `now` in `zone`.
    pub fn resolve(&self, now: Time, zone: &Zone) -> Result<TimeRange, RangeError> {
        let range = match self {
            Self::All => TimeRange::ALL,
            Self::Between { start, end } => TimeRange {
                start: start.resolve(zone)?,
                end: end.resolve(zone)?,
            },
            Self::Last(Last::Elapsed(span)) => TimeRange {
                start: now.minus(*span),
                end: now,
            },
            Self::Last(Last::Days(days)) => last_days(*days, now, zone)?,
        };
        if range.start > range.end {
            return Err(RangeError::Backwards);
        }
        Ok(range)
    }
}

impl Range {
    /// The range of equal length just before, up to where `now` would be in it.
    fn previous(&self, now: Time, zone: &Zone) -> Result<ComparedRange, RangeError> {
        let TimeRange { start, end } = self.resolve(now, zone)?;
        let is_of_days = match self {
            Self::All => return Err(RangeError::NothingBefore),
            Self::Between { start, end } => start.is_day(zone) && end.is_day(zone),
            Self::Last(Last::Days(_)) => true,
            Self::Last(Last::Elapsed(_)) => false,
        };
        let length_in_days = || {
            let [first, after] = [start, end].map(|time| Some(zone.civil_at(time)?.date()));
            first?.until(after?).ok()
        };
        let days = if is_of_days { length_in_days() } else { None };
        // As many days earlier at the same time of day, else as much time earlier.
        let earlier = |time: Time| {
            let by_days = days.and_then(|days| {
                let civil = zone.civil_at(time)?.checked_sub(days).ok()?;
                zone.instant_of(civil)
            });
            by_days.unwrap_or_else(|| time.minus(end.since(start)))
        };
        let first = earlier(start);
        let passed = if end > now { earlier(now) } else { start };
        let end = passed.clamp(first.min(start), start);
        Ok(ComparedRange {
            range: TimeRange { start: first, end },
            is_part: end < start,
        })
    }
}

fn last_days(days: u32, now: Time, zone: &Zone) -> Result<TimeRange, RangeError> {
    use jiff::ToSpan;
    let error = || RangeError::Last(format!("{days}d"));
    let today = zone.civil_at(now).ok_or_else(error)?.date();
    let day_start = |date: jiff::civil::Date| zone.instant_of(date.at(0, 0, 0, 0));
    let before_today = jiff::Span::new().try_days(i64::from(days) - 1);
    let first = before_today
        .and_then(|before| today.checked_sub(before))
        .map_err(|_| error())?;
    let after = today.checked_add(1.day()).map_err(|_| error())?;
    Ok(TimeRange {
        start: day_start(first).ok_or_else(error)?,
        end: day_start(after).ok_or_else(error)?,
    })
}

impl TimeRange {
    /// All of time.
    pub const ALL: Self = Self {
        start: Time::MIN,
        end: Time::MAX,
    };

    /// Whether an instant lies inside.
    pub fn contains(&self, time: Time) -> bool {
        self.start <= time && time < self.end
    }
}

#[cfg(test)]
mod tests;
