//! A run's rows of a partition, block by block.

mod source;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{BooleanArray, RecordBatch};
use cairn_core::id::PersonKey;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowPredicateFn, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder, RowFilter,
};
use parquet::file::metadata::{KeyValue, RowGroupMetaData};
use parquet::file::statistics::Statistics;

use crate::block::Block;
use crate::contained::contained;
use crate::error::StorageError;
use crate::frequent::Rest;
use crate::partition::Partition;
use crate::projection::Columns;
use crate::schema;
use crate::vfs::Vfs;
use source::RunSource;

/// Rows of a block at most.
pub(crate) const BLOCK_ROWS: usize = 8_192;

type Builder = ParquetRecordBatchReaderBuilder<RunSource>;

/// Reads one run.
pub(crate) struct RunReader {
    path: PathBuf,
    batches: ParquetRecordBatchReader,
}

impl RunReader {
    /// Opens a run for the row groups that may hold persons of the partition.
    pub(crate) fn open(
        vfs: &dyn Vfs,
        path: &Path,
        columns: &Columns,
        partition: Partition,
    ) -> Result<Self, StorageError> {
        Self::open_with(vfs, path, columns, |builder| {
            let groups = builder.metadata().row_groups().iter().enumerate();
            let wanted: Vec<usize> = groups
                .filter(|(_, group)| may_hold(group, partition))
                .map(|(at, _)| at)
                .collect();
            builder.with_row_groups(wanted)
        })
    }

    /// Opens a run for the rows that lie under a key that is wanted; of the others no more than the key is decoded.
    pub(crate) fn open_where(
        vfs: &dyn Vfs,
        path: &Path,
        columns: &Columns,
        is_wanted: impl Fn(PersonKey) -> bool + Send + 'static,
    ) -> Result<Self, StorageError> {
        Self::open_with(vfs, path, columns, |builder| wanted(builder, is_wanted))
    }

    /// Opens a run for the rows that lie under one of these keys, which ascend: only row groups that may hold some
    /// are read.
    pub(crate) fn open_under(
        vfs: &dyn Vfs,
        path: &Path,
        columns: &Columns,
        keys: Arc<[PersonKey]>,
    ) -> Result<Self, StorageError> {
        Self::open_with(vfs, path, columns, |builder| {
            let groups = builder.metadata().row_groups().iter().enumerate();
            let may_hold_some = |group: &RowGroupMetaData| match ends_of(group) {
                Some((least, greatest)) => {
                    let first = keys.partition_point(|key| *key < least);
                    keys.get(first).is_some_and(|key| *key <= greatest)
                }
                None => true,
            };
            let groups = groups.filter(|(_, group)| may_hold_some(group));
            let groups: Vec<usize> = groups.map(|(at, _)| at).collect();
            let builder = builder.with_row_groups(groups);
            wanted(builder, move |key| keys.binary_search(&key).is_ok())
        })
    }

    fn open_with(
        vfs: &dyn Vfs,
        path: &Path,
        columns: &Columns,
        select: impl FnOnce(Builder) -> Builder,
    ) -> Result<Self, StorageError> {
        let file = vfs.open(path).map_err(StorageError::io(path))?;
        let source = RunSource::new(file).map_err(StorageError::io(path))?;
        contained(|| Self::open_source(path, source, columns, select))
            .unwrap_or_else(|reason| Err(StorageError::damaged(path, reason)))
    }

    fn open_source(
        path: &Path,
        source: RunSource,
        columns: &Columns,
        select: impl FnOnce(Builder) -> Builder,
    ) -> Result<Self, StorageError> {
        let builder = Builder::try_new(source).map_err(StorageError::parquet(path))?;
        let metadata = builder.metadata().clone();
        let said = metadata.file_metadata().key_value_metadata();
        check_version(path, said)?;
        let rest = Rest::of_json(said_under(said, schema::REST_KEY));
        let fields = builder.parquet_schema().root_schema().get_fields().iter();
        let taken = fields.enumerate();
        let taken = taken.filter(|(_, field)| columns.take(field.name(), &rest));
        let taken: Vec<usize> = taken.map(|(at, _)| at).collect();
        let mask = ProjectionMask::roots(builder.parquet_schema(), taken);
        let batches = select(builder)
            .with_projection(mask)
            .with_batch_size(BLOCK_ROWS)
            .build()
            .map_err(StorageError::parquet(path))?;
        Ok(Self {
            path: path.to_owned(),
            batches,
        })
    }

