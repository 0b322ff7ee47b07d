//! A backup is of one moment, whole or not there, and makes the same data directory again.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cairn_storage::{
    BackedUp, Backups, Depth, SimVfs, StorageError, Store, StoredEvent, Vfs, WayOut,
};

use crate::shop::{events, site};
use crate::stored::{
    NOW, WAYS_TO_FAIL, at, batch, committer, files, import, some_of_everything, spoil, store_on,
    stored,
};

const DEST: &str = "/backups";
const RESTORED: &str = "/restored";

fn backups(disk: &SimVfs) -> Backups {
    Backups::with_vfs(Path::new(DEST), Arc::new(disk.clone()))
}

/// Backs up with a metadata file that says `meta`.
fn back_up(disk: &SimVfs, meta: &str, keep: Option<usize>) -> Result<BackedUp, StorageError> {
    let mut backup = store_on(disk).begin_backup(&backups(disk))?;
    let made = backup.staging().join("meta");
    let io = |source| StorageError::Io {
        file: made.clone(),
        source,
    };
    let mut file = Vfs::create(disk, &made).map_err(io)?;
    file.append(meta.as_bytes()).map_err(io)?;
    backup.add("meta.sqlite", &made)?;
    backup.finish(NOW, keep)
}

/// What a restored directory holds: its events, its letters, its metadata. It must be whole.
fn restored(disk: &SimVfs, number: Option<u64>, told: &str) -> (Vec<StoredEvent>, u64, Vec<u8>) {
    let disk = disk.restart();
    backups(&disk).restore(number, Path::new(RESTORED)).unwrap();
    contents(&disk, told)
}

fn contents(disk: &SimVfs, told: &str) -> (Vec<StoredEvent>, u64, Vec<u8>) {
    let store = Store::with_vfs(Path::new(RESTORED), Arc::new(disk.clone()));
    let verified = store.verify(Depth::Contents).unwrap();
    assert_eq!(
        (&verified.faults[..], &verified.foreign[..]),
        (&[][..], &[][..]),
        "{told}"
    );
    assert_eq!(verified.left_behind, 0, "{told}");
    let snapshot = store.snapshot().unwrap();
    let letters = snapshot
        .dead_letters(&site("shop"), None, 99)
        .unwrap()
        .total;
    let meta = disk
        .content(&Path::new(RESTORED).join("meta.sqlite"))
        .unwrap();
    (events(&snapshot, &site("shop")), letters, meta)
}

/// The contents that a folder of backups holds.
fn kept(disk: &SimVfs) -> BTreeSet<PathBuf> {
    let below = |folder: &Path| Vfs::list(disk, folder).unwrap_or_default();
    let folders = below(&Path::new(DEST).join("files"));
    let all = folders.iter().flat_map(|entry| below(&entry.path));
    all.map(|entry| entry.path).collect()
}

#[test]
fn a_restored_directory_holds_what_was_there_at_the_moment() {
    let disk = some_of_everything();
    disk.put(&at("rejects/imp-1.csv"), b"rejected");
    let (first, letters) = (stored(&disk), 2);
    let one = back_up(&disk, "one", None).unwrap();
    assert_eq!((one.backup.number, one.backup.events), (1, 60));
    assert_eq!(one.copied_bytes, one.backup.bytes);
    import(&disk, 60..70);
    let two = back_up(&disk, "two", None).unwrap();
    assert_eq!((two.backup.number, two.backup.events), (2, 70));

    assert_eq!(
        restored(&disk, Some(1), "first"),
        (first, letters, b"one".to_vec())
    );
    assert_eq!(restored(&disk, None, "last").0, stored(&disk));
    let list = backups(&disk).list().unwrap();
    assert_eq!(list.backups, [one.backup, two.backup]);
    assert_eq!(list.damaged, [] as [PathBuf; 0]);

    // A writer goes on in the restored one, with the ids and the numbers it had.
    let next = disk.restart();
    backups(&next).restore(None, Path::new(RESTORED)).unwrap();
    assert_eq!(
        next.content(&Path::new(RESTORED).join("rejects/imp-1.csv"))
            .unwrap(),
        b"rejected"
    );
    let store = Store::with_vfs(Path::new(RESTORED), Arc::new(next.clone()));
    let (mut writer, found) = store.open_committer(Box::new(|| 3)).unwrap();
    assert_eq!((found.cut, found.damage), (None, Vec::new()));
    writer.load_recent(NOW).unwrap();
    let receipts = writer.commit(vec![batch(55..75, NOW)], NOW).unwrap();
    assert_eq!((receipts[0].stored, receipts[0].duplicates), (5, 15));
}

/// The files of runs that backups hold: sidecars can be made anew.
fn backed_up(disk: &SimVfs) -> Vec<PathBuf> {
    let mut files = files(disk, "runs/shop", "");
    files.retain(|path| path.extension().is_none_or(|kind| kind != "sidecar"));
    files
}

