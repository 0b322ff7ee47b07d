//! Named cases of semantics S3, each a file or two.

use cairn_core::event::{Event, Identity};
use cairn_core::id::{ContentHash, EventId, ImportId};
use cairn_core::time::Time;
use cairn_storage::{Outcome, Store};
use cairn_testkit::dice::Dice;

use crate::shop::{events, random_entry, site};

/// Rows stored, duplicates, and of these how many each earlier import had stored.
type Expected<'a> = (u64, u64, &'a [(u64, u64)]);

/// Imports files one after the other and compares their outcomes, then the ids that are stored, sorted.
fn check(files: &[&[Identity]], expected: &[Expected<'_>], ids: &[EventId]) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(folder.path());
    for (at, (file, expected)) in files.iter().zip(expected).enumerate() {
        let mut import = store.begin_import(&site("shop")).unwrap();
        for (number, identity) in (1..).zip(file.iter()) {
            import.add(event(identity), number).unwrap();
        }
        let resolved = import.resolve().unwrap();
        let (stored, duplicates, of) = expected;
        let expected = Outcome {
            stored: *stored,
            duplicates: *duplicates,
            duplicates_of: of
                .iter()
                .map(|(id, rows)| (ImportId::new(*id), *rows))
                .collect(),
            suppressed: 0,
        };
        assert_eq!(*resolved.outcome(), expected, "file {at}");
        let read = file.len() as u64;
        resolved
            .commit("file", Time::from_micros(0), read, 0)
            .unwrap();
    }
    let snapshot = store.snapshot().unwrap();
    let mut stored: Vec<EventId> = events(&snapshot, &site("shop"))
        .iter()
        .map(|stored| stored.event_id)
        .collect();
    stored.sort_unstable();
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    assert_eq!(stored, ids);
}

fn event(identity: &Identity) -> Event {
    random_entry(&mut Dice::new(1), identity.clone())
}

fn message(id: &str) -> Identity {
    Identity::Message(id.to_owned())
}

fn content(number: u128) -> Identity {
    Identity::Content(ContentHash(number))
}

/// The id of the n-th row with a content.
fn nth(number: u128, occurrence: u64) -> EventId {
    EventId::of_content(&site("shop"), ContentHash(number), occurrence)
}

fn of(message: &str) -> EventId {
    EventId::of_message(&site("shop"), message)
}

#[test]
fn a_message_is_stored_once() {
    check(
        &[
            &[message("a"), message("b"), message("a"), message("a")],
            &[message("c"), message("b"), message("b")],
        ],
        &[(2, 2, &[]), (1, 2, &[(1, 2)])],
        &[of("a"), of("b"), of("c")],
    );
}

#[test]
fn repeated_rows_survive_and_a_repeated_import_does_not_double() {
    let three = [content(7), content(8), content(7), content(7)];
    let four = [content(7), content(7), content(7), content(7)];
    check(
        &[&three, &three, &four],
        &[(4, 0, &[]), (0, 4, &[(1, 4)]), (1, 3, &[(1, 3)])],
        &[nth(7, 1), nth(7, 2), nth(7, 3), nth(7, 4), nth(8, 1)],
    );
}

#[test]
fn an_export_meets_what_it_was_made_from() {
    let exported = [
        Identity::Event(of("a")),
        Identity::Event(nth(7, 1)),
        Identity::Event(nth(7, 2)),
    ];
    let source = [message("a"), content(7), content(7)];
    let ids = [of("a"), nth(7, 1), nth(7, 2)];
    check(
        &[&source, &exported],
        &[(3, 0, &[]), (0, 3, &[(1, 3)])],
        &ids,
    );
    check(
        &[&exported, &source],
        &[(3, 0, &[]), (0, 3, &[(1, 3)])],
        &ids,
    );
    // Both in one file, in either order.
    let both = [source.clone(), exported.clone()].concat();
    check(&[&both], &[(3, 3, &[])], &ids);
    let both = [exported, source].concat();
    check(&[&both], &[(3, 3, &[])], &ids);
}

#[test]
fn a_file_of_nothing_is_an_import_too() {
    check(
        &[&[], &[message("a")]],
        &[(0, 0, &[]), (1, 0, &[])],
        &[of("a")],
    );
}

/// Of the rows with one id the first of the file stays, whatever chunk it lies in.
#[test]
fn the_first_row_of_an_id_stays() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(folder.path());
    let sizes = cairn_storage::ImportSizes {
        chunk_rows: 2,
        ..cairn_storage::ImportSizes::default()
    };
    let mut import = store.begin_import_sized(&site("shop"), sizes).unwrap();
    for number in 1..=9 {
        let mut event = event(&message("a"));
        // Later rows tell of earlier times, so that they sort before the first.
        event.event_time = Time::from_micros(-number);
        import.add(event, number.unsigned_abs()).unwrap();
    }
    let resolved = import.resolve().unwrap();
    assert_eq!(resolved.outcome().stored, 1);
    resolved.commit("file", Time::from_micros(0), 9, 0).unwrap();
    let snapshot = store.snapshot().unwrap();
    let stored = events(&snapshot, &site("shop"));
    assert_eq!(stored.len(), 1);
    assert_eq!(stored[0].event.event_time, Time::from_micros(-1));
}

/// Rows that an import left out are orphaned only while that import is there itself.
#[test]
fn an_undone_import_has_no_orphans() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(folder.path());
    for ids in [["a", "b"], ["a", "c"], ["b", "c"]] {
        let mut import = store.begin_import(&site("shop")).unwrap();
        for (number, id) in (1..).zip(ids) {
            import.add(event(&message(id)), number).unwrap();
        }
        let resolved = import.resolve().unwrap();
        resolved.commit("file", Time::from_micros(0), 2, 0).unwrap();
    }
    let undo = |number: u64| {
        let undone = store.undo(ImportId::new(number), Time::from_micros(1));
        let orphaned = undone.unwrap().orphaned.into_iter();
        orphaned
            .map(|(id, rows)| (id.number(), rows))
            .collect::<Vec<_>>()
    };
    // The third left out `c` of the second and `b` of the first, the second `a` of the first.
    assert_eq!(undo(2), [(3, 1)]);
    assert_eq!(undo(1), [(3, 1)]);
    assert_eq!(undo(3), []);
}

/// A process that was killed can't clean up: the next one does.
#[test]
fn what_an_import_cut_short_leaves_is_removed_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(folder.path());
    let left_over = folder.path().join("staging/imp-1/0.parquet");
    std::fs::create_dir_all(left_over.parent().unwrap()).unwrap();
    std::fs::write(&left_over, "half a run").unwrap();
    let renamed = folder.path().join("runs/shop/run-00000001.parquet");
    std::fs::create_dir_all(renamed.parent().unwrap()).unwrap();
    std::fs::write(&renamed, "a run that no manifest names").unwrap();
    let import = store.begin_import(&site("shop")).unwrap();
    assert!(!left_over.exists());
    assert!(!renamed.exists());
    drop(import);
    assert!(!folder.path().join("staging/imp-1").exists());
}
