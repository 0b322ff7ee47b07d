//! Where a data directory lies, and on which file system.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use cairn_core::id::EventId;
use cairn_core::time::Time;

use crate::entry::EntryError;
use crate::error::StorageError;
use crate::files;
use crate::log::{Log, Recovery};
use crate::low_water::LowWater;
use crate::manifest::Manifest;
use crate::paths::log_folder;
use crate::received_day::DedupeWindow;
use crate::tail::{Chunk, Tail, unusable};
use crate::vfs::Vfs;

/// How often a state is read again because a writer has changed it meanwhile.
const TRIES: usize = 10;

/// A place for data.
#[derive(Debug, Clone)]
pub(crate) struct DataDirectory {
    pub(crate) vfs: Arc<dyn Vfs>,
    pub(crate) path: PathBuf,
    pub(crate) low_water: Arc<LowWater>,
    pub(crate) dedupe_window: DedupeWindow,
}

impl DataDirectory {
    pub(crate) fn new(path: &Path, vfs: Arc<dyn Vfs>) -> Self {
        let low_water = LowWater::new(Arc::clone(&vfs), path.to_owned(), None);
        Self {
            vfs,
            path: path.to_owned(),
            low_water: Arc::new(low_water),
            dedupe_window: DedupeWindow::default(),
        }
    }

    /// With another number of bytes that must stay free.
    pub(crate) fn with_min_free_space(self, bytes: u64) -> Self {
        let low_water = LowWater::new(Arc::clone(&self.vfs), self.path.clone(), Some(bytes));
        Self {
            low_water: Arc::new(low_water),
            ..self
        }
    }

    /// Fails if there is none yet.
    pub(crate) fn require(&self) -> Result<(), StorageError> {
        if files::is_folder(&*self.vfs, &self.path)? {
            Ok(())
        } else {
            Err(StorageError::NoDataDirectory(self.path.clone()))
        }
    }

    /// Manifest and log's end as of one moment. Changes nothing, so that a writer may go on.
    pub(crate) fn read_state(&self) -> Result<(Arc<Manifest>, Tail), StorageError> {
        let (manifest, tail, _) = self.read_whole_state()?;
        Ok((manifest, tail))
    }

    /// The same with what was found in the log.
    pub(crate) fn read_whole_state(&self) -> Result<(Arc<Manifest>, Tail, Recovery), StorageError> {
        let folder = log_folder(&self.path);
        let mut manifest = Manifest::load(&*self.vfs, &self.path)?;
        for _ in 0..TRIES {
            let mut tail = Tail::default();
            let mut take = |seq: u64, record: Vec<u8>| {
                let chunks = Chunk::all_of(record, &mut |_: EventId, _: Time| {})
                    .map_err(|error: EntryError| unusable(&folder, seq, error))?;
                for chunk in chunks {
                    tail.push(seq, Arc::new(chunk));
                }
                Ok(())
            };
            let replayed = Log::replay(&*self.vfs, &folder, manifest.flushed, &mut take);
            // A flush moves records into runs and then removes them from the log.
            let now = Manifest::load(&*self.vfs, &self.path)?;
            if now.sequence == manifest.sequence {
                let recovery = replayed?;
                tail.position = recovery.last_seq;
                return Ok((Arc::new(manifest), tail, recovery));
            }
            manifest = now;
        }
        Err(StorageError::Busy(self.path.clone()))
    }
}
