//! An import: events in, runs out, all or nothing.
//!
//! 1. Events are gathered into chunks; each is sorted and written as a candidate run into a staging
//!    folder, while its event ids go into an external sorter.
//! 2. The sorted ids are walked beside the ids of all history: that decides which rows are duplicates and
//!    which occurrence of their content repeated rows are (semantics S3).
//! 3. Candidates with such rows are written again without or with them; then one manifest commit makes
//!    all runs visible. Memory is bounded by the chunk, whatever the size of the file.

mod candidate;
mod decide;
mod records;
mod sizes;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

use cairn_core::event::{Event, Identity};
use cairn_core::id::{ContentHash, EventId, ImportId, SiteId};
use cairn_core::time::Time;

use crate::columns::RunColumns;
use crate::error::StorageError;
use crate::files;
use crate::garbage;
use crate::locks::WriterLock;
use crate::manifest::{ImportRecord, ImportState, Manifest, Run, Tally};
use crate::paths::{runs_folder, staging_folder};
use crate::vfs::Vfs;
use candidate::{Candidate, CandidateWriter, Gathered};

pub use sizes::ImportSizes;

/// What a row contributes besides its columns.
#[derive(Debug, Clone, Copy)]
struct RowOrigin {
    /// Its place in the file, from 1.
    number: u64,
    /// Its content, if that is all that identifies it.
    content: Option<ContentHash>,
}

/// A chunk on its way to the writer.
struct Chunk {
    columns: RunColumns,
    origins: Vec<RowOrigin>,
}

/// An import in progress. Dropped before its commit it leaves nothing.
pub struct Import {
    vfs: Arc<dyn Vfs>,
    data: PathBuf,
    site: SiteId,
    id: ImportId,
    manifest: Manifest,
    sizes: ImportSizes,
    chunk: Chunk,
    writer: ChunkWriter,
    staging: Staging,
    _lock: WriterLock,
}

/// The thread that writes chunks. It is joined before the staging folder goes and the lock is given back.
struct ChunkWriter {
    chunks: Option<SyncSender<Box<Chunk>>>,
    thread: Option<JoinHandle<Result<Gathered, StorageError>>>,
}

impl ChunkWriter {
    fn start(vfs: Arc<dyn Vfs>, folder: PathBuf, sizes: ImportSizes) -> Self {
        let (chunks, received) = sync_channel::<Box<Chunk>>(0);
        let mut candidates = CandidateWriter::new(vfs, folder, sizes);
        let thread = std::thread::spawn(move || {
            for chunk in received {
                candidates.write(*chunk)?;
            }
            Ok(candidates.finish())
        });
        Self {
            chunks: Some(chunks),
            thread: Some(thread),
        }
    }

    fn send(&mut self, chunk: Chunk) -> Result<(), StorageError> {
        let sent = self
            .chunks
            .as_ref()
            .map(|chunks| chunks.send(Box::new(chunk)));
        match sent {
            Some(Ok(())) => Ok(()),
            // The thread ended early: its own error says why.
            _ => self.join().map(|_| ()),
        }
    }

    fn join(&mut self) -> Result<Gathered, StorageError> {
        self.chunks = None;
        let ended_twice = || StorageError::Internal("the writer ended twice".to_owned());
        let thread = self.thread.take().ok_or_else(ended_twice)?;
        let panicked = |_| Err(StorageError::Internal("the writer panicked".to_owned()));
        thread.join().unwrap_or_else(panicked)
    }
}

impl Drop for ChunkWriter {
    fn drop(&mut self) {
        // Joined already, or its import was given up and so was its result.
        let _ = self.join();
    }
}

/// A folder that is removed when it is no longer needed.
struct Staging {
    vfs: Arc<dyn Vfs>,
    folder: PathBuf,
}

impl Drop for Staging {
    fn drop(&mut self) {
        // A folder that can't be removed now is garbage for the next writer.
        let _ = files::remove(&*self.vfs, &self.folder);
    }
}

/// What became of an import's events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Events stored.
    pub stored: u64,
    /// Events left out as stored already.
    pub duplicates: u64,
    /// Of these, how many each earlier import had stored; the rest repeat an id within the file.
    pub duplicates_of: BTreeMap<ImportId, u64>,
}

/// An import that knows its outcome and awaits its commit.
pub struct Resolved {
    import: Import,
    candidates: Vec<Candidate>,
    outcome: Outcome,
}

