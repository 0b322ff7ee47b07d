//! Files that are there whole or not at all.

use std::io;
use std::path::Path;

use crate::error::StorageError;
use crate::vfs::{Kind, Vfs, VfsFile};

/// All of a file.
pub(crate) fn read_whole(vfs: &dyn Vfs, path: &Path) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    read_into(vfs, path, &mut content)?;
    Ok(content)
}

/// Puts all of a file into a buffer, in place of what the buffer held.
pub(crate) fn read_into(vfs: &dyn Vfs, path: &Path, content: &mut Vec<u8>) -> io::Result<()> {
    let file = vfs.open(path)?;
    let length = usize::try_from(file.len()?).map_err(io::Error::other)?;
    content.resize(length, 0);
    let filled = fill_at(&*file, content, 0)?;
    content.truncate(filled);
    Ok(())
}

/// Fills a buffer from a place of a file. A file that ends before is an error of the kind `UnexpectedEof`.
pub(crate) fn read_exact_at(file: &dyn VfsFile, buffer: &mut [u8], offset: u64) -> io::Result<()> {
    match fill_at(file, buffer, offset)? == buffer.len() {
        true => Ok(()),
        false => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

/// Fills a buffer from a place of a file, up to the file's end; gives how many bytes that were.
fn fill_at(file: &dyn VfsFile, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read_at(&mut buffer[filled..], offset + filled as u64)? {
            0 => break,
            read => filled += read,
        }
    }
    Ok(filled)
}

/// Writes a file so that after a crash it holds either its old content or all of the new one.
pub(crate) fn write_whole(vfs: &dyn Vfs, path: &Path, content: &[u8]) -> Result<(), StorageError> {
    let unfinished = path.with_extension("tmp");
    let mut file = vfs
        .create(&unfinished)
        .map_err(StorageError::io(&unfinished))?;
    file.append(content)
        .map_err(StorageError::io(&unfinished))?;
    file.sync().map_err(StorageError::io(&unfinished))?;
    rename(vfs, &unfinished, path)
}

/// Moves a finished, synced file to its place and makes the move durable.
pub(crate) fn rename(vfs: &dyn Vfs, from: &Path, to: &Path) -> Result<(), StorageError> {
    vfs.rename(from, to).map_err(StorageError::io(to))?;
    match to.parent() {
        Some(folder) => sync_folder(vfs, folder),
        None => Ok(()),
    }
}

/// Makes the entries of a folder durable.
pub(crate) fn sync_folder(vfs: &dyn Vfs, folder: &Path) -> Result<(), StorageError> {
    // The parent of a bare name is the empty path, which can't be opened.
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    vfs.sync_folder(folder).map_err(StorageError::io(folder))
}

/// Creates a folder and those above it, durably. One that is there already is made durable too: whoever
/// created it may have died before that.
pub(crate) fn create_folder(vfs: &dyn Vfs, folder: &Path) -> Result<(), StorageError> {
    if is_folder(vfs, folder)? {
        return match folder.parent().map(|parent| sync_folder(vfs, parent)) {
            // Who may use a folder need not be allowed to open the one above it.
            Some(Err(StorageError::Io { source, .. }))
                if source.kind() == io::ErrorKind::PermissionDenied =>
            {
                Ok(())
            }
            Some(synced) => synced,
            None => Ok(()),
        };
    }
    let parent = folder.parent().filter(|path| !path.as_os_str().is_empty());
    if let Some(parent) = parent {
        create_folder(vfs, parent)?;
    }
    vfs.create_folder(folder)
        .map_err(StorageError::io(folder))?;
    folder
        .parent()
        .map_or(Ok(()), |parent| sync_folder(vfs, parent))
}

/// Whether a folder lies at a path.
pub(crate) fn is_folder(vfs: &dyn Vfs, path: &Path) -> Result<bool, StorageError> {
    let kind = vfs.kind(path).map_err(StorageError::io(path))?;
    Ok(kind == Some(Kind::Folder))
}

/// Removes a file, or a folder with all that is in it; none there is fine.
pub(crate) fn remove(vfs: &dyn Vfs, path: &Path) -> Result<(), StorageError> {
    // A link to a folder is removed as a file is; what it leads to stays.
    let removed = match vfs.remove_file(path) {
        Err(_) if is_folder(vfs, path)? => remove_folder(vfs, path),
        removed => removed,
    };
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(StorageError::io(path)(error)),
        _ => Ok(()),
    }
}

fn remove_folder(vfs: &dyn Vfs, folder: &Path) -> io::Result<()> {
    for entry in vfs.list(folder)? {
        if entry.is_folder {
            remove_folder(vfs, &entry.path)?;
        } else {
            vfs.remove_file(&entry.path)?;
        }
    }
    vfs.remove_folder(folder)
}
