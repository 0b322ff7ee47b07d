//! What a run's events say about who is who, in a file beside the run.
//!
//! All these files together with the log are the identity log: it can be replayed, and taking a run back takes
//! back what it said. Format 2: the eight bytes `CRNFCT\0\x02`, the number of facts as u64, the facts of 57 bytes
//! each, the CRC-32C of all before; numbers are little-endian. The file can be rebuilt from its run. Format 1 did not
//! say whose an entity is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use cairn_core::id::{EventId, PersonKey};
use cairn_core::identity::Claim;
use cairn_core::identity::{IdentityFact, Moment};
use cairn_core::time::Time;

use crate::checked_file;
use crate::error::StorageError;
use crate::seal::Seal;
use crate::vfs::Vfs;

const MAGIC: [u8; 7] = *b"CRNFCT\0";
const VERSION: u8 = 2;
/// The first version that says whose an entity is.
const WITH_LINKS: u8 = 2;
const FACT_BYTES: usize = 57;

/// The facts that matter of many: of each device the first sign-in, of each pair of users that they are one.
#[derive(Debug, Default, Clone)]
pub(crate) struct Facts {
    devices: BTreeMap<PersonKey, (Moment, PersonKey)>,
    pairs: BTreeSet<(PersonKey, PersonKey)>,
    claims: BTreeMap<PersonKey, Claim>,
}

/// What a file of facts says.
#[derive(Debug)]
pub(crate) struct FactsBeside {
    pub(crate) facts: Vec<IdentityFact>,
    /// Whether it says all that this version would: whose an entity is is left to the run's rows by format 1.
    pub(crate) are_all: bool,
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
            IdentityFact::Belongs { entity, claim } => {
                let least = self.claims.entry(entity).or_insert(claim);
                *least = claim.min(*least);
            }
        }
    }

    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.devices.len() + self.pairs.len() + self.claims.len()
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
        let claims = self.claims.iter();
        let claims = claims.map(|(entity, claim)| IdentityFact::Belongs {
            entity: *entity,
            claim: *claim,
        });
        devices.chain(pairs).chain(claims)
    }
}

/// That two users are one holds at all times.
const NEVER: Moment = Moment {
    time: Time::MIN,
    event_id: EventId(0),
};

/// Writes the facts of a run.
pub(crate) fn write_facts(vfs: &dyn Vfs, path: &Path, facts: &Facts) -> Result<Seal, StorageError> {
    let record = |fact: IdentityFact| {
        let (kind, first, second, at) = match fact {
            IdentityFact::SignedIn { device, user, at } => (0_u8, device, user, at),
            IdentityFact::SamePerson { user, other, at } => (1, user, other, at),
            IdentityFact::Belongs { entity, claim } => {
                let kind = if claim.by_client { 3 } else { 2 };
                (kind, entity, claim.id, claim.at)
            }
        };
        let mut bytes = [0; FACT_BYTES];
        bytes[0] = kind;
        bytes[1..17].copy_from_slice(&first.0.to_le_bytes());
        bytes[17..33].copy_from_slice(&second.0.to_le_bytes());
        bytes[33..41].copy_from_slice(&at.time.micros().to_le_bytes());
        bytes[41..].copy_from_slice(&at.event_id.0.to_le_bytes());
        bytes
    };
    let records: Vec<[u8; FACT_BYTES]> = facts.iter().map(record).collect();
    checked_file::write(vfs, path, (MAGIC, VERSION), records.into_iter())
}

/// Reads the facts of a run.
pub(crate) fn read_facts(vfs: &dyn Vfs, path: &Path) -> Result<FactsBeside, StorageError> {
    let kind = "it is no file of identity facts";
    let (version, facts) = checked_file::read::<FACT_BYTES>(vfs, path, (MAGIC, VERSION), kind)?;
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
            kind @ (2 | 3) if version >= WITH_LINKS => Ok(IdentityFact::Belongs {
                entity: first,
                claim: Claim {
                    by_client: kind == 3,
                    at,
                    id: second,
                },
            }),
            _ => Err(StorageError::damaged(path, "a fact of an unknown kind")),
        }
    };
    Ok(FactsBeside {
        facts: facts.iter().map(fact).collect::<Result<_, _>>()?,
        are_all: version >= WITH_LINKS,
    })
}

/// Whether a file of facts leaves something to the rows of its run, as format 1 does.
pub(crate) fn leaves_to_rows(vfs: &dyn Vfs, path: &Path) -> Result<bool, StorageError> {
    Ok(checked_file::version(vfs, path, MAGIC)? < WITH_LINKS)
}

/// The bytes of a slice whose length is known to be `N`.
fn array<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut array = [0; N];
    array.copy_from_slice(bytes);
    array
}

#[cfg(test)]
mod tests;
