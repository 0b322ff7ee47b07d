//! Every fault is found and named with its file; what is whole is called whole.

use cairn_core::time::Time;
use cairn_storage::{DedupeWindow, Depth, SimVfs, Verified, VerifiedSite, WayOut};

use crate::shop::site;
use crate::stored::{
    NOW, at, batch, committer, files, import, snapshot, some_of_everything, spoil, store_on,
};

fn verify(disk: &SimVfs, depth: Depth) -> Verified {
    store_on(disk).verify(depth).unwrap()
}

/// The one fault of a directory, of both depths or of the deeper one.
#[track_caller]
fn check_fault(disk: &SimVfs, depth: Depth, file: &std::path::Path, says: &str, way: WayOut) {
    let before = disk.changes();
    let verified = verify(disk, depth);
    assert_eq!(disk.changes(), before, "looking changes nothing");
    let [fault] = &verified.faults[..] else {
        panic!("one fault is expected: {:?}", verified.faults);
    };
    assert_eq!(fault.file, file);
    assert!(fault.fault.contains(says), "{fault:?}");
    assert_eq!(fault.way_out, way, "{fault:?}");
    assert!(!verified.is_whole());
}

#[test]
fn a_whole_directory_is_whole_and_counted() {
    let disk = some_of_everything();
    for depth in [Depth::Files, Depth::Contents] {
        let before = disk.changes();
        let verified = verify(&disk, depth);
        assert_eq!(disk.changes(), before, "looking changes nothing");
        assert_eq!(verified.faults, [], "{depth:?}");
        assert_eq!((&verified.foreign[..], verified.left_behind), (&[][..], 0));
        assert_eq!(verified.log_records, 1);
        let bytes = ["parquet", "ids", "facts", "sidecar"]
            .iter()
            .flat_map(|kind| files(&disk, "runs/shop", kind))
            .chain(files(&disk, "dead-letters/shop", "ndjson"))
            .map(|path| disk.content(&path).unwrap().len() as u64)
            .sum();
        let expected = VerifiedSite {
            runs: 3,
            events: 50,
            events_in_log: 10,
            dead_letters: 1,
            bytes,
            ..VerifiedSite::default()
        };
        assert_eq!(verified.sites[&site("shop")], expected);
    }
}

#[test]
fn a_flipped_bit_in_any_file_the_manifest_names_is_found_by_its_hash() {
    let whole = some_of_everything();
    let cases = [
        ("parquet", WayOut::Quarantine),
        ("ids", WayOut::Rebuild),
        ("facts", WayOut::Rebuild),
    ];
    for (kind, way) in cases {
        let paths = files(&whole, "runs/shop", kind);
        assert_eq!(paths.len(), 3);
        for path in paths {
            let disk = whole.restart();
            spoil(&disk, &path);
            check_fault(&disk, Depth::Files, &path, "hash differs", way);
            check_fault(&disk, Depth::Contents, &path, "hash differs", way);
        }
    }
    let letters = &files(&whole, "dead-letters/shop", "ndjson")[0];
    let disk = whole.restart();
    spoil(&disk, letters);
    check_fault(
        &disk,
        Depth::Files,
        letters,
        "hash differs",
        WayOut::Quarantine,
    );
}

#[test]
fn missing_short_and_long_files_are_found() {
    let whole = some_of_everything();
    let run = &files(&whole, "runs/shop", "parquet")[1];
    let vfs: &dyn cairn_storage::Vfs = &whole.restart();
    drop(vfs.open(run).unwrap());

    let disk = whole.restart();
    cairn_storage::Vfs::remove_file(&disk, run).unwrap();
    check_fault(&disk, Depth::Files, run, "missing", WayOut::Quarantine);
    for change in [-1_isize, 1] {
        let disk = whole.restart();
        let mut content = disk.content(run).unwrap();
        content.resize(content.len().checked_add_signed(change).unwrap(), 0);
        disk.put(run, &content);
        check_fault(&disk, Depth::Files, run, "bytes", WayOut::Quarantine);
    }
}

#[test]
fn a_damaged_manifest_and_pointer_are_found() {
    let whole = some_of_everything();
    for file in files(&whole, "manifest", "") {
        // The manifest before the current one is of use to nobody who verifies.
        let is_current =
            file.ends_with("current") || Some(&file) == files(&whole, "manifest", "json").last();
        let disk = whole.restart();
        disk.put(&file, b"{");
        if is_current {
            check_fault(&disk, Depth::Files, &file, "", WayOut::Restore);
        }
    }
}

#[test]
fn damage_in_the_log_is_found() {
    let disk = some_of_everything();
    let mut again = committer(&disk);
    again.commit(vec![batch(60..61, NOW)], NOW).unwrap();
    drop(again);
    let log = &files(&disk, "log", ".log")[0];
    let mut content = disk.content(log).unwrap();
    content[60] ^= 1;
    disk.put(log, &content);
    let verified = verify(&disk, Depth::Files);
    let of_log = verified.faults.iter().find(|fault| fault.file == *log);
    assert!(
        of_log.is_some_and(|fault| fault.way_out == WayOut::Restore),
        "{verified:?}"
    );
}

