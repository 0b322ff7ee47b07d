//! Disks that fail: nothing is acknowledged after a failed sync, and a restart finds what was.

use std::path::Path;
use std::sync::Arc;

use cairn_core::time::Time;
use cairn_storage::{Fault, SimVfs, Store};
use cairn_testkit::dice::Dice;

use crate::batches::{BEGIN, Outbox, later};

/// Commits batches one by one, with a flush among them, until one fails; gives how many were acknowledged.
fn commit_until_failure(disk: &SimVfs, outbox: &mut Outbox, arm: impl FnOnce(&SimVfs)) -> usize {
    let mut dice = Dice::new(7);
    let mut clock = BEGIN;
    let store = Store::with_vfs(Path::new("/data"), Arc::new(disk.clone()));
    let (mut committer, _) = store.open_committer(Box::new(|| 1)).unwrap();
    arm(disk);
    let mut acknowledged = 0;
    let mut has_failed = false;
    for number in 0..12 {
        if number == 6 {
            // A flush that fails may leave the committer whole: the log has everything.
            let _ = committer.flush();
        }
        let now = later(&mut clock);
        let batch = outbox.batch(&mut dice, now);
        let messages = batch.submission.len();
        match committer.commit(vec![batch.submission], now) {
            Ok(receipts) => {
                assert!(!has_failed, "acknowledged after a failure");
                outbox.note(&batch.all, receipts[0]);
                acknowledged += 1;
            }
            Err(_) => {
                has_failed = true;
                assert!(committer.is_broken());
                outbox.leave_in_doubt(batch.new, messages);
            }
        }
    }
    acknowledged
}

fn check_after(disk: &SimVfs, outbox: &Outbox, told: &str) {
    for (seed, found) in (0..3).map(|seed| (seed, disk.crash(seed))) {
        let store = Store::with_vfs(Path::new("/data"), Arc::new(found));
        let (mut committer, _) = store.open_committer(Box::new(|| 2)).unwrap();
        outbox.check(&store.snapshot().unwrap(), &format!("{told}, seed {seed}"));
        // And it goes on.
        committer.load_recent(Time::from_micros(BEGIN)).unwrap();
        committer.flush().unwrap();
        drop(committer);
        outbox.check(
            &store.snapshot().unwrap(),
            &format!("{told}, seed {seed}, flushed"),
        );
    }
}

#[test]
fn nothing_is_acknowledged_after_the_nth_sync_failed() {
    let mut cut_short = 0;
    for n in 1..60 {
        let (disk, mut outbox) = (SimVfs::new(), Outbox::default());
        let acknowledged = commit_until_failure(&disk, &mut outbox, |disk| disk.fail_sync_at(n));
        cut_short += u64::from(acknowledged < 12);
        check_after(&disk, &outbox, &format!("sync {n}"));
    }
    assert!(cut_short > 10, "{cut_short}");
}

#[test]
fn a_full_disk_at_the_nth_write_loses_nothing_that_was_acknowledged() {
    for fault in [Fault::Enospc, Fault::Short, Fault::Eio] {
        let mut cut_short = 0;
        for n in 1..90 {
            let (disk, mut outbox) = (SimVfs::new(), Outbox::default());
            let acknowledged =
                commit_until_failure(&disk, &mut outbox, |disk| disk.fail_at(n, fault));
            cut_short += u64::from(acknowledged < 12);
            check_after(&disk, &outbox, &format!("{fault:?} at {n}"));
        }
        assert!(cut_short > 10, "{fault:?}: {cut_short}");
    }
}
