//! JSON values as Cairn keeps them.

use cairn_core::value::{Number, Value};
use serde_json::Value as Json;

/// One spelling per value: no spaces, the keys of objects sorted by their bytes.
pub(crate) fn canonical_text(json: &Json) -> String {
    let mut text = String::new();
    write_canonical(json, &mut text);
    text
}

fn write_canonical(json: &Json, text: &mut String) {
    match json {
        Json::Array(items) => {
            text.push('[');
            for (n, item) in items.iter().enumerate() {
                if n > 0 {
                    text.push(',');
                }
                write_canonical(item, text);
            }
            text.push(']');
        }
        Json::Object(object) => {
            // serde_json sorts keys only while no crate of the build asks it to preserve their order.
            let mut entries: Vec<_> = object.iter().collect();
            entries.sort_unstable_by_key(|(key, _)| *key);
            text.push('{');
            for (n, (key, value)) in entries.into_iter().enumerate() {
                if n > 0 {
                    text.push(',');
                }
                write_canonical(&Json::String(key.clone()), text);
                text.push(':');
                write_canonical(value, text);
            }
            text.push('}');
        }
        scalar => text.push_str(&scalar.to_string()),
    }
}

/// A whole number that fits is kept as such, any other becomes the nearest float.
pub(crate) fn number_of(number: &serde_json::Number) -> Option<Number> {
    match number.as_i64() {
        Some(integer) => Some(Number::Integer(integer)),
        None => number.as_f64().and_then(Number::from_f64),
    }
}

/// The value that is stored; `None` for null.
pub(crate) fn value_of(json: &Json) -> Option<Value> {
    match json {
        Json::Null => None,
        Json::Bool(boolean) => Some(Value::Boolean(*boolean)),
        Json::Number(number) => number_of(number).map(Value::Number),
        Json::String(text) => Some(Value::String(text.clone())),
        Json::Array(_) | Json::Object(_) => Some(Value::Json(canonical_text(json))),
    }
}

/// Whether lists and objects nest no deeper than `levels`.
pub(crate) fn nests_within(json: &Json, levels: usize) -> bool {
    match json {
        Json::Array(items) => levels > 0 && items.iter().all(|item| nests_within(item, levels - 1)),
        Json::Object(object) => {
            levels > 0 && object.values().all(|value| nests_within(value, levels - 1))
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests;
