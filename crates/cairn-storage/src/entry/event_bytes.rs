//! One event as bytes. Its event id and the time it was received stand outside, once per record.

use std::collections::BTreeMap;

use cairn_core::entity::{Entity, EntityKind};
use cairn_core::event::{Delivery, Event, Identity, Trust};
use cairn_core::id::{EventId, PersonKey};
use cairn_core::identity::{IdentityFact, Ids, Moment, PREVIOUS_ID, facts_of_ids};
use cairn_core::money::{Currency, Money};
use cairn_core::time::Time;
use cairn_core::value::{Value, ValueRef};

use super::reader::{Malformed, Reader};
use super::value_bytes::{read_value_ref, write_value};
use super::writer::Writer;
use crate::stream::Stream;

/// Which of the optional parts follow, one bit each.
const MESSAGE_ID: u64 = 1;
const ANONYMOUS_ID: u64 = 1 << 1;
const USER_ID: u64 = 1 << 2;
const SESSION_HINT: u64 = 1 << 3;
const ORDER_ID: u64 = 1 << 4;
const VALUE: u64 = 1 << 5;
const CURRENCY: u64 = 1 << 6;
const CLIENT_TIME: u64 = 1 << 7;
const SENT_AT: u64 = 1 << 8;
const AT_LEAST_ONCE: u64 = 1 << 9;
const SERVER: u64 = 1 << 10;
const PROVIDER: u64 = 1 << 11;
const ENTITY: u64 = 1 << 12;
const KNOWN: u64 = (1 << 13) - 1;

/// Writes an event.
pub(crate) fn write_event(writer: &mut Writer, event: &Event) {
    let currency = event.value.map(|money| money.currency).or(event.currency);
    let message_id = match &event.identity {
        Identity::Message(id) => Some(id.as_str()),
        Identity::Event(_) | Identity::Content(_) => None,
    };
    let parts = [
        (MESSAGE_ID, message_id.is_some()),
        (ANONYMOUS_ID, event.anonymous_id.is_some()),
        (USER_ID, event.user_id.is_some()),
        (SESSION_HINT, event.session_hint.is_some()),
        (ORDER_ID, event.order_id.is_some()),
        (VALUE, event.value.is_some()),
        (CURRENCY, currency.is_some()),
        (CLIENT_TIME, event.delivery.client_time.is_some()),
        (SENT_AT, event.delivery.sent_at.is_some()),
        (AT_LEAST_ONCE, event.delivery.at_least_once),
        (SERVER, event.trust == Trust::Server),
        (PROVIDER, event.trust == Trust::Provider),
        (ENTITY, event.entity.is_some()),
    ];
    writer.unsigned(
        parts
            .iter()
            .filter(|(_, is_there)| *is_there)
            .map(|(bit, _)| bit)
            .sum(),
    );
    writer.text(&event.event);
    writer.signed(event.event_time.micros());
    writer.text(&event.source);
    let texts = [
        message_id,
        event.anonymous_id.as_deref(),
        event.user_id.as_deref(),
        event.session_hint.as_deref(),
        event.order_id.as_deref(),
    ];
    for text in texts.into_iter().flatten() {
        writer.text(text);
    }
    if let Some(entity) = &event.entity {
        writer.text(entity.kind.as_str());
        writer.text(&entity.id);
    }
    if let Some(money) = event.value {
        writer.signed(money.minor);
    }
    if let Some(currency) = currency {
        writer.text(currency.code());
    }
    for time in [event.delivery.client_time, event.delivery.sent_at]
        .into_iter()
        .flatten()
    {
        writer.signed(time.micros());
    }
    write_values(writer, &event.properties);
    write_values(writer, &event.context);
    writer.unsigned(event.group_ids.len() as u64);
    for (kind, id) in &event.group_ids {
        writer.text(kind);
        writer.text(id);
    }
}

fn write_values(writer: &mut Writer, values: &BTreeMap<String, Value>) {
    writer.unsigned(values.len() as u64);
    for (name, value) in values {
        writer.text(name);
        write_value(writer, value.as_ref());
    }
}

