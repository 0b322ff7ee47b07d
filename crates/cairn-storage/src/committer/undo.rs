//! An import taken back, whole: its events are gone, and its ids and what it said about who is who are forgotten.
//!
//! Runs that hold nothing else are dropped. Compacted ones that hold other events too are written anew without
//! the import's rows, beside whatever goes on; then one commit takes back all of it.

use cairn_core::id::{ImportId, SiteId};
use cairn_core::time::Time;

use super::Committer;
use crate::compaction::{Rewrite, Rewritten, Sieve};
use crate::error::StorageError;
use crate::garbage::{self, Collected};
use crate::ids::{IdEntry, each_id};
use crate::manifest::{ImportRecord, ImportState, Manifest, Run};
use crate::paths::RunsFolders;
use crate::received_day::ReceivedDay;
use crate::site_identity::SiteIdentity;

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
    /// Takes an import back.
    #[doc(hidden)]
    pub fn undo(&mut self, id: ImportId, now: Time) -> Result<Undone, StorageError> {
        let rewrite = self.begin_undo(id)?;
        let written = rewrite.map(Rewrite::write).transpose()?;
        self.finish_undo(id, written, now)
    }

    /// What must be written anew before an import can be taken back; nothing if whole runs can be dropped. Calls
    /// off a compaction that is being written.
    #[doc(hidden)]
    pub fn begin_undo(&mut self, id: ImportId) -> Result<Option<Rewrite>, StorageError> {
        self.flush()?;
        let manifest = std::sync::Arc::clone(&self.state().manifest);
        let (site, _) = live_import(&manifest, id)?;
        let runs = manifest.sites.get(site).map_or(&[][..], |runs| &runs.runs);
        let mixed = runs
            .iter()
            .filter(|run| run.imports.contains_key(&id) && run.imports[&id] < run.rows);
        let inputs: Vec<Run> = mixed.cloned().collect();
        self.call_off_rewrite();
        if inputs.is_empty() {
            return Ok(None);
        }
        self.begin_rewrite(site, inputs, Sieve::WithoutImport(id))
            .map(Some)
    }

    /// Takes an import back with what was written anew for it.
    #[doc(hidden)]
    pub fn finish_undo(
        &mut self,
        id: ImportId,
        written: Option<Rewritten>,
        now: Time,
    ) -> Result<Undone, StorageError> {
        self.flush()?;
        let mut manifest = Manifest::clone(&self.state().manifest);
        let (site, _) = live_import(&manifest, id)?;
        let site = site.clone();
        let forgotten = self.ids_of(&manifest, &site, id, now)?;
        if let Some(written) = &written {
            self.place_rewritten(written, &mut manifest)?;
        }
        // What its events that have expired said goes with it.
        self.change_kept_links(&site, &mut manifest, |kept| {
            kept.retain(|_, _, import| import != Some(id));
        })?;
        let of_site = manifest.sites.entry(site.clone()).or_default();
        let mut record = None;
        for import in of_site.imports.iter_mut().filter(|record| record.id == id) {
            import.state = ImportState::Undone(now);
            record = Some(import.clone());
        }
        let record = record.ok_or(StorageError::UnknownImport(id))?;
        of_site
            .runs
            .retain(|run| run.imports.get(&id) != Some(&run.rows));
        if of_site.runs.iter().any(|run| run.imports.contains_key(&id)) {
            // Its rows came to lie elsewhere meanwhile.
            return Err(StorageError::CalledOff);
        }
        // Of an import that was taken back nothing is missed.
        for of in &mut of_site.quarantined {
            of.run.rows -= of.run.imports.remove(&id).unwrap_or(0);
        }
        of_site.quarantined.retain(|of| of.run.rows > 0);
        let live = of_site.imports.iter();
        let live = live.filter(|import| import.state == ImportState::Live);
        let orphaned = live
            .filter_map(|import| Some((import.id, *import.duplicates_of.get(&id)?)))
            .collect();
        let identity = SiteIdentity::folded_anew(&*self.vfs, &self.data, &site, of_site)?;
        self.commit_manifest(manifest, |state| {
            state.sites.entry(site).or_default().identity = identity;
        })?;
        for entry in forgotten {
            self.recent.forget(entry.id, entry.day);
        }
        self.collect_garbage();
        Ok(Undone { record, orphaned })
    }

    /// The ids of an import that live events are still held against.
    fn ids_of(
        &mut self,
        manifest: &Manifest,
        site: &SiteId,
        id: ImportId,
        now: Time,
    ) -> Result<Vec<IdEntry>, StorageError> {
        let mut ids = Vec::new();
        if !self.has_recent {
            return Ok(ids);
        }
        self.recent.expire(now);
        let first_known = self.recent.first_known(now);
        let folder = RunsFolders::of(&self.data, site);
        let runs = manifest.sites.get(site).map_or(&[][..], |runs| &runs.runs);
        let reaches = |run: &&Run| {
            run.imports.contains_key(&id) && ReceivedDay::of(run.last_received) >= first_known
        };
        for run in runs.iter().filter(reaches) {
            each_id(&*self.vfs, &run.id_file(&folder), |entry| {
                if entry.import == Some(id) && entry.day >= first_known {
                    ids.push(entry);
                }
            })?;
        }
        Ok(ids)
    }

    /// Removes what could not go before because somebody read.
    pub(crate) fn collect_leftovers(&mut self) {
        if self.has_leftovers && !self.is_broken() {
            self.collect_garbage();
        }
    }

    /// Whether files lie about that no manifest names, because somebody reads.
    pub(crate) fn has_leftovers(&self) -> bool {
        self.has_leftovers
    }

    /// Removes what no manifest names any more, as far as nobody reads.
    pub(super) fn collect_garbage(&mut self) {
        let collected = garbage::collect(&*self.vfs, &self.data);
        // Files that can't go now are garbage for a later time.
        self.has_leftovers = !matches!(collected, Ok(Collected::All));
        // Folders that are empty now went too.
        self.folders.clear();
    }
}

/// An import that was not taken back, with its site.
fn live_import(
    manifest: &Manifest,
    id: ImportId,
) -> Result<(&SiteId, &ImportRecord), StorageError> {
    let sites = manifest.sites.iter();
    let mut imports = sites.flat_map(|(site, runs)| {
        let imports = runs.imports.iter();
        imports.map(move |record| (site, record))
    });
    let found = imports.find(|(_, record)| record.id == id);
    match found.ok_or(StorageError::UnknownImport(id))? {
        (_, record) if matches!(record.state, ImportState::Undone(_)) => {
            Err(StorageError::AlreadyUndone(id))
        }
        live => Ok(live),
    }
}
