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
    /// Bytes of one file that is sent to be imported. Beyond: 413.
    pub upload_bytes: u64,
    /// Bytes of the disk that uploads leave free: without a word 1 GiB or 5 % of it, whichever is more.
    pub upload_reserve_bytes: Option<u64>,
    /// Seconds a client may take for the head of a request, and may leave a connection unused.
    pub head_seconds: u64,
    /// Seconds between two pieces of a body. Beyond: 408.
    pub body_pause_seconds: u64,
    /// Seconds for a whole body, however steadily it comes. Beyond: 408.
    pub body_total_seconds: u64,
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
    /// Seconds for one question once its turn has come; 0 is no such limit. Beyond: 422.
    pub question_seconds: u64,
}

/// The greatest size of a request's head. Its fields are 100 at most, which is hyper's own limit.
pub(crate) const MAX_HEAD_BYTES: usize = 40 << 10;

impl Default for Limits {
    fn default() -> Self {
        Self {
            in_flight_bytes: 256 << 20,
            body_bytes: 10 << 20,
            document_bytes: 256 << 10,
            upload_bytes: 2 << 30,
            upload_reserve_bytes: None,
            head_seconds: 10,
            body_pause_seconds: 10,
            body_total_seconds: 120,
            drain_seconds: 10,
            connections: 10_000,
            requests_per_second: None,
            unreadable_per_minute: std::num::NonZeroU32::MIN.saturating_add(59),
            questions: 2,
            question_seconds: 120,
        }
    }
}

impl Limits {
    pub(crate) fn body_pause(&self) -> Duration {
        Duration::from_secs(self.body_pause_seconds)
    }

    /// For how long one question may be computed.
    pub(crate) fn question(&self) -> Option<Duration> {
        (self.question_seconds > 0).then(|| Duration::from_secs(self.question_seconds))
    }

    pub(crate) fn body_total(&self) -> Duration {
        Duration::from_secs(self.body_total_seconds)
    }
}

/// Of the bytes in flight, strangers may hold one part in so many: whoever has shown no key yet can't take
/// the room of those who have.
const STRANGERS_PART: u64 = 4;

/// What is known of a sender whose body is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SenderIs {
    /// It has shown who it is.
    Known,
    /// Its body has yet to tell.
    Stranger,
}

/// Bytes held for requests that are not answered yet.
#[derive(Debug)]
pub(crate) struct InFlight {
    bytes: AtomicU64,
    most: u64,
    of_strangers: AtomicU64,
}

/// Some of these bytes; given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Reservation {
    of: Arc<InFlight>,
    bytes: u64,
    sender: SenderIs,
}

impl InFlight {
    pub(crate) fn new(most: u64) -> Arc<Self> {
        Arc::new(Self {
            bytes: AtomicU64::new(0),
            most,
            of_strangers: AtomicU64::new(0),
        })
    }

    /// Bytes held now.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// A reservation of nothing yet.
    pub(crate) fn reserve(self: &Arc<Self>, sender: SenderIs) -> Reservation {
        Reservation {
            of: Arc::clone(self),
            bytes: 0,
            sender,
        }
    }
}

impl Reservation {
    /// Takes some bytes more; false, and none taken, if that is too many.
    pub(crate) fn grow(&mut self, bytes: usize) -> bool {
        let more = bytes as u64;
        if self.sender == SenderIs::Stranger
            && !add(&self.of.of_strangers, more, self.of.most / STRANGERS_PART)
        {
            return false;
        }
        if !add(&self.of.bytes, more, self.of.most) {
            self.give_back_as_stranger(more);
            return false;
        }
        self.bytes += more;
        true
    }

    /// The sender has shown who it is.
    pub(crate) fn sender_is_known(&mut self) {
        self.give_back_as_stranger(self.bytes);
        self.sender = SenderIs::Known;
    }

    fn give_back_as_stranger(&self, bytes: u64) {
        if self.sender == SenderIs::Stranger {
            self.of.of_strangers.fetch_sub(bytes, Ordering::Relaxed);
        }
    }
}

/// Adds to a number unless it would be above the most; tells whether it did.
fn add(number: &AtomicU64, more: u64, most: u64) -> bool {
    let before = number.fetch_add(more, Ordering::Relaxed);
    let fits = before.saturating_add(more) <= most;
    if !fits {
        number.fetch_sub(more, Ordering::Relaxed);
    }
    fits
}

impl Drop for Reservation {
    fn drop(&mut self) {
        self.give_back_as_stranger(self.bytes);
        self.of.bytes.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests;
