//! Ids that many senders give where they have none.

/// What programs write for a missing value. As the id of a person each would make one of everybody.
const PLACEHOLDERS: [&str; 16] = [
    "null",
    "(null)",
    "nil",
    "none",
    "undefined",
    "nan",
    "0",
    "true",
    "false",
    "unknown",
    "anonymous",
    "guest",
    "not_authenticated",
    "[object object]",
    "{}",
    "00000000-0000-0000-0000-000000000000",
];

/// Whether an id stands for no id.
pub(super) fn is_placeholder(id: &str) -> bool {
    let id = id.trim();
    PLACEHOLDERS
        .iter()
        .any(|placeholder| placeholder.eq_ignore_ascii_case(id))
}

#[cfg(test)]
mod tests;
