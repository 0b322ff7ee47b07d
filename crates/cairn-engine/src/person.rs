//! One person: the ids it is known by and why, its properties, when it was seen.

use std::collections::{BTreeMap, BTreeSet};

use cairn_core::event::{Event, IDENTIFY, is_system_event};
use cairn_core::id::{PersonKey, SiteId};
use cairn_core::person::{Joined, Person};
use cairn_core::person_properties;
use cairn_core::time::Time;
use cairn_storage::{Block, Columns, Partition, Snapshot, StorageError, StoredEvent};

use crate::error::AskError;
use crate::ledger::facts_of_person;

/// The person who is known by an id: a user id, else an anonymous id, else a person key. `None` if nobody is.
pub fn person(snapshot: &Snapshot, site: &SiteId, id: &str) -> Result<Option<Person>, AskError> {
    let Some(key) = key_of(snapshot, site, id)? else {
        return Ok(None);
    };
    let rows = events_of(snapshot, site, key)?;
    let mut person = profile(snapshot, site, key, rows.iter().map(|row| &row.event))?;
    if rows.is_empty() && snapshot.person(site, PersonKey::of_user(id))? == key {
        person.user_ids.insert(id.to_owned());
    } else if rows.is_empty() && snapshot.person(site, PersonKey::of_device(id))? == key {
        person.devices.insert(id.to_owned(), None);
    }
    Ok(Some(person))
}

/// The key of the person who is known by an id: no event need be left, if the ledger has facts of theirs. `None` if
/// nobody is.
pub(crate) fn key_of(
    snapshot: &Snapshot,
    site: &SiteId,
    id: &str,
) -> Result<Option<PersonKey>, AskError> {
    let candidates = [
        Some(PersonKey::of_user(id)),
        Some(PersonKey::of_device(id)),
        PersonKey::parse(id),
    ];
    let person = |own: PersonKey| snapshot.person(site, own);
    let keys: Result<Vec<PersonKey>, _> = candidates.into_iter().flatten().map(person).collect();
    let keys = keys?;
    for key in &keys {
        if has_events(snapshot, site, *key)? {
            return Ok(Some(*key));
        }
    }
    for key in keys {
        if !facts_of_person(snapshot, site, key)?.is_empty() {
            return Ok(Some(key));
        }
    }
    Ok(None)
}

fn has_events(snapshot: &Snapshot, site: &SiteId, key: PersonKey) -> Result<bool, AskError> {
    let extract = |block: &Block| -> Result<Vec<()>, StorageError> { Ok(vec![(); block.len()]) };
    let of_person = Partition::of_one(key);
    let mut scan = snapshot.scan(site, &Columns::default(), of_person, extract)?;
    while let Some(rows) = scan.next_person()? {
        if rows.person == Some(key) {
            return Ok(true);
        }
    }
    Ok(false)
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
    let mut scan = snapshot.scan(site, &columns, Partition::of_one(key), extract)?;
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
    let mut scan = snapshot.scan(site, &Columns::ALL, Partition::of_one(key), extract)?;
    let mut events = Vec::new();
    while let Some(rows) = scan.next_person()? {
        if rows.person == Some(key) {
            events.extend(rows.rows.into_iter().flatten());
        }
    }
    Ok(events)
}

/// What a person's events, in order of (time, event id), tell of it. Of somebody without any, when it was seen is when
/// facts about what is theirs came true.
pub(crate) fn profile<'a>(
    snapshot: &Snapshot,
    site: &SiteId,
    key: PersonKey,
    events: impl Iterator<Item = &'a Event> + Clone,
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
    let mut times: Vec<Time> = events.clone().map(|event| event.event_time).collect();
    if times.is_empty() {
        let facts = facts_of_person(snapshot, site, key)?.into_iter();
        let facts = facts.flat_map(|account| account.facts);
        times = facts.map(|fact| fact.event.event_time).collect();
    }
    let mut person = Person {
        key,
        user_ids: BTreeSet::new(),
        devices: BTreeMap::new(),
        properties: BTreeMap::new(),
        events: 0,
        seen: (
            times.iter().copied().min().unwrap_or(Time::MAX),
            times.iter().copied().max().unwrap_or(Time::MIN),
        ),
    };
    for event in events.clone() {
        person.user_ids.extend(event.user_id.clone());
        if let Some(device) = &event.anonymous_id {
            let is_hers = snapshot.person(site, PersonKey::of_device(device))? == key;
            if is_hers {
                let joined = joined.get(&PersonKey::of_device(device)).copied();
                person.devices.insert(device.clone(), joined);
            }
        }
        if event.event == IDENTIFY {
            person_properties::tell(&mut person.properties, &event.properties);
        }
        person.events += u64::from(!is_system_event(&event.event));
    }
    Ok(person)
}
