//! Why a file could not be imported.

use std::io;
use std::path::PathBuf;

use cairn_ingest::{GuessError, MapperError, MappingError, SourceError};
use cairn_storage::StorageError;

/// Why a file could not be imported. Nothing of it is stored then.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file can't be opened.
    #[error("can't open `{}`", .path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// The system's word.
        source: io::Error,
    },
    /// The file is none that can be imported; the text says what to do.
    #[error("{0}")]
    Unusable(String),
    /// The file can't be read as its format says.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The mapping is none.
    #[error(transparent)]
    Mapping(#[from] MappingError),
    /// No mapping could be guessed.
    #[error(transparent)]
    Guess(#[from] GuessError),
    /// The mapping does not fit the file.
    #[error(transparent)]
    Mapper(#[from] MapperError),
    /// The guessed mapping does not fit the file.
    #[error("the guessed mapping does not fit")]
    Guessed(#[source] MapperError),
    /// The file could not be read on.
    #[error("can't read the file")]
    Read(#[from] io::Error),
    /// The list of rejected rows can't be written.
    #[error("can't write `{}`", .path.display())]
    Rejects {
        /// The list.
        path: PathBuf,
        /// The system's word.
        source: io::Error,
    },
    /// Somebody cancelled it.
    #[error("the import was cancelled, and nothing of it is stored")]
    Cancelled,
    /// The events can't be stored.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// What went wrong at a stage of the import.
    #[error("{stage}")]
    Stage {
        /// What this means for the import.
        stage: String,
        /// What went wrong.
        source: Box<ImportError>,
    },
}

impl ImportError {
    /// Says what an error means for the import.
    pub(super) fn at(self, stage: impl Into<String>) -> Self {
        Self::Stage {
            stage: stage.into(),
            source: Box::new(self),
        }
    }

    /// The fault of the store behind it, if it is one.
    pub fn of_storage(&self) -> Option<&StorageError> {
        match self {
            Self::Storage(error) => Some(error),
            Self::Stage { source, .. } => source.of_storage(),
            _ => None,
        }
    }
}
