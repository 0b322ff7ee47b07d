//! What is stored, on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a data directory holds, what its disk has room for, and how compaction goes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StorageWire {
    /// When this was so.
    pub now: String,
    /// Events of all sites, those in the log among them.
    pub events: u64,
    /// Bytes of runs, dead letters, the log and what was set aside. The metadata, uploads and lists of rejected rows
    /// are not among them.
    pub bytes: u64,
    /// What an event in runs takes on disk, all of the runs' files together; null while there is none.
    pub bytes_per_event: Option<f64>,
    /// Bytes of the log's files. What was flushed goes file by file, so they hold more than what waits.
    pub log_bytes: u64,
    /// Bytes of what could not be read and was set aside.
    pub quarantine_bytes: u64,
    /// The disk; null where the system does not tell.
    pub disk: Option<DiskWire>,
    /// When the disk will be nearly full.
    pub forecast: ForecastWire,
    /// Compaction since the server's start; null where a command looks at the files of no server.
    pub compaction: Option<CompactionWire>,
    /// By site.
    pub sites: Vec<StoredSiteWire>,
    /// Files that could not be read and were set aside: what they held is in no answer.
    pub quarantined: Vec<QuarantinedWire>,
}

/// The disk of the data directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DiskWire {
    /// Bytes that may still be written.
    pub free_bytes: u64,
    /// Bytes of the whole disk.
    pub total_bytes: u64,
    /// Bytes that must stay free: below, nothing more is taken in.
    pub low_water_bytes: u64,
}

/// When a disk will be nearly full, by the mean pace of live events on the last whole days, 30 at most.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ForecastWire {
    /// `too_early` with less than two whole days of live events, `still` if none came on these days, else `grows`.
    pub outlook: String,
    /// How many whole days it is made of: those before today and after the first live event's, 30 at most.
    pub days: u64,
    /// Live events that arrived on these days.
    pub live_events: u64,
    /// Events that imports brought on these days; the pace leaves them out.
    pub imported_events: u64,
    /// What live events take on disk on an average day; null unless it grows.
    pub bytes_per_day: Option<u64>,
    /// Whole days at this pace until only the low water mark is free; null unless it grows and the room is known.
    pub days_until_low_water: Option<u64>,
}

/// Compaction since the server's start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CompactionWire {
    /// Since when runs are being written anew; null if they are not.
    pub running_since: Option<String>,
    /// How many compactions took the place of what they were made of.
    pub done: u64,
    /// How many failed.
    pub failed: u64,
    /// The last one that ended; null if none did.
    pub last: Option<CompactionEndWire>,
}

/// How a compaction ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CompactionEndWire {
    /// When.
    pub at: String,
    /// `placed`, `called_off` by something that changed the same runs, or `failed`; the last two are tried again.
    pub outcome: String,
    /// Why it failed; null if it did not.
    pub reason: Option<String>,
}

/// What a site holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StoredSiteWire {
    /// The site.
    pub site: String,
    /// Events, those in the log among them.
    pub events: u64,
    /// Bytes of its runs and dead letters and of what waits in the log.
    pub bytes: u64,
    /// Runs, compacted ones among them.
    pub runs: u64,
    /// Runs that compaction has written.
    pub compacted_runs: u64,
    /// Bytes of the runs by kind of file.
    pub run_bytes: RunBytesWire,
    /// Dead letters in files.
    pub dead_letters: u64,
    /// Bytes of these files.
    pub dead_letter_bytes: u64,
    /// Events that wait in the log.
    pub log_events: u64,
    /// Dead letters that wait in the log.
    pub log_dead_letters: u64,
    /// Bytes of both.
    pub log_bytes: u64,
    /// Bytes of its files that were set aside.
    pub quarantine_bytes: u64,
    /// The first event time; null without events.
    pub first_event_time: Option<String>,
    /// The last event time; null without events.
    pub last_event_time: Option<String>,
}

/// Bytes of runs by kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RunBytesWire {
    /// The events themselves.
    pub events: u64,
    /// Which ids are stored already.
    pub ids: u64,
    /// Who is who.
    pub facts: u64,
    /// Beside compacted runs, whose rows are in them.
    pub persons: u64,
    /// Names and times, packed for questions.
    pub sidecars: u64,
}

/// A file that could not be read and was set aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct QuarantinedWire {
    /// Whose events are missing.
    pub site: String,
    /// Where it is kept, in the data directory.
    pub file: String,
    /// Events that it held.
    pub events: u64,
    /// Dead letters that it held.
    pub dead_letters: u64,
    /// When it was set aside.
    pub at: String,
    /// What was wrong with it.
    pub fault: String,
}
