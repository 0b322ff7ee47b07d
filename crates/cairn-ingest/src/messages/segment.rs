//! The Segment message shape, which RudderStack and Jitsu share
//! (<https://segment.com/docs/connections/spec/common/>).

use std::borrow::Cow;
use std::collections::BTreeMap;

use cairn_core::entity::Entity;
use cairn_core::event::{ALIAS, Delivery, Event, GROUP, IDENTIFY, Identity, PAGEVIEW, SCREENVIEW};
use cairn_core::identity::PREVIOUS_ID;
use cairn_core::money::{Currency, Money};
use cairn_core::person_properties::{SET_ONCE, UNSET};
use cairn_core::time::{CivilFormat, Time};
use cairn_core::value::Value;
use serde_json::{Map, Value as Json};

use super::part::{field, id, object, text, who};
use crate::about;
use crate::admit::{self, Defaults};
use crate::content::content_hash;
use crate::fields::Fields;
use crate::flatten::flatten_into;
use crate::node::{Node, Object};
use crate::placeholder::check_alias;
use crate::rejection::{RejectReason, Rejection};

/// The call that a message tells of, its `type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MessageKind {
    Track,
    Page,
    Screen,
    Identify,
    Group,
    Alias,
    /// Cairn's own: something came true of an order, a lead, a deal or a subscription.
    Fact,
}

impl MessageKind {
    /// The kind of a message's `type`.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        match name {
            "track" => Some(Self::Track),
            "page" => Some(Self::Page),
            "screen" => Some(Self::Screen),
            "identify" => Some(Self::Identify),
            "group" => Some(Self::Group),
            "alias" => Some(Self::Alias),
            "fact" => Some(Self::Fact),
            _ => None,
        }
    }
}

/// What a message says, whichever way it came.
pub(crate) struct Said {
    pub(crate) event: String,
    pub(crate) entity: Option<Entity>,
    pub(crate) properties: BTreeMap<String, Value>,
    pub(crate) value: Option<Money>,
    pub(crate) currency: Option<Currency>,
    pub(crate) order_id: Option<String>,
    pub(crate) group_ids: BTreeMap<String, String>,
}

/// What a message says beside who, when and where; `default` is the currency of amounts that name none.
pub(crate) fn said(
    kind: MessageKind,
    message: &Object<'_>,
    default: Currency,
) -> Result<Said, Rejection> {
    let event = admit::event_name(match kind {
        MessageKind::Track => text(message, "event")?,
        MessageKind::Page => Some(Cow::Borrowed(PAGEVIEW)),
        MessageKind::Screen => Some(Cow::Borrowed(SCREENVIEW)),
        MessageKind::Identify => Some(Cow::Borrowed(IDENTIFY)),
        MessageKind::Group => Some(Cow::Borrowed(GROUP)),
        MessageKind::Alias => Some(Cow::Borrowed(ALIAS)),
        MessageKind::Fact => text(message, "fact")?,
    })?;
    let (mut value, mut currency, mut order_id) = (None, None, None);
    let has_money = matches!(kind, MessageKind::Track | MessageKind::Fact);
    if has_money && let Some(properties) = object(message, "properties")? {
        (value, currency) = money(properties, default)?;
        order_id = match id(properties, "order_id")? {
            Some(order_id) => Some(order_id),
            None => id(properties, "orderId")?,
        };
    }
    Ok(Said {
        event,
        entity: entity(kind, message)?,
        properties: properties(kind, message)?,
        value,
        currency,
        order_id,
        group_ids: group_ids(message)?,
    })
}

/// What a fact is about.
fn entity(kind: MessageKind, message: &Object<'_>) -> Result<Option<Entity>, Rejection> {
    if kind != MessageKind::Fact {
        return Ok(None);
    }
    let (sort, entity_id) = (id(message, "entityKind")?, id(message, "entityId")?);
    let named = about::entity(sort, entity_id)?;
    named.map(Some).ok_or_else(|| {
        let fault = "a fact names what it is about: `entityKind` and `entityId`";
        Rejection::new(RejectReason::BadFact, fault)
    })
}

/// Whether a line is a message: its type alone could be anybody's column.
pub(super) fn is_message(line: &Map<String, Json>) -> bool {
    const NAMES: [&str; 7] = [
        "messageId",
        "userId",
        "anonymousId",
        "originalTimestamp",
        "previousId",
        "groupId",
        "entityId",
    ];
    let objects = ["properties", "traits", "context"];
    let kind = line.get("type").and_then(Json::as_str);
    kind.and_then(MessageKind::parse).is_some()
        && (NAMES.iter().any(|name| line.contains_key(*name))
            || objects
                .iter()
                .any(|name| line.get(*name).is_some_and(Json::is_object)))
}

/// The event of a file's line.
pub(super) fn event(
    message: &Object<'_>,
    fields: &Fields,
    defaults: &Defaults,
) -> Result<Event, Rejection> {
    let kind = match message.get("type") {
        Some(Node::Text(name)) => MessageKind::parse(name),
        _ => None,
    };
    let kind = kind.unwrap_or(MessageKind::Track);
    let event_time = time(message, defaults)?;
    let mut context = BTreeMap::new();
    if let Some(sent) = object(message, "context")? {
        flatten_into(&mut context, sent)?;
    }
    complete_page(&mut context, kind, message)?;
    let said = said(kind, message, defaults.currency)?;
    check_alias(&said.event, &said.properties)?;
    about::checked(Event {
        event: said.event,
        trust: about::trust_of_file(said.entity.as_ref()),
        entity: said.entity,
        event_time,
        received_at: defaults.received_at,
        identity: match id(message, "messageId")? {
            Some(message_id) => Identity::Message(message_id),
            None => Identity::Content(content_hash(fields)),
        },
        anonymous_id: who(message, "anonymousId")?,
        user_id: who(message, "userId")?,
        session_hint: None,
        properties: said.properties,
        context,
        value: said.value,
        currency: said.currency,
        order_id: said.order_id,
        group_ids: said.group_ids,
        source: defaults.source.clone(),
        import_id: None,
        delivery: Delivery::default(),
    })
}