    /// The next block; `None` at the end.
    pub(crate) fn next_block(&mut self) -> Result<Option<Block>, StorageError> {
        let next = contained(|| self.batches.next());
        let next = next.map_err(|reason| StorageError::damaged(&self.path, reason))?;
        let Some(batch) = next else {
            return Ok(None);
        };
        let batch = batch.map_err(|error| StorageError::damaged(&self.path, error))?;
        let block = Block::of(&batch).ok_or_else(|| {
            StorageError::damaged(&self.path, "its columns are not those of a run")
        })?;
        Ok(Some(block))
    }
}

/// Lets only rows through that lie under a key that is wanted.
fn wanted(builder: Builder, is_wanted: impl Fn(PersonKey) -> bool + Send + 'static) -> Builder {
    let keys = ProjectionMask::columns(builder.parquet_schema(), [schema::PERSON_KEY]);
    let select = move |batch: RecordBatch| {
        let keys = batch.column(0).as_fixed_size_binary();
        let wanted = |key: Option<&[u8]>| key.and_then(key_of).is_some_and(&is_wanted);
        Ok(BooleanArray::from_iter(
            keys.iter().map(|key| Some(wanted(key))),
        ))
    };
    let predicate = ArrowPredicateFn::new(keys, select);
    builder.with_row_filter(RowFilter::new(vec![Box::new(predicate)]))
}

fn key_of(bytes: &[u8]) -> Option<PersonKey> {
    let bytes = <[u8; 16]>::try_from(bytes).ok()?;
    Some(PersonKey(u128::from_be_bytes(bytes)))
}

/// What a run's metadata says under a key.
fn said_under<'a>(metadata: Option<&'a Vec<KeyValue>>, key: &str) -> Option<&'a str> {
    let mut entries = metadata?.iter();
    entries.find(|entry| entry.key == key)?.value.as_deref()
}

fn check_version(path: &Path, metadata: Option<&Vec<KeyValue>>) -> Result<(), StorageError> {
    let value = said_under(metadata, schema::VERSION_KEY);
    let value = value.and_then(|value| value.parse::<u64>().ok());
    match value {
        Some(version) if version <= schema::VERSION => Ok(()),
        Some(version) => Err(StorageError::NewerFormat {
            file: path.to_owned(),
            version,
            known: schema::VERSION,
        }),
        None => Err(StorageError::damaged(
            path,
            "it does not say which version of the format it has",
        )),
    }
}

/// Whether a row group may hold rows of a partition, by the smallest and greatest key in it.
fn may_hold(group: &RowGroupMetaData, partition: Partition) -> bool {
    let Some(Statistics::FixedLenByteArray(keys)) = key_statistics(group) else {
        return true;
    };
    let holds_nobody = keys.null_count_opt().is_none_or(|nulls| nulls > 0);
    let holds_person = match ends_of(group) {
        Some((least, greatest)) => partition.overlaps(least, greatest),
        None => keys.null_count_opt() != u64::try_from(group.num_rows()).ok(),
    };
    holds_person || (holds_nobody && partition.takes_nobody())
}

/// The smallest and greatest key of a row group, if it says so.
fn ends_of(group: &RowGroupMetaData) -> Option<(PersonKey, PersonKey)> {
    let Some(Statistics::FixedLenByteArray(keys)) = key_statistics(group) else {
        return None;
    };
    let least = keys.min_bytes_opt().and_then(key_of)?;
    Some((least, keys.max_bytes_opt().and_then(key_of)?))
}

fn key_statistics(group: &RowGroupMetaData) -> Option<&Statistics> {
    let mut columns = group.columns().iter();
    let keys = columns.find(|column| column.column_path().string() == schema::PERSON_KEY)?;
    keys.statistics()
}

#[cfg(test)]
mod tests;
