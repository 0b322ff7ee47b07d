//! How long a question may take, and whether anybody still waits for its answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::error::AskError;

/// When a question ends without an answer: when its time is over, or when nobody waits for it any more. All that it
/// holds is given back then.
#[derive(Debug, Clone, Default)]
pub struct Patience {
    until: Option<(Instant, Duration)>,
    is_given_up: Arc<AtomicBool>,
}

/// Somebody who waits for an answer; who drops it gives the question up.
#[derive(Debug)]
pub struct Waiting(Arc<AtomicBool>);

impl Patience {
    /// The same, but no longer than this from now on.
    #[must_use]
    pub fn at_most(self, time: Duration) -> Self {
        // What no clock reaches is no limit.
        let until = Instant::now().checked_add(time);
        Self {
            until: until.map(|until| (until, time)),
            ..self
        }
    }

    /// Who waits; whichever is dropped first gives the question up.
    #[must_use]
    pub fn waiting(&self) -> Waiting {
        Waiting(Arc::clone(&self.is_given_up))
    }

    /// Whether to go on.
    pub(crate) fn check(&self) -> Result<(), AskError> {
        if self.is_given_up.load(Ordering::Relaxed) {
            return Err(AskError::GivenUp);
        }
        match self.until {
            Some((until, most)) if Instant::now() >= until => Err(AskError::TookTooLong { most }),
            _ => Ok(()),
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// How many rows go by between two checks of a walk: looking at the clock costs as much as some rows do. Scans check
/// with each block.
const ROWS_BETWEEN: u64 = 8_192;

/// Checks now and then.
pub(crate) struct Checking<'a> {
    patience: &'a Patience,
    next: u64,
}

impl<'a> Checking<'a> {
    /// The first look comes with the first rows.
    pub(crate) fn of(patience: &'a Patience) -> Self {
        Self { patience, next: 0 }
    }

    /// So many rows have gone by in all.
    pub(crate) fn at(&mut self, rows: u64) -> Result<(), AskError> {
        if rows < self.next {
            return Ok(());
        }
        self.next = rows.saturating_add(ROWS_BETWEEN);
        self.patience.check()
    }
}
