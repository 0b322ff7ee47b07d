//! The demo shop's days, cut in its own zone, and when on them somebody comes.

use cairn_core::time::{Span, Time, Zone, parse_day};
use jiff::ToSpan;
use jiff::civil::Date;

use crate::calendar::{HOURS, WEEKDAYS};
use crate::dice::Dice;

use super::error::DemoError;

/// Visits begin before this hour. The longest one takes less than two hours, and the shortest day of a zone
/// with summer time has 23, so every visit ends on the day it began.
const LAST_HOUR: usize = 21;
/// The shop grows: after so many days it has twice as many arrivals.
const DAYS_TO_DOUBLE: u32 = 400;

/// Days in a row, the first counted as 0.
#[derive(Debug, Clone)]
pub(super) struct Days {
    dates: Vec<Date>,
    /// The first instant of every day, and of the day after the last.
    starts: Vec<Time>,
    /// For every day the weights of all days up to it.
    weight_until: Vec<u32>,
}

impl Days {
    /// So many days, the last of which is the one before `until`.
    pub(super) fn before(until: Date, number: u32, zone: &Zone) -> Result<Self, DemoError> {
        let unusable = || DemoError::Until(until.to_string());
        let date_of = |back: u32| until.checked_sub(i64::from(back).days()).ok();
        let dates: Option<Vec<Date>> = (0..number).rev().map(|back| date_of(back + 1)).collect();
        let dates = dates.ok_or_else(unusable)?;
        let start_of = |date: &Date| parse_day(&date.to_string(), zone);
        let starts: Option<Vec<Time>> = dates.iter().chain([&until]).map(start_of).collect();
        let mut sum = 0;
        let weight_until = (0..number).zip(&dates).map(|(day, date)| {
            let weekday = usize::from(date.weekday().to_monday_zero_offset().unsigned_abs());
            sum += WEEKDAYS[weekday] * (DAYS_TO_DOUBLE + day);
            sum
        });
        let weight_until = weight_until.collect();
        Ok(Self {
            starts: starts.ok_or_else(unusable)?,
            dates,
            weight_until,
        })
    }

    pub(super) fn date(&self, day: u32) -> String {
        self.dates[day as usize].to_string()
    }

    pub(super) fn number(&self) -> u32 {
        u32::try_from(self.dates.len()).unwrap_or(0)
    }

    /// The first instant of a day; that of the day after the last is the end.
    pub(super) fn start(&self, day: u32) -> Time {
        self.starts[day as usize]
    }

    /// The day that a moment lies on.
    pub(super) fn day_of(&self, time: Time) -> u32 {
        let begun = self.starts.partition_point(|start| *start <= time);
        u32::try_from(begun).unwrap_or(0).saturating_sub(1)
    }

    /// The day somebody comes for the first time.
    pub(super) fn draw_arrival(&self, dice: &mut Dice) -> u32 {
        let total = self.weight_until.last().copied().unwrap_or(1);
        let position = dice.below(total);
        let day = self
            .weight_until
            .partition_point(|until| *until <= position);
        u32::try_from(day).unwrap_or(0)
    }

    /// When on a day a visit begins, to the millisecond.
    pub(super) fn draw_moment(&self, day: u32, dice: &mut Dice) -> Time {
        let hour = dice.weighted(HOURS.iter().copied().take(LAST_HOUR));
        let hour = u32::try_from(hour).unwrap_or(0);
        let millis = hour * 3_600_000 + dice.below(3_600_000);
        self.start(day)
            .plus(Span::from_micros(i64::from(millis) * 1_000))
    }
}

#[cfg(test)]
mod tests;
