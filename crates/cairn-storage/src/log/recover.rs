//! Reading a log: every record whose checksum is right, in order, and what lies between them.
//!
//! Nothing is changed here. Where the bytes at a place are no record, the next one is searched byte by byte;
//! it must have the right checksum and a later sequence number. What lies between is damage. Bad bytes at the
//! very end are the tail that a crash tore: nothing in it was ever acknowledged, since a group is
//! acknowledged only after all of it is durable. Zeros up to a segment's end are room for records to come.

use std::ops::{Range, RangeInclusive};
use std::path::{Path, PathBuf};

use super::TakeRecord;
use super::record::{Claim, Record};
use super::segment::{self, HEADER_BYTES, Header, SegmentFile};
use crate::error::StorageError;
use crate::files;
use crate::hand_over::{HandOver, hand_over};
use crate::vfs::Vfs;

/// How many bytes a search for one record may check. Payloads could be made of claims that cost long checks.
const SEARCH_BYTES: u64 = 1 << 32;

/// A record on its way: sequence number and payload.
type Payload = (u64, Vec<u8>);

/// A record after damage has a sequence number at most so much later.
const SEARCH_SEQS: u64 = 1 << 32;

/// Bytes in the middle of the log that are no record, or records that are missing there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogDamage {
    /// The file.
    pub segment: PathBuf,
    /// Where in it.
    pub offset: u64,
    /// How many bytes are no record; 0 if records are missing between two whole ones.
    pub bytes: u64,
    /// The sequence numbers of records that may have been there and are in no run either.
    pub missing: Option<RangeInclusive<u64>>,
}

impl LogDamage {
    /// What the damage may have cost, in words.
    pub fn loss(&self) -> String {
        match &self.missing {
            Some(missing) => {
                let (first, last) = (missing.start(), missing.end());
                format!("records {first} to {last} may be lost")
            }
            None => "no record is missing".to_owned(),
        }
    }
}

/// Bad bytes of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bad {
    pub(super) segment: PathBuf,
    pub(super) offset: u64,
    pub(super) bytes: u64,
}

/// What reading a log found.
pub(super) struct Found {
    /// Records that were handed on.
    pub(super) records: u64,
    /// The next record's sequence number.
    pub(super) next_seq: u64,
    pub(super) damage: Vec<LogDamage>,
    pub(super) segments: Vec<SegmentFile>,
    pub(super) last: Last,
}

/// How the last segment ends.
#[derive(Default)]
pub(super) struct Last {
    /// Bad bytes up to its end.
    pub(super) tail: Option<Bad>,
    /// Whether it is of use: it has records, or damage to be seen again.
    pub(super) is_kept: bool,
    /// Whether it has records that are in no run.
    pub(super) has_unflushed: bool,
}

/// Reads all segments that may have records after `flushed`; the last record was taken when this returns.
pub(super) fn read(
    vfs: &dyn Vfs,
    folder: &Path,
    flushed: u64,
    each: &mut TakeRecord<'_>,
) -> Result<Found, StorageError> {
    hand_over(
        |(seq, payload)| each(seq, payload),
        |records| read_to(vfs, folder, flushed, records),
    )
}

fn read_to(
    vfs: &dyn Vfs,
    folder: &Path,
    flushed: u64,
    records: &HandOver<Payload>,
) -> Result<Found, StorageError> {
    let mut segments = segment::list(vfs, folder)?;
    let flushed_wholly = segments
        .iter()
        .skip(1)
        .take_while(|next| next.first_seq <= flushed.saturating_add(1))
        .count();
    let mut reading = Reading {
        flushed,
        each: records,
        next_seq: flushed.saturating_add(1),
        bad: None,
        damage: Vec::new(),
        records: 0,
        records_seen: 0,
    };
    if let Some(first) = segments.get(flushed_wholly) {
        reading.next_seq = reading.next_seq.min(first.first_seq);
    }
    let mut last = Last::default();
    let mut content = Vec::new();
    for (at, file) in segments.iter_mut().enumerate() {
        if at < flushed_wholly {
            file.bytes = match vfs.open(&file.path).and_then(|file| file.len()) {
                // Another process may be removing it just now.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => 0,
                length => length.map_err(StorageError::io(&file.path))?,
            };
            continue;
        }
        files::read_into(vfs, &file.path, &mut content).map_err(StorageError::io(&file.path))?;
        last = reading.segment(file, &content)?;
    }
    last.tail = reading.bad.take();
    let Reading {
        next_seq,
        damage,
        records,
        ..
    } = reading;
    // Numbers that are in runs are never given again, nor is a file that stays ever overwritten.
    let kept = segments.last().filter(|_| last.is_kept);
    let after_name = kept.map_or(0, |file| file.first_seq.saturating_add(1));
    Ok(Found {
        records,
        next_seq: next_seq.max(flushed.saturating_add(1)).max(after_name),
        damage,
        segments,
        last,
    })
}

