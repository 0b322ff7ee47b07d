//! Who is who at a site: what its runs say, then what the log's end says.

use std::path::Path;
use std::sync::Arc;

use cairn_core::id::{PersonKey, SiteId};
use cairn_core::identity::{Identities, IdentityFact, facts_of};
use cairn_core::links::Links;

use crate::error::StorageError;
use crate::facts::read_facts;
use crate::kept_links::KeptLinks;
use crate::manifest::{Run, SiteRuns};
use crate::partition::Partition;
use crate::paths::RunsFolders;
use crate::projection::Columns;
use crate::run_reader::RunReader;
use crate::vfs::Vfs;

/// The identities of a site at one moment. A copy is cheap; the first change after a copy is not.
#[derive(Debug, Clone, Default)]
pub(crate) struct SiteIdentity {
    pub(crate) identities: Arc<Identities>,
    /// Whose what is.
    pub(crate) links: Links,
    /// How often an id came to lead elsewhere, counted from the site's beginning.
    pub(crate) epoch: u64,
    /// Tells identities that were folded anew from those that went on.
    pub(crate) lineage: u64,
}

impl SiteIdentity {
    /// What the runs of a site say, and what is kept of events that have expired.
    pub(crate) fn of_runs(
        vfs: &dyn Vfs,
        data: &Path,
        site: &SiteId,
        runs: &SiteRuns,
    ) -> Result<Self, StorageError> {
        let mut folded = Self {
            lineage: runs.identity_epoch,
            ..Self::default()
        };
        for run in &runs.runs {
            folded.add(facts_of_run(vfs, data, site, run)?);
        }
        let kept = KeptLinks::read(vfs, data, site, runs.kept_links)?;
        folded.add(kept.facts());
        folded.epoch = runs.identity_epoch;
        Ok(folded)
    }

    /// The same after events went: who is who is folded anew, since ids may lead elsewhere again, and the site's epoch
    /// moves on.
    pub(crate) fn folded_anew(
        vfs: &dyn Vfs,
        data: &Path,
        site: &SiteId,
        runs: &mut SiteRuns,
    ) -> Result<Self, StorageError> {
        runs.identity_epoch += 1;
        Self::of_runs(vfs, data, site, runs)
    }

    /// The keys of all ids of a person, in order.
    pub(crate) fn ids_of(&self, own: PersonKey) -> Vec<PersonKey> {
        self.identities.ids_of(self.identities.person(own))
    }

    /// The keys of all entities that are a person's.
    pub(crate) fn entities_of(&self, own: PersonKey) -> Vec<PersonKey> {
        let person = self.identities.person(own);
        let entities = self.links.of_person(&self.identities, person);
        entities.map(|(entity, _)| entity).collect()
    }

    /// Adds facts; gives the number of changes.
    pub(crate) fn add(&mut self, facts: impl IntoIterator<Item = IdentityFact>) -> u64 {
        let mut changes = 0;
        for fact in facts {
            if let IdentityFact::Belongs { entity, claim } = fact {
                self.links.add(entity, claim);
                continue;
            }
            // Most facts repeat what is known, and to change identities that a snapshot has copies them all.
            if !self.identities.knows(&fact) {
                changes += u64::from(Arc::make_mut(&mut self.identities).add(fact));
            }
        }
        self.epoch += changes;
        changes
    }
}

/// What one run says: from the file beside it, or, for runs of an earlier format, from its rows.
pub(crate) fn facts_of_run(
    vfs: &dyn Vfs,
    data: &Path,
    site: &SiteId,
    run: &Run,
) -> Result<Vec<IdentityFact>, StorageError> {
    let folder = RunsFolders::of(data, site);
    if run.has_facts {
        let beside = read_facts(vfs, &run.facts_path(&folder))?;
        if beside.are_all {
            return Ok(beside.facts);
        }
    }
    let path = run.events_path(&folder);
    let mut reader = RunReader::open(vfs, &path, &Columns::ALL, Partition::ALL)?;
    let mut facts = Vec::new();
    while let Some(block) = reader.next_block()? {
        for row in 0..block.len() {
            let stored = block
                .stored_event(row)
                .ok_or_else(|| StorageError::damaged(&path, "a row lacks columns"))?;
            facts.extend(facts_of(&stored.event, stored.event_id));
        }
    }
    Ok(facts)
}

#[cfg(test)]
mod tests;
