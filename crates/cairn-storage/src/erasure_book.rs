//! Who was erased, without saying who: the list of suppressed ids and a record of each erasure, in one file.
//!
//! Format 1, JSON: the key of the hashes, the hashes of each site, the records. The manifest names the file with its
//! seal; each change writes a new one. Fixtures of every version stay in the tests.

use std::path::{Path, PathBuf};

use cairn_core::id::SiteId;
use cairn_core::time::Time;
use serde::{Deserialize, Serialize};

use crate::error::StorageError;
use crate::files;
use crate::paths::erasures_folder;
use crate::seal::Seal;
use crate::suppression::{KEY_BYTES, Suppression};
use crate::vfs::Vfs;

const VERSION: u64 = 1;

/// The file of a book, as the manifest knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BookFile {
    /// Its number; its name derives from it.
    pub(crate) number: u64,
    pub(crate) seal: Seal,
}

/// Who was erased.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct ErasureBook {
    pub(crate) suppression: Suppression,
    /// In the order of their beginnings.
    pub(crate) records: Vec<ErasureRecord>,
}

/// What is on record about the erasure of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasureRecord {
    /// Its number, counted from 1 in a data directory.
    pub number: u64,
    /// The site.
    pub site: SiteId,
    /// How many ids the person was known by.
    pub ids: u64,
    /// From then on nothing of the person was stored.
    pub begun_at: Time,
    /// What was erased, once all of it is.
    pub ended: Option<Erased>,
    /// What had been erased of the site before it.
    pub(crate) before: Erasures,
}

/// What was erased of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erased {
    /// When all of it was.
    pub at: Time,
    /// Events.
    pub events: u64,
    /// Dead letters that name one of its ids.
    pub dead_letters: u64,
    /// Rows in lists of rejected rows that name one of its ids.
    pub rejected_rows: u64,
}

/// What was erased of a site at some time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Erasures {
    pub(crate) events: u64,
    pub(crate) dead_letters: u64,
}

#[derive(Serialize, Deserialize)]
struct BookDisk {
    version: u64,
    key: String,
    suppressed: std::collections::BTreeMap<String, Vec<String>>,
    records: Vec<RecordDisk>,
}

#[derive(Serialize, Deserialize)]
struct RecordDisk {
    number: u64,
    site: String,
    ids: u64,
    begun_at_micros: i64,
    events_before: u64,
    dead_letters_before: u64,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    ended: Option<ErasedDisk>,
}

#[derive(Serialize, Deserialize)]
struct ErasedDisk {
    at_micros: i64,
    events: u64,
    dead_letters: u64,
    rejected_rows: u64,
}

#[derive(Deserialize)]
struct Versioned {
    version: u64,
}

impl BookFile {
    /// Where it lies.
    pub(crate) fn path(&self, data: &Path) -> PathBuf {
        path_of(data, self.number)
    }
}

fn path_of(data: &Path, number: u64) -> PathBuf {
    erasures_folder(data).join(format!("erasures-{number:08}.json"))
}

impl ErasureBook {
    /// The book that a manifest names; the empty one if nobody was ever erased.
    pub(crate) fn read(
        vfs: &dyn Vfs,
        data: &Path,
        file: Option<BookFile>,
    ) -> Result<Self, StorageError> {
        let Some(file) = file else {
            return Ok(Self::default());
        };
        let path = file.path(data);
        let text = files::read_whole(vfs, &path).map_err(StorageError::io(&path))?;
        if let Some(fault) = file.seal.fault(&Seal::of(&text)) {
            return Err(StorageError::damaged(&path, fault));
        }
        decode(&path, &text)
    }

    /// Writes the book, durably, as the file of this number.
    pub(crate) fn write(
        &self,
        vfs: &dyn Vfs,
        data: &Path,
        number: u64,
    ) -> Result<BookFile, StorageError> {
        files::create_folder(vfs, &erasures_folder(data))?;
        let text = encode(self);
        let seal = Seal::of(&text);
        files::write_whole(vfs, &path_of(data, number), &text)?;
        Ok(BookFile { number, seal })
    }
}

fn encode(book: &ErasureBook) -> Vec<u8> {
    let sites = book.suppression.sites.iter();
    let hex = |hash: &u128| format!("{hash:032x}");
    let key = book.suppression.key.iter();
    let disk = BookDisk {
        version: VERSION,
        key: key.map(|byte| format!("{byte:02x}")).collect(),
        suppressed: sites
            .map(|(site, hashes)| (site.to_string(), hashes.iter().map(hex).collect()))
            .collect(),
        records: book.records.iter().map(record_to_disk).collect(),
    };
    // Nothing in it that JSON can't express.
    serde_json::to_vec(&disk).unwrap_or_default()
}

fn decode(path: &Path, text: &[u8]) -> Result<ErasureBook, StorageError> {
    let damaged = |detail: &dyn std::fmt::Display| StorageError::damaged(path, detail);
    let versioned: Versioned = serde_json::from_slice(text).map_err(|error| damaged(&error))?;
    if versioned.version > VERSION {
        return Err(StorageError::NewerFormat {
            file: path.to_owned(),
            version: versioned.version,
            known: VERSION,
        });
    }
    let disk: BookDisk = serde_json::from_slice(text).map_err(|error| damaged(&error))?;
    let mut book = ErasureBook::default();
    book.suppression.key = key_of(&disk.key).ok_or_else(|| damaged(&"its key is no key"))?;
    for (site, hashes) in disk.suppressed {
        let site = SiteId::new(&site).map_err(|error| damaged(&error))?;
        let hash = |text: &String| u128::from_str_radix(text, 16);
        let hashes: Result<_, _> = hashes.iter().map(hash).collect();
        let hashes = hashes.map_err(|error| damaged(&error))?;
        book.suppression.sites.insert(site, hashes);
    }
    for record in disk.records {
        let site = SiteId::new(&record.site).map_err(|error| damaged(&error))?;
        book.records.push(record_from_disk(record, site));
    }
    Ok(book)
}

fn key_of(text: &str) -> Option<[u8; KEY_BYTES]> {
    let digits = text.as_bytes();
    let mut key = [0; KEY_BYTES];
    if digits.len() != 2 * KEY_BYTES {
        return None;
    }
    for (byte, pair) in key.iter_mut().zip(digits.chunks_exact(2)) {
        let pair = std::str::from_utf8(pair).ok()?;
        *byte = u8::from_str_radix(pair, 16).ok()?;
    }
    Some(key)
}

fn record_to_disk(record: &ErasureRecord) -> RecordDisk {
    RecordDisk {
        number: record.number,
        site: record.site.to_string(),
        ids: record.ids,
        begun_at_micros: record.begun_at.micros(),
        events_before: record.before.events,
        dead_letters_before: record.before.dead_letters,
        ended: record.ended.map(|ended| ErasedDisk {
            at_micros: ended.at.micros(),
            events: ended.events,
            dead_letters: ended.dead_letters,
            rejected_rows: ended.rejected_rows,
        }),
    }
}

fn record_from_disk(record: RecordDisk, site: SiteId) -> ErasureRecord {
    ErasureRecord {
        number: record.number,
        site,
        ids: record.ids,
        begun_at: Time::from_micros(record.begun_at_micros),
        before: Erasures {
            events: record.events_before,
            dead_letters: record.dead_letters_before,
        },
        ended: record.ended.map(|ended| Erased {
            at: Time::from_micros(ended.at_micros),
            events: ended.events,
            dead_letters: ended.dead_letters,
            rejected_rows: ended.rejected_rows,
        }),
    }
}

#[cfg(test)]
mod tests;