/// What stands first in an event: what happened, when, and its ids.
#[derive(Debug)]
pub(crate) struct EventHead<'a> {
    parts: u64,
    pub(crate) event: &'a str,
    pub(crate) event_time: Time,
    pub(crate) source: &'a str,
    message_id: Option<&'a str>,
    pub(crate) anonymous_id: Option<&'a str>,
    pub(crate) user_id: Option<&'a str>,
    session_hint: Option<&'a str>,
    order_id: Option<&'a str>,
    /// What it is a fact about: the sort and the id of an entity.
    pub(crate) entity: Option<(EntityKind, &'a str)>,
}

impl<'a> EventHead<'a> {
    /// Reads the head of an event, of which no more than the head need be there.
    pub(crate) fn of(bytes: &'a [u8]) -> Result<Self, Malformed> {
        Self::read(&mut Reader::of(bytes))
    }

    /// Who vouches for the event.
    pub(crate) fn trust(&self) -> Trust {
        match (self.parts & SERVER != 0, self.parts & PROVIDER != 0) {
            (true, _) => Trust::Server,
            (false, true) => Trust::Provider,
            (false, false) => Trust::Client,
        }
    }

    /// Which stream the event is of.
    fn stream(&self) -> Stream {
        match self.entity {
            None => Stream::Events,
            Some(_) => Stream::Ledger,
        }
    }

    fn read(reader: &mut Reader<'a>) -> Result<Self, Malformed> {
        let parts = reader.unsigned()?;
        if parts & !KNOWN != 0 {
            return Err(Malformed("an event with parts that are not known"));
        }
        let event = reader.text()?;
        let event_time = Time::from_micros(reader.signed()?);
        let source = reader.text()?;
        let mut text = |part: u64| -> Result<Option<&'a str>, Malformed> {
            if parts & part == 0 {
                return Ok(None);
            }
            reader.text().map(Some)
        };
        let (message_id, anonymous_id) = (text(MESSAGE_ID)?, text(ANONYMOUS_ID)?);
        let (user_id, session_hint) = (text(USER_ID)?, text(SESSION_HINT)?);
        let (order_id, kind) = (text(ORDER_ID)?, text(ENTITY)?);
        let unknown = Malformed("a fact about an unknown sort of entity");
        let kind = kind.map(|kind| EntityKind::parse(kind).ok_or(unknown));
        let entity = kind.transpose()?.zip(text(ENTITY)?);
        Ok(Self {
            parts,
            event,
            event_time,
            source,
            message_id,
            anonymous_id,
            user_id,
            session_hint,
            order_id,
            entity,
        })
    }
}

/// The bytes of an event that are its head.
pub(crate) fn head_bytes(bytes: &[u8]) -> Result<&[u8], Malformed> {
    let mut reader = Reader::of(bytes);
    EventHead::read(&mut reader)?;
    let (head, _) = bytes.split_at(bytes.len() - reader.left());
    Ok(head)
}

/// Where an event belongs, told without reading the rest of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct EventPlace {
    pub(crate) stream: Stream,
    /// The key it lies under.
    pub(crate) key: Option<PersonKey>,
    pub(crate) time: Time,
}

impl EventPlace {
    /// The place of an encoded event.
    pub(crate) fn of(bytes: &[u8]) -> Result<Self, Malformed> {
        let head = EventHead::of(bytes)?;
        let entity = head.entity.map(|(kind, id)| kind.key(id));
        let own = || PersonKey::of(head.user_id, head.anonymous_id);
        Ok(Self {
            stream: head.stream(),
            key: entity.or_else(own),
            time: head.event_time,
        })
    }
}

