//! The Segment message shape, which RudderStack and Jitsu share
//! (<https://segment.com/docs/connections/spec/common/>).

use std::borrow::Cow;
use std::collections::BTreeMap;

use cairn_core::event::{ALIAS, Event, GROUP, IDENTIFY, Identity, PAGEVIEW, SCREENVIEW, Trust};
use cairn_core::money::{Currency, Money};
use cairn_core::time::{CivilFormat, Time};
use cairn_core::value::Value;
use serde_json::{Map, Value as Json};

use super::part::{field, id, object, text};
use crate::admit::{self, Defaults};
use crate::content::content_hash;
use crate::fields::Fields;
use crate::flatten::flatten_into;
use crate::json;
use crate::rejection::Rejection;

/// The call of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Call {
    Track,
    Page,
    Screen,
    Identify,
    Group,
    Alias,
}

impl Call {
    fn of(message: &Map<String, Json>) -> Option<Self> {
        match message.get("type")?.as_str()? {
            "track" => Some(Self::Track),
            "page" => Some(Self::Page),
            "screen" => Some(Self::Screen),
            "identify" => Some(Self::Identify),
            "group" => Some(Self::Group),
            "alias" => Some(Self::Alias),
            _ => None,
        }
    }
}

/// Whether a line is a message: its type alone could be anybody's column.
pub(super) fn is_message(line: &Map<String, Json>) -> bool {
    const NAMES: [&str; 6] = [
        "messageId",
        "userId",
        "anonymousId",
        "originalTimestamp",
        "previousId",
        "groupId",
    ];
    let objects = ["properties", "traits", "context"];
    Call::of(line).is_some()
        && (NAMES.iter().any(|name| line.contains_key(*name))
            || objects
                .iter()
                .any(|name| line.get(*name).is_some_and(Json::is_object)))
}

pub(super) fn event(
    message: &Map<String, Json>,
    fields: &Fields,
    defaults: &Defaults,
) -> Result<Event, Rejection> {
    let call = Call::of(message).unwrap_or(Call::Track);
    let event_time = time(message, defaults)?;
    let properties = object(message, "properties")?;
    let mut context = BTreeMap::new();
    if let Some(sent) = object(message, "context")? {
        flatten_into(&mut context, sent)?;
    }
    if let (Call::Page, Some(properties)) = (call, properties) {
        complete_page(&mut context, properties)?;
    }
    let money = match (call, properties) {
        (Call::Track, Some(properties)) => money(properties, defaults.currency)?,
        _ => (None, None),
    };
    let order_id = match (call, properties) {
        (Call::Track, Some(properties)) => match id(properties, "order_id")? {
            Some(order_id) => Some(order_id),
            None => id(properties, "orderId")?,
        },
        _ => None,
    };
    Ok(Event {
        event: admit::event_name(match call {
            Call::Track => text(message, "event")?,
            Call::Page => Some(Cow::Borrowed(PAGEVIEW)),
            Call::Screen => Some(Cow::Borrowed(SCREENVIEW)),
            Call::Identify => Some(Cow::Borrowed(IDENTIFY)),
            Call::Group => Some(Cow::Borrowed(GROUP)),
            Call::Alias => Some(Cow::Borrowed(ALIAS)),
        })?,
        event_time,
        received_at: defaults.received_at,
        identity: match id(message, "messageId")? {
            Some(message_id) => Identity::Message(message_id),
            None => Identity::Content(content_hash(fields)),
        },
        anonymous_id: id(message, "anonymousId")?,
        user_id: id(message, "userId")?,
        session_hint: None,
        properties: said(call, message)?,
        context,
        value: money.0,
        currency: money.1,
        order_id,
        group_ids: group_ids(message)?,
        source: defaults.source.clone(),
        import_id: None,
        trust: Trust::default(),
    })
}

fn time(message: &Map<String, Json>, defaults: &Defaults) -> Result<Time, Rejection> {
    let (name, field) = ["timestamp", "originalTimestamp", "sentAt"]
        .into_iter()
        .find_map(|name| Some((name, field(message, name)?)))
        .ok_or_else(admit::missing_time)?;
    let event_time = admit::time(name, field, &CivilFormat::Iso, &defaults.timezone)?;
    admit::not_in_future(event_time, defaults.received_at)?;
    Ok(event_time)
}

/// What the call says: its properties or traits, and the names that stand beside them.
fn said(call: Call, message: &Map<String, Json>) -> Result<BTreeMap<String, Value>, Rejection> {
    let mut said = BTreeMap::new();
    let told_in = match call {
        Call::Identify | Call::Group => "traits",
        _ => "properties",
    };
    for (name, value) in object(message, told_in)?.into_iter().flatten() {
        if let Some(value) = json::value_of(value) {
            admit::put(&mut said, name, value)?;
        }
    }
    let beside: &[(&str, &str)] = match call {
        Call::Page | Call::Screen => &[("name", "name"), ("category", "category")],
        Call::Alias => &[("previousId", "previous_id")],
        _ => &[],
    };
    for (key, name) in beside {
        if let Some(text) = text(message, key)? {
            admit::put(&mut said, name, Value::String(text.into_owned()))?;
        }
    }
    Ok(said)
}

/// Page calls of servers and mobile apps tell the page in their properties only.
fn complete_page(
    context: &mut BTreeMap<String, Value>,
    properties: &Map<String, Json>,
) -> Result<(), Rejection> {
    for name in ["url", "path", "title", "referrer"] {
        let path = format!("page.{name}");
        match properties.get(name) {
            Some(Json::String(text)) if !text.is_empty() && !context.contains_key(&path) => {
                admit::put(context, &path, Value::String(text.clone()))?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// `revenue` is money by the Segment spec, so a fault in it is a fault of the message. `value` is money
/// by habit only: where it does not read as money it stays a mere property.
fn money(
    properties: &Map<String, Json>,
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

fn group_ids(message: &Map<String, Json>) -> Result<BTreeMap<String, String>, Rejection> {
    let in_context = || match message.get("context") {
        Some(Json::Object(context)) => id(context, "groupId"),
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
