//! One record of the log: length u32, CRC-32C u32, sequence number u64, payload; little-endian.
//!
//! The checksum is taken over the segment's salt, the sequence number, the length and the payload. Who
//! sends events does not know the salt, so no payload can hold bytes that would pass for a record.

/// Bytes of a record before its payload.
pub(super) const HEADER_BYTES: usize = 16;

/// The longest payload. A length beyond it can't be a record's.
pub(super) const MOST_PAYLOAD_BYTES: usize = 1 << 28;

/// A record whose checksum is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Record<'a> {
    pub(super) seq: u64,
    pub(super) payload: &'a [u8],
}

impl Record<'_> {
    /// How many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        HEADER_BYTES + self.payload.len()
    }
}

/// What a place says a record there would be, before its checksum is looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Claim<'a> {
    salt: u64,
    pub(super) seq: u64,
    payload: &'a [u8],
    checksum: u32,
}

impl<'a> Claim<'a> {
    /// The claim at a place; `None` if the bytes end before the record would.
    pub(super) fn at(bytes: &'a [u8], at: usize, salt: u64) -> Option<Self> {
        let rest = bytes.get(at..)?;
        let (length, rest) = rest.split_first_chunk()?;
        let (checksum, rest) = rest.split_first_chunk()?;
        let (seq, rest) = rest.split_first_chunk()?;
        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        if length > MOST_PAYLOAD_BYTES {
            return None;
        }
        Some(Self {
            salt,
            seq: u64::from_le_bytes(*seq),
            payload: rest.get(..length)?,
            checksum: u32::from_le_bytes(*checksum),
        })
    }

    /// Bytes a check reads.
    pub(super) fn bytes(&self) -> usize {
        HEADER_BYTES + self.payload.len()
    }

    /// The record, if the checksum is right.
    pub(super) fn check(self) -> Option<Record<'a>> {
        let is_right = checksum(self.salt, self.seq, self.payload) == self.checksum;
        is_right.then_some(Record {
            seq: self.seq,
            payload: self.payload,
        })
    }
}

/// Adds a record to a buffer. The payload must not be longer than [`MOST_PAYLOAD_BYTES`].
pub(super) fn encode(buffer: &mut Vec<u8>, salt: u64, seq: u64, payload: &[u8]) {
    buffer.extend_from_slice(&length_of(payload).to_le_bytes());
    buffer.extend_from_slice(&checksum(salt, seq, payload).to_le_bytes());
    buffer.extend_from_slice(&seq.to_le_bytes());
    buffer.extend_from_slice(payload);
}

fn checksum(salt: u64, seq: u64, payload: &[u8]) -> u32 {
    let mut head = [0; 20];
    head[..8].copy_from_slice(&salt.to_le_bytes());
    head[8..16].copy_from_slice(&seq.to_le_bytes());
    head[16..].copy_from_slice(&length_of(payload).to_le_bytes());
    crc32c::crc32c_append(crc32c::crc32c(&head), payload)
}

fn length_of(payload: &[u8]) -> u32 {
    u32::try_from(payload.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
