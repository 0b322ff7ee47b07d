//! The manifest: which runs are live, which imports they came from. One commit replaces the whole.

mod disk;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use cairn_core::id::{ImportId, SiteId};
use cairn_core::time::Time;

use crate::cell::Cell;
use crate::dead_letter_file::{DeadLetterFile, QuarantinedLetters};
use crate::erasure_book::{BookFile, Erasures};
use crate::error::StorageError;
use crate::files;
use crate::ids::Origin;
use crate::kept_links::KeptLinksFile;
use crate::paths::RunsFolders;
use crate::received_day::{ReceivedDay, WindowSince};
use crate::removed::Removed;
use crate::seal::RunSeals;
use crate::stream::Stream;
use crate::totals::Totals;
use crate::vfs::Vfs;

/// The name of a data directory's folder of manifests.
pub(crate) const FOLDER: &str = "manifest";
/// The name of what says that a data directory is being made of a backup.
pub(crate) const RESTORING: &str = "restore-unfinished";

/// An immutable state of a data directory's events.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Manifest {
    /// How many commits led here.
    pub(crate) sequence: u64,
    /// The number of the last import.
    pub(crate) last_import: u64,
    /// The number of the last run file.
    pub(crate) last_run: u64,
    /// The number of the last file of dead letters.
    pub(crate) last_dead_letters: u64,
    /// Sequence number of the last log record that runs hold.
    pub(crate) flushed: u64,
    /// How long a live event is stored once, if that is longer than the least.
    pub(crate) dedupe: Option<WindowSince>,
    /// Who was erased, if anybody was.
    pub(crate) erasures: Option<BookFile>,
    /// By site.
    pub(crate) sites: BTreeMap<SiteId, SiteRuns>,
}

/// The runs and imports of a site.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct SiteRuns {
    /// In the order of their making.
    pub(crate) runs: Vec<Run>,
    /// In the order of their commits; undone ones stay on record.
    pub(crate) imports: Vec<ImportRecord>,
    /// In the order of their making.
    pub(crate) dead_letters: Vec<DeadLetterFile>,
    /// What became of live messages, as far as they are flushed.
    pub(crate) totals: Totals,
    /// What of the stored live events was taken out since.
    pub(crate) removed: Removed,
    /// Dead letters that went because they named somebody who was erased.
    pub(crate) erased_letters: u64,
    /// How often an id came to lead to another person, by what is in runs.
    pub(crate) identity_epoch: u64,
    /// Runs that can't be read.
    pub(crate) quarantined: Vec<QuarantinedRun>,
    /// Files of dead letters that can't be read.
    pub(crate) quarantined_letters: Vec<QuarantinedLetters>,
    /// Whose entities are by events that have expired, once some have.
    pub(crate) kept_links: Option<KeptLinksFile>,
}

/// One run file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Run {
    /// Its number; file names derive from it.
    pub(crate) number: u64,
    /// What it holds.
    pub(crate) stream: Stream,
    /// Where it lies if it was compacted; else it holds what one flush or import wrote.
    pub(crate) cell: Option<Cell>,
    /// The number of the first run that was written of the same month together with it.
    pub(crate) group: u64,
    pub(crate) rows: u64,
    /// How many of its rows each import brought; the others came live.
    pub(crate) imports: BTreeMap<ImportId, u64>,
    /// How many ids have rows in it, if it was compacted.
    pub(crate) ids: u64,
    pub(crate) bytes: u64,
    pub(crate) first_time: Time,
    pub(crate) last_time: Time,
    /// When the last of its events arrived.
    pub(crate) last_received: Time,
    /// Whether a file of identity facts lies beside it.
    pub(crate) has_facts: bool,
    /// What was written; absent where an earlier version wrote it.
    pub(crate) seals: Option<RunSeals>,
}

/// A run that can't be read: it is in no answer any more, and on record.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct QuarantinedRun {
    pub(crate) run: Run,
    pub(crate) at: Time,
    /// What was wrong with it.
    pub(crate) fault: String,
}

