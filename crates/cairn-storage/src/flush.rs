//! From the end of the log to runs: written beside whatever goes on, made visible by one commit.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use cairn_core::id::SiteId;

use crate::columns::SortKey;
use crate::dead_letter::DeadLetter;
use crate::dead_letter_file::{StagedDeadLetters, write_dead_letters};
use crate::encoded_rows::EncodedRows;
use crate::entry::{EntryError, EventPlace};
use crate::error::StorageError;
use crate::files;
use crate::sizes::ImportSizes;
use crate::staged_run::StagedRun;
use crate::stream::Stream;
use crate::tail::{Chunk, entry_fault};
use crate::totals::Totals;
use crate::vfs::Vfs;

/// Records to be flushed. Writing them needs nothing of the writer's.
pub struct FlushJob {
    pub(crate) vfs: Arc<dyn Vfs>,
    /// Where the files lie until the commit.
    pub(crate) folder: PathBuf,
    pub(crate) chunks: Vec<Arc<Chunk>>,
    /// Sequence number of the last of them.
    pub(crate) through: u64,
    pub(crate) sizes: ImportSizes,
}

/// What a job has written.
pub struct Flushed {
    pub(crate) folder: PathBuf,
    pub(crate) through: u64,
    /// How many records it were.
    pub(crate) chunks: usize,
    pub(crate) sites: BTreeMap<SiteId, FlushedSite>,
}

/// What a job has written for one site.
#[derive(Default)]
pub(crate) struct FlushedSite {
    pub(crate) runs: Vec<StagedRun>,
    pub(crate) dead_letters: Option<StagedDeadLetters>,
    pub(crate) totals: Totals,
    pub(crate) identity_changes: u64,
}

impl FlushJob {
    /// Writes the records as runs and files of dead letters. If it fails, what it has written is removed.
    pub fn write(&self) -> Result<Flushed, StorageError> {
        let unfinished = Unfinished(self);
        let flushed = self.write_all()?;
        std::mem::forget(unfinished);
        Ok(flushed)
    }

    fn write_all(&self) -> Result<Flushed, StorageError> {
        files::create_folder(&*self.vfs, &self.folder)?;
        let mut by_site: BTreeMap<&SiteId, Vec<&Chunk>> = BTreeMap::new();
        for chunk in &self.chunks {
            by_site.entry(&chunk.site).or_default().push(chunk);
        }
        let mut sites = BTreeMap::new();
        for (site, chunks) in by_site {
            sites.insert(site.clone(), self.write_site(site, &chunks)?);
        }
        Ok(Flushed {
            folder: self.folder.clone(),
            through: self.through,
            chunks: self.chunks.len(),
            sites,
        })
    }

    fn write_site(&self, site: &SiteId, chunks: &[&Chunk]) -> Result<FlushedSite, StorageError> {
        let mut flushed = FlushedSite::default();
        let mut rows: [EncodedRows<'_>; Stream::ALL.len()] = Default::default();
        let mut dead_letters: Vec<DeadLetter> = Vec::new();
        for chunk in chunks {
            let parts = chunk.parts()?;
            for (event_id, bytes) in parts.events {
                let place = EventPlace::of(bytes).map_err(EntryError::from);
                let place = place.map_err(entry_fault)?;
                let key = SortKey {
                    person: place.key,
                    time: place.time,
                    event_id,
                };
                rows[place.stream as usize].add(key, bytes, chunk.received_at);
            }
            for (stream, fact) in &chunk.facts {
                rows[*stream as usize].add_fact(*fact);
            }
            dead_letters.extend(parts.dead_letters);
            flushed.totals.add(chunk.counts);
            flushed.identity_changes += chunk.identity_changes;
            for stream in Stream::ALL {
                let rows = &mut rows[stream as usize];
                let is_full =
                    rows.len() >= self.sizes.chunk_rows || rows.bytes() >= self.sizes.chunk_bytes;
                if is_full {
                    self.write_run(site, stream, std::mem::take(rows), &mut flushed.runs)?;
                }
            }
        }
        for (stream, rows) in Stream::ALL.into_iter().zip(rows) {
            if rows.len() > 0 {
                self.write_run(site, stream, rows, &mut flushed.runs)?;
            }
        }
        if !dead_letters.is_empty() {
            let path = self.folder.join(format!("{site}.dead-letters"));
            flushed.dead_letters = Some(write_dead_letters(&*self.vfs, &path, &dead_letters)?);
        }
        Ok(flushed)
    }

    fn write_run(
        &self,
        site: &SiteId,
        stream: Stream,
        mut rows: EncodedRows<'_>,
        written: &mut Vec<StagedRun>,
    ) -> Result<(), StorageError> {
        rows.sort()
            .map_err(|error| StorageError::Internal(error.to_string()))?;
        let stem = format!("{site}-{}", written.len());
        let run = StagedRun::write_rows(
            &*self.vfs,
            (&self.folder, &stem, stream),
            rows.keys(),
            rows.facts(),
            self.sizes.row_group_rows,
            &mut |group| rows.columns(group),
        )?;
        written.push(run);
        Ok(())
    }
}

/// Removes what a job has written unless it came to its end: a disk that is full must not become fuller.
struct Unfinished<'a>(&'a FlushJob);

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        // A folder that can't be removed now is removed at the next start.
        let _ = files::remove(&*self.0.vfs, &self.0.folder);
    }
}
