//! Taking a backup while a writer may go on: runs never change, the log only grows, and the manifest says which is
//! which. What belongs together is read again until the manifest stood still meanwhile.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use cairn_core::id::{EventId, SiteId};
use cairn_core::time::Time;

use super::contents::{Contents, Stored};
use super::record::Record;
use super::{BackedUp, Backups};
use crate::data_directory::DataDirectory;
use crate::dead_letter_file::DeadLetterFile;
use crate::entry::EntryError;
use crate::error::StorageError;
use crate::files;
use crate::locks::ReaderLock;
use crate::log::Log;
use crate::manifest::{FOLDER, ImportState, Manifest, Run, SiteRuns};
use crate::paths::{RunsFolders, dead_letters_folder, log_folder};
use crate::seal::Seal;
use crate::tail::{Chunk, unusable};
use crate::vfs::Lock;

/// How often a state is read again because a writer has changed it meanwhile.
const TRIES: usize = 10;

/// A backup on its way: the events are copied, more files may be added, and it is there once it is finished.
pub struct Backup {
    backups: Backups,
    contents: Contents,
    record: Record,
    copied_bytes: u64,
    staging: PathBuf,
    _lock: Lock,
}

impl Backup {
    /// Copies the events of a data directory.
    pub(crate) fn begin(place: &DataDirectory, backups: &Backups) -> Result<Self, StorageError> {
        let lock = backups.open()?;
        let mut backup = Self {
            backups: backups.clone(),
            contents: backups.contents(),
            record: Record {
                number: 0,
                taken_at: Time::MIN,
                manifest_sequence: 0,
                log_position: 0,
                events: 0,
                files: BTreeMap::new(),
            },
            copied_bytes: 0,
            staging: backups.staging(),
            _lock: lock,
        };
        // From now on no file that a manifest names is removed.
        let readers = ReaderLock::share(&*place.vfs, &place.path)?;
        let manifest = backup.state(place)?;
        if let Some(book) = manifest.erasures {
            backup.copy(place, &book.path(&place.path), Some(book.seal))?;
        }
        for (site, runs) in &manifest.sites {
            backup.site(place, site, runs)?;
        }
        drop(readers);
        Ok(backup)
    }

    /// A folder for files that are made to be added.
    pub fn staging(&self) -> &Path {
        &self.staging
    }

    /// Adds a file that will lie at this path of the data directory.
    pub fn add(&mut self, name: &str, file: &Path) -> Result<(), StorageError> {
        let stored = self.contents.store(file, None)?;
        self.note(name.to_owned(), stored);
        Ok(())
    }

    /// Makes the backup be there. Of the earlier ones and it, the last `keep` stay.
    pub fn finish(mut self, now: Time, keep: Option<usize>) -> Result<BackedUp, StorageError> {
        let vfs = &*self.backups.vfs;
        let hashes = self.record.files.values().map(|seal| &seal.hash);
        self.contents.make_durable(hashes)?;
        let last = self.backups.paths()?.pop();
        self.record.number = last.map_or(0, |(number, _)| number) + 1;
        self.record.taken_at = now;
        self.record.write(vfs, &self.backups.records())?;
        let removed = self.backups.keep_last(keep)?;
        files::remove(vfs, &self.staging)?;
        Ok(BackedUp {
            backup: self.record.summary(),
            copied_bytes: self.copied_bytes,
            removed,
        })
    }

    /// Copies manifest and log's end of one moment.
    fn state(&mut self, place: &DataDirectory) -> Result<Manifest, StorageError> {
        for _ in 0..TRIES {
            self.record.files.clear();
            let manifest = Manifest::load(&*place.vfs, &place.path)?;
            let copied = self.manifest_and_log(place, &manifest);
            let now = Manifest::load(&*place.vfs, &place.path)?;
            if now.sequence == manifest.sequence {
                copied?;
                return Ok(manifest);
            }
        }
        Err(StorageError::Busy(place.path.clone()))
    }

