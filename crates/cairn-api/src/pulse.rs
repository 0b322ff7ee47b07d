//! What came in lately, on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What came in lately at a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PulseWire {
    /// When this was so.
    pub now: String,
    /// When the last live event arrived; null if none ever did.
    pub last_event_at: Option<String>,
    /// The last 30 minutes, oldest first; the last one is not over. Events of files are not among them.
    pub minutes: Vec<PulseMinuteWire>,
    /// What came last, newest first, at most 50: live events, and the last import as one.
    pub recent: Vec<RecentEventWire>,
    /// Messages of this minute and the 59 before it that were no event.
    pub dead_letters_last_hour: u64,
}

/// The live events of one minute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PulseMinuteWire {
    /// When it began.
    pub start: String,
    /// Events that arrived in it and were stored.
    pub events: u64,
}

/// A live event, or an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RecentEventWire {
    /// What happened; null for an import.
    pub event: Option<String>,
    /// When it happened; null for an import.
    pub event_time: Option<String>,
    /// When it arrived.
    pub received_at: String,
    /// browser, server, app (by its SDK's name, else by its key) or import.
    pub way: String,
    /// The SDK it came from, as name/version; null if none was named.
    pub library: Option<String>,
    /// The device.
    pub anonymous_id: Option<String>,
    /// The known user.
    pub user_id: Option<String>,
    /// The key of the person it is of; null if the event has no id.
    pub person: Option<String>,
    /// The import; absent for a live event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import_id: Option<String>,
    /// Events that the import stored; absent for a live event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events: Option<u64>,
}
