//! The live dialect of Segment's and RudderStack's SDKs: the body of a request to events or dead letters.
//!
//! The way of a body: [`unpack`] → [`collect`], which finds the envelope and cuts it into messages without
//! parsing them, so that a message that can't be read spoils no other, and then makes of each message an
//! event by the rules of the Segment shape, or a dead letter. Every message becomes exactly one [`Item`].
//!
//! **Invariant:** pure. The time of arrival, the address and random ids come from the caller.

mod arrival;
mod clock;
mod consent;
mod context;
mod cursor;
mod envelope;
mod item;
mod message;
mod page_query;
mod unpack;
mod unreadable;

use std::ops::ControlFlow;

use cairn_core::id::EventId;

pub use self::arrival::Arrival;
pub use self::envelope::write_key_in_body;
pub use self::item::{Collected, Item, without_secrets};
pub use self::unpack::unpack;
pub use self::unreadable::Unreadable;

use self::context::Sender;
use self::envelope::{batch, single};
use self::message::Terms;
use crate::messages::segment::MessageKind;

/// What a request calls: the last part of its route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// A list of messages, each with its own type.
    Batch,
    /// Something happened.
    Track,
    /// Who somebody is.
    Identify,
    /// A page was seen.
    Page,
    /// A screen of an app was seen.
    Screen,
    /// Somebody belongs to an account.
    Group,
    /// Two ids are one person.
    Alias,
    /// Something came true of an order, a lead, a deal or a subscription.
    Fact,
}

impl Call {
    fn kind(self) -> Option<MessageKind> {
        match self {
            Self::Batch => None,
            Self::Track => Some(MessageKind::Track),
            Self::Identify => Some(MessageKind::Identify),
            Self::Page => Some(MessageKind::Page),
            Self::Screen => Some(MessageKind::Screen),
            Self::Group => Some(MessageKind::Group),
            Self::Alias => Some(MessageKind::Alias),
            Self::Fact => Some(MessageKind::Fact),
        }
    }
}

/// The events and dead letters of an unpacked body, one for each message, in its order.
///
/// `fresh_id` gives a random id for a message that has none of its own.
pub fn collect(
    call: Call,
    body: &[u8],
    arrival: &Arrival,
    fresh_id: &mut dyn FnMut() -> EventId,
) -> Result<Collected, Unreadable> {
    let mut items = Vec::new();
    collect_each(call, body, arrival, fresh_id, &mut |item| {
        items.push(item);
        ControlFlow::Continue(())
    })?;
    Ok(Collected { items })
}

/// [`collect`] that hands over each item as soon as it is made: one that is used up and dropped at once
/// leaves its memory to the next, which is faster and holds a batch's text only. Nothing is handed over if
/// the body is unreadable. `each` may break off: then nothing is made of the messages that follow.
pub fn collect_each(
    call: Call,
    body: &[u8],
    arrival: &Arrival,
    fresh_id: &mut dyn FnMut() -> EventId,
    each: &mut dyn FnMut(Item) -> ControlFlow<()>,
) -> Result<(), Unreadable> {
    let kind = call.kind();
    let envelope = match kind {
        None => batch(body)?,
        Some(_) => single(body)?,
    };
    let terms = Terms {
        kind,
        arrival,
        sender: Sender::of(arrival),
        sent_at: envelope.sent_at(&arrival.timezone),
        context: envelope.context.as_ref(),
    };
    for message in &envelope.messages {
        let item = match message::event(message, &terms, fresh_id) {
            Ok(event) => Item::Event(event),
            Err(rejection) => item::dead_letter(message.text, rejection),
        };
        if each(item).is_break() {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod fuzz_tests;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod speed_tests;
#[cfg(test)]
mod tests;
