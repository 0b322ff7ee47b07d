//! A data directory while a server runs: one writer thread that commits in groups, snapshots for everybody.
//!
//! All that waits when the writer is free becomes one group: appended, synced once, then answered. The next group
//! begins when the sync returns, so nobody waits for a timer. A flush is written by a thread of its own; the
//! writer only begins and finishes it.

mod background;
mod command;
mod compacting;
mod earlier;
mod running;
mod writer;

use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use cairn_core::id::{ImportId, SiteId};
use cairn_core::retention::Retention;
use cairn_core::time::Time;

use crate::committer::{
    Committer, Receipt, Recovered, Undone, Work, WriterAccess, erase, expire, with_writer,
};
use crate::compaction::{CompactionSizes, Rewrite};
use crate::data_directory::DataDirectory;
use crate::erasure::{RejectedRows, Whom};
use crate::erasure_book::ErasureRecord;
use crate::error::StorageError;
use crate::expiry::Expiry;
use crate::import::Import;
use crate::live_state::{LiveSite, LiveState};
use crate::log::Salts;
use crate::low_water::DiskSpace;
use crate::pulse::{Pulse, last_import};
use crate::sizes::{ImportSizes, TailSizes};
use crate::snapshot::{Shared as SharedBySnapshots, Snapshot};
use crate::submission::Submission;
use crate::tail_view::TailView;
use command::Command;
use compacting::Compacting;
use earlier::EarlierRuns;
use writer::Writer;

pub use compacting::{Compaction, CompactionEnd};

/// What is called when a submission is durable, or can't become so.
pub type Answered = Box<dyn FnOnce(Result<Receipt, StorageError>) + Send>;

/// What is told when a flush has ended: that its events lie in runs now, or why they stay in the log.
pub type OnFlush = Arc<dyn Fn(Result<(), &StorageError>) + Send + Sync>;

/// The clock that says when things arrive.
pub type Clock = Arc<dyn Fn() -> Time + Send + Sync>;

/// What a writer needs from outside.
#[derive(Clone)]
pub struct LiveOptions {
    /// The clock.
    pub clock: Clock,
    /// Told how long each group's append and sync took, and how many submissions it held.
    pub on_group: Option<Arc<dyn Fn(Duration, usize) + Send + Sync>>,
    /// Told what became of each flush that the writer began because it was due.
    pub on_flush: Option<OnFlush>,
    /// How long the tail may grow.
    #[doc(hidden)]
    pub tail_sizes: TailSizes,
    /// When runs are written anew, and how they are cut.
    #[doc(hidden)]
    pub compaction: CompactionSizes,
    /// Told what became of each compaction that was not called off.
    pub on_compaction: Option<OnFlush>,
}

impl LiveOptions {
    /// With nobody to be told.
    pub fn new(clock: Clock) -> Self {
        Self {
            clock,
            on_group: None,
            on_flush: None,
            tail_sizes: TailSizes::default(),
            compaction: CompactionSizes::default(),
            on_compaction: None,
        }
    }
}

/// The writer of a data directory and the snapshots of it. Copies are the same writer.
#[derive(Clone)]
pub struct Live(Arc<Shared>);

struct Shared {
    place: DataDirectory,
    commands: Sender<Command>,
    state: Arc<Mutex<LiveState>>,
    view: Arc<Mutex<TailView>>,
    of_snapshots: Arc<SharedBySnapshots>,
    earlier: Arc<EarlierRuns>,
    compaction: Compacting,
    clock: Clock,
    broken_by: Arc<OnceLock<String>>,
    writer: Mutex<Option<JoinHandle<()>>>,
    /// Held by whoever takes events out: one at a time, or each would call off the other.
    taking_out: Mutex<()>,
}

