//! The writer's thread on a real file system: many senders at once, restarts, flushes, readers beside it.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Barrier};

use cairn_core::event::Identity;
use cairn_core::id::EventId;
use cairn_core::time::Time;
use cairn_storage::{
    Live, LiveOptions, Partition, Receipt, StorageError, Store, Submission, partitions,
};
use cairn_testkit::dice::Dice;

use crate::batches::BEGIN;
use crate::shop::{events, persons, random_event, site};

pub(crate) fn open(store: &Store) -> Live {
    let micros = Arc::new(AtomicI64::new(BEGIN));
    let clock = move || Time::from_micros(micros.fetch_add(1_000, Ordering::Relaxed));
    let options = LiveOptions::new(Arc::new(clock));
    store.open_live(options, Box::new(|| 1)).unwrap().0
}

/// Submits a batch and waits for its answer.
pub(crate) fn send(live: &Live, submission: Submission) -> Result<Receipt, StorageError> {
    let (answer, answered) = channel();
    live.submit(
        submission,
        Box::new(move |result| answer.send(result).unwrap()),
    )?;
    answered.recv().unwrap()
}

fn batch(dice: &mut Dice, names: impl Iterator<Item = String>) -> Submission {
    let mut submission = Submission::new(&site("shop"), Time::from_micros(BEGIN));
    for name in names {
        submission.add(&random_event(dice, Identity::Message(name)));
    }
    submission
}

#[test]
fn concurrent_senders_of_the_same_messages_store_each_once() {
    let data = tempfile::tempdir().unwrap();
    let store = Store::at(data.path());
    let live = open(&store);
    let start = Arc::new(Barrier::new(8));
    let senders: Vec<_> = (0..8)
        .map(|sender| {
            let (live, start) = (live.clone(), Arc::clone(&start));
            std::thread::spawn(move || {
                let mut dice = Dice::new(sender);
                start.wait();
                let mut totals = [0, 0];
                for round in 0..50 {
                    // Every message is sent by two senders.
                    let names = (0..10).map(|n| format!("{}-{round}-{n}", sender / 2));
                    let receipt = send(&live, batch(&mut dice, names)).unwrap();
                    totals[0] += receipt.stored;
                    totals[1] += receipt.duplicates;
                }
                totals
            })
        })
        .collect();
    let totals = senders.into_iter().fold([0, 0], |sum, sender| {
        let [stored, duplicates] = sender.join().unwrap();
        [sum[0] + stored, sum[1] + duplicates]
    });
    assert_eq!(totals, [2_000, 2_000]);
    let snapshot = live.snapshot().unwrap();
    let ids: BTreeSet<EventId> = events(&snapshot, &site("shop"))
        .iter()
        .map(|e| e.event_id)
        .collect();
    assert_eq!(ids.len(), 2_000);
    assert_eq!(snapshot.totals(&site("shop")).received, 4_000);
    live.close().unwrap();
    assert!(matches!(
        send(&live, batch(&mut Dice::new(0), std::iter::empty())),
        Err(StorageError::Closed)
    ));
}

#[test]
fn a_snapshot_stays_as_it_is_and_the_next_one_has_what_came_since() {
    let data = tempfile::tempdir().unwrap();
    let store = Store::at(data.path());
    let live = open(&store);
    let mut dice = Dice::new(3);
    let mut snapshots = Vec::new();
    for round in 0..20_u64 {
        let names = (0..5).map(|n| format!("{round}-{n}"));
        let receipt = send(&live, batch(&mut dice, names)).unwrap();
        let snapshot = live.snapshot().unwrap();
        assert_eq!(snapshot.log_position(), receipt.position);
        snapshots.push(snapshot);
        if round % 7 == 3 {
            live.flush().unwrap();
        }
        if round % 5 == 0 {
            // A question in between makes columns of the tail.
            assert_eq!(
                events(snapshots.last().unwrap(), &site("shop")).len() as u64,
                5 * (round + 1)
            );
        }
    }
    // Older ones last, after newer ones were read.
    let numbered: Vec<_> = (0..20_u64).zip(&snapshots).collect();
    for (round, snapshot) in numbered.into_iter().rev() {
        assert_eq!(snapshot.rows(&site("shop")), 5 * (round + 1));
        assert_eq!(
            events(snapshot, &site("shop")).len() as u64,
            5 * (round + 1)
        );
    }
}

