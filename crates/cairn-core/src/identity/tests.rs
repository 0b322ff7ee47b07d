//! Who is who, held against a restatement that knows all facts at once.

use std::collections::{BTreeMap, BTreeSet};

use super::*;

fn key(number: u128) -> PersonKey {
    PersonKey(number)
}

fn at(time: i64, event: u128) -> Moment {
    Moment {
        time: Time::from_micros(time),
        event_id: EventId(event),
    }
}

fn signed_in(device: u128, user: u128, time: i64, event: u128) -> IdentityFact {
    IdentityFact::SignedIn {
        device: key(device),
        user: key(user),
        at: at(time, event),
    }
}

fn same(user: u128, other: u128) -> IdentityFact {
    IdentityFact::SamePerson {
        user: key(user),
        other: key(other),
        at: at(0, 0),
    }
}

fn of(facts: &[IdentityFact]) -> Identities {
    let mut identities = Identities::default();
    for fact in facts {
        identities.add(*fact);
    }
    identities
}

#[test]
fn a_device_belongs_to_the_first_user_by_event_time_not_by_arrival() {
    let late_first = of(&[signed_in(1, 100, 50, 1), signed_in(1, 200, 40, 2)]);
    assert_eq!(late_first.person(key(1)), key(200));
    let by_id = of(&[signed_in(1, 100, 40, 9), signed_in(1, 200, 40, 2)]);
    assert_eq!(by_id.person(key(1)), key(200));
    assert_eq!(by_id.person(key(100)), key(100), "the user stays itself");
    assert_eq!(by_id.person(key(7)), key(7), "a stranger stays itself");
}

#[test]
fn users_said_to_be_one_are_one_with_their_devices() {
    let facts = [
        signed_in(1, 100, 1, 1),
        signed_in(2, 200, 1, 2),
        same(200, 100),
        same(300, 200),
    ];
    let identities = of(&facts);
    for id in [1, 2, 100, 200, 300] {
        assert_eq!(identities.person(key(id)), key(100), "{id}");
    }
    assert_eq!(
        identities.devices_of(key(100)),
        [(key(1), at(1, 1)), (key(2), at(1, 2))]
    );
    assert_eq!(
        identities.ids_of(key(100)),
        [1, 2, 100, 200, 300].map(key),
        "all ids of the person"
    );
    assert_eq!(identities.ids_of(key(7)), [key(7)], "a stranger has one");
    let split = of(&facts[..2]);
    assert_eq!(
        split.person(key(2)),
        key(200),
        "leaving facts out splits again"
    );
}

#[test]
fn only_what_leads_elsewhere_counts_as_a_change() {
    let mut identities = Identities::default();
    assert!(identities.add(signed_in(1, 100, 5, 1)));
    assert!(
        !identities.add(signed_in(1, 100, 4, 2)),
        "earlier, but the same user"
    );
    assert!(!identities.add(signed_in(1, 200, 9, 3)), "later");
    assert!(identities.add(same(100, 50)));
    assert!(!identities.add(same(50, 100)));
    assert_eq!(identities.changes(), 2);
    assert!(!identities.is_trivial());
}

/// All facts at once: the owner of a device is the least (moment, user); users are joined until nothing moves.
fn restated(facts: &[IdentityFact], id: PersonKey) -> PersonKey {
    let owner = facts
        .iter()
        .filter_map(|fact| match fact {
            IdentityFact::SignedIn { device, user, at } if *device == id => Some((*at, *user)),
            _ => None,
        })
        .min();
    let mut group = BTreeSet::from([owner.map_or(id, |(_, user)| user)]);
    loop {
        let before = group.len();
        for fact in facts {
            if let IdentityFact::SamePerson { user, other, .. } = fact
                && (group.contains(user) || group.contains(other))
            {
                group.extend([*user, *other]);
            }
        }
        if group.len() == before {
            return *group.first().expect("a group has a member");
        }
    }
}

/// A small linear congruential generator keeps core free of random sources, in tests too.
fn dice(seed: u64) -> impl FnMut(u64) -> u64 {
    let mut state = seed;
    move |most| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) % most
    }
}

