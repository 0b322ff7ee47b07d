//! A person that is erased is in no file any more, others lose nothing, and whatever happens in between is gone on with.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cairn_core::entity::{Entity, EntityKind};
use cairn_core::event::{ALIAS, Event, Identity, Trust};
use cairn_core::id::{EventId, PersonKey};
use cairn_core::ledger::FactKind;
use cairn_core::value::Value;
use cairn_storage::{
    Backups, CompactionSizes, DeadLetter, Depth, ErasureRecord, SimVfs, StorageError, Store,
    Submission, Vfs, own_events,
};

use crate::shop::gone::{Gone, Known};
use crate::shop::site;
use crate::stored::{
    NOW, WAYS_TO_FAIL, at, batch, committer, event, import, letter, snapshot, some_of_everything,
    store_on, stored,
};

const KEY: [u8; 32] = [3; 32];

/// Events of everything; of the first 60 some lie in cells, others in runs of an import, a live run and the log.
fn mixed() -> SimVfs {
    in_cells_of(5, 4)
}

/// The same in few files, so that every step of an erasure can be tried.
fn in_few_files() -> SimVfs {
    in_cells_of(1_000, 2)
}

/// The fact of a number, about one of few entities, naming somebody or nobody.
fn fact(number: u64) -> Event {
    let kinds = [EntityKind::Order, EntityKind::Lead];
    Event {
        event: FactKind::ALL[usize::try_from(number % 10).unwrap()]
            .as_str()
            .to_owned(),
        entity: Some(Entity {
            kind: kinds[usize::try_from(number % 2).unwrap()],
            id: format!("order-{}", number % 3),
        }),
        identity: Identity::Message(format!("fact-{number}")),
        ..event(number)
    }
}

fn import_facts(disk: &SimVfs, numbers: std::ops::Range<u64>) {
    let mut import = store_on(disk).begin_import(&site("shop")).unwrap();
    let rows = numbers.end - numbers.start;
    for (row, number) in (1..).zip(numbers) {
        import.add(fact(number), row).unwrap();
    }
    let resolved = import.resolve().unwrap();
    resolved.commit("facts.ndjson", NOW, rows, 0).unwrap();
}

/// The same with so many rows in a cell, and so many facts in each place.
fn in_cells_of(cell_rows: u64, facts: u64) -> SimVfs {
    let disk = some_of_everything();
    import_facts(&disk, 0..facts);
    let sizes = CompactionSizes {
        waiting_runs: 1,
        cell_rows,
        part_rows: 11,
        row_group_rows: 2,
        ..CompactionSizes::default()
    };
    store_on(&disk).compact_sized(sizes).unwrap();
    import(&disk, 60..80);
    let mut committer = committer(&disk);
    let with_facts = |mut batch: Submission, numbers: std::ops::Range<u64>| {
        numbers.for_each(|number| batch.add(&fact(number)));
        batch
    };
    let flushed = with_facts(batch(80..100, NOW), 20..20 + facts);
    committer.commit(vec![flushed], NOW).unwrap();
    committer.flush().unwrap();
    let mut last = with_facts(batch(100..120, NOW), 40..40 + facts);
    for raw in [
        r#"{"userId": "user-1", "timestamp": "never"}"#,
        r#"{"anonymousId": "device-1", "cut o"#,
        r#"{"userId": "user-11"}"#,
    ] {
        last.add_dead_letter(DeadLetter {
            raw: raw.to_owned(),
            ..letter(7)
        });
    }
    committer.commit(vec![last], NOW).unwrap();
    drop(committer);
    disk
}

fn by_id(disk: &SimVfs) -> BTreeMap<EventId, Event> {
    let events = stored(disk).into_iter();
    events
        .map(|stored| (stored.event_id, stored.event))
        .collect()
}

fn key_of(known: &Known) -> PersonKey {
    match known {
        Known::User(id) => PersonKey::of_user(id),
        Known::Device(id) => PersonKey::of_device(id),
    }
}

fn erase(disk: &SimVfs, known: &Known) -> Result<ErasureRecord, StorageError> {
    let shop = site("shop");
    store_on(disk).erase(&shop, key_of(known), KEY, &|_, _| Ok(0), NOW)
}

fn everybody() -> Vec<Known> {
    let users = (0..6).map(|n| Known::User(format!("user-{n}")));
    let devices = (0..4).map(|n| Known::Device(format!("device-{n}")));
    users.chain(devices).collect()
}

/// All files of a disk, in order.
pub(crate) fn files(disk: &SimVfs, folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in Vfs::list(disk, folder).unwrap_or_default() {
        match entry.is_folder {
            true => found.extend(files(disk, &entry.path)),
            false => found.push(entry.path),
        }
    }
    found
}

