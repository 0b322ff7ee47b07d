//! Facts come back as they were, and damage is an error.

use std::path::Path;

use super::*;
use crate::vfs::RealVfs;

fn facts() -> Facts {
    let at = |time: i64| Moment {
        time: Time::from_micros(time),
        event_id: EventId(9),
    };
    let signed_in = |device: u128, user: u128, time: i64| IdentityFact::SignedIn {
        device: PersonKey(device),
        user: PersonKey(user),
        at: at(time),
    };
    let mut facts = Facts::default();
    for fact in [
        signed_in(1, 50, 7),
        signed_in(1, 60, -7),
        signed_in(u128::MAX, 50, i64::MAX),
    ] {
        facts.add(fact);
    }
    for (user, other) in [(60, 50), (50, 60)] {
        facts.add(IdentityFact::SamePerson {
            user: PersonKey(user),
            other: PersonKey(other),
            at: at(3),
        });
    }
    for (entity, by_client, time, id) in [
        (7, true, 1, 50),
        (7, false, 9, 60),
        (7, false, 8, 61),
        (u128::MAX, true, i64::MIN, 2),
    ] {
        let at = at(time);
        let id = PersonKey(id);
        facts.add(IdentityFact::Belongs {
            entity: PersonKey(entity),
            claim: Claim { by_client, at, id },
        });
    }
    facts
}

#[test]
fn the_first_sign_in_of_each_device_each_pair_and_the_first_claim_are_kept() {
    let facts = facts();
    assert_eq!(facts.len(), 5);
    let of_seven = facts.iter().find_map(|fact| match fact {
        IdentityFact::Belongs {
            entity: PersonKey(7),
            claim,
        } => Some(claim),
        _ => None,
    });
    assert_eq!(of_seven.unwrap().id, PersonKey(61));
    let first = facts.iter().next().unwrap();
    assert!(
        matches!(first, IdentityFact::SignedIn { user: PersonKey(60), at, .. } if at.time.micros() == -7)
    );
}

#[test]
fn a_file_comes_back_and_no_damage_to_it_is_overlooked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run-00000001.facts");
    write_facts(&RealVfs, &path, &facts()).unwrap();
    let read = read_facts(&RealVfs, &path).unwrap().facts;
    assert_eq!(read, facts().iter().collect::<Vec<_>>());

    let whole = std::fs::read(&path).unwrap();
    let is_refused = |bytes: &[u8], path: &Path| {
        std::fs::write(path, bytes).unwrap();
        read_facts(&RealVfs, path).is_err()
    };
    for end in 0..whole.len() {
        assert!(is_refused(&whole[..end], &path), "cut at {end}");
        for bit in 0..8 {
            let mut changed = whole.clone();
            changed[end] ^= 1 << bit;
            assert!(is_refused(&changed, &path), "bit {bit} of byte {end}");
        }
    }
}