#[test]
fn files_of_others_are_named_and_what_is_left_behind_is_counted() {
    let disk = some_of_everything();
    let foreign = [
        at(".DS_Store"),
        at("log/notes"),
        at("manifest/old.json"),
        at("rejects/list.csv"),
        at("runs/notes.txt"),
        at("runs/shop/run-1.parquet"),
    ];
    for path in &foreign {
        disk.put(path, b"mine");
    }
    disk.put(&at("rejects/imp-1.csv"), b"ours");
    disk.put(&at("runs/shop/run-00000099.parquet"), b"left");
    disk.put(&at("runs/old/run-00000001.ids"), b"left");
    let verified = verify(&disk, Depth::Contents);
    assert_eq!(verified.faults, []);
    assert_eq!(verified.foreign, foreign);
    assert_eq!(verified.left_behind, 2);
}

/// The same event, sent again when it is not held against what came before any more, is rightly stored twice.
#[test]
fn an_event_that_is_stored_again_after_the_window_is_no_fault() {
    let disk = SimVfs::new();
    import(&disk, 0..5);
    let mut committer = committer(&disk);
    let later = Time::from_micros(NOW.micros() + 9 * 86_400_000_000);
    let receipts = committer.commit(vec![batch(3..7, later)], later).unwrap();
    assert_eq!((receipts[0].stored, receipts[0].duplicates), (4, 0));
    committer.flush().unwrap();
    assert_eq!(verify(&disk, Depth::Contents).faults, []);
}

/// Since when the window is on record that was set, an event that is there twice within it is a fault; what came before was
/// held against the least.
#[test]
fn events_stored_twice_are_held_against_the_window_that_was_set() {
    let disk = SimVfs::new();
    let month = DedupeWindow::of_days(30).unwrap();
    let sent_again = |window: Option<DedupeWindow>, days: i64| {
        let now = Time::from_micros(NOW.micros() + days * 86_400_000_000);
        let store = store_on(&disk).with_dedupe_window(window.unwrap_or_default());
        let (mut committer, _) = store.open_committer(Box::new(|| 9)).unwrap();
        // Without a window it knows no ids, as if it had a fault.
        if window.is_some() {
            committer.load_recent(now).unwrap();
        }
        let receipts = committer.commit(vec![batch(0..1, now)], now).unwrap();
        committer.flush().unwrap();
        receipts[0].stored
    };
    let stored_twice = || {
        let told = verify(&disk, Depth::Contents).faults;
        let told: Vec<String> = told.into_iter().map(|fault| fault.fault).collect();
        assert!(
            told.iter().all(|fault| fault.contains("stored twice")),
            "{told:?}"
        );
        told.len()
    };
    let least = Some(DedupeWindow::LEAST);
    assert_eq!([sent_again(least, 0), sent_again(least, 9)], [1, 1]);
    assert_eq!(stored_twice(), 0, "after the window of that time");
    let sequence = snapshot(&disk).manifest_sequence();
    assert_eq!(sent_again(Some(month), 10), 0);
    assert_eq!(sent_again(Some(month), 11), 0);
    assert_eq!(
        snapshot(&disk).manifest_sequence(),
        sequence + 3,
        "on record once"
    );
    assert_eq!(stored_twice(), 0, "it was made longer since");
    assert_eq!(sent_again(None, 25), 1);
    assert_eq!(stored_twice(), 1, "after 16 days of 30");

    // What comes when it is short again is held against that.
    assert_eq!([sent_again(least, 26), sent_again(least, 34)], [0, 1]);
    assert_eq!(stored_twice(), 0);
}

/// Two runs with the same events, put there by hand: the manifest names the first one's files under both numbers.
#[test]
fn events_that_are_there_twice_are_found() {
    let disk = SimVfs::new();
    import(&disk, 0..5);
    import(&disk, 5..10);
    let text = |sequence: u64| {
        let path = at(&format!("manifest/{sequence:012}.json"));
        (
            String::from_utf8(disk.content(&path).unwrap()).unwrap(),
            path,
        )
    };
    let (manifest, path) = text(2);
    let json: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let mut changed = json.clone();
    let first = changed["sites"]["shop"]["runs"][0].clone();
    changed["sites"]["shop"]["runs"][1] = first;
    changed["sites"]["shop"]["runs"][1]["number"] = 2.into();
    changed["sites"]["shop"]["runs"][1]["import_id"] = 2.into();
    let changed = changed.to_string();
    disk.put(&path, changed.as_bytes());
    let hash = blake3::hash(changed.as_bytes()).to_hex();
    let pointer = format!(r#"{{"version": 6, "sequence": 2, "blake3": "{hash}"}}"#);
    disk.put(&at("manifest/current"), pointer.as_bytes());
    for kind in ["parquet", "ids", "facts", "sidecar"] {
        let content = disk
            .content(&at(&format!("runs/shop/run-00000001.{kind}")))
            .unwrap();
        disk.put(&at(&format!("runs/shop/run-00000002.{kind}")), &content);
    }
    let verified = verify(&disk, Depth::Contents);
    let told: Vec<&str> = verified
        .faults
        .iter()
        .map(|fault| &fault.fault[..])
        .collect();
    let twice = told
        .iter()
        .filter(|fault| fault.contains("is stored twice"))
        .count();
    assert_eq!(twice, 5, "{told:?}");
    // The rows say whose they are, and the records of the imports say otherwise.
    assert!(
        told.iter()
            .any(|fault| fault.contains("imp-1 should have 5 events, and 10 are there")),
        "{told:?}"
    );
    assert_eq!(
        verify(&disk, Depth::Files).faults,
        [],
        "the files are what the manifest says"
    );
}
