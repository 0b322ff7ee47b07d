//! What is damaged is set aside, on record, and the rest lives.

use std::collections::BTreeSet;
use std::path::Path;

use cairn_core::id::{EventId, ImportId};
use cairn_storage::{Depth, SimVfs, StorageError, Vfs};

use crate::shop::site;
use crate::stored::{
    NOW, at, batch, committer, files, import, snapshot, some_of_everything, spoil, store_on, stored,
};

fn ids(disk: &SimVfs) -> BTreeSet<EventId> {
    stored(disk)
        .into_iter()
        .map(|event| event.event_id)
        .collect()
}

fn ids_of(numbers: impl Iterator<Item = u64>) -> BTreeSet<EventId> {
    let id = |number| EventId::of_message(&site("shop"), &format!("m-{number}"));
    numbers.map(id).collect()
}

#[test]
fn a_question_on_a_damaged_run_names_the_file_and_the_way_out() {
    let disk = some_of_everything();
    let run = &files(&disk, "runs/shop", "parquet")[0];
    disk.put(run, b"no parquet");
    let error = snapshot(&disk)
        .each_block::<StorageError>(&site("shop"), &cairn_storage::Columns::ALL, |_| Ok(()))
        .unwrap_err()
        .to_string();
    assert!(error.contains(run.to_str().unwrap()), "{error}");
    assert!(
        error.contains("backup") && error.contains("cairn verify"),
        "{error}"
    );
}

#[test]
fn a_damaged_run_is_set_aside_and_the_rest_lives() {
    let disk = some_of_everything();
    let runs = files(&disk, "runs/shop", "parquet");
    spoil(&disk, &runs[0]);
    let spoilt = disk.content(&runs[0]).unwrap();
    let repaired = store_on(&disk).quarantine(Depth::Contents, NOW).unwrap();
    let [(of, lost)] = &repaired.quarantined[..] else {
        panic!("{repaired:?}");
    };
    assert_eq!((of, lost.events, lost.dead_letters), (&site("shop"), 20, 0));
    assert_eq!(lost.file, at("quarantine/shop/run-00000001.parquet"));
    assert_eq!(
        disk.content(&lost.file),
        Some(spoilt),
        "it is kept as it was"
    );
    assert_eq!(files(&disk, "quarantine/shop", "").len(), 3);
    assert_eq!(files(&disk, "runs/shop", "").len(), 8);

    assert_eq!(
        snapshot(&disk).quarantined(&site("shop")),
        std::slice::from_ref(lost)
    );
    assert_eq!(snapshot(&disk).rows(&site("shop")), 40);
    let left = ids(&disk);
    assert_eq!(left.len(), 40);
    assert!(left.is_subset(&ids_of(0..60)));

    // From then on it is whole, and says what is missing.
    let verified = store_on(&disk).verify(Depth::Contents).unwrap();
    assert_eq!(verified.faults, []);
    assert_eq!(verified.sites[&site("shop")].quarantined_events, 20);
    let again = store_on(&disk).quarantine(Depth::Contents, NOW).unwrap();
    assert!(again.quarantined.is_empty() && again.rebuilt.is_empty());

    // The next writer goes on, and the file of the import brings back what was lost, once.
    import(&disk, 0..40);
    assert_eq!(ids(&disk), ids_of(0..60));
    assert_eq!(snapshot(&disk).rows(&site("shop")), 60);
    assert_eq!(store_on(&disk).verify(Depth::Contents).unwrap().faults, []);
    assert_eq!(
        snapshot(&disk).quarantined(&site("shop")).len(),
        1,
        "it stays on record"
    );
}

#[test]
fn a_writer_starts_again_once_damaged_ids_or_facts_were_made_anew() {
    for kind in ["ids", "facts"] {
        let disk = some_of_everything();
        let whole = ids(&disk);
        for path in files(&disk, "runs/shop", kind) {
            let written = disk.content(&path).unwrap();
            disk.put(&path, &written[..written.len() - 1]);
            let repaired = store_on(&disk).quarantine(Depth::Contents, NOW).unwrap();
            assert_eq!(repaired.rebuilt, std::slice::from_ref(&path));
            assert_eq!(repaired.quarantined, []);
            assert_eq!(disk.content(&path), Some(written), "{}", path.display());
        }
        assert_eq!(store_on(&disk).verify(Depth::Contents).unwrap().faults, []);
        drop(committer(&disk));
        assert_eq!(ids(&disk), whole);
    }
}

