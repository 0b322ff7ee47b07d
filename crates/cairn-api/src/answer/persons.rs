//! People on the wire.

use cairn_core::answer::PersonIds;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A person.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PersonWire {
    /// Its key.
    pub person: String,
    /// The ids it is known by.
    pub ids: Vec<IdWire>,
}

/// One id of a person, named by the field it came in.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum IdWire {
    /// A known user.
    UserId(String),
    /// A device.
    AnonymousId(String),
}

pub(super) fn person(person: &PersonIds) -> PersonWire {
    let users = person.user_ids.iter().cloned().map(IdWire::UserId);
    let devices = person
        .anonymous_ids
        .iter()
        .cloned()
        .map(IdWire::AnonymousId);
    PersonWire {
        person: person.key.to_string(),
        ids: users.chain(devices).collect(),
    }
}
