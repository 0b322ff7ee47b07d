//! Who commits an import: a writer of its own, or the one of a running server.

use std::path::PathBuf;

use cairn_core::id::SiteId;

use super::sizes::ImportSizes;
use crate::committer::Committer;
use crate::error::StorageError;
use crate::live::Live;
use crate::manifest::ImportRecord;
use crate::staged_run::StagedRun;

/// Whose writer an import uses.
pub(crate) enum Host {
    /// Its own: nobody serves the data directory.
    Own(Box<Committer>),
    /// The server's.
    Live(Live),
}

impl Host {
    /// Does something with the writer.
    pub(crate) fn with<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut Committer) -> T + Send + 'static,
    ) -> Result<T, StorageError> {
        match self {
            Self::Own(committer) => Ok(work(committer)),
            Self::Live(live) => live.with(work),
        }
    }
}

/// An import that awaits its commit.
pub(crate) struct PendingImport {
    pub(crate) site: SiteId,
    pub(crate) record: ImportRecord,
    pub(crate) candidates: Vec<StagedRun>,
    /// The last run that was known when its duplicates were decided.
    pub(crate) known_run: u64,
    pub(crate) staging: PathBuf,
    pub(crate) sizes: ImportSizes,
}
