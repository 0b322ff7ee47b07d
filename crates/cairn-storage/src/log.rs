//! The write-ahead log: what is acknowledged lies in it, durably, until it lies in runs.
//!
//! The log is a folder of segments, `000000000001.log` and on, each named by the first sequence number in it.
//! Payloads are opaque bytes. One group of records is one append and one sync; only then it may be
//! acknowledged. A process appends only to segments that it created itself.

mod record;
mod recover;
mod repair;
mod segment;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::StorageError;
use crate::files;
use crate::vfs::Vfs;
use record::MOST_PAYLOAD_BYTES;
pub use recover::LogDamage;
pub use repair::Cut;
use segment::{OpenSegment, SegmentFile};

/// A segment ends before a group that would make it longer.
const SEGMENT_BYTES: u64 = 64 << 20;

/// How much of the buffer is kept between groups.
const KEPT_BUFFER_BYTES: usize = 8 << 20;

/// Takes records in order, on a thread of its own: sequence number and payload. Its error ends the reading.
pub type TakeRecord<'a> = dyn FnMut(u64, Vec<u8>) -> Result<(), StorageError> + Send + 'a;

/// Gives the salts of new segments: numbers that whoever sends events can't know.
pub type Salts = Box<dyn FnMut() -> u64 + Send>;

/// The log of a data directory, open for appending. There must be one at a time.
pub struct Log {
    vfs: Arc<dyn Vfs>,
    folder: PathBuf,
    salts: Salts,
    segment_bytes: u64,
    /// All segments but the current one, in order.
    closed: Vec<SegmentFile>,
    current: OpenSegment,
    last_seq: u64,
    buffer: Vec<u8>,
    /// Why nothing can be appended any more.
    poison: Option<String>,
}

/// What was found in a log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recovery {
    /// How many records were handed on.
    pub records: u64,
    /// The sequence number that the next record comes after.
    pub last_seq: u64,
    /// The torn tail, if there was one.
    pub cut: Option<Cut>,
    /// What else is wrong. It is found again at every start until its segment is removed.
    pub damage: Vec<LogDamage>,
}

impl Log {
    /// Hands the records after `flushed` to `each`, in order, with their sequence numbers, and opens the log
    /// for appending after them. Bad bytes are copied to `quarantine/` in the log's folder; a torn tail is
    /// cut off. All that was handed on is durable when this returns.
    pub fn open(
        vfs: Arc<dyn Vfs>,
        folder: &Path,
        flushed: u64,
        mut salts: Salts,
        each: &mut TakeRecord<'_>,
    ) -> Result<(Self, Recovery), StorageError> {
        files::create_folder(&*vfs, folder)?;
        repair::remove_unfinished(&*vfs, folder)?;
        let mut found = recover::read(&*vfs, folder, flushed, each)?;
        let cut = repair::repair(&*vfs, folder, &mut found)?;
        let current = OpenSegment::create(&*vfs, folder, found.next_seq, salts())?;
        let last_seq = found.next_seq - 1;
        let log = Self {
            vfs,
            folder: folder.to_owned(),
            salts,
            segment_bytes: SEGMENT_BYTES,
            closed: found.segments,
            current,
            last_seq,
            buffer: Vec::new(),
            poison: None,
        };
        let recovery = Recovery {
            records: found.records,
            last_seq,
            cut,
            damage: found.damage,
        };
        Ok((log, recovery))
    }

    /// Hands on the same records as [`Self::open`] without changing anything. Another process may be
    /// appending: of what it is about to write, nothing or a first part is seen.
    pub fn replay(
        vfs: &dyn Vfs,
        folder: &Path,
        flushed: u64,
        each: &mut TakeRecord<'_>,
    ) -> Result<Recovery, StorageError> {
        let found = recover::read(vfs, folder, flushed, each)?;
        Ok(Recovery {
            records: found.records,
            last_seq: found.next_seq - 1,
            cut: None,
            damage: found.damage,
        })
    }

    /// Hands on the same records, and tells which segments hold them, where in each the whole records end, and the
    /// last sequence number: so much of each file is the log, whatever another process appends meanwhile.
    pub(crate) fn ends(
        vfs: &dyn Vfs,
        folder: &Path,
        flushed: u64,
        each: &mut TakeRecord<'_>,
    ) -> Result<(Vec<(PathBuf, u64)>, u64), StorageError> {
        let found = recover::read(vfs, folder, flushed, each)?;
        let firsts = found.segments.iter().map(|segment| segment.first_seq);
        let flushed_wholly = firsts
            .skip(1)
            .take_while(|next| *next <= flushed.saturating_add(1))
            .count();
        let mut ends: Vec<(PathBuf, u64)> = found
            .segments
            .into_iter()
            .skip(flushed_wholly)
            .map(|segment| (segment.path, segment.bytes))
            .collect();
        if !found.last.is_kept {
            ends.pop();
        }
        if let (Some(last), Some(tail)) = (ends.last_mut(), &found.last.tail)
            && last.0 == tail.segment
        {
            last.1 = tail.offset;
        }
        Ok((ends, found.next_seq - 1))
    }