/// What became of the rows of a file: read = stored + duplicates + rejected + suppressed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows in the file.
    pub read: u64,
    /// Rows stored as events.
    pub stored: u64,
    /// Rows whose event was stored already, before or by this file.
    pub duplicates: u64,
    /// Rows that are no event.
    pub rejected: u64,
    /// Rows of persons who were erased before.
    pub suppressed: u64,
}

impl Tally {
    /// Whether every row that was read is accounted for.
    pub fn is_conserved(&self) -> bool {
        self.read == self.stored + self.duplicates + self.rejected + self.suppressed
    }
}

/// Whether an import's events are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportState {
    /// They are.
    Live,
    /// They were taken back at this time.
    Undone(Time),
}

/// What is on record about an import.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportRecord {
    /// Its id.
    pub id: ImportId,
    /// The file it read.
    pub source: String,
    /// When it was made; the `received_at` of its events.
    pub received_at: Time,
    /// What became of its rows.
    pub tally: Tally,
    /// How many of its rows were left out because an earlier import had stored them, by that import.
    pub duplicates_of: BTreeMap<ImportId, u64>,
    /// What of its stored events was taken out since.
    pub removed: Removed,
    /// Whether its events are there.
    pub state: ImportState,
}

impl Run {
    /// Where the run's events are, in the folder of its site's runs.
    pub(crate) fn events_path(&self, folder: &RunsFolders) -> PathBuf {
        self.path(folder, "parquet")
    }

    /// Where the run's sorted event ids are.
    pub(crate) fn ids_path(&self, folder: &RunsFolders) -> PathBuf {
        self.path(folder, "ids")
    }

    /// Where the run's identity facts are.
    pub(crate) fn facts_path(&self, folder: &RunsFolders) -> PathBuf {
        self.path(folder, "facts")
    }

    /// Where it is written which ids have rows in it and where these lie, if it was compacted.
    pub(crate) fn directory_path(&self, folder: &RunsFolders) -> PathBuf {
        self.path(folder, "persons")
    }

    /// Where its sidecar is, if it has one.
    pub(crate) fn sidecar_path(&self, folder: &RunsFolders) -> PathBuf {
        self.path(folder, "sidecar")
    }

    /// Where all of its files are that it can't be without.
    pub(crate) fn paths(&self, folder: &RunsFolders) -> Vec<PathBuf> {
        let mut paths = vec![self.events_path(folder), self.ids_path(folder)];
        if self.has_facts {
            paths.push(self.facts_path(folder));
        }
        if self.cell.is_some() {
            paths.push(self.directory_path(folder));
        }
        paths
    }

    /// The run's id file with what one of format 1 does not say.
    pub(crate) fn id_file(&self, folder: &RunsFolders) -> (PathBuf, Origin) {
        let origin = Origin {
            import: self.imports.keys().next().copied(),
            day: ReceivedDay::of(self.last_received),
        };
        (self.ids_path(folder), origin)
    }

    /// How many of its rows came live.
    pub(crate) fn live_rows(&self) -> u64 {
        self.rows - self.imports.values().sum::<u64>().min(self.rows)
    }

    fn path(&self, folder: &RunsFolders, extension: &str) -> PathBuf {
        let name = format!("run-{:08}.{extension}", self.number);
        let folder = folder.stream(self.stream);
        match self.cell {
            Some(cell) => cell.folder(folder).join(name),
            None => folder.join(name),
        }
    }
}

impl SiteRuns {
    /// The runs of a stream, in the order of their making.
    pub(crate) fn of_stream(&self, stream: Stream) -> impl Iterator<Item = &Run> {
        let runs = self.runs.iter();
        runs.filter(move |run| run.stream == stream)
    }

    /// Counts what was taken out of stored events, by the import that had brought them.
    pub(crate) fn note_removed(&mut self, removed: &BTreeMap<Option<ImportId>, Removed>) {
        for (import, removed) in removed {
            let of_import = import.and_then(|id| {
                let mut imports = self.imports.iter_mut();
                imports.find(|record| record.id == id)
            });
            match of_import {
                Some(record) => record.removed.add(*removed),
                None => self.removed.add(*removed),
            }
        }
    }

