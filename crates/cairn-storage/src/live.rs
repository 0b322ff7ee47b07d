//! A data directory while a server runs: one writer thread that commits in groups, snapshots for everybody.
//!
//! All that waits when the writer is free becomes one group: appended, synced once, then answered. The next group
//! begins when the sync returns, so nobody waits for a timer. A flush is written by a thread of its own; the
//! writer only begins and finishes it.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use cairn_core::id::{ImportId, SiteId};
use cairn_core::time::Time;

use crate::committer::{Committer, Receipt, Recovered, Undone, Work, WriterAccess, with_writer};
use crate::data_directory::DataDirectory;
use crate::error::StorageError;
use crate::flush::Flushed;
use crate::import::Import;
use crate::leftovers::Leftovers;
use crate::live_state::{LiveSite, LiveState};
use crate::log::Salts;
use crate::manifest::Manifest;
use crate::pulse::{Earlier, Pulse, last_import};
use crate::sizes::{ImportSizes, TailSizes};
use crate::snapshot::Snapshot;
use crate::submission::Submission;
use crate::tail_view::TailView;

/// A group ends after so many bytes, so that the first of it does not wait for the last too long.
const GROUP_BYTES: usize = 4 << 20;
/// How often an idle writer looks whether the tail has grown old.
const IDLE: Duration = Duration::from_secs(5);
/// How long a flush that failed is not tried again.
const FLUSH_PAUSE: Duration = Duration::from_secs(30);

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
}

