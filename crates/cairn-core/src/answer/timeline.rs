//! The answer to a timeline.

use crate::event::Event;
use crate::id::{EventId, GoalId};
use crate::person::Person;
use crate::time::Time;
use crate::value::Value;

/// A person and a page of its blocks.
#[derive(Debug, Clone, PartialEq)]
pub struct TimelineAnswer {
    /// The person.
    pub person: Person,
    /// This page, the newest first.
    pub blocks: Vec<TimelineBlock>,
    /// The first event of the page's last block, if there are older ones.
    pub next: Option<EventId>,
}

/// Some events of a person that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct TimelineBlock {
    /// The session they are; `None` outside of sessions.
    pub session: Option<SessionOrigin>,
    /// The time of the first event.
    pub start: Time,
    /// The time of the last event.
    pub end: Time,
    /// The events, by (time, event id).
    pub events: Vec<TimelineEvent>,
}

/// What is known of a session, by what can be asked of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SessionOrigin {
    /// The default channel group.
    pub channel: Option<Value>,
    /// Who sent the visitor.
    pub source: Option<Value>,
    /// By which means.
    pub medium: Option<Value>,
    /// The campaign's name.
    pub campaign: Option<Value>,
    /// The host of the page before.
    pub referrer: Option<Value>,
    /// The path of its first page.
    pub entry_path: Option<Value>,
    /// The browser.
    pub browser: Option<Value>,
    /// The operating system.
    pub os: Option<Value>,
    /// The sort of device.
    pub device_type: Option<Value>,
    /// The device; `None` if the visitor is known by a user id alone.
    pub anonymous_id: Option<String>,
}

/// One event.
#[derive(Debug, Clone, PartialEq)]
pub struct TimelineEvent {
    /// The id it is stored under.
    pub event_id: EventId,
    /// The event.
    pub event: Event,
    /// The goals that convert at it, after counting.
    pub goals: Vec<GoalId>,
    /// Whether it joined its device to the user.
    pub is_joining: bool,
}
