//! What a visitor agreed to, as `consent.categories.NAME` true or false, whichever SDK tells it.
//!
//! Segment sends `context.consent.categoryPreferences {NAME: bool}`, RudderStack
//! `context.consentManagement {provider, allowedConsentIds, deniedConsentIds, resolutionStrategy}`.

use std::collections::BTreeMap;

use cairn_core::value::Value;

use crate::admit;
use crate::flatten::{flatten_member, flatten_under};
use crate::node::{Node, Object};
use crate::rejection::Rejection;

/// Where the categories lie in the context.
const CATEGORIES: &str = "consent.categories";

/// Takes Segment's `context.consent`.
pub(super) fn of_segment(
    context: &mut BTreeMap<String, Value>,
    consent: &Object<'_>,
) -> Result<(), Rejection> {
    for (name, node) in consent.iter() {
        match (name, node) {
            ("categoryPreferences", Node::Object(preferences)) => {
                flatten_under(context, &mut CATEGORIES.to_owned(), preferences)?;
            }
            _ => put(context, name, node)?,
        }
    }
    Ok(())
}

/// Takes RudderStack's `context.consentManagement`. What is both allowed and denied is denied.
pub(super) fn of_rudder(
    context: &mut BTreeMap<String, Value>,
    consent: &Object<'_>,
) -> Result<(), Rejection> {
    let ids = [("allowedConsentIds", true), ("deniedConsentIds", false)];
    for (name, node) in consent.iter() {
        match name {
            "resolutionStrategy" => put(context, "resolution_strategy", node)?,
            _ if ids.iter().any(|(id, _)| *id == name) && texts(node).is_some() => {}
            _ => put(context, name, node)?,
        }
    }
    for (name, is_allowed) in ids {
        for category in consent.get(name).and_then(texts).unwrap_or_default() {
            let path = format!("{CATEGORIES}.{category}");
            admit::put(context, &path, Value::Boolean(is_allowed))?;
        }
    }
    Ok(())
}

fn put(
    context: &mut BTreeMap<String, Value>,
    name: &str,
    node: &Node<'_>,
) -> Result<(), Rejection> {
    flatten_member(context, &mut "consent".to_owned(), name, node)
}

/// The texts of a list; `None` if it is anything else.
fn texts<'n>(node: &'n Node<'_>) -> Option<Vec<&'n str>> {
    let Node::List(items) = node else {
        return None;
    };
    items
        .iter()
        .map(|item| match item {
            Node::Text(text) => Some(text.as_ref()),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests;
