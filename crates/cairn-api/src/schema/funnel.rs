//! The schema of a funnel.

use cairn_core::time_to_convert::LEAST_STEPS;
use serde_json::{Value as Json, json};

use super::step::reference;

/// The fields a funnel has of its own.
pub(super) fn fields() -> Json {
    json!({
        "steps": { "type": "array", "items": reference("FunnelStep"), "minItems": 1, "maxItems": 30 },
        "window": reference("Duration"),
        "entry": { "enum": ["best", "first"], "default": "best" },
        "order": { "enum": ["ordered", "strict", "any"], "default": "ordered" },
        "scope": { "enum": ["all", "steps"], "description": "What may not lie between the steps of a strict funnel: any event but system events, or events that fit a step." },
        "open": { "type": "boolean", "description": "Whether an attempt may begin at any step; not in any order." },
        "exclusions": { "type": "array", "items": reference("Exclusion"), "maxItems": 32 },
        "on_exclusion": { "enum": ["keep", "drop"], "default": "keep", "description": "What becomes of a person whose deepest attempts were all ended by exclusions." },
        "count": { "enum": ["persons"] },
    })
}

/// Those of a time to convert: it needs a second step, and may be told by periods.
pub(super) fn fields_of_times() -> Json {
    let mut fields = fields();
    fields["steps"]["minItems"] = json!(LEAST_STEPS);
    fields["interval"] = json!({
        "enum": ["day", "week", "month"],
        "description": "Also by the period in which the attempt starts.",
    });
    fields
}
