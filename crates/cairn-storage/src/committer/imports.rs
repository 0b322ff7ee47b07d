//! Imports as the writer sees them: begun, decided beside all history, committed.

use std::path::PathBuf;
use std::sync::Arc;

use cairn_core::id::{ImportId, SiteId};

use super::Committer;
use crate::erasure_book::ErasureBook;
use crate::error::StorageError;
use crate::facts::read_facts;
use crate::ids::{Origin, each_id};
use crate::late_duplicates::leave_out;
use crate::locks::ReaderLock;
use crate::low_water::LowWater;
use crate::manifest::{ImportRecord, ImportState, Manifest};
use crate::paths::{RunsFolders, staging_folder};
use crate::site_identity::SiteIdentity;
use crate::sizes::ImportSizes;
use crate::staged_run::StagedRun;
use crate::vfs::Vfs;

/// What an import begins with.
pub(crate) struct BegunImport {
    pub(crate) id: ImportId,
    pub(crate) vfs: Arc<dyn Vfs>,
    pub(crate) staging: PathBuf,
    pub(crate) low_water: Arc<LowWater>,
    /// Whose rows are left out.
    pub(crate) book: Arc<ErasureBook>,
}

/// What an import is decided by.
pub(crate) struct ImportHistory {
    /// The id file of each run.
    pub(crate) id_files: Vec<(PathBuf, Origin)>,
    /// The last run among them.
    pub(crate) last_run: u64,
    /// Keeps the files from removal.
    pub(crate) _readers: ReaderLock,
}

/// An import that awaits its commit.
pub(crate) struct PendingImport {
    pub(crate) site: SiteId,
    pub(crate) record: ImportRecord,
    pub(crate) candidates: Vec<StagedRun>,
    /// The last run that was known when its duplicates were decided.
    pub(crate) known_run: u64,
    pub(crate) staging: PathBuf,
    pub(crate) sizes: ImportSizes,
    /// How many ids of erased persons were known when it began.
    pub(crate) known_suppressed: usize,
}

impl Committer {
    /// Gives an import its id. There is one at a time.
    pub(crate) fn begin_import(&mut self) -> Result<BegunImport, StorageError> {
        self.check()?;
        self.low_water.check_now()?;
        self.last_import += 1;
        let id = ImportId::new(self.last_import);
        Ok(BegunImport {
            id,
            vfs: Arc::clone(&self.vfs),
            staging: staging_folder(&self.data).join(id.to_string()),
            low_water: Arc::clone(&self.low_water),
            book: Arc::clone(&self.book),
        })
    }

    /// All that is stored of a site, the log's end included.
    pub(crate) fn history(&mut self, site: &SiteId) -> Result<ImportHistory, StorageError> {
        self.flush()?;
        // An undo may come before the import is decided.
        let readers = ReaderLock::share(&*self.vfs, &self.data)?;
        let manifest = Arc::clone(&self.state().manifest);
        let folder = RunsFolders::of(&self.data, site);
        let runs = manifest.sites.get(site).map_or(&[][..], |runs| &runs.runs);
        Ok(ImportHistory {
            id_files: runs.iter().map(|run| run.id_file(&folder)).collect(),
            last_run: manifest.last_run,
            _readers: readers,
        })
    }

    /// Makes an import visible, whole.
    pub(crate) fn commit_import(
        &mut self,
        pending: PendingImport,
    ) -> Result<ImportRecord, StorageError> {
        // The log's end must lie before the import, so that identities are counted in one order.
        self.flush()?;
        let PendingImport {
            site,
            mut record,
            mut candidates,
            known_run,
            staging,
            sizes,
            known_suppressed,
        } = pending;
        if self.book.suppression.len(&site) != known_suppressed {
            return Err(StorageError::ErasedMeanwhile(record.id));
        }
        let mut manifest = Manifest::clone(&self.state().manifest);
        check_still_live(&manifest, &site, &record)?;
        let folder = RunsFolders::of(&self.data, &site);
        let runs = manifest.sites.get(&site).map_or(&[][..], |runs| &runs.runs);
        let since = runs.iter().filter(|run| run.number > known_run);
        let since: Vec<(PathBuf, Origin)> = since.map(|run| run.id_file(&folder)).collect();
        if !since.is_empty() {
            let (kept, left_out) = leave_out(&*self.vfs, candidates, &since, &staging, sizes)?;
            candidates = kept;
            record.tally.stored -= left_out;
            record.tally.duplicates += left_out;
        }
        // All that may fail comes before the commit; what it makes true is noted after it.
        let mut facts = Vec::new();
        let mut ids = Vec::new();
        for candidate in &candidates {
            facts.extend(read_facts(&*self.vfs, &candidate.facts)?.facts);
            if self.has_recent {
                each_id(&*self.vfs, &candidate.id_file(), |entry| ids.push(entry))?;
            }
        }
        let mut identity = self.identity(&site);
        identity.add(facts);
        let staged = candidates.iter().map(|run| (run, None));
        let runs = self.install(&site, staged, &mut manifest.last_run)?;
        let of_site = manifest.sites.entry(site.clone()).or_default();
        of_site.runs.extend(runs);
        of_site.imports.push(record.clone());
        of_site.identity_epoch = identity.epoch;
        manifest.last_import = record.id.number();
        self.commit_manifest(manifest, |state| {
            state.sites.entry(site).or_default().identity = identity;
        })?;
        // Live events must not double what was just stored.
        for entry in ids {
            self.recent.note(entry.id, entry.day);
        }
        Ok(record)
    }

    pub(super) fn identity(&self, site: &SiteId) -> SiteIdentity {
        let state = self.state();
        let known = state.sites.get(site);
        known.map(|site| site.identity.clone()).unwrap_or_default()
    }
}

/// Rows that an import left out must still be where it found them.
fn check_still_live(
    manifest: &Manifest,
    site: &SiteId,
    record: &ImportRecord,
) -> Result<(), StorageError> {
    let imports = manifest
        .sites
        .get(site)
        .map_or(&[][..], |runs| &runs.imports);
    let is_live = |id: ImportId| {
        let mut with_id = imports.iter().filter(|import| import.id == id);
        with_id.any(|import| import.state == ImportState::Live)
    };
    match record.duplicates_of.keys().find(|id| !is_live(**id)) {
        Some(undone) => Err(StorageError::UndoneMeanwhile {
            import: record.id,
            undone: *undone,
        }),
        None => Ok(()),
    }
}
