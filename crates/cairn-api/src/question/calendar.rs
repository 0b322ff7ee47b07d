//! Widths of whole calendar days.

use cairn_core::time::Interval;
use serde::Deserialize;

/// The width of a cohort, a period or the distance of two points.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum CalendarWire {
    #[default]
    Day,
    Week,
    Month,
}

impl CalendarWire {
    pub(super) fn to_interval(self) -> Interval {
        match self {
            Self::Day => Interval::Day,
            Self::Week => Interval::Week,
            Self::Month => Interval::Month,
        }
    }
}
