//! Nested context objects as dotted paths.

use std::collections::BTreeMap;

use cairn_core::value::Value;

use crate::admit;
use crate::node::{Node, Object};
use crate::rejection::Rejection;

/// Puts every leaf of `object` under its dotted path. Objects are entered, lists are kept as JSON, nulls
/// are absent.
pub(crate) fn flatten_into(
    values: &mut BTreeMap<String, Value>,
    object: &Object<'_>,
) -> Result<(), Rejection> {
    flatten_under(values, &mut String::new(), object)
}

/// [`flatten_into`] with all paths below `path`.
pub(crate) fn flatten_under(
    values: &mut BTreeMap<String, Value>,
    path: &mut String,
    object: &Object<'_>,
) -> Result<(), Rejection> {
    for (name, node) in object.iter() {
        flatten_member(values, path, name, node)?;
    }
    Ok(())
}

/// Puts one member of an object under its name below `path`.
pub(crate) fn flatten_member(
    values: &mut BTreeMap<String, Value>,
    path: &mut String,
    name: &str,
    node: &Node<'_>,
) -> Result<(), Rejection> {
    let above = path.len();
    if above > 0 {
        path.push('.');
    }
    path.push_str(name);
    match node {
        Node::Object(inner) => flatten_under(values, path, inner)?,
        leaf => {
            if let Some(value) = leaf.value() {
                admit::put(values, path, value)?;
            }
        }
    }
    path.truncate(above);
    Ok(())
}

#[cfg(test)]
mod tests;
