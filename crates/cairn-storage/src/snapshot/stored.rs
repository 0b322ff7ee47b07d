//! What a snapshot holds, as plain numbers: files by their kind, what waits in the log, what was set aside.

use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::Path;

use cairn_core::id::SiteId;
use cairn_core::time::Time;

use super::Snapshot;
use crate::error::StorageError;
use crate::forecast::SiteArrivals;
use crate::garbage::entries;
use crate::manifest::{ImportState, Run};
use crate::paths::{RunsFolders, log_folder, quarantine_folder};
use crate::quarantine::Quarantined;
use crate::received_day::ReceivedDay;
use crate::run_days::RunDays;
use crate::vfs::Vfs;

/// What a data directory holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stored {
    /// By site.
    pub sites: BTreeMap<SiteId, StoredSite>,
    /// Bytes of the log's files. They hold more than what waits: what was flushed goes file by file.
    pub log_bytes: u64,
    /// Bytes of what could not be read of the log and was set aside.
    pub log_quarantine_bytes: u64,
}

/// What a site holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoredSite {
    /// Runs, compacted ones among them.
    pub runs: u64,
    /// Runs that compaction has written.
    pub compacted_runs: u64,
    /// Events in runs.
    pub events: u64,
    /// Bytes of the runs' files.
    pub bytes: RunBytes,
    /// Dead letters in files.
    pub dead_letters: u64,
    /// Bytes of these files.
    pub dead_letter_bytes: u64,
    /// Events that wait in the log.
    pub log_events: u64,
    /// Dead letters that wait in the log.
    pub log_dead_letters: u64,
    /// Bytes of both, without what the log writes around them.
    pub log_bytes: u64,
    /// What can't be read and was set aside.
    pub quarantined: Vec<Quarantined>,
    /// Bytes of the files that were set aside, as far as they were moved already.
    pub quarantine_bytes: u64,
    /// The first and last event times.
    pub time_span: Option<(Time, Time)>,
}

/// Bytes of runs by kind of file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RunBytes {
    /// The events themselves.
    pub events: u64,
    /// Which ids are stored already.
    pub ids: u64,
    /// Who is who.
    pub facts: u64,
    /// Beside compacted runs, whose rows are in them.
    pub persons: u64,
    /// Names and times, packed for questions.
    pub sidecars: u64,
}

impl RunBytes {
    /// All kinds together.
    pub fn total(&self) -> u64 {
        self.events + self.ids + self.facts + self.persons + self.sidecars
    }

    fn add(&mut self, more: Self) {
        self.events += more.events;
        self.ids += more.ids;
        self.facts += more.facts;
        self.persons += more.persons;
        self.sidecars += more.sidecars;
    }
}

impl StoredSite {
    /// Events in runs and in the log.
    pub fn all_events(&self) -> u64 {
        self.events + self.log_events
    }

    /// Bytes of everything of the site that can be read.
    pub fn all_bytes(&self) -> u64 {
        self.bytes.total() + self.dead_letter_bytes + self.log_bytes
    }
}

impl Snapshot {
    /// What it holds. Reads no events: the manifest knows nearly all of it.
    pub fn stored(&self) -> Result<Stored, StorageError> {
        let vfs = &*self.0.vfs;
        let log = log_folder(&self.0.data);
        let mut stored = Stored {
            log_bytes: bytes_in(vfs, &log, Depth::Folder)?,
            log_quarantine_bytes: bytes_in(vfs, &log.join("quarantine"), Depth::All)?,
            sites: BTreeMap::new(),
        };
        for site in self.all_sites() {
            let of_site = self.stored_of(&site)?;
            stored.sites.insert(site, of_site);
        }
        Ok(stored)
    }

    /// How many events came live on which day, and what they take. Reads the ids of the runs of the time that
    /// `days` does not know yet.
    pub fn arrivals(&self, days: &RunDays, now: Time) -> Result<Vec<SiteArrivals>, StorageError> {
        let first = SiteArrivals::first_day(now);
        let runs = self.0.manifest.sites.values().flat_map(|site| &site.runs);
        days.keep_only(&runs.map(|run| run.number).collect());
        let sites = self.all_sites().into_iter();
        sites
            .map(|site| self.arrivals_at(&site, days, first))
            .collect()
    }

