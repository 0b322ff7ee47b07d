//! A simulated file system that is watched: a call can be refused, and something can happen just before it.

use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;

use cairn_storage::{Entry, Kind, Lock, Locking, SimVfs, Store, Vfs, VfsFile};

/// What is asked of the file system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Call {
    Create,
    Open,
    RemoveFolder,
    SyncFolder,
}

type Watch = Arc<dyn Fn(Call, &Path) -> io::Result<()> + Send + Sync>;

pub(crate) struct Watched {
    disk: SimVfs,
    watch: Watch,
}

/// A data directory on a disk that is watched.
pub(crate) fn watched_store(
    disk: &SimVfs,
    watch: impl Fn(Call, &Path) -> io::Result<()> + Send + Sync + 'static,
) -> Store {
    let watched = Watched {
        disk: disk.clone(),
        watch: Arc::new(watch),
    };
    Store::with_vfs(Path::new("/data"), Arc::new(watched))
}

pub(crate) fn disk_is_full() -> io::Error {
    io::Error::new(io::ErrorKind::StorageFull, "watched: the disk is full")
}

impl fmt::Debug for Watched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.disk.fmt(f)
    }
}

impl Vfs for Watched {
    fn create(&self, path: &Path) -> io::Result<Box<dyn VfsFile>> {
        (self.watch)(Call::Create, path)?;
        self.disk.create(path)
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn VfsFile>> {
        (self.watch)(Call::Open, path)?;
        self.disk.open(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.disk.rename(from, to)
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.disk.remove_file(path)
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        (self.watch)(Call::RemoveFolder, path)?;
        self.disk.remove_folder(path)
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        self.disk.create_folder(path)
    }

    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        (self.watch)(Call::SyncFolder, path)?;
        self.disk.sync_folder(path)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        self.disk.list(folder)
    }

    fn kind(&self, path: &Path) -> io::Result<Option<Kind>> {
        self.disk.kind(path)
    }

    fn lock(&self, path: &Path, locking: Locking) -> io::Result<Option<Lock>> {
        self.disk.lock(path, locking)
    }
}
