//! How a writer comes to know what is on disk.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use cairn_core::id::EventId;
use cairn_core::time::Time;

use super::Committer;
use crate::compaction::{CompactionSizes, Ticket};
use crate::data_directory::DataDirectory;
use crate::dedupe::RecentIds;
use crate::entry::EntryError;
use crate::erasure_book::ErasureBook;
use crate::error::StorageError;
use crate::files;
use crate::garbage::{self, Collected};
use crate::hand_over::hand_over;
use crate::ids::each_id;
use crate::live_state::{LiveSite, LiveState};
use crate::locks::WriterLock;
use crate::log::{Cut, Log, LogDamage, Salts};
use crate::manifest::{Manifest, Run};
use crate::paths::{RunsFolders, log_folder};
use crate::received_day::{DedupeWindow, ReceivedDay, WindowSince};
use crate::site_identity::SiteIdentity;
use crate::sizes::{ImportSizes, TailSizes};
use crate::tail::{Chunk, unusable};

/// What a start found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recovered {
    /// Log records that no run held yet.
    pub records: u64,
    /// Events in them.
    pub events: u64,
    /// The torn end of the log, if there was one: bytes of a batch that nobody was told of.
    pub cut: Option<Cut>,
    /// Records that can't be read any more.
    pub damage: Vec<LogDamage>,
}

impl Committer {
    pub(crate) fn open(
        place: &DataDirectory,
        salts: Salts,
    ) -> Result<(Self, Recovered), StorageError> {
        let (vfs, data) = (Arc::clone(&place.vfs), place.path.clone());
        files::create_folder(&*vfs, &data)?;
        let lock = WriterLock::take(&*vfs, &data)?;
        let manifest = Manifest::begin(&*vfs, &data)?;
        garbage::clear_staging(&*vfs, &data)?;
        let collected = garbage::collect(&*vfs, &data)?;
        let book = ErasureBook::read(&*vfs, &data, manifest.erasures)?;
        let mut state = LiveState::default();
        for (id, runs) in &manifest.sites {
            let site = LiveSite {
                identity: SiteIdentity::of_runs(&*vfs, &data, id, runs)?,
                totals: runs.totals,
                ..LiveSite::default()
            };
            state.sites.insert(id.clone(), site);
        }
        let mut recent = RecentIds::within(place.dedupe_window);
        let folder = log_folder(&data);
        let mut events = 0;
        // One thread reads and checks, one decodes, one adds up.
        let take = |(seq, chunks, ids): (u64, Vec<Chunk>, Vec<(EventId, Time)>)| {
            for (id, received_at) in ids {
                recent.note(id, ReceivedDay::of(received_at));
            }
            for chunk in chunks {
                events += chunk.counts.stored;
                state.push(seq, chunk);
            }
            Ok(())
        };
        let (log, recovery) = hand_over(take, |decoded| {
            let mut decode = |seq: u64, payload: Vec<u8>| {
                let mut ids = Vec::new();
                let chunks = Chunk::all_of(payload, &mut |id, at| ids.push((id, at)))
                    .map_err(|error: EntryError| unusable(&folder, seq, error))?;
                decoded.give((seq, chunks, ids))
            };
            let flushed = manifest.flushed;
            Log::open(Arc::clone(&vfs), &folder, flushed, salts, &mut decode)
        })?;
        state.tail.position = log.last_seq();
        let last_import = manifest.last_import;
        state.manifest = Arc::new(manifest);
        let recovered = Recovered {
            records: recovery.records,
            events,
            cut: recovery.cut,
            damage: recovery.damage,
        };
        let committer = Self {
            vfs,
            data,
            low_water: Arc::clone(&place.low_water),
            log,
            recent,
            has_recent: false,
            state: Arc::new(Mutex::new(state)),
            sizes: ImportSizes::default(),
            tail_sizes: TailSizes::default(),
            folders: BTreeSet::new(),
            last_import,
            is_flushing: false,
            compaction: CompactionSizes::default(),
            ticket: Ticket::default(),
            last_rewrite: 0,
            settled: None,
            unfolded: None,
            placements: Arc::default(),
            oldest: Arc::default(),
            book: Arc::new(book),
            has_leftovers: collected == Collected::Waits,
            broken_by: None,
            _lock: lock,
        };
        Ok((committer, recovered))
    }

    /// Loads the ids of all events of runs that arrived within the window in which events are stored once. From now on
    /// live events are held against it, which is put on record.
    pub fn load_recent(&mut self, now: Time) -> Result<(), StorageError> {
        let first_known = self.recent.first_known(now);
        let manifest = Arc::clone(&self.state().manifest);
        for (site, runs) in &manifest.sites {
            let folder = RunsFolders::of(&self.data, site);
            let reaches = |run: &&Run| ReceivedDay::of(run.last_received) >= first_known;
            for run in runs.runs.iter().filter(reaches) {
                each_id(&*self.vfs, &run.id_file(&folder), |entry| {
                    if entry.day >= first_known {
                        self.recent.note(entry.id, entry.day);
                    }
                })?;
            }
        }
        self.has_recent = true;
        let window = self.recent.window();
        let on_record = manifest.dedupe.map(|longer| longer.window);
        if window == on_record.unwrap_or_default() {
            return Ok(());
        }
        let is_longer = window > DedupeWindow::LEAST;
        let mut manifest = Manifest::clone(&manifest);
        manifest.dedupe = is_longer.then_some(WindowSince { window, since: now });
        self.commit_manifest(manifest, |_| {})
    }
}

#[cfg(test)]
mod tests;
