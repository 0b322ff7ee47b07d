//! On which days the live events of runs arrived. A run never changes, so each is read once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::StorageError;
use crate::ids::each_id;
use crate::manifest::Run;
use crate::received_day::ReceivedDay;
use crate::vfs::Vfs;

/// Live events by the day they arrived.
type Days = Arc<BTreeMap<ReceivedDay, u64>>;

/// What was read of runs before, by their numbers.
#[derive(Debug, Default)]
pub struct RunDays(Mutex<BTreeMap<u64, Days>>);

impl RunDays {
    /// Live events of a run by the day they arrived.
    pub(crate) fn of(&self, vfs: &dyn Vfs, folder: &Path, run: &Run) -> Result<Days, StorageError> {
        let known = self.locked().get(&run.number).cloned();
        if let Some(days) = known {
            return Ok(days);
        }
        let mut days = BTreeMap::new();
        each_id(vfs, &run.id_file(folder), |entry| {
            if entry.import.is_none() {
                *days.entry(entry.day).or_default() += 1;
            }
        })?;
        let days = Arc::new(days);
        self.locked().insert(run.number, Arc::clone(&days));
        Ok(days)
    }

    /// Forgets all other runs.
    pub(crate) fn keep_only(&self, numbers: &BTreeSet<u64>) {
        self.locked().retain(|number, _| numbers.contains(number));
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, BTreeMap<u64, Days>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
