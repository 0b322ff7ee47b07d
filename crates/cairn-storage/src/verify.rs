//! Whether a data directory holds what it should: every file the manifest names, the log, the laws of counting.
//!
//! Nothing is changed, and a writer may go on meanwhile.

mod duplicates;
mod laws;
mod run;
mod unnamed;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use cairn_core::id::SiteId;

use crate::data_directory::DataDirectory;
use crate::dead_letter_file::{DeadLetterFile, read_dead_letters};
use crate::erasure_book::ErasureBook;
use crate::error::StorageError;
use crate::kept_links::{KeptLinks, KeptLinksFile};
use crate::log::{LogDamage, Recovery};
use crate::manifest::{FOLDER, Manifest, SiteRuns};
use crate::paths::{RunsFolders, dead_letters_folder, log_folder};
use crate::received_day::WindowSince;
use crate::seal::Seal;
use crate::stream::Stream;
use crate::tail::Tail;
use crate::vfs::Vfs;
use run::check_run;
pub(crate) use run::read_rows;

/// How closely is looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Length and hash of every file.
    Files,
    /// Also what is in them: every row is decoded.
    Contents,
}

/// What was looked at, and what is wrong with it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Verified {
    /// The manifest's sequence number, if the manifest could be read.
    pub manifest_sequence: Option<u64>,
    /// Records of the log that no run holds yet.
    pub log_records: u64,
    /// By site.
    pub sites: BTreeMap<SiteId, VerifiedSite>,
    /// What is wrong.
    pub faults: Vec<FileFault>,
    /// Files that are not Cairn's. They are left alone.
    pub foreign: Vec<PathBuf>,
    /// Files of Cairn's that no manifest names: left behind, and removed later.
    pub left_behind: u64,
}

/// What was looked at of a site.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct VerifiedSite {
    /// Runs.
    pub runs: u64,
    /// Events in them.
    pub events: u64,
    /// Events in the log that are in no run yet.
    pub events_in_log: u64,
    /// Dead letters.
    pub dead_letters: u64,
    /// Bytes of runs with all files beside them, and of dead letters.
    pub bytes: u64,
    /// Events that were quarantined earlier.
    pub quarantined_events: u64,
    /// Dead letters that were quarantined earlier.
    pub quarantined_dead_letters: u64,
}

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFault {
    /// The site it is of, if it is of one.
    pub site: Option<SiteId>,
    /// The file.
    pub file: PathBuf,
    /// What is wrong with it.
    pub fault: String,
    /// What can be done.
    pub way_out: WayOut,
    pub(crate) subject: Subject,
}

/// What can be done about a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WayOut {
    /// Its events are lost unless a backup has them; it can be set aside, and then the rest can be read.
    Quarantine,
    /// It can be made anew of the run it lies beside.
    Rebuild,
    /// Only a backup helps.
    Restore,
    /// A newer Cairn wrote it.
    Upgrade,
    /// The system does not let it be read.
    Permit,
    /// The numbers contradict each other: a bug, or somebody else's hand.
    Report,
}

/// What a fault is a fault of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    /// A file of the run of this number.
    Run(u64, Part),
    /// The file of dead letters of this number.
    Letters(u64),
    Other,
}

/// A file of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    Events,
    Ids,
    Facts,
    Directory,
    /// Made of the events: it may be missing.
    Sidecar,
}

impl WayOut {
    /// In words.
    pub fn told(self) -> &'static str {
        match self {
            Self::Quarantine => {
                "restore a backup, or stop the server and run `cairn verify --quarantine`: the file is set aside, what it held is missing on record, and the rest can be read"
            }
            Self::Rebuild => {
                "stop the server and run `cairn verify --quarantine`: the file is made anew of its run, nothing is lost"
            }
            Self::Restore => "restore a backup with `cairn restore`",
            Self::Upgrade => "use a newer cairn",
            Self::Permit => "see to the system's refusal, then verify again",
            Self::Report => "nothing is lost by it; please report it with this output",
        }
    }
}

