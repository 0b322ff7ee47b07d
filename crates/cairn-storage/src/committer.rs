//! The one who writes: decides what is new, appends, makes durable, and only then lets anybody know.
//!
//! No thread, no clock: what it does depends on its calls and its file system alone, so that every order of
//! requests and crashes can be played through.

mod access;
mod erasures;
mod expiries;
mod imports;
mod links;
mod open;
mod rewrites;
mod undo;

use std::collections::{BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cairn_core::id::SiteId;
use cairn_core::time::{Span, Time};

use crate::cell::Cell;
use crate::compaction::{CompactionSizes, Ticket};
use crate::dead_letter_file::DeadLetterFile;
use crate::dedupe::RecentIds;
use crate::entry::{Malformed, group_of};
use crate::erasure_book::ErasureBook;
use crate::error::StorageError;
use crate::files;
use crate::flush::{FlushJob, Flushed};
use crate::garbage;
use crate::leftovers::Leftovers;
use crate::live_state::LiveState;
use crate::locks::WriterLock;
use crate::log::Log;
use crate::low_water::LowWater;
use crate::manifest::{Manifest, Run};
use crate::oldest_times::OldestTimes;
use crate::paths::{RunsFolders, dead_letters_folder, staging_folder};
use crate::placement::Placements;
use crate::sizes::{ImportSizes, TailSizes};
use crate::staged_run::StagedRun;
use crate::submission::Submission;
use crate::tail::Chunk;
use crate::totals::Totals;
use crate::vfs::Vfs;

pub(crate) use access::{Work, WriterAccess, with_writer};
pub(crate) use erasures::erase;
pub(crate) use expiries::expire;
pub(crate) use imports::PendingImport;
pub use open::Recovered;
pub use undo::Undone;

/// The tail is flushed also when its oldest record is older than this: small sites get a run a day, not a run an
/// hour.
const FLUSH_AGE: Span = Span::from_seconds(86_400);

/// What became of one submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// Messages stored as events.
    pub stored: u64,
    /// Messages whose event was stored already.
    pub duplicates: u64,
    /// Messages kept as dead letters.
    pub dead_lettered: u64,
    /// Messages of persons who were erased, of which nothing is kept.
    pub suppressed: u64,
    /// Where the log stood when the submission was durable.
    pub position: u64,
}

/// The writer of a data directory.
pub struct Committer {
    vfs: Arc<dyn Vfs>,
    data: PathBuf,
    low_water: Arc<LowWater>,
    log: Log,
    recent: RecentIds,
    /// Whether the ids of recent runs are loaded.
    has_recent: bool,
    state: Arc<Mutex<LiveState>>,
    sizes: ImportSizes,
    tail_sizes: TailSizes,
    /// Folders that this writer has made durable.
    folders: BTreeSet<PathBuf>,
    /// The last import that was begun; its number is used up even if it is given up.
    last_import: u64,
    is_flushing: bool,
    compaction: CompactionSizes,
    /// Who may write runs anew.
    ticket: Ticket,
    last_rewrite: u64,
    /// The manifest that was found to need no compaction.
    settled: Option<u64>,
    /// The runs beside which an earlier version did not say all about who is who and whose what is; none until they
    /// were looked for.
    unfolded: Option<BTreeSet<u64>>,
    placements: Arc<Placements>,
    /// How old the events of runs are, as far as they were looked at.
    oldest: Arc<OldestTimes>,
    /// Who was erased.
    book: Arc<ErasureBook>,
    /// Whether files that no manifest names are still to be removed.
    has_leftovers: bool,
    /// Why it is not known what is on disk.
    broken_by: Option<String>,
    _lock: WriterLock,
}

