//! A data directory's events: snapshots to read, imports to write.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use cairn_core::id::{EventId, ImportId, SiteId};
use cairn_core::time::Time;

use crate::committer::Committer;
use crate::entry::EntryError;
use crate::error::StorageError;
use crate::files;
use crate::import::{Host, Import, ImportSizes};
use crate::log::{Log, Salts};
use crate::manifest::{ImportRecord, Manifest};
use crate::paths::log_folder;
use crate::snapshot::Snapshot;
use crate::tail::{Chunk, Tail, unusable};
use crate::vfs::{RealVfs, Vfs};

/// How often a state is read again because a writer has changed it meanwhile.
const TRIES: usize = 10;

/// A data directory.
#[derive(Debug, Clone)]
pub struct Store {
    vfs: Arc<dyn Vfs>,
    data: PathBuf,
}

/// What an undo took back.
#[derive(Debug, Clone, PartialEq)]
pub struct Undone {
    /// The import.
    pub record: ImportRecord,
    /// Rows of later imports that were left out because this import had stored them: they are now in no
    /// import. By the import that left them out.
    pub orphaned: Vec<(ImportId, u64)>,
}

impl Store {
    /// The data directory at a path, which need not exist yet.
    pub fn at(data: &Path) -> Self {
        Self::with_vfs(data, Arc::new(RealVfs))
    }

    /// The data directory at a path of another file system.
    pub fn with_vfs(data: &Path, vfs: Arc<dyn Vfs>) -> Self {
        Self {
            vfs,
            data: data.to_owned(),
        }
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.data
    }

    pub(crate) fn vfs(&self) -> &Arc<dyn Vfs> {
        &self.vfs
    }

    /// The current state on disk, the log's end included. Changes nothing, so that a server may run.
    pub fn snapshot(&self) -> Result<Snapshot, StorageError> {
        self.require()?;
        Snapshot::of_files(self)
    }

    /// Begins an import; there is one at a time.
    pub fn begin_import(&self, site: &SiteId) -> Result<Import, StorageError> {
        self.begin_import_sized(site, ImportSizes::default())
    }

    /// Begins an import whose chunks, row groups and sorters are cut at other sizes, for tests.
    #[doc(hidden)]
    pub fn begin_import_sized(
        &self,
        site: &SiteId,
        sizes: ImportSizes,
    ) -> Result<Import, StorageError> {
        let (committer, _) = Committer::open(self, unsalted())?;
        Import::begin(Host::Own(Box::new(committer)), site, sizes)
    }

    /// Takes an import back, whole: its events are gone and its ids are forgotten.
    pub fn undo(&self, id: ImportId, now: Time) -> Result<Undone, StorageError> {
        self.require()?;
        let (mut committer, _) = Committer::open(self, unsalted())?;
        committer.undo(id, now)
    }

    fn require(&self) -> Result<(), StorageError> {
        if files::is_folder(&*self.vfs, &self.data)? {
            Ok(())
        } else {
            Err(StorageError::NoDataDirectory(self.data.clone()))
        }
    }

    /// Manifest and log's end as of one moment.
    pub(crate) fn read_state(&self) -> Result<(Arc<Manifest>, Tail), StorageError> {
        let folder = log_folder(&self.data);
        let mut manifest = Manifest::load(&*self.vfs, &self.data)?;
        for _ in 0..TRIES {
            let mut tail = Tail::default();
            let mut take = |seq: u64, payload: &[u8]| {
                let chunks = Chunk::all_of(payload, &mut |_: EventId, _: Time| {})
                    .map_err(|error: EntryError| unusable(&folder, seq, error))?;
                for chunk in chunks {
                    tail.push(seq, Arc::new(chunk));
                }
                Ok(())
            };
            let replayed = Log::replay(&*self.vfs, &folder, manifest.flushed, &mut take);
            // A flush moves records into runs and then removes them from the log.
            let now = Manifest::load(&*self.vfs, &self.data)?;
            if now.sequence == manifest.sequence {
                tail.position = replayed?.last_seq;
                return Ok((Arc::new(manifest), tail));
            }
            manifest = now;
        }
        Err(StorageError::Busy(self.data.clone()))
    }
}

/// The salts of a writer that takes nothing from outside: what it writes into the log is nothing.
fn unsalted() -> Salts {
    Box::new(|| 0)
}
