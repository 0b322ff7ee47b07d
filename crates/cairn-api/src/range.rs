//! A resolved range on the wire.

use cairn_core::range::TimeRange;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A range of time as an answer tells it: half-open, as instants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TimeRangeWire {
    /// The first instant.
    pub start: String,
    /// The first instant after it.
    pub end: String,
}

impl From<TimeRange> for TimeRangeWire {
    fn from(range: TimeRange) -> Self {
        Self {
            start: range.start.to_string(),
            end: range.end.to_string(),
        }
    }
}
