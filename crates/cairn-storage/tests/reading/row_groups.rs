//! The layout of runs, read with the Parquet library alone: rows sorted, persons whole in a row group.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::{Path, PathBuf};

use arrow_array::cast::AsArray;
use arrow_array::types::TimestampMicrosecondType;
use arrow_array::{Array, FixedSizeBinaryArray};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::store::random_store;

/// Person, time in microseconds and event id of a row.
type Key = (Option<Vec<u8>>, i64, Vec<u8>);

fn runs(data: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(data.join("runs/shop")).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|kind| kind == "parquet"))
        .collect()
}

fn bytes(column: &FixedSizeBinaryArray, row: usize) -> Option<Vec<u8>> {
    column.is_valid(row).then(|| column.value(row).to_vec())
}

/// The keys of a run, by row group.
fn keys(run: &Path) -> Vec<Vec<Key>> {
    let builder = || ParquetRecordBatchReaderBuilder::try_new(File::open(run).unwrap()).unwrap();
    let groups = builder().metadata().num_row_groups();
    let keys_of = |group: usize| {
        let reader = builder().with_row_groups(vec![group]).build().unwrap();
        let mut keys = Vec::new();
        for batch in reader {
            let batch = batch.unwrap();
            let column = |name: &str| batch.column_by_name(name).unwrap();
            let persons = column("person_key").as_fixed_size_binary();
            let times = column("event_time").as_primitive::<TimestampMicrosecondType>();
            let ids = column("event_id").as_fixed_size_binary();
            for row in 0..batch.num_rows() {
                let id = bytes(ids, row).unwrap();
                keys.push((bytes(persons, row), times.value(row), id));
            }
        }
        keys
    };
    (0..groups).map(keys_of).collect()
}

#[test]
fn no_person_straddles_two_row_groups_and_rows_are_sorted() {
    let mut most_groups = 0;
    for seed in 1..=5 {
        let folder = tempfile::tempdir().unwrap();
        let store = random_store(folder.path(), seed);
        let mut rows = 0;
        for run in runs(folder.path()) {
            let groups = keys(&run);
            most_groups = most_groups.max(groups.len());
            let mut home = BTreeMap::new();
            for (at, group) in groups.iter().enumerate() {
                assert!(!group.is_empty(), "an empty row group");
                let persons: BTreeSet<_> = group.iter().filter_map(|key| key.0.clone()).collect();
                for person in persons {
                    assert_eq!(home.insert(person, at), None, "a person in two row groups");
                }
            }
            let all: Vec<Key> = groups.concat();
            assert!(all.is_sorted(), "{} is not sorted", run.display());
            rows += all.len();
        }
        let snapshot = store.snapshot().unwrap();
        assert_eq!(rows as u64, snapshot.rows(&crate::shop::site("shop")));
    }
    assert!(most_groups > 3, "only {most_groups} row groups");
}
