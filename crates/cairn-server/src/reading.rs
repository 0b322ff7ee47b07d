//! How a file is to be read, as somebody asks for it.

use cairn_api::ApiError;
use cairn_core::site::Site;
use cairn_core::time::Time;
use cairn_ingest::{Format, Mapping, MappingError};
use serde_json::Value as Json;

use crate::errors::Failure;
use crate::import_file::{FileImport, open};
use crate::uploads::Upload;

/// A format and a mapping, each if it is not to be found out.
#[derive(Debug, Clone)]
pub(crate) struct Reading {
    format: Option<Format>,
    mapping: Option<Mapping>,
}

impl Reading {
    /// Reads what was asked for: the mapping is a mapping file's text or an object of the same form.
    pub(crate) fn of(format: Option<String>, mapping: Option<Json>) -> Result<Self, ApiError> {
        Ok(Self {
            format: format.as_deref().map(format_of).transpose()?,
            mapping: mapping.map(mapping_of).transpose()?.flatten(),
        })
    }

    /// An upload, to be read so.
    pub(crate) fn of_upload(
        self,
        upload: &Upload,
        site: Site,
        received_at: Time,
    ) -> Result<FileImport, Failure> {
        let import = FileImport {
            input: open(upload.path())?,
            format: self.format,
            mapping: self.mapping,
            site,
            received_at,
        };
        Ok(import.called(upload.name()))
    }
}

/// The format of a name.
pub(crate) fn format_of(name: &str) -> Result<Format, ApiError> {
    Format::parse(name).ok_or_else(|| {
        let message = format!("`{name}` is not csv, ndjson or parquet");
        ApiError::invalid("format", message)
    })
}

fn mapping_of(json: Json) -> Result<Option<Mapping>, ApiError> {
    let text = match json {
        Json::Null => return Ok(None),
        Json::String(text) => text,
        Json::Object(_) => {
            let plain = without_nulls(json);
            toml::to_string(&plain).map_err(|error| ApiError::invalid("mapping", error))?
        }
        _ => {
            let message = "expected a mapping file's text or an object";
            return Err(ApiError::invalid("mapping", message));
        }
    };
    let wrong = |error: MappingError| {
        let field = match &error {
            MappingError::UnknownKey { key, .. } | MappingError::BadValue { key, .. } => {
                format!("mapping.{key}")
            }
            MappingError::UnknownField { table, field, .. } => format!("mapping.{table}.{field}"),
            MappingError::ReceivedAt => "mapping.columns.received_at".to_owned(),
            MappingError::Toml(_) => "mapping".to_owned(),
        };
        ApiError::invalid(&field, error)
    };
    Mapping::parse(&text).map(Some).map_err(wrong)
}

/// TOML has no null: what is null is not there.
fn without_nulls(json: Json) -> Json {
    match json {
        Json::Object(object) => {
            let members = object.into_iter().filter(|(_, value)| !value.is_null());
            Json::Object(
                members
                    .map(|(key, value)| (key, without_nulls(value)))
                    .collect(),
            )
        }
        other => other,
    }
}
