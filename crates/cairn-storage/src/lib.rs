//! Everything on disk that is an event: runs, their manifest, dedupe, imports and their undoing.
//!
//! A **run** is a Parquet file of events sorted by (person key, time, event id). The **manifest** is the
//! immutable list of a data directory's runs; replacing the pointer to it is the one atomic commit.
//! Only this crate names arrow and parquet: what leaves it are [`Block`]s and [`Segment`]s with typed accessors.

mod arrivals;
mod backup;
mod block;
mod cell;
mod checked_file;
mod columns;
mod committer;
mod compaction;
mod contained;
#[cfg(test)]
mod damage;
mod data_directory;
mod dead_letter;
mod dead_letter_file;
mod dedupe;
mod encoded_rows;
mod entry;
mod erasable;
mod erasure;
mod erasure_book;
mod error;
mod expiry;
mod facts;
mod files;
mod flush;
mod forecast;
mod foreign;
mod frequent;
mod garbage;
mod hand_over;
mod ids;
mod import;
mod kept_links;
mod late_duplicates;
mod ledger_entities;
mod leftovers;
mod live;
mod live_state;
mod locks;
mod log;
mod low_water;
mod manifest;
mod oldest_times;
mod origin_reader;
mod own;
mod parquet_export;
mod partition;
mod paths;
mod person_directory;
mod placement;
#[cfg(test)]
mod plain_event;
mod projection;
mod property_columns;
mod pulse;
mod quarantine;
mod received_day;
mod removed;
mod run_days;
mod run_memo;
mod run_reader;
mod run_writer;
mod scan;
mod schema;
mod seal;
mod sidecar;
mod site_identity;
mod sizes;
mod snapshot;
mod sorter;
mod staged_run;
mod store;
mod stream;
mod submission;
mod suppression;
mod tail;
mod tail_view;
mod totals;
mod typed_column;
mod values;
mod verify;
mod vfs;
mod visit_reader;
mod walk;
mod words;

pub use backup::{BackedUp, Backup, BackupList, BackupSummary, Backups, Restored};
pub use block::{Block, BlockRow, PropertyIndex, PropertyIndexes, StoredEvent};
pub use committer::{Committer, Receipt, Recovered, Undone};
#[doc(hidden)]
pub use compaction::{CompactionSizes, Rewrite, Rewritten};
pub use dead_letter::DeadLetter;
pub use erasable::text_names;
pub use erasure::{RejectedRows, Whom};
pub use erasure_book::{Erased, ErasureRecord};
pub use error::StorageError;
pub use expiry::Expiry;
#[doc(hidden)]
pub use flush::{FlushJob, Flushed};
pub use forecast::{Forecast, Outlook, SiteArrivals};
pub use foreign::{ForeignRows, foreign_parquet};
pub use import::{Import, Outcome, Resolved};
pub use leftovers::Leftovers;
pub use live::{Answered, Clock, Compaction, CompactionEnd, Live, LiveOptions, OnFlush};
pub use log::{Cut, Log, LogDamage, Recovery, Salts, TakeRecord};
pub use low_water::DiskSpace;
pub use manifest::{ImportRecord, ImportState, Tally};
pub use origin_reader::{PAGE_URL, REFERRER, host_at, origin_of};
pub use own::{OwnEvents, own_events};
pub use parquet_export::ParquetExport;
pub use partition::{Partition, partitions};
pub use projection::{Columns, PropertyNames};
pub use pulse::{Pulse, PulseMinute, RecentEvent};
pub use quarantine::{Quarantined, Repaired};
pub use received_day::DedupeWindow;
pub use removed::Removed;
pub use run_days::RunDays;
pub use scan::{PersonRows, PersonScan};
pub use sidecar::{ColumnOf, Segment, Words, name_bit};
#[doc(hidden)]
pub use sizes::{ImportSizes, TailSizes};
pub use snapshot::{DeadLetterPage, RunBytes, Snapshot, Stored, StoredSite};
pub use store::Store;
pub use submission::Submission;

pub use totals::Totals;
pub use verify::{Depth, FileFault, Verified, VerifiedSite, WayOut};
pub use vfs::{Entry, FreeSpace, Kind, Lock, Locking, RealVfs, Vfs, VfsFile};
#[doc(hidden)]
pub use vfs::{Fault, SimVfs};
pub use visit_reader::{CAMPAIGN, CLICK_ID, TELLING_PATHS, VisitReader};
pub use walk::{Part, Walk};
