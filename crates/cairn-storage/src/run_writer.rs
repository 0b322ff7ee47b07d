//! Sorted rows become a Parquet file in which whole persons never straddle a row group.

use std::io::BufWriter;
use std::ops::Range;
use std::path::Path;

use arrow_array::RecordBatch;
use cairn_core::time::Time;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::schema::types::ColumnPath;

use crate::columns::SortKey;
use crate::error::StorageError;
use crate::schema;
use crate::seal::{Seal, SealedFile};
use crate::vfs::Vfs;

/// How much of a run is written at once.
const BUFFER_BYTES: usize = 1 << 18;

/// How many rows are asked for at once: few enough that their columns take the memory that the ones before had.
const WRITE_ROWS: usize = 8_192;

/// What the manifest must know of a written run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) rows: u64,
    pub(crate) seal: Seal,
    pub(crate) first_time: Time,
    pub(crate) last_time: Time,
}

/// Gives the columns of some of the rows.
pub(crate) type RowsOf<'a> = dyn FnMut(Range<usize>) -> Result<RecordBatch, StorageError> + 'a;

/// Writes the rows of these keys, which are in order, and makes them durable. A row group ends at the first
/// person that begins after so many rows; `rows_of` is asked for them in pieces, one after the other.
pub(crate) fn write_run(
    vfs: &dyn Vfs,
    path: &Path,
    keys: &[SortKey],
    row_group_rows: usize,
    rows_of: &mut RowsOf<'_>,
) -> Result<Written, StorageError> {
    let file = vfs.create(path).map_err(StorageError::io(path))?;
    let file = BufWriter::with_capacity(BUFFER_BYTES, SealedFile::new(file));
    let mut writer = ArrowWriter::try_new(file, schema::run_schema(), Some(run_properties()?))
        .map_err(StorageError::parquet(path))?;
    for group in row_groups(keys, row_group_rows) {
        for start in group.clone().step_by(WRITE_ROWS) {
            let rows = rows_of(start..group.end.min(start + WRITE_ROWS))?;
            writer.write(&rows).map_err(StorageError::parquet(path))?;
        }
        writer.flush().map_err(StorageError::parquet(path))?;
    }
    let written = writer.into_inner().map_err(StorageError::parquet(path))?;
    let written = written
        .into_inner()
        .map_err(|error| StorageError::io(path)(error.into_error()))?;
    let seal = written.finish().map_err(StorageError::io(path))?;
    let times = || keys.iter().map(|key| key.time);
    Ok(Written {
        rows: keys.len() as u64,
        seal,
        first_time: times().min().unwrap_or(Time::MAX),
        last_time: times().max().unwrap_or(Time::MIN),
    })
}

pub(crate) fn run_properties() -> Result<WriterProperties, StorageError> {
    let level = ZstdLevel::try_new(1).map_err(|error| StorageError::Internal(error.to_string()))?;
    let column = |name: &str| ColumnPath::from(name);
    let version = KeyValue::new(schema::VERSION_KEY.to_owned(), schema::VERSION.to_string());
    Ok(WriterProperties::builder()
        .set_compression(Compression::ZSTD(level))
        .set_max_row_group_row_count(None)
        .set_column_dictionary_enabled(column(schema::EVENT_ID), false)
        .set_column_dictionary_enabled(column(schema::MESSAGE_ID), false)
        .set_column_dictionary_enabled(column(schema::EVENT_TIME), false)
        .set_key_value_metadata(Some(vec![version]))
        .build())
}

/// Cuts sorted rows into groups of whole persons. Events without a person belong together to nobody and
/// may be cut anywhere.
fn row_groups(keys: &[SortKey], row_group_rows: usize) -> Vec<Range<usize>> {
    let mut groups = Vec::new();
    let mut start = 0;
    for at in 1..keys.len() {
        let may_cut = keys[at].person != keys[at - 1].person || keys[at].person.is_none();
        if may_cut && at - start >= row_group_rows {
            groups.push(start..at);
            start = at;
        }
    }
    if start < keys.len() {
        groups.push(start..keys.len());
    }
    groups
}
