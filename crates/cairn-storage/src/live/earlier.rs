//! What came last before a start, read from the runs that the start found: when somebody first asks, and at the latest
//! before the first of these runs may go.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use cairn_core::id::SiteId;
use cairn_core::time::Time;

use crate::data_directory::DataDirectory;
use crate::error::StorageError;
use crate::manifest::Manifest;
use crate::pulse::Earlier;
use crate::suppression::Suppression;

/// What of the runs at the start came last, by site.
pub(super) struct EarlierRuns {
    place: DataDirectory,
    started_with: Arc<Manifest>,
    known: Mutex<BTreeMap<SiteId, Arc<Earlier>>>,
}

impl EarlierRuns {
    pub(super) fn new(place: &DataDirectory, started_with: Arc<Manifest>) -> Self {
        Self {
            place: place.clone(),
            started_with,
            known: Mutex::default(),
        }
    }

    /// What came last at a site.
    pub(super) fn of(&self, site: &SiteId, now: Time) -> Result<Arc<Earlier>, StorageError> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(earlier) = known.get(site) {
            return Ok(Arc::clone(earlier));
        }
        let runs = self.started_with.sites.get(site);
        let earlier = Arc::new(Earlier::read(&self.place, site, runs, now)?);
        known.insert(site.clone(), Arc::clone(&earlier));
        Ok(earlier)
    }

    /// Forgets what is of erased persons.
    pub(super) fn forget_erased(&self, site: &SiteId, suppression: &Suppression) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(earlier) = known.get_mut(site) {
            let kept = earlier.without_erased(site, suppression);
            *earlier = Arc::new(kept);
        }
    }

    /// Reads all of it: runs are about to go.
    pub(super) fn remember(&self, now: Time) {
        for site in self.started_with.sites.keys() {
            // A site that can't be read now is told as damaged to whoever asks.
            let _ = self.of(site, now);
        }
    }
}
