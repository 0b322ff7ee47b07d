//! Ranges on the wire, as they are asked for and as an answer tells them.

use cairn_core::range::{Edge, Last, Range, TimeRange};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::{ApiError, Code};

/// A range as it is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(
    deny_unknown_fields,
    default,
    expecting = "a range such as {\"last\": \"30d\"}"
)]
pub(crate) struct RangeWire {
    start: Option<String>,
    end: Option<String>,
    last: Option<String>,
}

impl RangeWire {
    pub(crate) fn to_range(&self, field: &str) -> Result<Range, ApiError> {
        match (&self.start, &self.end, &self.last) {
            (Some(start), Some(end), None) => Ok(Range::Between {
                start: Edge::new(start),
                end: Edge::new(end),
            }),
            (None, None, Some(last)) => Last::parse(last).map(Range::Last).map_err(|error| {
                ApiError::new(Code::InvalidRange, error).at(&format!("{field}.last"))
            }),
            _ => Err(ApiError::new(
                Code::InvalidRange,
                "a range has either `start` and `end` or `last`",
            )
            .at(field)
            .hint(r#"{"start": "2026-01-01", "end": "2026-02-01"} or {"last": "30d"}"#)),
        }
    }
}

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
