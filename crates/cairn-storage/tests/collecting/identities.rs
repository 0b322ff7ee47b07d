//! Who is who, from the first event on: in the tail, in runs, after restarts, and split again by an undo.

use std::collections::{BTreeMap, BTreeSet};

use cairn_core::event::{Event, Identity, Trust};
use cairn_core::id::PersonKey;
use cairn_core::identity::{Identities, facts_of};
use cairn_core::time::Time;
use cairn_core::value::Value;
use cairn_storage::{Snapshot, Store, Submission, partitions};
use cairn_testkit::dice::Dice;

use crate::batches::BEGIN;
use crate::live::{open, send};
use crate::shop::{compaction_sizes, persons, random_entry, site};

fn event(name: &str, at: i64, device: Option<&str>, user: Option<&str>) -> Event {
    let mut event = random_entry(&mut Dice::new(1), Identity::Message(name.to_owned()));
    event.event = "view".to_owned();
    event.event_time = Time::from_micros(BEGIN + at);
    event.anonymous_id = device.map(str::to_owned);
    event.user_id = user.map(str::to_owned);
    event
}

fn alias(name: &str, previous: &str, user: &str, trust: Trust) -> Event {
    let mut alias = event(name, 0, None, Some(user));
    alias.event = "$alias".to_owned();
    alias.trust = trust;
    alias.properties =
        BTreeMap::from([("previous_id".to_owned(), Value::String(previous.to_owned()))]);
    alias
}

/// The messages of each person, and nobody's.
fn groups(snapshot: &Snapshot) -> BTreeSet<Vec<String>> {
    let mut groups = BTreeSet::new();
    for partition in partitions(3) {
        for rows in persons(snapshot, &site("shop"), partition) {
            let mut names: Vec<String> = rows
                .rows
                .iter()
                .map(|stored| match &stored.event.identity {
                    Identity::Message(name) => name.clone(),
                    other => panic!("{other:?}"),
                })
                .collect();
            names.sort();
            groups.insert(names);
        }
    }
    groups
}

fn expected(groups: &[&[&str]]) -> BTreeSet<Vec<String>> {
    groups
        .iter()
        .map(|group| group.iter().map(|name| (*name).to_owned()).collect())
        .collect()
}

fn store(events: &[Event]) -> Submission {
    let mut submission = Submission::new(&site("shop"), Time::from_micros(BEGIN));
    for event in events {
        submission.add(event);
    }
    submission
}

#[test]
fn a_sign_in_joins_the_device_backwards_wherever_its_rows_lie() {
    let data = tempfile::tempdir().unwrap();
    let files = Store::at(data.path());
    let live = open(&files);
    send(
        &live,
        store(&[
            event("a1", 1, Some("a"), None),
            event("b1", 1, Some("b"), None),
        ]),
    )
    .unwrap();
    let before = live.snapshot().unwrap();
    live.flush().unwrap();
    send(&live, store(&[event("u1", 5, None, Some("u"))])).unwrap();
    assert_eq!(
        groups(&live.snapshot().unwrap()),
        expected(&[&["a1"], &["b1"], &["u1"]])
    );
    send(
        &live,
        store(&[
            event("in", 9, Some("a"), Some("u")),
            event("a2", 10, Some("a"), None),
        ]),
    )
    .unwrap();
    let joined = expected(&[&["a1", "a2", "in", "u1"], &["b1"]]);
    let snapshot = live.snapshot().unwrap();
    assert_eq!(groups(&snapshot), joined);
    assert_eq!(snapshot.identity_epoch(&site("shop")).unwrap(), 1);
    live.flush().unwrap();
    assert_eq!(groups(&live.snapshot().unwrap()), joined, "flushed");
    assert_eq!(
        groups(&before),
        expected(&[&["a1"], &["b1"]]),
        "an earlier snapshot"
    );
    drop((snapshot, before));
    live.close().unwrap();
    drop(live);
    let restarted = files.snapshot().unwrap();
    assert_eq!(groups(&restarted), joined, "files alone");
    assert_eq!(restarted.identity_epoch(&site("shop")).unwrap(), 1);
}

#[test]
fn a_write_key_joins_no_known_users_and_a_secret_key_does() {
    let data = tempfile::tempdir().unwrap();
    let live = open(&Store::at(data.path()));
    send(
        &live,
        store(&[
            event("u", 1, None, Some("u")),
            event("v", 1, None, Some("v")),
        ]),
    )
    .unwrap();
    send(&live, store(&[alias("x", "v", "u", Trust::Client)])).unwrap();
    assert_eq!(
        groups(&live.snapshot().unwrap()),
        expected(&[&["u", "x"], &["v"]])
    );
    send(&live, store(&[alias("y", "v", "u", Trust::Server)])).unwrap();
    assert_eq!(
        groups(&live.snapshot().unwrap()),
        expected(&[&["u", "v", "x", "y"]])
    );
    live.close().unwrap();
}