impl Committer {
    /// Stores submissions as one group: they are durable when this returns, all of them or, after an error,
    /// none that anybody was told of. After an error the committer is broken for good: what is on disk is only
    /// known after a restart. [`StorageError::TailFull`] and [`StorageError::DiskLow`] are the exceptions: nothing was
    /// done, and when there is room the next group is taken.
    pub fn commit(
        &mut self,
        group: Vec<Submission>,
        now: Time,
    ) -> Result<Vec<Receipt>, StorageError> {
        self.check()?;
        if group.is_empty() {
            return Ok(Vec::new());
        }
        self.low_water.check(now)?;
        self.check_room()?;
        self.recent.expire(now);
        let suppression = &self.book.suppression;
        let left = |submission: Submission| submission.leave_out_erased(suppression);
        let left: Result<Vec<_>, Malformed> = group.into_iter().map(left).collect();
        // What was encoded a moment ago can be decoded. Before all is, no id is taken for stored.
        let left = left.map_err(|error| StorageError::Internal(error.to_string()))?;
        let recent = &mut self.recent;
        let chunk = |(submission, suppressed): (Submission, u64)| {
            let (site, received_at) = (submission.site().clone(), submission.received_at());
            let decided = submission.decide(suppressed, |id| recent.insert(id, received_at));
            Chunk::of_decided(site, received_at, decided)
        };
        let chunks: Vec<Chunk> = left.into_iter().map(chunk).collect();
        let record = group_of(chunks.iter().map(Chunk::payload));
        let appended = self.log.append_group(&[&record]);
        let position = self.or_break(appended)?;
        let receipt = |counts: Totals| Receipt {
            stored: counts.stored,
            duplicates: counts.duplicates,
            dead_lettered: counts.dead_lettered,
            suppressed: counts.suppressed,
            position,
        };
        let receipts = chunks.iter().map(|chunk| receipt(chunk.counts)).collect();
        let mut state = self.state();
        for chunk in chunks {
            state.push(position, chunk);
        }
        drop(state);
        Ok(receipts)
    }

    /// Whether the tail is long enough, or old enough, to be flushed.
    pub fn wants_flush(&self, now: Time) -> bool {
        let state = self.state();
        let tail = &state.tail;
        let is_old = tail
            .oldest()
            .is_some_and(|oldest| now.since(oldest) > FLUSH_AGE);
        let sizes = &self.tail_sizes;
        let is_long = tail.events >= sizes.flush_events || tail.bytes >= sizes.flush_bytes;
        !self.is_flushing && (is_long || is_old)
    }

    /// Flushes everything that is in the tail.
    pub fn flush(&mut self) -> Result<(), StorageError> {
        if self.is_flushing {
            let fault = "a flush is begun while another one is being written";
            return Err(StorageError::Internal(fault.to_owned()));
        }
        match self.begin_flush()? {
            Some(job) => {
                let written = job.write();
                self.finish_flush(written).map(drop)
            }
            None => Ok(()),
        }
    }

    /// What there is to flush; `None` if there is nothing. One flush at a time.
    #[doc(hidden)]
    pub fn begin_flush(&mut self) -> Result<Option<FlushJob>, StorageError> {
        self.check()?;
        let (chunks, through) = {
            let state = self.state();
            let chunks: Vec<Arc<Chunk>> = state.tail.chunks.iter().cloned().collect();
            (chunks, state.tail.position)
        };
        if chunks.is_empty() || self.is_flushing {
            return Ok(None);
        }
        let rotated = self.log.rotate();
        self.or_break(rotated)?;
        self.is_flushing = true;
        Ok(Some(FlushJob {
            vfs: self.vfs.clone(),
            folder: staging_folder(&self.data).join(format!("flush-{through}")),
            chunks,
            through,
            sizes: self.sizes,
        }))
    }

    /// Makes visible as runs what a job has written, and forgets it in the log. What is given is only to be
    /// dropped, somewhere.
    #[doc(hidden)]
    pub fn finish_flush(
        &mut self,
        written: Result<Flushed, StorageError>,
    ) -> Result<Leftovers, StorageError> {
        self.is_flushing = false;
        // Nothing is lost if it could not be written: the log has it, and the next flush tries again.
        let flushed = written?;
        self.check()?;
        let mut manifest = Manifest::clone(&self.state().manifest);
        let placed = self.place(&flushed, &mut manifest);
        self.or_break(placed)?;
        manifest.flushed = flushed.through;
        let mut batches = VecDeque::new();
        self.commit_manifest(manifest, |state| {
            batches = state.tail.take_first(flushed.chunks);
            state.generation += 1;
        })?;
        let mut files = self.log.release_through(flushed.through);
        files.push(flushed.folder);
        Ok(Leftovers {
            vfs: Arc::clone(&self.vfs),
            files,
            _batches: batches,
        })
    }

