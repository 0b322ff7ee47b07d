//! Sidecars: what a run's events say, packed, so that a question about what people did need not decode Parquet
//! (ADR 0016).
//!
//! A sidecar tells nothing that its run doesn't: it is written with the run, no manifest names it, and one that is
//! missing, damaged, of another version or of another run is as none. Then the run itself is read, until it is made
//! anew.
//!
//! Format 2, numbers little-endian: the eight bytes `CRNSID\0\x02`; segments of whole persons, at most 65,536 rows
//! each unless one person has more; columns ([`column`]): the values of each, and for every 65,536 rows of the run the
//! codes of those that have one ([`codes`]); each of these followed by its CRC-32C; the index ([`index`]), followed by its CRC-32C; the
//! place of the index and its length as u64. In a segment ([`segment`]) lie, as arrays: the persons' keys, where the
//! rows of each begin, which names each has; and by row the code of the name (one byte; 255 leads to a list of wider
//! ones), the time in units of 2^shift µs since the run's first (16 bits), and what is left of it (`shift` bits); of rows
//! that carry money how much ([`money`]); of those that name an order which ([`orders`]); and what sessions are cut by ([`visits`]).

mod bits;
mod build;
mod cache;
mod codes;
mod column;
mod file;
mod gather;
mod index;
mod mend;
mod money;
mod numbered;
mod orders;
mod packed;
mod segment;
#[cfg(test)]
mod tests;
mod visits;

use std::sync::Arc;

use crate::entry::Malformed;
use crate::error::StorageError;
use crate::vfs::Vfs;

pub(crate) use build::{Built, SidecarBuilder};
pub(crate) use cache::{Opened, Sidecars};
pub(crate) use codes::{BLOCK_ROWS, Codes};
pub use column::{ColumnOf, Words};
use file::beyond;
pub(crate) use file::write_sidecar;
pub(crate) use index::{Index, Told};
pub(crate) use mend::{Sound, make, mend, soundness};
pub use segment::{Segment, name_bit};

/// The packed events of one source: of a run, from its file; of a piece of the log's end, in memory.
pub(crate) enum Sidecar {
    File(Arc<Opened>),
    Memory(Arc<Built>),
}

impl Sidecar {
    pub(crate) fn index(&self) -> &Index {
        match self {
            Self::File(opened) => opened.file.index(),
            Self::Memory(built) => &built.index,
        }
    }

    /// The n-th segment. The cache keeps what was read of files.
    pub(crate) fn segment(
        &self,
        at: usize,
        (vfs, cache): (&dyn Vfs, &Sidecars),
    ) -> Result<Arc<Segment>, StorageError> {
        match self {
            Self::File(opened) => cache.segment(vfs, opened, at),
            Self::Memory(built) => built.segments.get(at).cloned().ok_or_else(beyond),
        }
    }

    /// The values of a column, by code.
    pub(crate) fn words(
        &self,
        column: usize,
        (vfs, cache): (&dyn Vfs, &Sidecars),
    ) -> Result<Arc<Words>, StorageError> {
        match self {
            Self::File(opened) => cache.words(vfs, opened, column),
            Self::Memory(built) => {
                let column = built.columns.get(column).ok_or_else(beyond)?;
                let fault = |fault: Malformed| StorageError::Internal(fault.to_string());
                column.decoded().map_err(fault)
            }
        }
    }

    /// A column's codes of a block of rows; `None` if none of them has a value.
    pub(crate) fn codes(
        &self,
        (column, block): (usize, usize),
        (vfs, cache): (&dyn Vfs, &Sidecars),
    ) -> Result<Option<Arc<Codes>>, StorageError> {
        match self {
            Self::File(opened) => cache.codes(vfs, opened, (column, block)),
            Self::Memory(built) => {
                let column = built.columns.get(column).ok_or_else(beyond)?;
                Ok(column.blocks.get(block).cloned().flatten())
            }
        }
    }
}