impl Import {
    pub(crate) fn begin(
        vfs: &Arc<dyn Vfs>,
        data: &Path,
        site: &SiteId,
        sizes: ImportSizes,
    ) -> Result<Self, StorageError> {
        files::create_folder(&**vfs, data)?;
        let lock = WriterLock::take(&**vfs, data)?;
        let manifest = Manifest::begin(&**vfs, data)?;
        garbage::collect(&**vfs, data)?;
        let id = ImportId::new(manifest.last_import + 1);
        let folder = staging_folder(data).join(id.to_string());
        files::create_folder(&**vfs, &folder)?;
        let staging = Staging {
            vfs: vfs.clone(),
            folder: folder.clone(),
        };
        let writer = ChunkWriter::start(vfs.clone(), folder, sizes);
        Ok(Self {
            vfs: vfs.clone(),
            data: data.to_owned(),
            site: site.clone(),
            id,
            manifest,
            sizes,
            chunk: Chunk {
                columns: RunColumns::new(),
                origins: Vec::new(),
            },
            writer,
            staging,
            _lock: lock,
        })
    }

    /// The id this import will have.
    pub fn id(&self) -> ImportId {
        self.id
    }

    /// A folder for what belongs to the import until its commit; it goes with the import.
    pub fn staging(&self) -> &Path {
        &self.staging.folder
    }

    /// Adds the event of the file's row `number`, counted from 1.
    pub fn add(&mut self, mut event: Event, number: u64) -> Result<(), StorageError> {
        event.import_id = Some(self.id);
        let (event_id, content) = match &event.identity {
            Identity::Message(id) => (EventId::of_message(&self.site, id), None),
            Identity::Event(id) => (*id, None),
            Identity::Content(content) => {
                (EventId::of_content(&self.site, *content, 1), Some(*content))
            }
        };
        self.chunk.columns.append(&event, event_id);
        self.chunk.origins.push(RowOrigin { number, content });
        let columns = &self.chunk.columns;
        let is_full = columns.rows() >= self.sizes.chunk_rows
            || columns.bytes() >= self.sizes.chunk_bytes
            || columns.is_full();
        if is_full { self.send_chunk() } else { Ok(()) }
    }

    fn send_chunk(&mut self) -> Result<(), StorageError> {
        let next = Chunk {
            columns: RunColumns::new(),
            origins: Vec::new(),
        };
        let chunk = std::mem::replace(&mut self.chunk, next);
        if chunk.origins.is_empty() {
            return Ok(());
        }
        self.writer.send(chunk)
    }

    /// Decides which events are new. Nothing is visible yet.
    pub fn resolve(mut self) -> Result<Resolved, StorageError> {
        self.send_chunk()?;
        let gathered = self.writer.join()?;
        let site = self
            .manifest
            .sites
            .get(&self.site)
            .cloned()
            .unwrap_or_default();
        let runs_folder = runs_folder(&self.data, &self.site);
        let history: Vec<(PathBuf, ImportId)> = site
            .runs
            .iter()
            .map(|run| (run.ids_path(&runs_folder), run.import))
            .collect();
        let (candidates, outcome) = decide::decide(
            gathered,
            &self.site,
            &history,
            &self.vfs,
            &self.staging.folder,
            self.sizes,
        )?;
        Ok(Resolved {
            import: self,
            candidates,
            outcome,
        })
    }
}

impl Resolved {
    /// What a commit will make true.
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// The id this import will have.
    pub fn id(&self) -> ImportId {
        self.import.id
    }

    /// Makes the import visible, whole. `read` and `rejected` count the file's rows.
    pub fn commit(
        self,
        source: &str,
        received_at: Time,
        read: u64,
        rejected: u64,
    ) -> Result<ImportRecord, StorageError> {
        let Self {
            import,
            candidates,
            outcome,
        } = self;
        let record = ImportRecord {
            id: import.id,
            source: source.to_owned(),
            received_at,
            tally: Tally {
                read,
                stored: outcome.stored,
                duplicates: outcome.duplicates,
                rejected,
            },
            duplicates_of: outcome.duplicates_of,
            state: ImportState::Live,
        };
        if !record.tally.is_conserved() {
            return Err(StorageError::Internal(format!(
                "rows are unaccounted for: {:?}",
                record.tally
            )));
        }
        let mut manifest = import.manifest;
        let folder = runs_folder(&import.data, &import.site);
        let vfs = &*import.vfs;
        files::create_folder(vfs, &folder)?;
        let mut runs = Vec::with_capacity(candidates.len());
        for candidate in candidates {
            manifest.last_run += 1;
            let run = Run {
                number: manifest.last_run,
                import: import.id,
                rows: candidate.written.rows,
                bytes: candidate.written.bytes,
                first_time: candidate.written.first_time,
                last_time: candidate.written.last_time,
            };
            files::rename(vfs, &candidate.events, &run.events_path(&folder))?;
            files::rename(vfs, &candidate.ids, &run.ids_path(&folder))?;
            runs.push(run);
        }
        let site = manifest.sites.entry(import.site.clone()).or_default();
        site.runs.extend(runs);
        site.imports.push(record.clone());
        manifest.last_import = import.id.number();
        manifest.sequence += 1;
        manifest.commit(vfs, &import.data)?;
        Ok(record)
    }
}
