//! The schema of a retention question.

use cairn_core::returning::MAX_PERIODS;
use serde_json::{Value as Json, json};

use super::step::reference;
use crate::question::DEFAULT_PERIODS;

/// The fields a retention question has of its own.
pub(super) fn fields() -> Json {
    json!({
        "start": {
            "description": "What puts a person into a cohort. Left out, its first event of all does.",
            "oneOf": [reference("StepRule"), { "type": "null" }],
        },
        "return": reference("StepRule"),
        "interval": { "enum": ["day", "week", "month"], "default": "day" },
        "mode": {
            "enum": ["on", "on_or_after", "rolling"],
            "default": "on",
            "description": "Returned in the n-th calendar period after the cohort's; in that one or a later one; in the n-th stretch of 24 hours or 7 days since the person's own start (not of months).",
        },
        "starts": {
            "enum": ["first", "any"],
            "default": "first",
            "description": "Which of a person's starts count: the first in all history, or the first in each period. `any` needs a `start`.",
        },
        "periods": {
            "type": "integer",
            "minimum": 1,
            "maximum": MAX_PERIODS,
            "default": DEFAULT_PERIODS,
            "description": "The last period; the first is 0.",
        },
    })
}
