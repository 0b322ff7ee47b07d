//! Who is who (semantics S5): which device belongs to which user, which users are one person.
//!
//! Identity is a fold over facts that events bring. It does not depend on the order in which they arrive: a
//! device belongs to the first user who signed in on it by (event time, event id). Nothing is overwritten, so
//! leaving facts out splits again what they had joined. A user id that was the first on too many devices is no
//! person's: it joins none of them.

mod groups;

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::entity::{Entity, EntityKind};
use crate::event::{ALIAS, Event, Trust};
use crate::id::{EventId, PersonKey};
use crate::time::Time;
use crate::value::Value;
use groups::Groups;

/// The property of an alias event that holds the id a person was known by before.
pub const PREVIOUS_ID: &str = "previous_id";

/// The place of an event in the order of (event time, event id).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    /// When it happened.
    pub time: Time,
    /// Which event it was.
    pub event_id: EventId,
}

/// On more devices than this nobody is the first to sign in: such a user id is shared, and joins none of them. It is
/// as the 500 ids that Mixpanel's original API let one person have.
pub const MOST_DEVICES: u32 = 500;

/// One statement that an entity is somebody's. The least of all that are made about an entity holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Claim {
    /// Whether nobody but a browser or app says so.
    pub by_client: bool,
    /// Which event or fact says so.
    pub at: Moment,
    /// The key of the id it names: its user's, else its device's.
    pub id: PersonKey,
}

/// What one event says about who is who.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdentityFact {
    /// A user was signed in on a device.
    SignedIn {
        /// The device, by its anonymous id.
        device: PersonKey,
        /// The user.
        user: PersonKey,
        /// When.
        at: Moment,
    },
    /// Two known users are one person: said explicitly, by one who may.
    SamePerson {
        /// One of them.
        user: PersonKey,
        /// The other.
        other: PersonKey,
        /// When.
        at: Moment,
    },
    /// An entity is somebody's ([`crate::links::Links`]).
    Belongs {
        /// The entity, by its key.
        entity: PersonKey,
        /// Who says whose.
        claim: Claim,
    },
}

/// What of an event may say who is who.
#[derive(Debug, Clone, Copy)]
pub struct Ids<'a> {
    /// The event's name.
    pub event: &'a str,
    /// The known user.
    pub user_id: Option<&'a str>,
    /// The device.
    pub anonymous_id: Option<&'a str>,
    /// What an alias event has under [`PREVIOUS_ID`], if it is a text.
    pub previous_id: Option<&'a str>,
    /// Who vouches for it.
    pub trust: Trust,
    /// The key of the entity it is a fact about, or of its order.
    pub entity: Option<PersonKey>,
    /// Whether it is a fact.
    pub is_fact: bool,
}

impl<'a> Ids<'a> {
    /// What of an event may say who is who.
    pub fn of(event: &'a Event) -> Self {
        let previous_id = match event.properties.get(PREVIOUS_ID) {
            Some(Value::String(id)) => Some(id.as_str()),
            _ => None,
        };
        Self {
            event: &event.event,
            user_id: event.user_id.as_deref(),
            anonymous_id: event.anonymous_id.as_deref(),
            previous_id,
            trust: event.trust,
            entity: entity_key(event.entity.as_ref(), event.order_id.as_deref()),
            is_fact: event.entity.is_some(),
        }
    }
}

/// The key of the entity that an event names: the one it is a fact about, else its order.
pub fn entity_key(entity: Option<&Entity>, order_id: Option<&str>) -> Option<PersonKey> {
    let order = || order_id.map(|id| EntityKind::Order.key(id));
    entity.map(Entity::key).or_else(order)
}

/// What an event says about who is who, and whose what is.
pub fn facts_of(event: &Event, event_id: EventId) -> impl Iterator<Item = IdentityFact> {
    let at = Moment {
        time: event.event_time,
        event_id,
    };
    facts_of_ids(Ids::of(event), at)
}

