//! The schema of a flow.

use cairn_core::flow::{MAX_COLUMNS, MAX_ROWS};
use serde_json::{Value as Json, json};

use super::step::reference;
use crate::question::flow::{DEFAULT_COLUMNS, DEFAULT_ROWS, DEFAULT_WINDOW, MAX_NAMES};

/// An end of a link: a column and a name.
pub(super) fn end() -> Json {
    json!({
        "description": "A column and a name in it; null is all other names.",
        "type": "array",
        "prefixItems": [
            { "type": "integer", "minimum": 0 },
            { "type": ["string", "null"] },
        ],
        "minItems": 2,
        "maxItems": 2,
    })
}

/// The fields a flow has of its own.
pub(super) fn fields() -> Json {
    let names = || json!({ "type": "array", "items": { "type": "string", "minLength": 1 }, "maxItems": MAX_NAMES });
    let merge = json!({
        "type": "object",
        "required": ["as", "names"],
        "properties": { "as": { "type": "string", "minLength": 1 }, "names": names() },
        "additionalProperties": false,
    });
    json!({
        "anchor": reference("StepRule"),
        "direction": { "enum": ["after", "before"], "default": "after" },
        "count": {
            "enum": ["sessions", "persons"],
            "default": "sessions",
            "description": "Whose paths: those of sessions that begin in the range, or of persons with an anchor in it. Each has one, from its first anchor on.",
        },
        "window": {
            "description": format!("How long the paths of persons are, inclusive; {DEFAULT_WINDOW} if it is left out. Those of sessions end with these."),
            "oneOf": [reference("Duration")],
        },
        "columns": { "type": "integer", "minimum": 1, "maximum": MAX_COLUMNS, "default": DEFAULT_COLUMNS, "description": "How many follow the anchor." },
        "rows": { "type": "integer", "minimum": 1, "maximum": MAX_ROWS, "default": DEFAULT_ROWS, "description": "How many names of a column are told one by one." },
        "repeats": { "enum": ["collapsed", "kept"], "default": "collapsed" },
        "by": {
            "type": "object",
            "description": "A property of events whose value they are called by, all of them or those of some names. Where it is not set they are called by their names.",
            "required": ["property"],
            "properties": { "property": { "type": "string" }, "events": names() },
            "additionalProperties": false,
        },
        "clean": {
            "type": "object",
            "description": "Names that are left out, the only ones that are not, and names that become one.",
            "properties": {
                "hide": names(),
                "only": names(),
                "merge": { "type": "array", "items": merge },
            },
            "additionalProperties": false,
        },
    })
}
