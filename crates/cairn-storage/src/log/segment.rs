//! A file of the log: its name, its header, and appending to it.
//!
//! Behind its records a segment is filled with zeros some way ahead, by the write that comes near its end: a sync
//! that finds the file's length unchanged has no metadata to write and takes half the time or less.
//!
//! Header of format 1, 28 bytes: the eight bytes `CRNLOG\0\x01`, the first sequence number u64, the salt
//! u64, CRC-32C u32 of all before; little-endian. The file is named by the first sequence number in it.

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use super::record;
use crate::error::StorageError;
use crate::files;
use crate::vfs::{Vfs, VfsFile};

const MAGIC: [u8; 7] = *b"CRNLOG\0";
pub(super) const VERSION: u8 = 1;

/// Bytes of a segment before its first record.
pub(super) const HEADER_BYTES: usize = 28;

/// A segment that is filled ahead ends at a multiple of this. Zeros at the end of one that does not are no
/// room for records: it was cut.
const PAGE_BYTES: u64 = 4_096;

/// How far a segment is filled ahead: as far again as it is long, within these bounds.
const FILL_BYTES: RangeInclusive<u64> = 64 << 10..=512 << 10;

/// How a segment begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) version: u8,
    pub(super) first_seq: u64,
    pub(super) salt: u64,
}

impl Header {
    pub(super) fn encode(&self) -> [u8; HEADER_BYTES] {
        let mut bytes = [0; HEADER_BYTES];
        bytes[..7].copy_from_slice(&MAGIC);
        bytes[7] = self.version;
        bytes[8..16].copy_from_slice(&self.first_seq.to_le_bytes());
        bytes[16..24].copy_from_slice(&self.salt.to_le_bytes());
        let checksum = crc32c::crc32c(&bytes[..24]);
        bytes[24..].copy_from_slice(&checksum.to_le_bytes());
        bytes
    }

    /// The header at the start of a segment's bytes; `None` if it is cut short or damaged.
    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let (magic, rest) = bytes.split_first_chunk::<7>()?;
        let (version, rest) = rest.split_first()?;
        let (first_seq, rest) = rest.split_first_chunk()?;
        let (salt, rest) = rest.split_first_chunk()?;
        let (checksum, _) = rest.split_first_chunk()?;
        let is_right = *magic == MAGIC
            && crc32c::crc32c(&bytes[..HEADER_BYTES - 4]) == u32::from_le_bytes(*checksum);
        is_right.then_some(Self {
            version: *version,
            first_seq: u64::from_le_bytes(*first_seq),
            salt: u64::from_le_bytes(*salt),
        })
    }

    /// What a header with one wrong bit was. Without its salt no record of the segment could be believed.
    pub(super) fn mend(bytes: &[u8]) -> Option<Self> {
        let mut bytes: [u8; HEADER_BYTES] = *bytes.first_chunk()?;
        for bit in 0..HEADER_BYTES * 8 {
            bytes[bit / 8] ^= 1 << (bit % 8);
            if let Some(header) = Self::decode(&bytes) {
                return Some(header);
            }
            bytes[bit / 8] ^= 1 << (bit % 8);
        }
        None
    }

    /// The salt at its place, whatever the rest of the header is worth.
    pub(super) fn salt_of(bytes: &[u8]) -> u64 {
        let salt = bytes.get(16..).and_then(<[u8]>::first_chunk);
        salt.map_or(0, |salt| u64::from_le_bytes(*salt))
    }
}

/// A segment's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SegmentFile {
    pub(super) first_seq: u64,
    pub(super) path: PathBuf,
    /// Where its records end; zeros may follow.
    pub(super) bytes: u64,
}

/// The segment that is appended to. Nobody but the process that created it ever appends to it.
pub(super) struct OpenSegment {
    pub(super) file: SegmentFile,
    pub(super) salt: u64,
    handle: Box<dyn VfsFile>,
    /// The file's length, its zeros included.
    filled: u64,
}

impl OpenSegment {
    /// Creates a segment, durably.
    pub(super) fn create(
        vfs: &dyn Vfs,
        folder: &Path,
        first_seq: u64,
        salt: u64,
    ) -> Result<Self, StorageError> {
        let path = folder.join(name(first_seq));
        let mut handle = vfs.create(&path).map_err(StorageError::io(&path))?;
        let header = Header {
            version: VERSION,
            first_seq,
            salt,
        };
        let header = header.encode();
        handle.append(&header).map_err(StorageError::io(&path))?;
        handle.sync().map_err(StorageError::io(&path))?;
        files::sync_folder(vfs, folder)?;
        Ok(Self {
            file: SegmentFile {
                first_seq,
                path,
                bytes: header.len() as u64,
            },
            salt,
            handle,
            filled: header.len() as u64,
        })
    }

    /// Adds encoded records and makes them durable. The buffer may get zeros behind them; no zero lies beyond
    /// `most` bytes of the file.
    pub(super) fn append(&mut self, records: &mut Vec<u8>, most: u64) -> std::io::Result<()> {
        let (start, end) = (self.file.bytes, self.file.bytes + records.len() as u64);
        if end > self.filled {
            let ahead = end.clamp(*FILL_BYTES.start(), *FILL_BYTES.end());
            let most = most - most % PAGE_BYTES;
            self.filled = (end + ahead)
                .next_multiple_of(PAGE_BYTES)
                .min(most)
                .max(end);
            let zeros = usize::try_from(self.filled - end).map_err(std::io::Error::other)?;
            records.resize(records.len() + zeros, 0);
        }
        self.handle.write_at(records, start)?;
        self.handle.sync()?;
        self.file.bytes = end;
        Ok(())
    }

    /// Whether it holds no record yet.
    pub(super) fn is_empty(&self) -> bool {
        self.file.bytes == HEADER_BYTES as u64
    }
}

/// Where what was written to a segment ends: behind it lies nothing, or room for records.
pub(super) fn end_of_content(bytes: &[u8]) -> usize {
    if !(bytes.len() as u64).is_multiple_of(PAGE_BYTES) {
        return bytes.len();
    }
    let last = bytes.iter().rposition(|byte| *byte != 0);
    last.map_or(0, |last| last + 1)
}

/// How many records a segment of so many bytes can hold at most.
pub(super) fn most_records(bytes: u64) -> u64 {
    bytes.saturating_sub(HEADER_BYTES as u64) / record::HEADER_BYTES as u64
}

pub(super) fn name(first_seq: u64) -> String {
    format!("{first_seq:012}.log")
}

/// The sequence number in a segment's name; `None` for files that are no segment.
fn seq_of(name: &str) -> Option<u64> {
    let digits = name.strip_suffix(".log")?;
    let seq: u64 = digits.parse().ok()?;
    (self::name(seq) == name).then_some(seq)
}

/// The segments of a log, in order. Their lengths are not known yet.
pub(super) fn list(vfs: &dyn Vfs, folder: &Path) -> Result<Vec<SegmentFile>, StorageError> {
    let entries = match vfs.list(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        listed => listed.map_err(StorageError::io(folder))?,
    };
    let segment = |path: PathBuf| {
        let first_seq = seq_of(path.file_name()?.to_str()?)?;
        Some(SegmentFile {
            first_seq,
            path,
            bytes: 0,
        })
    };
    let mut segments: Vec<SegmentFile> = entries
        .into_iter()
        .filter_map(|entry| segment(entry.path))
        .collect();
    segments.sort_by_key(|segment| segment.first_seq);
    Ok(segments)
}

#[cfg(test)]
mod tests;
