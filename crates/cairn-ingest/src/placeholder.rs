//! Ids that many senders give where they have none.

use std::collections::BTreeMap;

use cairn_core::event::ALIAS;
use cairn_core::identity::PREVIOUS_ID;
use cairn_core::value::Value;

use crate::rejection::{RejectReason, Rejection, quoted};

/// What programs write for a missing value. As the id of a person each would make one of everybody.
const PLACEHOLDERS: [&str; 13] = [
    "null",
    "(null)",
    "nil",
    "none",
    "undefined",
    "nan",
    "unknown",
    "anonymous",
    "guest",
    "not_authenticated",
    "[object object]",
    "{}",
    "00000000-0000-0000-0000-000000000000",
];

/// What they write too, but what may well be the first customer's number in somebody's table.
const IN_MESSAGES: [&str; 3] = ["0", "true", "false"];

/// Whether an id of a live message stands for no id.
pub(crate) fn is_placeholder(id: &str) -> bool {
    is_placeholder_in_files(id) || stands(&IN_MESSAGES, id)
}

/// Whether an id in a file stands for no id.
pub(crate) fn is_placeholder_in_files(id: &str) -> bool {
    stands(&PLACEHOLDERS, id)
}

/// Refuses an alias in a file whose previous id stands for none: it would make one person of all who come so.
pub(crate) fn check_alias(
    event: &str,
    properties: &BTreeMap<String, Value>,
) -> Result<(), Rejection> {
    match properties.get(PREVIOUS_ID) {
        Some(Value::String(id)) if event == ALIAS && is_placeholder_in_files(id) => {
            Err(no_id(PREVIOUS_ID, id))
        }
        _ => Ok(()),
    }
}

/// Why a call about ids is refused whose id stands for none.
pub(crate) fn no_id(name: &str, id: &str) -> Rejection {
    let fault = format!("`{name}` is {}, which programs write for no id", quoted(id));
    Rejection::new(RejectReason::MissingId, fault)
}

fn stands(placeholders: &[&str], id: &str) -> bool {
    let id = id.trim();
    let is_it = |placeholder: &&str| placeholder.eq_ignore_ascii_case(id);
    placeholders.iter().any(is_it)
}

#[cfg(test)]
mod tests;