    /// Moves a flush's files to their places and names them in the manifest.
    fn place(&mut self, flushed: &Flushed, manifest: &mut Manifest) -> Result<(), StorageError> {
        let vfs = Arc::clone(&self.vfs);
        let vfs = &*vfs;
        for (site, written) in &flushed.sites {
            let staged = written.runs.iter().map(|run| (run, None));
            let runs = self.install(site, staged, &mut manifest.last_run)?;
            let record = manifest.sites.entry(site.clone()).or_default();
            record.runs.extend(runs);
            if let Some(letters) = &written.dead_letters {
                let folder = dead_letters_folder(&self.data, site);
                self.create_folder(&folder)?;
                manifest.last_dead_letters += 1;
                let file = DeadLetterFile {
                    number: manifest.last_dead_letters,
                    count: letters.count,
                    bytes: letters.seal.bytes,
                    last_received: letters.last_received,
                    hash: Some(letters.seal.hash),
                };
                files::rename(vfs, &letters.path, &file.path(&folder))?;
                record.dead_letters.push(file);
            }
            record.totals.add(written.totals);
            record.identity_epoch += written.identity_changes;
        }
        Ok(())
    }

    /// Makes a manifest the current one; then, in one step, everybody sees it together with what `also` changes.
    fn commit_manifest(
        &mut self,
        mut manifest: Manifest,
        also: impl FnOnce(&mut LiveState),
    ) -> Result<(), StorageError> {
        manifest.sequence += 1;
        let committed = manifest.commit(&*self.vfs, &self.data);
        self.or_break(committed)?;
        let manifest = Arc::new(manifest);
        let mut state = self.state();
        state.manifest = Arc::clone(&manifest);
        also(&mut state);
        drop(state);
        // The commit is done; manifests that can't go now go after a later one.
        let _ = garbage::remove_outdated(&*self.vfs, &self.data, &manifest);
        Ok(())
    }

    /// Moves runs to their places, those of a cell into its folder, and makes their names durable.
    fn install<'a>(
        &mut self,
        site: &SiteId,
        staged: impl Iterator<Item = (&'a StagedRun, Option<Cell>)>,
        last_run: &mut u64,
    ) -> Result<Vec<Run>, StorageError> {
        let folders = RunsFolders::of(&self.data, site);
        let mut touched: BTreeSet<PathBuf> = BTreeSet::new();
        let mut runs = Vec::new();
        for (run, cell) in staged {
            let of_stream = folders.stream(run.stream);
            let folder = cell.map_or_else(|| of_stream.to_owned(), |cell| cell.folder(of_stream));
            self.create_folder(&folder)?;
            *last_run += 1;
            runs.push(run.install(&*self.vfs, &folders, *last_run, cell)?);
            touched.insert(folder);
        }
        for folder in touched {
            files::sync_folder(&*self.vfs, &folder)?;
        }
        Ok(runs)
    }

    /// Creates a folder durably, unless this writer has done so already.
    fn create_folder(&mut self, folder: &Path) -> Result<(), StorageError> {
        if !self.folders.contains(folder) {
            files::create_folder(&*self.vfs, folder)?;
            self.folders.insert(folder.to_owned());
        }
        Ok(())
    }

    /// Whether an earlier failure left it unknown what is on disk.
    pub fn is_broken(&self) -> bool {
        self.broken_by.is_some()
    }

    /// The failure that left it unknown.
    pub(crate) fn broken_by(&self) -> Option<&str> {
        self.broken_by.as_deref()
    }

    /// Lets the tail grow less long, for tests.
    #[doc(hidden)]
    pub fn set_tail_sizes(&mut self, sizes: TailSizes) {
        self.tail_sizes = sizes;
    }

    /// What is known of rows that lie under wrong keys.
    pub(crate) fn placements(&self) -> Arc<Placements> {
        Arc::clone(&self.placements)
    }

    /// The state that snapshots are taken of.
    pub(crate) fn shared_state(&self) -> Arc<Mutex<LiveState>> {
        Arc::clone(&self.state)
    }

    fn state(&self) -> MutexGuard<'_, LiveState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn check(&self) -> Result<(), StorageError> {
        match &self.broken_by {
            Some(reason) => Err(StorageError::Broken {
                reason: reason.clone(),
            }),
            None => Ok(()),
        }
    }

    /// Where flushes fail, or can't keep up, memory and log must not grow without end.
    fn check_room(&self) -> Result<(), StorageError> {
        let state = self.state();
        let (events, bytes) = (state.tail.events, state.tail.bytes);
        let sizes = &self.tail_sizes;
        if events >= sizes.most_events || bytes >= sizes.most_bytes {
            return Err(StorageError::TailFull { events, bytes });
        }
        Ok(())
    }

    /// After a failed write it is not known what is on disk: nothing more is acknowledged.
    fn or_break<T>(&mut self, result: Result<T, StorageError>) -> Result<T, StorageError> {
        if let Err(error) = &result {
            self.broken_by.get_or_insert_with(|| error.told());
        }
        result
    }
}
