//! What a flush leaves behind: files and batches that are in runs now.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;

use crate::files;
use crate::tail::Chunk;
use crate::vfs::Vfs;

/// Goes when it is dropped. To remove a log's segment and to give back a tail's memory takes tens of milliseconds,
/// in which the writer would answer nobody: so it may be dropped elsewhere. Files that can't go, or that a process
/// leaves when it dies before, are garbage for the next start.
#[derive(Debug)]
pub struct Leftovers {
    pub(crate) vfs: Arc<dyn Vfs>,
    pub(crate) files: Vec<PathBuf>,
    /// Given back with the rest.
    pub(crate) _batches: VecDeque<Arc<Chunk>>,
}

impl Drop for Leftovers {
    fn drop(&mut self) {
        for path in &self.files {
            let _ = files::remove(&*self.vfs, path);
        }
    }
}
