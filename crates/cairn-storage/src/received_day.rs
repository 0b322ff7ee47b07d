//! The day an event was received on: what the window is measured by in which events are stored once.

use cairn_core::time::{Span, Time};

const DAY_MICROS: i64 = 86_400_000_000;

/// How long an event is known at least.
pub(crate) const WINDOW: Span = Span::from_seconds(7 * 86_400);

/// Days since 1970 in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ReceivedDay(i32);

impl ReceivedDay {
    /// The day of an instant.
    pub(crate) fn of(time: Time) -> Self {
        let day = time.micros().div_euclid(DAY_MICROS);
        // The days of all instants that microseconds can count fit.
        Self(i32::try_from(day).unwrap_or(if day < 0 { i32::MIN } else { i32::MAX }))
    }

    pub(crate) const fn of_number(number: i32) -> Self {
        Self(number)
    }

    pub(crate) fn number(self) -> i32 {
        self.0
    }

    /// The first day that is still within the window.
    pub(crate) fn first_known(now: Time) -> Self {
        Self::of(now.minus(WINDOW))
    }
}
