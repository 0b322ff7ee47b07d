//! Sidecars as files: written whole, read segment by segment.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::build::Built;
use super::codes::Codes;
use super::column::{Words, words_of_bytes, words_to_bytes};
use super::index::{ColumnPlace, Index, Place};
use super::segment::Segment;
use crate::entry::Malformed;
use crate::error::StorageError;
use crate::files::read_exact_at;
use crate::seal::Seal;
use crate::vfs::{Appender, Vfs, VfsFile};

const MAGIC: [u8; 8] = *b"CRNSID\0\x02";
const CHECK: usize = 4;
const CHECK_BYTES: u64 = CHECK as u64;
/// Place and length of the index.
const TRAILER_BYTES: u64 = 16;
/// How much of a file is written at once.
const BUFFER_BYTES: usize = 1 << 18;

/// Writes the sidecar of a run that has this seal, durably.
pub(crate) fn write_sidecar(
    vfs: &dyn Vfs,
    path: &Path,
    run: &Seal,
    built: Built,
) -> Result<(), StorageError> {
    let file = vfs.create(path).map_err(StorageError::io(path))?;
    let mut file = BufWriter::with_capacity(BUFFER_BYTES, Appender::new(file));
    write_to(&mut file, run, built).map_err(StorageError::io(path))?;
    let file = file.into_inner().map_err(io::IntoInnerError::into_error);
    file.and_then(|file| file.sync())
        .map_err(StorageError::io(path))
}

fn write_to(file: &mut impl Write, run: &Seal, built: Built) -> io::Result<()> {
    let Built {
        mut index,
        segments,
        columns,
    } = built;
    file.write_all(&MAGIC)?;
    let mut at = MAGIC.len() as u64;
    let mut write = |bytes: &[u8]| {
        let place = Place {
            offset: at,
            bytes: bytes.len() as u64,
        };
        write_checked(file, bytes)?;
        at += place.bytes + CHECK_BYTES;
        Ok::<_, io::Error>(place)
    };
    for (segment, of) in segments.iter().zip(&mut index.segments) {
        of.place = write(&segment.to_bytes())?;
    }
    for (column, of) in columns.iter().zip(&mut index.columns) {
        of.place = write(&words_to_bytes(&column.words))?;
        for (block, place) in column.blocks.iter().zip(&mut of.blocks) {
            if let Some(block) = block {
                *place = write(&block.to_bytes())?;
            }
        }
    }
    let bytes = index.to_bytes(run);
    write_checked(file, &bytes)?;
    file.write_all(&at.to_le_bytes())?;
    file.write_all(&(bytes.len() as u64).to_le_bytes())
}

fn write_checked(file: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    file.write_all(bytes)?;
    file.write_all(&crc32c::crc32c(bytes).to_le_bytes())
}

/// A sidecar whose index was read.
pub(crate) struct SidecarFile {
    path: PathBuf,
    bytes: u64,
    index: Index,
}

impl SidecarFile {
    /// Opens the sidecar of a run that has this seal. Any fault of its index, and that it is another run's, is damage.
    pub(crate) fn open(vfs: &dyn Vfs, path: &Path, run: &Seal) -> Result<Self, StorageError> {
        let file = vfs.open(path).map_err(StorageError::io(path))?;
        let damaged = |detail: &str| StorageError::damaged(path, detail);
        let length = file.len().map_err(StorageError::io(path))?;
        if length < MAGIC.len() as u64 + TRAILER_BYTES {
            return Err(damaged("it is cut short"));
        }
        let magic = read(&*file, path, 0, MAGIC.len() as u64)?;
        if magic != MAGIC {
            return Err(damaged("it is no sidecar of this version"));
        }
        let trailer = read(&*file, path, length - TRAILER_BYTES, TRAILER_BYTES)?;
        let number = |bytes: &[u8]| { bytes.iter().rev() }.fold(0, |n, b| (n << 8) | u64::from(*b));
        let (offset, bytes) = (number(&trailer[..8]), number(&trailer[8..]));
        let is_all = offset
            .checked_add(bytes)
            .and_then(|end| end.checked_add(CHECK_BYTES + TRAILER_BYTES));
        if is_all != Some(length) {
            return Err(damaged("its index does not lie where it says"));
        }
        let index = read_checked(&*file, path, offset, bytes)?;
        let malformed = |fault: Malformed| StorageError::damaged(path, fault);
        let (index, of) = Index::of_bytes(&index).map_err(malformed)?;
        if of != *run {
            return Err(damaged("it is the sidecar of another run"));
        }
        let lies_before = |place: Place| {
            let end = place.offset.checked_add(place.bytes);
            end.is_some_and(|end| end <= offset)
        };
        if !index.places().all(lies_before) {
            return Err(damaged("a part of it lies beyond its end"));
        }
        Ok(Self {
            path: path.to_owned(),
            bytes: length,
            index,
        })
    }