impl Live {
    pub(crate) fn open(
        place: &DataDirectory,
        options: LiveOptions,
        salts: Salts,
    ) -> Result<(Self, Recovered), StorageError> {
        let now = (options.clock)();
        let (mut committer, recovered) = Committer::open(place, salts)?;
        committer.load_recent(now)?;
        committer.set_tail_sizes(options.tail_sizes);
        committer.set_compaction_sizes(options.compaction);
        let (state, placements) = (committer.shared_state(), committer.placements());
        let started_with = Arc::clone(&locked(&state).manifest);
        let earlier = Arc::new(EarlierRuns::new(place, started_with));
        let broken_by = Arc::new(OnceLock::new());
        let (commands, received) = channel();
        let clock = Arc::clone(&options.clock);
        let compaction = Compacting::default();
        let writer = Writer::new(
            committer,
            (commands.clone(), received),
            options,
            Arc::clone(&earlier),
            compaction.clone(),
            Arc::clone(&broken_by),
        );
        let thread = std::thread::Builder::new()
            .name("cairn-writer".to_owned())
            .spawn(move || writer.run())
            .map_err(StorageError::io(&place.path))?;
        let shared = Shared {
            place: place.clone(),
            commands,
            state,
            view: Arc::default(),
            of_snapshots: Arc::new(SharedBySnapshots::with(placements)),
            earlier,
            compaction,
            clock,
            broken_by,
            writer: Mutex::new(Some(thread)),
            taking_out: Mutex::default(),
        };
        Ok((Self(Arc::new(shared)), recovered))
    }

    /// Hands a batch to the writer. `answered` is called once, by the writer's thread, when the batch is
    /// durable or can't become so.
    pub fn submit(&self, submission: Submission, answered: Answered) -> Result<(), StorageError> {
        self.send(Command::Submit(submission, answered))
    }

    /// The current state, every acknowledged event included.
    pub fn snapshot(&self) -> Result<Snapshot, StorageError> {
        let shared = &self.0;
        Snapshot::of_live(
            &shared.place,
            &shared.state,
            &shared.view,
            &shared.of_snapshots,
        )
    }

    /// What came in lately at a site. The first time after a start, what came last before it is looked for in runs;
    /// after that the time it takes does not grow with the events there are.
    pub fn pulse(&self, site: &SiteId, now: Time) -> Result<Pulse, StorageError> {
        let earlier = self.0.earlier.of(site, now)?;
        let state = locked(&self.0.state);
        let nothing = LiveSite::default();
        let LiveSite {
            identity, arrivals, ..
        } = state.sites.get(site).unwrap_or(&nothing);
        let import = last_import(&state.manifest, site);
        Pulse::of(arrivals, &earlier, &identity.identities, import, now)
    }

    /// Begins an import; there is one at a time, and events are collected meanwhile.
    pub fn begin_import(&self, site: &SiteId) -> Result<Import, StorageError> {
        self.begin_import_sized(site, ImportSizes::default())
    }

    /// Begins an import whose chunks, row groups and sorters are cut at other sizes, for tests.
    #[doc(hidden)]
    pub fn begin_import_sized(
        &self,
        site: &SiteId,
        sizes: ImportSizes,
    ) -> Result<Import, StorageError> {
        Import::begin(Box::new(self.clone()), site, sizes)
    }

    /// Takes an import back, whole. Events are collected meanwhile.
    pub fn undo(&self, id: ImportId, now: Time) -> Result<Undone, StorageError> {
        let _alone = locked(&self.0.taking_out);
        self.0.earlier.remember(now);
        let rewrite = self.with(move |committer| committer.begin_undo(id))??;
        let written = rewrite.map(Rewrite::write).transpose()?;
        self.with(move |committer| committer.finish_undo(id, written, now))?
    }

    /// Erases somebody, a person by the key of any of its ids: from the beginning of this nothing of it is stored any
    /// more, at its end nothing of it is left. What dies in between is gone on with by [`Self::resume_erasures`].
    /// `fresh_key` is random.
    pub fn erase(
        &self,
        site: &SiteId,
        whom: impl Into<Whom>,
        fresh_key: [u8; 32],
        rejected_rows: RejectedRows<'_>,
        now: Time,
    ) -> Result<ErasureRecord, StorageError> {
        let _alone = locked(&self.0.taking_out);
        self.0.earlier.remember(now);
        // What is left of an earlier one would be counted as this one's.
        self.finish_erasures(rejected_rows, now)?;
        let (of, whom) = (site.clone(), whom.into());
        let record =
            self.with(move |committer| committer.begin_erasure(&of, &whom, fresh_key, now))??;
        self.finish_erasure(&record, rejected_rows, now)
    }

