//! Dead letters that were flushed: NDJSON files, one letter a line, in order of arrival.

use std::path::{Path, PathBuf};

use cairn_core::time::Time;
use serde::{Deserialize, Serialize};

use crate::dead_letter::DeadLetter;
use crate::error::StorageError;
use crate::files;
use crate::seal::Seal;
use crate::vfs::Vfs;

/// One file of dead letters.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DeadLetterFile {
    /// Its number; its name derives from it.
    pub(crate) number: u64,
    pub(crate) count: u64,
    pub(crate) bytes: u64,
    pub(crate) last_received: Time,
    /// Of what was written; absent where an earlier version wrote it.
    pub(crate) hash: Option<blake3::Hash>,
}

/// A file of dead letters that could not be read and was set aside.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct QuarantinedLetters {
    pub(crate) file: DeadLetterFile,
    pub(crate) at: Time,
    /// What was wrong with it.
    pub(crate) fault: String,
}

/// A file of dead letters in a staging folder.
#[derive(Debug, Clone)]
pub(crate) struct StagedDeadLetters {
    pub(crate) path: PathBuf,
    pub(crate) count: u64,
    pub(crate) seal: Seal,
    pub(crate) last_received: Time,
}

#[derive(Serialize, Deserialize)]
struct Line {
    received_at_micros: i64,
    reason: String,
    detail: String,
    source: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    message_id: Option<String>,
    raw: String,
}

/// Writes dead letters, durably.
pub(crate) fn write_dead_letters(
    vfs: &dyn Vfs,
    path: &Path,
    letters: &[DeadLetter],
) -> Result<StagedDeadLetters, StorageError> {
    let mut bytes = Vec::new();
    for letter in letters {
        let line = Line {
            received_at_micros: letter.received_at.micros(),
            reason: letter.reason.clone(),
            detail: letter.detail.clone(),
            source: letter.source.clone(),
            message_id: letter.message_id.clone(),
            raw: letter.raw.clone(),
        };
        serde_json::to_writer(&mut bytes, &line)
            .map_err(|error| StorageError::Internal(error.to_string()))?;
        bytes.push(b'\n');
    }
    let mut file = vfs.create(path).map_err(StorageError::io(path))?;
    file.append(&bytes).map_err(StorageError::io(path))?;
    file.sync().map_err(StorageError::io(path))?;
    let last_received = letters.iter().map(|letter| letter.received_at).max();
    Ok(StagedDeadLetters {
        path: path.to_owned(),
        count: letters.len() as u64,
        seal: Seal::of(&bytes),
        last_received: last_received.unwrap_or(Time::MIN),
    })
}

/// Reads dead letters, oldest first.
pub(crate) fn read_dead_letters(
    vfs: &dyn Vfs,
    path: &Path,
) -> Result<Vec<DeadLetter>, StorageError> {
    let bytes = files::read_whole(vfs, path).map_err(StorageError::io(path))?;
    let lines = serde_json::Deserializer::from_slice(&bytes).into_iter::<Line>();
    let letter = |line: Result<Line, serde_json::Error>| {
        let line = line.map_err(|error| StorageError::damaged(path, error))?;
        Ok(DeadLetter {
            reason: line.reason,
            detail: line.detail,
            raw: line.raw,
            source: line.source,
            message_id: line.message_id,
            received_at: Time::from_micros(line.received_at_micros),
        })
    };
    lines.map(letter).collect()
}
