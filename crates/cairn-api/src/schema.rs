//! The shapes of all documents as JSON Schema (draft 2020-12), for the API document.
//!
//! Most are derived from the types that are written and read. Questions and Segment's messages are described
//! here: their types are read in several steps.

mod flow;
mod funnel;
mod message;
mod population;
mod returning;
mod step;

use serde_json::{Map, Value as Json, json};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use self::step::{exclusion, funnel_step, reference, step};
use crate::answer::AnswerWire;
use crate::business_model::BusinessModelsWire;
use crate::erasure::{ErasedWire, ErasurePreviewWire, ErasuresWire, PersonExportWire};
use crate::error::ErrorWire;
use crate::funnel::FunnelsWire;
use crate::goal::GoalDocument;
use crate::ledger::{LedgerEntityWire, LedgerWire};
use crate::person::PersonDetailsWire;
use crate::population::PopulationsWire;
use crate::properties::PropertiesWire;
use crate::pulse::PulseWire;
use crate::resource::{
    CollectedWire, DeadLettersWire, GoalHistoryWire, GoalsWire, ImportReportWire, ImportsWire,
    KeysWire, NewKeyWire, NewSiteWire, SessionsWire, SignInLinkWire, SignInWire, SiteDetailsWire,
    SitesWire, UndoneWire,
};
use crate::retention::{ExpiryWire, NewExpiryWire, RetentionWire};
use crate::site::{MeWire, SiteChangeWire};
use crate::storage::StorageWire;
use crate::upload::{
    DemoWire, ImportBegunWire, ImportJobsWire, NewDemoWire, NewUploadImportWire, PreviewWire,
    ReadingWire, UploadWire,
};

/// Endings of type names that say nothing outside of Rust.
const ENDINGS: [&str; 2] = ["Wire", "Document"];

/// The schemas of all documents by name. References are of the form `#/components/schemas/NAME`.
pub fn schemas() -> Map<String, Json> {
    let mut found = Vec::new();
    gather::<AnswerWire>(&mut found);
    gather::<BusinessModelsWire>(&mut found);
    gather::<ErasedWire>(&mut found);
    gather::<ErasurePreviewWire>(&mut found);
    gather::<ErasuresWire>(&mut found);
    gather::<PersonExportWire>(&mut found);
    gather::<ErrorWire<'_>>(&mut found);
    gather::<FunnelsWire>(&mut found);
    gather::<GoalDocument>(&mut found);
    gather::<CollectedWire>(&mut found);
    gather::<DeadLettersWire>(&mut found);
    gather::<GoalHistoryWire>(&mut found);
    gather::<GoalsWire>(&mut found);
    gather::<ImportReportWire>(&mut found);
    gather::<ImportsWire>(&mut found);
    gather::<KeysWire>(&mut found);
    gather::<LedgerWire>(&mut found);
    gather::<LedgerEntityWire>(&mut found);
    gather::<MeWire>(&mut found);
    gather::<NewKeyWire>(&mut found);
    gather::<NewSiteWire>(&mut found);
    gather::<PersonDetailsWire>(&mut found);
    gather::<PopulationsWire>(&mut found);
    gather::<PropertiesWire>(&mut found);
    gather::<PulseWire>(&mut found);
    gather::<SessionsWire>(&mut found);
    gather::<SignInLinkWire>(&mut found);
    gather::<SignInWire>(&mut found);
    gather::<SiteChangeWire>(&mut found);
    gather::<RetentionWire>(&mut found);
    gather::<NewExpiryWire>(&mut found);
    gather::<ExpiryWire>(&mut found);
    gather::<SiteDetailsWire>(&mut found);
    gather::<SitesWire>(&mut found);
    gather::<StorageWire>(&mut found);
    gather::<UndoneWire>(&mut found);
    gather::<DemoWire>(&mut found);
    gather::<NewDemoWire>(&mut found);
    gather::<ImportBegunWire>(&mut found);
    gather::<ImportJobsWire>(&mut found);
    gather::<NewUploadImportWire>(&mut found);
    gather::<PreviewWire>(&mut found);
    gather::<ReadingWire>(&mut found);
    gather::<UploadWire>(&mut found);
    let mut schemas = Map::new();
    for (name, schema) in found {
        // A schema holds nothing that JSON can't express.
        let mut json = serde_json::to_value(&schema).unwrap_or_default();
        rename_references(&mut json);
        schemas.insert(plain(&name).to_owned(), json);
    }
    // What one kind of answer holds, another may hold besides.
    if let Some(Json::Object(body)) = schemas.get_mut("Body")
        && let Some(kinds) = body.remove("oneOf")
    {
        body.insert("anyOf".to_owned(), kinds);
    }
    let template = goal_template(schemas.get("Goal"));
    schemas.insert("GoalTemplate".to_owned(), template);
    // Derived, a pair would be of any two things.
    schemas.insert("FlowEnd".to_owned(), flow::end());
    for (name, schema) in described() {
        debug_assert!(!schemas.contains_key(name), "two schemas are named {name}");
        schemas.insert(name.to_owned(), schema);
    }
    schemas
}

