//! What every handler works with.

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use cairn_api::Code;
use cairn_core::id::SiteId;
use cairn_core::time::Time;
use cairn_engine::Definitions;
use cairn_meta::{MetaError, MetaStore, SavedId, SavedRecord, SiteDefinitions, SiteRecord};
use cairn_storage::{LogDamage, Quarantined, RunDays};
use tokio::sync::{Mutex, Notify, OwnedMutexGuard, Semaphore};

use crate::config::Config;
use crate::disk_room::DiskRoom;
use crate::errors::Failure;
use crate::events::Events;
use crate::import_jobs::ImportJobs;
use crate::key_index::KeyIndex;
use crate::known_properties::KnownProperties;
use crate::limits::{InFlight, Limits};
use crate::metrics::Metrics;
use crate::public_address::{PublicAddress, PublicAddressError};
use crate::rate::KeyedRate;
use crate::uploads::Uploads;

/// The one clock, read by the binary.
pub type ClockFn = Box<dyn Fn() -> Time + Send + Sync>;

/// The turn of an import; given back when it is dropped.
pub(crate) type ImportTurn = OwnedMutexGuard<()>;

/// What an [`App`] is made of.
pub struct AppParts {
    /// The data directory.
    pub data: PathBuf,
    /// Its metadata.
    pub meta: MetaStore,
    /// Its events.
    pub events: Events,
    /// What of the log could not be read at the start.
    pub damage: Vec<LogDamage>,
    /// What can't be read and was set aside before the start.
    pub quarantined: Vec<(SiteId, Quarantined)>,
    /// The settings.
    pub config: Config,
    /// The counters, which the writer was given before.
    pub metrics: Metrics,
    /// The clock.
    pub clock: ClockFn,
    /// How many threads compute one answer.
    pub threads: usize,
}

