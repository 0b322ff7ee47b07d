//! A run as the Parquet library reads it.

use std::io::{self, BufReader};
use std::sync::Arc;

use bytes::Bytes;
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};

use crate::vfs::{PositionedReader, VfsFile};

/// An open run file. Its length is asked for once: runs do not change.
#[derive(Clone)]
pub(super) struct RunSource {
    file: Arc<dyn VfsFile>,
    length: u64,
}

impl RunSource {
    pub(super) fn new(file: Box<dyn VfsFile>) -> io::Result<Self> {
        let length = file.len()?;
        Ok(Self {
            file: Arc::from(file),
            length,
        })
    }
}

impl Length for RunSource {
    fn len(&self) -> u64 {
        self.length
    }
}

impl ChunkReader for RunSource {
    type T = BufReader<PositionedReader>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        let reader = PositionedReader::new(self.file.clone(), start);
        Ok(BufReader::new(reader))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let end = start.checked_add(length as u64);
        // A damaged footer may ask for more than there is; so much is not even allocated.
        if end.is_none_or(|end| end > self.length) {
            return Err(cut_short(start, length));
        }
        let mut buffer = vec![0; length];
        let mut filled = 0;
        while filled < length {
            match self
                .file
                .read_at(&mut buffer[filled..], start + filled as u64)?
            {
                0 => return Err(cut_short(start, length)),
                read => filled += read,
            }
        }
        Ok(buffer.into())
    }
}

fn cut_short(start: u64, length: usize) -> ParquetError {
    ParquetError::EOF(format!(
        "the file ends before the {length} bytes at {start}"
    ))
}
