//! Where things lie in a data directory.

use std::path::{Path, PathBuf};

use cairn_core::id::SiteId;

use crate::stream::Stream;

/// Where a site's runs lie, by stream.
#[derive(Debug, Clone)]
pub(crate) struct RunsFolders {
    events: PathBuf,
    ledger: PathBuf,
}

impl RunsFolders {
    /// Of those that a manifest names.
    pub(crate) fn of(data: &Path, site: &SiteId) -> Self {
        Self {
            events: data.join(EVENTS).join(site.as_str()),
            ledger: data.join(LEDGER).join(site.as_str()),
        }
    }

    /// Of those that were set aside: their numbers tell them apart.
    pub(crate) fn quarantine(data: &Path, site: &SiteId) -> Self {
        let folder = quarantine_folder(data, site);
        Self {
            events: folder.clone(),
            ledger: folder,
        }
    }

    /// Where those of a stream lie.
    pub(crate) fn stream(&self, stream: Stream) -> &Path {
        match stream {
            Stream::Events => &self.events,
            Stream::Ledger => &self.ledger,
        }
    }
}

/// The folder of all sites' runs of events.
pub(crate) const EVENTS: &str = "runs";
/// The folder of all sites' runs of facts.
pub(crate) const LEDGER: &str = "ledger";

/// Where imports keep what is not committed yet.
pub(crate) fn staging_folder(data: &Path) -> PathBuf {
    data.join("staging")
}

/// Where a site's dead letters lie.
pub(crate) fn dead_letters_folder(data: &Path, site: &SiteId) -> PathBuf {
    data.join("dead-letters").join(site.as_str())
}

/// Where files of a site lie that can't be read.
pub(crate) fn quarantine_folder(data: &Path, site: &SiteId) -> PathBuf {
    data.join("quarantine").join(site.as_str())
}

/// Where the log lies.
pub(crate) fn log_folder(data: &Path) -> PathBuf {
    data.join("log")
}

/// Where it lies who was erased.
pub(crate) fn erasures_folder(data: &Path) -> PathBuf {
    data.join("erasures")
}