    pub(crate) fn index(&self) -> &Index {
        &self.index
    }

    /// Its length.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Reads a segment.
    pub(super) fn read_segment(&self, vfs: &dyn Vfs, at: usize) -> Result<Segment, StorageError> {
        let segment = self.index.segments.get(at).ok_or_else(beyond)?;
        let bytes = self.read_place(vfs, segment.place)?;
        let segment = Segment::of_bytes(&bytes, self.index.scale, self.index.known())
            .map_err(|fault| StorageError::damaged(&self.path, fault))?;
        let has_its_rows = self.index.rows_of_segment(at) == Some(segment.len() as u64);
        match has_its_rows {
            true => Ok(segment),
            false => Err(self.has_other_rows()),
        }
    }

    fn has_other_rows(&self) -> StorageError {
        StorageError::damaged(&self.path, "a part of it has other rows than it should")
    }

    /// Reads the values of a column, by code.
    pub(super) fn read_words(&self, vfs: &dyn Vfs, column: usize) -> Result<Words, StorageError> {
        let column = self.column(column)?;
        let bytes = self.read_place(vfs, column.place)?;
        let words = words_of_bytes(&bytes, column.words);
        words
            .and_then(|words| column.of.decode(words.into_iter()))
            .map_err(|fault| StorageError::damaged(&self.path, fault))
    }

    /// Reads the codes of a block of rows; `None` if none of them has a value.
    pub(super) fn read_codes(
        &self,
        vfs: &dyn Vfs,
        (column, block): (usize, usize),
    ) -> Result<Option<Codes>, StorageError> {
        let column = self.column(column)?;
        let place = column.blocks.get(block).filter(|place| place.bytes > 0);
        let Some(place) = place else { return Ok(None) };
        let bytes = self.read_place(vfs, *place)?;
        let codes = Codes::of_bytes(&bytes, column.words);
        let codes = codes.map_err(|fault| StorageError::damaged(&self.path, fault))?;
        match codes.are_of(self.index.rows_of_block(block)) {
            true => Ok(Some(codes)),
            false => Err(self.has_other_rows()),
        }
    }

    fn column(&self, at: usize) -> Result<&ColumnPlace, StorageError> {
        self.index.columns.get(at).ok_or_else(beyond)
    }

    /// Reads a place of the file. This is opened for it: there may be more runs than files that may be open.
    fn read_place(&self, vfs: &dyn Vfs, place: Place) -> Result<Vec<u8>, StorageError> {
        let file = vfs.open(&self.path).map_err(StorageError::io(&self.path))?;
        read_checked(&*file, &self.path, place.offset, place.bytes)
    }
}

/// That somebody asks for what no sidecar's index names.
pub(super) fn beyond() -> StorageError {
    StorageError::Internal("a part of a sidecar beyond the last".to_owned())
}

fn read_checked(
    file: &dyn VfsFile,
    path: &Path,
    offset: u64,
    bytes: u64,
) -> Result<Vec<u8>, StorageError> {
    let mut read = read(file, path, offset, bytes + CHECK_BYTES)?;
    let (content, check) = read
        .split_last_chunk::<CHECK>()
        .ok_or_else(|| StorageError::damaged(path, "it is cut short"))?;
    if crc32c::crc32c(content) != u32::from_le_bytes(*check) {
        let detail = "its checksum does not fit its content";
        return Err(StorageError::damaged(path, detail));
    }
    let content = content.len();
    read.truncate(content);
    Ok(read)
}

fn read(file: &dyn VfsFile, path: &Path, offset: u64, bytes: u64) -> Result<Vec<u8>, StorageError> {
    let bytes = usize::try_from(bytes).map_err(|_| StorageError::damaged(path, "too long"))?;
    let mut buffer = vec![0; bytes];
    let read = read_exact_at(file, &mut buffer, offset);
    read.map_err(StorageError::cut_or_io(path, "it is cut short"))?;
    Ok(buffer)
}
