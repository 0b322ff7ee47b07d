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
    facts
}

#[test]
fn the_first_sign_in_of_each_device_and_each_pair_are_kept() {
    let facts = facts();
    assert_eq!(facts.len(), 3);
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
    let read = read_facts(&RealVfs, &path).unwrap();
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