    fn arrivals_at(
        &self,
        site: &SiteId,
        days: &RunDays,
        first: ReceivedDay,
    ) -> Result<SiteArrivals, StorageError> {
        let mut arrivals = SiteArrivals::default();
        let folder = RunsFolders::of(&self.0.data, site);
        for run in self.runs(site).into_iter().flat_map(|site| &site.runs) {
            arrivals.events += run.rows;
            arrivals.bytes += run_bytes(&*self.0.vfs, &folder, run)?.total();
            let last = ReceivedDay::of(run.last_received);
            if run.live_rows() == 0 {
                continue;
            }
            if last < first {
                arrivals.note_live(last, 0);
                continue;
            }
            for (day, events) in &*days.of(&*self.0.vfs, &folder, run)? {
                arrivals.note_live(*day, *events);
            }
        }
        for chunk in self.chunks(site) {
            arrivals.events += chunk.counts.stored;
            arrivals.bytes += chunk.payload().len() as u64;
            arrivals.note_live(ReceivedDay::of(chunk.received_at), chunk.counts.stored);
        }
        let imports = self.imports(site).iter();
        for import in imports.filter(|import| import.state == ImportState::Live) {
            arrivals.note_import(ReceivedDay::of(import.received_at), import.tally.stored);
        }
        Ok(arrivals)
    }

    fn all_sites(&self) -> BTreeSet<SiteId> {
        let in_runs = self.0.manifest.sites.keys();
        let in_log = self.0.tail.chunks.iter().map(|chunk| &chunk.site);
        in_runs.chain(in_log).cloned().collect()
    }

    fn stored_of(&self, site: &SiteId) -> Result<StoredSite, StorageError> {
        let vfs = &*self.0.vfs;
        let mut stored = StoredSite {
            time_span: self.time_span(site)?,
            quarantined: self.quarantined(site),
            quarantine_bytes: bytes_in(vfs, &quarantine_folder(&self.0.data, site), Depth::All)?,
            ..StoredSite::default()
        };
        if let Some(of_site) = self.runs(site) {
            let folder = RunsFolders::of(&self.0.data, site);
            for run in &of_site.runs {
                stored.runs += 1;
                stored.compacted_runs += u64::from(run.cell.is_some());
                stored.events += run.rows;
                stored.bytes.add(run_bytes(vfs, &folder, run)?);
            }
            stored.bytes.facts += of_site.kept_links.map_or(0, |file| file.seal.bytes);
            for file in &of_site.dead_letters {
                stored.dead_letters += file.count;
                stored.dead_letter_bytes += file.bytes;
            }
        }
        for chunk in self.chunks(site) {
            stored.log_events += chunk.counts.stored;
            stored.log_dead_letters += chunk.counts.dead_lettered;
            stored.log_bytes += chunk.payload().len() as u64;
        }
        Ok(stored)
    }
}

/// The sizes of a run's files. The manifest knows all but the sidecar's, unless an earlier version wrote the run.
fn run_bytes(vfs: &dyn Vfs, folder: &RunsFolders, run: &Run) -> Result<RunBytes, StorageError> {
    let sidecars = bytes_of(vfs, &run.sidecar_path(folder))?;
    if let Some(seals) = &run.seals {
        return Ok(RunBytes {
            events: seals.events.bytes,
            ids: seals.ids.bytes,
            facts: seals.facts.bytes,
            persons: seals.directory.map_or(0, |seal| seal.bytes),
            sidecars,
        });
    }
    let facts = match run.has_facts {
        true => bytes_of(vfs, &run.facts_path(folder))?,
        false => 0,
    };
    Ok(RunBytes {
        events: run.bytes,
        ids: bytes_of(vfs, &run.ids_path(folder))?,
        facts,
        persons: 0,
        sidecars,
    })
}

/// Whether folders in a folder count too.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    Folder,
    All,
}

/// The sizes of the files in a folder, which need not be there.
fn bytes_in(vfs: &dyn Vfs, folder: &Path, depth: Depth) -> Result<u64, StorageError> {
    let mut bytes = 0;
    for entry in entries(vfs, folder)? {
        bytes += match (entry.is_folder, depth) {
            (false, _) => bytes_of(vfs, &entry.path)?,
            (true, Depth::All) => bytes_in(vfs, &entry.path, depth)?,
            (true, Depth::Folder) => 0,
        };
    }
    Ok(bytes)
}

/// The size of a file; of one that has gone meanwhile, nothing.
fn bytes_of(vfs: &dyn Vfs, path: &Path) -> Result<u64, StorageError> {
    match vfs.open(path).and_then(|file| file.len()) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(0),
        bytes => bytes.map_err(StorageError::io(path)),
    }
}
