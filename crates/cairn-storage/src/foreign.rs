//! Parquet files that others wrote, as rows of typed values.

mod cell;

use std::fs::File;
use std::sync::Arc;

use arrow_array::RecordBatch;
use cairn_core::value::Value;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};

use crate::contained::contained;
use crate::error::StorageError;

/// Few, since a row of a foreign file may be large.
const BLOCK_ROWS: usize = 256;

/// The rows of a foreign file, in file order.
pub struct ForeignRows {
    names: Arc<[String]>,
    rows: u64,
    batches: ParquetRecordBatchReader,
    current: Option<(RecordBatch, usize)>,
}

/// Opens a foreign Parquet file.
pub fn foreign_parquet(file: File) -> Result<ForeignRows, StorageError> {
    contained(|| open(file)).unwrap_or_else(|reason| Err(StorageError::Foreign(reason)))
}

fn open(file: File) -> Result<ForeignRows, StorageError> {
    let foreign = |error: parquet::errors::ParquetError| StorageError::Foreign(error.to_string());
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(foreign)?;
    let fields = builder.schema().fields().iter();
    let names: Vec<String> = fields.map(|field| field.name().clone()).collect();
    let rows = u64::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or(0);
    let batches = builder
        .with_batch_size(BLOCK_ROWS)
        .build()
        .map_err(foreign)?;
    Ok(ForeignRows {
        names: names.into(),
        rows,
        batches,
        current: None,
    })
}

impl ForeignRows {
    /// The columns' names.
    pub fn names(&self) -> &Arc<[String]> {
        &self.names
    }

    /// How many rows the file says it has.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The next row: for each column its value, `None` where it is null or of a type that events can't
    /// carry (intervals and the like). `None` at the end.
    pub fn next_row(&mut self) -> Result<Option<Vec<Option<Value>>>, StorageError> {
        loop {
            if let Some((batch, row)) = &mut self.current
                && *row < batch.num_rows()
            {
                let cells = batch.columns().iter();
                let values = cells.map(|column| cell::value(column, *row)).collect();
                *row += 1;
                return Ok(Some(values));
            }
            match contained(|| self.batches.next()).map_err(StorageError::Foreign)? {
                None => return Ok(None),
                Some(Ok(batch)) => self.current = Some((batch, 0)),
                Some(Err(error)) => return Err(StorageError::Foreign(error.to_string())),
            }
        }
    }
}

#[cfg(test)]
mod tests;
