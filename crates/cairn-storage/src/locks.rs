//! Who may do what at the same time: one writer, any number of readers; files that a reader may still
//! need are removed only while there is none.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use crate::error::StorageError;

/// Held by the one command that writes.
pub(crate) struct WriterLock(
    #[expect(dead_code, reason = "the lock lives as long as its file is open")] File,
);

/// Held by everyone who reads runs.
pub(crate) struct ReaderLock(
    #[expect(dead_code, reason = "the lock lives as long as its file is open")] File,
);

impl WriterLock {
    /// Takes the writer's place or says that it is taken.
    pub(crate) fn take(folder: &Path) -> Result<Self, StorageError> {
        let path = folder.join("writer.lock");
        let file = open(&path)?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(StorageError::Busy(folder.to_owned())),
            Err(TryLockError::Error(error)) => Err(StorageError::io(&path)(error)),
        }
    }
}

impl ReaderLock {
    /// Joins the readers; waits while files are being removed.
    pub(crate) fn share(folder: &Path) -> Result<Self, StorageError> {
        let path = folder.join("readers.lock");
        let file = open(&path)?;
        file.lock_shared().map_err(StorageError::io(&path))?;
        Ok(Self(file))
    }

    /// Keeps readers out; `None` if there are any.
    pub(crate) fn exclude(folder: &Path) -> Result<Option<Self>, StorageError> {
        let path = folder.join("readers.lock");
        let file = open(&path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(StorageError::io(&path)(error)),
        }
    }
}

fn open(path: &Path) -> Result<File, StorageError> {
    OpenOptions::new()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(path)
        .map_err(StorageError::io(path))
}
