//! Timelines on the wire.

use std::collections::BTreeMap;

use cairn_core::answer::{SessionOrigin, TimelineBlock, TimelineEvent};
use cairn_core::event::Event;
use cairn_core::value::Value;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use utoipa::ToSchema;

use crate::scalar::MoneyWire;
use crate::value::json_value;

/// A session, or events outside of sessions that lie together.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct BlockWire {
    /// Whether it is a session.
    pub session: bool,
    /// The time of the first event.
    pub start: String,
    /// The time of the last event.
    pub end: String,
    /// The session's channel; this and what follows is null outside of sessions and where nothing is known.
    pub channel: Option<String>,
    /// Who sent the visitor.
    pub source: Option<String>,
    /// By which means.
    pub medium: Option<String>,
    /// The campaign's name.
    pub campaign: Option<String>,
    /// The host of the page before.
    pub referrer: Option<String>,
    /// The path of its first page.
    pub entry_path: Option<String>,
    /// What it was made on.
    pub device: SessionDeviceWire,
    /// The visitor's device; null if only a user id is known.
    pub anonymous_id: Option<String>,
    /// The events, the oldest first.
    pub events: Vec<EventWire>,
}

/// What a session was made on, as far as the context tells.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct SessionDeviceWire {
    /// The browser.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub browser: Option<String>,
    /// The operating system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub os: Option<String>,
    /// The sort of device.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub device_type: Option<String>,
}

/// An event of a person.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct EventWire {
    /// The id it is stored under.
    pub event_id: String,
    /// Its name.
    pub event: String,
    /// When it happened.
    pub event_time: String,
    /// When it arrived; for rows of a file the import's time.
    pub received_at: String,
    /// The file or SDK.
    pub source: String,
    /// Who vouches for it: client, server or provider.
    pub trust: String,
    /// The import that brought it; null if it came live.
    pub import_id: Option<String>,
    /// The device.
    pub anonymous_id: Option<String>,
    /// The known user.
    pub user_id: Option<String>,
    /// What was said about it.
    #[schema(value_type = Object)]
    pub properties: BTreeMap<String, Json>,
    /// The page it happened on; null if none is known.
    pub page: Option<PageWire>,
    /// Money it carries.
    pub value: Option<MoneyWire>,
    /// The order it belongs to.
    pub order_id: Option<String>,
    /// The goals that convert at it, after counting.
    pub goals: Vec<String>,
    /// Whether it joined its device to the user.
    pub joined: bool,
}

/// A page.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PageWire {
    /// Its path.
    pub path: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// Its title.
    pub title: Option<String>,
}

impl From<&TimelineBlock> for BlockWire {
    fn from(block: &TimelineBlock) -> Self {
        let nothing = SessionOrigin::default();
        let of = block.session.as_ref().unwrap_or(&nothing);
        Self {
            session: block.session.is_some(),
            start: block.start.to_string(),
            end: block.end.to_string(),
            channel: text(of.channel.as_ref()),
            source: text(of.source.as_ref()),
            medium: text(of.medium.as_ref()),
            campaign: text(of.campaign.as_ref()),
            referrer: text(of.referrer.as_ref()),
            entry_path: text(of.entry_path.as_ref()),
            device: SessionDeviceWire {
                browser: text(of.browser.as_ref()),
                os: text(of.os.as_ref()),
                device_type: text(of.device_type.as_ref()),
            },
            anonymous_id: of.anonymous_id.clone(),
            events: block.events.iter().map(event).collect(),
        }
    }
}

fn event(told: &TimelineEvent) -> EventWire {
    let event = &told.event;
    let properties = event.properties.iter();
    EventWire {
        event_id: told.event_id.to_string(),
        event: event.event.clone(),
        event_time: event.event_time.to_string(),
        received_at: event.received_at.to_string(),
        source: event.source.clone(),
        trust: event.trust.as_str().to_owned(),
        import_id: event.import_id.map(|import| import.to_string()),
        anonymous_id: event.anonymous_id.clone(),
        user_id: event.user_id.clone(),
        properties: properties
            .map(|(name, value)| (name.clone(), json_value(Some(value))))
            .collect(),
        page: page(event),
        value: event.value.map(|money| MoneyWire {
            minor: money.minor,
            currency: money.currency.code().to_owned(),
        }),
        order_id: event.order_id.clone(),
        goals: told.goals.iter().map(ToString::to_string).collect(),
        joined: told.is_joining,
    }
}

fn page(event: &Event) -> Option<PageWire> {
    let told = |path: &str| text(event.context.get(path));
    let page = PageWire {
        path: told("page.path"),
        url: told("page.url"),
        title: told("page.title"),
    };
    let is_known = page.path.is_some() || page.url.is_some() || page.title.is_some();
    is_known.then_some(page)
}

/// A value as text, whatever its type.
fn text(value: Option<&Value>) -> Option<String> {
    match json_value(value) {
        Json::Null => None,
        Json::String(text) => Some(text),
        other => Some(other.to_string()),
    }
}
