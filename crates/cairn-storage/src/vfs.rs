//! All access to the files of a data directory.
//!
//! [`RealVfs`] is the file system. [`SimVfs`] keeps files in memory, forgets and tears what was not synced
//! when it crashes, and fails when it is told to: what is promised about crashes is proved on it.

mod real;
mod sim;
mod streams;

use std::any::Any;
use std::io;
use std::path::{Path, PathBuf};

pub use real::RealVfs;
pub use sim::{Fault, SimVfs};
pub(crate) use streams::{Appender, PositionedReader};

/// What lies at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A file.
    File,
    /// A folder.
    Folder,
}

/// Something in a folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The folder's path and the name in it.
    pub path: PathBuf,
    /// Whether it is a folder itself; a link to one is not.
    pub is_folder: bool,
}

/// Who else may hold a lock at the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Locking {
    /// Nobody. It is given at once or not at all.
    Exclusive,
    /// Others who share. Waits while someone holds it exclusively.
    Shared,
}

/// The room of a disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FreeSpace {
    /// Bytes that may still be written.
    pub free: u64,
    /// Bytes of the whole disk.
    pub of: u64,
}

/// A lock, held until it is dropped.
pub type Lock = Box<dyn Any + Send + Sync>;

/// A file system. Paths are those of the caller; nothing is remembered between calls.
pub trait Vfs: std::fmt::Debug + Send + Sync {
    /// A new file, or an old one emptied, for reading and writing.
    fn create(&self, path: &Path) -> io::Result<Box<dyn VfsFile>>;

    /// A file that must exist, for reading and writing.
    fn open(&self, path: &Path) -> io::Result<Box<dyn VfsFile>>;

    /// Moves a file, over another one if there is one. Durable once the folder it moved to is synced.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Removes a file.
    fn remove_file(&self, path: &Path) -> io::Result<()>;

    /// Removes a folder, which must be empty.
    fn remove_folder(&self, path: &Path) -> io::Result<()>;

    /// Creates a folder and those above it. One that is there already is fine.
    fn create_folder(&self, path: &Path) -> io::Result<()>;

    /// Makes durable what was created, renamed and removed in a folder.
    fn sync_folder(&self, path: &Path) -> io::Result<()>;

    /// What is in a folder, sorted by path. Fails with `NotFound` if there is no such folder.
    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>>;

    /// What lies at a path, links followed; `None` if nothing is there.
    fn kind(&self, path: &Path) -> io::Result<Option<Kind>>;

    /// Takes the lock of this name, as a file that is created if need be; `None` if others hold it.
    fn lock(&self, path: &Path, locking: Locking) -> io::Result<Option<Lock>>;

    /// How much room there is where a path lies; `None` if that is not known.
    fn free_space(&self, _path: &Path) -> io::Result<Option<FreeSpace>> {
        Ok(None)
    }
}

/// An open file. It stays readable when its name is removed.
#[expect(
    clippy::len_without_is_empty,
    reason = "whether a file is empty is asked nowhere"
)]
pub trait VfsFile: Send + Sync {
    /// Its length in bytes.
    fn len(&self) -> io::Result<u64>;

    /// Reads from a place; may give fewer bytes than there is room for, and none at the end only.
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize>;

    /// Puts bytes at a place, over what is there and beyond the end: all of them, or fails with any part of
    /// them put. A gap before them is zero.
    fn write_at(&mut self, bytes: &[u8], offset: u64) -> io::Result<()>;

    /// Adds bytes at the end, as [`Self::write_at`] does.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let end = self.len()?;
        self.write_at(bytes, end)
    }

    /// Cuts the file to this length.
    fn set_len(&mut self, len: u64) -> io::Result<()>;

    /// Makes content and length durable. After a failure it is unknown what is durable, and asking again
    /// would not tell: the system may have given up the unwritten pages.
    fn sync(&self) -> io::Result<()>;
}
