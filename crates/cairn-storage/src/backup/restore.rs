//! From a backup to a data directory, which must be empty before.
//!
//! The manifest's pointer comes last: until it is there no command takes the directory for whole. A mark says that it
//! is being made, so that a restore that was cut short can be begun again.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::contents::copy;
use super::record::{Record, path_in};
use super::{BackupSummary, Backups};
use crate::error::StorageError;
use crate::files;
use crate::garbage::entries;
use crate::locks::WriterLock;
use crate::manifest::{FOLDER, RESTORING};

/// A data directory that was made of a backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The backup.
    pub backup: BackupSummary,
}

impl Backups {
    /// The backup of this number, or the last one.
    pub fn backup(&self, number: Option<u64>) -> Result<BackupSummary, StorageError> {
        self.require()?;
        self.find(number).map(|record| record.summary())
    }

    /// Makes a data directory of the backup of this number, or of the last one.
    pub fn restore(&self, number: Option<u64>, data: &Path) -> Result<Restored, StorageError> {
        self.require()?;
        // What can't be written to can't be changed by others either.
        let _lock = match self.lock() {
            Err(StorageError::Io { .. }) => None,
            lock => Some(lock?),
        };
        let record = self.find(number)?;
        let vfs = Arc::clone(&self.vfs);
        let vfs = &*vfs;
        files::create_folder(vfs, data)?;
        let mark = data.join(RESTORING);
        let found = entries(vfs, data)?;
        if found.iter().any(|entry| entry.path == mark) {
            for entry in found.iter().filter(|entry| entry.path != mark) {
                files::remove(vfs, &entry.path)?;
            }
        } else if found
            .iter()
            .all(|entry| entry.path == mark.with_extension("tmp"))
        {
            files::write_whole(vfs, &mark, b"")?;
        } else {
            return Err(StorageError::NotEmpty(data.to_owned()));
        }
        let _writer = WriterLock::take(vfs, data)?;
        self.fill(&record, data)?;
        files::remove(vfs, &mark)?;
        files::sync_folder(vfs, data)?;
        Ok(Restored {
            backup: record.summary(),
        })
    }

    fn fill(&self, record: &Record, data: &Path) -> Result<(), StorageError> {
        let vfs = &*self.vfs;
        let pointer = format!("{FOLDER}/current");
        let is_pointer = |name: &&String| **name == pointer;
        // The manifest is the first: without its pointer it keeps every command from beginning anew.
        let mut names: Vec<&String> = record
            .files
            .keys()
            .filter(|name| !is_pointer(name))
            .collect();
        names.sort_by_key(|name| !name.starts_with(FOLDER));
        let mut folders = BTreeSet::new();
        for name in names {
            let path = self.place(record, name, data)?;
            // One by one only where the order counts.
            match path.parent() {
                Some(folder) if name.starts_with(FOLDER) => files::sync_folder(vfs, folder)?,
                Some(folder) => drop(folders.insert(folder.to_owned())),
                None => {}
            }
        }
        for folder in &folders {
            files::sync_folder(vfs, folder)?;
        }
        if record.files.contains_key(&pointer) {
            let path = self.place(record, &pointer, data)?;
            if let Some(folder) = path.parent() {
                files::sync_folder(vfs, folder)?;
            }
        }
        Ok(())
    }

    /// Copies one file to its place; the name is not durable yet.
    fn place(&self, record: &Record, name: &str, data: &Path) -> Result<PathBuf, StorageError> {
        let vfs = &*self.vfs;
        let outside = || StorageError::damaged(Path::new(name), "it lies outside of the directory");
        let path = path_in(data, name).ok_or_else(outside)?;
        if let Some(folder) = path.parent() {
            files::create_folder(vfs, folder)?;
        }
        let Some(written) = record.files.get(name) else {
            return Ok(path);
        };
        let from = self.contents().path(&written.hash);
        let unfinished = path.with_extension("restoring");
        let found = copy(vfs, &from, u64::MAX, &unfinished).map_err(|error| match error {
            StorageError::Io { file, source }
                if file == from && source.kind() == std::io::ErrorKind::NotFound =>
            {
                StorageError::DamagedBackup {
                    file,
                    detail: "it is missing".to_owned(),
                    of: name.to_owned(),
                }
            }
            other => other,
        })?;
        if let Some(detail) = written.fault(&found) {
            return Err(StorageError::DamagedBackup {
                file: from,
                detail,
                of: name.to_owned(),
            });
        }
        vfs.rename(&unfinished, &path)
            .map_err(StorageError::io(&path))?;
        Ok(path)
    }

    fn find(&self, number: Option<u64>) -> Result<Record, StorageError> {
        let mut paths = self.paths()?.into_iter();
        let found = match number {
            Some(number) => paths.find(|(of, _)| *of == number),
            None => paths.next_back(),
        };
        let (_, path) = found.ok_or_else(|| StorageError::UnknownBackup {
            folder: self.folder.clone(),
            number,
        })?;
        Record::read(&*self.vfs, &path)
    }
}
