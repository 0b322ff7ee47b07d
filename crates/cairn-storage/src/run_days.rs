//! On which days the live events of runs arrived.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::error::StorageError;
use crate::ids::each_id;
use crate::manifest::Run;
use crate::paths::RunsFolders;
use crate::received_day::ReceivedDay;
use crate::run_memo::RunMemo;
use crate::vfs::Vfs;

/// Live events by the day they arrived.
type Days = BTreeMap<ReceivedDay, u64>;

/// What was read of runs before.
#[derive(Debug, Default)]
pub struct RunDays(RunMemo<Days>);

impl RunDays {
    /// Live events of a run by the day they arrived.
    pub(crate) fn of(
        &self,
        vfs: &dyn Vfs,
        folder: &RunsFolders,
        run: &Run,
    ) -> Result<Arc<Days>, StorageError> {
        if let Some(days) = self.0.of(run.number) {
            return Ok(days);
        }
        let mut days = Days::new();
        each_id(vfs, &run.id_file(folder), |entry| {
            if entry.import.is_none() {
                *days.entry(entry.day).or_default() += 1;
            }
        })?;
        let days = Arc::new(days);
        self.0.keep(run.number, &days);
        Ok(days)
    }

    /// Forgets all other runs.
    pub(crate) fn keep_only(&self, numbers: &BTreeSet<u64>) {
        self.0.keep_only(numbers);
    }
}
