//! Ids that many senders give where they have none.

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

fn stands(placeholders: &[&str], id: &str) -> bool {
    let id = id.trim();
    let is_it = |placeholder: &&str| placeholder.eq_ignore_ascii_case(id);
    placeholders.iter().any(is_it)
}

#[cfg(test)]
mod tests;
