//! A file system in memory that crashes as badly as a real one may.
//!
//! What was synced survives a crash. What was not is kept, lost or torn at random, piece by piece: a write
//! in sectors of 512 bytes, in any order; the creation, move or removal of a name as one. Everything
//! random comes from the seed of the crash, so a run repeats exactly.

mod content;
mod dice;
mod fate;
mod faults;
mod names;

use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::{Entry, FreeSpace, Kind, Lock, Locking, Vfs, VfsFile};
use content::Content;
use dice::Dice;
pub use faults::Fault;
use faults::{Faults, Verdict};
use names::{Names, Node};

/// A file system in memory. Clones are the same one.
#[derive(Debug, Clone, Default)]
pub struct SimVfs {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    disk: Mutex<Disk>,
    lock_released: Condvar,
}

#[derive(Debug, Default)]
struct Disk {
    names: Names,
    files: Vec<Content>,
    faults: Faults,
    /// The locks that are held: -1 exclusively, else by how many.
    locks: BTreeMap<PathBuf, i64>,
    space: Option<FreeSpace>,
}

struct SimFile {
    shared: Arc<Shared>,
    at: usize,
}

struct HeldLock {
    shared: Arc<Shared>,
    path: PathBuf,
    locking: Locking,
}

impl SimVfs {
    /// An empty file system.
    pub fn new() -> Self {
        Self::default()
    }

    /// What a machine finds after it lost power now. This file system goes on as if nothing had happened.
    pub fn crash(&self, seed: u64) -> Self {
        let disk = self.shared.disk();
        let mut dice = Dice::new(seed);
        let files = disk
            .files
            .iter()
            .map(|file| file.crashed(&mut dice))
            .collect();
        Self::holding(Disk {
            names: disk.names.crashed(&mut dice),
            files,
            ..Disk::default()
        })
    }

    /// What the next process finds after this one was killed while the machine went on: everything that was
    /// written, synced or not.
    pub fn restart(&self) -> Self {
        let disk = self.shared.disk();
        Self::holding(Disk {
            names: disk.names.clone(),
            files: disk.files.clone(),
            ..Disk::default()
        })
    }

