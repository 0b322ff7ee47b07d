//! When requests are due.

use std::time::{Duration, Instant};

/// The times at which one connection's requests are due.
pub(crate) struct Schedule {
    /// Seconds from the start to the first request and from one request to the next; `None` in a closed loop.
    pace: Option<(f64, f64)>,
}

impl Schedule {
    /// One connection's share of so many requests a second over all of them.
    pub(crate) fn of(rate: Option<f64>, number: usize, connections: usize) -> Self {
        let pace = rate.map(|rate| {
            let gap = connections as f64 / rate;
            (gap * number as f64 / connections as f64, gap)
        });
        Self { pace }
    }

    /// When a request is due; `None` means as soon as it can be.
    pub(crate) fn due(&self, began: Instant, number: u32) -> Option<Instant> {
        let (first, gap) = self.pace?;
        Some(began + Duration::from_secs_f64(first + gap * f64::from(number)))
    }
}