fn gather<T: ToSchema + PartialSchema>(found: &mut Vec<(String, RefOr<Schema>)>) {
    found.push((T::name().into_owned(), T::schema()));
    T::schemas(found);
}

fn plain(name: &str) -> &str {
    ENDINGS
        .iter()
        .find_map(|ending| name.strip_suffix(ending))
        .unwrap_or(name)
}

fn rename_references(json: &mut Json) {
    match json {
        Json::Object(object) => {
            for (key, value) in object {
                match value {
                    Json::String(reference) if key == "$ref" => {
                        *reference = plain(reference).to_owned();
                    }
                    other => rename_references(other),
                }
            }
        }
        Json::Array(items) => items.iter_mut().for_each(rename_references),
        _ => {}
    }
}

/// A goal whose value may be open.
fn goal_template(goal: Option<&Json>) -> Json {
    let mut template = goal.cloned().unwrap_or_default();
    template["description"] = json!(
        "A goal to be added. Where `value` is null, only the user knows it: put it in, and leave `value_hint` out."
    );
    template["properties"]["value_hint"] = json!({
        "type": "string",
        "description": "What the user has to work out, such as: what a won lead brings × share won.",
    });
    template
}

fn described() -> [(&'static str, Json); 23] {
    let duration = json!({
        "type": "string",
        "pattern": "^[0-9]+[smhdw]$",
        "description": "A whole number and a unit: 30m, 7d. A day is 86,400 s.",
    });
    [
        ("Duration", duration),
        ("Range", range()),
        ("Compare", compare()),
        ("Filter", filter()),
        ("StepRule", step()),
        ("FunnelStep", funnel_step()),
        ("Exclusion", exclusion()),
        ("BreakdownValue", breakdown_value()),
        ("GoalRule", goal_rule()),
        ("Breakdown", breakdown()),
        ("Question", question()),
        ("FunnelQuestion", funnel()),
        ("TrendQuestion", trend()),
        ("RetentionQuestion", retention()),
        ("FlowQuestion", flow()),
        ("PopulationQuestion", population_size()),
        ("PopulationCondition", population::condition()),
        ("TimeToConvertQuestion", time_to_convert()),
        ("TimelineQuestion", timeline()),
        ("DropOffQuestion", drop_off()),
        ("OverviewQuestion", overview()),
        ("Message", message::message()),
        ("Batch", message::batch()),
    ]
}

fn range() -> Json {
    json!({
        "description": "Half-open: from start on, before end. Or the last so many calendar units. Left out: all history.",
        "oneOf": [
            {
                "type": "object",
                "required": ["start", "end"],
                "properties": { "start": { "type": "string" }, "end": { "type": "string" } },
                "additionalProperties": false,
            },
            {
                "type": "object",
                "required": ["last"],
                "properties": { "last": { "type": "string", "examples": ["30d"] } },
                "additionalProperties": false,
            },
        ],
    })
}

fn compare() -> Json {
    json!({
        "description": "What to set beside it: the range of equal length just before, or a range.",
        "oneOf": [{ "const": "previous" }, reference("Range")],
    })
}

fn filter() -> Json {
    json!({
        "type": "object",
        "required": ["property", "op"],
        "properties": {
            "property": { "type": "string" },
            "op": { "enum": [
                "eq", "ne", "in", "not_in", "contains", "not_contains", "starts_with", "regex",
                "gt", "gte", "lt", "lte", "is_set", "is_not_set", "before", "after",
            ] },
            "value": { "description": "A string, number, boolean, or a list of these." },
            "of": {
                "enum": ["event", "session", "person"],
                "description": "`person` only among the filters of a question as a whole: then it is about the persons of whom this is told.",
            },
        },
        "additionalProperties": false,
    })
}

fn breakdown_value() -> Json {
    json!({
        "description": "The value of the property; null where it is not set.",
        "type": ["string", "number", "boolean", "null"],
    })
}

fn goal_rule() -> Json {
    let pair =
        || json!({ "type": "array", "items": reference("StepRule"), "minItems": 2, "maxItems": 2 });
    let form = |name: &str, own: Json| {
        json!({
            "type": "object",
            "required": own.as_object().map(|own| own.keys().collect::<Vec<_>>()),
            "properties": own,
            "additionalProperties": false,
            "description": name,
        })
    };
    json!({
        "description": "What counts: every event that fits, or the end of a pattern of events.",
        "oneOf": [
            reference("StepRule"),
            form("So many events within a span.", json!({
                "count": reference("StepRule"),
                "at_least": { "type": "integer", "minimum": 1 },
                "within": reference("Duration"),
            })),
            form("The second event after the first.", json!({
                "sequence": pair(),
                "within": reference("Duration"),
            })),
            form("The first event, and no second one.", json!({
                "absence": pair(),
                "within": reference("Duration"),
            })),
        ],
    })
}

fn breakdown() -> Json {
    json!({
        "type": "object",
        "required": ["property"],
        "properties": {
            "property": { "type": "string" },
            "of": { "enum": ["event", "session"] },
            "take": {
                "description": "Which event of a funnel's attempt gives the value: that of a step, or the first or last on which the property is set. Without it that of step 1.",
                "oneOf": [
                    { "enum": ["first", "last"] },
                    {
                        "type": "object",
                        "required": ["step"],
                        "properties": { "step": { "type": "integer", "minimum": 1 } },
                        "additionalProperties": false,
                    },
                ],
            },
        },
        "additionalProperties": false,
    })
}

fn question() -> Json {
    json!({
        "description": "Tagged by `kind`.",
        "oneOf": [
            reference("FunnelQuestion"),
            reference("TrendQuestion"),
            reference("RetentionQuestion"),
            reference("FlowQuestion"),
            reference("PopulationQuestion"),
            reference("TimeToConvertQuestion"),
            reference("TimelineQuestion"),
            reference("DropOffQuestion"),
            reference("OverviewQuestion"),
            {
                "type": "object",
                "description": "Who is behind a cell of another question's answer.",
                "required": ["kind", "of", "cell"],
                "properties": {
                    "kind": { "const": "persons" },
                    "of": { "oneOf": [
                        reference("FunnelQuestion"), reference("TrendQuestion"), reference("RetentionQuestion"),
                        reference("FlowQuestion"), reference("TimeToConvertQuestion"), reference("PopulationQuestion"),
                    ] },
                    "cell": {
                        "type": "object",
                        "properties": {
                            "step": { "type": "integer", "minimum": 1 },
                            "outcome": { "enum": [
                                "reached", "dropped", "open", "returned", "not_returned", "ended", "ended_open",
                                "entered", "converted", "lost",
                            ] },
                            "start": { "type": "string" },
                            "cohort": { "type": "string" },
                            "period": { "type": "integer", "minimum": 0 },
                            "column": { "type": "integer", "minimum": 0 },
                            "name": { "type": "string" },
                            "other": { "type": "boolean" },
                            "change": { "enum": ["members", "entered", "left"] },
                            "from_seconds": { "type": "integer", "minimum": 0 },
                            "to_seconds": { "type": "integer", "minimum": 0 },
                            "breakdown": {},
                        },
                    },
                    "limit": { "type": "integer", "minimum": 1 },
                    "after": { "type": "string" },
                },
                "additionalProperties": false,
            },
        ],
    })
}

/// A kind of question with the fields that every kind has.
fn of_kind(kind: &str, required: &[&str], own: Json) -> Json {
    let mut properties = Map::new();
    properties.insert("kind".to_owned(), json!({ "const": kind }));
    properties.insert("range".to_owned(), reference("Range"));
    properties.insert("compare".to_owned(), reference("Compare"));
    properties.insert("timezone".to_owned(), json!({ "type": "string" }));
    properties.insert("now".to_owned(), json!({ "type": "string" }));
    let filters = json!({ "type": "array", "items": reference("Filter") });
    properties.insert("filters".to_owned(), filters);
    properties.insert("population".to_owned(), population::of_question());
    properties.insert("breakdown".to_owned(), reference("Breakdown"));
    if let Json::Object(own) = own {
        properties.extend(own);
    }
    let required: Vec<&str> = std::iter::once("kind")
        .chain(required.iter().copied())
        .collect();
    json!({
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": false,
    })
}

fn funnel() -> Json {
    of_kind("funnel", &["steps"], funnel::fields())
}

/// A funnel whose attempts begin at its first step, and have a second one.
fn time_to_convert() -> Json {
    let mut question = of_kind("time_to_convert", &["steps"], funnel::fields_of_times());
    question["description"] =
        json!("How long people take from the first step of a funnel to its last.");
    without(question, &["open", "compare"])
}

fn trend() -> Json {
    let own = json!({
        "event": { "type": "string" },
        "page": { "type": "object" },
        "goal": { "type": "string" },
        "any_of": { "type": "array", "items": reference("StepRule") },
        "interval": { "enum": ["hour", "day", "week", "month"], "default": "day" },
    });
    of_kind("trend", &[], own)
}

fn timeline() -> Json {
    json!({
        "type": "object",
        "description": "What one person did, by sessions, the newest first.",
        "required": ["kind", "person"],
        "properties": {
            "kind": { "const": "timeline" },
            "person": { "type": "string", "description": "A user id, an anonymous id or a person key." },
            "limit": { "type": "integer", "minimum": 1, "maximum": 1000, "default": 100 },
            "after": { "type": ["string", "null"], "description": "The `next` of an earlier page." },
            "timezone": { "type": "string" },
            "now": { "type": "string" },
        },
        "additionalProperties": false,
    })
}

fn drop_off() -> Json {
    let property = json!({
        "type": "object",
        "required": ["property"],
        "properties": {
            "property": { "type": "string" },
            "of": { "enum": ["event", "session"] },
        },
        "additionalProperties": false,
    });
    json!({
        "type": "object",
        "description": "Where a funnel, which has no breakdown of its own, is worse than it should be.",
        "required": ["kind", "of"],
        "properties": {
            "kind": { "const": "drop_off" },
            "of": reference("FunnelQuestion"),
            "properties": { "type": "array", "items": property, "minItems": 1, "maxItems": 30 },
            "limit": { "type": "integer", "minimum": 1, "maximum": 1000, "default": 20 },
        },
        "additionalProperties": false,
    })
}

fn overview() -> Json {
    without(of_kind("overview", &[], json!({})), &["breakdown"])
}

fn retention() -> Json {
    let question = of_kind("retention", &["return"], returning::fields());
    without(question, &["breakdown", "compare"])
}

fn flow() -> Json {
    let question = of_kind("flow", &["anchor"], flow::fields());
    without(question, &["breakdown", "compare"])
}

fn population_size() -> Json {
    let question = of_kind("population", &["population"], population::fields());
    without(question, &["breakdown", "compare", "filters"])
}

/// A kind of question without some of the fields that others have.
fn without(mut question: Json, fields: &[&str]) -> Json {
    if let Some(properties) = question["properties"].as_object_mut() {
        properties.retain(|name, _| !fields.contains(&name.as_str()));
    }
    question
}

#[cfg(test)]
mod tests;
