//! Records from the thread that reads and checks them to one that takes them, which mostly decodes.

use std::sync::mpsc::{SyncSender, sync_channel};

use crate::error::StorageError;

/// Takes records in order, on a thread of its own: sequence number and payload. Its error ends the reading.
pub type TakeRecord<'a> = dyn FnMut(u64, &[u8]) -> Result<(), StorageError> + Send + 'a;

/// How many records may wait between the threads; each is a few MiB at most.
const WAITING: usize = 16;

/// The reader's end.
pub(super) struct HandOver(SyncSender<(u64, Vec<u8>)>);

impl HandOver {
    /// Gives a record to the other thread. An error means that it took no more; its own says why.
    pub(super) fn give(&self, seq: u64, payload: &[u8]) -> Result<(), StorageError> {
        let ended = |_| StorageError::Internal("nobody takes records of the log".to_owned());
        self.0.send((seq, payload.to_vec())).map_err(ended)
    }
}

/// Runs `read` here and `each` on another thread, in the order of the records; returns when both have ended.
pub(super) fn hand_over<R>(
    each: &mut TakeRecord<'_>,
    read: impl FnOnce(&HandOver) -> Result<R, StorageError>,
) -> Result<R, StorageError> {
    let (give, records) = sync_channel::<(u64, Vec<u8>)>(WAITING);
    std::thread::scope(|scope| {
        let take = move || {
            for (seq, payload) in records {
                each(seq, &payload)?;
            }
            Ok(())
        };
        let spawned = std::thread::Builder::new().spawn_scoped(scope, take);
        let no_thread = |error| StorageError::Internal(format!("there is no thread: {error}"));
        let taker = spawned.map_err(no_thread)?;
        let hand = HandOver(give);
        let found = read(&hand);
        drop(hand);
        let panicked = |_| {
            Err(StorageError::Internal(
                "a record's taker panicked".to_owned(),
            ))
        };
        taker.join().unwrap_or_else(panicked)?;
        found
    })
}
