//! One thing that happened, as it is stored and as rules see it.

use std::collections::BTreeMap;

use crate::entity::Entity;
use crate::id::{ContentHash, EventId, ImportId, PersonKey, SiteId};
use crate::money::{Currency, Money};
use crate::session_property::SessionProperty;
use crate::time::Time;
use crate::value::{Value, ValueRef};

/// The event name of page calls, whatever a source calls them.
pub const PAGEVIEW: &str = "pageview";
/// The event name of screen calls.
pub const SCREENVIEW: &str = "screenview";
/// The event name of identify calls.
pub const IDENTIFY: &str = "$identify";
/// The event name of alias calls.
pub const ALIAS: &str = "$alias";
/// The event name of group calls.
pub const GROUP: &str = "$group";

/// Whether an event is bookkeeping, not behaviour (semantics S19): it is never "any event".
pub fn is_system_event(name: &str) -> bool {
    matches!(name, IDENTIFY | ALIAS | GROUP) || name.starts_with("$cairn_")
}

/// Who vouches for an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Trust {
    /// A browser or app said so.
    #[default]
    Client,
    /// The owner's own server or files said so.
    Server,
    /// A payment provider or another outside system said so.
    Provider,
}

impl Trust {
    /// The name in files and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Server => "server",
            Self::Provider => "provider",
        }
    }

    /// The trust of a name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Client, Self::Server, Self::Provider]
            .into_iter()
            .find(|trust| trust.as_str() == text)
    }
}

/// What makes an event the same event when it arrives again (semantics S3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identity {
    /// The sender's own id.
    Message(String),
    /// An event id given as such, by a file that Cairn exported.
    Event(EventId),
    /// Nothing but what the row says; repeats in one file are counted.
    Content(ContentHash),
}

/// A valid event on its way to storage.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// What happened.
    pub event: String,
    /// What it is a fact about. Facts are in no journey: they go into the ledger.
    pub entity: Option<Entity>,
    /// When it happened.
    pub event_time: Time,
    /// When it arrived; for file rows the import's time.
    pub received_at: Time,
    /// What makes it this event and no other.
    pub identity: Identity,
    /// The device.
    pub anonymous_id: Option<String>,
    /// The known user.
    pub user_id: Option<String>,
    /// The sender's idea of a session; kept, never used.
    pub session_hint: Option<String>,
    /// What was said about it.
    pub properties: BTreeMap<String, Value>,
    /// Where it happened: page, campaign, device, …, by dotted path.
    pub context: BTreeMap<String, Value>,
    /// Money it carries.
    pub value: Option<Money>,
    /// The currency of its amounts, also without a value.
    pub currency: Option<Currency>,
    /// The order it belongs to.
    pub order_id: Option<String>,
    /// Accounts, teams and the like, by kind.
    pub group_ids: BTreeMap<String, String>,
    /// Where it came from: the file or SDK.
    pub source: String,
    /// The import that brought it.
    pub import_id: Option<ImportId>,
    /// Who vouches for it.
    pub trust: Trust,
    /// How it came, if it was sent live.
    pub delivery: Delivery,
}

/// How a live event came; all absent for rows of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Delivery {
    /// When it happened by the sender's clock, uncorrected (semantics S2).
    pub client_time: Option<Time>,
    /// When it was sent by the sender's clock.
    pub sent_at: Option<Time>,
    /// It has no message id, so a sender that tries again stores it again (semantics S3).
    pub at_least_once: bool,
}

impl Event {
    /// The id it has by a message id.
    pub fn id_of_message(&self, site: &SiteId, message_id: &str) -> EventId {
        match self.entity {
            None => EventId::of_message(site, message_id),
            Some(_) => EventId::of_fact(site, message_id),
        }
    }

    /// The key the event lies under: of a fact its entity's, else that of its own id, if it has any: its user's, else
    /// its device's.
    pub fn own_key(&self) -> Option<PersonKey> {
        let own_id = || PersonKey::of(self.user_id.as_deref(), self.anonymous_id.as_deref());
        self.entity.as_ref().map(Entity::key).or_else(own_id)
    }
}

/// A property's address: `category` is the event's own, `context.device.browser` lies in the context.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PropertyRef {
    /// A property of the event.
    Property(String),
    /// A path inside the context.
    Context(String),
    /// A property of the session the event is in. No event knows it by itself.
    Session(SessionProperty),
}

impl PropertyRef {
    /// Parses a property's address.
    pub fn parse(text: &str) -> Self {
        match text.strip_prefix("context.") {
            Some(path) => Self::Context(path.to_owned()),
            None => Self::Property(text.to_owned()),
        }
    }
}

/// What a rule may ask of an event: implemented by events in memory and by rows of a run.
pub trait EventView {
    /// The event's name.
    fn name(&self) -> &str;
    /// The value of a property, if it is set.
    fn property(&self, property: &PropertyRef) -> Option<ValueRef<'_>>;
}

impl EventView for Event {
    fn name(&self) -> &str {
        &self.event
    }

    fn property(&self, property: &PropertyRef) -> Option<ValueRef<'_>> {
        let value = match property {
            PropertyRef::Property(name) => self.properties.get(name),
            PropertyRef::Context(path) => self.context.get(path),
            PropertyRef::Session(_) => None,
        };
        value.map(Value::as_ref)
    }
}