    /// Ends segments after so many bytes, for tests.
    #[doc(hidden)]
    #[must_use]
    pub fn with_segment_bytes(mut self, bytes: u64) -> Self {
        self.segment_bytes = bytes;
        self
    }

    /// Appends records with one write and one sync; then they are durable. Gives the sequence number of the
    /// last one.
    ///
    /// After a failure it is unknown what is durable, and a second sync could not tell. So the log is
    /// poisoned: this and every later call fails with [`StorageError::LogPoisoned`], until the log is opened
    /// anew.
    pub fn append_group(&mut self, payloads: &[&[u8]]) -> Result<u64, StorageError> {
        self.check()?;
        if payloads.is_empty() {
            return Ok(self.last_seq);
        }
        if let Some(long) = payloads.iter().find(|p| p.len() > MOST_PAYLOAD_BYTES) {
            return Err(StorageError::RecordTooLarge {
                bytes: long.len(),
                most: MOST_PAYLOAD_BYTES,
            });
        }
        let lengths = payloads
            .iter()
            .map(|payload| record::HEADER_BYTES + payload.len());
        let bytes: usize = lengths.sum();
        if self.current.file.bytes + bytes as u64 > self.segment_bytes {
            self.rotate()?;
        }
        self.buffer.clear();
        self.buffer.reserve(bytes);
        let mut seq = self.last_seq;
        for payload in payloads {
            seq += 1;
            record::encode(&mut self.buffer, self.current.salt, seq, payload);
        }
        let appended = self.current.append(&mut self.buffer, self.segment_bytes);
        self.buffer.clear();
        self.buffer.shrink_to(KEPT_BUFFER_BYTES);
        if let Err(error) = appended {
            let path = self.current.file.path.display();
            return Err(self.poisoned(format!("`{path}`: {error}")));
        }
        self.last_seq = seq;
        Ok(seq)
    }

    /// Begins a new segment, so that all before it can be removed once it is in runs; nothing if the current
    /// one is empty.
    pub fn rotate(&mut self) -> Result<(), StorageError> {
        self.check()?;
        if self.current.is_empty() {
            return Ok(());
        }
        let salt = (self.salts)();
        let next = OpenSegment::create(&*self.vfs, &self.folder, self.last_seq + 1, salt);
        match next {
            Ok(next) => {
                let ended = std::mem::replace(&mut self.current, next);
                self.closed.push(ended.file);
                Ok(())
            }
            Err(StorageError::Io { file, source }) => {
                Err(self.poisoned(format!("`{}`: {source}", file.display())))
            }
            Err(error) => Err(self.poisoned(error.to_string())),
        }
    }

    /// Gives up the segments all of whose records have been flushed, but not the current one; their files may be
    /// removed. Those that stay are passed over by the next opening and given up again.
    pub fn release_through(&mut self, flushed: u64) -> Vec<PathBuf> {
        let firsts = self.closed.iter().map(|segment| segment.first_seq);
        let next = firsts.skip(1).chain([self.current.file.first_seq]);
        let count = next
            .take_while(|next| *next <= flushed.saturating_add(1))
            .count()
            .min(self.closed.len());
        let released = self.closed.drain(..count);
        released.map(|segment| segment.path).collect()
    }

    /// The sequence number of the last record, or the one that the next record comes after.
    pub fn last_seq(&self) -> u64 {
        self.last_seq
    }

    /// Bytes of all segments, without the zeros behind their records.
    pub fn bytes(&self) -> u64 {
        let closed: u64 = self.closed.iter().map(|segment| segment.bytes).sum();
        closed + self.current.file.bytes
    }

    /// Whether a write failed, so that nothing can be appended any more.
    pub fn is_poisoned(&self) -> bool {
        self.poison.is_some()
    }

    fn check(&self) -> Result<(), StorageError> {
        match &self.poison {
            None => Ok(()),
            Some(reason) => Err(StorageError::LogPoisoned {
                reason: reason.clone(),
            }),
        }
    }

    fn poisoned(&mut self, reason: String) -> StorageError {
        self.poison = Some(reason.clone());
        StorageError::LogPoisoned { reason }
    }
}

#[cfg(test)]
mod tests;
