//! One person: the ids it is known by and why, its properties, when it was seen.

use std::collections::{BTreeMap, BTreeSet};

use cairn_core::event::{IDENTIFY, is_system_event};
use cairn_core::id::{EventId, PersonKey, SiteId};
use cairn_core::time::Time;
use cairn_core::value::Value;
use cairn_storage::{Block, Columns, Partition, Snapshot, StorageError, StoredEvent};

use crate::error::AskError;

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
    /// The first and the last event.
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

/// The person who is known by an id: a user id, else an anonymous id, else a person key. `None` if nobody is.
pub fn person(snapshot: &Snapshot, site: &SiteId, id: &str) -> Result<Option<Person>, AskError> {
    let candidates = [
        Some(PersonKey::of_user(id)),
        Some(PersonKey::of_device(id)),
        PersonKey::parse(id),
    ];
    for own in candidates.into_iter().flatten() {
        let key = snapshot.person(site, own)?;
        let rows = events_of(snapshot, site, key)?;
        if !rows.is_empty() {
            return profile(snapshot, site, key, &rows).map(Some);
        }
    }
    Ok(None)
}

/// Whether events of a signed-in user of this id are stored.
pub fn is_known_user(snapshot: &Snapshot, site: &SiteId, user_id: &str) -> Result<bool, AskError> {
    let key = snapshot.person(site, PersonKey::of_user(user_id))?;
    let columns = Columns {
        ids: true,
        ..Columns::default()
    };
    let extract = |block: &Block| -> Result<Vec<bool>, StorageError> {
        let is_it = |row: usize| block.user_id(row) == Some(user_id);
        Ok((0..block.len()).map(is_it).collect())
    };
    let mut scan = snapshot.scan(site, &columns, Partition::between(key, key), extract)?;
    while let Some(rows) = scan.next_person()? {
        if rows.person == Some(key) && rows.rows.contains(&true) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// All events of a person, in order of (time, event id).
pub fn events_of(
    snapshot: &Snapshot,
    site: &SiteId,
    key: PersonKey,
) -> Result<Vec<StoredEvent>, AskError> {
    let extract = |block: &Block| -> Result<Vec<Option<StoredEvent>>, StorageError> {
        let event = |row: usize| {
            let is_hers = block.person(row) == Some(key);
            is_hers.then(|| block.stored_event(row)).flatten()
        };
        Ok((0..block.len()).map(event).collect())
    };
    let mut scan = snapshot.scan(site, &Columns::ALL, Partition::between(key, key), extract)?;
    let mut events = Vec::new();
    while let Some(rows) = scan.next_person()? {
        if rows.person == Some(key) {
            events.extend(rows.rows.into_iter().flatten());
        }
    }
    Ok(events)
}

fn profile(
    snapshot: &Snapshot,
    site: &SiteId,
    key: PersonKey,
    events: &[StoredEvent],
) -> Result<Person, AskError> {
    let joined: BTreeMap<PersonKey, Joined> = snapshot
        .identities(site)?
        .devices_of(key)
        .into_iter()
        .map(|(device, at)| {
            let joined = Joined {
                at: at.time,
                by: at.event_id,
            };
            (device, joined)
        })
        .collect();
    let times = || events.iter().map(|stored| stored.event.event_time);
    let mut person = Person {
        key,
        user_ids: BTreeSet::new(),
        devices: BTreeMap::new(),
        properties: BTreeMap::new(),
        events: 0,
        seen: (
            times().min().unwrap_or(Time::MAX),
            times().max().unwrap_or(Time::MIN),
        ),
    };
    for StoredEvent { event, .. } in events {
        person.user_ids.extend(event.user_id.clone());
        if let Some(device) = &event.anonymous_id {
            let is_hers = snapshot.person(site, PersonKey::of_device(device))? == key;
            if is_hers {
                let joined = joined.get(&PersonKey::of_device(device)).copied();
                person.devices.insert(device.clone(), joined);
            }
        }
        if event.event == IDENTIFY {
            // Events come in their order, so the last one wins.
            person.properties.extend(event.properties.clone());
        }
        person.events += u64::from(!is_system_event(&event.event));
    }
    Ok(person)
}
