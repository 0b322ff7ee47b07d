//! A data directory as version 4 of manifest and runs wrote it, by the program of that time: eight files were imported
//! and compacted, then one more was imported. Its files of facts do not say whose an order is; that is read from the
//! rows, and is the same once they are written anew.

use std::path::Path;

use cairn_core::entity::Entity;
use cairn_core::event::{Event, Identity, Trust};
use cairn_core::id::PersonKey;
use cairn_core::money::{Currency, Money};
use cairn_core::time::Time;
use cairn_storage::{CompactionSizes, Depth, Store, Submission};

use crate::shop::{copy, events, facts, site};

const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/data-v4");
const THEN: Time = Time::from_micros(1_795_738_500_000_000);

/// Whose the orders are: `o-1` was named by two users, `u1` first; `u2` signed in on `d2` later.
fn check_owners(store: &Store, told: &str) {
    let (snapshot, shop) = (store.snapshot().unwrap(), site("shop"));
    let links = snapshot.links(&shop).unwrap();
    for (order, user) in [("o-1", "u1"), ("o-2", "u2"), ("o-3", "u3"), ("o-4", "u4")] {
        let claim = links.of(Entity::order(order).key());
        let person = snapshot.person(&shop, claim.unwrap().id).unwrap();
        assert_eq!(person, PersonKey::of_user(user), "{told}: {order}");
    }
    assert_eq!(links.iter().count(), 4, "{told}");
}

#[test]
fn a_data_directory_of_version_4_knows_whose_its_orders_are_and_takes_facts() {
    let folder = tempfile::tempdir().unwrap();
    copy(Path::new(FIXTURE), folder.path());
    let store = Store::at(folder.path());
    assert_eq!(events(&store.snapshot().unwrap(), &site("shop")).len(), 10);
    check_owners(&store, "as it was");
    assert_eq!(store.verify(Depth::Contents).unwrap().faults, []);

    let (mut committer, _) = store.open_committer(Box::new(|| 1)).unwrap();
    let mut refund = events(&store.snapshot().unwrap(), &site("shop"))[0]
        .event
        .clone();
    let currency = Currency::parse("EUR").unwrap();
    refund = Event {
        event: "refunded".to_owned(),
        entity: Some(Entity::order("o-1")),
        event_time: THEN,
        identity: Identity::Message("r-1".to_owned()),
        user_id: None,
        anonymous_id: None,
        order_id: None,
        value: Some(Money {
            minor: 1_000,
            currency,
        }),
        currency: Some(currency),
        import_id: None,
        trust: Trust::Provider,
        ..refund
    };
    let mut batch = Submission::new(&site("shop"), THEN);
    batch.add(&refund);
    batch.add(&refund);
    let receipts = committer.commit(vec![batch], THEN).unwrap();
    assert_eq!((receipts[0].stored, receipts[0].duplicates), (1, 1));
    let in_log = facts(&store.snapshot().unwrap(), &site("shop"));
    assert_eq!(in_log.len(), 1);
    assert_eq!(in_log[0].event.entity, refund.entity);
    committer.flush().unwrap();
    drop(committer);
    let flushed = facts(&store.snapshot().unwrap(), &site("shop"));
    assert_eq!(flushed, in_log);
    assert!(folder.path().join("ledger/shop").is_dir());

    let sizes = CompactionSizes {
        waiting_runs: 1,
        ..CompactionSizes::default()
    };
    assert!(store.compact_sized(sizes).unwrap() >= 2);
    check_owners(&store, "compacted");
    let snapshot = store.snapshot().unwrap();
    assert_eq!(facts(&snapshot, &site("shop")), in_log);
    assert_eq!(
        (snapshot.rows(&site("shop")), snapshot.facts(&site("shop"))),
        (10, 1)
    );
    assert_eq!(store.verify(Depth::Contents).unwrap().faults, []);
}
