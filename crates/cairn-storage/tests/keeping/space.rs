//! Below the low water mark nothing is taken in, all is answered, and it recovers by itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use cairn_core::time::Time;
use cairn_storage::{
    Compaction, CompactionSizes, Depth, FreeSpace, LiveOptions, SimVfs, StorageError,
};

use crate::shop::site;
use crate::stored::{
    NOW, WAYS_TO_FAIL, batch, committer, event, files, some_of_everything, store_on, stored,
};

const DISK: u64 = 100 << 30;
/// A twentieth of it.
const MARK: u64 = 5 << 30;

fn leave(disk: &SimVfs, free: u64) {
    disk.set_free_space(Some(FreeSpace { free, of: DISK }));
}

fn later(seconds: i64) -> Time {
    Time::from_micros(NOW.micros() + seconds * 1_000_000)
}

#[test]
fn batches_are_refused_below_the_mark_and_taken_again_above_it() {
    let disk = some_of_everything();
    let mut committer = committer(&disk);
    leave(&disk, MARK - 1);
    let before = disk.changes();
    let refused = committer.commit(vec![batch(60..65, NOW)], NOW);
    assert!(
        matches!(refused, Err(StorageError::DiskLow { free, least }) if (free, least) == (MARK - 1, MARK)),
        "{refused:?}"
    );
    assert_eq!(disk.changes(), before, "nothing is written");
    assert!(!committer.is_broken());
    // What is there can be read, looked at, and moved out of the log.
    assert_eq!(stored(&disk).len(), 60);
    committer.flush().unwrap();
    assert_eq!(store_on(&disk).verify(Depth::Contents).unwrap().faults, []);
    leave(&disk, MARK);
    let receipts = committer
        .commit(vec![batch(60..65, NOW)], later(1))
        .unwrap();
    assert_eq!(
        (receipts[0].stored, receipts[0].duplicates),
        (5, 0),
        "their ids were not taken"
    );
    assert_eq!(stored(&disk).len(), 65);
}

#[test]
fn an_import_is_refused_at_its_beginning_and_while_it_is_written() {
    let disk = some_of_everything();
    leave(&disk, MARK - 1);
    let refused = store_on(&disk).begin_import(&site("shop")).map(drop);
    assert!(
        matches!(refused, Err(StorageError::DiskLow { .. })),
        "{refused:?}"
    );
    leave(&disk, MARK);
    let mut import = store_on(&disk).begin_import(&site("shop")).unwrap();
    import.add(event(70), 1).unwrap();
    leave(&disk, MARK - 1);
    let refused = import.resolve().map(drop);
    assert!(
        matches!(refused, Err(StorageError::DiskLow { .. })),
        "{refused:?}"
    );
    leave(&disk, MARK);
    assert_eq!(stored(&disk).len(), 60);
    assert_eq!(
        store_on(&disk).verify(Depth::Contents).unwrap().left_behind,
        0
    );
}

#[test]
fn the_mark_can_be_set() {
    let disk = some_of_everything();
    leave(&disk, 7);
    let with = |bytes| {
        store_on(&disk)
            .with_min_free_space(bytes)
            .begin_import(&site("shop"))
            .map(drop)
    };
    assert!(matches!(
        with(8),
        Err(StorageError::DiskLow { free: 7, least: 8 })
    ));
    with(7).unwrap();
    with(0).unwrap();
}

#[test]
fn runs_are_not_written_anew_below_the_mark() {
    let disk = some_of_everything();
    let sizes = CompactionSizes {
        waiting_runs: 1,
        ..CompactionSizes::default()
    };
    leave(&disk, MARK - 1);
    let runs = || files(&disk, "runs/shop", ".parquet");
    store_on(&disk).compact().unwrap();
    let before = runs();
    let refused = store_on(&disk).compact_sized(sizes);
    assert!(
        matches!(refused, Err(StorageError::DiskLow { free, least }) if (free, least) == (MARK - 1, MARK)),
        "{refused:?}"
    );
    assert_eq!(runs(), before, "nothing is written anew");
    // A server goes on in silence: it looks after each command.
    let told = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&told);
    let options = LiveOptions {
        compaction: sizes,
        on_compaction: Some(Arc::new(move |_| {
            count.fetch_add(1, Ordering::Relaxed);
        })),
        ..LiveOptions::new(Arc::new(|| NOW))
    };
    let (live, _) = store_on(&disk).open_live(options, Box::new(|| 9)).unwrap();
    for _ in 0..3 {
        live.flush().unwrap();
    }
    assert_eq!(live.compaction(), Compaction::default());
    live.close().unwrap();
    assert_eq!(told.load(Ordering::Relaxed), 0);
    assert_eq!(runs(), before);
    leave(&disk, MARK);
    assert_eq!(store_on(&disk).compact_sized(sizes).unwrap(), before.len());
    leave(&disk, MARK - 1);
    assert_eq!(
        store_on(&disk).compact_sized(sizes).unwrap(),
        0,
        "all is well"
    );
}

/// The n-th write finds no room, or the n-th sync fails, for every n: the import is there whole or not at all, and
/// the next one is.
#[test]
fn an_import_on_a_disk_that_fails_at_the_nth_call_is_whole_or_nothing() {
    let before = some_of_everything();
    let import = |disk: &SimVfs| {
        let mut import = store_on(disk).begin_import(&site("shop"))?;
        for row in 1..=20 {
            import.add(event(59 + row), row)?;
        }
        import.resolve()?.commit("file.csv", NOW, 20, 0)
    };
    for fail in WAYS_TO_FAIL {
        let mut failures = 0;
        for n in 1.. {
            let disk = before.restart();
            let (changes, syncs) = (disk.changes(), disk.syncs());
            fail(&disk, n);
            let done = import(&disk);
            failures += u64::from(done.is_err());
            let found = disk.crash(n);
            let there = stored(&found).len();
            match done {
                Ok(_) => assert_eq!(there, 80, "call {n}"),
                Err(_) => assert!(there == 60 || there == 80, "call {n}: {there}"),
            }
            assert_eq!(
                store_on(&found).verify(Depth::Contents).unwrap().faults,
                [],
                "call {n}"
            );
            import(&found).unwrap();
            assert_eq!(stored(&found).len(), 80, "call {n}");
            if disk.changes() - changes < n || (done.is_ok() && disk.syncs() - syncs < n) {
                break;
            }
        }
        assert!(failures > 5, "{failures}");
    }
}
