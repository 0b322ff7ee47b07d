//! What a run's events say about who is who, in a file beside the run.
//!
//! All these files together with the log are the identity log: it can be replayed, and taking a run back takes
//! back what it said. Format 1: the eight bytes `CRNFCT\0\x01`, the number of facts as u64, the facts of 57 bytes
//! each, the CRC-32C of all before; numbers are little-endian. The file can be rebuilt from its run.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use cairn_core::id::{EventId, PersonKey};
use cairn_core::identity::{IdentityFact, Moment};
use cairn_core::time::Time;

use crate::error::StorageError;
use crate::files;
use crate::seal::Seal;
use crate::vfs::Vfs;

const MAGIC: [u8; 7] = *b"CRNFCT\0";
const VERSION: u8 = 1;
const HEADER_BYTES: usize = 16;
const FACT_BYTES: usize = 57;
const CHECK_BYTES: usize = 4;

/// The facts that matter of many: of each device the first sign-in, of each pair of users that they are one.
#[derive(Debug, Default, Clone)]
pub(crate) struct Facts {
    devices: BTreeMap<PersonKey, (Moment, PersonKey)>,
    pairs: BTreeSet<(PersonKey, PersonKey)>,
}

impl Facts {
    pub(crate) fn add(&mut self, fact: IdentityFact) {
        match fact {
            IdentityFact::SignedIn { device, user, at } => {
                let first = self.devices.entry(device).or_insert((at, user));
                *first = (*first).min((at, user));
            }
            IdentityFact::SamePerson { user, other, .. } => {
                self.pairs.insert((user.min(other), user.max(other)));
            }
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.devices.len() + self.pairs.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = IdentityFact> {
        let devices = self
            .devices
            .iter()
            .map(|(device, (at, user))| IdentityFact::SignedIn {
                device: *device,
                user: *user,
                at: *at,
            });
        let pairs = self
            .pairs
            .iter()
            .map(|(user, other)| IdentityFact::SamePerson {
                user: *user,
                other: *other,
                at: NEVER,
            });
        devices.chain(pairs)
    }
}

/// That two users are one holds at all times.
const NEVER: Moment = Moment {
    time: Time::MIN,
    event_id: EventId(0),
};

/// Writes the facts of a run.
pub(crate) fn write_facts(vfs: &dyn Vfs, path: &Path, facts: &Facts) -> Result<Seal, StorageError> {
    let mut bytes = Vec::with_capacity(HEADER_BYTES + FACT_BYTES * facts.len() + CHECK_BYTES);
    bytes.extend_from_slice(&MAGIC);
    bytes.push(VERSION);
    bytes.extend_from_slice(&(facts.len() as u64).to_le_bytes());
    for fact in facts.iter() {
        let (kind, first, second, at) = match fact {
            IdentityFact::SignedIn { device, user, at } => (0_u8, device, user, at),
            IdentityFact::SamePerson { user, other, at } => (1, user, other, at),
        };
        bytes.push(kind);
        bytes.extend_from_slice(&first.0.to_le_bytes());
        bytes.extend_from_slice(&second.0.to_le_bytes());
        bytes.extend_from_slice(&at.time.micros().to_le_bytes());
        bytes.extend_from_slice(&at.event_id.0.to_le_bytes());
    }
    let check = crc32c::crc32c(&bytes);
    bytes.extend_from_slice(&check.to_le_bytes());
    let mut file = vfs.create(path).map_err(StorageError::io(path))?;
    file.append(&bytes).map_err(StorageError::io(path))?;
    file.sync().map_err(StorageError::io(path))?;
    Ok(Seal::of(&bytes))
}

/// Reads the facts of a run.
pub(crate) fn read_facts(vfs: &dyn Vfs, path: &Path) -> Result<Vec<IdentityFact>, StorageError> {
    let bytes = files::read_whole(vfs, path).map_err(StorageError::io(path))?;
    let damaged = |detail: &str| StorageError::damaged(path, detail);
    let (header, rest) = bytes
        .split_first_chunk::<HEADER_BYTES>()
        .ok_or_else(|| damaged("its header is cut short"))?;
    if header[..7] != MAGIC {
        return Err(damaged("it is no file of identity facts"));
    }
    if header[7] != VERSION {
        return Err(StorageError::NewerFormat {
            file: path.to_owned(),
            version: header[7].into(),
            known: VERSION.into(),
        });
    }
    let (facts, check) = rest
        .split_last_chunk::<CHECK_BYTES>()
        .ok_or_else(|| damaged("it is cut short"))?;
    if crc32c::crc32c(&bytes[..bytes.len() - CHECK_BYTES]) != u32::from_le_bytes(*check) {
        return Err(damaged("its checksum does not fit its content"));
    }
    let count = u64::from_le_bytes(array(&header[8..]));
    let (facts, rest) = facts.as_chunks::<FACT_BYTES>();
    if !rest.is_empty() || facts.len() as u64 != count {
        return Err(damaged("it does not hold as many facts as it says"));
    }
    let fact = |bytes: &[u8; FACT_BYTES]| {
        let first = PersonKey(u128::from_le_bytes(array(&bytes[1..17])));
        let second = PersonKey(u128::from_le_bytes(array(&bytes[17..33])));
        let at = Moment {
            time: Time::from_micros(i64::from_le_bytes(array(&bytes[33..41]))),
            event_id: EventId(u128::from_le_bytes(array(&bytes[41..]))),
        };
        match bytes[0] {
            0 => Ok(IdentityFact::SignedIn {
                device: first,
                user: second,
                at,
            }),
            1 => Ok(IdentityFact::SamePerson {
                user: first,
                other: second,
                at,
            }),
            _ => Err(damaged("a fact of an unknown kind")),
        }
    };
    facts.iter().map(fact).collect()
}

/// The bytes of a slice whose length is known to be `N`.
fn array<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut array = [0; N];
    array.copy_from_slice(bytes);
    array
}

#[cfg(test)]
mod tests;
