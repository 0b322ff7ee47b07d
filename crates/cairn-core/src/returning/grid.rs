//! The cohorts of a retention question and their periods, as of `now`.

use super::{MAX_CELLS, Mode};
use crate::range::TimeRange;
use crate::time::{Bucketing, BucketsError, Interval, Span, Time, WeekStart, Zone};

/// How cohorts and periods are cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// The width of a cohort, and of calendar periods.
    pub interval: Interval,
    /// What makes a period returned.
    pub mode: Mode,
    /// The last period; the first is 0.
    pub periods: usize,
}

/// The cohorts and their periods. Cohorts are the calendar's buckets that share an instant with the range and have
/// begun at `now`.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// From the first cohort's to the one that holds `now`.
    buckets: Bucketing,
    /// How many of these are cohorts.
    cohorts: usize,
    range: TimeRange,
    mode: Mode,
    periods: usize,
    now: Time,
}

/// Why a range can't be cut into cohorts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GridError {
    /// The calendar can't cut it, or not finely enough.
    #[error(transparent)]
    Buckets(#[from] BucketsError),
    /// More cells than an answer may have.
    #[error(
        "{cohorts} cohorts of {periods} periods are more than the {} cells an answer may have",
        MAX_CELLS
    )]
    TooManyCells {
        /// Cohorts.
        cohorts: usize,
        /// Periods of each.
        periods: usize,
    },
}

impl Grid {
    /// The grid of a range. `limit` is how many buckets may lie between the range's start and `now`.
    pub fn cover(
        range: TimeRange,
        shape: Shape,
        week_start: WeekStart,
        zone: &Zone,
        now: Time,
        limit: usize,
    ) -> Result<Self, GridError> {
        let Shape {
            interval,
            mode,
            periods,
        } = shape;
        let is_empty = range.start >= range.end;
        let just_after = now.plus(Span::from_micros(1));
        let end = if is_empty { range.start } else { just_after };
        let buckets = Bucketing::cover(range.start, end, interval, week_start, zone, limit)?;
        let is_cohort = |bucket: &usize| buckets.start_of(*bucket) < range.end;
        let cohorts = (0..buckets.len()).take_while(is_cohort).count();
        let columns = periods.saturating_add(1);
        if cohorts.saturating_mul(columns) > MAX_CELLS {
            return Err(GridError::TooManyCells {
                cohorts,
                periods: columns,
            });
        }
        Ok(Self {
            buckets,
            cohorts,
            range,
            mode,
            periods,
            now,
        })
    }

    /// How many cohorts there are.
    pub fn cohorts(&self) -> usize {
        self.cohorts
    }

    /// The first day of a cohort.
    pub fn label(&self, cohort: usize) -> &str {
        self.buckets.label(cohort)
    }

    /// The cohort that begins on a day.
    pub fn cohort_of_label(&self, label: &str) -> Option<usize> {
        let cohort = self.buckets.index_of_label(label);
        cohort.filter(|cohort| *cohort < self.cohorts)
    }

    /// The cohort of a start.
    pub fn cohort_of(&self, start: Time) -> Option<usize> {
        let is_counted = self.range.contains(start) && self.has_happened(start);
        self.buckets.index_of(start).filter(|_| is_counted)
    }

    /// As of when the grid is.
    pub fn now(&self) -> Time {
        self.now
    }

    /// What happens later than `now` does not count, neither as start nor as return.
    pub fn has_happened(&self, time: Time) -> bool {
        time <= self.now
    }

    /// The last period asked for.
    pub fn periods(&self) -> usize {
        self.periods
    }

    /// What makes a period returned.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// How many periods of a cohort have begun at `now` for anybody who may be in it, of those asked for.
    pub fn begun(&self, cohort: usize) -> usize {
        let asked = 0..=self.periods;
        asked
            .take_while(|period| self.has_begun(cohort, *period))
            .count()
    }

    fn has_begun(&self, cohort: usize, period: usize) -> bool {
        match self.mode {
            // Buckets end with the one that holds `now`.
            Mode::On | Mode::OnOrAfter => cohort + period < self.buckets.len(),
            Mode::Rolling { length } => {
                self.has_happened(after(self.buckets.start_of(cohort), length, period))
            }
        }
    }

    /// Whether a period was over at `now` for everybody who may be in a cohort.
    pub fn is_complete(&self, cohort: usize, period: usize) -> bool {
        self.is_over(cohort, self.buckets.end_of(cohort), period)
    }

    /// Whether a period was over at `now` for a person of a cohort that started then.
    pub fn is_over(&self, cohort: usize, start: Time, period: usize) -> bool {
        match self.mode {
            Mode::On | Mode::OnOrAfter => {
                let bucket = cohort + period;
                bucket < self.buckets.len() && self.has_happened(self.buckets.end_of(bucket))
            }
            Mode::Rolling { length } => self.has_happened(after(start, length, period + 1)),
        }
    }

    /// In which period a person of a cohort that started at `start` is at a time, which is not before.
    pub fn period_of(&self, cohort: usize, start: Time, time: Time) -> Option<usize> {
        match self.mode {
            Mode::On | Mode::OnOrAfter => self.buckets.index_of(time)?.checked_sub(cohort),
            Mode::Rolling { length } => {
                let period = time.since(start).micros().checked_div(length.micros())?;
                usize::try_from(period).ok()
            }
        }
    }
}

/// So many periods after a start.
fn after(start: Time, length: Span, periods: usize) -> Time {
    let periods = i64::try_from(periods).unwrap_or(i64::MAX);
    start.plus(Span::from_micros(length.micros().saturating_mul(periods)))
}

#[cfg(test)]
mod tests;
