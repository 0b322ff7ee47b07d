//! What can go wrong on disk, by what the caller can do about it.

use std::path::{Path, PathBuf};

use cairn_core::id::ImportId;

/// Why storage could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// There is no data directory.
    #[error("no data directory at `{}`: import a file or add a site first, or name another one with --data", .0.display())]
    NoDataDirectory(PathBuf),
    /// What was begun was called off, because something more urgent needed its place. Nothing was changed.
    #[error("called off: something else changes the same runs; try again")]
    CalledOff,
    /// Another process is writing.
    #[error("another command is writing to `{}`: wait until it has finished", .0.display())]
    Busy(PathBuf),
    /// A file was written by a newer Cairn.
    #[error("`{}` has format version {version}, this program reads up to {known}: use a newer cairn", .file.display())]
    NewerFormat {
        /// The file.
        file: PathBuf,
        /// Its version.
        version: u64,
        /// The newest version this program knows.
        known: u64,
    },
    /// A file is not what it should be.
    #[error("`{}` is damaged: {detail}; restore it from a backup, or see by `cairn verify` what can be read without it", .file.display())]
    Damaged {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        detail: String,
    },
    /// A folder holds something else than backups.
    #[error("`{}` holds no backups: name the folder that `cairn backup` was given, or an empty one to begin with", .0.display())]
    NoBackups(PathBuf),
    /// There is no such backup.
    #[error("there is no {} in `{}`: `cairn backup list` shows what there is", told_backup(.number), .folder.display())]
    UnknownBackup {
        /// The folder of backups.
        folder: PathBuf,
        /// The number asked for; the last one otherwise.
        number: Option<u64>,
    },
    /// A backup can't be restored.
    #[error("the backup is damaged: `{}`, which holds `{of}`: {detail}; another backup may be whole: `cairn backup list` shows them", .file.display())]
    DamagedBackup {
        /// The file of the backup.
        file: PathBuf,
        /// What is wrong with it.
        detail: String,
        /// The file of the data directory that it holds.
        of: String,
    },
    /// A restore was cut short.
    #[error("`{}` was not restored to its end: begin `cairn restore` again", .0.display())]
    HalfRestored(PathBuf),
    /// A directory that is to be filled holds something.
    #[error("`{}` is not empty: restore into a new directory, then put it in the other one's place", .0.display())]
    NotEmpty(PathBuf),
    /// No import has this id.
    #[error("there is no import {0}: `cairn import list` shows them")]
    UnknownImport(ImportId),
    /// An import left out rows as stored by another one, which was undone before it was committed.
    #[error(
        "import {undone} was undone while {import} was being read, so rows that it had left out would be in neither: import the file again"
    )]
    UndoneMeanwhile {
        /// The import that was to be committed.
        import: ImportId,
        /// The one that was undone.
        undone: ImportId,
    },
    /// Somebody was erased while an import was being read, which may hold rows of that person.
    #[error(
        "somebody was erased while {0} was being read, and the file may hold events of that person: import it again"
    )]
    ErasedMeanwhile(ImportId),
    /// No erasure has this number.
    #[error("there is no erasure {0}")]
    UnknownErasure(u64),
    /// The import was undone before.
    #[error("import {0} was undone before")]
    AlreadyUndone(ImportId),
    /// A file to be imported can't be read as Parquet.
    #[error("not a readable Parquet file: {0}")]
    Foreign(String),
    /// More than a run can hold.
    #[error("the import is too large: {0}")]
    TooLarge(&'static str),
    /// One request's events are more than a record of the log can hold.
    #[error(
        "{bytes} bytes of events are more than the {most} that one request may bring: send them in smaller batches"
    )]
    RecordTooLarge {
        /// How many there are.
        bytes: usize,
        /// How many there may be.
        most: usize,
    },
    /// Writing to the log failed, so nothing more may be acknowledged.
    #[error(
        "the log can't be written ({reason}) and what is on disk is uncertain: see to the disk, then start again; what was acknowledged is recovered then"
    )]
    LogPoisoned {
        /// The file and the system's word.
        reason: String,
    },
    /// Too many events await their flush. Nothing was stored, and nothing is broken.
    #[error(
        "{events} events ({bytes} bytes) can't be moved out of the log as fast as they come, or not at all: send them again later; if it lasts, see the log for its cause"
    )]
    TailFull {
        /// How many there are.
        events: u64,
        /// How many bytes they take.
        bytes: usize,
    },
    /// The disk is nearly full. Nothing was stored, and nothing is broken.
    #[error(
        "the disk of the data directory has {free} bytes free and {least} must stay so: nothing more is stored until there is room, and reading goes on; free some, or set another mark with --min-free-space"
    )]
    DiskLow {
        /// Bytes that are free.
        free: u64,
        /// Bytes that must be.
        least: u64,
    },
    /// The data directory was closed; nothing more is taken.
    #[error("the data directory is being closed: send the events again when the server is back")]
    Closed,
    /// The operating system refused.
    #[error("can't use `{}`", .file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// The system's word.
        source: std::io::Error,
    },
    /// A write or a sync failed earlier: what is on disk is only known after a restart.
    #[error(
        "an earlier write to the data directory failed ({reason}), so nothing more is acknowledged: see to its cause and restart"
    )]
    Broken {
        /// The earlier failure.
        reason: String,
    },
    /// A worker ended early; a bug in Cairn.
    #[error("internal fault in storage: {0}; please report it")]
    Internal(String),
}

fn told_backup(number: &Option<u64>) -> String {
    match number {
        Some(number) => format!("backup {number}"),
        None => "backup".to_owned(),
    }
}

impl StorageError {
    pub(crate) fn io(file: &Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |source| Self::Io {
            file: file.to_owned(),
            source,
        }
    }

    /// The same once more, if it only says that nothing was done and may be tried later.
    pub(crate) fn refusal(&self) -> Option<Self> {
        match *self {
            Self::TailFull { events, bytes } => Some(Self::TailFull { events, bytes }),
            Self::DiskLow { free, least } => Some(Self::DiskLow { free, least }),
            _ => None,
        }
    }

    /// The error with its causes, in one line.
    pub(crate) fn told(&self) -> String {
        match self {
            Self::Io { source, .. } => format!("{self}: {source}"),
            _ => self.to_string(),
        }
    }

    pub(crate) fn damaged(file: &Path, detail: impl ToString) -> Self {
        Self::Damaged {
            file: file.to_owned(),
            detail: detail.to_string(),
        }
    }

    /// A failure to read a file to where it should go on: `detail` says what it means that it is shorter.
    pub(crate) fn cut_or_io<'a>(
        file: &'a Path,
        detail: &'a str,
    ) -> impl FnOnce(std::io::Error) -> Self + 'a {
        move |error| match error.kind() {
            std::io::ErrorKind::UnexpectedEof => Self::damaged(file, detail),
            _ => Self::io(file)(error),
        }
    }

    /// A failure of the Parquet library while it reads or writes one of our files.
    pub(crate) fn parquet(file: &Path) -> impl FnOnce(parquet::errors::ParquetError) -> Self + '_ {
        move |error| match error {
            parquet::errors::ParquetError::External(source) => Self::Io {
                file: file.to_owned(),
                source: std::io::Error::other(source),
            },
            other => Self::damaged(file, other),
        }
    }
}