/// What an event says about who is who, and what it takes to know that, read without making the event. Fails where
/// [`read_event`] does.
pub(crate) fn read_facts(
    bytes: &[u8],
    event_id: EventId,
) -> Result<(Stream, impl Iterator<Item = IdentityFact> + use<>), Malformed> {
    let mut previous_id = None;
    let (head, _) = read_parts(
        bytes,
        &mut |name, value| {
            if name == PREVIOUS_ID {
                previous_id = match value {
                    ValueRef::String(id) => Some(id),
                    _ => None,
                };
            }
        },
        &mut |_, _| {},
        &mut |_, _| {},
    )?;
    let order = || head.order_id.map(|id| EntityKind::Order.key(id));
    let ids = Ids {
        event: head.event,
        user_id: head.user_id,
        anonymous_id: head.anonymous_id,
        previous_id,
        trust: head.trust(),
        entity: head.entity.map(|(kind, id)| kind.key(id)).or_else(order),
        is_fact: head.entity.is_some(),
    };
    let at = Moment {
        time: head.event_time,
        event_id,
    };
    Ok((head.stream(), facts_of_ids(ids, at)))
}

/// Reads an event back.
pub(crate) fn read_event(
    bytes: &[u8],
    event_id: EventId,
    received_at: Time,
) -> Result<Event, Malformed> {
    let (mut properties, mut context, mut group_ids) =
        (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let (head, rest) = read_parts(
        bytes,
        &mut |name, value| {
            properties.insert(name.to_owned(), value.to_value());
        },
        &mut |name, value| {
            context.insert(name.to_owned(), value.to_value());
        },
        &mut |kind, id| {
            group_ids.insert(kind.to_owned(), id.to_owned());
        },
    )?;
    let owned = |text: Option<&str>| text.map(str::to_owned);
    Ok(Event {
        event: head.event.to_owned(),
        entity: head.entity.map(|(kind, id)| Entity {
            kind,
            id: id.to_owned(),
        }),
        event_time: head.event_time,
        received_at,
        identity: owned(head.message_id).map_or(Identity::Event(event_id), Identity::Message),
        anonymous_id: owned(head.anonymous_id),
        user_id: owned(head.user_id),
        session_hint: owned(head.session_hint),
        properties,
        context,
        value: rest
            .minor
            .zip(rest.currency)
            .map(|(minor, currency)| Money { minor, currency }),
        currency: rest.currency,
        order_id: owned(head.order_id),
        group_ids,
        source: head.source.to_owned(),
        import_id: None,
        trust: head.trust(),
        delivery: rest.delivery,
    })
}

/// What stands between the head of an event and its values.
struct Middle {
    minor: Option<i64>,
    currency: Option<Currency>,
    delivery: Delivery,
}

/// Goes through an event to its end, handing on properties, context and groups as they lie there.
fn read_parts<'a>(
    bytes: &'a [u8],
    property: &mut impl FnMut(&'a str, ValueRef<'a>),
    context: &mut impl FnMut(&'a str, ValueRef<'a>),
    group: &mut impl FnMut(&'a str, &'a str),
) -> Result<(EventHead<'a>, Middle), Malformed> {
    let mut reader = Reader::of(bytes);
    let head = EventHead::read(&mut reader)?;
    let has = |part: u64| head.parts & part != 0;
    let signed =
        |reader: &mut Reader<'a>, part: u64| has(part).then(|| reader.signed()).transpose();
    let minor = signed(&mut reader, VALUE)?;
    let currency = if has(CURRENCY) {
        Some(Currency::parse(reader.text()?).map_err(|_| Malformed("a currency"))?)
    } else {
        None
    };
    let delivery = Delivery {
        client_time: signed(&mut reader, CLIENT_TIME)?.map(Time::from_micros),
        sent_at: signed(&mut reader, SENT_AT)?.map(Time::from_micros),
        at_least_once: has(AT_LEAST_ONCE),
    };
    read_values(&mut reader, property)?;
    read_values(&mut reader, context)?;
    for _ in 0..reader.unsigned()? {
        let kind = reader.text()?;
        group(kind, reader.text()?);
    }
    reader.end()?;
    let middle = Middle {
        minor,
        currency,
        delivery,
    };
    Ok((head, middle))
}

fn read_values<'a>(
    reader: &mut Reader<'a>,
    each: &mut impl FnMut(&'a str, ValueRef<'a>),
) -> Result<(), Malformed> {
    for _ in 0..reader.unsigned()? {
        let name = reader.text()?;
        each(name, read_value_ref(reader)?);
    }
    Ok(())
}
