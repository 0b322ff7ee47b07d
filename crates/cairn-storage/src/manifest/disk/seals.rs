//! Seals as JSON: a file's length, and its BLAKE3 as 64 hexadecimal digits.

use serde::{Deserialize, Serialize};

use crate::seal::{RunSeals, Seal};

/// A hash.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(super) struct HashDisk(pub(super) blake3::Hash);

impl From<HashDisk> for String {
    fn from(hash: HashDisk) -> Self {
        hash.0.to_hex().to_string()
    }
}

impl TryFrom<String> for HashDisk {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let hash = blake3::Hash::from_hex(&text);
        hash.map(Self)
            .map_err(|error| format!("`{text}` is no hash: {error}"))
    }
}

/// Length and hash of a file.
#[derive(Serialize, Deserialize)]
struct SealDisk {
    bytes: u64,
    blake3: HashDisk,
}

/// A numbered file with its seal.
#[derive(Serialize, Deserialize)]
pub(super) struct NumberedDisk {
    pub(super) number: u64,
    seal: SealDisk,
}

/// The seals of a run's files.
#[derive(Serialize, Deserialize)]
pub(super) struct RunSealsDisk {
    events: SealDisk,
    ids: SealDisk,
    facts: SealDisk,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    persons: Option<SealDisk>,
}

impl SealDisk {
    fn of(seal: Seal) -> Self {
        Self {
            bytes: seal.bytes,
            blake3: HashDisk(seal.hash),
        }
    }

    fn seal(self) -> Seal {
        Seal {
            bytes: self.bytes,
            hash: self.blake3.0,
        }
    }
}

impl NumberedDisk {
    pub(super) fn of(number: u64, seal: Seal) -> Self {
        let seal = SealDisk::of(seal);
        Self { number, seal }
    }

    pub(super) fn seal(self) -> Seal {
        self.seal.seal()
    }
}

impl RunSealsDisk {
    pub(super) fn of(seals: &RunSeals) -> Self {
        Self {
            events: SealDisk::of(seals.events),
            ids: SealDisk::of(seals.ids),
            facts: SealDisk::of(seals.facts),
            persons: seals.directory.map(SealDisk::of),
        }
    }

    pub(super) fn seals(self) -> RunSeals {
        RunSeals {
            events: self.events.seal(),
            ids: self.ids.seal(),
            facts: self.facts.seal(),
            directory: self.persons.map(SealDisk::seal),
        }
    }
}
