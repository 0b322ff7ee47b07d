//! A data directory's events: snapshots to read, imports to write.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use cairn_core::id::{ImportId, SiteId};
use cairn_core::time::Time;

use crate::block::Block;
use crate::error::StorageError;
use crate::files;
use crate::garbage;
use crate::import::{Import, ImportSizes};
use crate::locks::{ReaderLock, WriterLock};
use crate::manifest::{ImportRecord, ImportState, Manifest, Run};
use crate::partition::Partition;
use crate::paths::runs_folder;
use crate::projection::Columns;
use crate::scan::PersonScan;
use crate::vfs::{RealVfs, Vfs};

/// A data directory.
#[derive(Debug, Clone)]
pub struct Store {
    vfs: Arc<dyn Vfs>,
    data: PathBuf,
}

/// One state of the events, which stays as it is while the snapshot lives.
#[derive(Clone)]
pub struct Snapshot {
    vfs: Arc<dyn Vfs>,
    data: PathBuf,
    manifest: Arc<Manifest>,
    _readers: Arc<ReaderLock>,
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

    /// The current state.
    pub fn snapshot(&self) -> Result<Snapshot, StorageError> {
        self.require()?;
        let readers = ReaderLock::share(&*self.vfs, &self.data)?;
        Ok(Snapshot {
            vfs: self.vfs.clone(),
            data: self.data.clone(),
            manifest: Arc::new(Manifest::load(&*self.vfs, &self.data)?),
            _readers: Arc::new(readers),
        })
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
        Import::begin(&self.vfs, &self.data, site, sizes)
    }

    /// Takes an import back, whole: its events are gone and its ids are forgotten.
    pub fn undo(&self, id: ImportId, now: Time) -> Result<Undone, StorageError> {
        self.require()?;
        let _lock = WriterLock::take(&*self.vfs, &self.data)?;
        let mut manifest = Manifest::load(&*self.vfs, &self.data)?;
        let mut found = None;
        for site in manifest.sites.values_mut() {
            let Some(record) = site.imports.iter_mut().find(|record| record.id == id) else {
                continue;
            };
            if matches!(record.state, ImportState::Undone(_)) {
                return Err(StorageError::AlreadyUndone(id));
            }
            record.state = ImportState::Undone(now);
            let record = record.clone();
            site.runs.retain(|run| run.import != id);
            let live = site
                .imports
                .iter()
                .filter(|import| import.state == ImportState::Live);
            let orphaned = live
                .filter_map(|import| Some((import.id, *import.duplicates_of.get(&id)?)))
                .collect();
            found = Some(Undone { record, orphaned });
        }
        let undone = found.ok_or(StorageError::UnknownImport(id))?;
        manifest.sequence += 1;
        manifest.commit(&*self.vfs, &self.data)?;
        // The undo is done; files that can't go now are garbage for the next writer.
        let _ = garbage::collect(&*self.vfs, &self.data);
        Ok(undone)
    }

    fn require(&self) -> Result<(), StorageError> {
        if files::is_folder(&*self.vfs, &self.data)? {
            Ok(())
        } else {
            Err(StorageError::NoDataDirectory(self.data.clone()))
        }
    }
}

impl Snapshot {
    /// The manifest's sequence number.
    pub fn manifest_sequence(&self) -> u64 {
        self.manifest.sequence
    }

    /// All imports of a site, oldest first; undone ones stay on record.
    pub fn imports(&self, site: &SiteId) -> &[ImportRecord] {
        self.manifest
            .sites
            .get(site)
            .map_or(&[], |runs| &runs.imports)
    }

    /// Events of a site.
    pub fn rows(&self, site: &SiteId) -> u64 {
        self.runs(site).iter().map(|run| run.rows).sum()
    }

    /// Bytes of a site's runs.
    pub fn bytes(&self, site: &SiteId) -> u64 {
        self.runs(site).iter().map(|run| run.bytes).sum()
    }

    /// The first and last event times of a site, if it has events.
    pub fn time_span(&self, site: &SiteId) -> Option<(Time, Time)> {
        let runs = self.runs(site);
        let first = runs.iter().map(|run| run.first_time).min()?;
        let last = runs.iter().map(|run| run.last_time).max()?;
        Some((first, last))
    }

    /// Goes through a partition of a site's persons.
    pub fn scan<T, E, F>(
        &self,
        site: &SiteId,
        columns: &Columns,
        partition: Partition,
        extract: F,
    ) -> Result<PersonScan<T, F>, E>
    where
        F: FnMut(&Block) -> Result<Vec<T>, E>,
        E: From<StorageError>,
    {
        let folder = runs_folder(&self.data, site);
        let paths: Vec<PathBuf> = self
            .runs(site)
            .iter()
            .map(|run| run.events_path(&folder))
            .collect();
        PersonScan::open(&*self.vfs, &paths, columns, partition, extract)
    }

    fn runs(&self, site: &SiteId) -> &[Run] {
        self.manifest.sites.get(site).map_or(&[], |runs| &runs.runs)
    }
}
