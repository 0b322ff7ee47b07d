//! Small pieces that documents share: JSON objects, spans, values, money.

use cairn_core::money::{Currency, Money};
use cairn_core::time::{CivilFormat, Span, Time, Zone, parse_day, parse_time};
use cairn_core::value::{Number, Value};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use utoipa::ToSchema;

use crate::error::{ApiError, Code};

/// An amount: `{"minor": 4900, "currency": "EUR"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoneyWire {
    /// Minor units.
    pub minor: i64,
    /// ISO 4217 code.
    pub currency: String,
}

impl MoneyWire {
    pub(crate) fn to_money(&self, field: &str) -> Result<Money, ApiError> {
        let currency =
            Currency::parse(&self.currency).map_err(|error| ApiError::invalid(field, error))?;
        Ok(Money {
            minor: self.minor,
            currency,
        })
    }
}

/// The JSON object of a document.
pub(crate) fn parse_object(text: &str, what: &str) -> Result<Map<String, Json>, ApiError> {
    let json: Json = serde_json::from_str(text).map_err(|error| {
        ApiError::new(
            Code::MalformedJson,
            format!("the {what} is not JSON: {error}"),
        )
    })?;
    match json {
        Json::Object(object) => Ok(object),
        _ => Err(ApiError::new(
            Code::MalformedJson,
            format!("the {what} is not a JSON object"),
        )
        .hint("it begins with { and ends with }")),
    }
}

/// Reads a part of a document by its shape, naming the place of a fault.
pub(crate) fn read<T: DeserializeOwned>(json: Json) -> Result<T, ApiError> {
    serde_path_to_error::deserialize(json).map_err(|error| {
        let path = error.path().to_string();
        let message = error.into_inner().to_string();
        let plain = ApiError::new(Code::InvalidField, message);
        if path == "." { plain } else { plain.at(&path) }
    })
}

pub(crate) fn span(text: &str, field: &str) -> Result<Span, ApiError> {
    Span::parse(text).map_err(|error| ApiError::invalid(field, error))
}

/// A day, which is its first instant in the zone, or an instant.
pub(crate) fn instant(text: &str, field: &str, zone: &Zone) -> Result<Time, ApiError> {
    match parse_day(text, zone) {
        Some(time) => Ok(time),
        None => parse_time(text, &CivilFormat::Iso, zone)
            .map_err(|error| ApiError::invalid(field, error)),
    }
}

/// Whether an object has a field; a null says nothing.
pub(crate) fn is_given(object: &Map<String, Json>, field: &str) -> bool {
    object.get(field).is_some_and(|value| !value.is_null())
}

/// A string, number or boolean.
pub(crate) fn value(json: &Json, field: &str) -> Result<Value, ApiError> {
    match json {
        Json::String(text) => Ok(Value::String(text.clone())),
        Json::Bool(boolean) => Ok(Value::Boolean(*boolean)),
        Json::Number(_) => number(json, field).map(Value::Number),
        Json::Null | Json::Array(_) | Json::Object(_) => Err(ApiError::invalid(
            field,
            "expected a string, a number, true or false",
        )),
    }
}

pub(crate) fn number(json: &Json, field: &str) -> Result<Number, ApiError> {
    let whole = json.as_i64().map(Number::Integer);
    whole
        .or_else(|| json.as_f64().and_then(Number::from_f64))
        .ok_or_else(|| ApiError::invalid(field, "expected a number"))
}

pub(crate) fn text<'a>(json: &'a Json, field: &str) -> Result<&'a str, ApiError> {
    json.as_str()
        .ok_or_else(|| ApiError::invalid(field, "expected a string"))
}
