//! Something that is being written beside the writer, which is woken when it has ended.

use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::thread::JoinHandle;

use super::command::Command;
use crate::error::StorageError;

/// Something that is being written beside the writer.
pub(super) struct Running<T> {
    thread: JoinHandle<()>,
    written: Receiver<Result<T, StorageError>>,
}

impl<T: Send + 'static> Running<T> {
    /// Begins it; when it has ended, however it does, the writer is woken.
    pub(super) fn begin(
        name: &str,
        writer: &Sender<Command>,
        write: impl FnOnce() -> Result<T, StorageError> + Send + 'static,
    ) -> Result<Self, StorageError> {
        let (done, written) = channel();
        let wake = WakeWriter(writer.clone());
        let thread = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                // However this ends, the writer is to look at it.
                let _wake = wake;
                // The writer waits for this before it ends, so it arrives.
                let _ = done.send(write());
            });
        match thread {
            Ok(thread) => Ok(Self { thread, written }),
            Err(error) => Err(StorageError::Internal(format!(
                "no thread could be started: {error}"
            ))),
        }
    }

    /// What it has written, if it has ended.
    pub(super) fn ended(&self) -> Option<Result<T, StorageError>> {
        match self.written.try_recv() {
            Ok(written) => Some(written),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(panicked()),
        }
    }

    /// Waits for what it has written.
    pub(super) fn end(self) -> Result<T, StorageError> {
        let written = self.written.recv().unwrap_or_else(|_| panicked());
        // It has sent its result, or panicked: either way it ends now.
        let _ = self.thread.join();
        written
    }
}

fn panicked<T>() -> Result<T, StorageError> {
    let fault = "what was written beside the writer panicked";
    Err(StorageError::Internal(fault.to_owned()))
}

/// Wakes the writer when it is dropped.
struct WakeWriter(Sender<Command>);

impl Drop for WakeWriter {
    fn drop(&mut self) {
        // A writer that is gone already needs no word.
        let _ = self.0.send(Command::Wake);
    }
}
