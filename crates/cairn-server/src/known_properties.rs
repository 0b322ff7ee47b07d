//! Answers about properties that were counted lately, so that they need not be counted again.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use cairn_api::PropertiesWire;
use cairn_core::id::SiteId;
use cairn_storage::Snapshot;

/// Answers that are kept.
const KEPT: usize = 32;
/// An answer that took longer than this to count …
const LONG: Duration = Duration::from_millis(250);
/// … is given for so many times as long, also when events have come since.
const TIMES: u32 = 20;

/// Answers that were counted lately, newest first.
#[derive(Debug, Default)]
pub(crate) struct KnownProperties(Mutex<VecDeque<Known>>);

/// One answer.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) site: SiteId,
    pub(crate) event: Option<String>,
    pub(crate) state: SiteState,
    pub(crate) made_at: Instant,
    pub(crate) took: Duration,
    pub(crate) answer: Arc<PropertiesWire>,
}

/// Two snapshots that agree in this have the same events of the site: with one manifest the log's end only grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SiteState {
    manifest: u64,
    events: u64,
    erasures: u64,
}

impl SiteState {
    pub(crate) fn of(snapshot: &Snapshot, site: &SiteId) -> Self {
        Self {
            manifest: snapshot.manifest_sequence(),
            events: snapshot.rows(site),
            erasures: snapshot.erasure_book(),
        }
    }
}

impl KnownProperties {
    /// The answer about the events of a name, if it is good for this state.
    pub(crate) fn find(
        &self,
        site: &SiteId,
        event: Option<&str>,
        state: SiteState,
    ) -> Option<Arc<PropertiesWire>> {
        let known = self.locked();
        let mut known = known.iter();
        let found = known.find(|one| one.site == *site && one.event.as_deref() == event)?;
        found.is_good_for(state).then(|| Arc::clone(&found.answer))
    }

    /// Keeps an answer in place of an earlier one about the same.
    pub(crate) fn keep(&self, new: Known) {
        let mut known = self.locked();
        known.retain(|one| one.site != new.site || one.event != new.event);
        known.push_front(new);
        known.truncate(KEPT);
    }

    fn locked(&self) -> MutexGuard<'_, VecDeque<Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn is_good_for(&self, state: SiteState) -> bool {
        // What was counted before an erasure may hold the person, however long it took.
        let is_late_enough = self.state.erasures == state.erasures;
        self.state == state
            || is_late_enough
                && self.took > LONG
                && self.made_at.elapsed() < self.took.saturating_mul(TIMES)
    }
}

#[cfg(test)]
mod tests;