#[test]
fn tail_and_runs_read_alike_in_any_partition() {
    let data = tempfile::tempdir().unwrap();
    let store = Store::at(data.path());
    let live = open(&store);
    let mut dice = Dice::new(5);
    for round in 0..30 {
        let names = (0..9).map(|n| format!("{round}-{n}"));
        send(&live, batch(&mut dice, names)).unwrap();
        if round == 11 {
            live.flush().unwrap();
        }
    }
    let of = |snapshot: &cairn_storage::Snapshot, partition: Partition| -> Vec<_> {
        persons(snapshot, &site("shop"), partition)
            .into_iter()
            .filter(|rows| rows.person.is_some())
            .map(|rows| (rows.person, rows.rows))
            .collect()
    };
    let in_tail = of(&live.snapshot().unwrap(), Partition::ALL);
    let nobody = |snapshot: &cairn_storage::Snapshot| {
        let rows = persons(snapshot, &site("shop"), Partition::ALL).into_iter();
        rows.filter(|rows| rows.person.is_none())
            .map(|rows| rows.rows.len())
            .sum::<usize>()
    };
    let nobodys = nobody(&live.snapshot().unwrap());
    assert!(nobodys > 0);
    for count in [1, 2, 3, 7, 64] {
        let snapshot = live.snapshot().unwrap();
        let cut: Vec<_> = partitions(count)
            .into_iter()
            .flat_map(|p| of(&snapshot, p))
            .collect();
        assert_eq!(cut, in_tail, "{count} partitions");
    }
    live.flush().unwrap();
    let snapshot = live.snapshot().unwrap();
    assert_eq!(of(&snapshot, Partition::ALL), in_tail, "flushed");
    assert_eq!(nobody(&snapshot), nobodys);
    drop(snapshot);
    // Who only reads the files sees the same, beside the writer and after it.
    assert_eq!(
        of(&store.snapshot().unwrap(), Partition::ALL),
        in_tail,
        "files, beside"
    );
    live.close().unwrap();
    assert_eq!(
        of(&store.snapshot().unwrap(), Partition::ALL),
        in_tail,
        "files, after"
    );
}

#[test]
fn there_is_one_writer() {
    let data = tempfile::tempdir().unwrap();
    let store = Store::at(data.path());
    let live = open(&store);
    let second = store.begin_import(&site("shop"));
    assert!(matches!(second, Err(StorageError::Busy(_))));
    live.close().unwrap();
    drop(live);
    store.begin_import(&site("shop")).unwrap();
}

#[test]
fn duplicates_are_known_after_restart_and_after_flush() {
    let data = tempfile::tempdir().unwrap();
    let store = Store::at(data.path());
    let mut dice = Dice::new(1);
    let names = || (0..20).map(|n| format!("m-{n}"));
    let live = open(&store);
    assert_eq!(send(&live, batch(&mut dice, names())).unwrap().stored, 20);
    live.close().unwrap();
    drop(live);
    let live = open(&store);
    assert_eq!(
        send(&live, batch(&mut dice, names())).unwrap().duplicates,
        20
    );
    live.flush().unwrap();
    assert_eq!(
        send(&live, batch(&mut dice, names())).unwrap().duplicates,
        20
    );
    live.close().unwrap();
    drop(live);
    let live = open(&store);
    assert_eq!(
        send(&live, batch(&mut dice, names())).unwrap().duplicates,
        20
    );
    assert_eq!(
        live.snapshot().unwrap().totals(&site("shop")).duplicates,
        60
    );
    live.close().unwrap();
}
