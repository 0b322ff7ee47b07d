//! What was read of runs, by their numbers. A run never changes, so each is read once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What was read of runs before.
#[derive(Debug)]
pub(crate) struct RunMemo<T>(Mutex<BTreeMap<u64, Arc<T>>>);

impl<T> Default for RunMemo<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> RunMemo<T> {
    /// What is known of a run.
    pub(crate) fn of(&self, run: u64) -> Option<Arc<T>> {
        self.locked().get(&run).cloned()
    }

    /// Keeps what was read of a run.
    pub(crate) fn keep(&self, run: u64, read: &Arc<T>) {
        self.locked().insert(run, Arc::clone(read));
    }

    /// Forgets all other runs.
    pub(crate) fn keep_only(&self, numbers: &BTreeSet<u64>) {
        self.locked().retain(|number, _| numbers.contains(number));
    }

    fn locked(&self) -> MutexGuard<'_, BTreeMap<u64, Arc<T>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
