//! Whose entities are by events that have gone, as the writer sees it: links of what has facts stay, until their import is
//! taken back or their person is erased.

use cairn_core::id::SiteId;

use super::Committer;
use crate::compaction::Rewritten;
use crate::error::StorageError;
use crate::expiry::Found;
use crate::kept_links::KeptLinks;
use crate::ledger_entities::LedgerEntities;
use crate::manifest::Manifest;
use crate::paths::RunsFolders;
use crate::stream::Stream;

impl Committer {
    /// Keeps what events that expire say of whose entities are, of those that there are facts about. Fails with
    /// [`StorageError::CalledOff`] if the first facts came while it was not looked for.
    pub(super) fn keep_links(
        &mut self,
        site: &SiteId,
        manifest: &mut Manifest,
        found: &Found,
        written: Option<&Rewritten>,
    ) -> Result<(), StorageError> {
        let since = self.entities_since(site, manifest, &found.ledger)?;
        let Some(mut links) = found.links.clone() else {
            return match since.is_empty() {
                true => Ok(()),
                false => Err(StorageError::CalledOff),
            };
        };
        if let Some(written) = written {
            links.extend(written.taken.links.clone());
        }
        let suppression = &self.book.suppression;
        links.retain(|entity, id, _| {
            let has_facts = found.ledger.holds(entity) || since.holds(entity);
            has_facts && !suppression.holds(site, entity) && !suppression.holds(site, id)
        });
        self.change_kept_links(site, manifest, |kept| kept.extend(links))
    }

    /// Changes the links that are kept of a site, and names their new file in a manifest.
    pub(super) fn change_kept_links(
        &mut self,
        site: &SiteId,
        manifest: &mut Manifest,
        change: impl FnOnce(&mut KeptLinks),
    ) -> Result<(), StorageError> {
        let named = manifest.sites.get(site).and_then(|runs| runs.kept_links);
        let before = KeptLinks::read(&*self.vfs, &self.data, site, named)?;
        let mut after = before.clone();
        change(&mut after);
        if after == before {
            return Ok(());
        }
        let folders = RunsFolders::of(&self.data, site);
        self.create_folder(folders.stream(Stream::Ledger))?;
        // Nothing names it before the commit, so nothing is broken if it can't be written.
        let number = named.map_or(0, |file| file.number) + 1;
        let file = after.write(&*self.vfs, &self.data, site, number)?;
        let of_site = manifest.sites.entry(site.clone()).or_default();
        of_site.kept_links = Some(file);
        Ok(())
    }

    /// The entities that there are facts about in runs that were not looked at, and in the log.
    fn entities_since(
        &self,
        site: &SiteId,
        manifest: &Manifest,
        known: &LedgerEntities,
    ) -> Result<LedgerEntities, StorageError> {
        let mut since = LedgerEntities::default();
        let folders = RunsFolders::of(&self.data, site);
        let runs = manifest.sites.get(site).map_or(&[][..], |runs| &runs.runs);
        for run in runs.iter().filter(|run| !known.knows(run)) {
            since.add_run(&*self.vfs, &folders, run)?;
        }
        let state = self.state();
        for chunk in state.tail.chunks.iter().filter(|chunk| chunk.site == *site) {
            since.add_chunk(chunk)?;
        }
        Ok(since)
    }
}
