//! How others get at the writer: it is theirs, or it runs in a thread of its own.

use std::sync::mpsc::channel;

use super::Committer;
use crate::error::StorageError;

/// How often a step that is written beside the writer is begun again where something else has called it off.
pub(super) const TRIES: usize = 100;

/// Something to be done where the writer is.
pub(crate) type Work = Box<dyn FnOnce(&mut Committer) + Send>;

/// A way to the writer.
pub(crate) trait WriterAccess: Send {
    /// Has something done, between two groups.
    fn run(&mut self, work: Work) -> Result<(), StorageError>;
}

impl WriterAccess for Committer {
    fn run(&mut self, work: Work) -> Result<(), StorageError> {
        work(self);
        Ok(())
    }
}

/// Has something done where the writer is, and waits for what comes of it.
pub(crate) fn with_writer<T: Send + 'static>(
    writer: &mut dyn WriterAccess,
    work: impl FnOnce(&mut Committer) -> T + Send + 'static,
) -> Result<T, StorageError> {
    let (reply, replied) = channel();
    writer.run(Box::new(move |committer| {
        // Whoever asked may have gone.
        let _ = reply.send(work(committer));
    }))?;
    replied.recv().map_err(|_| StorageError::Closed)
}
