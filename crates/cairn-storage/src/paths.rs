//! Where things lie in a data directory.

use std::path::{Path, PathBuf};

use cairn_core::id::SiteId;

/// Where a site's runs lie.
pub(crate) fn runs_folder(data: &Path, site: &SiteId) -> PathBuf {
    data.join("runs").join(site.as_str())
}

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