#[test]
fn what_is_there_already_is_not_copied_again() {
    let disk = some_of_everything();
    back_up(&disk, "same", None).unwrap();
    let kept_before = kept(&disk);
    let again = back_up(&disk, "same", None).unwrap();
    assert_eq!(again.copied_bytes, 0);
    assert_eq!(kept(&disk), kept_before);
    committer(&disk)
        .commit(vec![batch(60..61, NOW)], NOW)
        .unwrap();
    let more = back_up(&disk, "same", None).unwrap();
    let of_runs: u64 = backed_up(&disk)
        .iter()
        .map(|path| disk.content(path).unwrap().len() as u64)
        .sum();
    assert!(more.copied_bytes > 0 && more.backup.bytes > of_runs);
    assert!(more.copied_bytes < of_runs, "only the log's end is new");
}

#[test]
fn only_the_last_backups_are_kept_and_what_only_the_others_had_is_removed() {
    let disk = SimVfs::new();
    for number in 0..5 {
        import(&disk, number * 10..number * 10 + 10);
        let done = back_up(&disk, &format!("meta {number}"), Some(2)).unwrap();
        let removed: &[u64] = if number < 2 { &[] } else { &[number - 1] };
        assert_eq!(done.removed, removed);
    }
    let list = backups(&disk).list().unwrap().backups;
    assert_eq!(list.iter().map(|of| of.number).collect::<Vec<_>>(), [4, 5]);
    assert_eq!(restored(&disk, Some(4), "4").0.len(), 40);
    assert_eq!(restored(&disk, Some(5), "5").0.len(), 50);
    // Each has its metadata, pointer and manifest; runs whose facts are alike share them.
    let of_runs: BTreeSet<Vec<u8>> = backed_up(&disk)
        .iter()
        .map(|path| disk.content(path).unwrap())
        .collect();
    assert_eq!(kept(&disk).len(), 2 * 3 + of_runs.len());
}

/// With a writer that is open, and bytes of a batch behind the log's end that nobody was told of.
#[test]
fn a_backup_beside_a_writer_ends_with_the_last_whole_record() {
    let disk = some_of_everything();
    let mut writer = committer(&disk);
    writer.commit(vec![batch(60..64, NOW)], NOW).unwrap();
    let log = files(&disk, "log", ".log").pop().unwrap();
    let content = disk.content(&log).unwrap();
    let end = content.iter().rposition(|byte| *byte != 0).unwrap() + 9;
    Vfs::open(&disk, &log)
        .unwrap()
        .write_at(&[7; 40], end as u64)
        .unwrap();
    let done = back_up(&disk, "", None).unwrap();
    assert_eq!(done.backup.events, 64);
    assert_eq!(restored(&disk, None, "").0.len(), 64);
    drop(writer);
}

#[test]
fn damage_is_not_backed_up_and_the_earlier_backup_stays() {
    let disk = some_of_everything();
    back_up(&disk, "one", None).unwrap();
    import(&disk, 60..70);
    let run = files(&disk, "runs/shop", "parquet").pop().unwrap();
    spoil(&disk, &run);
    let error = back_up(&disk, "two", None).unwrap_err();
    assert!(
        matches!(&error, StorageError::Damaged { file, .. } if *file == run),
        "{error}"
    );
    assert_eq!(restored(&disk, None, "").0.len(), 60);
    store_on(&disk).quarantine(Depth::Files, NOW).unwrap();
    let done = back_up(&disk, "two", None).unwrap();
    assert_eq!(done.backup.events, 60);
    assert_eq!(restored(&disk, None, "").0.len(), 60);
}

#[test]
fn a_damaged_backup_is_not_restored_and_says_so() {
    let whole = some_of_everything();
    back_up(&whole, "meta", None).unwrap();
    for path in kept(&whole) {
        let disk = whole.restart();
        if disk.content(&path).unwrap().is_empty() {
            continue;
        }
        spoil(&disk, &path);
        let error = backups(&disk)
            .restore(None, Path::new(RESTORED))
            .unwrap_err();
        assert!(
            matches!(&error, StorageError::DamagedBackup { file, .. } if *file == path),
            "{error}"
        );
        let nothing = Store::with_vfs(Path::new(RESTORED), Arc::new(disk.clone()))
            .open_committer(Box::new(|| 1));
        assert!(nothing.is_err(), "half a directory is not begun with");
        let half = Store::with_vfs(Path::new(RESTORED), Arc::new(disk));
        let verified = half.verify(Depth::Files).unwrap();
        assert_eq!(verified.faults[0].way_out, WayOut::Restore, "{verified:?}");
    }
    let disk = whole.restart();
    let record = Vfs::list(&disk, &Path::new(DEST).join("backups"))
        .unwrap()
        .remove(0)
        .path;
    spoil(&disk, &record);
    assert_eq!(backups(&disk).list().unwrap().damaged, [record]);
    assert!(backups(&disk).restore(None, Path::new(RESTORED)).is_err());
    // What it may need is not removed.
    let many = kept(&disk).len();
    import(&disk, 60..70);
    back_up(&disk, "more", None).unwrap();
    assert!(kept(&disk).len() > many);
}

