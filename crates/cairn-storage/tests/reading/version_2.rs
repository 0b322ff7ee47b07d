//! A data directory as version 2 of manifest and runs and version 1 of id files wrote it, by the program of that
//! time: two files were imported and a batch was collected. It is read, written to and compacted.

use std::path::Path;

use cairn_core::event::Identity;
use cairn_core::id::ImportId;
use cairn_core::time::Time;
use cairn_storage::{CompactionSizes, Store, Submission};

use crate::shop::{copy, events, site};

const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/data-v2");

/// Message id, event, device, user: what was in the files and the batch.
type Row<'a> = (Option<&'a str>, &'a str, Option<&'a str>, Option<&'a str>);

/// The file's mapping took its ids for a property, so its rows are told apart by their content.
const ROWS: [Row<'_>; 10] = [
    (Some("l1"), "view", Some("d3"), None),
    (Some("l2"), "$identify", Some("d2"), Some("u2")),
    (None, "noid", Some("d3"), None),
    (None, "purchase", Some("d1"), Some("u1")),
    (None, "server_job", None, None),
    (None, "view", None, Some("u1")),
    (None, "view", Some("d1"), None),
    (None, "view", Some("d1"), None),
    (None, "view", Some("d2"), None),
    (None, "view", Some("d9"), None),
];

fn check(store: &Store, told: &str) {
    let snapshot = store.snapshot().unwrap();
    let shop = site("shop");
    let mut rows: Vec<_> = events(&snapshot, &shop)
        .into_iter()
        .map(|stored| {
            let event = stored.event;
            let name = match event.identity {
                Identity::Message(name) => Some(name),
                _ => None,
            };
            (name, event.event, event.anonymous_id, event.user_id)
        })
        .collect();
    rows.sort_by_key(|row| (row.0.is_none(), row.clone()));
    let owned = |text: Option<&str>| text.map(str::to_owned);
    let expected = ROWS
        .iter()
        .map(|(name, event, device, user)| {
            (
                owned(*name),
                (*event).to_owned(),
                owned(*device),
                owned(*user),
            )
        })
        .collect::<Vec<_>>();
    assert_eq!(rows, expected, "{told}");
    let totals = snapshot.totals(&shop);
    let totals = [
        totals.received,
        totals.stored,
        totals.duplicates,
        totals.dead_lettered,
    ];
    assert_eq!(totals, [4, 3, 0, 1], "{told}");
    assert_eq!(snapshot.dead_letters(&shop, None, 9).unwrap().total, 1);
    assert_eq!(snapshot.imports(&shop).len(), 2);
}

#[test]
fn a_data_directory_of_version_2_is_read_written_and_compacted() {
    let folder = tempfile::tempdir().unwrap();
    copy(Path::new(FIXTURE), folder.path());
    let store = Store::at(folder.path());
    check(&store, "as it was");

    let sizes = CompactionSizes {
        waiting_runs: 1,
        ..CompactionSizes::default()
    };
    assert_eq!(store.compact_sized(sizes).unwrap(), 3);
    check(&store, "compacted");

    // What was imported and collected then is known: of the batch by its day, of the imports in all history.
    let (mut committer, _) = store.open_committer(Box::new(|| 1)).unwrap();
    let then = Time::from_micros(1_795_738_500_000_000);
    committer.load_recent(then).unwrap();
    let mut again = Submission::new(&site("shop"), then);
    let stored = events(&store.snapshot().unwrap(), &site("shop"));
    for event in &stored {
        again.add(&event.event);
    }
    let receipts = committer.commit(vec![again], then).unwrap();
    assert_eq!((receipts[0].duplicates, receipts[0].stored), (10, 0));
    drop(committer);

    let undone = store.undo(ImportId::new(1), then).unwrap();
    assert_eq!(undone.record.tally.stored, 6);
    let left = events(&store.snapshot().unwrap(), &site("shop"));
    let mut names: Vec<&str> = left
        .iter()
        .map(|stored| stored.event.event.as_str())
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["$identify", "noid", "view", "view"]);
}
