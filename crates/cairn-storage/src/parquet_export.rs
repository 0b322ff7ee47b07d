//! Stored events as one Parquet file of the run's format.

use std::fs::File;
use std::path::{Path, PathBuf};

use parquet::arrow::ArrowWriter;

use crate::block::StoredEvent;
use crate::columns::RunColumns;
use crate::error::StorageError;
use crate::files;
use crate::run_writer::run_properties;
use crate::schema;
use crate::vfs::RealVfs;

const GROUP_ROWS: usize = 65_536;

/// Writes events to a file that is there whole or not at all.
pub struct ParquetExport {
    path: PathBuf,
    unfinished: PathBuf,
    writer: ArrowWriter<File>,
    columns: RunColumns,
}

impl ParquetExport {
    /// Begins a file.
    pub fn create(path: &Path) -> Result<Self, StorageError> {
        let mut name = path.as_os_str().to_owned();
        name.push(".unfinished");
        let unfinished = PathBuf::from(name);
        let file = File::create(&unfinished).map_err(StorageError::io(&unfinished))?;
        let writer = ArrowWriter::try_new(file, schema::run_schema(), Some(run_properties()?))
            .map_err(StorageError::parquet(&unfinished))?;
        Ok(Self {
            path: path.to_owned(),
            unfinished,
            writer,
            columns: RunColumns::new(),
        })
    }

    /// Adds an event; events must come in the order of runs for the file to be sorted.
    pub fn add(&mut self, stored: &StoredEvent) -> Result<(), StorageError> {
        self.columns.append(&stored.event, stored.event_id);
        if self.columns.rows() >= GROUP_ROWS || self.columns.is_full() {
            self.write_group()
        } else {
            Ok(())
        }
    }

    fn write_group(&mut self) -> Result<(), StorageError> {
        let columns = std::mem::replace(&mut self.columns, RunColumns::new());
        let sorted = columns
            .sorted()
            .map_err(|error| StorageError::Internal(error.to_string()))?;
        self.writer
            .write(&sorted.batch)
            .map_err(StorageError::parquet(&self.unfinished))?;
        self.writer
            .flush()
            .map_err(StorageError::parquet(&self.unfinished))
    }

    /// Puts the finished file in its place.
    pub fn finish(mut self) -> Result<(), StorageError> {
        self.write_group()?;
        let file = self
            .writer
            .into_inner()
            .map_err(StorageError::parquet(&self.unfinished))?;
        file.sync_all()
            .map_err(StorageError::io(&self.unfinished))?;
        files::rename(&RealVfs, &self.unfinished, &absolute(&self.path))
    }
}

/// A bare file name has an empty parent, which can't be opened.
fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