    fn manifest_and_log(
        &mut self,
        place: &DataDirectory,
        manifest: &Manifest,
    ) -> Result<(), StorageError> {
        for name in ["current".to_owned(), manifest.file_name()] {
            let path = place.path.join(FOLDER).join(&name);
            match files::read_whole(&*place.vfs, &path) {
                Ok(text) => {
                    let stored = self.contents.store_bytes(&text)?;
                    self.note(format!("{FOLDER}/{name}"), stored);
                }
                // Nothing was ever committed.
                Err(error)
                    if error.kind() == std::io::ErrorKind::NotFound && manifest.sequence == 0 => {}
                Err(error) => return Err(StorageError::io(&path)(error)),
            }
        }
        let folder = log_folder(&place.path);
        let mut events: u64 = 0;
        let mut take = |seq: u64, record: Vec<u8>| {
            let chunks = Chunk::all_of(record, &mut |_: EventId, _: Time| {})
                .map_err(|error: EntryError| unusable(&folder, seq, error))?;
            events += chunks.iter().map(|chunk| chunk.counts.stored).sum::<u64>();
            Ok(())
        };
        let (ends, last_seq) = Log::ends(&*place.vfs, &folder, manifest.flushed, &mut take)?;
        for (segment, bytes) in ends {
            let stored = self.contents.store_first(&segment, bytes)?;
            let name = segment.file_name().unwrap_or_default();
            self.note(format!("log/{}", name.display()), stored);
        }
        self.record.manifest_sequence = manifest.sequence;
        self.record.log_position = last_seq.max(manifest.flushed);
        let runs = manifest.sites.values().flat_map(|site| &site.runs);
        self.record.events = events + runs.map(|run| run.rows).sum::<u64>();
        Ok(())
    }

    fn site(
        &mut self,
        place: &DataDirectory,
        site: &SiteId,
        runs: &SiteRuns,
    ) -> Result<(), StorageError> {
        let folder = RunsFolders::of(&place.path, site);
        for run in &runs.runs {
            for (path, seal) in files_of(run, &folder) {
                self.copy(place, &path, seal)?;
            }
        }
        if let Some(file) = runs.kept_links {
            self.copy(place, &file.path(&place.path, site), Some(file.seal))?;
        }
        let folder = dead_letters_folder(&place.path, site);
        for file in &runs.dead_letters {
            self.copy(place, &file.path(&folder), seal_of(file))?;
        }
        let live = runs.imports.iter();
        for import in live.filter(|import| import.state == ImportState::Live) {
            let path = place
                .path
                .join("rejects")
                .join(format!("{}.csv", import.id));
            match self.copy(place, &path, None) {
                // Nothing of it was rejected, or it was undone just now.
                Err(StorageError::Io { source, .. })
                    if source.kind() == std::io::ErrorKind::NotFound => {}
                copied => copied?,
            }
        }
        Ok(())
    }

    fn copy(
        &mut self,
        place: &DataDirectory,
        path: &Path,
        seal: Option<Seal>,
    ) -> Result<(), StorageError> {
        let stored = self.contents.store(path, seal)?;
        let within = path.strip_prefix(&place.path).unwrap_or(path);
        let parts = within.iter().map(|part| part.to_string_lossy());
        let name = parts.collect::<Vec<_>>().join("/");
        self.note(name, stored);
        Ok(())
    }

    fn note(&mut self, name: String, stored: Stored) {
        if stored.is_new {
            self.copied_bytes += stored.seal.bytes;
        }
        self.record.files.insert(name, stored.seal);
    }
}

/// A run's files with their seals, if they are known.
fn files_of(run: &Run, folder: &RunsFolders) -> Vec<(PathBuf, Option<Seal>)> {
    let seals = run.seals.as_ref();
    let mut files = vec![
        (run.events_path(folder), seals.map(|seals| seals.events)),
        (run.ids_path(folder), seals.map(|seals| seals.ids)),
    ];
    if run.has_facts {
        files.push((run.facts_path(folder), seals.map(|seals| seals.facts)));
    }
    if run.cell.is_some() {
        let seal = seals.and_then(|seals| seals.directory);
        files.push((run.directory_path(folder), seal));
    }
    files
}

fn seal_of(file: &DeadLetterFile) -> Option<Seal> {
    let bytes = file.bytes;
    file.hash.map(|hash| Seal { bytes, hash })
}