    fn holding(disk: Disk) -> Self {
        let shared = Shared {
            disk: Mutex::new(disk),
            lock_released: Condvar::new(),
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// Makes the `n`th call from now that changes anything fail; the next one is the first.
    pub fn fail_at(&self, n: u64, fault: Fault) {
        self.shared.disk().faults.fail_at(n, fault);
    }

    /// Makes the `n`th sync from now, of a file or a folder, fail.
    pub fn fail_sync_at(&self, n: u64) {
        self.shared.disk().faults.fail_sync_at(n);
    }

    /// Makes the process die in the `n`th call from now that changes anything: that call and all after it
    /// fail. The call itself may have had its effect.
    pub fn crash_at(&self, n: u64) {
        self.shared.disk().faults.crash_at(n);
    }

    /// Says how much room there is; nothing is refused for it.
    pub fn set_free_space(&self, space: Option<FreeSpace>) {
        self.shared.disk().space = space;
    }

    /// How many calls have changed something, or tried to, so far.
    pub fn changes(&self) -> u64 {
        self.shared.disk().faults.changes()
    }

    /// How many syncs there have been so far.
    pub fn syncs(&self) -> u64 {
        self.shared.disk().faults.syncs()
    }

    /// What a file holds; `None` if there is none.
    pub fn content(&self, path: &Path) -> Option<Vec<u8>> {
        let disk = self.shared.disk();
        let at = disk.names.file(path).ok()?;
        Some(disk.files[at].visible().to_vec())
    }

    /// Puts a file in place, durably and with the folders above it.
    pub fn put(&self, path: &Path, content: &[u8]) {
        let mut disk = self.shared.disk();
        let at = disk.files.len();
        disk.files.push(Content::durable(content));
        disk.names.put(path, at);
    }
}

impl Shared {
    fn disk(&self) -> MutexGuard<'_, Disk> {
        self.disk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Disk {
    /// A call that changes names: done, failed, or done by a process that does not live to see it.
    fn change(&mut self, change: impl FnOnce(&mut Names) -> io::Result<()>) -> io::Result<()> {
        match self.faults.change()? {
            Verdict::Go => change(&mut self.names),
            Verdict::Fail(fault) => Err(fault.error()),
            Verdict::Die => {
                // Whether it came to be is for the crash to say.
                let _ = change(&mut self.names);
                Err(faults::dead())
            }
        }
    }
}

impl Vfs for SimVfs {
    fn create(&self, path: &Path) -> io::Result<Box<dyn VfsFile>> {
        let mut disk = self.shared.disk();
        let at = match disk.names.file(path) {
            Ok(old) => {
                disk.change(|_| Ok(()))?;
                disk.files[old].cut(0);
                old
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let new = disk.files.len();
                disk.files.push(Content::default());
                disk.change(|names| names.create(path, Node::File(new)))?;
                new
            }
            Err(error) => return Err(error),
        };
        drop(disk);
        Ok(Box::new(SimFile {
            shared: self.shared.clone(),
            at,
        }))
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn VfsFile>> {
        let disk = self.shared.disk();
        disk.faults.read()?;
        let at = disk.names.file(path)?;
        drop(disk);
        Ok(Box::new(SimFile {
            shared: self.shared.clone(),
            at,
        }))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.shared.disk().change(|names| names.rename(from, to))
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.shared.disk().change(|names| names.remove_file(path))
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        self.shared.disk().change(|names| names.remove_folder(path))
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        self.shared.disk().change(|names| names.create_folder(path))
    }

    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        let mut disk = self.shared.disk();
        match disk.faults.sync()? {
            Verdict::Go => disk.names.sync(path),
            Verdict::Fail(fault) => {
                disk.names.fail_to_sync(path);
                Err(fault.error())
            }
            Verdict::Die => Err(faults::dead()),
        }
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        let disk = self.shared.disk();
        disk.faults.read()?;
        let entry = |(path, node): (&Path, Node)| Entry {
            path: path.to_owned(),
            is_folder: node == Node::Folder,
        };
        Ok(disk.names.list(folder)?.into_iter().map(entry).collect())
    }

    fn kind(&self, path: &Path) -> io::Result<Option<Kind>> {
        let disk = self.shared.disk();
        disk.faults.read()?;
        Ok(disk.names.get(path).map(|node| match node {
            Node::File(_) => Kind::File,
            Node::Folder => Kind::Folder,
        }))
    }

    fn free_space(&self, _path: &Path) -> io::Result<Option<FreeSpace>> {
        Ok(self.shared.disk().space)
    }

    fn lock(&self, path: &Path, locking: Locking) -> io::Result<Option<Lock>> {
        let mut disk = self.shared.disk();
        loop {
            disk.faults.read()?;
            let held = disk.locks.entry(path.to_owned()).or_default();
            match locking {
                Locking::Exclusive if *held == 0 => *held = -1,
                Locking::Exclusive => return Ok(None),
                Locking::Shared if *held >= 0 => *held += 1,
                Locking::Shared => {
                    let released = self.shared.lock_released.wait(disk);
                    disk = released.unwrap_or_else(PoisonError::into_inner);
                    continue;
                }
            }
            return Ok(Some(Box::new(HeldLock {
                shared: self.shared.clone(),
                path: path.to_owned(),
                locking,
            })));
        }
    }
}

impl Drop for HeldLock {
    fn drop(&mut self) {
        let mut disk = self.shared.disk();
        if let Some(held) = disk.locks.get_mut(&self.path) {
            match self.locking {
                Locking::Exclusive => *held = 0,
                Locking::Shared => *held -= 1,
            }
        }
        drop(disk);
        self.shared.lock_released.notify_all();
    }
}

impl VfsFile for SimFile {
    fn len(&self) -> io::Result<u64> {
        let disk = self.shared.disk();
        disk.faults.read()?;
        Ok(disk.files[self.at].visible().len() as u64)
    }

    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let disk = self.shared.disk();
        disk.faults.read()?;
        let content = disk.files[self.at].visible();
        let offset = usize::try_from(offset).map_err(io::Error::other)?;
        let rest = content.get(offset..).unwrap_or_default();
        let read = rest.len().min(buffer.len());
        buffer[..read].copy_from_slice(&rest[..read]);
        Ok(read)
    }

    fn write_at(&mut self, bytes: &[u8], offset: u64) -> io::Result<()> {
        let mut disk = self.shared.disk();
        let verdict = disk.faults.change()?;
        let offset = usize::try_from(offset).map_err(io::Error::other)?;
        let file = &mut disk.files[self.at];
        match verdict {
            Verdict::Go => {
                file.write(bytes, offset);
                Ok(())
            }
            Verdict::Fail(fault) => {
                if fault == Fault::Short {
                    file.write(&bytes[..bytes.len() / 2], offset);
                }
                Err(fault.error())
            }
            Verdict::Die => {
                file.write(bytes, offset);
                Err(faults::dead())
            }
        }
    }

    fn set_len(&mut self, len: u64) -> io::Result<()> {
        let mut disk = self.shared.disk();
        let verdict = disk.faults.change()?;
        let len = usize::try_from(len).map_err(io::Error::other)?;
        let file = &mut disk.files[self.at];
        match verdict {
            Verdict::Go => {
                file.cut(len);
                Ok(())
            }
            Verdict::Fail(fault) => Err(fault.error()),
            Verdict::Die => {
                file.cut(len);
                Err(faults::dead())
            }
        }
    }

    fn sync(&self) -> io::Result<()> {
        let mut disk = self.shared.disk();
        let verdict = disk.faults.sync()?;
        let file = &mut disk.files[self.at];
        match verdict {
            Verdict::Go => {
                file.sync();
                Ok(())
            }
            Verdict::Fail(fault) => {
                file.fail_to_sync();
                Err(fault.error())
            }
            Verdict::Die => Err(faults::dead()),
        }
    }
}

#[cfg(test)]
mod tests;