#[test]
fn wrong_folders_and_numbers_are_refused() {
    let disk = some_of_everything();
    let none = backups(&disk).list();
    assert!(matches!(none, Err(StorageError::NoBackups(_))), "{none:?}");
    back_up(&disk, "meta", None).unwrap();
    let unknown = backups(&disk).restore(Some(7), Path::new(RESTORED));
    assert!(
        matches!(unknown, Err(StorageError::UnknownBackup { .. })),
        "{unknown:?}"
    );
    let full = backups(&disk).restore(None, Path::new("/data"));
    assert!(matches!(full, Err(StorageError::NotEmpty(_))), "{full:?}");
    assert_eq!(stored(&disk).len(), 60);
    let of_others = Backups::with_vfs(Path::new("/data"), Arc::new(disk.clone()));
    let refused = store_on(&disk).begin_backup(&of_others).map(drop);
    assert!(
        matches!(refused, Err(StorageError::NoBackups(_))),
        "{refused:?}"
    );
}

/// The second backup dies, or its disk fails, at every step.
#[test]
fn a_backup_that_dies_anywhere_leaves_the_earlier_ones_whole() {
    let before = some_of_everything();
    let first = stored(&before);
    back_up(&before, "one", None).unwrap();
    import(&before, 60..70);
    let second = stored(&before);
    for n in 1.. {
        let disk = before.restart();
        disk.crash_at(n);
        let done = back_up(&disk, "two", Some(2));
        for seed in [n, n + 1_000] {
            let told = format!("step {n}, seed {seed}");
            let found = disk.crash(seed);
            let list = backups(&found).list().unwrap();
            assert_eq!(list.damaged, [] as [PathBuf; 0], "{told}");
            assert_eq!(restored(&found, Some(1), &told).0, first, "{told}");
            if list.backups.len() > 1 {
                assert_eq!(restored(&found, Some(2), &told).0, second, "{told}");
            }
            let next = back_up(&found, "two", Some(1)).unwrap();
            assert_eq!(restored(&found, None, &told).0, second, "{told}");
            // Nothing that was left behind stays.
            assert_eq!(kept(&found).len() as u64, next.backup.files, "{told}");
        }
        if done.is_ok() {
            assert!(n > 30, "{n} steps");
            break;
        }
    }
}

#[test]
fn a_full_disk_at_the_nth_write_and_a_failed_nth_sync_end_a_backup_and_no_other() {
    let before = some_of_everything();
    back_up(&before, "one", None).unwrap();
    import(&before, 60..70);
    let second = stored(&before);
    for fail in WAYS_TO_FAIL {
        let mut failures = 0;
        for n in 1.. {
            let disk = before.restart();
            let (changes, syncs) = (disk.changes(), disk.syncs());
            fail(&disk, n);
            let done = back_up(&disk, "two", None);
            failures += u64::from(done.is_err());
            let found = disk.crash(n);
            let there = backups(&found).list().unwrap();
            assert_eq!((there.backups[0].number, there.damaged.len()), (1, 0));
            back_up(&found, "two", None).unwrap();
            if n % 5 == 0 {
                assert_eq!(restored(&found, Some(1), "").0.len(), 60);
                assert_eq!(restored(&found, None, "").0, second);
            }
            if disk.changes() - changes < n || (done.is_ok() && disk.syncs() - syncs < n) {
                break;
            }
        }
        assert!(failures > 5, "{failures}");
    }
}

#[test]
fn a_restore_that_dies_anywhere_can_be_begun_again() {
    let before = some_of_everything();
    back_up(&before, "one", None).unwrap();
    let expected = stored(&before);
    for n in 1.. {
        let disk = before.restart();
        disk.crash_at(n);
        let done = backups(&disk).restore(None, Path::new(RESTORED));
        for seed in [n, n + 1_000] {
            let found = disk.crash(seed);
            let told = format!("step {n}, seed {seed}");
            match backups(&found).restore(None, Path::new(RESTORED)) {
                Ok(_) => {}
                // All of it was there.
                Err(StorageError::NotEmpty(_)) => {}
                Err(error) => panic!("{told}: {error}"),
            }
            assert_eq!(contents(&found, &told).0, expected, "{told}");
        }
        if done.is_ok() {
            assert!(n > 20, "{n} steps");
            break;
        }
    }
}

#[test]
fn an_empty_directory_can_be_backed_up() {
    let disk = SimVfs::new();
    disk.put(&at("meta.lock"), b"");
    let done = back_up(&disk, "meta", None).unwrap();
    assert_eq!((done.backup.events, done.backup.files), (0, 1));
    assert_eq!(restored(&disk, None, ""), (Vec::new(), 0, b"meta".to_vec()));
    assert_eq!(done.backup.taken_at, NOW);
}
