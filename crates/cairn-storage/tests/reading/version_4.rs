//! A data directory as version 4 of manifest and runs wrote it, by the program of that time: eight files were imported
//! and compacted, then one more was imported. Its files of facts do not say whose an order is; that is read from the
//! rows, and is the same once they are written anew.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use cairn_core::entity::Entity;
use cairn_core::event::{Event, Identity, Trust};
use cairn_core::id::PersonKey;
use cairn_core::money::{Currency, Money};
use cairn_core::time::Time;
use cairn_storage::{Depth, SimVfs, Store, Submission};

use crate::shop::{copy, events, facts, site};

const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/data-v4");
const FIXTURE_2: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/data-v2");
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

    assert!(store.compact().unwrap() >= 2);
    check_owners(&store, "compacted");
    let snapshot = store.snapshot().unwrap();
    assert_eq!(facts(&snapshot, &site("shop")), in_log);
    assert_eq!(
        (snapshot.rows(&site("shop")), snapshot.facts(&site("shop"))),
        (10, 1)
    );
    assert_eq!(store.verify(Depth::Contents).unwrap().faults, []);
}

/// The files below a folder.
fn all_below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let all = paths.flat_map(|path| match path.is_dir() {
        true => all_below(&path),
        false => vec![path],
    });
    all.collect()
}

/// Which formats the files of facts have.
fn formats(folder: &Path) -> Vec<u8> {
    let mut files = all_below(folder);
    files.retain(|path| path.extension().is_some_and(|ending| ending == "facts"));
    let version = |path: &PathBuf| std::fs::read(path).unwrap()[7];
    files.iter().map(version).collect()
}

#[test]
fn files_of_facts_that_do_not_say_whose_orders_are_are_written_anew_once() {
    for fixture in [FIXTURE, FIXTURE_2] {
        let folder = tempfile::tempdir().unwrap();
        copy(Path::new(fixture), folder.path());
        let (store, shop) = (Store::at(folder.path()), site("shop"));
        let before = events(&store.snapshot().unwrap(), &shop);
        let rows = |store: &Store| {
            let mut events = events(&store.snapshot().unwrap(), &shop);
            events.sort_by_key(|stored| stored.event_id);
            events
        };
        let all = rows(&store);
        assert!(formats(folder.path()).iter().all(|format| *format == 1));
        // Too few runs to be compacted otherwise.
        assert!(store.compact().unwrap() >= 1, "{fixture}");
        let formats = formats(folder.path());
        assert!(!formats.is_empty() && formats.iter().all(|format| *format == 2));
        assert_eq!(before.len(), all.len());
        assert_eq!(rows(&store), all, "{fixture}");
        assert_eq!(store.verify(Depth::Contents).unwrap().faults, []);
        let sequence = store.snapshot().unwrap().manifest_sequence();
        assert_eq!(store.compact().unwrap(), 0, "{fixture}: once");
        assert_eq!(store.snapshot().unwrap().manifest_sequence(), sequence);
    }
}

#[test]
fn files_of_facts_are_written_anew_whole_or_not_at_all_wherever_it_dies() {
    let whole = SimVfs::new();
    for path in all_below(Path::new(FIXTURE)) {
        let name = path.strip_prefix(FIXTURE).unwrap();
        let content = std::fs::read(&path).unwrap();
        whole.put(&Path::new("/data").join(name), &content);
    }
    let store_on = |disk: &SimVfs| Store::with_vfs(Path::new("/data"), Arc::new(disk.clone()));
    let mut steps = 0;
    for n in 1.. {
        let disk = whole.restart();
        disk.crash_at(n);
        let done = store_on(&disk).compact();
        let found = disk.crash(n);
        let store = store_on(&found);
        let told = format!("step {n}");
        check_owners(&store, &told);
        assert_eq!(store.verify(Depth::Contents).unwrap().faults, [], "{told}");
        store.compact().unwrap();
        check_owners(&store, &told);
        let snapshot = store.snapshot().unwrap();
        assert_eq!(events(&snapshot, &site("shop")).len(), 10, "{told}");
        assert_eq!(store.verify(Depth::Contents).unwrap().faults, [], "{told}");
        assert_eq!(store.compact().unwrap(), 0, "{told}");
        if done.is_ok() {
            steps = n;
            break;
        }
    }
    assert!(steps > 30, "{steps}");
}
