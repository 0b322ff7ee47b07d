//! A data directory on a simulated disk with some of everything in it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use cairn_core::event::{Event, Identity};
use cairn_core::time::Time;
use cairn_storage::{
    Committer, DeadLetter, Fault, ImportSizes, SimVfs, Snapshot, Store, StoredEvent, Submission,
    Vfs,
};
use cairn_testkit::dice::Dice;

use crate::shop::{NEW_YEAR, events, random_event, site};

pub(crate) const NOW: Time = Time::from_micros(NEW_YEAR + 3_600_000_000);
const DATA: &str = "/data";

/// Makes the `n`th call from now that changes anything, or the `n`th sync, fail: on a full disk, after a half, by the
/// device.
pub(crate) const WAYS_TO_FAIL: [fn(&SimVfs, u64); 4] = [
    |disk, n| disk.fail_at(n, Fault::Enospc),
    |disk, n| disk.fail_at(n, Fault::Short),
    |disk, n| disk.fail_at(n, Fault::Eio),
    SimVfs::fail_sync_at,
];

pub(crate) fn store_on(disk: &SimVfs) -> Store {
    Store::with_vfs(Path::new(DATA), Arc::new(disk.clone()))
}

pub(crate) fn at(name: &str) -> PathBuf {
    Path::new(DATA).join(name)
}

pub(crate) fn event(number: u64) -> Event {
    let identity = Identity::Message(format!("m-{number}"));
    random_event(&mut Dice::new(number), identity)
}

pub(crate) fn letter(number: u64) -> DeadLetter {
    DeadLetter {
        reason: "bad_time".to_owned(),
        detail: format!("letter {number}"),
        raw: "{}".to_owned(),
        source: "sdk".to_owned(),
        message_id: None,
        received_at: NOW,
    }
}

/// A batch of the events of these numbers and one dead letter.
pub(crate) fn batch(numbers: std::ops::Range<u64>, received_at: Time) -> Submission {
    let mut submission = Submission::new(&site("shop"), received_at);
    let first = numbers.start;
    for number in numbers {
        submission.add(&event(number));
    }
    submission.add_dead_letter(letter(first));
    submission
}

pub(crate) fn committer(disk: &SimVfs) -> Committer {
    let (mut committer, _) = store_on(disk).open_committer(Box::new(|| 9)).unwrap();
    committer.load_recent(NOW).unwrap();
    committer
}

/// Imports the events of these numbers in chunks of 20.
pub(crate) fn import(disk: &SimVfs, numbers: std::ops::Range<u64>) {
    let sizes = ImportSizes {
        chunk_rows: 20,
        row_group_rows: 4,
        ..ImportSizes::default()
    };
    let store = store_on(disk);
    let mut import = store.begin_import_sized(&site("shop"), sizes).unwrap();
    let read = numbers.end - numbers.start;
    for (row, number) in (1..).zip(numbers) {
        import.add(event(number), row).unwrap();
    }
    let resolved = import.resolve().unwrap();
    resolved.commit("file.csv", NOW, read, 0).unwrap();
}

/// Two runs of an import (0 to 40), a live run (40 to 50), and 50 to 60 in the log; a dead letter in a file and one
/// in the log.
pub(crate) fn some_of_everything() -> SimVfs {
    let disk = SimVfs::new();
    import(&disk, 0..40);
    let mut committer = committer(&disk);
    committer.commit(vec![batch(40..50, NOW)], NOW).unwrap();
    committer.flush().unwrap();
    committer.commit(vec![batch(50..60, NOW)], NOW).unwrap();
    drop(committer);
    disk
}

/// The names of the files below a folder that end so, in order.
pub(crate) fn files(disk: &SimVfs, folder: &str, ending: &str) -> Vec<PathBuf> {
    let listed = Vfs::list(disk, &at(folder)).unwrap();
    let paths = listed.into_iter().map(|entry| entry.path);
    paths
        .filter(|path| path.to_str().is_some_and(|path| path.ends_with(ending)))
        .collect()
}

/// Flips a bit in the middle of a file.
pub(crate) fn spoil(disk: &SimVfs, path: &Path) {
    let content = disk.content(path).unwrap();
    let middle = content.len() / 2;
    let mut file = Vfs::open(disk, path).unwrap();
    file.write_at(&[content[middle] ^ 4], middle as u64)
        .unwrap();
    file.sync().unwrap();
}

pub(crate) fn snapshot(disk: &SimVfs) -> Snapshot {
    store_on(disk).snapshot().unwrap()
}

pub(crate) fn stored(disk: &SimVfs) -> Vec<StoredEvent> {
    events(&snapshot(disk), &site("shop"))
}
