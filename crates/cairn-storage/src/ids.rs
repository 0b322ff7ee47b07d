//! Sorted event ids beside each run: what "stored already" is decided by.
//!
//! Format 2: the eight bytes `CRNIDS\0\x02`, the number of ids as u64, then 24 bytes for each id ascending: the id,
//! the number of the import that brought it (u32, 0 if it came live), the day it was received (i32, days since
//! 1970 in UTC), all big-endian. Format 1 has the ids alone: all of them are of the run's one import. The file can be
//! rebuilt from its run.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cairn_core::id::{EventId, ImportId};

use crate::error::StorageError;
use crate::received_day::ReceivedDay;
use crate::seal::{Seal, SealedFile};
use crate::sorter::read_record;
use crate::vfs::{PositionedReader, Vfs, VfsFile};

const MAGIC: [u8; 7] = *b"CRNIDS\0";
const VERSION: u8 = 2;
const HEADER_BYTES: usize = 16;
const ID_BYTES: usize = 16;
const ENTRY_BYTES: usize = 24;

/// An event id and how it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct IdEntry {
    pub(crate) id: EventId,
    /// The import that brought it, if one did.
    pub(crate) import: Option<ImportId>,
    pub(crate) day: ReceivedDay,
}

/// What an id file of format 1 leaves to the manifest: how all of its events came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Origin {
    pub(crate) import: Option<ImportId>,
    pub(crate) day: ReceivedDay,
}

/// Writes the ids of a run, which need not be sorted yet.
pub(crate) fn write_ids(
    vfs: &dyn Vfs,
    path: &Path,
    mut ids: Vec<IdEntry>,
) -> Result<Seal, StorageError> {
    ids.sort_unstable();
    let file = vfs.create(path).map_err(StorageError::io(path))?;
    let mut writer = BufWriter::new(SealedFile::new(file));
    let mut write = |bytes: &[u8]| writer.write_all(bytes).map_err(StorageError::io(path));
    write(&MAGIC)?;
    write(&[VERSION])?;
    write(&(ids.len() as u64).to_be_bytes())?;
    for entry in ids {
        let import = entry.import.map_or(0, ImportId::number);
        let import =
            u32::try_from(import).map_err(|_| StorageError::TooLarge("more than 2^32 imports"))?;
        write(&entry.id.0.to_be_bytes())?;
        write(&import.to_be_bytes())?;
        write(&entry.day.number().to_be_bytes())?;
    }
    let written = writer
        .into_inner()
        .map_err(|error| StorageError::io(path)(error.into_error()))?;
    written.finish().map_err(StorageError::io(path))
}

/// The ids of one run, ascending.
struct IdFile {
    path: PathBuf,
    reader: BufReader<PositionedReader>,
    left: u64,
    /// For format 1.
    origin: Option<Origin>,
    head: Option<IdEntry>,
}

