//! Open files as the readers and writers that libraries want.

use std::io::{self, Read, Write};
use std::sync::Arc;

use super::VfsFile;

/// Reads an open file from a place on.
pub(crate) struct PositionedReader {
    file: Arc<dyn VfsFile>,
    at: u64,
}

impl PositionedReader {
    pub(crate) fn new(file: Arc<dyn VfsFile>, at: u64) -> Self {
        Self { file, at }
    }
}

impl Read for PositionedReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read_at(buffer, self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}

/// Writes to the end of an open file. It buffers nothing.
pub(crate) struct Appender(Box<dyn VfsFile>);

impl Appender {
    pub(crate) fn new(file: Box<dyn VfsFile>) -> Self {
        Self(file)
    }

    /// Makes the file durable.
    pub(crate) fn sync(&self) -> io::Result<()> {
        self.0.sync()
    }
}

impl Write for Appender {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.append(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
