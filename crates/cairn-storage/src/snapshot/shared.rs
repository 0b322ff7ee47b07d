//! What snapshots of one data directory share in one process, so that what was read is not read again.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::manifest::Manifest;
use crate::paths::RunsFolders;
use crate::placement::Placements;
use crate::sidecar::Sidecars;
use crate::stream::Stream;
use crate::walk::WalkMemo;

/// What was read and made for earlier snapshots.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    pub(crate) placements: Arc<Placements>,
    pub(crate) sidecars: Arc<Sidecars>,
    pub(crate) walks: WalkMemo,
    manifest: AtomicU64,
}

impl Shared {
    /// With what a writer has read.
    pub(crate) fn with(placements: Arc<Placements>) -> Self {
        Self {
            placements,
            ..Self::default()
        }
    }

    /// Once there is another manifest, forgets what was read of runs that it does not name: they may have held what was
    /// erased.
    pub(super) fn forget_removed(&self, data: &Path, manifest: &Manifest) {
        if self.manifest.swap(manifest.sequence, Ordering::Relaxed) == manifest.sequence {
            return;
        }
        self.walks.keep_only(manifest.sequence);
        let sites = manifest.sites.iter();
        let paths = sites.flat_map(|(site, runs)| {
            let folder = RunsFolders::of(data, site);
            runs.of_stream(Stream::Events)
                .map(move |run| run.sidecar_path(&folder))
        });
        self.sidecars.keep_only(&paths.collect());
    }
}