impl Verified {
    /// Whether nothing is wrong.
    pub fn is_whole(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Looks at a data directory. Whoever calls this holds its files by a lock.
pub(crate) fn verify(place: &DataDirectory, depth: Depth) -> Result<Verified, StorageError> {
    let mut checking = Checking {
        vfs: &*place.vfs,
        data: &place.path,
        depth,
        verified: Verified::default(),
    };
    checking.all(place)?;
    Ok(checking.verified)
}

struct Checking<'a> {
    vfs: &'a dyn Vfs,
    data: &'a Path,
    depth: Depth,
    verified: Verified,
}

impl Checking<'_> {
    fn all(&mut self, place: &DataDirectory) -> Result<(), StorageError> {
        let (manifest, tail) = match place.read_whole_state() {
            Ok((manifest, tail, recovery)) => {
                self.log(&recovery);
                (manifest, Some(tail))
            }
            Err(error @ StorageError::Busy(_)) => return Err(error),
            Err(error) => match Manifest::load(self.vfs, self.data) {
                Ok(manifest) => {
                    self.add(None, &log_folder(self.data), error, Subject::Other);
                    (manifest.into(), None)
                }
                Err(error) => {
                    self.add(None, &self.data.join(FOLDER), error, Subject::Other);
                    return Ok(());
                }
            },
        };
        self.verified.manifest_sequence = Some(manifest.sequence);
        if let Some(file) = manifest.erasures
            && let Err(error) = ErasureBook::read(self.vfs, self.data, Some(file))
        {
            self.add(None, &file.path(self.data), error, Subject::Other);
        }
        for (site, runs) in &manifest.sites {
            self.site(site, runs, tail.as_ref(), manifest.dedupe)?;
        }
        if let Some(tail) = &tail {
            let known = |site: &&SiteId| manifest.sites.contains_key(*site);
            let in_tail: BTreeSet<&SiteId> = tail.chunks.iter().map(|chunk| &chunk.site).collect();
            for site in in_tail.into_iter().filter(|site| !known(site)) {
                self.site(site, &SiteRuns::default(), Some(tail), None)?;
            }
        }
        unnamed::find(self.vfs, self.data, &manifest, &mut self.verified)
    }

    fn log(&mut self, recovery: &Recovery) {
        self.verified.log_records = recovery.records;
        for damage in &recovery.damage {
            self.verified.faults.push(of_log(damage));
        }
    }

    fn site(
        &mut self,
        site: &SiteId,
        runs: &SiteRuns,
        tail: Option<&Tail>,
        dedupe: Option<WindowSince>,
    ) -> Result<(), StorageError> {
        let chunks = tail.into_iter().flat_map(|tail| &tail.chunks);
        let chunks = chunks.filter(|chunk| chunk.site == *site);
        let mut seen = VerifiedSite {
            runs: runs.runs.len() as u64,
            events: runs.runs.iter().map(|run| run.rows).sum(),
            events_in_log: chunks.map(|chunk| chunk.counts.stored).sum(),
            dead_letters: runs.dead_letters.iter().map(|file| file.count).sum(),
            quarantined_events: runs.quarantined.iter().map(|of| of.run.rows).sum(),
            quarantined_dead_letters: runs
                .quarantined_letters
                .iter()
                .map(|of| of.file.count)
                .sum(),
            bytes: 0,
        };
        let folder = RunsFolders::of(self.data, site);
        let mut rows_by_import = BTreeMap::new();
        let mut whole = Vec::new();
        for run in &runs.runs {
            let checked = check_run(self.vfs, &folder, run, self.depth);
            seen.bytes += checked.bytes;
            for (import, rows) in checked.rows_by_import {
                *rows_by_import.entry(import).or_default() += rows;
            }
            let mut is_whole = true;
            for (part, error) in checked.faults {
                // Without its sidecar a run is as whole as before.
                is_whole &= part == Part::Sidecar;
                let file = part.path(run, &folder);
                self.add(Some(site), &file, error, Subject::Run(run.number, part));
            }
            if is_whole {
                whole.push(run);
            }
        }
        if let Some(file) = runs.kept_links {
            let path = file.path(self.data, site);
            seen.bytes += file.seal.bytes;
            if let Err(error) = self.links(site, file) {
                self.add(Some(site), &path, error, Subject::Other);
            }
        }
        for file in &runs.dead_letters {
            let path = file.path(&dead_letters_folder(self.data, site));
            seen.bytes += file.bytes;
            if let Err(error) = self.letters(file, &path) {
                self.add(Some(site), &path, error, Subject::Letters(file.number));
            }
        }
        if self.depth == Depth::Contents {
            for fault in duplicates::find(self.vfs, &folder, &whole, dedupe)? {
                self.report(site, folder.stream(Stream::Events), fault);
            }
        }
        let manifest = self.data.join(FOLDER);
        if let Some(tail) = tail {
            for fault in laws::broken(site, runs, tail) {
                self.report(site, &manifest, fault);
            }
        }
        if self.depth == Depth::Contents && whole.len() == runs.runs.len() {
            for fault in laws::of_imports(runs, &rows_by_import) {
                self.report(site, &manifest, fault);
            }
        }
        self.verified.sites.insert(site.clone(), seen);
        Ok(())
    }

