//! JSON values as Cairn keeps them.

use cairn_core::value::{Number, Value};
use serde_json::{Map, Value as Json};

/// About how many bytes of memory an object takes, names included.
pub(crate) fn held_bytes(object: &Map<String, Json>) -> usize {
    let entries = object.iter();
    entries
        .map(|(name, value)| size_of::<String>() + name.len() + held_by(value))
        .sum()
}

fn held_by(json: &Json) -> usize {
    let inside = match json {
        Json::String(text) => text.len(),
        Json::Array(items) => items.iter().map(held_by).sum(),
        Json::Object(object) => held_bytes(object),
        Json::Null | Json::Bool(_) | Json::Number(_) => 0,
    };
    size_of::<Json>() + inside
}

/// One spelling per value: no spaces, the keys of objects sorted by their bytes.
pub(crate) fn canonical_text(json: &Json) -> String {
    let mut text = String::new();
    write_canonical(json, &mut text);
    text
}

fn write_canonical(json: &Json, text: &mut String) {
    match json {
        Json::Array(items) => write_list(items.iter(), text, write_canonical),
        Json::Object(object) => {
            let entries = object.iter().map(|(key, value)| (key.as_str(), value));
            write_object(entries.collect(), text, write_canonical);
        }
        Json::String(string) => write_string(string, text),
        scalar => text.push_str(&scalar.to_string()),
    }
}

/// Writes a list, each item by `write`.
pub(crate) fn write_list<T>(
    items: impl Iterator<Item = T>,
    text: &mut String,
    write: impl Fn(T, &mut String),
) {
    text.push('[');
    for (n, item) in items.enumerate() {
        if n > 0 {
            text.push(',');
        }
        write(item, text);
    }
    text.push(']');
}

/// Writes an object with its keys sorted, each value by `write`.
pub(crate) fn write_object<T>(
    mut entries: Vec<(&str, T)>,
    text: &mut String,
    write: impl Fn(T, &mut String),
) {
    // serde_json sorts keys only while no crate of the build asks it to preserve their order.
    entries.sort_unstable_by_key(|(key, _)| *key);
    text.push('{');
    for (n, (key, value)) in entries.into_iter().enumerate() {
        if n > 0 {
            text.push(',');
        }
        write_string(key, text);
        text.push(':');
        write(value, text);
    }
    text.push('}');
}

/// Writes a text in quotes, with the escapes JSON needs.
pub(crate) fn write_string(string: &str, text: &mut String) {
    let needs_escape = |byte: u8| byte < 0x20 || byte == b'"' || byte == b'\\';
    if string.bytes().any(needs_escape) {
        text.push_str(&Json::from(string).to_string());
    } else {
        text.push('"');
        text.push_str(string);
        text.push('"');
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