/// Each user to its root, and at each join a walk over all of them.
#[derive(Default)]
struct Relabelled(BTreeMap<PersonKey, PersonKey>);

impl Relabelled {
    fn root(&self, user: PersonKey) -> PersonKey {
        self.0.get(&user).copied().unwrap_or(user)
    }

    fn join(&mut self, user: PersonKey, other: PersonKey) -> bool {
        let (a, b) = (self.root(user), self.root(other));
        let (root, joined) = (a.min(b), a.max(b));
        for leads_to in self.0.values_mut().filter(|leads_to| **leads_to == joined) {
            *leads_to = root;
        }
        if root != joined {
            self.0.insert(joined, root);
        }
        root != joined
    }
}

#[test]
fn joining_step_by_step_gives_what_relabelling_everybody_gives() {
    let mut dice = dice(11);
    for _ in 0..500 {
        let (mut identities, mut relabelled) = (Identities::default(), Relabelled::default());
        let users = 2 + dice(30);
        for _ in 0..dice(60) {
            let [user, other] = [(); 2].map(|()| u128::from(dice(users)));
            let fact = same(user, other);
            let is_known = identities.knows(&fact);
            let has_joined = relabelled.join(key(user), key(other));
            assert_eq!(is_known, !has_joined);
            assert_eq!(identities.add(fact), has_joined);
            assert!(identities.knows(&fact));
            for user in (0..users).map(|user| key(user.into())) {
                assert_eq!(identities.person(user), relabelled.root(user));
            }
            let diverted: BTreeMap<_, _> = identities.diverted().collect();
            assert_eq!(diverted, relabelled.0);
            assert_eq!(identities.changes(), relabelled.0.len() as u64);
            assert_eq!(identities.is_trivial(), relabelled.0.is_empty());
        }
    }
}

/// To walk over all that was joined before would be 20 thousand million steps.
#[test]
fn two_hundred_thousand_aliases_are_no_burden() {
    const USERS: u128 = 200_000;
    // Spread as hashes are.
    let spread = |n: u128| n.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835) | 1;
    let forth = |n: u128| same(spread(n), spread(n + 1));
    let back = |n: u128| same(spread(USERS - n), spread(USERS - n - 1));
    let star = |n: u128| same(spread(n + 1), spread(0));
    let smallest = (0..=USERS).map(spread).min().map(key).unwrap();
    for facts in [&forth as &dyn Fn(u128) -> IdentityFact, &back, &star] {
        let mut identities = Identities::default();
        for n in 0..USERS {
            assert!(identities.add(facts(n)));
        }
        for n in [0, 1, USERS / 2, USERS] {
            assert_eq!(identities.person(key(spread(n))), smallest);
        }
        assert_eq!(identities.diverted().count() as u128, USERS);
    }
}

#[test]
fn a_fact_is_known_only_if_it_leaves_everything_as_it_is() {
    let mut identities = of(&[signed_in(1, 100, 5, 1)]);
    assert!(identities.knows(&signed_in(1, 100, 5, 1)));
    assert!(identities.knows(&signed_in(1, 200, 9, 3)), "later");
    let earlier = signed_in(1, 100, 4, 2);
    assert!(
        !identities.knows(&earlier),
        "the same user, but the moment counts"
    );
    identities.add(earlier);
    assert!(identities.knows(&earlier));
    assert!(!identities.knows(&signed_in(2, 100, 9, 3)));
}

#[test]
fn any_order_of_arrival_gives_what_the_restatement_gives() {
    let mut dice = dice(7);
    for _ in 0..2_000 {
        let count = dice(12);
        let facts: Vec<IdentityFact> = (0..count)
            .map(|n| match dice(4) {
                0 => same(u128::from(100 + dice(5)), u128::from(100 + dice(5))),
                _ => signed_in(
                    u128::from(dice(5)),
                    u128::from(100 + dice(5)),
                    i64::try_from(dice(4)).unwrap(),
                    n.into(),
                ),
            })
            .filter(|fact| !matches!(fact, IdentityFact::SamePerson { user, other, .. } if user == other))
            .collect();
        let mut shuffled = facts.clone();
        for n in (1..shuffled.len()).rev() {
            shuffled.swap(n, usize::try_from(dice(n as u64 + 1)).unwrap());
        }
        let (one, other) = (of(&facts), of(&shuffled));
        for id in (0..5).chain(100..105).map(key) {
            assert_eq!(one.person(id), restated(&facts, id), "{facts:?}");
            assert_eq!(one.person(id), other.person(id), "{facts:?}");
        }
        for (from, to) in one.diverted() {
            assert_eq!(one.person(from), to);
            assert_ne!(from, to);
        }
    }
}