/// What an event with these ids says about who is who.
pub fn facts_of_ids(ids: Ids<'_>, at: Moment) -> impl Iterator<Item = IdentityFact> + use<> {
    let user = ids.user_id.map(PersonKey::of_user);
    let device = ids.anonymous_id.map(PersonKey::of_device);
    let previous = ids.previous_id.filter(|_| ids.event == ALIAS);
    let signed_in = |device: Option<PersonKey>| {
        let (device, user) = (device?, user?);
        Some(IdentityFact::SignedIn { device, user, at })
    };
    let same_person = || {
        let (user, other) = (user?, PersonKey::of_user(previous?));
        // A write key can never merge two known users.
        let is_allowed = ids.trust != Trust::Client && user != other;
        is_allowed.then_some(IdentityFact::SamePerson { user, other, at })
    };
    let belongs = || {
        let (entity, id) = (ids.entity?, user.or(device)?);
        let by_client = ids.trust == Trust::Client;
        let claim = Claim { by_client, at, id };
        Some(IdentityFact::Belongs { entity, claim })
    };
    [
        signed_in(device),
        signed_in(previous.map(PersonKey::of_device)),
        same_person(),
        belongs(),
    ]
    .into_iter()
    .flatten()
}

/// The state of all facts: where each key leads.
#[derive(Debug, Clone, Default)]
pub struct Identities {
    devices: HashMap<PersonKey, (Moment, PersonKey), BuildHasherDefault<KeyHasher>>,
    users: Groups,
    /// On how many devices each user was the first.
    first_on: HashMap<PersonKey, u32, BuildHasherDefault<KeyHasher>>,
    changes: u64,
    /// The devices that came to lead elsewhere, in order.
    changed_devices: Vec<PersonKey>,
    /// How often users were joined, or came to be shared, which may change where any id leads.
    joins: u64,
}

/// A moment in the course of identities, to ask later what has changed since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangeMark {
    devices: usize,
    joins: u64,
}

impl Identities {
    /// Adds a fact; tells whether any id now leads elsewhere.
    pub fn add(&mut self, fact: IdentityFact) -> bool {
        let has_changed = match fact {
            IdentityFact::SignedIn { device, user, at } => {
                let has_changed = self.sign_in(device, user, at);
                self.changed_devices.extend(has_changed.then_some(device));
                has_changed
            }
            IdentityFact::SamePerson { user, other, .. } => {
                let has_changed = self.users.join(user, other);
                self.joins += u64::from(has_changed);
                has_changed
            }
            // It leads no id elsewhere; links keep it.
            IdentityFact::Belongs { .. } => false,
        };
        self.changes += u64::from(has_changed);
        has_changed
    }

    /// Whether a fact says nothing new: to add it would leave everything as it is.
    pub fn knows(&self, fact: &IdentityFact) -> bool {
        match fact {
            IdentityFact::SignedIn { device, user, at } => self
                .devices
                .get(device)
                .is_some_and(|(first, owner)| (*first, *owner) <= (*at, *user)),
            IdentityFact::SamePerson { user, other, .. } => self.root(*user) == self.root(*other),
            IdentityFact::Belongs { .. } => true,
        }
    }

    fn sign_in(&mut self, device: PersonKey, user: PersonKey, at: Moment) -> bool {
        let before = self.devices.get(&device).copied();
        if before.is_some_and(|first| first <= (at, user)) {
            return false;
        }
        self.devices.insert(device, (at, user));
        let owner = before.map(|(_, owner)| owner);
        if owner == Some(user) {
            return false;
        }
        let one_less = owner.is_some_and(|owner| self.count(owner, |devices| devices - 1));
        let one_more = self.count(user, |devices| devices + 1);
        if one_less || one_more {
            self.joins += 1;
            return true;
        }
        let leads = |user: &PersonKey| !self.is_shared(*user);
        owner.filter(leads) != Some(user).filter(leads)
    }

