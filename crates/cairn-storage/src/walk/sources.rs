//! What a walk goes through: the sidecars, and where rows lie that belong to somebody else than their key says.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cairn_core::id::{PersonKey, SiteId};

use crate::error::StorageError;
use crate::placement::Misplaced;
use crate::scan::Sources;
use crate::sidecar::{Segment, Sidecar, Sidecars};
use crate::vfs::Vfs;

/// What a site's events are for walks.
pub(crate) struct WalkSources {
    pub(super) all: Vec<Source>,
    /// The keys that lead elsewhere, ascending.
    pub(super) diverted: Vec<PersonKey>,
    /// Of persons that have rows under keys which lead to them, where these lie; ascending.
    pub(super) moved: Vec<(PersonKey, Vec<Place>)>,
    /// The persons whose rows lie among those of others, ascending.
    pub(super) left_out: Arc<[PersonKey]>,
    vfs: Arc<dyn Vfs>,
    cache: Arc<Sidecars>,
}

/// One sidecar.
pub(super) struct Source {
    pub(super) sidecar: Sidecar,
    /// Whether its rows lie under their own ids' keys, which may lead elsewhere by now.
    pub(super) is_by_own_key: bool,
}

/// Where the rows under a key lie.
pub(super) struct Place {
    pub(super) source: usize,
    pub(super) segment: usize,
    pub(super) person: usize,
}

impl WalkSources {
    /// What scans read, by their sidecars; `None` if some run has none that could be used.
    pub(crate) fn of(
        sources: &Sources<'_>,
        (vfs, cache): (&Arc<dyn Vfs>, &Arc<Sidecars>),
    ) -> Result<Option<Self>, StorageError> {
        let mut all = Vec::with_capacity(sources.runs.len() + sources.pieces.len());
        let mut left_out = BTreeSet::new();
        for run in &sources.runs {
            let opened = run
                .sidecar
                .as_ref()
                .and_then(|(path, seal)| cache.open(sources.vfs, path, seal));
            let Some(opened) = opened else {
                return Ok(None);
            };
            all.push(Source {
                sidecar: Sidecar::File(opened),
                is_by_own_key: matches!(run.misplaced, Misplaced::Diverted),
            });
            if let Misplaced::Under(under) = &run.misplaced {
                left_out.extend(under.persons.iter().copied());
            }
        }
        for piece in &sources.pieces {
            let foreign = || StorageError::Internal("columns are not those of a run".to_owned());
            all.push(Source {
                sidecar: Sidecar::Memory(piece.packed().ok_or_else(foreign)?),
                is_by_own_key: true,
            });
        }
        let mut leads: Vec<(PersonKey, PersonKey)> = sources.identities.diverted().collect();
        leads.sort_unstable();
        let mut of_all = Self {
            all,
            diverted: leads.iter().map(|(key, _)| *key).collect(),
            moved: Vec::new(),
            left_out: left_out.into_iter().collect(),
            vfs: Arc::clone(vfs),
            cache: Arc::clone(cache),
        };
        of_all.moved = of_all.find_moved(&leads)?;
        Ok(Some(of_all))
    }

    pub(super) fn segment(&self, source: usize, at: usize) -> Result<Arc<Segment>, StorageError> {
        self.all[source].sidecar.segment(at, self.by())
    }

    /// What reads, and what keeps what was read.
    pub(super) fn by(&self) -> (&dyn Vfs, &Sidecars) {
        (&*self.vfs, &*self.cache)
    }

    /// Where the rows lie whose keys lead elsewhere, by whom they lead to.
    fn find_moved(
        &self,
        leads: &[(PersonKey, PersonKey)],
    ) -> Result<Vec<(PersonKey, Vec<Place>)>, StorageError> {
        let mut moved: BTreeMap<PersonKey, Vec<Place>> = BTreeMap::new();
        if leads.is_empty() {
            return Ok(Vec::new());
        }
        let by_own_key = self.all.iter().enumerate();
        for (source, of) in by_own_key.filter(|(_, of)| of.is_by_own_key) {
            for (at, place) in of.sidecar.index().segments.iter().enumerate() {
                // Nobody leads elsewhere.
                let Some((first, last)) = place.first.zip(place.last) else {
                    continue;
                };
                let from = leads.partition_point(|(key, _)| *key < first);
                let leads = leads[from..].iter();
                let mut leads = leads.take_while(|(key, _)| *key <= last).peekable();
                if leads.peek().is_none() {
                    continue;
                }
                let segment = self.segment(source, at)?;
                for person in 0..segment.persons() {
                    let Some(key) = segment.person(person) else {
                        continue;
                    };
                    while leads.next_if(|(lead, _)| *lead < key).is_some() {}
                    if let Some((_, to)) = leads.next_if(|(lead, _)| *lead == key) {
                        let segment = at;
                        moved.entry(*to).or_default().push(Place {
                            source,
                            segment,
                            person,
                        });
                    }
                }
            }
        }
        Ok(moved.into_iter().collect())
    }
}

/// Which state of a site's events walk sources were made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WalkKey {
    pub(crate) manifest: u64,
    pub(crate) generation: u64,
    pub(crate) log_position: u64,
    pub(crate) lineage: u64,
    pub(crate) changes: u64,
}

/// The last walk sources of each site, so that questions about one state share them.
#[derive(Default)]
pub(crate) struct WalkMemo {
    last: Mutex<BTreeMap<SiteId, (WalkKey, Arc<WalkSources>)>>,
    making: Mutex<()>,
}

impl std::fmt::Debug for WalkMemo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WalkMemo").finish_non_exhaustive()
    }
}

impl WalkMemo {
    /// Those of a state, if they are the last that were made.
    pub(crate) fn of(&self, site: &SiteId, key: WalkKey) -> Option<Arc<WalkSources>> {
        let known = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let (of, sources) = known.get(site)?;
        (*of == key).then(|| Arc::clone(sources))
    }

    /// The turn of one who makes some: the others wait, and find them.
    pub(crate) fn turn(&self) -> MutexGuard<'_, ()> {
        self.making.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets what was made of other manifests than this one: it may hold what was erased.
    pub(crate) fn keep_only(&self, manifest: u64) {
        let mut known = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, (key, _)| key.manifest == manifest);
    }

    /// Keeps what was made.
    pub(crate) fn keep(&self, site: &SiteId, key: WalkKey, sources: &Arc<WalkSources>) {
        let mut known = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(site.clone(), (key, Arc::clone(sources)));
    }

    /// Forgets what was made of a site, which holds a damaged sidecar open.
    pub(crate) fn forget(&self, site: &SiteId) {
        let mut known = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        known.remove(site);
    }
}

/// Which sidecar an error says can't be read.
pub(crate) fn damaged_sidecar(error: &StorageError) -> Option<&PathBuf> {
    match error {
        StorageError::Damaged { file, .. } | StorageError::Io { file, .. } => {
            let is_sidecar = file.extension().is_some_and(|of| of == "sidecar");
            is_sidecar.then_some(file)
        }
        _ => None,
    }
}
