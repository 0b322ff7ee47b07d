//! The properties that events carry, on the wire.

use cairn_core::value::Value;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use utoipa::ToSchema;

use crate::value::{json_value, value_schema};

/// The properties of a site's events: what editors of questions suggest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PropertiesWire {
    /// The most frequent first, at most 200.
    pub properties: Vec<PropertyWire>,
}

/// A property with values that occur.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PropertyWire {
    /// Its address, as filters and breakdowns take it: price, context.device.browser.
    pub property: String,
    /// What most of its values are: number, string, boolean, time or json.
    pub kind: String,
    /// Events that have it set.
    pub events: u64,
    /// The most frequent values of its kind, at most 20. Empty for times and JSON, and where there are more than
    /// 1,000 different ones. Texts of more than 200 bytes are left out.
    pub values: Vec<PropertyValueWire>,
}

/// A value that occurs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PropertyValueWire {
    /// The value.
    #[schema(schema_with = value_schema)]
    pub value: Json,
    /// Events that have it.
    pub events: u64,
}

/// A value with its events.
pub fn property_value(value: &Value, events: u64) -> PropertyValueWire {
    PropertyValueWire {
        value: json_value(Some(value)),
        events,
    }
}
