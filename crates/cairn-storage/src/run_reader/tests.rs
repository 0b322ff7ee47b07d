use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};

use cairn_core::event::{Identity, PropertyRef};
use cairn_core::id::{ContentHash, EventId, ImportId, SiteId};
use cairn_core::time::Time;
use cairn_testkit::dice::Dice;

use super::*;
use crate::block::StoredEvent;
use crate::damage::Spoiled;
use crate::foreign::foreign_parquet;
use crate::ids::{History, Origin, StoredBy};
use crate::own::own_events;
use crate::received_day::ReceivedDay;
use crate::sizes::ImportSizes;
use crate::store::Store;
use crate::vfs::RealVfs;
use fixture::{CONTENT_7, stored_events};

mod fixture;
mod foreign;

const RUN: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/fixtures/run-v1/run-00000001.parquet"
);
const IDS: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/fixtures/run-v1/run-00000001.ids"
);

/// The same events as the latest format holds them: with a column for each property, as all are frequent there.
const RUN_V4: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/fixtures/run-v4/run-00000001.parquet"
);
const RUN_V3: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/fixtures/run-v3/run-00000001.parquet"
);

fn read(path: &Path) -> Result<Vec<StoredEvent>, StorageError> {
    let mut reader = RunReader::open(&RealVfs, path, &Columns::ALL, Partition::ALL)?;
    let mut events = Vec::new();
    while let Some(block) = reader.next_block()? {
        for row in 0..block.len() {
            let stored = block.stored_event(row);
            events.push(stored.ok_or_else(|| StorageError::damaged(path, "a row lacks columns"))?);
        }
    }
    Ok(events)
}

/// Writes the fixture's events into a folder of its own, last first, and says where. It was run once for each
/// version; the files lie in tests/fixtures/run-v1 and so on, where they stay as they are: they are what that
/// version wrote.
#[test]
#[ignore = "makes the fixture"]
fn write_the_fixture() {
    let data = std::env::temp_dir().join("cairn-run-fixture");
    let sizes = ImportSizes {
        row_group_rows: 5,
        ..ImportSizes::default()
    };
    let site = SiteId::new("shop").unwrap();
    let mut import = Store::at(&data).begin_import_sized(&site, sizes).unwrap();
    let mut number = 0;
    for mut stored in stored_events().into_iter().rev() {
        if CONTENT_7.contains(&stored.event_id.0) {
            stored.event.identity = Identity::Content(ContentHash(7));
        }
        number += 1;
        import.add(stored.event, number).unwrap();
    }
    let resolved = import.resolve().unwrap();
    assert_eq!(resolved.outcome().stored, number);
    let now = Time::from_micros(fixture::NEW_YEAR);
    resolved.commit("fixture.csv", now, number, 0).unwrap();
    println!("{}", data.join("runs/shop").display());
}

#[test]
fn every_version_holds_what_was_written() {
    for run in [RUN, RUN_V3, RUN_V4] {
        let read = read(Path::new(run)).unwrap();
        let expected = stored_events();
        assert_eq!(read.len(), expected.len());
        for (at, (read, expected)) in read.iter().zip(&expected).enumerate() {
            assert_eq!(read, expected, "{run}, row {at}");
        }
    }
}

/// Equal numbers may differ in what they are: −0.0 equals 0.0, 1 equals 1.0.
#[test]
fn every_version_keeps_numbers_as_they_were() {
    let told = |stored: &[StoredEvent]| format!("{:?}", stored[11].event.properties);
    for run in [RUN, RUN_V3, RUN_V4] {
        let read = told(&read(Path::new(run)).unwrap());
        assert_eq!(read, told(&stored_events()), "{run}");
        assert!(read.contains("-0.0"), "{read}");
    }
}

#[test]
fn version_1_lists_its_ids() {
    let origin = Origin {
        import: Some(ImportId::new(1)),
        day: ReceivedDay::of(Time::from_micros(fixture::NEW_YEAR)),
    };
    let files = [(Path::new(IDS).to_owned(), origin)];
    let mut ids: Vec<EventId> = stored_events().iter().map(|e| e.event_id).collect();
    ids.sort_unstable();
    let mut history = History::open(&RealVfs, &files).unwrap();
    for id in ids {
        let next = EventId(id.0.saturating_add(1));
        assert_eq!(
            history.find(id).unwrap(),
            Some(StoredBy::Import(ImportId::new(1))),
            "{id}"
        );
        if id.0 > 5 && id.0 < u128::MAX {
            assert_eq!(history.find(next).unwrap(), None, "{next}");
        }
    }
}

