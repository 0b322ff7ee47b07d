//! Files that were sent to be imported: they lie in `staging/uploads` until their import is done, somebody takes
//! them back, a day is over, or the server starts anew.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use cairn_api::{Code, UploadWire};
use cairn_core::id::SiteId;
use cairn_core::time::{Span, Time};

use crate::errors::Failure;
use crate::token;

/// How long a file lies ready.
const LIFE: Span = Span::from_seconds(86_400);
/// Files that lie ready at once, of all sites.
const MOST: usize = 20;

/// The files that lie ready.
#[derive(Debug, Default)]
pub(crate) struct Uploads {
    by_id: Mutex<BTreeMap<String, Arc<Upload>>>,
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
#[derive(Debug)]
pub(crate) struct Unfinished {
    id: String,
    path: PathBuf,
    is_kept: bool,
}

impl Uploads {
    /// Makes a file for an upload that begins.
    pub(crate) fn begin(&self, data: &Path, now: Time) -> Result<(Unfinished, File), Failure> {
        self.remove_old(now);
        if self.locked().len() >= MOST {
            let message = format!("{MOST} files lie ready already");
            return Err(Failure::new(Code::Conflict, message)
                .hint("import or remove one of them; each goes by itself after a day"));
        }
        let id = format!("upl-{:016x}", token::random_u128()? >> 64);
        let folder = data.join("staging").join("uploads");
        let unfinished = Unfinished {
            path: folder.join(&id),
            id,
            is_kept: false,
        };
        let created =
            std::fs::create_dir_all(&folder).and_then(|()| File::create_new(&unfinished.path));
        let file = created.map_err(|error| unwritten(&error))?;
        Ok((unfinished, file))
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
        self.locked().insert(upload.id.clone(), Arc::new(upload));
        wire
    }

    /// A site's file that must be there.
    pub(crate) fn find(&self, site: &SiteId, id: &str, now: Time) -> Result<Arc<Upload>, Failure> {
        self.remove_old(now);
        let found = self.locked().get(id).cloned();
        found.filter(|upload| upload.site == *site).ok_or_else(|| {
            Failure::new(Code::NotFound, format!("no file `{id}` lies ready"))
                .hint("send it again: a file goes when it is imported, after a day, and when the server starts anew")
        })
    }

    /// Takes a file away; an import or preview that is reading it reads on.
    pub(crate) fn remove(&self, upload: &Upload) {
        self.locked().remove(&upload.id);
    }

    fn remove_old(&self, now: Time) {
        self.locked()
            .retain(|_, upload| now.since(upload.sent_at) < LIFE);
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Arc<Upload>>> {
        self.by_id.lock().unwrap_or_else(PoisonError::into_inner)
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
    }
}
