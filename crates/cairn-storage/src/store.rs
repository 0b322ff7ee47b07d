//! A data directory's events: snapshots to read, imports to write.

use std::path::Path;
use std::sync::Arc;

use cairn_core::id::{ImportId, SiteId};
use cairn_core::retention::Retention;
use cairn_core::time::Time;

use crate::backup::{Backup, Backups};
use crate::committer::{Committer, Recovered, Undone};
use crate::compaction::CompactionSizes;
use crate::data_directory::DataDirectory;
use crate::erasure::{RejectedRows, Whom};
use crate::erasure_book::ErasureRecord;
use crate::error::StorageError;
use crate::expiry::Expiry;
use crate::import::Import;
use crate::live::{Live, LiveOptions};
use crate::locks::ReaderLock;
use crate::log::Salts;
use crate::low_water::DiskSpace;
use crate::pulse::Pulse;
use crate::quarantine::{Repaired, quarantine};
use crate::received_day::DedupeWindow;
use crate::sizes::ImportSizes;
use crate::snapshot::Snapshot;
use crate::verify::{Depth, Verified, verify};
use crate::vfs::{RealVfs, Vfs};

/// A data directory.
#[derive(Debug, Clone)]
pub struct Store(DataDirectory);

impl Store {
    /// The data directory at a path, which need not exist yet.
    pub fn at(data: &Path) -> Self {
        Self::with_vfs(data, Arc::new(RealVfs))
    }

    /// The data directory at a path of another file system.
    pub fn with_vfs(data: &Path, vfs: Arc<dyn Vfs>) -> Self {
        Self(DataDirectory::new(data, vfs))
    }

    /// With another low water mark: so many bytes must stay free on its disk, or nothing more is taken in.
    #[must_use]
    pub fn with_min_free_space(self, bytes: u64) -> Self {
        Self(self.0.with_min_free_space(bytes))
    }

    /// With another window in which live events are stored once.
    #[must_use]
    pub fn with_dedupe_window(self, window: DedupeWindow) -> Self {
        Self(DataDirectory {
            dedupe_window: window,
            ..self.0
        })
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.0.path
    }

    /// The current state on disk, the log's end included. Changes nothing, so that a server may run.
    pub fn snapshot(&self) -> Result<Snapshot, StorageError> {
        self.0.require()?;
        Snapshot::of_files(&self.0)
    }

    /// Its disk's room; none where the system does not tell.
    pub fn space(&self) -> Option<DiskSpace> {
        self.0.low_water.space()
    }

    /// What came in lately at a site, read anew from disk.
    pub fn pulse(&self, site: &SiteId, now: Time) -> Result<Pulse, StorageError> {
        self.0.require()?;
        Pulse::of_files(&self.0, site, now)
    }

    /// Whether everything is there and whole. Changes nothing, so that a server may run.
    pub fn verify(&self, depth: Depth) -> Result<Verified, StorageError> {
        self.0.require()?;
        // From now on no file that a manifest names is removed.
        let _readers = ReaderLock::share(&*self.0.vfs, &self.0.path)?;
        verify(&self.0, depth)
    }

    /// Begins a backup: copies the events as they are now. Changes nothing here, so that a server may run.
    pub fn begin_backup(&self, backups: &Backups) -> Result<Backup, StorageError> {
        self.0.require()?;
        Backup::begin(&self.0, backups)
    }

    /// Sets aside what is damaged, so that the rest can be read, and makes anew what can be made of it. Fails if a
    /// server runs.
    pub fn quarantine(&self, depth: Depth, now: Time) -> Result<Repaired, StorageError> {
        self.0.require()?;
        quarantine(&self.0, depth, now)
    }

    /// Recovers the data directory and starts its writer. Fails if another process writes to it. `salts` are
    /// random numbers: who does not know them can't forge records of the log.
    pub fn open_live(
        &self,
        options: LiveOptions,
        salts: Salts,
    ) -> Result<(Live, Recovered), StorageError> {
        Live::open(&self.0, options, salts)
    }

    /// Recovers the data directory and takes the writer's place. Ids of earlier events are known only once they
    /// are loaded ([`Committer::load_recent`]); imports don't need them.
    pub fn open_committer(&self, salts: Salts) -> Result<(Committer, Recovered), StorageError> {
        Committer::open(&self.0, salts)
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
        let (committer, _) = self.open_committer(unsalted())?;
        Import::begin(Box::new(committer), site, sizes)
    }

    /// Takes an import back, whole: its events are gone and its ids are forgotten.
    pub fn undo(&self, id: ImportId, now: Time) -> Result<Undone, StorageError> {
        self.0.require()?;
        let (mut committer, _) = self.open_committer(unsalted())?;
        committer.undo(id, now)
    }

    /// Erases somebody, a person by the key of any of its ids ([`Live::erase`]), after erasures that were cut short.
    pub fn erase(
        &self,
        site: &SiteId,
        whom: impl Into<Whom>,
        fresh_key: [u8; 32],
        rejected_rows: RejectedRows<'_>,
        now: Time,
    ) -> Result<ErasureRecord, StorageError> {
        self.0.require()?;
        let (mut committer, _) = self.open_committer(unsalted())?;
        committer.resume_erasures(rejected_rows, now)?;
        committer.erase(site, whom, fresh_key, rejected_rows, now)
    }

    /// Goes on with erasures that were cut short ([`Live::resume_erasures`]).
    pub fn resume_erasures(
        &self,
        rejected_rows: RejectedRows<'_>,
        now: Time,
    ) -> Result<Vec<ErasureRecord>, StorageError> {
        self.0.require()?;
        let (mut committer, _) = self.open_committer(unsalted())?;
        committer.resume_erasures(rejected_rows, now)
    }

    /// Takes out the events that a site does not keep ([`Live::expire`]).
    pub fn expire(
        &self,
        site: &SiteId,
        retention: &Retention,
        now: Time,
    ) -> Result<Expiry, StorageError> {
        self.0.require()?;
        let (mut committer, _) = self.open_committer(unsalted())?;
        committer.expire(site, retention, now)
    }

    /// Compacts until all is well; gives how many runs were written anew.
    pub fn compact(&self) -> Result<usize, StorageError> {
        self.compact_sized(CompactionSizes::default())
    }

    /// Compacts at other sizes, for tests.
    #[doc(hidden)]
    pub fn compact_sized(&self, sizes: CompactionSizes) -> Result<usize, StorageError> {
        self.0.require()?;
        let (mut committer, _) = self.open_committer(unsalted())?;
        committer.set_compaction_sizes(sizes);
        committer.compact()
    }
}

/// The salts of a writer that takes nothing from outside: what it writes into the log is nothing.
fn unsalted() -> Salts {
    Box::new(|| 0)
}