#[test]
fn a_run_without_ids_and_events_is_set_aside_once() {
    let disk = some_of_everything();
    for kind in ["parquet", "ids", "facts"] {
        let path = &files(&disk, "runs/shop", kind)[2];
        Vfs::remove_file(&disk, path).unwrap();
    }
    let repaired = store_on(&disk).quarantine(Depth::Files, NOW).unwrap();
    assert_eq!(repaired.found.faults.len(), 3);
    assert_eq!(repaired.quarantined.len(), 1);
    assert_eq!(repaired.quarantined[0].1.events, 10);
    let expected: BTreeSet<EventId> = ids_of((0..40).chain(50..60));
    assert_eq!(ids(&disk), expected);
    // What came live can come again at once: it is stored nowhere.
    let receipts = committer(&disk)
        .commit(vec![batch(40..50, NOW)], NOW)
        .unwrap();
    assert_eq!(receipts[0].stored, 10);
}

#[test]
fn damaged_dead_letters_are_set_aside() {
    let disk = some_of_everything();
    let letters = &files(&disk, "dead-letters/shop", "ndjson")[0];
    spoil(&disk, letters);
    let repaired = store_on(&disk).quarantine(Depth::Files, NOW).unwrap();
    let [(_, lost)] = &repaired.quarantined[..] else {
        panic!("{repaired:?}");
    };
    assert_eq!((lost.events, lost.dead_letters), (0, 1));
    let page = snapshot(&disk)
        .dead_letters(&site("shop"), None, 10)
        .unwrap();
    assert_eq!((page.total, page.letters.len()), (1, 1));
    assert_eq!(store_on(&disk).verify(Depth::Contents).unwrap().faults, []);
}

#[test]
fn nothing_is_set_aside_while_somebody_writes_or_where_nothing_helps() {
    let disk = some_of_everything();
    let writer = committer(&disk);
    let refused = store_on(&disk).quarantine(Depth::Files, NOW);
    assert!(matches!(refused, Err(StorageError::Busy(_))), "{refused:?}");
    drop(writer);
    disk.put(&at("manifest/current"), b"{");
    let before = disk.changes();
    let repaired = store_on(&disk).quarantine(Depth::Files, NOW).unwrap();
    assert_eq!(repaired.found.faults.len(), 1);
    assert!(repaired.quarantined.is_empty());
    assert_eq!(disk.changes(), before);
}

#[test]
fn files_stay_in_their_place_while_somebody_reads() {
    let disk = some_of_everything();
    let reader = snapshot(&disk);
    let run = files(&disk, "runs/shop", "parquet")[2].clone();
    spoil(&disk, &run);
    store_on(&disk).quarantine(Depth::Files, NOW).unwrap();
    assert!(disk.content(&run).is_some());
    drop(reader);
    drop(committer(&disk));
    assert!(disk.content(&run).is_none());
    let kept = Path::new("/data/quarantine/shop/run-00000003.parquet");
    assert!(disk.content(kept).is_some());
}

#[test]
fn an_undone_import_has_nothing_in_quarantine() {
    let disk = some_of_everything();
    spoil(&disk, &files(&disk, "runs/shop", "parquet")[0]);
    let store = store_on(&disk);
    store.quarantine(Depth::Files, NOW).unwrap();
    store.undo(ImportId::new(1), NOW).unwrap();
    assert_eq!(snapshot(&disk).quarantined(&site("shop")), []);
    assert_eq!(ids(&disk), ids_of(40..60));
    assert_eq!(store.verify(Depth::Contents).unwrap().faults, []);
    let left = Vfs::list(&disk, &at("quarantine"));
    assert!(
        left.is_ok_and(|left| left.is_empty()),
        "what was taken back is gone"
    );
}

/// It dies at every step: what is found then is the state before or after, and another try ends well.
#[test]
fn a_process_that_dies_while_it_sets_aside_leaves_the_state_before_or_after() {
    let damaged = some_of_everything();
    let run = files(&damaged, "runs/shop", "parquet")[0].clone();
    let kept: BTreeSet<EventId> = {
        let disk = damaged.restart();
        spoil(&disk, &run);
        store_on(&disk).quarantine(Depth::Files, NOW).unwrap();
        ids(&disk)
    };
    spoil(&damaged, &run);
    for n in 1.. {
        let disk = damaged.restart();
        disk.crash_at(n);
        let done = store_on(&disk).quarantine(Depth::Files, NOW);
        for seed in 0..4 {
            let found = disk.crash(seed);
            let verified = store_on(&found).verify(Depth::Files).unwrap();
            assert!(verified.faults.len() <= 1, "step {n}: {verified:?}");
            store_on(&found).quarantine(Depth::Files, NOW).unwrap();
            drop(committer(&found));
            assert_eq!(ids(&found), kept, "step {n}, seed {seed}");
            assert_eq!(
                files(&found, "quarantine/shop", "").len(),
                3,
                "step {n}, seed {seed}"
            );
        }
        if done.is_ok() {
            assert!(n > 5, "{n} steps");
            break;
        }
    }
}