#[test]
fn a_partition_reads_only_the_row_groups_it_needs() {
    // A row group of the fixture ends at the first person after five rows: nobody and ann lie in the first,
    // Ünal and a device in the second, the rest in the third.
    let beyond_ann = Partition::between(PersonKey(0x4 << 124), PersonKey(u128::MAX));
    let mut reader =
        RunReader::open(&RealVfs, Path::new(RUN), &Columns::default(), beyond_ann).unwrap();
    let mut persons = Vec::new();
    while let Some(block) = reader.next_block().unwrap() {
        persons.extend((0..block.len()).map(|row| block.person(row)));
    }
    let ann = Some(PersonKey(0x385a_2950_e432_d001_0bc1_9824_c287_a8b7));
    assert!(!persons.contains(&ann), "ann's row group was read");
    assert!(!persons.contains(&None), "nobody's row group was read");
    assert_eq!(persons.len(), 9);
}

#[test]
fn columns_not_asked_for_read_as_absent() {
    for run in [RUN, RUN_V4] {
        check_absent(Path::new(run));
    }
}

fn check_absent(run: &Path) {
    let mut reader = RunReader::open(&RealVfs, run, &Columns::default(), Partition::ALL).unwrap();
    let block = reader.next_block().unwrap().unwrap();
    let property = PropertyRef::parse("string");
    let indexes = block.index([&property]);
    for row in 0..block.len() {
        assert_eq!(block.value(row), None);
        assert_eq!(block.currency(row), None);
        assert_eq!(block.order_id(row), None);
        assert_eq!(block.user_id(row), None);
        assert_eq!(block.anonymous_id(row), None);
        assert_eq!(block.stored_event(row), None);
        let row = crate::block::BlockRow {
            block: &block,
            indexes: &indexes,
            row,
        };
        assert_eq!(row.value_of(&property), None);
    }
}

/// A way to read a file as a whole.
type Reading = fn(&Path) -> Result<(), StorageError>;

fn as_a_run(path: &Path) -> Result<(), StorageError> {
    read(path).map(|_| ())
}

fn as_an_export(path: &Path) -> Result<(), StorageError> {
    if let Some(mut own) = own_events(path)? {
        while own.next_event()?.is_some() {}
    }
    Ok(())
}

fn as_a_foreign_file(path: &Path) -> Result<(), StorageError> {
    let mut rows = foreign_parquet(File::open(path).unwrap())?;
    while rows.next_row()?.is_some() {}
    Ok(())
}

/// Whether a spoiled file is readable; a panic is reported with what was done to the file.
fn check_spoiled(reading: Reading, path: &Path, what: &str) -> bool {
    match catch_unwind(AssertUnwindSafe(|| reading(path))) {
        Ok(read) => read.is_ok(),
        Err(_) => panic!("{what}: reading panicked"),
    }
}

fn copy_of(run: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.parquet");
    std::fs::copy(run, &path).unwrap();
    (folder, path)
}

#[test]
fn a_run_cut_anywhere_is_an_error() {
    for run in [RUN, RUN_V4] {
        check_cuts(run);
    }
}

fn check_cuts(run: &str) {
    let (_folder, path) = copy_of(run);
    let spoiled = Spoiled::open(&path);
    let whole = spoiled.content.len();
    let lengths: std::collections::BTreeSet<usize> = (0..200)
        .map(|at| at * whole / 200)
        .chain(whole - 9..whole)
        .collect();
    for length in lengths.into_iter().rev() {
        spoiled.cut(length);
        let what = format!("cut to {length} bytes");
        for reading in [as_a_run, as_an_export, as_a_foreign_file] {
            assert!(!check_spoiled(reading, &path, &what), "{what}: readable");
        }
    }
}

/// `CAIRN_FLIPS` is how many bits are flipped, one at a time.
fn check_flips(reading: Reading, seed: u64) {
    for run in [RUN, RUN_V4] {
        check_flips_of(run, reading, seed);
    }
}

fn check_flips_of(run: &str, reading: Reading, seed: u64) {
    let (_folder, path) = copy_of(run);
    let mut spoiled = Spoiled::open(&path);
    let flips: usize = std::env::var("CAIRN_FLIPS")
        .ok()
        .and_then(|flips| flips.parse().ok())
        .unwrap_or(500);
    let mut dice = Dice::new(seed);
    let mut errors = 0;
    for _ in 0..flips {
        let bit = dice.below(spoiled.content.len() * 8);
        spoiled.flip(bit);
        let what = format!("bit {bit} flipped");
        errors += usize::from(!check_spoiled(reading, &path, &what));
        spoiled.restore(bit);
    }
    assert!(errors > 0, "no flip was noticed");
    assert_eq!(read(&path).unwrap(), stored_events());
}

/// Pages have no checksum: some flips give another content.
#[test]
fn flipped_bits_are_errors_or_another_content_but_never_a_panic() {
    check_flips(as_a_run, 1);
}

#[test]
fn flipped_bits_of_an_export_never_panic() {
    check_flips(as_an_export, 2);
}

#[test]
fn flipped_bits_of_a_foreign_file_never_panic() {
    check_flips(as_a_foreign_file, 3);
}