/// The files in which an id is found: by its text, by its key in any form, or, where it is a run, by its events.
fn naming(disk: &SimVfs, folder: &str, gone: &Gone, erased: &[EventId]) -> Vec<PathBuf> {
    let scratch = tempfile::tempdir().unwrap();
    let mut needles: Vec<Vec<u8>> = Vec::new();
    let mut keys: HashSet<[u8; 16]> = HashSet::new();
    let users = gone.users.iter().map(|id| (id, PersonKey::of_user(id)));
    let devices = gone.devices.iter().map(|id| (id, PersonKey::of_device(id)));
    for (id, key) in users.chain(devices) {
        needles.push(format!("\"{id}\"").into_bytes());
        needles.push([&[u8::try_from(id.len()).unwrap()], id.as_bytes()].concat());
        needles.push(key.to_string().into_bytes());
        keys.extend([key.0.to_le_bytes(), key.0.to_be_bytes()]);
    }
    for id in erased {
        keys.extend([id.0.to_le_bytes(), id.0.to_be_bytes()]);
    }
    let mut found = Vec::new();
    for path in files(disk, Path::new(folder)) {
        let content = disk.content(&path).unwrap();
        let is_in = |needle: &Vec<u8>| content.windows(needle.len()).any(|part| part == needle);
        let mut parts = content.windows(16);
        let mut names = needles.iter().any(is_in) || parts.any(|part| keys.contains(part));
        if content.starts_with(b"PAR1") {
            let copy = scratch.path().join("run.parquet");
            std::fs::write(&copy, &content).unwrap();
            let mut events = own_events(&copy).unwrap().unwrap();
            while let Some(stored) = events.next_event().unwrap() {
                names |= gone.names(&stored.event) || erased.contains(&stored.event_id);
            }
        }
        if names {
            found.push(path);
        }
    }
    found
}

fn check_whole(disk: &SimVfs, told: &str) {
    let verified = store_on(disk).verify(Depth::Contents).unwrap();
    let (faults, foreign) = (&verified.faults[..], &verified.foreign[..]);
    assert_eq!((faults, foreign), (&[][..], &[][..]), "{told}");
    assert_eq!(verified.left_behind, 0, "{told}");
}

#[test]
fn whoever_is_erased_is_found_before_and_nowhere_after_and_nobody_else_is_touched() {
    let whole = mixed();
    let before = by_id(&whole);
    let mut kinds = std::collections::BTreeSet::new();
    for known in everybody() {
        let told = format!("{known:?}");
        let disk = whole.restart();
        let mut gone = Gone::default();
        let ids = gone.add(&before, &known);
        let left: BTreeMap<EventId, Event> = before
            .iter()
            .filter_map(|(id, event)| Some((*id, gone.left_of(event)?)))
            .collect();
        let erased: Vec<EventId> = before
            .keys()
            .copied()
            .filter(|id| !left.contains_key(id))
            .collect();
        let found = naming(&disk, "/data", &gone, &erased);
        let endings = found.iter().filter_map(|path| path.extension());
        kinds.extend(endings.map(|ending| ending.to_str().unwrap().to_owned()));
        assert!(found.len() > 2, "{told}: {found:?}");

        let record = erase(&disk, &known).unwrap();
        assert_eq!(record.ids, ids, "{told}");
        let ended = record.ended.unwrap();
        assert_eq!(ended.events, erased.len() as u64, "{told}");
        let letters =
            u64::from(gone.users.contains("user-1")) + u64::from(gone.devices.contains("device-1"));
        assert_eq!(ended.dead_letters, letters, "{told}");
        assert_eq!(by_id(&disk), left, "{told}");
        assert_eq!(
            naming(&disk, "/data", &gone, &erased),
            [] as [PathBuf; 0],
            "{told}"
        );
        check_whole(&disk, &told);
        assert_eq!(
            snapshot(&disk).erasures(&site("shop")).unwrap(),
            std::slice::from_ref(&record)
        );

        // In a backup of after it there is nothing either.
        let backups = Backups::with_vfs(Path::new("/backups"), Arc::new(disk.clone()));
        let backup = store_on(&disk).begin_backup(&backups).unwrap();
        backup.finish(NOW, None).unwrap();
        assert_eq!(
            naming(&disk, "/backups", &gone, &erased),
            [] as [PathBuf; 0],
            "{told}"
        );
        backups.restore(None, Path::new("/restored")).unwrap();
        let restored = Store::with_vfs(Path::new("/restored"), Arc::new(disk.clone()));
        assert!(
            restored.verify(Depth::Contents).unwrap().is_whole(),
            "{told}"
        );
        assert_eq!(
            restored
                .snapshot()
                .unwrap()
                .erasures(&site("shop"))
                .unwrap(),
            std::slice::from_ref(&record)
        );
    }
    for kind in ["parquet", "ids", "facts", "persons", "log"] {
        assert!(kinds.contains(kind), "{kind} is among {kinds:?}");
    }
}

