//! What is known of compaction while a writer runs: whether one is under way, and how the last one ended.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cairn_core::time::Time;

use crate::error::StorageError;

/// What is known of compaction since a writer's start.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compaction {
    /// Since when runs are being written anew; none if they are not.
    pub running_since: Option<Time>,
    /// How many compactions took the place of what they were made of.
    pub done: u64,
    /// How many failed.
    pub failed: u64,
    /// How the last one ended, and when.
    pub last: Option<(Time, CompactionEnd)>,
}

/// How a compaction ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CompactionEnd {
    /// What it wrote took the place of what it was made of.
    Placed,
    /// Something more urgent changed the same runs; it begins again by itself.
    CalledOff,
    /// It failed for this reason, changed nothing, and is tried again.
    Failed(String),
}

/// The same, written by the writer and read by everybody.
#[derive(Debug, Clone, Default)]
pub(super) struct Compacting(Arc<Mutex<Compaction>>);

impl Compacting {
    pub(super) fn seen(&self) -> Compaction {
        self.locked().clone()
    }

    pub(super) fn began(&self, now: Time) {
        self.locked().running_since = Some(now);
    }

    pub(super) fn ended(&self, finished: &Result<bool, StorageError>, now: Time) {
        let mut compaction = self.locked();
        compaction.running_since = None;
        let end = match finished {
            Ok(true) => CompactionEnd::Placed,
            Ok(false) => CompactionEnd::CalledOff,
            Err(error) => CompactionEnd::Failed(error.told()),
        };
        compaction.done += u64::from(end == CompactionEnd::Placed);
        compaction.failed += u64::from(finished.is_err());
        compaction.last = Some((now, end));
    }

    fn locked(&self) -> MutexGuard<'_, Compaction> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
