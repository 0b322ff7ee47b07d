//! Files of dead letters, on disk.

use cairn_core::time::Time;
use serde::{Deserialize, Serialize};

use super::seals::HashDisk;
use crate::dead_letter_file::{DeadLetterFile, QuarantinedLetters};

#[derive(Serialize, Deserialize)]
pub(super) struct DeadLettersDisk {
    number: u64,
    count: u64,
    bytes: u64,
    last_received_micros: i64,
    /// Absent where an earlier version wrote the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    blake3: Option<HashDisk>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct QuarantinedLettersDisk {
    file: DeadLettersDisk,
    at_micros: i64,
    fault: String,
}

impl DeadLettersDisk {
    pub(super) fn of(file: &DeadLetterFile) -> Self {
        Self {
            number: file.number,
            count: file.count,
            bytes: file.bytes,
            last_received_micros: file.last_received.micros(),
            blake3: file.hash.map(HashDisk),
        }
    }

    pub(super) fn letters(self) -> DeadLetterFile {
        DeadLetterFile {
            number: self.number,
            count: self.count,
            bytes: self.bytes,
            last_received: Time::from_micros(self.last_received_micros),
            hash: self.blake3.map(|hash| hash.0),
        }
    }
}

impl QuarantinedLettersDisk {
    pub(super) fn of(of: &QuarantinedLetters) -> Self {
        Self {
            file: DeadLettersDisk::of(&of.file),
            at_micros: of.at.micros(),
            fault: of.fault.clone(),
        }
    }

    pub(super) fn letters(self) -> QuarantinedLetters {
        QuarantinedLetters {
            file: self.file.letters(),
            at: Time::from_micros(self.at_micros),
            fault: self.fault,
        }
    }
}
