//! Sorting more fixed-size records than memory should hold: sorted spills, merged when read.
//!
//! Records are byte arrays compared byte by byte, so big-endian integers sort as numbers.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::StorageError;
use crate::vfs::{Appender, PositionedReader, Vfs};

/// How much of a spill is written at once.
const BUFFER_BYTES: usize = 1 << 16;

/// Takes records in any order and gives them back sorted.
pub(crate) struct Sorter<const N: usize> {
    vfs: Arc<dyn Vfs>,
    folder: PathBuf,
    name: &'static str,
    capacity: usize,
    buffer: Vec<[u8; N]>,
    spills: Vec<Spill>,
}

/// A sorted file of so many records.
struct Spill {
    path: PathBuf,
    records: usize,
}

impl<const N: usize> Sorter<N> {
    /// A sorter that spills into `folder` whenever `capacity` records are in memory.
    pub(crate) fn new(
        vfs: &Arc<dyn Vfs>,
        folder: &Path,
        name: &'static str,
        capacity: usize,
    ) -> Self {
        Self {
            vfs: vfs.clone(),
            folder: folder.to_owned(),
            name,
            capacity,
            buffer: Vec::new(),
            spills: Vec::new(),
        }
    }

    pub(crate) fn push(&mut self, record: [u8; N]) -> Result<(), StorageError> {
        self.buffer.push(record);
        if self.buffer.len() >= self.capacity {
            self.spill()
        } else {
            Ok(())
        }
    }

    fn spill(&mut self) -> Result<(), StorageError> {
        self.buffer.sort_unstable();
        let path = self
            .folder
            .join(format!("{}-{}.spill", self.name, self.spills.len()));
        let file = self.vfs.create(&path).map_err(StorageError::io(&path))?;
        let mut writer = BufWriter::with_capacity(BUFFER_BYTES, Appender::new(file));
        let records = self.buffer.len();
        for record in self.buffer.drain(..) {
            writer.write_all(&record).map_err(StorageError::io(&path))?;
        }
        writer.flush().map_err(StorageError::io(&path))?;
        self.spills.push(Spill { path, records });
        Ok(())
    }

    /// All records in ascending order.
    pub(crate) fn sorted(mut self) -> Result<Sorted<N>, StorageError> {
        self.buffer.sort_unstable();
        let mut sources: Vec<Source<N>> = Vec::with_capacity(self.spills.len() + 1);
        for Spill { path, records } in self.spills {
            let file = self.vfs.open(&path).map_err(StorageError::io(&path))?;
            sources.push(Source::Spill {
                path,
                left: records,
                reader: BufReader::new(PositionedReader::new(Arc::from(file), 0)),
            });
        }
        sources.push(Source::Memory(self.buffer.into_iter()));
        let mut heads = BinaryHeap::with_capacity(sources.len());
        for (at, source) in sources.iter_mut().enumerate() {
            if let Some(record) = source.next()? {
                heads.push(Reverse((record, at)));
            }
        }
        Ok(Sorted { sources, heads })
    }
}

/// Records in ascending order.
pub(crate) struct Sorted<const N: usize> {
    sources: Vec<Source<N>>,
    heads: BinaryHeap<Reverse<([u8; N], usize)>>,
}

enum Source<const N: usize> {
    Memory(std::vec::IntoIter<[u8; N]>),
    Spill {
        path: PathBuf,
        left: usize,
        reader: BufReader<PositionedReader>,
    },
}

impl<const N: usize> Source<N> {
    fn next(&mut self) -> Result<Option<[u8; N]>, StorageError> {
        match self {
            Self::Memory(records) => Ok(records.next()),
            Self::Spill { left: 0, .. } => Ok(None),
            Self::Spill { path, left, reader } => {
                let record = read_record(reader).map_err(StorageError::io(path))?;
                let record =
                    record.ok_or_else(|| StorageError::damaged(path, "it is cut short"))?;
                *left -= 1;
                Ok(Some(record))
            }
        }
    }
}

/// The next record of a file of records; `None` at its end.
pub(crate) fn read_record<const N: usize>(
    reader: &mut impl Read,
) -> std::io::Result<Option<[u8; N]>> {
    let mut record = [0_u8; N];
    let mut filled = 0;
    while filled < N {
        match reader.read(&mut record[filled..])? {
            0 if filled == 0 => return Ok(None),
            0 => return Err(std::io::ErrorKind::UnexpectedEof.into()),
            read => filled += read,
        }
    }
    Ok(Some(record))
}

impl<const N: usize> Sorted<N> {
    /// The next record.
    pub(crate) fn next(&mut self) -> Result<Option<[u8; N]>, StorageError> {
        let Some(Reverse((record, at))) = self.heads.pop() else {
            return Ok(None);
        };
        if let Some(following) = self.sources[at].next()? {
            self.heads.push(Reverse((following, at)));
        }
        Ok(Some(record))
    }
}

#[cfg(test)]
mod tests;
