//! The file to import, watched: a file that changes while it is read is no finished copy.

use std::fs::{File, Metadata};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use anyhow::{Context, Result, bail};
use cairn_ingest::Format;

/// An opened file or stdin.
pub(crate) struct Input {
    path: PathBuf,
    file: Option<File>,
    before: Option<(u64, SystemTime)>,
    read: Arc<AtomicU64>,
}

/// Opens a file for import; `-` is stdin.
pub(crate) fn open(path: &Path) -> Result<Input> {
    let read = Arc::new(AtomicU64::new(0));
    if path == Path::new("-") {
        return Ok(Input {
            path: path.to_owned(),
            file: None,
            before: None,
            read,
        });
    }
    let file = File::open(path).with_context(|| format!("can't open `{}`", path.display()))?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        bail!("`{}` is a directory: name one file in it", path.display());
    }
    let before = if metadata.is_file() {
        Some(fingerprint(&metadata)?)
    } else {
        None
    };
    if before.is_some_and(|(bytes, _)| bytes == 0) {
        bail!("`{}` is empty: there is nothing to import", path.display());
    }
    Ok(Input {
        path: path.to_owned(),
        file: Some(file),
        before,
        read,
    })
}

impl Input {
    /// What the events' `source` says.
    pub(crate) fn name(&self) -> String {
        match self.path.file_name() {
            Some(name) if self.file.is_some() => name.to_string_lossy().into_owned(),
            _ => "stdin".to_owned(),
        }
    }

    /// Size in bytes, if it is known.
    pub(crate) fn bytes(&self) -> Option<u64> {
        self.before.map(|(bytes, _)| bytes)
    }

    /// How many bytes have been read; counts on while the reader is used.
    pub(crate) fn bytes_read(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.read)
    }

    /// The format: as asked, as the name says, or as the first bytes look.
    pub(crate) fn format(&self, asked: Option<Format>) -> Result<Format> {
        let by_name = || Format::of_file_name(&self.path.to_string_lossy());
        if let Some(format) = asked.or_else(by_name) {
            return Ok(format);
        }
        let Some(file) = &self.file else {
            bail!("say which format stdin has with --format csv or --format ndjson");
        };
        let mut start = [0_u8; 4];
        let mut file = file;
        let read = file.read(&mut start)?;
        file.seek(SeekFrom::Start(0)).with_context(|| {
            format!(
                "say which format `{}` has with --format",
                self.path.display()
            )
        })?;
        Ok(match &start[..read] {
            b"PAR1" => Format::Parquet,
            [b'{', ..] => Format::Ndjson,
            _ => Format::Csv,
        })
    }

    /// A reader of the bytes.
    pub(crate) fn reader(&self) -> Result<Box<dyn Read>> {
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

    /// The file itself, for formats that are not read from front to back.
    pub(crate) fn seekable(&self) -> Result<File> {
        match (&self.file, self.before) {
            (Some(file), Some(_)) => Ok(file.try_clone()?),
            _ => bail!("Parquet is read from a file, not from a pipe: name the file"),
        }
    }

    /// The path of a file that can be read from anywhere.
    pub(crate) fn seekable_path(&self) -> Result<&Path> {
        self.seekable()?;
        Ok(&self.path)
    }

    /// Fails if the file is not what it was when it was opened.
    pub(crate) fn check_unchanged(&self) -> Result<()> {
        let (Some(file), Some(before)) = (&self.file, self.before) else {
            return Ok(());
        };
        if fingerprint(&file.metadata()?)? != before {
            bail!(
                "`{}` changed while it was read, so nothing was imported: wait until it is finished, or import a copy",
                self.path.display()
            );
        }
        Ok(())
    }
}

fn fingerprint(metadata: &Metadata) -> Result<(u64, SystemTime)> {
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
