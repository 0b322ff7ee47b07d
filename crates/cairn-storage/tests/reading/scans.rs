//! Partitions cover everything once, and persons come whole.

use cairn_core::id::PersonKey;
use cairn_core::identity::{Identities, facts_of};
use cairn_core::time::Time;
use cairn_storage::{
    Block, Columns, ImportSizes, Partition, PersonRows, Snapshot, StorageError, Store, StoredEvent,
    partitions,
};
use cairn_testkit::dice::Dice;

use crate::shop::{persons, site};
use crate::store::{import, new_events, random_store};

/// Nobody's events, sorted by their ids, since they come in no order, and everybody else in order.
fn scanned(
    snapshot: &Snapshot,
    parts: &[Partition],
) -> (Vec<StoredEvent>, Vec<(PersonKey, Vec<StoredEvent>)>) {
    let (mut nobody, mut somebody) = (Vec::new(), Vec::new());
    for (at, part) in parts.iter().enumerate() {
        for PersonRows { person, rows } in persons(snapshot, &site("shop"), *part) {
            match person {
                None => {
                    assert_eq!(at, 0, "nobody's events lie in the first partition");
                    nobody.extend(rows);
                }
                Some(person) => somebody.push((person, rows)),
            }
        }
    }
    nobody.sort_by_key(|stored| stored.event_id);
    (nobody, somebody)
}

/// The same by plain sorting, with the persons that all facts of all events lead to.
fn sorted(mut events: Vec<StoredEvent>) -> (Vec<StoredEvent>, Vec<(PersonKey, Vec<StoredEvent>)>) {
    let mut identities = Identities::default();
    for stored in &events {
        for fact in facts_of(&stored.event, stored.event_id) {
            identities.add(fact);
        }
    }
    events.retain(|stored| stored.event.entity.is_none());
    let person = |stored: &StoredEvent| stored.event.own_key().map(|own| identities.person(own));
    events.sort_by_key(|stored| (person(stored), stored.event.event_time, stored.event_id));
    let (mut nobody, mut somebody) = (Vec::new(), Vec::<(PersonKey, Vec<StoredEvent>)>::new());
    for stored in events {
        match (person(&stored), somebody.last_mut()) {
            (None, _) => nobody.push(stored),
            (Some(person), Some((last, rows))) if *last == person => rows.push(stored),
            (Some(person), _) => somebody.push((person, vec![stored])),
        }
    }
    nobody.sort_by_key(|stored| stored.event_id);
    (nobody, somebody)
}

fn check(store: &Store) {
    let snapshot = store.snapshot().unwrap();
    let events = crate::shop::events(&snapshot, &site("shop"));
    let facts = crate::shop::facts(&snapshot, &site("shop"));
    assert!(!facts.is_empty());
    for entity in facts.iter().filter_map(|fact| fact.event.entity.clone()) {
        let about = snapshot.facts_about(&site("shop"), entity.key()).unwrap();
        let all = facts
            .iter()
            .filter(|fact| fact.event.entity.as_ref() == Some(&entity));
        assert!(about.iter().eq(all), "{entity:?}");
    }
    let expected = sorted(events);
    for count in [1, 2, 3, 7, 16] {
        let scanned = scanned(&snapshot, &partitions(count));
        assert_eq!(scanned, expected, "{count} partitions");
    }
    for (person, rows) in &expected.1 {
        let alone = Partition::between(*person, *person);
        let scanned = scanned(&snapshot, &[alone]);
        assert_eq!(scanned.1, [(*person, rows.clone())], "{person} alone");
        assert!(scanned.0.is_empty());
    }
}

#[test]
fn partitions_cover_every_person_once_and_in_order() {
    for seed in 1..=5 {
        let folder = tempfile::tempdir().unwrap();
        check(&random_store(folder.path(), seed));
    }
}

/// A person with more rows than a block holds, in two runs, beside others and nobody.
#[test]
fn a_person_larger_than_a_block_comes_whole() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(folder.path());
    let mut dice = Dice::new(1);
    for name in ["first", "second"] {
        let mut events = new_events(&mut dice, 21_000, name);
        events.iter_mut().for_each(|event| event.entity = None);
        for event in events.iter_mut().skip(3_000) {
            event.user_id = Some("busy".to_owned());
            // A device would bring its own rows along.
            event.anonymous_id = None;
            event.event_time = Time::from_micros(dice.between(0, 5_000));
        }
        for event in events.iter_mut().take(1_000) {
            event.user_id = None;
            event.anonymous_id = None;
        }
        import(&store, events, ImportSizes::default());
    }
    let snapshot = store.snapshot().unwrap();
    let (nobody, somebody) = scanned(&snapshot, &partitions(3));
    assert!(nobody.len() >= 2_000);
    let busy = PersonKey::of(Some("busy"), None).unwrap();
    let busy = somebody.iter().filter(|(person, _)| *person == busy);
    let lengths: Vec<usize> = busy.map(|(_, rows)| rows.len()).collect();
    assert_eq!(lengths, [36_000]);
    let events = crate::shop::events(&snapshot, &site("shop"));
    assert_eq!(events.len(), 42_000);
    assert!((nobody, somebody) == sorted(events));
}

#[test]
fn as_many_partitions_as_asked_for_and_at_least_one() {
    for (asked, expected) in [(0, 1), (1, 1), (2, 2), (7, 7), (1_000, 1_000)] {
        assert_eq!(partitions(asked).len(), expected);
    }
    assert_eq!(partitions(1), [Partition::ALL]);
}

#[test]
fn a_site_without_events_is_empty() {
    let folder = tempfile::tempdir().unwrap();
    let store = random_store(folder.path(), 1);
    let snapshot = store.snapshot().unwrap();
    let other = site("other");
    assert!(persons(&snapshot, &other, Partition::ALL).is_empty());
    assert_eq!(snapshot.rows(&other), 0);
    assert_eq!(snapshot.bytes(&other), 0);
    assert_eq!(snapshot.time_span(&other).unwrap(), None);
    assert!(snapshot.imports(&other).is_empty());
}

/// An error of the one who extracts ends the scan as it is.
#[test]
fn an_error_in_extracting_comes_out() {
    let folder = tempfile::tempdir().unwrap();
    let store = random_store(folder.path(), 1);
    let snapshot = store.snapshot().unwrap();
    let refuse = |_: &Block| Err::<Vec<()>, _>(StorageError::Internal("no".to_owned()));
    let opened = snapshot.scan(&site("shop"), &Columns::default(), Partition::ALL, refuse);
    assert!(matches!(opened, Err(StorageError::Internal(reason)) if reason == "no"));
}

#[test]
fn a_run_that_is_gone_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let store = random_store(folder.path(), 1);
    let snapshot = store.snapshot().unwrap();
    let runs = folder.path().join("runs/shop");
    for file in std::fs::read_dir(runs).unwrap() {
        std::fs::remove_file(file.unwrap().path()).unwrap();
    }
    let read = |block: &Block| Ok::<_, StorageError>(vec![(); block.len()]);
    let opened = snapshot.scan(&site("shop"), &Columns::default(), Partition::ALL, read);
    assert!(matches!(opened, Err(StorageError::Io { .. })));
}