#[test]
fn from_then_on_nothing_of_an_erased_person_is_stored() {
    let disk = mixed();
    let mut gone = Gone::default();
    gone.add(&by_id(&disk), &Known::User("user-1".to_owned()));
    erase(&disk, &Known::User("user-1".to_owned())).unwrap();
    let before = snapshot(&disk).totals(&site("shop"));
    let expected: Vec<Option<Event>> = (200..300).map(|n| gone.left_of(&event(n))).collect();
    let kept = expected.iter().flatten().count() as u64;
    let stripped = expected
        .iter()
        .flatten()
        .zip(200..)
        .filter(|(left, n)| **left != event(*n));
    assert!(kept < 90 && stripped.count() > 0);

    // As a batch.
    let live = disk.restart();
    let mut writer = committer(&live);
    let mut submission = batch(200..300, NOW);
    submission.add_dead_letter(DeadLetter {
        raw: r#"{"userId":"user-1"}"#.to_owned(),
        ..letter(1)
    });
    let receipts = writer.commit(vec![submission], NOW).unwrap();
    assert_eq!(
        (receipts[0].stored, receipts[0].suppressed),
        (kept, 100 - kept + 1)
    );
    assert_eq!(receipts[0].dead_lettered, 1);
    drop(writer);
    let totals = snapshot(&live).totals(&site("shop"));
    assert_eq!(totals.suppressed - before.suppressed, 100 - kept + 1);
    assert_eq!(totals.received - before.received, 102);
    assert!(totals.is_conserved());
    check_whole(&live, "live");
    store_on(&live).compact().unwrap();
    check_whole(&live, "flushed");
    assert_eq!(snapshot(&live).totals(&site("shop")), totals);
    assert_eq!(naming(&live, "/data", &gone, &[]), [] as [PathBuf; 0]);

    // As a file.
    import(&disk, 200..300);
    let imports = snapshot(&disk).imports(&site("shop")).to_vec();
    let tally = imports.last().unwrap().tally;
    assert_eq!(
        (tally.read, tally.stored, tally.suppressed),
        (100, kept, 100 - kept)
    );
    assert_eq!(naming(&disk, "/data", &gone, &[]), [] as [PathBuf; 0]);
    let in_file: Vec<Event> = by_id(&disk).into_values().collect();
    let in_log: Vec<Event> = by_id(&live).into_values().collect();
    assert_eq!(in_file.len(), in_log.len());
    // Another site knows nothing of it.
    let mut writer = committer(&disk);
    let mut elsewhere = Submission::new(&site("blog"), NOW);
    (200..300).for_each(|n| elsewhere.add(&event(n)));
    let receipts = writer.commit(vec![elsewhere], NOW).unwrap();
    assert_eq!((receipts[0].stored, receipts[0].suppressed), (100, 0));
}

#[test]
fn an_import_that_was_under_way_is_refused() {
    let disk = mixed();
    let mut writer = committer(&disk);
    let store = store_on(&disk);
    writer.flush().unwrap();
    drop(writer);
    let (live, _) = store
        .open_live(
            cairn_storage::LiveOptions::new(Arc::new(|| NOW)),
            Box::new(|| 7),
        )
        .unwrap();
    let mut import = live.begin_import(&site("shop")).unwrap();
    import.add(event(500), 1).unwrap();
    let resolved = import.resolve().unwrap();
    let person = PersonKey::of_user("user-1");
    let record = live
        .erase(&site("shop"), person, KEY, &|_, _| Ok(3), NOW)
        .unwrap();
    assert_eq!(record.ended.unwrap().rejected_rows, 3);
    let refused = resolved.commit("file.csv", NOW, 1, 0);
    assert!(
        matches!(refused, Err(StorageError::ErasedMeanwhile(_))),
        "{refused:?}"
    );
    // The pulse shows nobody who was erased.
    let pulse = live.pulse(&site("shop"), NOW).unwrap();
    assert!(
        pulse
            .recent
            .iter()
            .all(|event| event.user_id.as_deref() != Some("user-1"))
    );
    live.close().unwrap();
    check_whole(&disk, "");
}

