use cairn_core::id::{EventId, PersonKey};
use cairn_core::identity::Moment;
use cairn_core::time::Time;

use super::*;

fn signed_in(device: u128, user: u128, micros: i64) -> IdentityFact {
    IdentityFact::SignedIn {
        device: PersonKey(device),
        user: PersonKey(user),
        at: Moment {
            time: Time::from_micros(micros),
            event_id: EventId(1),
        },
    }
}

#[test]
fn identities_that_a_snapshot_has_are_copied_only_by_what_is_new() {
    let mut identity = SiteIdentity::default();
    assert_eq!(identity.add([signed_in(1, 100, 5)]), 1);
    let in_snapshot = identity.clone();
    assert_eq!(
        identity.add([signed_in(1, 100, 5), signed_in(1, 200, 9)]),
        0
    );
    assert!(Arc::ptr_eq(&identity.identities, &in_snapshot.identities));
    assert_eq!(identity.add([signed_in(1, 200, 4)]), 1, "an earlier owner");
    assert!(!Arc::ptr_eq(&identity.identities, &in_snapshot.identities));
    assert_eq!(identity.epoch, 2);
    assert_eq!(
        in_snapshot.identities.person(PersonKey(1)),
        PersonKey(100),
        "the snapshot's stay as they were"
    );
}
