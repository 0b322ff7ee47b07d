//! Which rows of a run lie under another key than their person's, because identity has changed since it was written.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use cairn_core::id::{PersonKey, SiteId};
use cairn_core::identity::ChangeMark;

use crate::error::StorageError;
use crate::manifest::Run;
use crate::paths::RunsFolders;
use crate::person_directory::{find_in_directory, read_directory};
use crate::site_identity::SiteIdentity;
use crate::vfs::Vfs;

/// Where the rows are that lie under another key than their person's.
#[derive(Debug, Clone)]
pub(crate) enum Misplaced {
    /// Every row lies under its own id: those whose id leads elsewhere.
    Diverted,
    /// Some among the rows under these keys, which ascend.
    Under(Arc<UnderKeys>),
}

/// Keys under which rows of other persons lie.
#[derive(Debug, Clone, Default)]
pub(crate) struct UnderKeys {
    /// The keys, ascending.
    pub(crate) keys: Arc<[PersonKey]>,
    /// All persons that rows under these keys may belong to, ascending.
    pub(crate) persons: Arc<[PersonKey]>,
}

/// What was found for sites' runs. It is kept, and looked at again for ids only that came to lead elsewhere since.
#[derive(Debug, Default)]
pub(crate) struct Placements(Mutex<BTreeMap<SiteId, Known>>);

#[derive(Debug, Default)]
struct Known {
    lineage: u64,
    by_run: BTreeMap<u64, KnownRun>,
}

#[derive(Debug, Clone)]
struct KnownRun {
    mark: ChangeMark,
    /// By id, the wrong key its rows lie under.
    misplaced: BTreeMap<PersonKey, PersonKey>,
    under: Arc<UnderKeys>,
}

impl Placements {
    /// What is misplaced in each of these runs of a site, in their order.
    pub(crate) fn of_runs(
        &self,
        vfs: &dyn Vfs,
        folder: &RunsFolders,
        site: &SiteId,
        runs: &[Run],
        identity: &SiteIdentity,
    ) -> Result<Vec<Misplaced>, StorageError> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = match known.get_mut(site) {
            Some(known) => known,
            None => known.entry(site.clone()).or_default(),
        };
        let mut before = std::mem::take(&mut known.by_run);
        if known.lineage != identity.lineage {
            before.clear();
            known.lineage = identity.lineage;
        }
        let mut misplaced = Vec::with_capacity(runs.len());
        for run in runs {
            if run.cell.is_none() {
                misplaced.push(Misplaced::Diverted);
                continue;
            }
            let of_run = match before.remove(&run.number) {
                Some(of_run) => of_run.brought_up_to_date(vfs, folder, run, identity)?,
                None => KnownRun::of_all(vfs, folder, run, identity)?,
            };
            misplaced.push(Misplaced::Under(Arc::clone(&of_run.under)));
            known.by_run.insert(run.number, of_run);
        }
        Ok(misplaced)
    }
}

impl KnownRun {
    fn of_all(
        vfs: &dyn Vfs,
        folder: &RunsFolders,
        run: &Run,
        identity: &SiteIdentity,
    ) -> Result<Self, StorageError> {
        let identities = &identity.identities;
        let entries = read_directory(vfs, &run.directory_path(folder))?;
        let is_wrong = |(own, placed): &(PersonKey, PersonKey)| identities.person(*own) != *placed;
        let misplaced: BTreeMap<_, _> = entries.into_iter().filter(is_wrong).collect();
        Ok(Self {
            mark: identities.mark(),
            under: under(&misplaced, identity),
            misplaced,
        })
    }

    fn brought_up_to_date(
        mut self,
        vfs: &dyn Vfs,
        folder: &RunsFolders,
        run: &Run,
        identity: &SiteIdentity,
    ) -> Result<Self, StorageError> {
        let identities = &identity.identities;
        let Some(changed) = identities.changed_since(self.mark) else {
            return Self::of_all(vfs, folder, run, identity);
        };
        if changed.is_empty() {
            return Ok(self);
        }
        let path = run.directory_path(folder);
        for (own, placed) in find_in_directory(vfs, &path, run.ids, changed)? {
            if identities.person(own) == placed {
                self.misplaced.remove(&own);
            } else {
                self.misplaced.insert(own, placed);
            }
        }
        self.under = under(&self.misplaced, identity);
        self.mark = identities.mark();
        Ok(self)
    }
}

fn under(misplaced: &BTreeMap<PersonKey, PersonKey>, identity: &SiteIdentity) -> Arc<UnderKeys> {
    let keys: BTreeSet<PersonKey> = misplaced.values().copied().collect();
    let owners = misplaced.keys().map(|own| identity.identities.person(*own));
    let persons: BTreeSet<PersonKey> = keys.iter().copied().chain(owners).collect();
    Arc::new(UnderKeys {
        keys: keys.into_iter().collect(),
        persons: persons.into_iter().collect(),
    })
}
