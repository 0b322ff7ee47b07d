//! Imports while events are collected: each event once, whichever way it came first.

use cairn_core::event::{Event, Identity};
use cairn_core::time::Time;
use cairn_storage::{Live, Store, Submission};
use cairn_testkit::dice::Dice;

use crate::batches::BEGIN;
use crate::live::{open, send};
use crate::shop::{events, random_event, site};

fn named(range: std::ops::Range<u32>) -> Vec<Event> {
    let event = |n: u32| {
        random_event(
            &mut Dice::new(n.into()),
            Identity::Message(format!("m-{n}")),
        )
    };
    range.map(event).collect()
}

fn collect(live: &Live, range: std::ops::Range<u32>) -> [u64; 2] {
    let mut submission = Submission::new(&site("shop"), Time::from_micros(BEGIN));
    for event in named(range) {
        submission.add(&event);
    }
    let receipt = send(live, submission).unwrap();
    [receipt.stored, receipt.duplicates]
}

#[test]
fn live_before_during_and_after_an_import() {
    let data = tempfile::tempdir().unwrap();
    let live = open(&Store::at(data.path()));
    assert_eq!(collect(&live, 0..10), [10, 0]);
    let mut import = live.begin_import(&site("shop")).unwrap();
    for (row, event) in (1..).zip(named(5..25)) {
        import.add(event, row).unwrap();
    }
    assert_eq!(collect(&live, 8..12), [2, 2], "while rows are read");
    let resolved = import.resolve().unwrap();
    assert_eq!(
        (resolved.outcome().stored, resolved.outcome().duplicates),
        (13, 7)
    );
    assert_eq!(collect(&live, 11..15), [3, 1], "after it was decided");
    let record = resolved
        .commit("file", Time::from_micros(BEGIN), 20, 0)
        .unwrap();
    assert!(record.tally.is_conserved());
    assert_eq!((record.tally.stored, record.tally.duplicates), (10, 10));
    assert_eq!(collect(&live, 20..30), [5, 5], "after its commit");
    let snapshot = live.snapshot().unwrap();
    assert_eq!(events(&snapshot, &site("shop")).len(), 30);
    drop(snapshot);

    let undone = live.undo(record.id, Time::from_micros(BEGIN)).unwrap();
    assert_eq!(undone.record.id, record.id);
    assert_eq!(events(&live.snapshot().unwrap(), &site("shop")).len(), 20);
    assert_eq!(collect(&live, 15..25), [10, 0], "its ids are forgotten");
    live.close().unwrap();
}

#[test]
fn an_import_given_up_leaves_nothing_and_its_number_is_not_used_again() {
    let data = tempfile::tempdir().unwrap();
    let live = open(&Store::at(data.path()));
    let mut import = live.begin_import(&site("shop")).unwrap();
    let first = import.id();
    import.add(named(0..1).remove(0), 1).unwrap();
    drop(import);
    let second = live.begin_import(&site("shop")).unwrap();
    assert!(second.id() > first);
    drop(second);
    assert_eq!(collect(&live, 0..1), [1, 0]);
    live.close().unwrap();
    assert!(
        std::fs::read_dir(data.path().join("staging"))
            .is_ok_and(|mut folder| folder.next().is_none())
    );
}
