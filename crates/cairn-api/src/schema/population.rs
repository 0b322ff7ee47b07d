//! Schemas of populations: conditions, and what questions say of them.

use cairn_core::population::{MAX_SEQUENCE, MAX_TRAITS};
use serde_json::{Value as Json, json};

use super::step::reference;

/// The fields a question for a population's size has of its own.
pub(super) fn fields() -> Json {
    json!({ "interval": { "enum": ["day", "week", "month"], "default": "day" } })
}

/// The population that a question is asked of.
pub(super) fn of_question() -> Json {
    json!({
        "description": "Only events of these persons count: a saved population by its id, or conditions. Membership is as of `as_of`, or as of the question's `now`.",
        "oneOf": [
            { "type": "string" },
            {
                "type": "object",
                "description": "Exactly one of `id` and `is`.",
                "properties": {
                    "id": { "type": "string" },
                    "is": reference("PopulationCondition"),
                    "as_of": { "type": "string" },
                },
                "additionalProperties": false,
            },
            { "type": "null" },
        ],
    })
}

/// What puts a person into a population.
pub(super) fn condition() -> Json {
    let list = json!({ "type": "array", "items": reference("PopulationCondition"), "minItems": 1, "maxItems": MAX_TRAITS });
    let form = |required: &str, properties: Json| {
        json!({
            "type": "object",
            "required": [required],
            "properties": properties,
            "additionalProperties": false,
        })
    };
    json!({
        "description": "A condition on a person, as of an instant: only what happened before it is looked at.",
        "oneOf": [
            form("all", json!({ "all": list })),
            form("any", json!({ "any": list })),
            form("not", json!({ "not": reference("PopulationCondition") })),
            form("did", json!({
                "did": reference("StepRule"),
                "at_least": { "type": "integer", "minimum": 0, "default": 1, "description": "0 where `at_most` stands alone." },
                "at_most": { "type": "integer", "minimum": 0 },
                "range": { "allOf": [reference("Range")], "description": "When; `last` is up to the instant. Left out: ever before it." },
                "in_any": { "allOf": [reference("Duration")], "description": "So many within some span so long; with `at_least` 2 or more." },
                "value": {
                    "type": "object",
                    "description": "Bounds of the sum of their money in this currency, in major units.",
                    "required": ["currency"],
                    "properties": {
                        "currency": { "type": "string" },
                        "at_least": { "type": "string" },
                        "at_most": { "type": "string" },
                    },
                    "additionalProperties": false,
                },
            })),
            form("sequence", json!({
                "sequence": { "type": "array", "items": reference("StepRule"), "minItems": 2, "maxItems": MAX_SEQUENCE },
                "within": { "allOf": [reference("Duration")], "default": "7d", "description": "From the first to the last." },
                "range": { "allOf": [reference("Range")], "description": "When all of it." },
            })),
            form("person", json!({
                "person": { "allOf": [reference("Filter")], "description": "On a property that identify calls told of the person by then." },
            })),
        ],
    })
}