fn time(message: &Object<'_>, defaults: &Defaults) -> Result<Time, Rejection> {
    let (name, field) = ["timestamp", "originalTimestamp", "sentAt"]
        .into_iter()
        .find_map(|name| Some((name, field(message, name)?)))
        .ok_or_else(admit::missing_time)?;
    let event_time = admit::time(name, field, &CivilFormat::Iso, &defaults.timezone)?;
    admit::not_in_future(event_time, defaults.received_at)?;
    Ok(event_time)
}

/// The properties or traits of a call, and the names that stand beside them.
fn properties(
    kind: MessageKind,
    message: &Object<'_>,
) -> Result<BTreeMap<String, Value>, Rejection> {
    let mut properties = BTreeMap::new();
    let told_in = match kind {
        MessageKind::Identify | MessageKind::Group => "traits",
        _ => "properties",
    };
    for (name, node) in object(message, told_in)?.into_iter().flat_map(Object::iter) {
        if kind == MessageKind::Identify && put_marked(&mut properties, name, node)? {
            continue;
        }
        if let Some(value) = node.value() {
            admit::put(&mut properties, name, value)?;
        }
    }
    let beside: &[(&str, &str)] = match kind {
        MessageKind::Page | MessageKind::Screen => &[("name", "name"), ("category", "category")],
        MessageKind::Alias => &[("previousId", PREVIOUS_ID)],
        _ => &[],
    };
    for (key, name) in beside {
        if let Some(text) = text(message, key)? {
            admit::put(&mut properties, name, Value::String(text.into_owned()))?;
        }
    }
    Ok(properties)
}

/// Puts the traits in `$set`, `$set_once` and `$unset` under the names that say so; `false` if it is none of them.
fn put_marked(
    properties: &mut BTreeMap<String, Value>,
    name: &str,
    node: &Node<'_>,
) -> Result<bool, Rejection> {
    let mark = match name {
        "$set" => "",
        "$set_once" => SET_ONCE,
        "$unset" => UNSET,
        _ => return Ok(false),
    };
    match node {
        Node::Object(traits) => {
            for (name, node) in traits.iter() {
                if let Some(value) = node.value() {
                    admit::put(properties, &format!("{mark}{name}"), value)?;
                }
            }
        }
        Node::List(names) if mark == UNSET => {
            for name in names {
                if let Node::Text(name) = name {
                    let name = format!("{mark}{name}");
                    admit::put(properties, &name, Value::Boolean(true))?;
                }
            }
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// Page calls of servers and mobile apps tell the page in their properties only.
pub(crate) fn complete_page(
    context: &mut BTreeMap<String, Value>,
    kind: MessageKind,
    message: &Object<'_>,
) -> Result<(), Rejection> {
    const PLACES: [(&str, &str); 4] = [
        ("url", "page.url"),
        ("path", "page.path"),
        ("title", "page.title"),
        ("referrer", "page.referrer"),
    ];
    let properties = match kind {
        MessageKind::Page => object(message, "properties")?,
        _ => None,
    };
    let Some(properties) = properties else {
        return Ok(());
    };
    for (name, path) in PLACES {
        match properties.get(name) {
            Some(Node::Text(text)) if !text.is_empty() && !context.contains_key(path) => {
                admit::put(context, path, Value::String(text.clone().into_owned()))?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// `revenue` is money by the Segment spec, so a fault in it is a fault of the message. `value` is money
/// by habit only: where it does not read as money it stays a mere property.
fn money(
    properties: &Object<'_>,
    default: Currency,
) -> Result<(Option<Money>, Option<Currency>), Rejection> {
    let named = || match id(properties, "currency")? {
        Some(code) => admit::currency(&code).map(Some),
        None => Ok(None),
    };
    let given = |name: &str| {
        let blank = |text: Cow<'_, str>| text.trim().is_empty();
        field(properties, name).filter(|field| !field.text().is_some_and(blank))
    };
    if let Some(revenue) = given("revenue") {
        let currency = named()?;
        let money = admit::amount("revenue", revenue, currency.unwrap_or(default))?;
        return Ok((Some(money), Some(money.currency)));
    }
    let Ok(currency) = named() else {
        return Ok((None, None));
    };
    let money = given("value")
        .and_then(|value| admit::amount("value", value, currency.unwrap_or(default)).ok());
    Ok((money, money.map(|money| money.currency).or(currency)))
}

fn group_ids(message: &Object<'_>) -> Result<BTreeMap<String, String>, Rejection> {
    let in_context = || match message.get("context") {
        Some(Node::Object(context)) => id(context, "groupId"),
        _ => Ok(None),
    };
    let group = match id(message, "groupId")? {
        Some(group) => Some(group),
        None => in_context()?,
    };
    Ok(group
        .map(|group| ("group".to_owned(), group))
        .into_iter()
        .collect())
}