/// Why an [`App`] could not be made.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The metadata can't be read.
    #[error(transparent)]
    Meta(#[from] MetaError),
    /// The public address is none.
    #[error(transparent)]
    PublicUrl(#[from] PublicAddressError),
}

/// The state that all requests share.
#[derive(Clone)]
pub struct App(Arc<State>);

/// See [`App`].
pub struct State {
    pub(crate) data: PathBuf,
    pub(crate) meta: MetaStore,
    pub(crate) events: Events,
    pub(crate) keys: KeyIndex,
    pub(crate) limits: Limits,
    pub(crate) in_flight: Arc<InFlight>,
    pub(crate) metrics: Metrics,
    pub(crate) public_address: Option<PublicAddress>,
    pub(crate) request_rate: Option<KeyedRate>,
    pub(crate) unreadable_rate: KeyedRate,
    /// Questions computed at once.
    pub(crate) asking: Arc<Semaphore>,
    /// Large bodies decoded at once.
    pub(crate) decoding: Arc<Semaphore>,
    /// Held by the import that is running, of which there is one at a time, and while what imports read with changes.
    pub(crate) importing: Arc<Mutex<()>>,
    /// Files that were sent to be imported.
    pub(crate) uploads: Uploads,
    /// How far their imports are.
    pub(crate) jobs: ImportJobs,
    /// Properties that were counted lately.
    pub(crate) properties: KnownProperties,
    /// On which days events of runs arrived, as far as somebody asked.
    pub(crate) run_days: RunDays,
    /// Held by a change of keys until it counts.
    changing_keys: Mutex<()>,
    /// What of the log could not be read at the start.
    pub(crate) damage: Vec<LogDamage>,
    /// What can't be read and was set aside before the start.
    pub(crate) quarantined: Vec<(SiteId, Quarantined)>,
    /// Where browsers on this machine reach the server, set when it listens.
    pub(crate) local_origin: OnceLock<String>,
    pub(crate) threads: usize,
    /// Told when the log can't be trusted any more.
    pub(crate) poisoned: Notify,
    /// The API document, set by whoever makes the routes.
    pub(crate) openapi: OnceLock<Bytes>,
    clock: ClockFn,
    is_draining: AtomicBool,
}

impl App {
    /// Reads the live keys and makes the state.
    pub async fn open(parts: AppParts) -> Result<Self, AppError> {
        let limits = parts.config.limits.clone();
        let keys = KeyIndex::default();
        let metrics = parts.metrics;
        keys.refresh(&parts.meta, &metrics).await?;
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self(Arc::new(State {
            public_address: parts.config.public_address()?,
            data: parts.data,
            meta: parts.meta,
            events: parts.events,
            keys,
            in_flight: InFlight::new(limits.in_flight_bytes),
            metrics,
            request_rate: limits.requests_per_second.map(KeyedRate::per_second),
            unreadable_rate: KeyedRate::per_minute(limits.unreadable_per_minute),
            asking: Arc::new(Semaphore::new(limits.questions.max(1))),
            decoding: Arc::new(Semaphore::new(cores)),
            importing: Arc::default(),
            uploads: Uploads::new(limits.upload_reserve_bytes, Box::new(DiskRoom::of)),
            jobs: ImportJobs::default(),
            properties: KnownProperties::default(),
            run_days: RunDays::default(),
            changing_keys: Mutex::default(),
            damage: parts.damage,
            quarantined: parts.quarantined,
            local_origin: OnceLock::new(),
            threads: parts.threads,
            poisoned: Notify::new(),
            openapi: OnceLock::new(),
            clock: parts.clock,
            is_draining: AtomicBool::new(false),
            limits,
        })))
    }

    /// The present moment.
    pub(crate) fn now(&self) -> Time {
        (self.clock)()
    }

    /// From now on the server is not ready: it stops.
    pub(crate) fn drain(&self) {
        self.is_draining.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_draining(&self) -> bool {
        self.is_draining.load(Ordering::Relaxed)
    }

    /// Makes a change of keys, or of what they know of their site, and makes it count at once. A client that hangs up meanwhile can't part the
    /// two, and of two changes the later one's list is the one that stays.
    pub(crate) async fn change_keys<T: Send + 'static, E: Into<Failure>>(
        &self,
        change: impl Future<Output = Result<T, E>> + Send + 'static,
    ) -> Result<T, Failure> {
        let app = self.clone();
        let changing = tokio::spawn(async move {
            let _turn = app.changing_keys.lock().await;
            let done = change.await.map_err(Into::into)?;
            app.keys.refresh(&app.meta, &app.metrics).await?;
            Ok::<T, Failure>(done)
        });
        changing.await?
    }

    /// The turn of an import, of which there is one at a time.
    pub(crate) fn import_turn(&self) -> Result<ImportTurn, Failure> {
        Arc::clone(&self.importing).try_lock_owned().map_err(|_| {
            Failure::new(Code::Conflict, "another import is running").hint(
                "one file is imported at a time: wait until it has finished; events are collected meanwhile",
            )
        })
    }

    /// A site with its goals.
    pub(crate) async fn definitions(&self, id: &SiteId) -> Result<Definitions, Failure> {
        let SiteDefinitions {
            record: SiteRecord {
                site, north_star, ..
            },
            goals: versions,
            populations: records,
            revision,
        } = self.meta.definitions(id).await?;
        let mut goals = std::collections::BTreeMap::new();
        for version in versions {
            let (_, goal) = cairn_api::parse_goal(&version.document, &site.timezone)?;
            goals.insert(version.id, goal);
        }
        let mut populations = std::collections::BTreeMap::new();
        for SavedRecord { id, document, .. } in records {
            if let SavedId::Population(id) = id {
                let (_, population) = cairn_api::parse_population(&document, &site.timezone)?;
                populations.insert(id, population);
            }
        }
        Ok(Definitions {
            site,
            goals,
            populations,
            north_star,
            revision,
        })
    }
}

impl Deref for App {
    type Target = State;

    fn deref(&self) -> &State {
        &self.0
    }
}

/// Without what it holds: among it are keys.
impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App")
            .field("data", &self.data)
            .finish_non_exhaustive()
    }
}
