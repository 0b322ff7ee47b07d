//! Files sent to be imported, what they hold, and how far their import is, on the wire.

use std::collections::BTreeMap;

use cairn_core::event::{Event, Identity};
use cairn_core::money::decimal_text;
use cairn_core::value::Value;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::resource::ImportReportWire;
use crate::value::json_value;

/// A file that lies ready to be imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UploadWire {
    /// Its id.
    pub upload: String,
    /// What it is called.
    pub name: String,
    /// Its size.
    pub bytes: u64,
}

/// How a file is to be read: what is left out or null is found out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ReadingWire {
    /// `csv`, `ndjson` or `parquet`.
    pub format: Option<String>,
    /// A mapping file's text, or a mapping as an object of the same form; guessed without one.
    #[schema(value_type = Option<serde_json::Value>)]
    pub mapping: Option<Json>,
}

/// An uploaded file to be imported.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUploadImportWire {
    /// The upload's id.
    pub upload: String,
    /// `csv`, `ndjson` or `parquet`; found out without it.
    #[serde(default)]
    pub format: Option<String>,
    /// As for a preview.
    #[serde(default)]
    #[schema(value_type = Option<serde_json::Value>)]
    pub mapping: Option<Json>,
}

/// What a file's first rows become.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PreviewWire {
    /// `csv`, `ndjson` or `parquet`.
    pub format: String,
    /// The mapping that was used or guessed; null where rows need none, or none could be guessed.
    #[schema(value_type = Option<Object>)]
    pub mapping: Option<Json>,
    /// The same as a mapping file; one to complete where none could be guessed.
    pub mapping_toml: Option<String>,
    /// Whether the mapping was guessed.
    pub guessed: bool,
    /// The file's columns, as its first rows show them.
    pub columns: Vec<ColumnWire>,
    /// How many rows these are: up to 1,000, and no more than about 8 MiB of them.
    pub sampled: u64,
    /// The fields that a column can be mapped to.
    pub fields: Vec<String>,
    /// The first 20 rows; none if there is no mapping.
    pub rows: Vec<PreviewRowWire>,
    /// What the reader should know besides.
    pub warnings: Vec<String>,
}

/// A column of a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ColumnWire {
    /// Its name.
    pub name: String,
    /// Up to five different values, as text, in the order they come.
    pub samples: Vec<String>,
    /// Which part of the rows has none, from 0 to 1.
    pub empty: f64,
}

/// What one row becomes: an event or a rejection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PreviewRowWire {
    /// Which data row it is, counted from 1.
    pub row: u64,
    /// The event in the canonical shape.
    #[schema(value_type = Option<Object>)]
    pub event: Option<Json>,
    /// Why it is none.
    pub rejection: Option<RejectionWire>,
}

/// Why a row is no event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RejectionWire {
    /// The kind of fault.
    pub reason: String,
    /// The fault itself.
    pub detail: String,
}

/// An import that has begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportBegunWire {
    /// The job that shows how far it is.
    pub job: String,
}

/// Which demo shop is to be there; what is left out or null is as in the one that is there, else seed 1 up to today.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDemoWire {
    /// Decides every event, together with the date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// The day after the last, such as 2026-01-31; today at the latest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// The demo shop that is there or is being planted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DemoWire {
    /// Its site.
    pub site: String,
    /// The import job that shows how far it is; null if it is there already.
    pub job: Option<String>,
}

/// How far an import is, or how it ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ImportJobWire {
    /// Its id.
    pub job: String,
    /// The file.
    pub name: String,
    /// `reading`, `resolving`, `committing`, `done` or `failed`.
    pub state: String,
    /// Rows read so far.
    pub rows: u64,
    /// Bytes of the file; 0 while it is being made.
    pub bytes: u64,
    /// Bytes of it read so far.
    pub bytes_read: u64,
    /// When it began.
    pub started_at: String,
    /// Seconds that it has taken so far, or took.
    pub seconds: f64,
    /// What it did, once it is done.
    pub report: Option<ImportReportWire>,
    /// Why it failed, if it did. Nothing of it is stored then.
    pub error: Option<ApiError>,
}

/// The imports of uploads since the server started, the last 20 of a site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ImportJobsWire {
    /// Newest first.
    pub jobs: Vec<ImportJobWire>,
}

/// An event in the canonical shape, its value as a decimal number of major units. What is not there is left out.
pub fn event_json(event: &Event) -> Json {
    let mut object = Map::new();
    let mut put = |name: &str, value: Option<Json>| {
        if let Some(value) = value {
            object.insert(name.to_owned(), value);
        }
    };
    let text = |text: &Option<String>| text.clone().map(Json::String);
    put("event", Some(json!(event.event)));
    let entity = event.entity.as_ref();
    put("entity_kind", entity.map(|of| json!(of.kind.as_str())));
    put("entity_id", entity.map(|of| json!(of.id)));
    put("event_time", Some(json!(event.event_time.to_string())));
    let message_id = match &event.identity {
        Identity::Message(id) => Some(json!(id)),
        Identity::Event(_) | Identity::Content(_) => None,
    };
    put("message_id", message_id);
    put("anonymous_id", text(&event.anonymous_id));
    put("user_id", text(&event.user_id));
    put("session_hint", text(&event.session_hint));
    put("properties", values(&event.properties));
    put("context", values(&event.context));
    let value = event
        .value
        .map(|money| json!(decimal_text(i128::from(money.minor), money.currency)));
    put("value", value);
    put("currency", event.currency.map(|one| json!(one.code())));
    put("order_id", text(&event.order_id));
    let groups = (!event.group_ids.is_empty()).then(|| json!(event.group_ids));
    put("group_ids", groups);
    put("source", Some(json!(event.source)));
    put("trust", Some(json!(event.trust.as_str())));
    Json::Object(object)
}

fn values(values: &BTreeMap<String, Value>) -> Option<Json> {
    let members = values
        .iter()
        .map(|(name, value)| (name.clone(), json_value(Some(value))));
    (!values.is_empty()).then(|| Json::Object(members.collect()))
}
