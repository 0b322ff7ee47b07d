//! The oldest event of each name in a run: rules that are as they were cost nothing the next day.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use cairn_core::time::Time;

use crate::run_memo::RunMemo;

/// Of runs with more names nothing is kept: they are read again.
const MOST_NAMES: usize = 1_000;

/// By event name.
pub(crate) type Oldest = BTreeMap<String, Time>;

/// What was read of runs before.
#[derive(Debug, Default)]
pub(crate) struct OldestTimes(RunMemo<Oldest>);

impl OldestTimes {
    /// What is known of a run.
    pub(crate) fn of(&self, run: u64) -> Option<Arc<Oldest>> {
        self.0.of(run)
    }

    /// Keeps what was read of a run.
    pub(crate) fn keep(&self, run: u64, oldest: Oldest) {
        if oldest.len() <= MOST_NAMES {
            self.0.keep(run, &Arc::new(oldest));
        }
    }

    /// Forgets all other runs.
    pub(crate) fn keep_only(&self, numbers: &BTreeSet<u64>) {
        self.0.keep_only(numbers);
    }
}
