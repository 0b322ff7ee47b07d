//! Who is who, held against a restatement that knows all facts at once.

use std::collections::BTreeSet;

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

#[test]
fn any_order_of_arrival_gives_what_the_restatement_gives() {
    // A small linear congruential generator keeps core free of random sources, in tests too.
    let mut state = 7_u64;
    let mut dice = |most: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) % most
    };
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
