//! User ids that so many devices came with that they are nobody's.

use std::cell::OnceCell;

use cairn_core::id::{PersonKey, SiteId};
use cairn_storage::{Block, Columns, Partition, Snapshot, StorageError};

use crate::error::AskError;

/// How many are told of by name.
const MOST: usize = 20;

/// A user id that joins none of its devices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedId {
    /// The id.
    pub user_id: String,
    /// On how many devices it was the first to sign in.
    pub devices: u32,
}

/// The user ids of a site that are shared ([`cairn_core::identity::MOST_DEVICES`]), the most devices first, at most 20.
pub fn shared_ids(snapshot: &Snapshot, site: &SiteId) -> Result<Vec<SharedId>, AskError> {
    let shared = snapshot.identities(site)?.shared();
    let mut named = Vec::new();
    for (user, devices) in shared.into_iter().take(MOST) {
        // Of a user whose every event was taken out there is nothing to name it by.
        if let Some(user_id) = name_of(snapshot, site, user)? {
            named.push(SharedId { user_id, devices });
        }
    }
    Ok(named)
}

/// The user id with a key, as some event has it.
fn name_of(
    snapshot: &Snapshot,
    site: &SiteId,
    user: PersonKey,
) -> Result<Option<String>, AskError> {
    let columns = Columns {
        ids: true,
        ..Columns::default()
    };
    let found = OnceCell::new();
    let extract = |block: &Block| -> Result<Vec<()>, StorageError> {
        let mut ids = (0..block.len()).filter_map(|row| block.user_id(row));
        if found.get().is_none()
            && let Some(id) = ids.find(|id| PersonKey::of_user(id) == user)
        {
            found.get_or_init(|| id.to_owned());
        }
        Ok(vec![(); block.len()])
    };
    let person = snapshot.person(site, user)?;
    let mut scan = snapshot.scan(site, &columns, Partition::of_one(person), extract)?;
    while found.get().is_none() && scan.next_person()?.is_some() {}
    drop(scan);
    Ok(found.into_inner())
}
