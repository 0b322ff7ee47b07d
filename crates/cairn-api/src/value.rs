//! Values of properties on the wire.

use cairn_core::value::{Number, Value};
use serde_json::Value as Json;
use utoipa::openapi::{Ref, RefOr, Schema};

/// A breakdown value may be of any type that a property has, which the API document describes by name.
pub(crate) fn value_schema() -> RefOr<Schema> {
    Ref::from_schema_name("BreakdownValue").into()
}

/// A value as JSON; an absent one is null.
pub(crate) fn json_value(value: Option<&Value>) -> Json {
    match value {
        None => Json::Null,
        Some(Value::String(text)) => Json::String(text.clone()),
        Some(Value::Number(Number::Integer(number))) => (*number).into(),
        Some(Value::Number(Number::Float(number))) => (*number).into(),
        Some(Value::Boolean(boolean)) => Json::Bool(*boolean),
        Some(Value::Time(time)) => Json::String(time.to_string()),
        Some(Value::Json(text)) => {
            serde_json::from_str(text).unwrap_or_else(|_| Json::String(text.clone()))
        }
    }
}
