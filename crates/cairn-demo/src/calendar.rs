//! When persons come: by weekday and hour, in UTC.

use cairn_core::time::{Span, Time};

use crate::dice::Dice;
use crate::plan::ShopPlan;

/// Monday to Sunday.
pub(crate) const WEEKDAYS: [u32; 7] = [100, 96, 98, 104, 92, 118, 136];
/// [`ShopPlan::START`] is a Thursday.
const FIRST_WEEKDAY: u32 = 3;
/// Midnight to 23 o'clock.
pub(crate) const HOURS: [u32; 24] = [
    9, 5, 3, 2, 2, 4, 12, 26, 40, 48, 52, 55, 58, 54, 52, 53, 57, 63, 74, 88, 96, 82, 52, 25,
];
/// Journeys need a little room after the arrival, so nobody arrives on the last day.
const DAYS_KEPT_FREE: u32 = 1;
/// Nobody comes back later than this.
const LONGEST_INTEREST_DAYS: u32 = 50;
const MILLIS_PER_DAY: i64 = 86_400_000;

fn weight_of_day(day: u32) -> u32 {
    WEEKDAYS[((FIRST_WEEKDAY + day) % 7) as usize]
}

/// The days of a plan with their weights summed up.
pub(crate) struct Calendar {
    /// For every day the weights of all days up to it.
    weight_until: Vec<u64>,
    days: u32,
}

impl Calendar {
    pub(crate) fn of(plan: &ShopPlan) -> Self {
        let weights = (0..plan.days() - DAYS_KEPT_FREE).map(weight_of_day);
        let weight_until = weights
            .scan(0_u64, |sum, weight| {
                *sum += u64::from(weight);
                Some(*sum)
            })
            .collect();
        Self {
            weight_until,
            days: plan.days(),
        }
    }

    /// The day on which the n-th of `persons` arrives: later persons never arrive on earlier days.
    pub(crate) fn arrival_day(&self, person: u32, persons: u32) -> u32 {
        let total = self.weight_until.last().copied().unwrap_or(1);
        let position = total * u64::from(person) / u64::from(persons);
        let day = self
            .weight_until
            .partition_point(|until| *until <= position);
        u32::try_from(day).unwrap_or(0)
    }

    /// A day on which somebody who first came on `day` comes back: the same or a later one, sooner more
    /// often than later.
    pub(crate) fn day_of_return(&self, day: u32, dice: &mut Dice) -> u32 {
        let last = self.days - DAYS_KEPT_FREE - 1;
        let room = last.saturating_sub(day).min(LONGEST_INTEREST_DAYS);
        let longest = dice.between(0, room);
        day + dice.between(0, longest)
    }

    /// From a moment to the end of the log.
    pub(crate) fn room_after(&self, moment: Time) -> Span {
        moment_of(self.days, 0).since(moment)
    }
}

/// A moment of a day by the shop's usual hours, to the millisecond.
pub(crate) fn draw_moment(day: u32, dice: &mut Dice) -> Time {
    let hour = dice.weighted(HOURS.iter().copied());
    let hour_millis = i64::try_from(hour).unwrap_or(0) * 3_600_000;
    moment_of(day, hour_millis + i64::from(dice.below(3_600_000)))
}

fn moment_of(day: u32, millis: i64) -> Time {
    let since_start = i64::from(day) * MILLIS_PER_DAY + millis;
    ShopPlan::START.plus(Span::from_micros(since_start * 1_000))
}

#[cfg(test)]
mod tests;
