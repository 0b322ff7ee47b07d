//! One backup's file, format 1: JSON. Its name has the first 16 digits of its own BLAKE3.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use cairn_core::time::Time;
use serde::{Deserialize, Serialize};

use super::BackupSummary;
use crate::error::StorageError;
use crate::files;
use crate::seal::Seal;
use crate::vfs::Vfs;

const VERSION: u64 = 1;

/// Digits of a hash in a name.
const NAME_DIGITS: usize = 16;

/// A backup.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Record {
    pub(super) number: u64,
    pub(super) taken_at: Time,
    pub(super) manifest_sequence: u64,
    pub(super) log_position: u64,
    pub(super) events: u64,
    /// The files of the data directory by their paths in it, with slashes.
    pub(super) files: BTreeMap<String, Seal>,
}

#[derive(Serialize, Deserialize)]
struct RecordDisk {
    version: u64,
    number: u64,
    taken_at_micros: i64,
    manifest_sequence: u64,
    log_position: u64,
    events: u64,
    files: BTreeMap<String, FileDisk>,
}

#[derive(Serialize, Deserialize)]
struct FileDisk {
    bytes: u64,
    blake3: String,
}

#[derive(Serialize, Deserialize)]
struct Versioned {
    version: u64,
}

/// The content of the file that makes a folder one of backups.
pub(super) fn marker() -> Vec<u8> {
    format!("{{\"version\":{VERSION}}}\n").into_bytes()
}

pub(super) fn check_marker(path: &Path, text: &[u8]) -> Result<(), StorageError> {
    let Versioned { version } =
        serde_json::from_slice(text).map_err(|error| StorageError::damaged(path, error))?;
    match version {
        VERSION => Ok(()),
        version => Err(StorageError::NewerFormat {
            file: path.to_owned(),
            version,
            known: VERSION,
        }),
    }
}

impl Record {
    pub(super) fn summary(&self) -> BackupSummary {
        BackupSummary {
            number: self.number,
            taken_at: self.taken_at,
            manifest_sequence: self.manifest_sequence,
            log_position: self.log_position,
            events: self.events,
            files: self.files.len() as u64,
            bytes: self.files.values().map(|seal| seal.bytes).sum(),
        }
    }

    pub(super) fn hashes(&self) -> impl Iterator<Item = [u8; 32]> {
        self.files.values().map(|seal| *seal.hash.as_bytes())
    }

    /// Writes it: from now on the backup is there.
    pub(super) fn write(&self, vfs: &dyn Vfs, folder: &Path) -> Result<(), StorageError> {
        let file = |seal: &Seal| FileDisk {
            bytes: seal.bytes,
            blake3: seal.hash.to_hex().to_string(),
        };
        let files = self.files.iter();
        let disk = RecordDisk {
            version: VERSION,
            number: self.number,
            taken_at_micros: self.taken_at.micros(),
            manifest_sequence: self.manifest_sequence,
            log_position: self.log_position,
            events: self.events,
            files: files
                .map(|(path, seal)| (path.clone(), file(seal)))
                .collect(),
        };
        let text =
            serde_json::to_vec(&disk).map_err(|error| StorageError::Internal(error.to_string()))?;
        let name = format!("{:06}-{}.json", self.number, digits(&text));
        files::write_whole(vfs, &folder.join(name), &text)
    }

    pub(super) fn read(vfs: &dyn Vfs, path: &Path) -> Result<Self, StorageError> {
        let text = files::read_whole(vfs, path).map_err(StorageError::io(path))?;
        let stem = path.file_stem().and_then(|stem| stem.to_str());
        if stem
            .and_then(|stem| stem.split_once('-'))
            .map(|(_, hash)| hash)
            != Some(&digits(&text))
        {
            return Err(StorageError::damaged(
                path,
                "its content is not what was written",
            ));
        }
        check_marker(path, &text)?;
        let disk: RecordDisk =
            serde_json::from_slice(&text).map_err(|error| StorageError::damaged(path, error))?;
        let mut files = BTreeMap::new();
        for (name, file) in disk.files {
            let hash = blake3::Hash::from_hex(&file.blake3)
                .map_err(|error| StorageError::damaged(path, error))?;
            let bytes = file.bytes;
            files.insert(name, Seal { bytes, hash });
        }
        Ok(Self {
            number: disk.number,
            taken_at: Time::from_micros(disk.taken_at_micros),
            manifest_sequence: disk.manifest_sequence,
            log_position: disk.log_position,
            events: disk.events,
            files,
        })
    }
}

/// A path of a backup in a folder; `None` if it would lead out of it.
pub(super) fn path_in(folder: &Path, name: &str) -> Option<PathBuf> {
    let is_plain = |part: &str| !part.is_empty() && !matches!(part, "." | "..");
    let is_inside = name.split('/').all(is_plain) && !name.contains(['\\', '\0']);
    is_inside.then(|| folder.join(name))
}

fn digits(text: &[u8]) -> String {
    let hash = blake3::hash(text).to_hex();
    hash[..NAME_DIGITS].to_owned()
}
