//! Sorted event ids beside each run: what "stored already" is decided by.
//!
//! Format 1: the eight bytes `CRNIDS\0\x01`, the number of ids as u64, then the ids ascending, all
//! big-endian. The file can be rebuilt from its run.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cairn_core::id::{EventId, ImportId};

use crate::error::StorageError;
use crate::seal::{Seal, SealedFile};
use crate::sorter::read_record;
use crate::vfs::{PositionedReader, Vfs, VfsFile};

const MAGIC: [u8; 7] = *b"CRNIDS\0";
const VERSION: u8 = 1;
const HEADER_BYTES: usize = 16;
const ID_BYTES: u64 = 16;

/// Writes the ids of a run, which need not be sorted yet.
pub(crate) fn write_ids(
    vfs: &dyn Vfs,
    path: &Path,
    mut ids: Vec<EventId>,
) -> Result<Seal, StorageError> {
    ids.sort_unstable();
    let file = vfs.create(path).map_err(StorageError::io(path))?;
    let mut writer = BufWriter::new(SealedFile::new(file));
    let mut write = |bytes: &[u8]| writer.write_all(bytes).map_err(StorageError::io(path));
    write(&MAGIC)?;
    write(&[VERSION])?;
    write(&(ids.len() as u64).to_be_bytes())?;
    for id in ids {
        write(&id.0.to_be_bytes())?;
    }
    let written = writer
        .into_inner()
        .map_err(|error| StorageError::io(path)(error.into_error()))?;
    written.finish().map_err(StorageError::io(path))
}

/// The ids of one run, ascending.
struct IdFile {
    path: PathBuf,
    import: Option<ImportId>,
    reader: BufReader<PositionedReader>,
    left: u64,
    head: Option<u128>,
}

impl IdFile {
    fn open(vfs: &dyn Vfs, path: &Path, import: Option<ImportId>) -> Result<Self, StorageError> {
        let file = vfs.open(path).map_err(StorageError::io(path))?;
        let file: Arc<dyn VfsFile> = Arc::from(file);
        let bytes = file.len().map_err(StorageError::io(path))?;
        let mut reader = BufReader::new(PositionedReader::new(file, 0));
        let mut header = [0_u8; HEADER_BYTES];
        reader
            .read_exact(&mut header)
            .map_err(|_| StorageError::damaged(path, "its header is cut short"))?;
        let (magic, rest) = header.split_at(MAGIC.len());
        if magic != MAGIC {
            return Err(StorageError::damaged(path, "it is no file of event ids"));
        }
        let (version, count) = (rest[0], &rest[1..]);
        if version != VERSION {
            return Err(StorageError::NewerFormat {
                file: path.to_owned(),
                version: version.into(),
                known: VERSION.into(),
            });
        }
        let left = count
            .iter()
            .fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
        let expected = left
            .checked_mul(ID_BYTES)
            .and_then(|ids| ids.checked_add(HEADER_BYTES as u64));
        if expected != Some(bytes) {
            return Err(StorageError::damaged(
                path,
                format!("{bytes} bytes don't hold the {left} ids it says"),
            ));
        }
        let mut ids = Self {
            path: path.to_owned(),
            import,
            reader,
            left,
            head: None,
        };
        ids.advance()?;
        Ok(ids)
    }

    fn advance(&mut self) -> Result<(), StorageError> {
        if self.left == 0 {
            self.head = None;
            return Ok(());
        }
        let record: Option<[u8; 16]> = read_record(&mut self.reader)
            .map_err(|error| StorageError::damaged(&self.path, error))?;
        let record = record
            .ok_or_else(|| StorageError::damaged(&self.path, "it holds fewer ids than it says"))?;
        let id = u128::from_be_bytes(record);
        if self.head.is_some_and(|before| before > id) {
            return Err(StorageError::damaged(
                &self.path,
                "its ids are out of order",
            ));
        }
        self.left -= 1;
        self.head = Some(id);
        Ok(())
    }
}

/// Who stored an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StoredBy {
    /// An import.
    Import(ImportId),
    /// It came live.
    Live,
}

/// Gives every id of a run's id file to `note`, ascending.
pub(crate) fn each_id(
    vfs: &dyn Vfs,
    path: &Path,
    mut note: impl FnMut(EventId),
) -> Result<(), StorageError> {
    let mut ids = IdFile::open(vfs, path, None)?;
    while let Some(id) = ids.head {
        note(EventId(id));
        ids.advance()?;
    }
    Ok(())
}

/// Gives every id that more than one of these files holds to `note`, ascending, with the places of those files.
pub(crate) fn each_repeated(
    vfs: &dyn Vfs,
    paths: &[PathBuf],
    mut note: impl FnMut(EventId, &[usize]),
) -> Result<(), StorageError> {
    let opened: Result<Vec<IdFile>, StorageError> = paths
        .iter()
        .map(|path| IdFile::open(vfs, path, None))
        .collect();
    let mut files = opened?;
    let heads = files.iter().enumerate();
    let mut heads: BinaryHeap<Reverse<(u128, usize)>> = heads
        .filter_map(|(at, file)| file.head.map(|id| Reverse((id, at))))
        .collect();
    let mut holders = Vec::new();
    while let Some(Reverse((id, at))) = heads.pop() {
        holders.clear();
        holders.push(at);
        while heads.peek().is_some_and(|head| head.0.0 == id) {
            holders.extend(heads.pop().map(|Reverse((_, other))| other));
        }
        if holders.len() > 1 {
            note(EventId(id), &holders);
        }
        for at in &holders {
            files[*at].advance()?;
            heads.extend(files[*at].head.map(|id| Reverse((id, *at))));
        }
    }
    Ok(())
}

/// All ids of a site, asked for in ascending order.
pub(crate) struct History {
    files: Vec<IdFile>,
}

impl History {
    /// The history of these id files, each with the import its run came from, if it came from one.
    pub(crate) fn open(
        vfs: &dyn Vfs,
        files: &[(PathBuf, Option<ImportId>)],
    ) -> Result<Self, StorageError> {
        let files: Result<Vec<IdFile>, StorageError> = files
            .iter()
            .map(|(path, import)| IdFile::open(vfs, path, *import))
            .collect();
        Ok(Self { files: files? })
    }

    /// Who stored an event, if anybody did. Ids must be asked for in ascending order.
    pub(crate) fn find(&mut self, id: EventId) -> Result<Option<StoredBy>, StorageError> {
        let mut found = None;
        for file in &mut self.files {
            while file.head.is_some_and(|head| head < id.0) {
                file.advance()?;
            }
            if file.head == Some(id.0) {
                found = Some(file.import.map_or(StoredBy::Live, StoredBy::Import));
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests;
