//! The day an event was received on: what the window is measured by in which events are stored once.

use cairn_core::time::{Span, Time};

const DAY_MICROS: i64 = 86_400_000_000;

/// For how many days after its arrival a live event is stored once (semantics S3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DedupeWindow(u8);

impl DedupeWindow {
    /// The shortest, which is the default.
    pub const LEAST: Self = Self(7);
    /// The longest.
    pub const MOST: Self = Self(30);

    /// Of so many days; `None` unless these are 7 to 30.
    pub fn of_days(days: u8) -> Option<Self> {
        let window = Self(days);
        (Self::LEAST..=Self::MOST)
            .contains(&window)
            .then_some(window)
    }

    pub(crate) fn days(self) -> u8 {
        self.0
    }

    pub(crate) fn span(self) -> Span {
        Span::from_seconds(u32::from(self.0) * 86_400)
    }
}

/// A window that is longer than the shortest, and since when live events are held against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WindowSince {
    pub(crate) window: DedupeWindow,
    pub(crate) since: Time,
}

impl WindowSince {
    /// The window that an event was held against which arrived then, by what is on record of a data directory.
    pub(crate) fn of(on_record: Option<Self>, received_at: Time) -> DedupeWindow {
        let longer = on_record.filter(|longer| received_at >= longer.since);
        longer.map_or(DedupeWindow::LEAST, |longer| longer.window)
    }
}

impl Default for DedupeWindow {
    fn default() -> Self {
        Self::LEAST
    }
}

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
    pub(crate) fn first_known(now: Time, window: DedupeWindow) -> Self {
        Self::of(now.minus(window.span()))
    }
}
