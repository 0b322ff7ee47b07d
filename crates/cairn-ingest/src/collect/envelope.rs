//! The envelope around messages: found by its brackets, so that messages stay unparsed.

use std::borrow::Cow;

use cairn_core::time::{CivilFormat, Time, Zone};

use super::cursor::{Cursor, Piece};
use super::unreadable::Unreadable;
use crate::admit;
use crate::json_fault::{too_deep, unreadable_json};
use crate::limits::{MAX_BATCH_CONTEXT_BYTES, MAX_BATCH_MESSAGES, MAX_JSON_DEPTH};
use crate::node::{Node, Object};

/// What a request brought.
#[derive(Debug, Default)]
pub(super) struct Envelope<'a> {
    /// The messages, in their order.
    pub(super) messages: Vec<Piece<'a>>,
    /// The context of all messages.
    pub(super) context: Option<Object<'a>>,
    /// When the batch was sent, as it is written.
    sent_at: Option<&'a str>,
}

impl Envelope<'_> {
    /// When the batch was sent by the sender's clock. A text that can't be read corrects no time.
    pub(super) fn sent_at(&self, zone: &Zone) -> Option<Time> {
        let node = Node::parse(self.sent_at?).ok()?;
        admit::time("sentAt", node.field()?, &CivilFormat::Iso, zone).ok()
    }
}

/// The envelope of a batch: `{"batch": […], "sentAt", "context", …}`, or the bare list.
///
/// Its `timestamp` is RudderStack's second name for `sentAt`; it is no time of an event.
pub(super) fn batch(body: &[u8]) -> Result<Envelope<'_>, Unreadable> {
    let mut cursor = Cursor::new(text(body)?);
    let mut envelope = Envelope::default();
    if cursor.take(b'[') {
        read_messages(&mut cursor, &mut envelope.messages)?;
        cursor.end()?;
        return Ok(envelope);
    }
    if !cursor.take(b'{') {
        return Err(no_object(cursor));
    }
    let (mut is_first, mut has_batch) = (true, false);
    while cursor.next_part(b'}', is_first)? {
        is_first = false;
        match cursor.name()? {
            "batch" if cursor.take(b'[') => {
                has_batch = true;
                read_messages(&mut cursor, &mut envelope.messages)?;
            }
            "sentAt" => envelope.sent_at = Some(cursor.value()?.text),
            "context" => envelope.context = context(cursor.value()?)?,
            _ => drop(cursor.value()?),
        }
    }
    cursor.end()?;
    if has_batch {
        Ok(envelope)
    } else {
        Err(Unreadable::NoBatch)
    }
}

/// The envelope of one message: the message itself.
pub(super) fn single(body: &[u8]) -> Result<Envelope<'_>, Unreadable> {
    let mut cursor = Cursor::new(text(body)?);
    if cursor.peek() != Some(b'{') {
        return Err(no_object(cursor));
    }
    let message = cursor.value()?;
    cursor.end()?;
    Ok(Envelope {
        messages: vec![message],
        ..Envelope::default()
    })
}

/// The write key that an unpacked body holds, for senders that give it nowhere else.
pub fn write_key_in_body(body: &[u8]) -> Option<String> {
    member(text(body).ok()?, "writeKey").filter(|key| !key.is_empty())
}

/// The text of an object's outermost member. Whatever else the object holds need not be readable.
pub(super) fn member(object: &str, name: &str) -> Option<String> {
    let mut cursor = Cursor::new(object);
    let mut is_first = true;
    if !cursor.take(b'{') {
        return None;
    }
    while cursor.next_part(b'}', is_first).ok()? {
        is_first = false;
        let candidate = cursor.name().ok()?;
        let value = cursor.value().ok()?;
        if candidate == name && value.depth == 0 {
            let node = Node::parse(value.text).ok()?;
            return node.field()?.text().map(Cow::into_owned);
        }
    }
    None
}

/// The body as text, without a byte order mark.
fn text(body: &[u8]) -> Result<&str, Unreadable> {
    let text = std::str::from_utf8(body);
    let text = text.map_err(|error| Unreadable::NotUtf8(error.valid_up_to() + 1))?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

fn no_object(mut cursor: Cursor<'_>) -> Unreadable {
    match cursor.peek() {
        None => Unreadable::NotJson("it is empty".to_owned()),
        Some(b'[' | b'"' | b'0'..=b'9' | b'-' | b't' | b'f' | b'n') => Unreadable::NotAnObject,
        Some(_) => cursor.fault("an object").into(),
    }
}

/// The parts of a list that was entered.
fn read_messages<'a>(
    cursor: &mut Cursor<'a>,
    messages: &mut Vec<Piece<'a>>,
) -> Result<(), Unreadable> {
    let mut is_first = true;
    while cursor.next_part(b']', is_first).map_err(Unreadable::from)? {
        is_first = false;
        let message = cursor.value()?;
        if messages.len() == MAX_BATCH_MESSAGES {
            return Err(Unreadable::TooManyMessages {
                limit: MAX_BATCH_MESSAGES,
            });
        }
        messages.push(message);
    }
    Ok(())
}

fn context(piece: Piece<'_>) -> Result<Option<Object<'_>>, Unreadable> {
    let bad = |rejection: crate::Rejection| Unreadable::BadContext(rejection.detail);
    if piece.depth > MAX_JSON_DEPTH {
        return Err(bad(too_deep()));
    }
    if piece.text.len() > MAX_BATCH_CONTEXT_BYTES {
        return Err(Unreadable::BadContext(format!(
            "it is longer than {MAX_BATCH_CONTEXT_BYTES} bytes, and every message gets a copy of it"
        )));
    }
    match Node::parse(piece.text) {
        Ok(Node::Object(object)) => Ok(Some(object)),
        Ok(_) => Ok(None),
        Err(error) => Err(bad(unreadable_json(&error, "context"))),
    }
}

#[cfg(test)]
mod tests;
