//! Flushes that fail: somebody is told, nothing is left lying about, and the tail does not grow without end.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use cairn_core::event::Identity;
use cairn_core::time::Time;
use cairn_storage::{
    Live, LiveOptions, SimVfs, StorageError, Store, Submission, TailSizes, Totals, Vfs,
};
use cairn_testkit::dice::Dice;

use crate::batches::BEGIN;
use crate::live::send;
use crate::shop::{events, random_event, site};
use crate::watched::{Call, disk_is_full, watched_store};

/// Only a test that fails waits so long.
const PATIENCE: Duration = Duration::from_secs(60);

fn batch(names: Range<u32>) -> Submission {
    let mut submission = Submission::new(&site("shop"), Time::from_micros(BEGIN));
    for n in names {
        let name = Identity::Message(format!("m-{n}"));
        submission.add(&random_event(&mut Dice::new(n.into()), name));
    }
    submission
}

/// A writer that flushes five events, takes no more than twenty, and tells what became of flushes.
fn open(store: &Store) -> (Live, Receiver<Result<(), String>>) {
    let (told, flushes) = channel();
    let options = LiveOptions {
        on_flush: Some(Arc::new(move |flushed| {
            // The test may have ended before its last flush.
            let _ = told.send(flushed.map_err(ToString::to_string));
        })),
        tail_sizes: TailSizes {
            flush_events: 5,
            most_events: 20,
            ..TailSizes::default()
        },
        ..LiveOptions::new(Arc::new(|| Time::from_micros(BEGIN)))
    };
    let (live, _) = store.open_live(options, Box::new(|| 1)).unwrap();
    (live, flushes)
}

fn staged(disk: &SimVfs) -> usize {
    disk.list(Path::new("/data/staging"))
        .map_or(0, |entries| entries.len())
}

#[test]
fn where_flushes_fail_it_is_told_and_the_tail_is_bounded() {
    let (disk, is_full) = (SimVfs::new(), Arc::new(AtomicBool::new(true)));
    let full = Arc::clone(&is_full);
    let store = watched_store(&disk, move |call, path| {
        // The run is written by then and its ids are not.
        let is_ids = call == Call::Create && path.extension().is_some_and(|kind| kind == "ids");
        if is_ids && full.load(Ordering::Relaxed) {
            return Err(disk_is_full());
        }
        Ok(())
    });
    let (live, flushes) = open(&store);
    assert_eq!(send(&live, batch(0..5)).unwrap().stored, 5);
    let told = flushes.recv_timeout(PATIENCE).unwrap();
    assert!(told.is_err());
    assert_eq!(staged(&disk), 0, "what was written is removed");

    assert_eq!(send(&live, batch(5..20)).unwrap().stored, 15);
    for _ in 0..2 {
        let refused = send(&live, batch(20..25));
        assert!(
            matches!(refused, Err(StorageError::TailFull { events: 20, .. })),
            "{refused:?}"
        );
    }
    assert!(!live.is_broken());
    let totals = |live: &Live| live.snapshot().unwrap().totals(&site("shop"));
    assert_eq!(
        totals(&live),
        Totals {
            received: 20,
            stored: 20,
            ..Totals::default()
        },
        "what was refused was not received"
    );

    is_full.store(false, Ordering::Relaxed);
    live.flush().unwrap();
    let receipt = send(&live, batch(15..25)).unwrap();
    assert_eq!(
        (receipt.stored, receipt.duplicates),
        (5, 5),
        "what was refused is new still"
    );
    live.close().unwrap();
    assert_eq!(events(&store.snapshot().unwrap(), &site("shop")).len(), 25);
}

