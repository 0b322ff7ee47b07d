//! What files held, stored once under the name of its hash.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::StorageError;
use crate::files;
use crate::garbage::entries;
use crate::seal::{Seal, SealedFile, each_piece};
use crate::vfs::Vfs;

pub(super) struct Contents {
    pub(super) vfs: Arc<dyn Vfs>,
    pub(super) folder: PathBuf,
    pub(super) staging: PathBuf,
}

/// A file's content that is stored now.
pub(super) struct Stored {
    pub(super) seal: Seal,
    /// Whether it was not there before.
    pub(super) is_new: bool,
}

impl Contents {
    /// Where a content is.
    pub(super) fn path(&self, hash: &blake3::Hash) -> PathBuf {
        let name = hash.to_hex();
        self.folder.join(&name[..2]).join(name.as_str())
    }

    /// Stores a file that should have this seal, if one is known: then what is there already is not read again.
    pub(super) fn store(&self, file: &Path, written: Option<Seal>) -> Result<Stored, StorageError> {
        if let Some(seal) = written.filter(|seal| self.has(seal)) {
            return Ok(Stored {
                seal,
                is_new: false,
            });
        }
        let unfinished = self.staging.join("file");
        let seal = copy(&*self.vfs, file, u64::MAX, &unfinished)?;
        if let Some(fault) = written.and_then(|written| written.fault(&seal)) {
            files::remove(&*self.vfs, &unfinished)?;
            return Err(StorageError::damaged(file, fault));
        }
        self.place(&unfinished, seal)
    }

    /// Stores the first bytes of a file.
    pub(super) fn store_first(&self, file: &Path, bytes: u64) -> Result<Stored, StorageError> {
        let unfinished = self.staging.join("file");
        let seal = copy(&*self.vfs, file, bytes, &unfinished)?;
        self.place(&unfinished, seal)
    }

    /// Stores a content.
    pub(super) fn store_bytes(&self, content: &[u8]) -> Result<Stored, StorageError> {
        let unfinished = self.staging.join("file");
        let io = || StorageError::io(&unfinished);
        let mut file = self.vfs.create(&unfinished).map_err(io())?;
        file.append(content).map_err(io())?;
        file.sync().map_err(io())?;
        self.place(&unfinished, Seal::of(content))
    }

    fn place(&self, unfinished: &Path, seal: Seal) -> Result<Stored, StorageError> {
        let is_new = !self.has(&seal);
        if is_new {
            let path = self.path(&seal.hash);
            if let Some(folder) = path.parent() {
                files::create_folder(&*self.vfs, folder)?;
            }
            let moved = self.vfs.rename(unfinished, &path);
            moved.map_err(StorageError::io(&path))?;
        } else {
            files::remove(&*self.vfs, unfinished)?;
        }
        Ok(Stored { seal, is_new })
    }

    fn has(&self, seal: &Seal) -> bool {
        let length = self.vfs.open(&self.path(&seal.hash));
        let length = length.and_then(|file| file.len());
        length.is_ok_and(|length| length == seal.bytes)
    }

    /// Makes durable that these are there. Whoever put one there may have died before that.
    pub(super) fn make_durable<'a>(
        &self,
        hashes: impl Iterator<Item = &'a blake3::Hash>,
    ) -> Result<(), StorageError> {
        let folders: BTreeSet<PathBuf> = hashes
            .filter_map(|hash| self.path(hash).parent().map(Path::to_owned))
            .collect();
        for folder in &folders {
            files::sync_folder(&*self.vfs, folder)?;
        }
        files::sync_folder(&*self.vfs, &self.folder)
    }

    /// Removes what is not among these.
    pub(super) fn keep_only(&self, needed: &BTreeSet<[u8; 32]>) -> Result<(), StorageError> {
        for folder in entries(&*self.vfs, &self.folder)? {
            for entry in entries(&*self.vfs, &folder.path)? {
                let name = entry.path.file_name().and_then(|name| name.to_str());
                let hash = name.and_then(|name| blake3::Hash::from_hex(name).ok());
                // What has another name is somebody else's.
                if hash.is_some_and(|hash| !needed.contains(hash.as_bytes())) {
                    files::remove(&*self.vfs, &entry.path)?;
                }
            }
        }
        Ok(())
    }
}

/// Copies the first bytes of a file, durably; the copy's name is not durable yet.
pub(super) fn copy(
    vfs: &dyn Vfs,
    from: &Path,
    bytes: u64,
    to: &Path,
) -> Result<Seal, StorageError> {
    let mut copy = SealedFile::new(vfs.create(to).map_err(StorageError::io(to))?);
    let mut left = bytes;
    let mut failed_write = None;
    let copied = each_piece(vfs, from, |piece| {
        let many = usize::try_from(left).map_or(piece.len(), |left| left.min(piece.len()));
        left -= many as u64;
        copy.write_all(&piece[..many]).inspect_err(|error| {
            failed_write = Some(std::io::Error::from(error.kind()));
        })
    });
    if let Some(error) = failed_write {
        return Err(StorageError::io(to)(error));
    }
    copied.map_err(StorageError::io(from))?;
    copy.finish().map_err(StorageError::io(to))
}
