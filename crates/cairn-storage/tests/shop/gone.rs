//! What is left of events when a person is erased, restated with plain loops.

use std::collections::{BTreeMap, BTreeSet};

use cairn_core::entity::Entity;
use cairn_core::event::{Event, Trust};
use cairn_core::id::EventId;

/// The ids of persons who were erased.
#[derive(Debug, Clone, Default)]
pub(crate) struct Gone {
    pub(crate) users: BTreeSet<String>,
    pub(crate) devices: BTreeSet<String>,
    /// What was theirs.
    pub(crate) entities: BTreeSet<Entity>,
}

/// An id of somebody.
#[derive(Debug, Clone)]
pub(crate) enum Known {
    User(String),
    Device(String),
}

impl Gone {
    /// Adds the person who is known by an id: a user with the devices it was the first to sign in on, or a device on
    /// which nobody did. Gives how many ids these are.
    pub(crate) fn add(&mut self, events: &BTreeMap<EventId, Event>, known: &Known) -> u64 {
        let owner = |device: &str| -> Option<String> {
            let on_it = |event: &&(&EventId, &Event)| {
                event.1.anonymous_id.as_deref() == Some(device) && event.1.user_id.is_some()
            };
            let mut signed_in: Vec<_> = events.iter().collect();
            signed_in.retain(|event| on_it(&event));
            let first = signed_in
                .into_iter()
                .min_by_key(|(id, event)| (event.event_time, **id))?;
            first.1.user_id.clone()
        };
        let user = match known {
            Known::User(user) => Some(user.clone()),
            Known::Device(device) => owner(device),
        };
        let claimed = claims(events);
        let Some(user) = user else {
            let Known::Device(device) = known else {
                return 0;
            };
            let is_hers = |who: &(Option<&str>, Option<&str>)| *who == (None, Some(device));
            let hers = claimed.into_iter().filter(|(_, who)| is_hers(who));
            self.entities.extend(hers.map(|(entity, _)| entity));
            self.devices.insert(device.clone());
            return 1;
        };
        let is_hers = |who: &(Option<&str>, Option<&str>)| match who {
            (Some(named), _) => *named == user,
            (None, device) => device.and_then(owner).as_ref() == Some(&user),
        };
        let of_hers = claimed.into_iter().filter(|(_, who)| is_hers(who));
        self.entities.extend(of_hers.map(|(entity, _)| entity));
        let all = events
            .values()
            .filter_map(|event| event.anonymous_id.clone());
        let all: BTreeSet<String> = all.collect();
        let hers = all
            .into_iter()
            .filter(|device| owner(device).as_ref() == Some(&user));
        let hers: Vec<String> = hers.collect();
        let ids = 1 + hers.len() as u64;
        self.devices.extend(hers);
        self.users.insert(user);
        ids
    }

    /// What is left of an event.
    pub(crate) fn left_of(&self, event: &Event) -> Option<Event> {
        let about = event.entity.as_ref();
        if about.is_some_and(|entity| self.entities.contains(entity)) {
            return None;
        }
        let user = event.user_id.as_ref();
        let is_on_device = event
            .anonymous_id
            .as_ref()
            .is_some_and(|device| self.devices.contains(device));
        if user.is_some_and(|user| self.users.contains(user)) || (user.is_none() && is_on_device) {
            return None;
        }
        let mut left = event.clone();
        if is_on_device {
            left.anonymous_id = None;
        }
        Some(left)
    }

    /// Whether an event is still in it with an id of somebody who was erased.
    pub(crate) fn names(&self, event: &Event) -> bool {
        self.left_of(event).as_ref() != Some(event)
    }
}

/// Whose each entity is, by its user or its device: whom a server or provider names goes before whom a browser names,
/// then who was named first.
pub(crate) fn claims(
    events: &BTreeMap<EventId, Event>,
) -> BTreeMap<Entity, (Option<&str>, Option<&str>)> {
    let mut named: Vec<_> = events.iter().collect();
    named.retain(|(_, event)| event.user_id.is_some() || event.anonymous_id.is_some());
    named.sort_by_key(|(id, event)| (event.trust == Trust::Client, event.event_time, **id));
    let mut claims = BTreeMap::new();
    for (_, event) in named {
        let order = event.order_id.as_deref().map(Entity::order);
        if let Some(entity) = event.entity.clone().or(order) {
            let user = event.user_id.as_deref();
            let device = event.anonymous_id.as_deref().filter(|_| user.is_none());
            claims.entry(entity).or_insert((user, device));
        }
    }
    claims
}
