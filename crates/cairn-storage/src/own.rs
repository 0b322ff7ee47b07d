//! Parquet files of the run's own format: what an export wrote comes in again as it was.

use std::collections::VecDeque;
use std::fs::File;
use std::path::Path;

use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::block::StoredEvent;
use crate::contained::contained;
use crate::error::StorageError;
use crate::partition::Partition;
use crate::projection::Columns;
use crate::run_reader::RunReader;
use crate::schema;
use crate::vfs::RealVfs;

/// The events of a file in the run's format, in file order.
pub struct OwnEvents {
    reader: RunReader,
    events: VecDeque<StoredEvent>,
}

/// Opens a Parquet file that Cairn wrote; `None` if another program wrote it.
pub fn own_events(path: &Path) -> Result<Option<OwnEvents>, StorageError> {
    let file = File::open(path).map_err(StorageError::io(path))?;
    let foreign = |error: parquet::errors::ParquetError| StorageError::Foreign(error.to_string());
    let opened = contained(|| ParquetRecordBatchReaderBuilder::try_new(file));
    let builder = opened.map_err(StorageError::Foreign)?.map_err(foreign)?;
    let metadata = builder.metadata().file_metadata().key_value_metadata();
    let is_own = metadata
        .is_some_and(|entries| entries.iter().any(|entry| entry.key == schema::VERSION_KEY));
    if !is_own {
        return Ok(None);
    }
    let reader = RunReader::open(&RealVfs, path, &Columns::ALL, Partition::ALL)?;
    Ok(Some(OwnEvents {
        reader,
        events: VecDeque::new(),
    }))
}

impl OwnEvents {
    /// The next event; `None` at the end.
    pub fn next_event(&mut self) -> Result<Option<StoredEvent>, StorageError> {
        while self.events.is_empty() {
            let Some(block) = self.reader.next_block()? else {
                return Ok(None);
            };
            for row in 0..block.len() {
                let event = block.stored_event(row);
                let event = event
                    .ok_or_else(|| StorageError::Foreign("an event lacks columns".to_owned()))?;
                self.events.push_back(event);
            }
        }
        Ok(self.events.pop_front())
    }
}
