//! Whose an entity is by events that have expired: so much of them stays, since the ledger is kept and goes with the
//! person.
//!
//! A site has one file of it, which the manifest names with its seal; each change writes a new one. Format 1: the eight
//! bytes `CRNLNK\0\x01`, the number of links as u64, the links of 65 bytes each, the CRC-32C of all before; numbers are
//! little-endian. A link remembers the import whose event said it, so that it goes when that is taken back. It can't be
//! made anew: its events are gone.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use cairn_core::id::{EventId, ImportId, PersonKey, SiteId};
use cairn_core::identity::{Claim, IdentityFact, Moment, facts_of_ids};
use cairn_core::time::Time;

use crate::block::Block;
use crate::checked_file;
use crate::error::StorageError;
use crate::files;
use crate::paths::{LEDGER, staging_folder};
use crate::seal::Seal;
use crate::vfs::Vfs;

const MAGIC: [u8; 7] = *b"CRNLNK\0";
const VERSION: u8 = 1;
const LINK_BYTES: usize = 65;

/// By entity and by the import that said so, if one did, the least claim.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct KeptLinks(BTreeMap<(PersonKey, Option<ImportId>), Claim>);

/// The file of a site's links, as the manifest knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct KeptLinksFile {
    /// Its number; its name derives from it.
    pub(crate) number: u64,
    pub(crate) seal: Seal,
}

impl KeptLinksFile {
    /// Where it lies.
    pub(crate) fn path(&self, data: &Path, site: &SiteId) -> PathBuf {
        path_of(data, site, self.number)
    }
}

fn path_of(data: &Path, site: &SiteId, number: u64) -> PathBuf {
    let folder = data.join(LEDGER).join(site.as_str());
    folder.join(format!("kept-{number:08}.links"))
}

impl KeptLinks {
    /// Notes what a row says.
    pub(crate) fn note_row(&mut self, block: &Block, row: usize) {
        let ids = block.ids(row);
        if ids.entity.is_none() {
            return;
        }
        let at = Moment {
            time: block.time(row),
            event_id: block.event_id(row),
        };
        for fact in facts_of_ids(ids, at) {
            self.note(&fact, block.import_id(row));
        }
    }

    /// Notes what a fact says that an import has brought, if it is a link.
    pub(crate) fn note(&mut self, fact: &IdentityFact, import: Option<ImportId>) {
        if let IdentityFact::Belongs { entity, claim } = *fact {
            let least = self.0.entry((entity, import)).or_insert(claim);
            *least = claim.min(*least);
        }
    }

    /// Adds others.
    pub(crate) fn extend(&mut self, more: Self) {
        for ((entity, import), claim) in more.0 {
            self.note(&IdentityFact::Belongs { entity, claim }, import);
        }
    }

    /// Keeps those for which this is true, by the entity, who it is said to be of and the import.
    pub(crate) fn retain(
        &mut self,
        mut stays: impl FnMut(PersonKey, PersonKey, Option<ImportId>) -> bool,
    ) {
        self.0
            .retain(|(entity, import), claim| stays(*entity, claim.id, *import));
    }

    /// All of them.
    pub(crate) fn facts(&self) -> impl Iterator<Item = IdentityFact> {
        let links = self.0.iter();
        links.map(|((entity, _), claim)| IdentityFact::Belongs {
            entity: *entity,
            claim: *claim,
        })
    }

    /// The links that a manifest names; none if it names no file.
    pub(crate) fn read(
        vfs: &dyn Vfs,
        data: &Path,
        site: &SiteId,
        file: Option<KeptLinksFile>,
    ) -> Result<Self, StorageError> {
        let Some(file) = file else {
            return Ok(Self::default());
        };
        let path = file.path(data, site);
        let kind = "it is no file of kept links";
        let (_, links) = checked_file::read::<LINK_BYTES>(vfs, &path, (MAGIC, VERSION), kind)?;
        let link = |bytes: &[u8; LINK_BYTES]| link_of(bytes);
        let links: Option<BTreeMap<_, _>> = links.iter().map(link).collect();
        let links = links.ok_or_else(|| StorageError::damaged(&path, "it holds no link"))?;
        Ok(Self(links))
    }

    /// Writes the links, durably, as the file of this number. Its folder must be there.
    pub(crate) fn write(
        &self,
        vfs: &dyn Vfs,
        data: &Path,
        site: &SiteId,
        number: u64,
    ) -> Result<KeptLinksFile, StorageError> {
        let staging = staging_folder(data);
        files::create_folder(vfs, &staging)?;
        let unfinished = staging.join("kept-links");
        let links = self.0.iter();
        let links = links.map(|((entity, import), claim)| bytes_of(*entity, *import, claim));
        let seal = checked_file::write(vfs, &unfinished, (MAGIC, VERSION), links)?;
        files::rename(vfs, &unfinished, &path_of(data, site, number))?;
        Ok(KeptLinksFile { number, seal })
    }
}

fn bytes_of(entity: PersonKey, import: Option<ImportId>, claim: &Claim) -> [u8; LINK_BYTES] {
    let mut bytes = [0; LINK_BYTES];
    bytes[0] = claim.by_client.into();
    bytes[1..17].copy_from_slice(&entity.0.to_le_bytes());
    bytes[17..33].copy_from_slice(&claim.id.0.to_le_bytes());
    bytes[33..41].copy_from_slice(&claim.at.time.micros().to_le_bytes());
    bytes[41..57].copy_from_slice(&claim.at.event_id.0.to_le_bytes());
    // Imports are counted from 1.
    bytes[57..].copy_from_slice(&import.map_or(0, ImportId::number).to_le_bytes());
    bytes
}

fn link_of(bytes: &[u8; LINK_BYTES]) -> Option<((PersonKey, Option<ImportId>), Claim)> {
    let (by_client, rest) = bytes.split_first()?;
    let (entity, rest) = rest.split_first_chunk()?;
    let (id, rest) = rest.split_first_chunk()?;
    let (time, rest) = rest.split_first_chunk()?;
    let (event_id, rest) = rest.split_first_chunk()?;
    let import = u64::from_le_bytes(*rest.first_chunk()?);
    let claim = Claim {
        by_client: match by_client {
            0 => false,
            1 => true,
            _ => return None,
        },
        at: Moment {
            time: Time::from_micros(i64::from_le_bytes(*time)),
            event_id: EventId(u128::from_le_bytes(*event_id)),
        },
        id: PersonKey(u128::from_le_bytes(*id)),
    };
    let import = (import > 0).then(|| ImportId::new(import));
    Some(((PersonKey(u128::from_le_bytes(*entity)), import), claim))
}

#[cfg(test)]
mod tests;
