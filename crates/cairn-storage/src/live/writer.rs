//! The writer's thread: commits in groups, begins and finishes what is written beside it.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::background;
use super::command::Command;
use super::compacting::Compacting;
use super::earlier::EarlierRuns;
use super::running::Running;
use super::{Answered, LiveOptions};
use crate::committer::Committer;
use crate::compaction::Rewritten;
use crate::error::StorageError;
use crate::flush::Flushed;
use crate::leftovers::Leftovers;
use crate::submission::Submission;

/// A group ends after so many bytes, so that the first of it does not wait for the last too long.
const GROUP_BYTES: usize = 4 << 20;
/// How often an idle writer looks whether the tail has grown old.
const IDLE: Duration = Duration::from_secs(5);
/// How long a compaction that failed is not tried again.
const COMPACTION_PAUSE: Duration = Duration::from_secs(300);
/// How long a flush that failed is not tried again.
const FLUSH_PAUSE: Duration = Duration::from_secs(30);

/// The writer's thread.
pub(super) struct Writer {
    committer: Committer,
    received: Receiver<Command>,
    own: Sender<Command>,
    options: LiveOptions,
    earlier: Arc<EarlierRuns>,
    compacting: Compacting,
    /// The failure after which nothing more is acknowledged.
    broken_by: Arc<OnceLock<String>>,
    flush: Option<Running<Flushed>>,
    compaction: Option<Running<Rewritten>>,
    sweeping: Option<JoinHandle<()>>,
    next_flush: Instant,
    next_compaction: Instant,
    next_collection: Instant,
    is_closing: bool,
}

impl Writer {
    pub(super) fn new(
        committer: Committer,
        (own, received): (Sender<Command>, Receiver<Command>),
        options: LiveOptions,
        earlier: Arc<EarlierRuns>,
        compacting: Compacting,
        broken_by: Arc<OnceLock<String>>,
    ) -> Self {
        Self {
            committer,
            received,
            own,
            options,
            earlier,
            compacting,
            broken_by,
            flush: None,
            compaction: None,
            sweeping: None,
            next_flush: Instant::now(),
            next_compaction: Instant::now(),
            next_collection: Instant::now(),
            is_closing: false,
        }
    }

    pub(super) fn run(mut self) {
        // However the thread ends, nobody must take it for alive.
        let mark = MarkBroken(Arc::clone(&self.broken_by));
        while !self.is_closing {
            match self.received.recv_timeout(IDLE) {
                Ok(command) => self.take(command),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            self.collect_leftovers_if_due();
            self.begin_flush_if_due();
            self.finish_compaction_if_ended();
            self.begin_compaction_if_due();
        }
        self.finish_flush();
        self.end_compaction();
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
        match Running::begin("cairn-flush", &self.own, move || job.write()) {
            Ok(flush) => self.flush = Some(flush),
            Err(error) => self.flushed(Err(error)),
        }
    }

    /// Waits for the flush that is being written, if there is one, and makes it visible.
    fn finish_flush(&mut self) {
        if let Some(flush) = self.flush.take() {
            self.flushed(flush.end());
        }
    }

    /// Removes what could not go because somebody read, also while events keep coming.
    fn collect_leftovers_if_due(&mut self) {
        if Instant::now() >= self.next_collection {
            self.committer.collect_leftovers();
            self.next_collection = Instant::now() + IDLE;
        }
    }

    /// Compaction yields to everything else: it begins when nothing is being flushed.
    fn begin_compaction_if_due(&mut self) {
        let may_begin = self.compaction.is_none()
            && self.flush.is_none()
            && !self.is_closing
            && Instant::now() >= self.next_compaction;
        if !may_begin || self.committer.is_broken() {
            return;
        }
        match self.committer.begin_compaction() {
            Ok(None) => {}
            // It takes room before it makes some, so it waits for it in silence.
            Err(StorageError::DiskLow { .. }) => self.next_compaction = Instant::now() + IDLE,
            Ok(Some(rewrite)) => {
                let (earlier, now) = (Arc::clone(&self.earlier), (self.options.clock)());
                self.compacting.began(now);
                let write = move || {
                    background::give_way();
                    earlier.remember(now);
                    rewrite.write()
                };
                let begun = Running::begin("cairn-compact", &self.own, write);
                match begun {
                    Ok(compaction) => self.compaction = Some(compaction),
                    Err(error) => self.compacted(Err(error)),
                }
            }
            Err(error) => self.compacted(Err(error)),
        }
    }

    fn finish_compaction_if_ended(&mut self) {
        let written = self.compaction.as_ref().and_then(Running::ended);
        if let Some(written) = written {
            self.compaction = None;
            self.compacted(written);
        }
    }

    fn compacted(&mut self, written: Result<Rewritten, StorageError>) {
        let finished = self.committer.finish_compaction(written);
        if finished.is_err() {
            // Nothing is lost: the runs are as they were, and it is tried again.
            self.next_compaction = Instant::now() + COMPACTION_PAUSE;
        }
        self.tell_if_broken();
        self.compacting.ended(&finished, (self.options.clock)());
        let told = match &finished {
            Ok(true) => Ok(()),
            // It comes to nothing and begins again.
            Ok(false) => return,
            Err(error) => Err(error),
        };
        if let Some(on_compaction) = &self.options.on_compaction {
            on_compaction(told);
        }
    }

    /// Calls off the compaction that is being written, if there is one.
    fn end_compaction(&mut self) {
        // Whoever writes runs anew, also an erasure in a thread of its own: what it writes will not be placed.
        self.committer.call_off_rewrite();
        if let Some(compaction) = self.compaction.take() {
            // What it has written is removed by it, or at the next start.
            let _ = compaction.end();
        }
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
