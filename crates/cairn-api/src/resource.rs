//! Sites, keys, imports, dead letters and what else is a resource, on the wire.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::retention::RetentionWire;

use crate::error::ApiError;
use crate::goal::GoalDocument;
use crate::scalar;

/// Reads a document; `what` is its name in messages.
pub fn read_document<T: DeserializeOwned>(text: &str, what: &str) -> Result<T, ApiError> {
    let object = scalar::parse_object(text, what)?;
    scalar::read(serde_json::Value::Object(object))
}

/// A site to be added; what is left out is UTC, EUR and monday.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSiteWire {
    /// Its id.
    pub id: String,
    /// The IANA zone its days are cut in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// The currency of amounts that name none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// `monday` or `sunday`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub week_start: Option<String>,
    /// What people call it; its id if it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The id of the template it begins with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business_model: Option<String>,
}

/// A site with its size.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SiteWire {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The goal that matters most, if one was named.
    pub north_star: Option<String>,
    /// The id of the template it began with, if it did.
    pub business_model: Option<String>,
    /// The IANA zone its days are cut in.
    pub timezone: String,
    /// The currency of amounts that name none.
    pub currency: String,
    /// `monday` or `sunday`.
    pub week_start: String,
    /// How long its events are kept.
    pub retention: RetentionWire,
    /// Stored events.
    pub events: u64,
}

/// All sites that the caller may see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SitesWire {
    /// By id.
    pub sites: Vec<SiteWire>,
}

/// A site with what is known about its events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SiteDetailsWire {
    /// The site.
    #[serde(flatten)]
    pub site: SiteWire,
    /// Bytes on disk.
    pub bytes: u64,
    /// The time of the first event.
    pub first_event_time: Option<String>,
    /// The time of the last event.
    pub last_event_time: Option<String>,
    /// What became of all live messages of the site.
    pub totals: TotalsWire,
    /// The names of its events, most frequent first.
    pub catalogue: Vec<CatalogueEntryWire>,
    /// User ids that more than 500 devices came with, so that they join none of them; at most 20, the most devices
    /// first.
    pub shared_ids: Vec<SharedIdWire>,
}

/// A user id that is no one person's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SharedIdWire {
    /// The id.
    pub user_id: String,
    /// On how many devices it was the first to sign in.
    pub devices: u32,
}

/// One event name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CatalogueEntryWire {
    /// The name.
    pub event: String,
    /// Events of that name.
    pub events: u64,
    /// Persons with such an event.
    pub persons: u64,
}

/// One version of a goal.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct GoalVersionWire {
    /// Counted from 1.
    pub version: u64,
    /// When it was made.
    pub created_at: String,
    /// The definition.
    pub definition: GoalDocument,
}

/// The goals of a site in their current versions.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct GoalsWire {
    /// By id.
    pub goals: Vec<GoalVersionWire>,
}

/// A goal with all its versions.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct GoalHistoryWire {
    /// Oldest first.
    pub versions: Vec<GoalVersionWire>,
}

/// A key to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewKeyWire {
    /// `write` or `secret`.
    pub kind: String,
    /// What people call it.
    #[serde(default)]
    pub name: String,
    /// Of a secret key: some of `append`, `read`, `manage`, `keys`.
    #[serde(default)]
    pub scopes: Vec<String>,
}

/// A key on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KeyWire {
    /// Its id.
    pub id: String,
    /// `write` or `secret`.
    pub kind: String,
    /// What people call it.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// When it was made.
    pub created_at: String,
    /// When it was revoked, if it was.
    pub revoked_at: Option<String>,
    /// The key itself: of a write key always, of a secret key only when it is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

/// The keys of a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KeysWire {
    /// Oldest first; revoked ones stay on record.
    pub keys: Vec<KeyWire>,
}

/// An import on record: read = stored + duplicates + rejected + suppressed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportWire {
    /// Its id.
    pub id: String,
    /// The file it read.
    pub source: String,
    /// When it was made.
    pub received_at: String,
    /// `live` or `undone`.
    pub state: String,
    /// When it was taken back, if it was.
    pub undone_at: Option<String>,
    /// Rows in the file.
    pub read: u64,
    /// Rows stored as events.
    pub stored: u64,
    /// Rows whose event was stored already.
    pub duplicates: u64,
    /// Rows that are no event.
    pub rejected: u64,
    /// Rows of persons who were erased before.
    pub suppressed: u64,
    /// Of the stored events, those whose person was erased since.
    pub erased: u64,
    /// Of the stored events, those that became older than they may.
    pub expired: u64,
}

/// The imports of a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportsWire {
    /// Oldest first.
    pub imports: Vec<ImportWire>,
}

