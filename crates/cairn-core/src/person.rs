//! One person: the ids it is known by and why, its properties, when it was seen.

use std::collections::{BTreeMap, BTreeSet};

use crate::id::{EventId, PersonKey};
use crate::time::Time;
use crate::value::Value;

/// What is known of a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// Its key.
    pub key: PersonKey,
    /// The users it is.
    pub user_ids: BTreeSet<String>,
    /// Its devices, each with what joined it to the user.
    pub devices: BTreeMap<String, Option<Joined>>,
    /// Its properties: of each the value that the latest identify event gave it (by event time, event id).
    pub properties: BTreeMap<String, Value>,
    /// Behaviour, without bookkeeping.
    pub events: u64,
    /// The first and the last event; of somebody whose events have all gone, fact about what is theirs.
    pub seen: (Time, Time),
}

/// What joined a device to a user: the first event on it with a signed-in user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Joined {
    /// When it happened.
    pub at: Time,
    /// Which event it was.
    pub by: EventId,
}