#[test]
fn a_flush_that_panics_is_told_and_does_not_end_flushing() {
    let (disk, panics) = (SimVfs::new(), Arc::new(AtomicBool::new(true)));
    let armed = Arc::clone(&panics);
    let store = watched_store(&disk, move |call, path| {
        let is_ids = call == Call::Create && path.extension().is_some_and(|kind| kind == "ids");
        assert!(
            !(is_ids && armed.load(Ordering::Relaxed)),
            "a fault made for this test"
        );
        Ok(())
    });
    let (live, flushes) = open(&store);
    send(&live, batch(0..5)).unwrap();
    let told = flushes.recv_timeout(PATIENCE).unwrap();
    assert!(told.unwrap_err().contains("panicked"));
    assert_eq!(staged(&disk), 0);
    assert!(!live.is_broken());
    panics.store(false, Ordering::Relaxed);
    live.flush().unwrap();
    assert_eq!(events(&live.snapshot().unwrap(), &site("shop")).len(), 5);
    live.close().unwrap();
}

#[test]
fn a_log_that_can_not_go_on_for_a_flush_breaks_the_writer_at_once() {
    let (disk, is_full) = (SimVfs::new(), Arc::new(AtomicBool::new(false)));
    let full = Arc::clone(&is_full);
    let store = watched_store(&disk, move |call, path| {
        let is_log = call == Call::Create && path.starts_with("/data/log");
        if is_log && full.load(Ordering::Relaxed) {
            return Err(disk_is_full());
        }
        Ok(())
    });
    let (live, flushes) = open(&store);
    is_full.store(true, Ordering::Relaxed);
    assert_eq!(send(&live, batch(0..5)).unwrap().stored, 5);
    assert!(flushes.recv_timeout(PATIENCE).unwrap().is_err());
    assert!(live.is_broken(), "before anybody sends anything else");
    let refused = send(&live, batch(5..6)).unwrap_err();
    assert!(
        matches!(&refused, StorageError::Broken { reason } if reason.contains("the disk is full")),
        "{refused}"
    );
    assert!(matches!(live.close(), Err(StorageError::Broken { .. })));
    drop(live);
    let recovered = Store::with_vfs(Path::new("/data"), Arc::new(disk.restart()));
    assert_eq!(
        events(&recovered.snapshot().unwrap(), &site("shop")).len(),
        5
    );
}

fn manifests(disk: &SimVfs) -> usize {
    let entries = disk.list(Path::new("/data/manifest")).unwrap();
    let is_manifest = |path: &Path| path.extension().is_some_and(|kind| kind == "json");
    entries
        .iter()
        .filter(|entry| is_manifest(&entry.path))
        .count()
}

#[test]
fn manifests_of_old_go_while_the_writer_runs() {
    let disk = SimVfs::new();
    let store = Store::with_vfs(Path::new("/data"), Arc::new(disk.clone()));
    let (mut committer, _) = store.open_committer(Box::new(|| 1)).unwrap();
    let now = Time::from_micros(BEGIN);
    let mut flush = |n: u32| {
        committer.commit(vec![batch(n..n + 1)], now).unwrap();
        committer.flush().unwrap();
    };
    (0..10).for_each(&mut flush);
    assert_eq!(manifests(&disk), 2, "the current one and the one before");
    let reader = store.snapshot().unwrap();
    (10..15).for_each(&mut flush);
    assert_eq!(manifests(&disk), 7, "a reader may need any of them");
    assert_eq!(events(&reader, &site("shop")).len(), 10);
    drop(reader);
    flush(15);
    assert_eq!(manifests(&disk), 2);
    assert_eq!(events(&store.snapshot().unwrap(), &site("shop")).len(), 16);
}

#[test]
fn a_folder_is_made_durable_once_by_each_writer() {
    let disk = SimVfs::new();
    let (told, synced) = channel();
    let store = watched_store(&disk, move |call, path| {
        if call == Call::SyncFolder {
            told.send(path.to_owned()).unwrap();
        }
        Ok(())
    });
    for _ in 0..2 {
        let (mut committer, _) = store.open_committer(Box::new(|| 1)).unwrap();
        for (n, syncs) in [(0, 1), (1, 0), (2, 0)] {
            committer
                .commit(vec![batch(n..n + 1)], Time::from_micros(BEGIN))
                .unwrap();
            synced.try_iter().for_each(drop);
            committer.flush().unwrap();
            let of_runs = synced
                .try_iter()
                .filter(|path| path == Path::new("/data/runs"));
            assert_eq!(of_runs.count(), syncs, "flush {n}");
        }
    }
}
