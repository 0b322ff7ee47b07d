//! One live message to its event.

use std::collections::BTreeMap;

use cairn_core::event::{Delivery, Event, Identity, Trust};
use cairn_core::id::EventId;
use cairn_core::time::Time;
use cairn_core::value::Value;

use super::arrival::Arrival;
use super::clock;
use super::context::{Sender, context};
use super::cursor::Piece;
use crate::about;
use crate::json_fault::{too_deep, unreadable_json};
use crate::limits::{MAX_ID_BYTES, MAX_JSON_DEPTH, MAX_ROW_BYTES};
use crate::messages::part::{id, object, text};
use crate::messages::segment::{MessageKind, said};
use crate::node::{Node, Object};
use crate::placeholder::{is_placeholder, no_id};
use crate::rejection::{RejectReason, Rejection, quoted};

/// What holds for all messages of a request.
pub(super) struct Terms<'a> {
    /// The kind of all messages, where the route says it.
    pub(super) kind: Option<MessageKind>,
    pub(super) arrival: &'a Arrival,
    pub(super) sender: Sender,
    pub(super) sent_at: Option<Time>,
    /// The context of all messages, which their own goes before.
    pub(super) context: Option<&'a Object<'a>>,
}

pub(super) fn event(
    piece: &Piece<'_>,
    terms: &Terms<'_>,
    fresh_id: &mut dyn FnMut() -> EventId,
) -> Result<Event, Rejection> {
    let message = &parse(piece)?;
    let arrival = terms.arrival;
    let kind = match terms.kind {
        Some(kind) => kind,
        None => own_kind(message)?,
    };
    if kind == MessageKind::Fact && arrival.trust == Trust::Client {
        return Err(Rejection::new(
            RejectReason::FactByWriteKey,
            "whoever opens a page could send a fact so: send it from your server, with a secret key",
        ));
    }
    let who = Who::of(message)?;
    who.check(kind, message)?;
    let times = clock::times(message, terms.sent_at, arrival)?;
    let sent = [terms.context, object(message, "context")?];
    let context = context(sent, kind, message, &terms.sender)?;
    let said = said(kind, message, arrival.currency)?;
    let message_id = id(message, "messageId")?.filter(|id| !is_placeholder(id));
    let at_least_once = message_id.is_none();
    about::checked(Event {
        event: said.event,
        entity: said.entity,
        event_time: times.event_time,
        received_at: arrival.received_at,
        identity: match message_id {
            Some(message_id) => Identity::Message(message_id),
            None => Identity::Event(fresh_id()),
        },
        anonymous_id: who.anonymous_id,
        user_id: who.user_id,
        session_hint: session_hint(&context),
        properties: said.properties,
        source: library(&context).unwrap_or_else(|| arrival.source.clone()),
        context,
        value: said.value,
        currency: said.currency,
        order_id: said.order_id,
        group_ids: said.group_ids,
        import_id: None,
        trust: arrival.trust,
        delivery: Delivery {
            client_time: times.client_time,
            sent_at: times.sent_at,
            at_least_once,
        },
    })
}

fn parse<'a>(piece: &Piece<'a>) -> Result<Object<'a>, Rejection> {
    if piece.text.len() > MAX_ROW_BYTES {
        return Err(Rejection::new(
            RejectReason::TooLarge,
            format!("the message is longer than {MAX_ROW_BYTES} bytes"),
        ));
    }
    if piece.depth > MAX_JSON_DEPTH {
        return Err(too_deep());
    }
    match Node::parse(piece.text) {
        Ok(Node::Object(message)) => Ok(message),
        Ok(_) => Err(Rejection::new(
            RejectReason::NotAnObject,
            "the message is JSON, but not an object: expected {…}",
        )),
        Err(error) => Err(unreadable_json(&error, "message")),
    }
}

fn own_kind(message: &Object<'_>) -> Result<MessageKind, Rejection> {
    const KINDS: &str = "track, identify, page, screen, group, alias or fact";
    let refused = |fault: String| Err(Rejection::new(RejectReason::UnsupportedShape, fault));
    match message.get("type") {
        Some(Node::Text(name)) => match MessageKind::parse(name) {
            Some(kind) => Ok(kind),
            None => refused(format!("the type {} is none of {KINDS}", quoted(name))),
        },
        _ => refused(format!("the message has no `type`: expected {KINDS}")),
    }
}

/// Whom a message is about.
struct Who {
    user_id: Option<String>,
    anonymous_id: Option<String>,
}

impl Who {
    /// Ids that stand for no id are left out; events may have none at all.
    fn of(message: &Object<'_>) -> Result<Self, Rejection> {
        let usable = |name: &str| Ok(id(message, name)?.filter(|id| !is_placeholder(id)));
        Ok(Self {
            user_id: usable("userId")?,
            anonymous_id: usable("anonymousId")?,
        })
    }

    /// Refuses calls that are about who is who and do not say it.
    fn check(&self, kind: MessageKind, message: &Object<'_>) -> Result<(), Rejection> {
        let given = |name: &str| match text(message, name) {
            Ok(Some(text)) if !text.trim().is_empty() => Some(text),
            _ => None,
        };
        let refused = |fault: String| Err(Rejection::new(RejectReason::MissingId, fault));
        let is_about_ids = matches!(kind, MessageKind::Identify | MessageKind::Alias);
        if !is_about_ids {
            return Ok(());
        }
        let placeholder = ["userId", "previousId"]
            .into_iter()
            .filter_map(|name| Some((name, given(name)?)))
            .find(|(_, id)| is_placeholder(id));
        if let Some((name, id)) = placeholder {
            return Err(no_id(name, &id));
        }
        match kind {
            MessageKind::Identify if self.user_id.is_none() && self.anonymous_id.is_none() => {
                refused("an identify call without `userId` and `anonymousId`".to_owned())
            }
            MessageKind::Alias if self.user_id.is_none() => {
                refused("an alias call without `userId`".to_owned())
            }
            MessageKind::Alias if given("previousId").is_none() && self.anonymous_id.is_none() => {
                refused("an alias call without `previousId`".to_owned())
            }
            _ => Ok(()),
        }
    }
}

/// RudderStack's SDKs number their sessions.
fn session_hint(context: &BTreeMap<String, Value>) -> Option<String> {
    let hint = match context.get("sessionId")? {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!hint.is_empty() && hint.len() <= MAX_ID_BYTES).then_some(hint)
}

/// The sender's library, as `name/version`.
fn library(context: &BTreeMap<String, Value>) -> Option<String> {
    let text = |path: &str| match context.get(path) {
        Some(Value::String(text)) if !text.trim().is_empty() => Some(text.as_str()),
        _ => None,
    };
    let name = text("library.name")?;
    let library = match text("library.version") {
        Some(version) => [name, "/", version].concat(),
        None => name.to_owned(),
    };
    (library.len() <= MAX_ID_BYTES).then_some(library)
}

#[cfg(test)]
mod tests;
