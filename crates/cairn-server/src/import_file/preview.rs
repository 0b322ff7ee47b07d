//! What the first rows of a file become.

use std::collections::BTreeSet;

use cairn_api::{ColumnWire, PreviewRowWire, PreviewWire, RejectionWire, event_json};
use cairn_ingest::{CanonicalField, Fields, Mapping};
use serde_json::{Map, Value as Json, json};

use super::FileImport;
use super::error::ImportError;
use super::rows::{self, EventRow, Looked};

/// Rows that are shown.
const SHOWN: usize = 20;
/// Different values of a column that are shown.
const SAMPLES: usize = 5;
/// Bytes of such a value.
const MAX_SAMPLE_BYTES: usize = 200;

/// Reads a file's first rows and shows what becomes of them. Touches no data directory.
pub(crate) fn preview(import: FileImport) -> Result<PreviewWire, ImportError> {
    let (defaults, input, format, mapping) = import.parts();
    let looked = rows::look(&input, format, mapping.as_ref())?;
    let Looked {
        format,
        sample,
        columns,
        is_cut,
    } = &looked;
    let sampled = sample.len() as u64;
    let columns = columns.iter().map(|name| column(name, sample)).collect();
    let used = mapping.clone();
    let mut wire = PreviewWire {
        format: format.to_string(),
        mapping: None,
        mapping_toml: None,
        guessed: false,
        columns,
        sampled,
        fields: CanonicalField::plain_names().map(str::to_owned).collect(),
        rows: Vec::new(),
        warnings: Vec::new(),
    };
    if *is_cut {
        wire.warnings.push(format!(
            "the rows are large: columns and types are of the first {sampled} alone"
        ));
    }
    for family in ["properties.", "context.", "group_ids."] {
        wire.fields.push(family.to_owned());
    }
    let prepared = match rows::prepare(&input, Some(*format), mapping, &defaults) {
        Ok(prepared) => prepared,
        Err(ImportError::Guess(error)) => {
            let template = error.template();
            wire.mapping = Mapping::parse(template).ok().as_ref().map(mapping_json);
            wire.mapping_toml = Some(template.to_owned());
            wire.warnings.push(error.reason());
            return Ok(wire);
        }
        Err(error) => return Err(error),
    };
    wire.guessed = prepared.guessed.is_some();
    if let Some(mapping) = prepared.guessed.as_ref().or(used.as_ref()) {
        wire.mapping = Some(mapping_json(mapping));
        wire.mapping_toml = Some(mapping.to_toml());
    }
    wire.warnings.extend(prepared.warnings());
    for row in prepared.take(SHOWN) {
        wire.rows.push(row_wire(row?));
    }
    Ok(wire)
}

fn row_wire(row: EventRow) -> PreviewRowWire {
    let (event, rejection) = match row.event {
        Ok(event) => (Some(event_json(&event)), None),
        Err((rejection, _)) => {
            let rejection = RejectionWire {
                reason: rejection.reason.as_str().to_owned(),
                detail: rejection.detail,
            };
            (None, Some(rejection))
        }
    };
    PreviewRowWire {
        row: row.number,
        event,
        rejection,
    }
}

fn column(name: &str, sample: &[Fields]) -> ColumnWire {
    let mut seen = BTreeSet::new();
    let mut samples = Vec::new();
    let mut empty = 0_u32;
    for fields in sample {
        let Some(field) = fields.get(name) else {
            empty += 1;
            continue;
        };
        let mut text = field
            .text()
            .map_or_else(|| field.to_json().to_string(), Into::into);
        text.truncate(text.floor_char_boundary(MAX_SAMPLE_BYTES));
        if samples.len() < SAMPLES && seen.insert(text.clone()) {
            samples.push(text);
        }
    }
    let rows = u32::try_from(sample.len()).unwrap_or(u32::MAX).max(1);
    ColumnWire {
        name: name.to_owned(),
        samples,
        empty: f64::from(empty) / f64::from(rows),
    }
}

/// A mapping as an object of the form of a mapping file. What editors show is always there.
fn mapping_json(mapping: &Mapping) -> Json {
    let table: toml::Table = mapping.to_toml().parse().unwrap_or_default();
    let mut object = Map::new();
    object.insert("timezone".to_owned(), Json::Null);
    object.insert("trust".to_owned(), Json::Null);
    for part in ["columns", "constants", "types"] {
        object.insert(part.to_owned(), json!({}));
    }
    object.extend(table.into_iter().map(|(key, value)| (key, plain(value))));
    Json::Object(object)
}

fn plain(value: toml::Value) -> Json {
    match value {
        toml::Value::String(text) => Json::String(text),
        toml::Value::Integer(number) => json!(number),
        toml::Value::Float(number) => json!(number),
        toml::Value::Boolean(boolean) => json!(boolean),
        // A text with an offset is read as the same time.
        toml::Value::Datetime(time) => json!(time.to_string()),
        toml::Value::Array(items) => items.into_iter().map(plain).collect(),
        toml::Value::Table(table) => {
            let members = table.into_iter().map(|(key, value)| (key, plain(value)));
            Json::Object(members.collect())
        }
    }
}