/// Who owns each device by plain loops, and how many each owner has.
fn owners(facts: &[IdentityFact]) -> (BTreeMap<PersonKey, PersonKey>, BTreeMap<PersonKey, u32>) {
    let mut first: BTreeMap<PersonKey, (Moment, PersonKey)> = BTreeMap::new();
    for fact in facts {
        if let IdentityFact::SignedIn { device, user, at } = fact {
            let owner = first.entry(*device).or_insert((*at, *user));
            *owner = (*owner).min((*at, *user));
        }
    }
    let owners: BTreeMap<_, _> = first
        .into_iter()
        .map(|(device, (_, user))| (device, user))
        .collect();
    let mut devices = BTreeMap::new();
    for user in owners.values() {
        *devices.entry(*user).or_default() += 1;
    }
    (owners, devices)
}

#[test]
fn a_user_id_of_too_many_devices_joins_none_of_them_in_any_order() {
    let mut dice = dice(11);
    let (mut shared, mut back) = (0, 0);
    for round in 0..20 {
        // About as many devices as one person may have, for two users; and some that an earlier sign-in takes away.
        let (mut facts, mut taken) = (Vec::new(), Vec::new());
        for device in 0..u128::from(2 * MOST_DEVICES + 1) {
            let user = 10_000 + device % 2;
            facts.push(signed_in(device, user, 5, device));
            if dice(400) == 0 {
                taken.push(signed_in(device, 10_002, 4, device));
            }
        }
        // Now and then they come last.
        let late = if round % 2 == 0 {
            taken.split_off(0)
        } else {
            Vec::new()
        };
        facts.extend(taken);
        for n in (1..facts.len()).rev() {
            facts.swap(n, usize::try_from(dice(n as u64 + 1)).unwrap());
        }
        facts.extend(late);
        let mut identities = Identities::default();
        for (n, fact) in facts.iter().enumerate() {
            let mark = identities.mark();
            let before: Vec<PersonKey> = (0..1_001).map(|id| identities.person(key(id))).collect();
            let was_shared = identities.shared().len();
            identities.add(*fact);
            if n + 20 > facts.len() || was_shared != identities.shared().len() {
                let changed = identities.changed_since(mark);
                let moved = (0..1_001).zip(before);
                let mut moved = moved.filter(|(id, to)| identities.person(key(*id)) != *to);
                assert!(moved.all(|(id, _)| changed.is_none_or(|ids| ids.contains(&key(id)))));
            }
            back += u32::from(was_shared > identities.shared().len());
        }
        let (owners, devices) = owners(&facts);
        for (device, user) in &owners {
            let is_shared = devices[user] > MOST_DEVICES;
            let leads_to = if is_shared { device } else { user };
            assert_eq!(identities.person(*device), *leads_to);
            assert_eq!(identities.is_shared(*user), is_shared);
        }
        let expected = devices
            .iter()
            .filter(|(_, devices)| **devices > MOST_DEVICES);
        let mut found = identities.shared();
        found.sort_unstable();
        shared += found.len();
        assert!(
            found
                .iter()
                .map(|(user, devices)| (user, devices))
                .eq(expected)
        );
        assert!(
            identities
                .diverted()
                .all(|(from, to)| identities.person(from) == to)
        );
        for (user, _) in found {
            assert_eq!(identities.ids_of(user), [user]);
            assert_eq!(identities.devices_of(user), []);
        }
    }
    assert!(shared > 3 && back > 0, "{shared} shared, {back} back");
}
