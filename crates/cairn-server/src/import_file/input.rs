//! The file to import, watched: a file that changes while it is read is no finished copy.

use std::fs::{File, Metadata};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use cairn_ingest::Format;

use super::error::ImportError;

/// An opened file or stdin.
pub struct Input {
    path: PathBuf,
    /// What messages call it.
    shown: String,
    file: Option<File>,
    before: Option<(u64, SystemTime)>,
    read: Arc<AtomicU64>,
}

/// Opens a file for import; `-` is stdin, and messages call it `-`.
pub fn open(path: &Path) -> Result<Input, ImportError> {
    let read = Arc::new(AtomicU64::new(0));
    if path == Path::new("-") {
        return Ok(Input {
            path: path.to_owned(),
            shown: "-".to_owned(),
            file: None,
            before: None,
            read,
        });
    }
    let shown = path.display().to_string();
    let file = File::open(path).map_err(|source| ImportError::Open {
        path: path.to_owned(),
        source,
    })?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(ImportError::Unusable(format!(
            "`{shown}` is a directory: name one file in it"
        )));
    }
    let before = if metadata.is_file() {
        Some(fingerprint(&metadata)?)
    } else {
        None
    };
    if before.is_some_and(|(bytes, _)| bytes == 0) {
        return Err(ImportError::Unusable(format!(
            "`{shown}` is empty: there is nothing to import"
        )));
    }
    Ok(Input {
        path: path.to_owned(),
        shown,
        file: Some(file),
        before,
        read,
    })
}

impl Input {
    /// The same file under another name: it is a copy of what has no path here.
    #[must_use]
    pub(super) fn called(self, name: &str) -> Self {
        Self {
            shown: name.to_owned(),
            ..self
        }
    }

    /// What messages call it.
    pub(super) fn shown(&self) -> &str {
        &self.shown
    }

    /// What the events' `source` says.
    pub(super) fn name(&self) -> String {
        match Path::new(&self.shown).file_name() {
            Some(name) if self.file.is_some() => name.to_string_lossy().into_owned(),
            _ => "stdin".to_owned(),
        }
    }

    /// Size in bytes, if it is known.
    pub(super) fn bytes(&self) -> Option<u64> {
        self.before.map(|(bytes, _)| bytes)
    }

    /// How many bytes have been read; counts on while the reader is used.
    pub(super) fn bytes_read(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.read)
    }

    /// The format: as asked, as the name says, or as the first bytes look.
    pub(super) fn format(&self, asked: Option<Format>) -> Result<Format, ImportError> {
        let by_name = || Format::of_file_name(&self.shown);
        if let Some(format) = asked.or_else(by_name) {
            return Ok(format);
        }
        let Some(file) = &self.file else {
            return Err(ImportError::Unusable(
                "say which format stdin has with --format csv or --format ndjson".to_owned(),
            ));
        };
        let mut start = [0_u8; 4];
        let mut file = file;
        let read = file.read(&mut start)?;
        file.seek(SeekFrom::Start(0)).map_err(|error| {
            ImportError::from(error).at(format!(
                "say which format `{}` has with --format",
                self.shown
            ))
        })?;
        Ok(match &start[..read] {
            b"PAR1" => Format::Parquet,
            [b'{', ..] => Format::Ndjson,
            _ => Format::Csv,
        })
    }

    /// A reader of the bytes.
    pub(super) fn reader(&self) -> Result<Box<dyn Read>, ImportError> {
        let read = self.bytes_read();
        Ok(match &self.file {
            Some(file) => Box::new(Counted {
                inner: file.try_clone()?,
                read,
            }),
            None => Box::new(Counted {
                inner: std::io::stdin(),
                read,
            }),
        })
    }

    /// Begins from the front again.
    pub(super) fn rewind(&self) -> Result<(), ImportError> {
        if let Some(mut file) = self.file.as_ref() {
            file.seek(SeekFrom::Start(0))?;
        }
        Ok(())
    }

    /// The file itself, for formats that are not read from front to back.
    pub(super) fn seekable(&self) -> Result<File, ImportError> {
        match (&self.file, self.before) {
            (Some(file), Some(_)) => Ok(file.try_clone()?),
            _ => Err(ImportError::Unusable(
                "Parquet is read from a file, not from a pipe: name the file".to_owned(),
            )),
        }
    }

    /// The path of a file that can be read from anywhere.
    pub(super) fn seekable_path(&self) -> Result<&Path, ImportError> {
        self.seekable()?;
        Ok(&self.path)
    }

    /// Fails if the file is not what it was when it was opened.
    pub(super) fn check_unchanged(&self) -> Result<(), ImportError> {
        let (Some(file), Some(before)) = (&self.file, self.before) else {
            return Ok(());
        };
        if fingerprint(&file.metadata()?)? != before {
            return Err(ImportError::Unusable(format!(
                "`{}` changed while it was read, so nothing was imported: wait until it is finished, or import a copy",
                self.shown
            )));
        }
        Ok(())
    }
}

fn fingerprint(metadata: &Metadata) -> Result<(u64, SystemTime), ImportError> {
    Ok((metadata.len(), metadata.modified()?))
}

struct Counted<R> {
    inner: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let bytes = self.inner.read(buffer)?;
        self.read.fetch_add(bytes as u64, Ordering::Relaxed);
        Ok(bytes)
    }
}
