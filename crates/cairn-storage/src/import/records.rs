//! The fixed-size records an import sorts: who has which event id, and what becomes of a row.

use cairn_core::id::{ContentHash, EventId};

/// Where a row lies: its candidate and its place in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) candidate: u32,
    pub(super) row: u32,
}

/// A row and its event id. Sorts by event id, then by the row's number in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct IdRecord {
    pub(super) event_id: EventId,
    pub(super) number: u64,
    pub(super) place: Place,
    pub(super) content: Option<ContentHash>,
}

/// What becomes of a row that can't stay as it was written. Sorts by place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Decision {
    pub(super) place: Place,
    /// The id the row must have; `None` leaves the row out.
    pub(super) event_id: Option<EventId>,
}

pub(super) const ID_BYTES: usize = 49;
pub(super) const DECISION_BYTES: usize = 25;

impl IdRecord {
    pub(super) fn to_bytes(self) -> [u8; ID_BYTES] {
        let mut bytes = [0; ID_BYTES];
        bytes[..16].copy_from_slice(&self.event_id.0.to_be_bytes());
        bytes[16..24].copy_from_slice(&self.number.to_be_bytes());
        bytes[24..32].copy_from_slice(&self.place.to_bytes());
        if let Some(content) = self.content {
            bytes[32] = 1;
            bytes[33..].copy_from_slice(&content.0.to_be_bytes());
        }
        bytes
    }

    pub(super) fn from_bytes(bytes: &[u8; ID_BYTES]) -> Self {
        Self {
            event_id: EventId(integer(&bytes[..16])),
            number: u64_of(&bytes[16..24]),
            place: Place::from_bytes(&bytes[24..32]),
            content: (bytes[32] == 1).then(|| ContentHash(integer(&bytes[33..]))),
        }
    }
}

impl Decision {
    pub(super) fn to_bytes(self) -> [u8; DECISION_BYTES] {
        let mut bytes = [0; DECISION_BYTES];
        bytes[..8].copy_from_slice(&self.place.to_bytes());
        if let Some(event_id) = self.event_id {
            bytes[8] = 1;
            bytes[9..].copy_from_slice(&event_id.0.to_be_bytes());
        }
        bytes
    }

    pub(super) fn from_bytes(bytes: &[u8; DECISION_BYTES]) -> Self {
        Self {
            place: Place::from_bytes(&bytes[..8]),
            event_id: (bytes[8] == 1).then(|| EventId(integer(&bytes[9..]))),
        }
    }
}

impl Place {
    fn to_bytes(self) -> [u8; 8] {
        let number = (u64::from(self.candidate) << 32) | u64::from(self.row);
        number.to_be_bytes()
    }

    fn from_bytes(bytes: &[u8]) -> Self {
        let number = integer(bytes);
        let half = |shift: u32| ((number >> shift) & 0xffff_ffff) as u32;
        Self {
            candidate: half(32),
            row: half(0),
        }
    }
}

fn u64_of(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

/// A big-endian integer of at most 16 bytes.
fn integer(bytes: &[u8]) -> u128 {
    bytes
        .iter()
        .fold(0, |number, byte| (number << 8) | u128::from(*byte))
}

#[cfg(test)]
mod tests;