impl LiveOptions {
    /// With nobody to be told.
    pub fn new(clock: Clock) -> Self {
        Self {
            clock,
            on_group: None,
            on_flush: None,
            tail_sizes: TailSizes::default(),
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
    /// What lay in runs when the writer started.
    started_with: Arc<Manifest>,
    /// What of it came last, by site, since somebody asked.
    earlier: Mutex<BTreeMap<SiteId, Arc<Earlier>>>,
    clock: Clock,
    broken_by: Arc<OnceLock<String>>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

enum Command {
    Submit(Submission, Answered),
    Run(Work),
    /// A flush has been written: look at it.
    Wake,
    Close,
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
        let state = committer.shared_state();
        let started_with = Arc::clone(&locked(&state).manifest);
        let broken_by = Arc::new(OnceLock::new());
        let (commands, received) = channel();
        let clock = Arc::clone(&options.clock);
        let writer = Writer {
            committer,
            received,
            own: commands.clone(),
            flush: None,
            sweeping: None,
            options,
            broken_by: Arc::clone(&broken_by),
            next_flush: Instant::now(),
            is_closing: false,
        };
        let thread = std::thread::Builder::new()
            .name("cairn-writer".to_owned())
            .spawn(move || writer.run())
            .map_err(StorageError::io(&place.path))?;
        let shared = Shared {
            place: place.clone(),
            commands,
            state,
            view: Arc::default(),
            started_with,
            earlier: Mutex::default(),
            clock,
            broken_by,
            writer: Mutex::new(Some(thread)),
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
        Snapshot::of_live(&self.0.place, &self.0.state, &self.0.view)
    }

    /// What came in lately at a site. The first time after a start, what came last before it is looked for in runs;
    /// after that the time it takes does not grow with the events there are.
    pub fn pulse(&self, site: &SiteId, now: Time) -> Result<Pulse, StorageError> {
        let earlier = self.earlier(site, now)?;
        let state = locked(&self.0.state);
        let nothing = LiveSite::default();
        let LiveSite {
            identity, arrivals, ..
        } = state.sites.get(site).unwrap_or(&nothing);
        let import = last_import(&state.manifest, site);
        Pulse::of(arrivals, &earlier, &identity.identities, import, now)
    }

    fn earlier(&self, site: &SiteId, now: Time) -> Result<Arc<Earlier>, StorageError> {
        let mut known = locked(&self.0.earlier);
        if let Some(earlier) = known.get(site) {
            return Ok(Arc::clone(earlier));
        }
        let runs = self.0.started_with.sites.get(site);
        let earlier = Arc::new(Earlier::read(&self.0.place, site, runs, now)?);
        known.insert(site.clone(), Arc::clone(&earlier));
        Ok(earlier)
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

    /// Takes an import back, whole.
    pub fn undo(&self, id: ImportId, now: Time) -> Result<Undone, StorageError> {
        self.with(move |committer| committer.undo(id, now))?
    }

    /// Flushes everything that is in the tail.
    pub fn flush(&self) -> Result<(), StorageError> {
        self.with(Committer::flush)?
    }

    /// Whether its disk has room; if not, nothing more is taken in until it has.
    pub fn check_space(&self) -> Result<(), StorageError> {
        self.0.place.low_water.check((self.0.clock)())
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

/// A flush that is being written.
struct RunningFlush {
    thread: JoinHandle<()>,
    written: Receiver<Result<Flushed, StorageError>>,
}

impl WriterAccess for Live {
    fn run(&mut self, work: Work) -> Result<(), StorageError> {
        self.send(Command::Run(work))
    }
}

/// The writer's thread.
struct Writer {
    committer: Committer,
    received: Receiver<Command>,
    own: Sender<Command>,
    options: LiveOptions,
    /// The failure after which nothing more is acknowledged.
    broken_by: Arc<OnceLock<String>>,
    flush: Option<RunningFlush>,
    sweeping: Option<JoinHandle<()>>,
    next_flush: Instant,
    is_closing: bool,
}

impl Writer {
    fn run(mut self) {
        // However the thread ends, nobody must take it for alive.
        let mark = MarkBroken(Arc::clone(&self.broken_by));
        while !self.is_closing {
            match self.received.recv_timeout(IDLE) {
                Ok(command) => self.take(command),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            self.begin_flush_if_due();
        }
        self.finish_flush();
        self.end_sweep();
        mark.ended();
    }

    /// Takes a command; submissions that wait behind it join its group.
    fn take(&mut self, command: Command) {
        let mut group = Vec::new();
        let mut bytes = 0;
        let mut next = Some(command);
        while let Some(command) = next.take() {
            match command {
                Command::Submit(submission, answered) => {
                    bytes += submission.bytes();
                    group.push((submission, answered));
                    if bytes < GROUP_BYTES {
                        next = self.received.try_recv().ok();
                    }
                }
                other => {
                    self.commit(std::mem::take(&mut group));
                    self.other(other);
                }
            }
        }
        self.commit(group);
    }

    fn commit(&mut self, group: Vec<(Submission, Answered)>) {
        if group.is_empty() {
            return;
        }
        let (submissions, answers): (Vec<Submission>, Vec<Answered>) = group.into_iter().unzip();
        let began = Instant::now();
        let committed = self.committer.commit(submissions, (self.options.clock)());
        let refusal = committed.as_ref().err().and_then(StorageError::refusal);
        if let Some(on_group) = self.options.on_group.as_ref().filter(|_| refusal.is_none()) {
            on_group(began.elapsed(), answers.len());
        }
        match committed {
            Ok(receipts) => {
                for (answered, receipt) in answers.into_iter().zip(receipts) {
                    answered(Ok(receipt));
                }
            }
            Err(error) if refusal.is_some() => {
                for answered in answers {
                    answered(Err(error.refusal().unwrap_or(StorageError::Closed)));
                }
            }
            Err(error) => {
                self.tell_if_broken();
                let reason = error.told();
                let mut first = Some(error);
                for answered in answers {
                    let later = || StorageError::Broken {
                        reason: reason.clone(),
                    };
                    answered(Err(first.take().unwrap_or_else(later)));
                }
            }
        }
    }

    /// Lets everybody know if the committer is broken.
    fn tell_if_broken(&self) {
        if let Some(reason) = self.committer.broken_by() {
            self.broken_by.get_or_init(|| reason.to_owned());
        }
    }

    fn other(&mut self, command: Command) {
        match command {
            Command::Submit(..) => {}
            Command::Run(work) => {
                // What it does may need the whole tail in runs.
                self.finish_flush();
                work(&mut self.committer);
            }
            Command::Wake => self.finish_flush(),
            Command::Close => self.is_closing = true,
        }
        self.tell_if_broken();
    }

    fn begin_flush_if_due(&mut self) {
        let is_due = self.flush.is_none()
            && !self.is_closing
            && Instant::now() >= self.next_flush
            && self.committer.wants_flush((self.options.clock)());
        if !is_due {
            return;
        }
        let job = match self.committer.begin_flush() {
            Ok(Some(job)) => job,
            Ok(None) => return,
            Err(error) => return self.flushed(Err(error)),
        };
        let (done, written) = channel();
        let wake = WakeWriter(self.own.clone());
        let thread = std::thread::Builder::new()
            .name("cairn-flush".to_owned())
            .spawn(move || {
                // However this ends, the writer is to look at it.
                let _wake = wake;
                // The writer waits for this before it ends, so it arrives.
                let _ = done.send(job.write());
            });
        match thread {
            Ok(thread) => self.flush = Some(RunningFlush { thread, written }),
            Err(error) => {
                let failed = StorageError::Internal(format!("no thread could be started: {error}"));
                self.flushed(Err(failed));
            }
        }
    }

    /// Waits for the flush that is being written, if there is one, and makes it visible.
    fn finish_flush(&mut self) {
        let Some(flush) = self.flush.take() else {
            return;
        };
        let panicked = |_| Err(StorageError::Internal("a flush panicked".to_owned()));
        let written = flush.written.recv().unwrap_or_else(panicked);
        // It has sent its result, or panicked: either way it ends now.
        let _ = flush.thread.join();
        self.flushed(written);
    }

    fn flushed(&mut self, written: Result<Flushed, StorageError>) {
        let finished = self.committer.finish_flush(written);
        if finished.is_err() {
            // Nothing is lost: the log has it all, and it is tried again.
            self.next_flush = Instant::now() + FLUSH_PAUSE;
        }
        self.tell_if_broken();
        if let Some(on_flush) = &self.options.on_flush {
            on_flush(finished.as_ref().map(|_| ()));
        }
        if let Ok(leftovers) = finished {
            self.sweep(leftovers);
        }
    }

    /// Lets what a flush left behind go beside the writer.
    fn sweep(&mut self, leftovers: Leftovers) {
        self.end_sweep();
        let sweep = std::thread::Builder::new()
            .name("cairn-sweep".to_owned())
            .spawn(move || drop(leftovers));
        // Where no thread could be started they are gone already.
        self.sweeping = sweep.ok();
    }

    fn end_sweep(&mut self) {
        if let Some(sweep) = self.sweeping.take() {
            // What it could not remove is garbage for the next start.
            let _ = sweep.join();
        }
    }
}

/// Wakes the writer when it is dropped.
struct WakeWriter(Sender<Command>);

impl Drop for WakeWriter {
    fn drop(&mut self) {
        // A writer that is gone already needs no word.
        let _ = self.0.send(Command::Wake);
    }
}

/// Marks the writer as broken unless it ended as it should.
struct MarkBroken(Arc<OnceLock<String>>);

impl MarkBroken {
    fn ended(self) {
        std::mem::forget(self);
    }
}

impl Drop for MarkBroken {
    fn drop(&mut self) {
        self.0.get_or_init(|| "the writer panicked".to_owned());
    }
}
