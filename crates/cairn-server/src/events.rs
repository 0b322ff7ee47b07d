//! The events of a data directory: through the writer of a running server, or in the files.

use cairn_core::id::{ImportId, SiteId};
use cairn_core::retention::Retention;
use cairn_core::time::Time;
use cairn_storage::{
    Compaction, DiskSpace, ErasureRecord, Expiry, Import, Live, Pulse, Receipt, RejectedRows,
    Snapshot, StorageError, Store, Submission, Undone, Whom,
};

/// Where events are read and written.
#[derive(Clone)]
pub enum Events {
    /// A server runs and owns the data directory.
    Serving(Live),
    /// A command works on the files itself: it can't append single events.
    Files(Store),
}

/// Called once, when a batch is durable or has failed.
pub(crate) type Answered = Box<dyn FnOnce(Result<Receipt, StorageError>) + Send>;

impl Events {
    /// The current state.
    pub fn snapshot(&self) -> Result<Snapshot, StorageError> {
        match self {
            Self::Serving(live) => live.snapshot(),
            Self::Files(store) => store.snapshot(),
        }
    }

    /// What came in lately at a site.
    pub(crate) fn pulse(&self, site: &SiteId, now: Time) -> Result<Pulse, StorageError> {
        match self {
            Self::Serving(live) => live.pulse(site, now),
            Self::Files(store) => store.pulse(site, now),
        }
    }

    /// Begins an import.
    pub fn begin_import(&self, site: &SiteId) -> Result<Import, StorageError> {
        match self {
            Self::Serving(live) => live.begin_import(site),
            Self::Files(store) => store.begin_import(site),
        }
    }

    /// Takes an import back, whole.
    pub fn undo(&self, id: ImportId, now: Time) -> Result<Undone, StorageError> {
        match self {
            Self::Serving(live) => live.undo(id, now),
            Self::Files(store) => store.undo(id, now),
        }
    }

    /// Erases somebody.
    pub(crate) fn erase(
        &self,
        site: &SiteId,
        whom: Whom,
        fresh_key: [u8; 32],
        rejected_rows: RejectedRows<'_>,
        now: Time,
    ) -> Result<ErasureRecord, StorageError> {
        match self {
            Self::Serving(live) => live.erase(site, whom, fresh_key, rejected_rows, now),
            Self::Files(store) => store.erase(site, whom, fresh_key, rejected_rows, now),
        }
    }

    /// Goes on with erasures that were cut short.
    pub(crate) fn resume_erasures(
        &self,
        rejected_rows: RejectedRows<'_>,
        now: Time,
    ) -> Result<Vec<ErasureRecord>, StorageError> {
        match self {
            Self::Serving(live) => live.resume_erasures(rejected_rows, now),
            Self::Files(store) => store.resume_erasures(rejected_rows, now),
        }
    }

    /// Whether files of earlier states are still there because somebody reads them.
    pub(crate) fn has_leftovers(&self) -> Result<bool, StorageError> {
        match self {
            Self::Serving(live) => live.has_leftovers(),
            Self::Files(_) => Ok(false),
        }
    }

    /// Takes out what a site does not keep.
    pub(crate) fn expire(
        &self,
        site: &SiteId,
        retention: &Retention,
        now: Time,
    ) -> Result<Expiry, StorageError> {
        match self {
            Self::Serving(live) => live.expire(site, retention, now),
            Self::Files(store) => store.expire(site, retention, now),
        }
    }

    /// Hands a batch to the writer.
    pub(crate) fn submit(
        &self,
        submission: Submission,
        answered: Answered,
    ) -> Result<(), StorageError> {
        match self {
            Self::Serving(live) => live.submit(submission, answered),
            Self::Files(_) => Err(StorageError::Closed),
        }
    }

    /// Whether more can be taken in.
    pub(crate) fn check_space(&self) -> Result<(), StorageError> {
        match self {
            Self::Serving(live) => live.check_space(),
            Self::Files(_) => Ok(()),
        }
    }

    /// The disk's room; none where the system does not tell.
    pub(crate) fn space(&self) -> Option<DiskSpace> {
        match self {
            Self::Serving(live) => live.space(),
            Self::Files(store) => store.space(),
        }
    }

    /// What is known of compaction since the server's start.
    pub(crate) fn compaction(&self) -> Option<Compaction> {
        match self {
            Self::Serving(live) => Some(live.compaction()),
            Self::Files(_) => None,
        }
    }

    /// Whether nothing can be made durable any more.
    pub(crate) fn is_poisoned(&self) -> bool {
        match self {
            Self::Serving(live) => live.is_broken(),
            Self::Files(_) => false,
        }
    }

    /// Answers everything that was submitted and stops the writer.
    pub(crate) fn close(&self) -> Result<(), StorageError> {
        match self {
            Self::Serving(live) => live.close(),
            Self::Files(_) => Ok(()),
        }
    }
}
