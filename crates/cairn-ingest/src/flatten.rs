//! Nested context objects as dotted paths.

use std::collections::BTreeMap;

use cairn_core::value::Value;
use serde_json::{Map, Value as Json};

use crate::admit;
use crate::json;
use crate::rejection::Rejection;

/// Puts every leaf of `object` under its dotted path. Objects are entered, lists are kept as JSON, nulls
/// are absent.
pub(crate) fn flatten_into(
    values: &mut BTreeMap<String, Value>,
    object: &Map<String, Json>,
) -> Result<(), Rejection> {
    flatten_under(values, &mut String::new(), object)
}

/// [`flatten_into`] with all paths below `path`.
pub(crate) fn flatten_under(
    values: &mut BTreeMap<String, Value>,
    path: &mut String,
    object: &Map<String, Json>,
) -> Result<(), Rejection> {
    let above = path.len();
    for (name, value) in object {
        if above > 0 {
            path.push('.');
        }
        path.push_str(name);
        match value {
            Json::Object(inner) => flatten_under(values, path, inner)?,
            leaf => {
                if let Some(value) = json::value_of(leaf) {
                    admit::put(values, path, value)?;
                }
            }
        }
        path.truncate(above);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
