//! Walks over a snapshot's sidecars, and the making of those that are missing.

use std::sync::Arc;

use cairn_core::id::{PersonKey, SiteId};

use super::Snapshot;
use crate::block::Block;
use crate::error::StorageError;
use crate::partition::Partition;
use crate::paths::RunsFolders;
use crate::projection::Columns;
use crate::scan::{PersonScan, Wanted};
use crate::sidecar::{ColumnOf, mend};
use crate::stream::Stream;
use crate::walk::{Walk, WalkKey, WalkSources, damaged_sidecar};

impl Snapshot {
    /// Goes through a partition of a site's persons by what sidecars tell, among it these columns; `None` if some run
    /// has none that could be used, or not all of these columns, so that only a scan can tell.
    pub fn walk(
        &self,
        site: &SiteId,
        partition: Partition,
        columns: &[ColumnOf],
    ) -> Result<Option<Walk>, StorageError> {
        let Some(sources) = self.walk_sources(site)? else {
            return Ok(None);
        };
        Walk::begin(sources, partition, columns)
    }

    /// Scans some persons of a partition, whose keys ascend: those that a walk leaves out.
    pub fn scan_persons<T, E, F>(
        &self,
        site: &SiteId,
        columns: &Columns,
        (partition, persons): (Partition, &Arc<[PersonKey]>),
        extract: F,
    ) -> Result<PersonScan<T, F>, E>
    where
        F: FnMut(&Block) -> Result<Vec<T>, E>,
        E: From<StorageError>,
    {
        let sources = self.sources(site, Stream::Events)?;
        let wanted = Wanted {
            partition,
            only: Some(Arc::clone(persons)),
        };
        PersonScan::open(&sources, columns, wanted, extract)
    }

    /// Takes a failure of a walk: whether it comes of a damaged sidecar, which from now on is as none. Then a scan
    /// tells what the walk could not.
    pub fn gives_up_sidecar(&self, site: &SiteId, error: &StorageError) -> bool {
        let Some(path) = damaged_sidecar(error) else {
            return false;
        };
        self.0.shared.sidecars.note_faulty(path);
        self.0.shared.walks.forget(site);
        true
    }

    /// Makes the sidecars of runs that have none that could be used; gives how many, or the first failure once all were
    /// tried. Their runs stay while this snapshot lives, so that a writer may go on.
    pub fn mend_sidecars(&self) -> Result<usize, StorageError> {
        let (mut mended, mut failed) = (0, None);
        for (site, of_site) in &self.0.manifest.sites {
            let folder = RunsFolders::of(&self.0.data, site);
            let runs = of_site.of_stream(Stream::Events);
            match mend(&*self.0.vfs, &self.0.shared.sidecars, &folder, runs) {
                Ok(made) => mended += made,
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        failed.map_or(Ok(mended), Err)
    }

    fn walk_sources(&self, site: &SiteId) -> Result<Option<Arc<WalkSources>>, StorageError> {
        let identity = self.identity(site)?;
        let key = WalkKey {
            manifest: self.0.manifest.sequence,
            generation: self.0.generation,
            log_position: self.log_position(),
            lineage: identity.lineage,
            changes: identity.identities.changes(),
        };
        let shared = &self.0.shared;
        if let Some(sources) = shared.walks.of(site, key) {
            return Ok(Some(sources));
        }
        // All partitions of a question come here at once.
        let _turn = shared.walks.turn();
        if let Some(sources) = shared.walks.of(site, key) {
            return Ok(Some(sources));
        }
        let sources = self.sources(site, Stream::Events)?;
        let by = (&self.0.vfs, &shared.sidecars);
        let Some(made) = WalkSources::of(&sources, by)? else {
            return Ok(None);
        };
        let made = Arc::new(made);
        shared.walks.keep(site, key, &made);
        Ok(Some(made))
    }
}
