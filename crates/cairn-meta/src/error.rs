//! What can go wrong with metadata, by what the caller can do about it.

use std::path::PathBuf;

use cairn_core::id::{GoalId, SiteId};

use crate::saved_id::{SavedId, SavedKind};

use crate::access::KeyId;

/// Why the metadata store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum MetaError {
    /// There is no metadata file.
    #[error("no data directory at `{}`: import a file or add a site first, or name another one with --data", .0.display())]
    NoDataDirectory(PathBuf),
    /// No such site.
    #[error("there is no site `{site}`{}", nearest_hint(.known))]
    UnknownSite {
        /// The name asked for.
        site: SiteId,
        /// The sites there are.
        known: Vec<SiteId>,
    },
    /// The site is there already.
    #[error("site `{0}` is there already: `cairn site show {0}` shows it")]
    SiteExists(SiteId),
    /// No such goal.
    #[error("site `{site}` has no goal `{goal}`: `cairn goal list --site {site}` shows its goals")]
    UnknownGoal {
        /// The site.
        site: SiteId,
        /// The name asked for.
        goal: GoalId,
    },
    /// The goal is there already.
    #[error("site `{site}` has a goal `{goal}` already: change it with `cairn goal edit`")]
    GoalExists {
        /// The site.
        site: SiteId,
        /// The goal.
        goal: GoalId,
    },
    /// Nothing is saved so.
    #[error(
        "site `{site}` has no {kind} `{id}`: `cairn {kind} list --site {site}` shows its {kind}s"
    )]
    UnknownSaved {
        /// The site.
        site: SiteId,
        /// What was asked for.
        kind: SavedKind,
        /// The name asked for.
        id: SavedId,
    },
    /// It is saved already.
    #[error("site `{site}` has a {kind} `{id}` already: change it with `cairn {kind} edit`")]
    SavedExists {
        /// The site.
        site: SiteId,
        /// What it is.
        kind: SavedKind,
        /// Its name.
        id: SavedId,
    },
    /// The goal has another version than the one that was to be changed.
    #[error("this was changed since it was read: it is now at \"{newest}\"")]
    Outdated {
        /// Its newest version.
        newest: u64,
    },
    /// No such key.
    #[error("site `{site}` has no key {key}: `cairn key list --site {site}` shows its keys")]
    UnknownKey {
        /// The site.
        site: SiteId,
        /// The key asked for.
        key: KeyId,
    },
    /// A stored value is not what it should be.
    #[error("the metadata store holds an unusable value: {0}; restore it from a backup")]
    Damaged(String),
    /// SQLite refused.
    #[error("the metadata store failed")]
    Sqlite(#[from] sqlx::Error),
    /// The store was made by a newer Cairn, or a migration failed.
    #[error("the metadata store can't be brought to this version")]
    Migration(#[from] sqlx::migrate::MigrateError),
}

fn nearest_hint(known: &[SiteId]) -> String {
    if known.is_empty() {
        return ": add one with `cairn site add`, or let `cairn import events` create it"
            .to_owned();
    }
    let names: Vec<&str> = known.iter().map(SiteId::as_str).collect();
    format!(": there is {}", names.join(", "))
}