impl IdFile {
    fn open(vfs: &dyn Vfs, path: &Path, origin: Origin) -> Result<Self, StorageError> {
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
        let (entry_bytes, origin) = match version {
            1 => (ID_BYTES, Some(origin)),
            VERSION => (ENTRY_BYTES, None),
            version => {
                return Err(StorageError::NewerFormat {
                    file: path.to_owned(),
                    version: version.into(),
                    known: VERSION.into(),
                });
            }
        };
        let left = count
            .iter()
            .fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
        let expected = left
            .checked_mul(entry_bytes as u64)
            .and_then(|ids| ids.checked_add(HEADER_BYTES as u64));
        if expected != Some(bytes) {
            return Err(StorageError::damaged(
                path,
                format!("{bytes} bytes don't hold the {left} ids it says"),
            ));
        }
        let mut ids = Self {
            path: path.to_owned(),
            reader,
            left,
            origin,
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
        let entry = match self.origin {
            Some(Origin { import, day }) => IdEntry {
                id: EventId(u128::from_be_bytes(self.record()?)),
                import,
                day,
            },
            None => entry_of(&self.record()?),
        };
        if self.head.is_some_and(|before| before.id > entry.id) {
            return Err(StorageError::damaged(
                &self.path,
                "its ids are out of order",
            ));
        }
        self.left -= 1;
        self.head = Some(entry);
        Ok(())
    }

    fn record<const N: usize>(&mut self) -> Result<[u8; N], StorageError> {
        let record: Option<[u8; N]> = read_record(&mut self.reader)
            .map_err(|error| StorageError::damaged(&self.path, error))?;
        record.ok_or_else(|| StorageError::damaged(&self.path, "it holds fewer ids than it says"))
    }
}

fn entry_of(bytes: &[u8; ENTRY_BYTES]) -> IdEntry {
    let number = |range: std::ops::Range<usize>| {
        let digits = bytes[range].iter();
        digits.fold(0_u128, |number, byte| (number << 8) | u128::from(*byte))
    };
    let import = u64::try_from(number(16..20)).unwrap_or(0);
    let mut day = [0; 4];
    day.copy_from_slice(&bytes[20..]);
    IdEntry {
        id: EventId(number(0..ID_BYTES)),
        import: (import > 0).then(|| ImportId::new(import)),
        day: ReceivedDay::of_number(i32::from_be_bytes(day)),
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
    (path, origin): &(PathBuf, Origin),
    mut note: impl FnMut(IdEntry),
) -> Result<(), StorageError> {
    let mut ids = IdFile::open(vfs, path, *origin)?;
    while let Some(entry) = ids.head {
        note(entry);
        ids.advance()?;
    }
    Ok(())
}

/// Gives every id that these files hold more than once to `note`, ascending, with the places of those files.
pub(crate) fn each_repeated(
    vfs: &dyn Vfs,
    files: &[(PathBuf, Origin)],
    mut note: impl FnMut(EventId, &[usize]),
) -> Result<(), StorageError> {
    let opened = files.iter();
    let opened = opened.map(|(path, origin)| IdFile::open(vfs, path, *origin));
    let mut files: Vec<IdFile> = opened.collect::<Result<_, StorageError>>()?;
    let heads = files.iter().enumerate();
    let mut heads: BinaryHeap<Reverse<(EventId, usize)>> = heads
        .filter_map(|(at, file)| file.head.map(|head| Reverse((head.id, at))))
        .collect();
    let mut holders = Vec::new();
    while let Some(Reverse((id, at))) = heads.pop() {
        holders.clear();
        holders.push(at);
        while heads.peek().is_some_and(|head| head.0.0 == id) {
            holders.extend(heads.pop().map(|Reverse((_, other))| other));
        }
        let mut copies = 0;
        for at in &holders {
            while files[*at].head.is_some_and(|head| head.id == id) {
                copies += 1;
                files[*at].advance()?;
            }
            heads.extend(files[*at].head.map(|head| Reverse((head.id, *at))));
        }
        if copies > 1 {
            note(id, &holders);
        }
    }
    Ok(())
}

/// All ids of a site, asked for in ascending order.
pub(crate) struct History {
    files: Vec<IdFile>,
}

impl History {
    /// The history of these id files.
    pub(crate) fn open(vfs: &dyn Vfs, files: &[(PathBuf, Origin)]) -> Result<Self, StorageError> {
        let files: Result<Vec<IdFile>, StorageError> = files
            .iter()
            .map(|(path, origin)| IdFile::open(vfs, path, *origin))
            .collect();
        Ok(Self { files: files? })
    }

    /// Who stored an event, if anybody did. Ids must be asked for in ascending order.
    pub(crate) fn find(&mut self, id: EventId) -> Result<Option<StoredBy>, StorageError> {
        let mut found = None;
        for file in &mut self.files {
            while file.head.is_some_and(|head| head.id < id) {
                file.advance()?;
            }
            if let Some(entry) = file.head.filter(|head| head.id == id) {
                found = Some(entry.import.map_or(StoredBy::Live, StoredBy::Import));
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests;
