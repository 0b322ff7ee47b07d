//! What becomes of a message: an event, or a dead letter.

use cairn_core::event::Event;

use super::envelope::member;
use crate::limits::{MAX_ID_BYTES, MAX_RAW_BYTES, cut};
use crate::placeholder::is_placeholder;
use crate::rejection::{RejectReason, Rejection};

/// What became of the messages of one request, in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct Collected {
    /// One for each message.
    pub items: Vec<Item>,
}

/// What became of one message.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly all items are events, which a box would only slow down"
)]
pub enum Item {
    /// It tells of an event.
    Event(Event),
    /// It is no event.
    DeadLetter {
        /// The kind of fault.
        reason: RejectReason,
        /// The fault itself.
        detail: String,
        /// The message as it came, at most 64 KiB of it, without write keys and addresses.
        raw: String,
        /// The sender's id of it, if it could be read.
        message_id: Option<String>,
    },
}

pub(super) fn dead_letter(message: &str, rejection: Rejection) -> Item {
    let message_id = member(message, "messageId");
    let is_usable = |id: &String| id.len() <= MAX_ID_BYTES && !is_placeholder(id);
    Item::DeadLetter {
        reason: rejection.reason,
        detail: rejection.detail,
        raw: without_secrets(cut(message, MAX_RAW_BYTES)),
        message_id: message_id.filter(is_usable),
    }
}

/// A faulty body's or message's text with the addresses and keys in it emptied: what is never stored of an
/// event is not stored of a faulty one either. It works on text, for the message may be no JSON.
pub fn without_secrets(raw: &str) -> String {
    const NAMES: [&str; 3] = ["\"ip\"", "\"request_ip\"", "\"writeKey\""];
    let mut text = raw.to_owned();
    for name in NAMES {
        if text.contains(name) {
            text = with_values_emptied(&text, name);
        }
    }
    text
}

fn with_values_emptied(text: &str, name: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(name) {
        let (before, after) = rest.split_at(at + name.len());
        kept.push_str(before);
        rest = after;
        let value = after.trim_start().strip_prefix(':').map(str::trim_start);
        if let Some(secret) = value.and_then(|value| value.strip_prefix('"')) {
            kept.push_str(":\"");
            rest = secret.find('"').map_or("", |end| &secret[end..]);
        }
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests;
