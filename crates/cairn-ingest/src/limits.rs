//! How large the parts of an event may be.

/// Bytes of an event's name.
pub(crate) const MAX_EVENT_NAME_BYTES: usize = 200;
/// Bytes of an id: message, person, order, group.
pub(crate) const MAX_ID_BYTES: usize = 500;
/// Bytes of a property's name or a context path.
pub(crate) const MAX_PROPERTY_NAME_BYTES: usize = 200;
/// Properties of an event; its context may hold as many again.
pub(crate) const MAX_PROPERTIES: usize = 1_000;
/// Bytes of one text value.
pub(crate) const MAX_TEXT_BYTES: usize = 64 * 1024;
/// Lists and objects inside one another, the row itself included.
pub(crate) const MAX_JSON_DEPTH: usize = 64;
/// Bytes of a row or a message.
pub const MAX_ROW_BYTES: usize = 1024 * 1024;
/// Bytes of a row's or message's text that a list of rejects or a dead letter repeats.
pub const MAX_RAW_BYTES: usize = 64 * 1024;

/// Bytes of a live request's body, unpacked.
pub const MAX_BATCH_BYTES: usize = 10 * 1024 * 1024;
/// Messages of a live request.
pub const MAX_BATCH_MESSAGES: usize = 10_000;
/// Bytes of the text of a batch's own context: each of its messages gets a copy of it.
pub(crate) const MAX_BATCH_CONTEXT_BYTES: usize = 64 * 1024;

/// The longest beginning of a text that has at most `limit` bytes.
pub(crate) fn cut(text: &str, limit: usize) -> &str {
    &text[..text.floor_char_boundary(limit)]
}