#[test]
fn an_alias_that_names_the_person_goes_too() {
    let disk = mixed();
    let mut writer = committer(&disk);
    let alias = |n: u64, previous: &str| Event {
        event: ALIAS.to_owned(),
        user_id: Some("stranger".to_owned()),
        anonymous_id: None,
        trust: Trust::Client,
        identity: Identity::Message(format!("alias-{n}")),
        properties: BTreeMap::from([(
            "previous_id".to_owned(),
            Value::String(previous.to_owned()),
        )]),
        ..event(1)
    };
    let mut submission = Submission::new(&site("shop"), NOW);
    submission.add(&alias(1, "lonely"));
    submission.add(&alias(2, "other"));
    writer.commit(vec![submission], NOW).unwrap();
    drop(writer);
    // The device leads to the stranger, so the stranger is who is erased.
    let record = erase(&disk, &Known::Device("lonely".to_owned())).unwrap();
    assert_eq!(record.ids, 3);
    assert_eq!(record.ended.unwrap().events, 2);
    let mut writer = committer(&disk);
    let mut submission = Submission::new(&site("shop"), NOW);
    let of_another = Event {
        user_id: Some("another".to_owned()),
        ..alias(3, "lonely")
    };
    submission.add(&of_another);
    let receipts = writer.commit(vec![submission], NOW).unwrap();
    assert_eq!((receipts[0].stored, receipts[0].suppressed), (0, 1));
}

/// Erases, and whatever becomes of it goes on after a restart; then all is as if nothing had happened in between.
fn check_resumed(found: &SimVfs, whole: &SimVfs, erased: &SimVfs, told: &str) -> bool {
    let (mut writer, _) = store_on(found).open_committer(Box::new(|| 4)).unwrap();
    let resumed = writer.resume_erasures(&|_, _| Ok(0), NOW).unwrap();
    drop(writer);
    let records = snapshot(found).erasures(&site("shop")).unwrap();
    assert!(resumed.len() <= 1, "{told}");
    // What was durable in the log is, too, whether it was acknowledged or not.
    let expected = if records.is_empty() { whole } else { erased };
    assert_eq!(by_id(found), by_id(expected), "{told}");
    check_whole(found, told);
    if let Some(record) = records.first() {
        let of_erased = snapshot(erased).erasures(&site("shop")).unwrap();
        assert_eq!(record.ended, of_erased[0].ended, "{told}");
    }
    !resumed.is_empty()
}

#[test]
fn an_erasure_that_dies_anywhere_is_gone_on_with() {
    let whole = in_few_files();
    let known = Known::User("user-1".to_owned());
    let erased = whole.restart();
    erase(&erased, &known).unwrap();
    let mut resumed = 0;
    for n in 1.. {
        let disk = whole.restart();
        disk.crash_at(n);
        let done = erase(&disk, &known);
        for seed in [n, n + 1_000] {
            let found = disk.crash(seed);
            let told = format!("step {n}, seed {seed}");
            resumed += u64::from(check_resumed(&found, &whole, &erased, &told));
        }
        if done.is_ok() {
            assert!(n > 60, "{n} steps");
            break;
        }
    }
    assert!(resumed > 60, "{resumed} were gone on with");
}

#[test]
fn a_full_disk_or_a_failed_sync_stops_an_erasure_and_nothing_is_lost() {
    let whole = in_few_files();
    let known = Known::Device("device-1".to_owned());
    let erased = whole.restart();
    erase(&erased, &known).unwrap();
    for (kind, fail) in WAYS_TO_FAIL.into_iter().enumerate() {
        let mut failures = 0;
        for n in 1.. {
            let disk = whole.restart();
            let (changes, syncs) = (disk.changes(), disk.syncs());
            fail(&disk, n);
            let done = erase(&disk, &known);
            failures += u64::from(done.is_err());
            let told = format!("kind {kind}, step {n}");
            check_resumed(&disk.crash(n), &whole, &erased, &told);
            if disk.changes() - changes < n || (done.is_ok() && disk.syncs() - syncs < n) {
                break;
            }
        }
        assert!(failures > 20, "{failures}");
    }
}

#[test]
fn a_book_that_is_lost_or_spoiled_is_told() {
    let disk = mixed();
    erase(&disk, &Known::User("user-1".to_owned())).unwrap();
    let book = files(&disk, &at("erasures")).remove(0);
    for content in [None, Some(&b"{}"[..])] {
        let found = disk.restart();
        match content {
            None => Vfs::remove_file(&found, &book).unwrap(),
            Some(content) => found.put(&book, content),
        }
        let verified = store_on(&found).verify(Depth::Files).unwrap();
        assert_eq!(verified.faults.len(), 1, "{:?}", verified.faults);
        assert_eq!(verified.faults[0].file, book);
        // To go on would be to store again what must not be.
        assert!(store_on(&found).open_committer(Box::new(|| 1)).is_err());
    }
}
