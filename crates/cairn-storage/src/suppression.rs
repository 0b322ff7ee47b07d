//! The ids of erased persons: what comes under them is not stored, what lies under them goes.
//!
//! Only a keyed hash of each id is kept, under a key that every data directory draws for itself. Whoever has the book,
//! in the data directory or a backup of it, can tell whether a given id is on it, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use cairn_core::event::ALIAS;
use cairn_core::id::{PersonKey, SiteId};
use cairn_core::identity::Ids;

/// Bytes of the key of hashes.
pub(crate) const KEY_BYTES: usize = 32;

/// The ids of erased persons, by site.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Suppression {
    pub(crate) key: [u8; KEY_BYTES],
    pub(crate) sites: BTreeMap<SiteId, BTreeSet<u128>>,
}

/// What is to become of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is nobody's who was erased.
    Kept,
    /// It is another person's, on a device of an erased one: it stays, the device's id goes.
    WithoutDevice,
    /// It goes.
    Erased,
}

impl Suppression {
    /// Whether nobody of a site was erased.
    pub(crate) fn is_empty(&self, site: &SiteId) -> bool {
        self.len(site) == 0
    }

    /// How many ids of a site are on it.
    pub(crate) fn len(&self, site: &SiteId) -> usize {
        self.sites.get(site).map_or(0, BTreeSet::len)
    }

    /// Adds ids of a site.
    pub(crate) fn add(&mut self, site: &SiteId, ids: impl IntoIterator<Item = PersonKey>) {
        let hashes: Vec<u128> = ids.into_iter().map(|id| self.hash(site, id)).collect();
        self.sites.entry(site.clone()).or_default().extend(hashes);
    }

    /// Whether an id of a site is on it.
    pub(crate) fn holds(&self, site: &SiteId, id: PersonKey) -> bool {
        let hashes = self.sites.get(site).filter(|hashes| !hashes.is_empty());
        hashes.is_some_and(|hashes| hashes.contains(&self.hash(site, id)))
    }

    /// Whether a user or a device, as an event may name both, is on it.
    pub(crate) fn holds_any(
        &self,
        site: &SiteId,
        user_id: Option<&str>,
        anonymous_id: Option<&str>,
    ) -> bool {
        user_id.is_some_and(|id| self.holds(site, PersonKey::of_user(id)))
            || anonymous_id.is_some_and(|id| self.holds(site, PersonKey::of_device(id)))
    }

    /// What is to become of an event with these ids.
    pub(crate) fn judge(&self, site: &SiteId, ids: Ids<'_>) -> Verdict {
        if self.is_empty(site) {
            return Verdict::Kept;
        }
        let holds_user = |id: &str| self.holds(site, PersonKey::of_user(id));
        let holds_device = |id: &str| self.holds(site, PersonKey::of_device(id));
        let about = ids.entity.filter(|_| ids.is_fact);
        if about.is_some_and(|entity| self.holds(site, entity)) {
            return Verdict::Erased;
        }
        // An alias is nothing but its two ids.
        let previous = ids.previous_id.filter(|_| ids.event == ALIAS);
        let names_erased = previous.is_some_and(|id| holds_device(id) || holds_user(id));
        if names_erased || ids.user_id.is_some_and(holds_user) {
            return Verdict::Erased;
        }
        match ids.anonymous_id.is_some_and(holds_device) {
            false => Verdict::Kept,
            true if ids.user_id.is_some() => Verdict::WithoutDevice,
            true => Verdict::Erased,
        }
    }

    fn hash(&self, site: &SiteId, id: PersonKey) -> u128 {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        hasher.update(&id.0.to_be_bytes());
        hasher.update(site.as_str().as_bytes());
        let hash = hasher.finalize();
        let first = hash.as_bytes().iter().take(16);
        first.fold(0, |number, byte| (number << 8) | u128::from(*byte))
    }
}

impl std::fmt::Debug for Suppression {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The key belongs into no log.
        f.debug_struct("Suppression").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use cairn_core::event::Trust;

    use super::*;

    fn site(name: &str) -> SiteId {
        SiteId::new(name).unwrap()
    }

    fn ids<'a>(event: &'a str, user: Option<&'a str>, device: Option<&'a str>) -> Ids<'a> {
        Ids {
            event,
            user_id: user,
            anonymous_id: device,
            previous_id: None,
            trust: Trust::Client,
            entity: None,
            is_fact: false,
        }
    }

    fn erased() -> Suppression {
        let mut suppression = Suppression {
            key: [7; KEY_BYTES],
            ..Suppression::default()
        };
        let gone = [PersonKey::of_user("ann"), PersonKey::of_device("phone")];
        suppression.add(&site("shop"), gone);
        suppression
    }

    #[test]
    fn an_event_goes_by_its_user_else_by_its_device() {
        let (list, shop) = (erased(), site("shop"));
        let cases = [
            (Some("ann"), Some("other"), Verdict::Erased),
            (Some("ann"), None, Verdict::Erased),
            (None, Some("phone"), Verdict::Erased),
            (Some("bob"), Some("phone"), Verdict::WithoutDevice),
            (Some("bob"), Some("other"), Verdict::Kept),
            // The name spaces are two.
            (Some("phone"), None, Verdict::Kept),
            (None, Some("ann"), Verdict::Kept),
            (None, None, Verdict::Kept),
        ];
        for (user, device, verdict) in cases {
            let judged = list.judge(&shop, ids("view", user, device));
            assert_eq!(judged, verdict, "{user:?} on {device:?}");
            let elsewhere = list.judge(&site("blog"), ids("view", user, device));
            assert_eq!(elsewhere, Verdict::Kept, "{user:?} at another site");
        }
    }

    #[test]
    fn an_alias_that_names_an_erased_id_goes() {
        let (list, shop) = (erased(), site("shop"));
        for previous in ["ann", "phone"] {
            let alias = Ids {
                previous_id: Some(previous),
                ..ids(ALIAS, Some("bob"), None)
            };
            assert_eq!(list.judge(&shop, alias), Verdict::Erased, "{previous}");
            let event = ids("view", Some("bob"), None);
            let no_alias = Ids {
                previous_id: Some(previous),
                ..event
            };
            assert_eq!(list.judge(&shop, no_alias), Verdict::Kept, "{previous}");
        }
    }

    #[test]
    fn ids_are_found_and_other_keys_hash_otherwise() {
        let (list, shop) = (erased(), site("shop"));
        let ann = PersonKey::of_user("ann");
        assert!(list.holds(&shop, ann) && list.holds(&shop, PersonKey::of_device("phone")));
        assert!(!list.holds(&shop, PersonKey::of_user("bob")) && !list.holds(&site("blog"), ann));
        let mut other = Suppression {
            key: [8; KEY_BYTES],
            ..Suppression::default()
        };
        other.add(&shop, [PersonKey::of_user("ann")]);
        let shared = other.sites[&shop].iter();
        assert!(shared.clone().all(|hash| !list.sites[&shop].contains(hash)));
    }
}
