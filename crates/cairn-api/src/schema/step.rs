//! Schemas of steps: rules, steps of funnels, exclusions.

use serde_json::{Value as Json, json};

pub(super) fn reference(name: &str) -> Json {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// One of event, page, goal or any_of, with filters.
pub(super) fn step() -> Json {
    json!({
        "type": "object",
        "description": "One of event, page, goal or any_of, with filters. The event `*` is any that is no system event.",
        "properties": {
            "event": { "type": "string" },
            "page": {
                "type": "object",
                "required": ["path"],
                "properties": {
                    "path": { "type": "string" },
                    "match": { "enum": ["exact", "prefix", "regex"], "default": "exact" },
                },
                "additionalProperties": false,
            },
            "goal": { "type": "string" },
            "any_of": { "type": "array", "items": reference("StepRule") },
            "filters": { "type": "array", "items": reference("Filter") },
        },
        "additionalProperties": false,
    })
}

/// A step of a funnel: a rule or a goal, and what is asked of it besides.
pub(super) fn funnel_step() -> Json {
    let mut step = step();
    step["description"] = json!(
        "One of event, page, goal or any_of, with filters, and what a funnel asks of it besides."
    );
    step["properties"]["optional"] = json!({ "type": "boolean", "description": "It may be left out; not the first or the last, not in any order." });
    step["properties"]["first_ever"] = json!({ "type": "boolean", "description": "Only the person's first event in all history that fits can fill it; not with a goal." });
    step["properties"]["within_previous"] = json!({ "allOf": [reference("Duration")], "description": "The longest time since the step filled before; not in any order." });
    step["properties"]["anchored"] = json!({ "type": "boolean", "description": "It keeps its place where the others come in any order." });
    step
}

/// What ends an attempt.
pub(super) fn exclusion() -> Json {
    let mut exclusion = step();
    exclusion["description"] =
        json!("Events that end an attempt which has reached one step and not yet another.");
    if let Some(properties) = exclusion["properties"].as_object_mut() {
        properties.remove("goal");
    }
    exclusion["properties"]["from_step"] = json!({ "type": "integer", "minimum": 1, "default": 1 });
    exclusion["properties"]["to_step"] = json!({ "type": "integer", "minimum": 2, "description": "The last step if it is left out." });
    exclusion
}
