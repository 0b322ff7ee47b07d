//! Files that are no run this program knows.

use std::fs::File;
use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, RecordBatch};
use parquet::arrow::ArrowWriter;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

use super::*;

/// The error of opening and reading a Parquet file with these columns and this version.
fn error_of(batch: &RecordBatch, version: Option<&str>) -> StorageError {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.parquet");
    let entry = version.map(|version| {
        vec![KeyValue::new(
            schema::VERSION_KEY.to_owned(),
            version.to_owned(),
        )]
    });
    let properties = WriterProperties::builder()
        .set_key_value_metadata(entry)
        .build();
    let file = File::create(&path).unwrap();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
    read(&path).unwrap_err()
}

fn numbers(name: &str) -> RecordBatch {
    let column: ArrayRef = Arc::new(Int64Array::from(vec![1, 2, 3]));
    RecordBatch::try_from_iter([(name, column)]).unwrap()
}

#[test]
fn a_newer_version_is_said_to_be_newer() {
    let error = error_of(&numbers("whatever"), Some("6"));
    assert!(
        matches!(
            error,
            StorageError::NewerFormat {
                version: 6,
                known: 5,
                ..
            }
        ),
        "{error}"
    );
}

#[test]
fn a_file_without_a_version_is_damaged() {
    for version in [None, Some(""), Some("one"), Some("-1")] {
        let error = error_of(&numbers("person_key"), version);
        assert!(
            matches!(error, StorageError::Damaged { .. }),
            "{version:?}: {error}"
        );
    }
}

#[test]
fn other_columns_are_damage() {
    for name in ["person_key", "event", "whatever"] {
        let error = error_of(&numbers(name), Some("1"));
        assert!(
            matches!(error, StorageError::Damaged { .. }),
            "{name}: {error}"
        );
    }
}

#[test]
fn something_else_is_damage_and_nothing_is_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.parquet");
    assert!(matches!(read(&path), Err(StorageError::Io { .. })));
    for content in ["", "PAR1", "PAR1PAR1", "event,time\nview,1\n"] {
        std::fs::write(&path, content).unwrap();
        let error = read(&path).unwrap_err();
        assert!(
            matches!(error, StorageError::Damaged { .. }),
            "{content:?}: {error}"
        );
    }
}