    /// What was erased of the site.
    pub(crate) fn erased(&self) -> Erasures {
        let of_imports = self.imports.iter().map(|import| import.removed.erased);
        Erasures {
            events: self.removed.erased + of_imports.sum::<u64>(),
            dead_letters: self.erased_letters,
        }
    }
}

impl DeadLetterFile {
    /// Where the letters are.
    pub(crate) fn path(&self, folder: &Path) -> PathBuf {
        folder.join(format!("letters-{:08}.ndjson", self.number))
    }
}

impl Manifest {
    /// The current manifest of a data directory; the empty one if nothing was ever committed.
    pub(crate) fn load(vfs: &dyn Vfs, data: &Path) -> Result<Self, StorageError> {
        let folder = data.join(FOLDER);
        let pointer_path = folder.join("current");
        let pointer_text = match files::read_whole(vfs, &pointer_path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Self::before_first_commit(vfs, data, &pointer_path);
            }
            Err(error) => return Err(StorageError::io(&pointer_path)(error)),
        };
        let pointer = disk::decode_pointer(&pointer_path, &pointer_text)?;
        let path = folder.join(disk::manifest_name(pointer.sequence));
        let text = files::read_whole(vfs, &path).map_err(StorageError::io(&path))?;
        if blake3::hash(&text).to_hex().as_str() != pointer.blake3 {
            return Err(StorageError::damaged(
                &path,
                "its content is not what was committed",
            ));
        }
        disk::decode_manifest(&path, &text, &pointer)
    }

    /// Nothing was ever committed, unless there are manifests: then the pointer was lost, and to go on would
    /// take every run for garbage.
    fn before_first_commit(
        vfs: &dyn Vfs,
        data: &Path,
        pointer: &Path,
    ) -> Result<Self, StorageError> {
        let restoring = data.join(RESTORING);
        let is_restoring = vfs.kind(&restoring).map_err(StorageError::io(&restoring))?;
        if is_restoring.is_some() {
            return Err(StorageError::HalfRestored(data.to_owned()));
        }
        let was_committed = vfs.list(&data.join(FOLDER)).is_ok_and(|entries| {
            let mut names = entries.iter().filter_map(|entry| entry.path.file_name());
            names.any(disk::is_committed)
        });
        if was_committed {
            let detail = "it is missing although imports were committed";
            return Err(StorageError::damaged(pointer, detail));
        }
        Ok(Self::default())
    }

    /// The current manifest, for a writer. In a fresh data directory its pointer is written, so that from the
    /// first import on there always is one.
    ///
    /// A pointer that is there is written anew: whoever wrote it may have died before it was durable, and events
    /// are about to be answered as duplicates of what it leads to.
    pub(crate) fn begin(vfs: &dyn Vfs, data: &Path) -> Result<Self, StorageError> {
        let manifest = Self::load(vfs, data)?;
        let pointer = data.join(FOLDER).join("current");
        match files::read_whole(vfs, &pointer) {
            Ok(text) => files::write_whole(vfs, &pointer, &text)?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                manifest.commit(vfs, data)?;
            }
            Err(error) => return Err(StorageError::io(&pointer)(error)),
        }
        Ok(manifest)
    }

    /// Makes this manifest, whose sequence must be the current one's plus one, the current one.
    pub(crate) fn commit(&self, vfs: &dyn Vfs, data: &Path) -> Result<(), StorageError> {
        let folder = data.join(FOLDER);
        files::create_folder(vfs, &folder)?;
        let text = disk::encode_manifest(self);
        files::write_whole(vfs, &folder.join(disk::manifest_name(self.sequence)), &text)?;
        let hash = blake3::hash(&text).to_hex().to_string();
        files::write_whole(
            vfs,
            &folder.join("current"),
            &disk::encode_pointer(self.sequence, &hash),
        )
    }

    /// The name of its file.
    pub(crate) fn file_name(&self) -> String {
        disk::manifest_name(self.sequence)
    }

    /// Whether a file of the manifest folder is of use no more: all but the current and the one before.
    pub(crate) fn is_outdated(&self, file_name: &str) -> bool {
        disk::sequence_of(file_name).is_some_and(|sequence| sequence + 1 < self.sequence)
    }
}

#[cfg(test)]
mod tests;