    /// Changes on how many devices a user was the first; tells whether it came to be shared, or no longer is.
    fn count(&mut self, user: PersonKey, change: impl FnOnce(u32) -> u32) -> bool {
        let was_shared = self.is_shared(user);
        let devices = self.first_on.entry(user).or_default();
        *devices = change(*devices);
        was_shared != self.is_shared(user)
    }

    /// Whether a user id was the first on too many devices to be one person's.
    pub fn is_shared(&self, user: PersonKey) -> bool {
        let devices = self.first_on.get(&user);
        devices.is_some_and(|devices| *devices > MOST_DEVICES)
    }

    /// The user ids that are shared, each with the number of devices it was the first on; the most devices first.
    pub fn shared(&self) -> Vec<(PersonKey, u32)> {
        let all = self
            .first_on
            .iter()
            .map(|(user, devices)| (*user, *devices));
        let mut shared: Vec<_> = all.filter(|(_, devices)| *devices > MOST_DEVICES).collect();
        shared.sort_by_key(|(user, devices)| (std::cmp::Reverse(*devices), *user));
        shared
    }

    /// Where the devices lead that a user was the first on; `None` if to themselves.
    fn led_by(&self, user: PersonKey) -> Option<PersonKey> {
        (!self.is_shared(user)).then(|| self.root(user))
    }

    fn root(&self, user: PersonKey) -> PersonKey {
        self.users.root(user)
    }

    /// The person behind the key of an event's own id.
    pub fn person(&self, key: PersonKey) -> PersonKey {
        let owner = self.devices.get(&key);
        let led = owner.and_then(|(_, user)| self.led_by(*user));
        // A user, or a device that leads to itself.
        led.unwrap_or_else(|| self.root(key))
    }

    /// The present moment.
    pub fn mark(&self) -> ChangeMark {
        ChangeMark {
            devices: self.changed_devices.len(),
            joins: self.joins,
        }
    }

    /// The ids that came to lead elsewhere since a moment of these identities; `None` if it may be any id, or if the
    /// moment is none of theirs.
    pub fn changed_since(&self, mark: ChangeMark) -> Option<&[PersonKey]> {
        let changed = self.changed_devices.get(mark.devices..)?;
        (mark.joins == self.joins).then_some(changed)
    }

    /// How often an id came to lead elsewhere.
    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// Whether every key leads to itself.
    pub fn is_trivial(&self) -> bool {
        self.devices.is_empty() && self.users.is_empty()
    }

    /// All keys that lead elsewhere, and where to; in no order.
    pub fn diverted(&self) -> impl Iterator<Item = (PersonKey, PersonKey)> {
        let devices = self
            .devices
            .iter()
            .filter_map(|(device, (_, user))| Some((*device, self.led_by(*user)?)));
        devices.chain(self.users.diverted())
    }

    /// The keys of all ids that lead to a person, its own among them, in order.
    pub fn ids_of(&self, person: PersonKey) -> Vec<PersonKey> {
        let led = self.diverted().filter(|(_, leads_to)| *leads_to == person);
        let mut ids: Vec<PersonKey> = led.map(|(id, _)| id).chain([person]).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// The devices of a person with the first sign-in on each, by moment.
    pub fn devices_of(&self, person: PersonKey) -> Vec<(PersonKey, Moment)> {
        let mut devices: Vec<(PersonKey, Moment)> = self
            .devices
            .iter()
            .filter(|(_, (_, user))| self.led_by(*user) == Some(person))
            .map(|(device, (at, _))| (*device, *at))
            .collect();
        devices.sort_by_key(|(device, at)| (*at, *device));
        devices
    }
}

/// Keys are cut from BLAKE3, so their own bits are hash enough.
#[derive(Debug, Clone, Copy, Default)]
pub struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u128(&mut self, key: u128) {
        let [low, high] = [key & u128::from(u64::MAX), key >> 64];
        // Both halves fit: the one was masked, the other shifted.
        self.0 = u64::try_from(low ^ high).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests;