/// A file on the server's machine to be imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewImportWire {
    /// Its absolute path.
    pub path: String,
    /// What it is called, if it is a copy of something without a path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `csv`, `ndjson` or `parquet`, if its name does not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// A mapping file's text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mapping: Option<String>,
    /// Whether nothing is to be stored.
    #[serde(default)]
    pub dry_run: bool,
    /// The settings of a site that is not there yet; what is left out is UTC, EUR and monday.
    #[serde(default)]
    pub settings: SiteSettingsWire,
}

/// Settings of a site.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SiteSettingsWire {
    /// The IANA zone its days are cut in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// The currency of amounts that name none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// `monday` or `sunday`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub week_start: Option<String>,
}

/// What an import did, or would do: read = stored + duplicates + rejected + suppressed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportReportWire {
    /// Its id; null of a dry run.
    pub import: Option<String>,
    /// The site, if the import created it.
    pub created_site: Option<SiteWire>,
    /// Rows in the file.
    pub read: u64,
    /// Rows stored as events.
    pub stored: u64,
    /// Rows whose event was stored already.
    pub duplicates: u64,
    /// Rows that are no event.
    pub rejected: u64,
    /// Rows of persons who were erased before; nothing of them is kept.
    pub suppressed: u64,
    /// Why rows are no event.
    pub rejections: Vec<RejectedRowsWire>,
    /// Where the rejected rows are listed, on the server's machine.
    pub rejects_file: Option<String>,
    /// The mapping that was guessed, as a mapping file's text.
    pub guessed_mapping: Option<String>,
    /// What the reader should know besides.
    pub warnings: Vec<String>,
}

/// Rows that are no event for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RejectedRowsWire {
    /// The reason.
    pub reason: String,
    /// How many rows.
    pub rows: u64,
    /// The first of them.
    pub first: String,
}

/// What an undo took back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UndoneWire {
    /// The import.
    pub import: ImportWire,
    /// Rows that are now in no import, by the later import that left them out.
    pub orphaned: Vec<OrphanedWire>,
}

/// Rows that a later import left out because the undone one had stored them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OrphanedWire {
    /// The later import.
    pub import: String,
    /// How many rows.
    pub rows: u64,
}

/// A message that is no event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeadLetterWire {
    /// Counted from 1 by site.
    pub number: u64,
    /// The kind of fault.
    pub reason: String,
    /// The fault itself.
    pub detail: String,
    /// The message as it came, at most 64 KiB of it.
    pub raw: String,
    /// Where it came from.
    pub source: String,
    /// The sender's id of it, if it could be read.
    pub message_id: Option<String>,
    /// When it arrived.
    pub received_at: String,
}

/// A page of dead letters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeadLettersWire {
    /// Newest first.
    pub dead_letters: Vec<DeadLetterWire>,
    /// How many there are.
    pub total: u64,
    /// To be given as `before` for the next page; null on the last.
    pub next: Option<String>,
    /// What became of all live messages of the site.
    pub totals: TotalsWire,
}

/// received = stored + duplicates + dead_lettered + suppressed, of all live messages that were made durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TotalsWire {
    /// Messages that arrived.
    pub received: u64,
    /// Events stored.
    pub stored: u64,
    /// Messages that were stored before.
    pub duplicates: u64,
    /// Messages that are no event.
    pub dead_lettered: u64,
    /// Messages of persons who were erased before; nothing of them is kept.
    pub suppressed: u64,
}

/// What became of a body of events. Every message is in exactly one of these. Those of persons who were erased count
/// as accepted and are not stored: an answer does not tell who was erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CollectedWire {
    /// Always true: a failure has another form.
    pub success: bool,
    /// Events stored durably.
    pub accepted: u64,
    /// Messages that were stored before.
    pub duplicates: u64,
    /// Messages that are no event.
    pub rejected: Vec<RejectedWire>,
}

/// A message that is no event, kept as a dead letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RejectedWire {
    /// Its place in the batch, from 0.
    pub index: u64,
    /// The kind of fault.
    pub reason: String,
    /// The fault itself.
    pub detail: String,
}

/// A person who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SessionWire {
    /// Its id, which opens nothing.
    pub id: String,
    /// When it began.
    pub created_at: String,
    /// When it was last used, to the minute.
    pub last_used_at: String,
    /// When it ends however much it is used.
    pub expires_at: String,
    /// Whether it is the caller's own.
    pub is_own: bool,
}

/// The sessions that are not over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SessionsWire {
    /// Newest first.
    pub sessions: Vec<SessionWire>,
}

/// A one-time link that opens a session.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignInLinkWire {
    /// The link.
    pub link: String,
    /// When it opens nothing any more.
    pub expires_at: String,
}

/// The token of a sign-in link.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInWire {
    /// What stands behind `#` in the link.
    pub token: String,
}
