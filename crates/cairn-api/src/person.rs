//! A person on the wire.

use std::collections::BTreeMap;

use cairn_core::person::{Joined, Person};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use utoipa::ToSchema;

use crate::value::json_value;

/// A person: the ids it is known by and why, its properties, when it was seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PersonDetailsWire {
    /// Its key.
    pub key: String,
    /// The users it is.
    pub user_ids: Vec<String>,
    /// Its devices, by anonymous id.
    pub devices: Vec<DeviceWire>,
    /// Its properties, as the latest identify event that names each gives it.
    #[schema(value_type = Object)]
    pub properties: BTreeMap<String, Json>,
    /// Events, without bookkeeping.
    pub events: u64,
    /// When it was first seen: its first event, or fact about what is its if no event is left.
    pub first_seen: String,
    /// When it was last seen, likewise.
    pub last_seen: String,
    /// The state of identities this is of.
    pub identity_epoch: u64,
}

/// A device of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeviceWire {
    /// The device.
    pub anonymous_id: String,
    /// When it was joined to the person: a user was first signed in on it; absent if nobody was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joined_at: Option<String>,
    /// The event that joined it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joined_by: Option<String>,
}

impl PersonDetailsWire {
    /// A person at a state of identities.
    pub fn new(person: &Person, identity_epoch: u64) -> Self {
        let device = |(device, joined): (&String, &Option<Joined>)| DeviceWire {
            anonymous_id: device.clone(),
            joined_at: joined.map(|joined| joined.at.to_string()),
            joined_by: joined.map(|joined| joined.by.to_string()),
        };
        let properties = person.properties.iter();
        Self {
            key: person.key.to_string(),
            user_ids: person.user_ids.iter().cloned().collect(),
            devices: person.devices.iter().map(device).collect(),
            properties: properties
                .map(|(name, value)| (name.clone(), json_value(Some(value))))
                .collect(),
            events: person.events,
            first_seen: person.seen.0.to_string(),
            last_seen: person.seen.1.to_string(),
            identity_epoch,
        }
    }
}