    /// Goes on with erasures that were cut short; gives those that have ended now.
    pub fn resume_erasures(
        &self,
        rejected_rows: RejectedRows<'_>,
        now: Time,
    ) -> Result<Vec<ErasureRecord>, StorageError> {
        let _alone = locked(&self.0.taking_out);
        self.finish_erasures(rejected_rows, now)
    }

    fn finish_erasures(
        &self,
        rejected_rows: RejectedRows<'_>,
        now: Time,
    ) -> Result<Vec<ErasureRecord>, StorageError> {
        let unfinished = self.with(|committer| committer.unfinished_erasures())?;
        if !unfinished.is_empty() {
            self.0.earlier.remember(now);
        }
        let unfinished = unfinished.into_iter();
        unfinished
            .map(|record| self.finish_erasure(&record, rejected_rows, now))
            .collect()
    }

    /// Takes out the events that a site does not keep: whole runs, and rows of others where it is worth it. What
    /// arrives already expired is stored like everything else and goes with the next pass. A pass that dies is done
    /// again. Whoever was known by events that went is known no more: a device whose only sign-in has gone is split
    /// off from its user. Ids go with their rows, so that the same old file is stored again, and goes again; batches
    /// are held against the ids of the last days until these have passed or the server is started anew.
    pub fn expire(
        &self,
        site: &SiteId,
        retention: &Retention,
        now: Time,
    ) -> Result<Expiry, StorageError> {
        let _alone = locked(&self.0.taking_out);
        if !retention.is_for_ever() {
            self.0.earlier.remember(now);
        }
        expire(&mut self.clone(), site, retention, now)
    }

    /// Whether files of earlier states are still there because somebody reads them. They go in a quiet moment.
    pub fn has_leftovers(&self) -> Result<bool, StorageError> {
        self.with(|committer| committer.has_leftovers())
    }

    fn finish_erasure(
        &self,
        record: &ErasureRecord,
        rejected_rows: RejectedRows<'_>,
        now: Time,
    ) -> Result<ErasureRecord, StorageError> {
        let book = self.with(|committer| committer.book())?;
        self.0
            .earlier
            .forget_erased(&record.site, &book.suppression);
        erase(&mut self.clone(), record, rejected_rows, now)
    }

    /// Flushes everything that is in the tail.
    pub fn flush(&self) -> Result<(), StorageError> {
        self.with(Committer::flush)?
    }

    /// Whether its disk has room; if not, nothing more is taken in until it has.
    pub fn check_space(&self) -> Result<(), StorageError> {
        self.0.place.low_water.check((self.0.clock)())
    }

    /// Its disk's room; none where the system does not tell.
    pub fn space(&self) -> Option<DiskSpace> {
        self.0.place.low_water.space()
    }

    /// What is known of compaction since the start.
    pub fn compaction(&self) -> Compaction {
        self.0.compaction.seen()
    }

    /// Whether a write or a sync has failed: nothing more is acknowledged, and only a restart helps.
    pub fn is_broken(&self) -> bool {
        self.0.broken_by.get().is_some()
    }

    /// Answers everything that was submitted, then stops the writer. The log stays for the next start.
    pub fn close(&self) -> Result<(), StorageError> {
        // A writer that is gone already needs no word.
        let _ = self.send(Command::Close);
        let writer = locked(&self.0.writer).take();
        match writer.map(JoinHandle::join) {
            Some(Err(_)) => Err(StorageError::Internal("the writer panicked".to_owned())),
            _ => match self.0.broken_by.get() {
                Some(reason) => Err(StorageError::Broken {
                    reason: reason.clone(),
                }),
                None => Ok(()),
            },
        }
    }

    fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Committer) -> T + Send + 'static,
    ) -> Result<T, StorageError> {
        with_writer(&mut self.clone(), work)
    }

    fn send(&self, command: Command) -> Result<(), StorageError> {
        self.0
            .commands
            .send(command)
            .map_err(|_| StorageError::Closed)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl WriterAccess for Live {
    fn run(&mut self, work: Work) -> Result<(), StorageError> {
        self.send(Command::Run(work))
    }
}
