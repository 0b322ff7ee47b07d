//! Imports as the writer sees them: begun, decided beside all history, committed, taken back.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use cairn_core::id::{EventId, ImportId, SiteId};
use cairn_core::time::Time;

use super::Committer;
use crate::dedupe::RecentIds;
use crate::error::StorageError;
use crate::facts::read_facts;
use crate::files;
use crate::garbage;
use crate::ids::each_id;
use crate::late_duplicates::leave_out;
use crate::locks::ReaderLock;
use crate::low_water::LowWater;
use crate::manifest::{ImportRecord, ImportState, Manifest, Run};
use crate::paths::{runs_folder, staging_folder};
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
}

/// What an import is decided by.
pub(crate) struct ImportHistory {
    /// The id file of each run, with the import it came from, if it came from one.
    pub(crate) id_files: Vec<(PathBuf, Option<ImportId>)>,
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
        })
    }

    /// All that is stored of a site, the log's end included.
    pub(crate) fn history(&mut self, site: &SiteId) -> Result<ImportHistory, StorageError> {
        self.flush()?;
        // An undo may come before the import is decided.
        let readers = ReaderLock::share(&*self.vfs, &self.data)?;
        let manifest = Arc::clone(&self.state().manifest);
        let folder = runs_folder(&self.data, site);
        let runs = manifest.sites.get(site).map_or(&[][..], |runs| &runs.runs);
        Ok(ImportHistory {
            id_files: runs
                .iter()
                .map(|run| (run.ids_path(&folder), run.import))
                .collect(),
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
        } = pending;
        let mut manifest = Manifest::clone(&self.state().manifest);
        check_still_live(&manifest, &site, &record)?;
        let folder = runs_folder(&self.data, &site);
        let since: Vec<&Run> = manifest.sites.get(&site).map_or(Vec::new(), |runs| {
            runs.runs
                .iter()
                .filter(|run| run.number > known_run)
                .collect()
        });
        if !since.is_empty() {
            let mut known: BTreeSet<EventId> = BTreeSet::new();
            for run in since {
                each_id(&*self.vfs, &run.ids_path(&folder), |id| {
                    known.insert(id);
                })?;
            }
            let (kept, left_out) = leave_out(&*self.vfs, candidates, &known, &staging, sizes)?;
            candidates = kept;
            record.tally.stored -= left_out;
            record.tally.duplicates += left_out;
        }
        // All that may fail comes before the commit; what it makes true is noted after it.
        let mut facts = Vec::new();
        let mut ids = Vec::new();
        for candidate in &candidates {
            facts.extend(read_facts(&*self.vfs, &candidate.facts)?);
            if self.has_recent {
                each_id(&*self.vfs, &candidate.ids, |id| ids.push(id))?;
            }
        }
        let mut identity = self.identity(&site);
        identity.add(facts);
        self.create_folder(&folder)?;
        let mut runs = Vec::with_capacity(candidates.len());
        for candidate in &candidates {
            manifest.last_run += 1;
            let number = manifest.last_run;
            let installed = candidate.install(
                &*self.vfs,
                &folder,
                number,
                Some(record.id),
                record.received_at,
            );
            runs.push(installed?);
        }
        files::sync_folder(&*self.vfs, &folder)?;
        let of_site = manifest.sites.entry(site.clone()).or_default();
        of_site.runs.extend(runs);
        of_site.imports.push(record.clone());
        of_site.identity_epoch = identity.epoch;
        manifest.last_import = record.id.number();
        self.commit_manifest(manifest, |state| {
            state.sites.entry(site).or_default().identity = identity;
        })?;
        // Live events must not double what was just stored.
        for id in ids {
            self.recent.note(id, record.received_at);
        }
        Ok(record)
    }

    /// Takes an import back, whole: its events are gone, and its ids and what it said about who is who are
    /// forgotten.
    #[doc(hidden)]
    pub fn undo(&mut self, id: ImportId, now: Time) -> Result<Undone, StorageError> {
        self.flush()?;
        let mut manifest = Manifest::clone(&self.state().manifest);
        let has_import = |imports: &[ImportRecord]| imports.iter().any(|record| record.id == id);
        let found = manifest
            .sites
            .iter_mut()
            .find(|(_, runs)| has_import(&runs.imports));
        let (site, of_site) = found.ok_or(StorageError::UnknownImport(id))?;
        let site = site.clone();
        let mut record = None;
        for candidate in of_site.imports.iter_mut().filter(|record| record.id == id) {
            if matches!(candidate.state, ImportState::Undone(_)) {
                return Err(StorageError::AlreadyUndone(id));
            }
            candidate.state = ImportState::Undone(now);
            record = Some(candidate.clone());
        }
        let record = record.ok_or(StorageError::UnknownImport(id))?;
        let (gone, kept) = std::mem::take(&mut of_site.runs)
            .into_iter()
            .partition::<Vec<Run>, _>(|run| run.import == Some(id));
        of_site.runs = kept;
        // Of an import that was taken back nothing is missed.
        of_site.quarantined.retain(|of| of.run.import != Some(id));
        let live = of_site
            .imports
            .iter()
            .filter(|import| import.state == ImportState::Live);
        let orphaned = live
            .filter_map(|import| Some((import.id, *import.duplicates_of.get(&id)?)))
            .collect();
        let mut identity = SiteIdentity::of_runs(&*self.vfs, &self.data, &site, of_site)?;
        // Ids may lead elsewhere again.
        identity.epoch += 1;
        of_site.identity_epoch = identity.epoch;
        let mut forgotten = Vec::new();
        if self.has_recent {
            self.recent.expire(now);
            let folder = runs_folder(&self.data, &site);
            let reaches = |run: &&Run| RecentIds::reaches(run.last_received, now);
            for run in gone.iter().filter(reaches) {
                let mut ids = Vec::new();
                each_id(&*self.vfs, &run.ids_path(&folder), |id| ids.push(id))?;
                forgotten.push((ids, run.last_received));
            }
        }
        self.commit_manifest(manifest, |state| {
            state.sites.entry(site).or_default().identity = identity;
        })?;
        for (ids, received_at) in forgotten {
            for id in ids {
                self.recent.forget(id, received_at);
            }
        }
        // The undo is done; files that can't go now are garbage for the next writer.
        let _ = garbage::collect(&*self.vfs, &self.data);
        // Folders that are empty now went too.
        self.folders.clear();
        Ok(Undone { record, orphaned })
    }

    fn identity(&self, site: &SiteId) -> SiteIdentity {
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
