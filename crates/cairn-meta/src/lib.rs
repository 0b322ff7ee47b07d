//! The metadata store: sites, the definitions people make, and who may do what, in SQLite. Only this crate
//! speaks SQL.

mod access;
mod copy;
mod error;
mod goals;
mod keys;
mod open;
mod retention_rules;
mod saved;
mod saved_id;
mod saved_rows;
mod sessions;
mod site_change;
mod sites;
#[cfg(test)]
mod test_store;

pub use access::{Grant, KeyId, KeyKind, KeyRecord, NewKey, NoKeyId, Scope, TokenHash};
pub use copy::{copy_to, faults};
pub use error::MetaError;
pub use goals::{GoalVersion, Replaced, SiteDefinitions};
pub use open::MetaStore;
pub use saved_id::{SavedId, SavedKind};
pub use saved_rows::SavedRecord;
pub use sessions::SessionRecord;
pub use sites::SiteRecord;
