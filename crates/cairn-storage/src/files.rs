//! Files that are there whole or not at all.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use crate::error::StorageError;

/// Writes a file so that after a crash it holds either its old content or all of the new one.
pub(crate) fn write_whole(path: &Path, content: &[u8]) -> Result<(), StorageError> {
    let unfinished = path.with_extension("tmp");
    let mut file = File::create(&unfinished).map_err(StorageError::io(&unfinished))?;
    file.write_all(content)
        .map_err(StorageError::io(&unfinished))?;
    file.sync_all().map_err(StorageError::io(&unfinished))?;
    rename(&unfinished, path)
}

/// Moves a finished, synced file to its place and makes the move durable.
pub(crate) fn rename(from: &Path, to: &Path) -> Result<(), StorageError> {
    fs::rename(from, to).map_err(StorageError::io(to))?;
    match to.parent() {
        Some(folder) => sync_folder(folder),
        None => Ok(()),
    }
}

/// Makes the entries of a folder durable.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), StorageError> {
    let handle = File::open(folder).map_err(StorageError::io(folder))?;
    handle.sync_all().map_err(StorageError::io(folder))
}

/// Creates a folder and those above it, durably.
pub(crate) fn create_folder(folder: &Path) -> Result<(), StorageError> {
    if folder.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(folder).map_err(StorageError::io(folder))?;
    match folder.parent() {
        Some(parent) if parent.as_os_str().is_empty() => sync_folder(Path::new(".")),
        Some(parent) => sync_folder(parent),
        None => Ok(()),
    }
}

/// Removes a file or folder; none there is fine.
pub(crate) fn remove(path: &Path) -> Result<(), StorageError> {
    let removed = if path.is_dir() {
        fs::remove_dir_all(path)
    } else {
        fs::remove_file(path)
    };
    match removed {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(StorageError::io(path)(error))
        }
        _ => Ok(()),
    }
}
