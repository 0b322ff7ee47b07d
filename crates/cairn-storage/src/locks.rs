//! Who may do what at the same time: one writer, any number of readers; files that a reader may still
//! need are removed only while there is none.

use std::path::Path;

use crate::error::StorageError;
use crate::vfs::{Lock, Locking, Vfs};

/// Held by the one command that writes.
pub(crate) struct WriterLock(
    #[expect(dead_code, reason = "the lock is given back when it is dropped")] Lock,
);

/// Held by everyone who reads runs.
pub(crate) struct ReaderLock(
    #[expect(dead_code, reason = "the lock is given back when it is dropped")] Lock,
);

impl WriterLock {
    /// Takes the writer's place or says that it is taken.
    pub(crate) fn take(vfs: &dyn Vfs, folder: &Path) -> Result<Self, StorageError> {
        let path = folder.join("writer.lock");
        let lock = vfs.lock(&path, Locking::Exclusive);
        match lock.map_err(StorageError::io(&path))? {
            Some(lock) => Ok(Self(lock)),
            None => Err(StorageError::Busy(folder.to_owned())),
        }
    }
}

impl ReaderLock {
    /// Joins the readers; waits while files are being removed.
    pub(crate) fn share(vfs: &dyn Vfs, folder: &Path) -> Result<Self, StorageError> {
        let path = folder.join("readers.lock");
        let lock = vfs.lock(&path, Locking::Shared);
        let lock = lock.map_err(StorageError::io(&path))?;
        let never = || StorageError::Internal("a shared lock was refused".to_owned());
        lock.map(Self).ok_or_else(never)
    }

    /// Keeps readers out; `None` if there are any.
    pub(crate) fn exclude(vfs: &dyn Vfs, folder: &Path) -> Result<Option<Self>, StorageError> {
        let path = folder.join("readers.lock");
        let lock = vfs.lock(&path, Locking::Exclusive);
        Ok(lock.map_err(StorageError::io(&path))?.map(Self))
    }
}
