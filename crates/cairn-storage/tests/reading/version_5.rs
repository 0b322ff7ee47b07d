//! A data directory as version 5 of the manifest was written by the program of that time: eight files of events were
//! imported and compacted, then one of facts and one more of events, and `ben` was erased.

use std::path::Path;

use cairn_core::entity::Entity;
use cairn_core::id::PersonKey;
use cairn_core::retention::{KeptDays, Retention};
use cairn_core::time::Time;
use cairn_storage::{Depth, Store};

use crate::shop::{copy, events, site};

const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/data-v5");
const THEN: Time = Time::from_micros(1_795_738_500_000_000);

#[test]
fn a_data_directory_of_version_5_is_gone_on_from_and_keeps_whose_orders_are() {
    let folder = tempfile::tempdir().unwrap();
    copy(Path::new(FIXTURE), folder.path());
    let (store, shop) = (Store::at(folder.path()), site("shop"));
    let counts = |store: &Store| {
        let snapshot = store.snapshot().unwrap();
        (snapshot.rows(&shop), snapshot.facts(&shop))
    };
    let owner = |order: &str| {
        let links = store.snapshot().unwrap().links(&shop).unwrap();
        links.of(Entity::order(order).key()).map(|claim| claim.id)
    };
    assert_eq!(counts(&store), (9, 1));
    assert_eq!(store.verify(Depth::Contents).unwrap().faults, []);
    let of_all = ["o-1", "o-2", "o-3", "o-4"].map(&owner);
    let key = |user| Some(PersonKey::of_user(user));
    assert_eq!(of_all, [key("ann"), None, key("cas"), key("eve")]);

    let days = KeptDays::new(1).unwrap();
    let keep = Retention::new(Some(days), [].into()).unwrap();
    assert_eq!(store.expire(&shop, &keep, THEN).unwrap().expired, 9);
    assert_eq!(counts(&store), (0, 1));
    assert_eq!(events(&store.snapshot().unwrap(), &shop).len(), 1);
    // The ledger has facts about the first alone.
    let of_all = ["o-1", "o-2", "o-3", "o-4"].map(&owner);
    assert_eq!(of_all, [key("ann"), None, None, None]);
    assert_eq!(store.verify(Depth::Contents).unwrap().faults, []);
    let current = std::fs::read_to_string(folder.path().join("manifest/current")).unwrap();
    assert!(current.starts_with(r#"{"version":6,"#), "{current}");
}
