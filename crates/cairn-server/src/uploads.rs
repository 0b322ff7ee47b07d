//! Files that were sent to be imported: they lie in `staging/uploads` until their import is done, somebody takes
//! them back, a day is over, or the server starts anew.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cairn_api::{Code, UploadWire};
use cairn_core::id::SiteId;
use cairn_core::time::{Span, Time};

use crate::disk_room::DiskRoom;
use crate::errors::Failure;
use crate::token;

/// How long a file lies ready.
const LIFE: Span = Span::from_seconds(86_400);
/// Files that lie ready or are being received at once, of all sites.
const MOST: usize = 20;

/// Looks how much room the disk of a path has.
type Look = Box<dyn Fn(&Path) -> std::io::Result<DiskRoom> + Send + Sync>;

/// The files that lie ready or are being received.
pub(crate) struct Uploads(Arc<Shared>);

struct Shared {
    files: Mutex<Files>,
    look: Look,
    /// Bytes of the disk that stay free.
    reserved: Option<u64>,
}

#[derive(Debug, Default)]
struct Files {
    ready: BTreeMap<String, Arc<Upload>>,
    /// How many are being received.
    unfinished: usize,
    /// Bytes of these that were announced and are not written yet.
    due: u64,
}

/// A file that lies ready. It is removed with the last who holds this.
#[derive(Debug)]
pub(crate) struct Upload {
    id: String,
    site: SiteId,
    name: String,
    bytes: u64,
    path: PathBuf,
    sent_at: Time,
}

/// A file that is being received: removed unless it is kept.
pub(crate) struct Unfinished {
    id: String,
    path: PathBuf,
    is_kept: bool,
    /// What of it was announced and is not written yet.
    due: u64,
    of: Arc<Shared>,
}

impl Uploads {
    /// None yet. They leave so many bytes of the disk free; without a word what the disk makes prudent.
    pub(crate) fn new(reserved: Option<u64>, look: Look) -> Self {
        Self(Arc::new(Shared {
            files: Mutex::default(),
            look,
            reserved,
        }))
    }

    /// Makes a file for an upload that begins and will have `announced` bytes; 0 if that is not known.
    pub(crate) fn begin(
        &self,
        data: &Path,
        announced: u64,
        now: Time,
    ) -> Result<(Unfinished, File), Failure> {
        self.remove_old(now);
        let folder = data.join("staging").join("uploads");
        std::fs::create_dir_all(&folder).map_err(|error| unwritten(&error))?;
        let id = format!("upl-{:016x}", token::random_u128()? >> 64);
        // It counts from here on, so that of many at once no more begin than may.
        let unfinished = self.announce(folder.join(&id), id, announced)?;
        unfinished.check_room(0)?;
        let file = File::create_new(&unfinished.path).map_err(|error| unwritten(&error))?;
        Ok((unfinished, file))
    }

    fn announce(&self, path: PathBuf, id: String, announced: u64) -> Result<Unfinished, Failure> {
        let mut files = self.0.locked();
        if files.ready.len() + files.unfinished >= MOST {
            let message = format!("{MOST} files lie ready or are being received already");
            return Err(Failure::new(Code::Conflict, message)
                .hint("import or remove one of them; each goes by itself after a day"));
        }
        files.unfinished += 1;
        files.due = files.due.saturating_add(announced);
        Ok(Unfinished {
            id,
            path,
            is_kept: false,
            due: announced,
            of: Arc::clone(&self.0),
        })
    }

    /// Keeps a file that has been received whole.
    pub(crate) fn keep(
        &self,
        mut unfinished: Unfinished,
        site: &SiteId,
        name: String,
        bytes: u64,
        now: Time,
    ) -> UploadWire {
        unfinished.is_kept = true;
        let wire = UploadWire {
            upload: unfinished.id.clone(),
            name: name.clone(),
            bytes,
        };
        let upload = Upload {
            id: unfinished.id.clone(),
            site: site.clone(),
            name,
            bytes,
            path: unfinished.path.clone(),
            sent_at: now,
        };
        let mut files = self.0.locked();
        files.ready.insert(upload.id.clone(), Arc::new(upload));
        drop(files);
        wire
    }

    /// A site's file that must be there.
    pub(crate) fn find(&self, site: &SiteId, id: &str, now: Time) -> Result<Arc<Upload>, Failure> {
        self.remove_old(now);
        let found = self.0.locked().ready.get(id).cloned();
        found.filter(|upload| upload.site == *site).ok_or_else(|| {
            Failure::new(Code::NotFound, format!("no file `{id}` lies ready"))
                .hint("send it again: a file goes when it is imported, after a day, and when the server starts anew")
        })
    }

    /// Takes a file away; an import or preview that is reading it reads on.
    pub(crate) fn remove(&self, upload: &Upload) {
        self.0.locked().ready.remove(&upload.id);
    }

    fn remove_old(&self, now: Time) {
        let is_young = |upload: &Upload| now.since(upload.sent_at) < LIFE;
        self.0.locked().ready.retain(|_, upload| is_young(upload));
    }
}

impl Shared {
    fn locked(&self) -> MutexGuard<'_, Files> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Unfinished {
    /// Refuses to go on if what is announced of all files, and what of this one's next bytes was not, would leave
    /// too little of the disk.
    pub(crate) fn check_room(&self, next: u64) -> Result<(), Failure> {
        let due = self.of.locked().due;
        let unannounced = next.saturating_sub(self.due);
        let folder = self.path.parent().unwrap_or(&self.path);
        let room = (self.of.look)(folder).map_err(|error| unwritten(&error))?;
        if room.takes(due.saturating_add(unannounced), self.of.reserved) {
            return Ok(());
        }
        let message = "the disk has too little room for this file beside what events need";
        Err(Failure::new(Code::Storage, message).hint(
            "free some of the server's disk, or import and remove files that lie ready, then send it again; `limits.upload_reserve_bytes` says how much stays free. Nothing of it is left",
        ))
    }

    /// So many bytes of it are written.
    pub(crate) fn wrote(&mut self, bytes: u64) {
        let of_due = bytes.min(self.due);
        self.due -= of_due;
        self.of.locked().due -= of_due;
    }
}

impl Upload {
    /// What it is called.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Its size.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Where it lies.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

/// A file that could not be written, mostly for want of room.
pub(crate) fn unwritten(error: &std::io::Error) -> Failure {
    Failure::new(
        Code::Storage,
        format!("the file could not be kept: {error}"),
    )
    .hint("see to the server's disk, then send it again; nothing of it is left")
}

impl Drop for Upload {
    fn drop(&mut self) {
        // One that can't be removed goes with the next start.
        let _ = std::fs::remove_file(&self.path);
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.is_kept {
            let _ = std::fs::remove_file(&self.path);
        }
        let mut files = self.of.locked();
        files.unfinished -= 1;
        files.due -= self.due;
    }
}

#[cfg(test)]
mod tests;
