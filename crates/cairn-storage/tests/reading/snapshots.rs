//! Readers beside the one writer: a snapshot stays as it is while it lives.

use std::path::Path;

use cairn_core::id::ImportId;
use cairn_storage::{ImportSizes, StorageError, Store};
use cairn_testkit::dice::Dice;

use crate::shop::{events, site};
use crate::store::{NOW, import, new_events, random_store};

fn run_files(data: &Path) -> usize {
    std::fs::read_dir(data.join("runs/shop")).map_or(0, Iterator::count)
}

fn undo_all(store: &Store) {
    for number in 1..=3 {
        store.undo(ImportId::new(number), NOW).unwrap();
    }
}

#[test]
fn a_snapshot_answers_after_an_undo_and_then_the_files_go() {
    let folder = tempfile::tempdir().unwrap();
    let store = random_store(folder.path(), 1);
    let before = store.snapshot().unwrap();
    let expected = events(&before, &site("shop"));
    assert!(expected.len() > 20);
    let files = run_files(folder.path());

    undo_all(&store);
    let after = store.snapshot().unwrap();
    assert_eq!(events(&after, &site("shop")), []);
    assert_eq!(after.manifest_sequence(), before.manifest_sequence() + 3);
    // Neither the undoing nor another writer removes what the snapshot may read.
    drop(store.begin_import(&site("shop")).unwrap());
    assert_eq!(run_files(folder.path()), files);
    assert_eq!(events(&before, &site("shop")), expected);
    let rows = all_rows(&before);
    assert_eq!(rows, expected.len() as u64);

    drop(before);
    drop(after);
    drop(store.begin_import(&site("shop")).unwrap());
    assert_eq!(run_files(folder.path()), 0);
}

#[test]
fn a_copy_of_a_snapshot_keeps_it_alive() {
    let folder = tempfile::tempdir().unwrap();
    let store = random_store(folder.path(), 2);
    let first = store.snapshot().unwrap();
    let copy = first.clone();
    let expected = events(&first, &site("shop"));
    drop(first);
    undo_all(&store);
    drop(store.begin_import(&site("shop")).unwrap());
    assert_eq!(events(&copy, &site("shop")), expected);
}

#[test]
fn without_readers_an_undo_removes_the_files_itself() {
    let folder = tempfile::tempdir().unwrap();
    let store = random_store(folder.path(), 3);
    assert!(run_files(folder.path()) > 0);
    undo_all(&store);
    assert_eq!(run_files(folder.path()), 0);
}

#[test]
fn an_import_is_seen_after_its_commit_and_not_by_older_snapshots() {
    let folder = tempfile::tempdir().unwrap();
    let store = random_store(folder.path(), 4);
    let before = store.snapshot().unwrap();
    let rows = all_rows(&before);
    let mut import = store.begin_import(&site("shop")).unwrap();
    for (number, event) in (1..).zip(new_events(&mut Dice::new(5), 10, "fourth")) {
        import.add(event, number).unwrap();
    }
    let resolved = import.resolve().unwrap();
    let during = store.snapshot().unwrap();
    assert_eq!(all_rows(&during), rows);
    resolved.commit("file", NOW, 10, 0).unwrap();
    let after = store.snapshot().unwrap();
    assert_eq!(all_rows(&after), rows + 10);
    assert_eq!(events(&after, &site("shop")).len() as u64, rows + 10);
    for older in [before, during] {
        assert_eq!(all_rows(&older), rows);
        assert_eq!(events(&older, &site("shop")).len() as u64, rows);
    }
}

#[test]
fn there_is_one_writer() {
    let folder = tempfile::tempdir().unwrap();
    let store = random_store(folder.path(), 5);
    let other = Store::at(folder.path());
    let is_busy = |outcome: Result<(), StorageError>| matches!(outcome, Err(StorageError::Busy(folder)) if folder == other.path());
    let first = store.begin_import(&site("shop")).unwrap();
    assert!(is_busy(other.begin_import(&site("blog")).map(|_| ())));
    assert!(is_busy(other.undo(ImportId::new(1), NOW).map(|_| ())));
    let resolved = first.resolve().unwrap();
    assert!(is_busy(other.begin_import(&site("shop")).map(|_| ())));
    drop(resolved);
    other.undo(ImportId::new(1), NOW).unwrap();
}

#[test]
fn rows_that_are_unaccounted_for_are_not_committed() {
    let folder = tempfile::tempdir().unwrap();
    let store = random_store(folder.path(), 6);
    let before = store.snapshot().unwrap();
    let mut import = store.begin_import(&site("shop")).unwrap();
    for (number, event) in (1..).zip(new_events(&mut Dice::new(5), 4, "fourth")) {
        import.add(event, number).unwrap();
    }
    let resolved = import.resolve().unwrap();
    let error = resolved.commit("file", NOW, 6, 1).unwrap_err();
    assert!(matches!(error, StorageError::Internal(_)), "{error}");
    let after = store.snapshot().unwrap();
    assert_eq!(after.manifest_sequence(), before.manifest_sequence());
    assert_eq!(all_rows(&after), all_rows(&before));
}

#[test]
fn a_folder_that_is_not_there_is_said_not_to_be() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("not/yet");
    let store = Store::at(&data);
    let is_missing =
        |error: StorageError| matches!(error, StorageError::NoDataDirectory(path) if path == data);
    assert!(store.snapshot().is_err_and(is_missing));
    assert!(store.undo(ImportId::new(1), NOW).is_err_and(is_missing));
    assert!(!data.exists(), "asking creates nothing");
    let events = new_events(&mut Dice::new(5), 4, "first");
    assert_eq!(
        import(&store, events, ImportSizes::default()),
        ImportId::new(1)
    );
    assert_eq!(store.snapshot().unwrap().rows(&site("shop")), 4);
}

/// How many events and facts there are.
fn all_rows(snapshot: &cairn_storage::Snapshot) -> u64 {
    snapshot.rows(&site("shop")) + snapshot.facts(&site("shop"))
}
