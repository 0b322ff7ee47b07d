//! Whose an order, a lead, a deal or a subscription is (semantics S13): links from entities to persons' ids.
//!
//! A link is a fold over what events and facts say, like identity: it does not depend on the order in which they
//! arrive. Whom the owner's server, files or a provider names goes before whom a browser names; then who was named
//! first by (event time, event id).

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::Arc;

use crate::id::PersonKey;
use crate::identity::{Claim, Identities, KeyHasher};

type Map = HashMap<PersonKey, Claim, BuildHasherDefault<KeyHasher>>;

/// The links of all entities, by the entity's key. A copy is cheap: what came lately lies apart from the rest.
#[derive(Debug, Clone, Default)]
pub struct Links {
    settled: Arc<Map>,
    recent: Map,
}

/// What came lately is at most one in so many of all.
const RECENT_OF: usize = 8;

impl Links {
    /// Adds a claim about an entity.
    pub fn add(&mut self, entity: PersonKey, claim: Claim) {
        if self.of(entity).is_some_and(|known| known <= claim) {
            return;
        }
        self.recent.insert(entity, claim);
        if self.recent.len() > 64 + self.settled.len() / RECENT_OF {
            Arc::make_mut(&mut self.settled).extend(self.recent.drain());
        }
    }

    /// The claim that holds about an entity.
    pub fn of(&self, entity: PersonKey) -> Option<Claim> {
        let recent = self.recent.get(&entity);
        recent.or_else(|| self.settled.get(&entity)).copied()
    }

    /// The entities that are a person's, with the claims that say so, in no order.
    pub fn of_person<'a>(
        &'a self,
        identities: &'a Identities,
        person: PersonKey,
    ) -> impl Iterator<Item = (PersonKey, Claim)> + 'a {
        let is_theirs = move |claim: &Claim| identities.person(claim.id) == person;
        self.iter().filter(move |(_, claim)| is_theirs(claim))
    }

    /// All entities with the claims that hold, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (PersonKey, Claim)> {
        let settled = self.settled.iter();
        let settled = settled.filter(|(entity, _)| !self.recent.contains_key(entity));
        let all = settled.chain(&self.recent);
        all.map(|(entity, claim)| (*entity, *claim))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::EventId;
    use crate::identity::Moment;
    use crate::time::Time;

    fn claim(by_client: bool, micros: i64, id: u128) -> Claim {
        Claim {
            by_client,
            at: Moment {
                time: Time::from_micros(micros),
                event_id: EventId(9),
            },
            id: PersonKey(id),
        }
    }

    #[test]
    fn who_is_vouched_for_goes_before_who_came_first() {
        let order = PersonKey(1);
        let [early, late] = [claim(true, 1, 7), claim(true, 2, 8)];
        let vouched = claim(false, 3, 9);
        for all in [
            [early, late, vouched],
            [vouched, late, early],
            [late, vouched, early],
        ] {
            let mut links = Links::default();
            for claim in all {
                links.add(order, claim);
            }
            assert_eq!(links.of(order), Some(vouched));
        }
        let mut links = Links::default();
        links.add(order, late);
        links.add(order, early);
        assert_eq!(links.of(order), Some(early));
        assert_eq!(links.of(PersonKey(2)), None);
    }

    #[test]
    fn many_links_are_as_a_plain_map_has_them_and_a_copy_stays_as_it_was() {
        let mut links = Links::default();
        let mut plain = HashMap::new();
        let mut copies = Vec::new();
        for n in 0..2_000_u32 {
            let entity = PersonKey(u128::from(n * 7 % 500));
            let claim = claim(n % 3 == 0, i64::from(n * 13 % 101), u128::from(n));
            links.add(entity, claim);
            let least = plain.entry(entity).or_insert(claim);
            *least = claim.min(*least);
            if n % 333 == 0 {
                copies.push((links.clone(), plain.clone()));
            }
        }
        copies.push((links, plain));
        for (links, plain) in copies {
            let all: HashMap<PersonKey, Claim> = links.iter().collect();
            assert_eq!(links.iter().count(), all.len(), "each once");
            assert_eq!(all, plain);
        }
    }
}