    fn links(&self, site: &SiteId, file: KeptLinksFile) -> Result<(), StorageError> {
        let path = file.path(self.data, site);
        let found = Seal::of_file(self.vfs, &path).map_err(StorageError::io(&path))?;
        if let Some(fault) = file.seal.fault(&found) {
            return Err(StorageError::damaged(&path, fault));
        }
        KeptLinks::read(self.vfs, self.data, site, Some(file)).map(drop)
    }

    fn letters(&self, file: &DeadLetterFile, path: &Path) -> Result<(), StorageError> {
        let found = Seal::of_file(self.vfs, path).map_err(StorageError::io(path))?;
        let written = Seal {
            bytes: file.bytes,
            hash: file.hash.unwrap_or(found.hash),
        };
        if let Some(fault) = written.fault(&found) {
            return Err(StorageError::damaged(path, fault));
        }
        if self.depth == Depth::Contents {
            let letters = read_dead_letters(self.vfs, path)?.len() as u64;
            if letters != file.count {
                let detail = format!("it holds {letters} dead letters and should {}", file.count);
                return Err(StorageError::damaged(path, detail));
            }
        }
        Ok(())
    }

    /// Numbers that contradict each other.
    fn report(&mut self, site: &SiteId, file: &Path, fault: String) {
        self.verified.faults.push(FileFault {
            site: Some(site.clone()),
            file: file.to_owned(),
            fault,
            way_out: WayOut::Report,
            subject: Subject::Other,
        });
    }

    fn add(&mut self, site: Option<&SiteId>, file: &Path, error: StorageError, subject: Subject) {
        let (file, fault, is_lost) = match error {
            StorageError::Damaged { file, detail } => (file, detail, true),
            StorageError::Io { file, source } if source.kind() == std::io::ErrorKind::NotFound => {
                (file, "it is missing".to_owned(), true)
            }
            StorageError::Io { file, source } => {
                // 5 is EIO: the device can't give it any more.
                let is_lost = source.raw_os_error() == Some(5);
                (file, format!("it can't be read: {source}"), is_lost)
            }
            StorageError::NewerFormat { .. } => {
                self.verified.faults.push(FileFault {
                    site: site.cloned(),
                    file: file.to_owned(),
                    fault: error.to_string(),
                    way_out: WayOut::Upgrade,
                    subject: Subject::Other,
                });
                return;
            }
            // Only to restore it again helps.
            other @ StorageError::HalfRestored(_) => (file.to_owned(), other.told(), true),
            other => (file.to_owned(), other.told(), false),
        };
        let way_out = match subject {
            _ if !is_lost => WayOut::Permit,
            Subject::Run(_, Part::Events) | Subject::Letters(_) => WayOut::Quarantine,
            Subject::Run(..) => WayOut::Rebuild,
            Subject::Other => WayOut::Restore,
        };
        self.verified.faults.push(FileFault {
            site: site.cloned(),
            file,
            fault,
            way_out,
            subject,
        });
    }
}

fn of_log(damage: &LogDamage) -> FileFault {
    let (bytes, offset) = (damage.bytes, damage.offset);
    FileFault {
        site: None,
        file: damage.segment.clone(),
        fault: format!("{bytes} bytes at {offset} are no record; {}", damage.loss()),
        way_out: WayOut::Restore,
        subject: Subject::Other,
    }
}