struct Reading<'a> {
    flushed: u64,
    each: &'a HandOver<Payload>,
    /// What the next record should have.
    next_seq: u64,
    /// Bad bytes right before the place that was reached.
    bad: Option<Bad>,
    damage: Vec<LogDamage>,
    records: u64,
    /// With those that are in runs already.
    records_seen: u64,
}

impl Reading<'_> {
    fn segment(&mut self, file: &mut SegmentFile, bytes: &[u8]) -> Result<Last, StorageError> {
        let whole = Header::decode(bytes);
        if let Some(header) = whole.filter(|header| header.version > segment::VERSION) {
            return Err(StorageError::NewerFormat {
                file: file.path.clone(),
                version: header.version.into(),
                known: segment::VERSION.into(),
            });
        }
        let whole = whole.filter(|header| header.version == segment::VERSION);
        let mended = whole.or_else(|| Header::mend(bytes));
        let first_seq = mended.map_or(file.first_seq, |header| header.first_seq);
        self.account_for(first_seq, &file.path, 0);
        let start = bytes.len().min(HEADER_BYTES);
        if whole.is_none_or(|header| header.first_seq != file.first_seq) {
            self.add_bad(&file.path, 0, start);
        }
        let (records_before, seen_before) = (self.records, self.records_seen);
        // Without a header the salt may still stand; if it does not, nothing will be believed.
        let salt = mended.map_or_else(|| Header::salt_of(bytes), |header| header.salt);
        let used = segment::end_of_content(bytes);
        let reached = self.scan(file, bytes, start..used, salt)?;
        let has_records = self.records_seen > seen_before;
        file.bytes = reached as u64;
        let is_lost = whole.is_none() && !has_records && used > HEADER_BYTES;
        if is_lost {
            // A header is durable before the first record is written, so no crash made this.
            let most = segment::most_records(used as u64).max(1);
            self.account_for(first_seq.saturating_add(most), &file.path, 0);
        }
        Ok(Last {
            tail: None,
            is_kept: has_records || is_lost,
            has_unflushed: self.records > records_before,
        })
    }

    /// Goes through the records of a segment that begin in `range`; gives where the last of them, or what is
    /// bad behind it, ends.
    fn scan(
        &mut self,
        file: &SegmentFile,
        bytes: &[u8],
        range: Range<usize>,
        salt: u64,
    ) -> Result<usize, StorageError> {
        let mut at = range.start;
        while at < range.end {
            let claim = Claim::at(bytes, at, salt).filter(|claim| claim.seq >= self.next_seq);
            if let Some(record) = claim.and_then(Claim::check) {
                self.record(record, &file.path, at)?;
                at += record.bytes();
            } else {
                let next = self.search(bytes, at + 1..range.end, salt);
                let end = next.unwrap_or(range.end);
                self.add_bad(&file.path, at, end - at);
                at = end;
            }
        }
        Ok(at)
    }

    fn record(
        &mut self,
        record: Record<'_>,
        path: &Path,
        offset: usize,
    ) -> Result<(), StorageError> {
        self.account_for(record.seq, path, offset);
        self.records_seen += 1;
        self.next_seq = record.seq.saturating_add(1);
        if record.seq > self.flushed {
            self.records += 1;
            self.each.give((record.seq, record.payload.to_vec()))?;
        }
        Ok(())
    }

    /// Where the next record is.
    fn search(&self, bytes: &[u8], range: Range<usize>, salt: u64) -> Option<usize> {
        let seqs = self.next_seq..=self.next_seq.saturating_add(SEARCH_SEQS);
        let mut checked = 0;
        for at in range {
            let claim = Claim::at(bytes, at, salt).filter(|claim| seqs.contains(&claim.seq));
            let Some(claim) = claim else {
                continue;
            };
            checked += claim.bytes() as u64;
            if claim.check().is_some() {
                return Some(at);
            }
            if checked > SEARCH_BYTES {
                return None;
            }
        }
        None
    }

    fn add_bad(&mut self, path: &Path, offset: usize, bytes: usize) {
        if bytes == 0 {
            return;
        }
        let offset = offset as u64;
        let bytes = bytes as u64;
        match &mut self.bad {
            Some(bad) if bad.segment == path && bad.offset + bad.bytes == offset => {
                bad.bytes += bytes;
            }
            bad => {
                *bad = Some(Bad {
                    segment: path.to_owned(),
                    offset,
                    bytes,
                });
            }
        }
    }

    /// The log goes on with `seq` at a place: what was bad or is missing before is damage.
    fn account_for(&mut self, seq: u64, path: &Path, offset: usize) {
        let first = self.next_seq.max(self.flushed.saturating_add(1));
        let missing = (first < seq).then(|| first..=seq - 1);
        self.next_seq = self.next_seq.max(seq);
        let bad = self.bad.take();
        if bad.is_none() && missing.is_none() {
            return;
        }
        let bad = bad.unwrap_or_else(|| Bad {
            segment: path.to_owned(),
            offset: offset as u64,
            bytes: 0,
        });
        self.damage.push(LogDamage {
            segment: bad.segment,
            offset: bad.offset,
            bytes: bad.bytes,
            missing,
        });
    }
}
