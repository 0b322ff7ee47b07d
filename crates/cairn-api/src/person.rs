//! A person on the wire.

use std::collections::BTreeMap;

use cairn_core::id::{EventId, PersonKey};
use cairn_core::time::Time;
use cairn_core::value::Value;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use utoipa::ToSchema;

use crate::answer::json_value;

/// A person: the ids it is known by and why, its properties, when it was seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PersonDetailsWire {
    /// Its key.
    pub person: String,
    /// The users it is.
    pub user_ids: Vec<String>,
    /// Its devices, by anonymous id.
    pub devices: Vec<DeviceWire>,
    /// Its properties, as the latest identify event that names each gives it.
    #[schema(value_type = Object)]
    pub properties: BTreeMap<String, Json>,
    /// Events, without bookkeeping.
    pub events: u64,
    /// When it was first seen.
    pub first_seen: String,
    /// When it was last seen.
    pub last_seen: String,
    /// The state of identities this is of.
    pub identity_epoch: u64,
}

/// A device of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeviceWire {
    /// The device.
    pub anonymous_id: String,
    /// When a user was first signed in on it; absent if nobody was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_in_at: Option<String>,
    /// The event that says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_in_by: Option<String>,
}

impl DeviceWire {
    /// A device, and what joined it.
    pub fn new(anonymous_id: String, joined: Option<(Time, EventId)>) -> Self {
        Self {
            anonymous_id,
            signed_in_at: joined.map(|(at, _)| at.to_string()),
            signed_in_by: joined.map(|(_, by)| by.to_string()),
        }
    }
}

impl PersonDetailsWire {
    /// A person without its ids.
    pub fn new(key: PersonKey, seen: (Time, Time), events: u64, identity_epoch: u64) -> Self {
        Self {
            person: key.to_string(),
            user_ids: Vec::new(),
            devices: Vec::new(),
            properties: BTreeMap::new(),
            events,
            first_seen: seen.0.to_string(),
            last_seen: seen.1.to_string(),
            identity_epoch,
        }
    }

    /// Gives it its properties.
    #[must_use]
    pub fn with_properties<'a>(
        self,
        properties: impl IntoIterator<Item = (&'a String, &'a Value)>,
    ) -> Self {
        let properties = properties
            .into_iter()
            .map(|(name, value)| (name.clone(), json_value(Some(value))));
        Self {
            properties: properties.collect(),
            ..self
        }
    }
}