#[test]
fn undoing_an_import_splits_what_it_had_joined() {
    let data = tempfile::tempdir().unwrap();
    let live = open(&Store::at(data.path()));
    send(
        &live,
        store(&[
            event("a1", 1, Some("a"), None),
            event("u1", 5, None, Some("u")),
        ]),
    )
    .unwrap();
    let mut import = live.begin_import(&site("shop")).unwrap();
    import.add(event("in", 3, Some("a"), Some("u")), 1).unwrap();
    let record = import
        .resolve()
        .unwrap()
        .commit("file", Time::from_micros(BEGIN), 1, 0)
        .unwrap();
    let joined = live.snapshot().unwrap();
    assert_eq!(groups(&joined), expected(&[&["a1", "in", "u1"]]));
    live.undo(record.id, Time::from_micros(BEGIN)).unwrap();
    let split = live.snapshot().unwrap();
    assert_eq!(groups(&split), expected(&[&["a1"], &["u1"]]));
    let epoch = |snapshot: &Snapshot| snapshot.identity_epoch(&site("shop")).unwrap();
    assert!(epoch(&split) > epoch(&joined));
    live.close().unwrap();
}

#[test]
fn random_events_in_any_division_group_as_their_facts_say() {
    let (mut joined, mut moved) = (0, 0);
    for seed in 0..60 {
        let mut dice = Dice::new(seed);
        let all: Vec<Event> = (0..40)
            .map(|n| random_entry(&mut dice, Identity::Message(format!("m-{n}"))))
            .collect();
        let mut identities = Identities::default();
        for event in &all {
            let Identity::Message(name) = &event.identity else {
                panic!("it was given a name")
            };
            let id = event.id_of_message(&site("shop"), name);
            for fact in facts_of(event, id) {
                identities.add(fact);
            }
        }
        let mut by_person: BTreeMap<PersonKey, Vec<String>> = BTreeMap::new();
        for event in all.iter().filter(|event| event.entity.is_none()) {
            let Some(own) = event.own_key() else { continue };
            let Identity::Message(name) = &event.identity else {
                panic!("it was given a name")
            };
            by_person
                .entry(identities.person(own))
                .or_default()
                .push(name.clone());
        }
        let wanted: BTreeSet<Vec<String>> = by_person
            .into_values()
            .map(|mut names| {
                names.sort();
                names
            })
            .collect();
        joined += u64::from(!identities.is_trivial());

        let data = tempfile::tempdir().unwrap();
        let files = Store::at(data.path());
        let mut live = open(&files);
        let mut rest = all.clone();
        dice.shuffle(&mut rest);
        while !rest.is_empty() {
            let some: Vec<Event> = rest.drain(..(1 + dice.below(9)).min(rest.len())).collect();
            match dice.below(4) {
                0 => {
                    let mut import = live.begin_import(&site("shop")).unwrap();
                    let rows = some.len() as u64;
                    for (row, event) in (1..).zip(some) {
                        import.add(event, row).unwrap();
                    }
                    let resolved = import.resolve().unwrap();
                    resolved
                        .commit("file", Time::from_micros(BEGIN), rows, 0)
                        .unwrap();
                }
                _ => {
                    send(&live, store(&some)).unwrap();
                }
            }
            match dice.below(6) {
                0 => live.flush().unwrap(),
                1 => {
                    live.close().unwrap();
                    drop(live);
                    if dice.percent(60) {
                        let sizes = compaction_sizes(&mut dice);
                        moved += files.compact_sized(sizes).unwrap();
                    }
                    live = open(&files);
                }
                _ => {}
            }
        }
        let nobodys: BTreeSet<&str> = all
            .iter()
            .filter(|event| event.own_key().is_none())
            .filter_map(|event| match &event.identity {
                Identity::Message(name) => Some(name.as_str()),
                _ => None,
            })
            .collect();
        let with_person = |groups: BTreeSet<Vec<String>>| -> BTreeSet<Vec<String>> {
            let is_nobodys =
                |group: &Vec<String>| group.iter().any(|name| nobodys.contains(name.as_str()));
            groups
                .into_iter()
                .filter(|group| !is_nobodys(group))
                .collect()
        };
        assert_eq!(
            with_person(groups(&live.snapshot().unwrap())),
            wanted,
            "seed {seed}"
        );
        live.close().unwrap();
        drop(live);
        assert_eq!(
            with_person(groups(&files.snapshot().unwrap())),
            wanted,
            "seed {seed}, files"
        );
    }
    assert!(joined > 50);
    assert!(moved > 50, "{moved} runs were compacted");
}
