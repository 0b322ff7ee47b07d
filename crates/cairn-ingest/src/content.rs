//! What a row without an id is known by: the hash of all it says (semantics S3).

use cairn_core::id::ContentHash;
use cairn_core::value::Value;

use crate::fields::{Field, Fields, Kind};
use crate::json;

/// The hash of a row's source names and values, whatever a mapping makes of them and however its columns
/// are ordered. What is absent leaves no trace.
pub fn content_hash(fields: &Fields) -> ContentHash {
    match &fields.0 {
        Kind::Text(row) => content_hash_in_order(fields, &name_order(&row.names)),
        Kind::Typed { names, .. } => content_hash_in_order(fields, &name_order(names)),
        Kind::Json(_) => content_hash_in_order(fields, &[]),
    }
}

/// The positions of names, sorted by name.
pub(crate) fn name_order(names: &[String]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by_key(|n| &names[*n]);
    order
}

/// [`content_hash`] with the [`name_order`] of the row's columns at hand.
pub(crate) fn content_hash_in_order(fields: &Fields, order: &[usize]) -> ContentHash {
    match &fields.0 {
        Kind::Text(row) => ContentHash::of(order.iter().filter_map(|n| match row.get(*n)? {
            Field::Text(text) => Some((row.names[*n].as_str(), text.as_bytes())),
            _ => None,
        })),
        Kind::Typed { names, values } => {
            let said: Vec<(&str, String)> = order
                .iter()
                .filter_map(|n| {
                    let value = values.get(*n)?.as_ref()?;
                    Some((names.get(*n)?.as_str(), tagged_text(value)))
                })
                .collect();
            hash_of(&said)
        }
        Kind::Json(object) => {
            let mut said: Vec<(&str, String)> = object
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(name, value)| (name.as_str(), json::canonical_text(value)))
                .collect();
            said.sort_unstable_by_key(|(name, _)| *name);
            hash_of(&said)
        }
    }
}

fn hash_of(said: &[(&str, String)]) -> ContentHash {
    ContentHash::of(said.iter().map(|(name, text)| (*name, text.as_bytes())))
}

/// A value's text behind a letter for its type, so that the number 1 is not the text `1`.
fn tagged_text(value: &Value) -> String {
    match value {
        Value::String(text) => format!("s:{text}"),
        Value::Number(number) => format!("n:{number}"),
        Value::Boolean(boolean) => format!("b:{boolean}"),
        Value::Time(time) => format!("t:{}", time.micros()),
        Value::Json(text) => format!("j:{text}"),
    }
}

#[cfg(test)]
mod tests;
