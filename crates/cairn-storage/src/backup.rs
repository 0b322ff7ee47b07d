//! Copies of a data directory, each of one moment, that share what they have in common.
//!
//! ```text
//! cairn-backup.json            says what the folder is, and in which format
//! files/5b/5bde3deb…           what a file held, named by its BLAKE3: stored once, whichever backups name it
//! backups/000007-1f3a….json    one backup: the files of a data directory and their hashes; the name has its own hash
//! lock, staging/               of whoever is at work
//! ```
//!
//! A backup is there when its file in `backups/` is. What a killed one left is taken over or removed by the next.

mod contents;
mod record;
mod restore;
mod take;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use cairn_core::time::Time;

use crate::error::StorageError;
use crate::files;
use crate::garbage::entries;
use crate::vfs::{Entry, Lock, Locking, Vfs};
use contents::Contents;
use record::Record;
pub use restore::Restored;
pub use take::Backup;

const MARKER: &str = "cairn-backup.json";

/// A folder of backups.
#[derive(Debug, Clone)]
pub struct Backups {
    vfs: Arc<dyn Vfs>,
    folder: PathBuf,
}

/// One backup, briefly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupSummary {
    /// Its number; later ones have greater numbers.
    pub number: u64,
    /// When it was taken.
    pub taken_at: Time,
    /// The manifest's sequence number.
    pub manifest_sequence: u64,
    /// The sequence number of the log's last record in it.
    pub log_position: u64,
    /// How many events it holds.
    pub events: u64,
    /// How many files it has.
    pub files: u64,
    /// How many bytes it has; what it shares with others counts in each.
    pub bytes: u64,
}

/// The backups of a folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BackupList {
    /// Those that can be read, oldest first.
    pub backups: Vec<BackupSummary>,
    /// The files of those that can't.
    pub damaged: Vec<PathBuf>,
}

/// What became of a backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackedUp {
    /// It.
    pub backup: BackupSummary,
    /// Bytes that were not there before.
    pub copied_bytes: u64,
    /// Earlier backups that were removed.
    pub removed: Vec<u64>,
}

impl Backups {
    /// The backups in a folder, which need not exist yet.
    pub fn at(folder: &Path) -> Self {
        Self::with_vfs(folder, Arc::new(crate::vfs::RealVfs))
    }

    /// The backups in a folder of another file system.
    pub fn with_vfs(folder: &Path, vfs: Arc<dyn Vfs>) -> Self {
        Self {
            vfs,
            folder: folder.to_owned(),
        }
    }

    /// All backups.
    pub fn list(&self) -> Result<BackupList, StorageError> {
        self.require()?;
        let mut list = BackupList::default();
        for (_, path) in self.paths()? {
            match Record::read(&*self.vfs, &path) {
                Ok(record) => list.backups.push(record.summary()),
                Err(StorageError::Damaged { file, .. }) => list.damaged.push(file),
                Err(error) => return Err(error),
            }
        }
        Ok(list)
    }

    /// Removes all backups but the last so many, and what only they had; gives their numbers. Nothing goes while a
    /// backup can't be read: it is not known what it needs.
    fn keep_last(&self, count: Option<usize>) -> Result<Vec<u64>, StorageError> {
        let mut paths = self.paths()?;
        let many = count.map_or(0, |count| paths.len().saturating_sub(count.max(1)));
        let mut removed = Vec::new();
        for (number, path) in paths.drain(..many) {
            files::remove(&*self.vfs, &path)?;
            removed.push(number);
        }
        if !removed.is_empty() {
            files::sync_folder(&*self.vfs, &self.records())?;
        }
        let mut needed = std::collections::BTreeSet::new();
        for (_, path) in paths {
            match Record::read(&*self.vfs, &path) {
                Ok(record) => needed.extend(record.hashes()),
                Err(_) => return Ok(removed),
            }
        }
        self.contents().keep_only(&needed)?;
        Ok(removed)
    }

    /// The files of all backups with their numbers, oldest first.
    fn paths(&self) -> Result<Vec<(u64, PathBuf)>, StorageError> {
        let listed = entries(&*self.vfs, &self.records())?.into_iter();
        let numbered = |Entry { path, .. }: Entry| {
            let name = path.file_name()?.to_str()?;
            let (number, _) = name.strip_suffix(".json")?.split_once('-')?;
            Some((number.parse().ok()?, path))
        };
        let mut paths: Vec<(u64, PathBuf)> = listed.filter_map(numbered).collect();
        paths.sort();
        Ok(paths)
    }

    /// Fails if the folder holds no backups.
    fn require(&self) -> Result<(), StorageError> {
        let marker = self.folder.join(MARKER);
        match files::read_whole(&*self.vfs, &marker) {
            Ok(text) => record::check_marker(&marker, &text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Err(StorageError::NoBackups(self.folder.clone()))
            }
            Err(error) => Err(StorageError::io(&marker)(error)),
        }
    }

    /// Makes the folder one of backups, and keeps others from working in it.
    fn open(&self) -> Result<Lock, StorageError> {
        let vfs = &*self.vfs;
        files::create_folder(vfs, &self.folder)?;
        if let Err(StorageError::NoBackups(_)) = self.require() {
            let others = entries(vfs, &self.folder)?;
            let unfinished = self.folder.join(MARKER).with_extension("tmp");
            if others.iter().any(|entry| entry.path != unfinished) {
                return Err(StorageError::NoBackups(self.folder.clone()));
            }
            files::write_whole(vfs, &self.folder.join(MARKER), &record::marker())?;
        }
        self.require()?;
        let lock = self.lock()?;
        files::remove(vfs, &self.staging())?;
        for folder in [self.staging(), self.records(), self.folder.join("files")] {
            files::create_folder(vfs, &folder)?;
        }
        Ok(lock)
    }

    fn lock(&self) -> Result<Lock, StorageError> {
        let path = self.folder.join("lock");
        let lock = self.vfs.lock(&path, Locking::Exclusive);
        let lock = lock.map_err(StorageError::io(&path))?;
        lock.ok_or_else(|| StorageError::Busy(self.folder.clone()))
    }

    fn contents(&self) -> Contents {
        Contents {
            vfs: Arc::clone(&self.vfs),
            folder: self.folder.join("files"),
            staging: self.staging(),
        }
    }

    fn records(&self) -> PathBuf {
        self.folder.join("backups")
    }

    fn staging(&self) -> PathBuf {
        self.folder.join("staging")
    }
}
