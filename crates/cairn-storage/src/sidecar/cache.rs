//! What was read of sidecars, kept within a bound of bytes; and which of them turned out to be damaged.

use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::codes::Codes;
use super::column::Words;
use super::file::SidecarFile;
use super::segment::Segment;
use crate::error::StorageError;
use crate::seal::Seal;
use crate::vfs::Vfs;

/// How many bytes are kept unless told otherwise.
const KEPT_BYTES: u64 = 512 << 20;

/// About as many bytes has a segment.
const SEGMENT_BYTES: u64 = 600 << 10;

/// What was read of sidecars. All who read a data directory in one process share one.
pub(crate) struct Sidecars {
    files: Mutex<Files>,
    kept: Cache<(u64, Piece), Kept, ByBytes>,
}

/// What may be read of a sidecar by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Piece {
    Segment(usize),
    /// The values of a column.
    Words(usize),
    /// A column's codes of a block of rows.
    Codes(usize, usize),
}

/// A piece that was read.
#[derive(Clone)]
enum Kept {
    Segment(Arc<Segment>),
    Words(Arc<Words>),
    Codes(Option<Arc<Codes>>),
}

#[derive(Default)]
struct Files {
    opened: BTreeMap<PathBuf, Arc<Opened>>,
    count: u64,
    /// Those that turned out to be damaged.
    faulty: BTreeSet<PathBuf>,
}

impl Files {
    /// What is known of the sidecar of a run: that it is open, or that it is damaged.
    fn known(&self, path: &Path, run: &Seal) -> Option<Option<Arc<Opened>>> {
        if self.faulty.contains(path) {
            return Some(None);
        }
        let opened = self.opened.get(path).filter(|opened| opened.run == *run)?;
        Some(Some(Arc::clone(opened)))
    }
}

/// An open sidecar.
pub(crate) struct Opened {
    pub(super) file: SidecarFile,
    number: u64,
    run: Seal,
}

#[derive(Clone)]
struct ByBytes;

impl Weighter<(u64, Piece), Kept> for ByBytes {
    fn weight(&self, _: &(u64, Piece), kept: &Kept) -> u64 {
        let bytes = match kept {
            Kept::Segment(segment) => segment.bytes(),
            Kept::Words(words) => words.bytes(),
            Kept::Codes(codes) => codes.as_ref().map_or(1, |codes| codes.bytes()),
        };
        bytes.max(1) as u64
    }
}

impl Default for Sidecars {
    fn default() -> Self {
        Self::holding(KEPT_BYTES)
    }
}

impl Sidecars {
    /// Keeps so many bytes of segments at most.
    pub(crate) fn holding(most_bytes: u64) -> Self {
        let expected = usize::try_from(most_bytes / SEGMENT_BYTES).unwrap_or(usize::MAX);
        Self {
            files: Mutex::default(),
            kept: Cache::with_weighter(expected.max(1), most_bytes, ByBytes),
        }
    }

    /// The sidecar of a run that has this seal; `None` if there is none that could be used.
    pub(crate) fn open(&self, vfs: &dyn Vfs, path: &Path, run: &Seal) -> Option<Arc<Opened>> {
        if let Some(known) = self.files().known(path, run) {
            return known;
        }
        // A sidecar that can't be opened is as none: its run is read instead.
        let file = SidecarFile::open(vfs, path, run).ok()?;
        let mut files = self.files();
        if let Some(meanwhile) = files.known(path, run) {
            return meanwhile;
        }
        files.count += 1;
        let opened = Arc::new(Opened {
            file,
            number: files.count,
            run: *run,
        });
        files.opened.insert(path.to_owned(), Arc::clone(&opened));
        Some(opened)
    }

    /// A segment of an open sidecar.
    pub(super) fn segment(
        &self,
        vfs: &dyn Vfs,
        of: &Opened,
        at: usize,
    ) -> Result<Arc<Segment>, StorageError> {
        let read = || of.file.read_segment(vfs, at).map(Arc::new);
        match self.kept(of, Piece::Segment(at), || read().map(Kept::Segment))? {
            Kept::Segment(segment) => Ok(segment),
            Kept::Words(_) | Kept::Codes(_) => read(),
        }
    }

    /// The values of a column of an open sidecar, by code.
    pub(super) fn words(
        &self,
        vfs: &dyn Vfs,
        of: &Opened,
        column: usize,
    ) -> Result<Arc<Words>, StorageError> {
        let read = || of.file.read_words(vfs, column).map(Arc::new);
        match self.kept(of, Piece::Words(column), || read().map(Kept::Words))? {
            Kept::Words(words) => Ok(words),
            Kept::Segment(_) | Kept::Codes(_) => read(),
        }
    }

    /// A column's codes of a block of rows.
    pub(super) fn codes(
        &self,
        vfs: &dyn Vfs,
        of: &Opened,
        (column, block): (usize, usize),
    ) -> Result<Option<Arc<Codes>>, StorageError> {
        let read = || {
            let read = of.file.read_codes(vfs, (column, block))?;
            Ok::<_, StorageError>(read.map(Arc::new))
        };
        match self.kept(of, Piece::Codes(column, block), || read().map(Kept::Codes))? {
            Kept::Codes(codes) => Ok(codes),
            Kept::Segment(_) | Kept::Words(_) => read(),
        }
    }

    fn kept(
        &self,
        of: &Opened,
        piece: Piece,
        read: impl FnOnce() -> Result<Kept, StorageError>,
    ) -> Result<Kept, StorageError> {
        self.kept.get_or_insert_with(&(of.number, piece), read)
    }

    /// Forgets all sidecars but these, which are those of the runs there are, with all that was read of others.
    pub(crate) fn keep_only(&self, paths: &BTreeSet<PathBuf>) {
        let mut files = self.files();
        files.opened.retain(|path, _| paths.contains(path));
        files.faulty.retain(|path| paths.contains(path));
        let numbers: BTreeSet<u64> = files.opened.values().map(|of| of.number).collect();
        drop(files);
        self.kept.retain(|(number, _), _| numbers.contains(number));
    }

    /// Whether a run has a sidecar that can be opened, and is not known to be damaged. Nothing is kept of it.
    pub(super) fn is_sound(
        &self,
        vfs: &dyn Vfs,
        path: &Path,
        run: &Seal,
    ) -> Result<bool, StorageError> {
        if let Some(known) = self.files().known(path, run) {
            return Ok(known.is_some());
        }
        match SidecarFile::open(vfs, path, run) {
            Ok(_) => Ok(true),
            Err(StorageError::Damaged { .. }) => Ok(false),
            Err(StorageError::Io { source, .. }) if source.kind() == ErrorKind::NotFound => {
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    /// Bytes of the segments that are kept.
    #[cfg(test)]
    pub(super) fn bytes(&self) -> u64 {
        self.kept.weight()
    }

    /// Notes that a sidecar is damaged, so that its run is read instead.
    pub(crate) fn note_faulty(&self, path: &Path) {
        let mut files = self.files();
        files.opened.remove(path);
        files.faulty.insert(path.to_owned());
    }

    /// Notes that a sidecar was made anew.
    pub(super) fn note_mended(&self, path: &Path) {
        let mut files = self.files();
        files.opened.remove(path);
        files.faulty.remove(path);
    }

    fn files(&self) -> MutexGuard<'_, Files> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Sidecars {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let bytes = self.kept.weight();
        f.debug_struct("Sidecars")
            .field("bytes", &bytes)
            .finish_non_exhaustive()
    }
}
