//! The oldest event of each name in a run. A run never changes, so each is read once while a writer lives, and rules
//! that are as they were cost nothing the next day.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use cairn_core::time::Time;

/// Of runs with more names nothing is kept: they are read again.
const MOST_NAMES: usize = 1_000;

/// By event name.
pub(crate) type Oldest = BTreeMap<String, Time>;

/// What was read of runs before, by their numbers.
#[derive(Debug, Default)]
pub(crate) struct OldestTimes(Mutex<BTreeMap<u64, Arc<Oldest>>>);

impl OldestTimes {
    /// What is known of a run.
    pub(crate) fn of(&self, run: u64) -> Option<Arc<Oldest>> {
        self.locked().get(&run).cloned()
    }

    /// Keeps what was read of a run.
    pub(crate) fn keep(&self, run: u64, oldest: Oldest) {
        if oldest.len() <= MOST_NAMES {
            self.locked().insert(run, Arc::new(oldest));
        }
    }

    /// Forgets all other runs.
    pub(crate) fn keep_only(&self, numbers: &BTreeSet<u64>) {
        self.locked().retain(|number, _| numbers.contains(number));
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, BTreeMap<u64, Arc<Oldest>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
