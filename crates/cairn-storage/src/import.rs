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

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

use cairn_core::event::{Event, Identity};
use cairn_core::id::{ContentHash, EventId, ImportId, SiteId};
use cairn_core::time::Time;

use crate::columns::RunColumns;
use crate::committer::{Committer, PendingImport, WriterAccess, with_writer};
use crate::erasable::{Judged, judge, text_names};
use crate::erasure_book::ErasureBook;
use crate::error::StorageError;
use crate::files;
use crate::low_water::LowWater;
use crate::manifest::{ImportRecord, ImportState, Tally};
use crate::removed::Removed;
use crate::sizes::ImportSizes;
use crate::staged_run::StagedRun;
use crate::stream::Stream;
use crate::vfs::Vfs;
use candidate::{CandidateWriter, Gathered};

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
    stream: Stream,
    columns: RunColumns,
    origins: Vec<RowOrigin>,
}

impl Chunk {
    fn of(stream: Stream) -> Self {
        Self {
            stream,
            columns: RunColumns::new(),
            origins: Vec::new(),
        }
    }
}

/// An import in progress. Dropped before its commit it leaves nothing.
pub struct Import {
    vfs: Arc<dyn Vfs>,
    site: SiteId,
    id: ImportId,
    sizes: ImportSizes,
    /// One of each stream.
    chunks: [Chunk; Stream::ALL.len()],
    // Fields are dropped in this order: the thread ends, its folder goes, and only then another writer may come.
    writer: ChunkWriter,
    staging: Staging,
    writer_of: Box<dyn WriterAccess>,
    low_water: Arc<LowWater>,
    book: Arc<ErasureBook>,
    /// Rows of erased persons so far.
    suppressed: u64,
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
    /// Events of persons who were erased before; they are not stored.
    pub suppressed: u64,
}

/// An import that knows its outcome and awaits its commit.
pub struct Resolved {
    import: Import,
    candidates: Vec<StagedRun>,
    outcome: Outcome,
    /// The last run that the decision knew of.
    known_run: u64,
}

impl Import {
    pub(crate) fn begin(
        mut writer_of: Box<dyn WriterAccess>,
        site: &SiteId,
        sizes: ImportSizes,
    ) -> Result<Self, StorageError> {
        let begun = with_writer(&mut *writer_of, Committer::begin_import)??;
        let vfs = begun.vfs;
        let folder = begun.staging;
        let staging = Staging {
            vfs: vfs.clone(),
            folder: folder.clone(),
        };
        files::create_folder(&*vfs, &folder)?;
        let writer = ChunkWriter::start(vfs.clone(), folder, sizes);
        Ok(Self {
            vfs,
            site: site.clone(),
            id: begun.id,
            sizes,
            chunks: Stream::ALL.map(Chunk::of),
            writer,
            staging,
            writer_of,
            low_water: begun.low_water,
            book: begun.book,
            suppressed: 0,
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
    pub fn add(&mut self, event: Event, number: u64) -> Result<(), StorageError> {
        let mut event = match judge(&self.book.suppression, &self.site, event) {
            Judged::Kept(event) => event,
            Judged::Erased => {
                self.suppressed += 1;
                return Ok(());
            }
        };
        event.import_id = Some(self.id);
        let (event_id, content) = match &event.identity {
            Identity::Message(id) => (event.id_of_message(&self.site, id), None),
            Identity::Event(id) => (*id, None),
            Identity::Content(content) => {
                (EventId::of_content(&self.site, *content, 1), Some(*content))
            }
        };
        let stream = Stream::of(&event);
        let chunk = &mut self.chunks[stream as usize];
        chunk.columns.append(&event, event_id);
        chunk.origins.push(RowOrigin { number, content });
        let columns = &chunk.columns;
        let is_full = columns.rows() >= self.sizes.chunk_rows
            || columns.bytes() >= self.sizes.chunk_bytes
            || columns.is_full();
        if is_full {
            self.send_chunk(stream)
        } else {
            Ok(())
        }
    }

    /// Whether a row that is no event is an erased person's: then it is counted here, and is to be kept nowhere.
    pub fn leaves_out(&mut self, raw: &str) -> bool {
        let suppression = &self.book.suppression;
        if suppression.is_empty(&self.site) {
            return false;
        }
        let is_erased = text_names(raw, &|key| suppression.holds(&self.site, key));
        self.suppressed += u64::from(is_erased);
        is_erased
    }

    fn send_chunk(&mut self, stream: Stream) -> Result<(), StorageError> {
        let of_stream = &mut self.chunks[stream as usize];
        let chunk = std::mem::replace(of_stream, Chunk::of(stream));
        if chunk.origins.is_empty() {
            return Ok(());
        }
        self.low_water.check_now()?;
        self.writer.send(chunk)
    }

    /// Decides which events are new. Nothing is visible yet.
    pub fn resolve(mut self) -> Result<Resolved, StorageError> {
        for stream in Stream::ALL {
            self.send_chunk(stream)?;
        }
        let gathered = self.writer.join()?;
        let site = self.site.clone();
        let history = with_writer(&mut *self.writer_of, move |committer| {
            committer.history(&site)
        })??;
        let (candidates, mut outcome) = decide::decide(
            gathered,
            &self.site,
            &history.id_files,
            &self.vfs,
            &self.staging.folder,
            self.sizes,
        )?;
        outcome.suppressed = self.suppressed;
        Ok(Resolved {
            import: self,
            candidates,
            outcome,
            known_run: history.last_run,
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
            known_run,
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
                suppressed: outcome.suppressed,
            },
            duplicates_of: outcome.duplicates_of,
            removed: Removed::default(),
            state: ImportState::Live,
        };
        if !record.tally.is_conserved() {
            return Err(StorageError::Internal(format!(
                "rows are unaccounted for: {:?}",
                record.tally
            )));
        }
        let Import {
            mut writer_of,
            site,
            sizes,
            staging,
            book,
            ..
        } = import;
        let known_suppressed = book.suppression.len(&site);
        let pending = PendingImport {
            site,
            record,
            candidates,
            known_run,
            staging: staging.folder.clone(),
            sizes,
            known_suppressed,
        };
        with_writer(&mut *writer_of, move |committer| {
            committer.commit_import(pending)
        })?
    }
}
