//! Imports of uploads and of the demo shop: how far each is, kept in memory until the server ends.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cairn_api::{ApiError, Code, ImportJobWire, ImportReportWire};
use cairn_core::id::SiteId;
use cairn_core::time::{MICROS_PER_SECOND, Time};

use crate::errors::Failure;
use crate::import_file::Watch;

/// Jobs of a site that are remembered.
const REMEMBERED: usize = 20;

/// The jobs since the server started.
#[derive(Debug, Default)]
pub(crate) struct ImportJobs {
    last: AtomicU64,
    jobs: Mutex<VecDeque<Arc<ImportJob>>>,
}

/// One import of an upload or of the demo shop.
#[derive(Debug)]
pub(crate) struct ImportJob {
    number: u64,
    site: SiteId,
    name: String,
    started_at: Time,
    rows: AtomicU64,
    is_cancelled: AtomicBool,
    progress: Mutex<Progress>,
}

#[derive(Debug)]
struct Progress {
    stage: Stage,
    bytes: u64,
    bytes_read: Arc<AtomicU64>,
    ended_at: Option<Time>,
}

#[derive(Debug, Clone)]
enum Stage {
    Reading,
    Resolving,
    Committing,
    Done(Box<ImportReportWire>),
    Failed(ApiError),
}

/// Watches for a job.
pub(crate) struct Watching(pub(crate) Arc<ImportJob>);

impl ImportJobs {
    /// Notes an import that begins; `bytes` is 0 if its file is yet to be made.
    pub(crate) fn begin(&self, site: &SiteId, name: &str, bytes: u64, now: Time) -> Arc<ImportJob> {
        let job = Arc::new(ImportJob {
            number: 1 + self.last.fetch_add(1, Ordering::Relaxed),
            site: site.clone(),
            name: name.to_owned(),
            started_at: now,
            rows: AtomicU64::new(0),
            is_cancelled: AtomicBool::new(false),
            progress: Mutex::new(Progress {
                stage: Stage::Reading,
                bytes,
                bytes_read: Arc::default(),
                ended_at: None,
            }),
        });
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.push_front(Arc::clone(&job));
        let mut of_site = 0;
        jobs.retain(|job| {
            of_site += usize::from(job.site == *site);
            job.site != *site || of_site <= REMEMBERED
        });
        job
    }

    /// The jobs of a site, newest first.
    pub(crate) fn of(&self, site: &SiteId) -> Vec<Arc<ImportJob>> {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.iter()
            .filter(|job| job.site == *site)
            .cloned()
            .collect()
    }

    /// A job of a site that must be there.
    pub(crate) fn find(&self, site: &SiteId, id: &str) -> Result<Arc<ImportJob>, Failure> {
        let found = self.of(site).into_iter().find(|job| job.id() == id);
        found.ok_or_else(|| {
            Failure::new(Code::NotFound, format!("there is no import job `{id}`"))
                .hint("jobs are forgotten when the server starts anew; `…/imports` lists what was imported")
        })
    }
}

impl ImportJob {
    /// Its id.
    pub(crate) fn id(&self) -> String {
        format!("job-{}", self.number)
    }

    /// How it ended.
    pub(crate) fn end(&self, ended: Result<ImportReportWire, ApiError>, now: Time) {
        let mut progress = self.locked();
        progress.ended_at = Some(now);
        progress.stage = match ended {
            Ok(report) => Stage::Done(Box::new(report)),
            Err(error) => Stage::Failed(error),
        };
    }

    /// Begins to make it true; false if it was cancelled.
    pub(crate) fn commits(&self) -> bool {
        let mut progress = self.locked();
        if self.is_cancelled.load(Ordering::Relaxed) {
            return false;
        }
        progress.stage = Stage::Committing;
        true
    }

    /// Cancels it, unless it is past that.
    pub(crate) fn cancel(&self) -> Result<(), Failure> {
        let progress = self.locked();
        let message = match &progress.stage {
            Stage::Reading | Stage::Resolving => {
                self.is_cancelled.store(true, Ordering::Relaxed);
                return Ok(());
            }
            Stage::Committing => "the import is being committed",
            Stage::Done(_) => "the import is done",
            Stage::Failed(_) => "the import has failed already, and nothing of it is stored",
        };
        Err(Failure::new(Code::Conflict, message)
            .hint("an import that is done is taken back with `DELETE …/imports/{import}`"))
    }

    /// As the API shows it.
    pub(crate) fn to_wire(&self, now: Time) -> ImportJobWire {
        let progress = self.locked();
        let (state, report, error) = match &progress.stage {
            Stage::Reading => ("reading", None, None),
            Stage::Resolving => ("resolving", None, None),
            Stage::Committing => ("committing", None, None),
            Stage::Done(report) => ("done", Some(ImportReportWire::clone(report)), None),
            Stage::Failed(error) => ("failed", None, Some(error.clone())),
        };
        let micros = progress
            .ended_at
            .unwrap_or(now)
            .since(self.started_at)
            .micros();
        ImportJobWire {
            job: self.id(),
            name: self.name.clone(),
            state: state.to_owned(),
            rows: self.rows.load(Ordering::Relaxed),
            bytes: progress.bytes,
            bytes_read: progress
                .bytes_read
                .load(Ordering::Relaxed)
                .min(progress.bytes),
            started_at: self.started_at.to_string(),
            seconds: micros as f64 / MICROS_PER_SECOND as f64,
            report,
            error,
        }
    }

    fn locked(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Watch for Watching {
    fn begin(&mut self, bytes: Option<u64>, read: Arc<AtomicU64>) {
        let mut progress = self.0.locked();
        progress.bytes = bytes.unwrap_or(progress.bytes);
        progress.bytes_read = read;
    }

    fn row(&mut self) {
        self.0.rows.fetch_add(1, Ordering::Relaxed);
    }

    fn stage(&mut self, _: &'static str) {
        self.0.locked().stage = Stage::Resolving;
    }

    fn end(&mut self) {}

    fn is_cancelled(&self) -> bool {
        self.0.is_cancelled.load(Ordering::Relaxed)
    }
}
