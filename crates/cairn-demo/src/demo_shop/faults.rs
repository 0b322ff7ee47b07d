//! What goes wrong in the demo shop: a checkout that fails on one browser, and a time in which nothing is tracked.

use cairn_core::time::{Span, Time};

use super::days::Days;

/// From this day on the checkout is faulty.
const REGRESSION_DAY: u32 = 84;
const REGRESSION_BROWSER: &str = "Safari";
/// Days and hours between which no event arrives.
const OUTAGE: [(u32, u32); 2] = [(59, 6), (61, 14)];

/// A faulty checkout.
#[derive(Debug, Clone, Copy)]
pub(super) struct Regression {
    pub(super) browser: &'static str,
    /// The first day.
    pub(super) day: u32,
}

/// A time in which no event arrives; the start belongs to it, the end does not.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outage {
    pub(super) start: Time,
    pub(super) end: Time,
}

impl Regression {
    pub(super) const PLANTED: Self = Self {
        browser: REGRESSION_BROWSER,
        day: REGRESSION_DAY,
    };

    pub(super) fn concerns(&self, browser: &str, day: u32) -> bool {
        day >= self.day && browser == self.browser
    }
}

impl Outage {
    pub(super) fn of(days: &Days) -> Self {
        let [start, end] = OUTAGE.map(|(day, hours)| {
            let since_midnight = Span::from_seconds(hours * 3_600);
            days.start(day).plus(since_midnight)
        });
        Self { start, end }
    }

    pub(super) fn swallows(&self, time: Time) -> bool {
        (self.start..self.end).contains(&time)
    }
}
