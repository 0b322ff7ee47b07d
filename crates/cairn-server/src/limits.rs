//! How much the server takes on at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde::Deserialize;

/// Limits on what clients may send; the defaults fit a small machine.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Bytes of request bodies, and of what is made of them, held at once. Beyond: 503.
    pub in_flight_bytes: u64,
    /// Bytes of one body of events, packed or not. Beyond: 413.
    pub body_bytes: usize,
    /// Bytes of a question or definition. Beyond: 413.
    pub document_bytes: usize,
    /// Seconds a client may take for the head of a request, and may leave a connection unused.
    pub head_seconds: u64,
    /// Seconds between two pieces of a body. Beyond: 408.
    pub body_pause_seconds: u64,
    /// Seconds that requests have to end when the server stops.
    pub drain_seconds: u64,
    /// Open connections; more wait until one closes.
    pub connections: usize,
    /// Requests with events a key may send in one second. Without it there is no such limit. Beyond: 429.
    pub requests_per_second: Option<std::num::NonZeroU32>,
    /// Unreadable bodies of one key that are kept in a minute; more are only counted.
    pub unreadable_per_minute: std::num::NonZeroU32,
    /// Questions computed at once; more wait.
    pub questions: usize,
}

/// The greatest size of a request's head. Its fields are 100 at most, which is hyper's own limit.
pub(crate) const MAX_HEAD_BYTES: usize = 40 << 10;

impl Default for Limits {
    fn default() -> Self {
        Self {
            in_flight_bytes: 256 << 20,
            body_bytes: 10 << 20,
            document_bytes: 256 << 10,
            head_seconds: 10,
            body_pause_seconds: 10,
            drain_seconds: 10,
            connections: 10_000,
            requests_per_second: None,
            unreadable_per_minute: std::num::NonZeroU32::MIN.saturating_add(59),
            questions: 2,
        }
    }
}

impl Limits {
    pub(crate) fn body_pause(&self) -> Duration {
        Duration::from_secs(self.body_pause_seconds)
    }
}

/// Bytes held for requests that are not answered yet.
#[derive(Debug)]
pub(crate) struct InFlight {
    bytes: AtomicU64,
    most: u64,
}

/// Some of these bytes; given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Reservation {
    of: Arc<InFlight>,
    bytes: u64,
}

impl InFlight {
    pub(crate) fn new(most: u64) -> Arc<Self> {
        Arc::new(Self {
            bytes: AtomicU64::new(0),
            most,
        })
    }

    /// Bytes held now.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// A reservation of nothing yet.
    pub(crate) fn reserve(self: &Arc<Self>) -> Reservation {
        Reservation {
            of: Arc::clone(self),
            bytes: 0,
        }
    }
}

impl Reservation {
    /// Takes some bytes more; false, and none taken, if that is too many.
    pub(crate) fn grow(&mut self, bytes: usize) -> bool {
        let more = bytes as u64;
        let before = self.of.bytes.fetch_add(more, Ordering::Relaxed);
        if before.saturating_add(more) > self.of.most {
            self.of.bytes.fetch_sub(more, Ordering::Relaxed);
            return false;
        }
        self.bytes += more;
        true
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        self.of.bytes.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests;
