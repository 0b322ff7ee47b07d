//! Work from the thread that makes it to one that takes it, in order.

use std::sync::mpsc::{SyncSender, sync_channel};

use crate::error::StorageError;

/// How many pieces may wait between the threads; each is a record of the log or what it was decoded to, mostly far
/// less than a MiB.
const WAITING: usize = 16;

/// The giver's end.
pub(crate) struct HandOver<T>(SyncSender<T>);

impl<T> HandOver<T> {
    /// Gives a piece to the other thread. An error means that it took no more; its own says why.
    pub(crate) fn give(&self, piece: T) -> Result<(), StorageError> {
        let ended = |_| StorageError::Internal("nobody takes what is read of the log".to_owned());
        self.0.send(piece).map_err(ended)
    }
}

/// Runs `give` here and `take` on another thread, in the order of the pieces; returns when both have ended. An error of
/// `take` ends the giving.
pub(crate) fn hand_over<T: Send, R>(
    mut take: impl FnMut(T) -> Result<(), StorageError> + Send,
    give: impl FnOnce(&HandOver<T>) -> Result<R, StorageError>,
) -> Result<R, StorageError> {
    let (sender, pieces) = sync_channel::<T>(WAITING);
    std::thread::scope(|scope| {
        let take_all = move || pieces.into_iter().try_for_each(&mut take);
        let spawned = std::thread::Builder::new().spawn_scoped(scope, take_all);
        let no_thread = |error| StorageError::Internal(format!("there is no thread: {error}"));
        let taker = spawned.map_err(no_thread)?;
        let hand = HandOver(sender);
        let given = give(&hand);
        drop(hand);
        let panicked = |_| {
            Err(StorageError::Internal(
                "who takes what is read of the log panicked".to_owned(),
            ))
        };
        taker.join().unwrap_or_else(panicked)?;
        given
    })
}
