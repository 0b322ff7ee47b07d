//! Everything on disk that is an event: runs, their manifest, dedupe, imports and their undoing.
//!
//! A **run** is a Parquet file of events sorted by (person key, time, event id). The **manifest** is the
//! immutable list of a data directory's runs; replacing the pointer to it is the one atomic commit.
//! Only this crate names arrow and parquet: what leaves it are [`Block`]s with typed accessors.

mod block;
mod columns;
mod contained;
#[cfg(test)]
mod damage;
mod dead_letter;
mod dedupe;
mod entry;
mod error;
mod files;
mod foreign;
mod garbage;
mod ids;
mod import;
mod locks;
mod log;
mod manifest;
mod own;
mod parquet_export;
mod partition;
mod paths;
mod projection;
mod run_reader;
mod run_writer;
mod scan;
mod schema;
mod sorter;
mod store;
mod submission;
mod totals;
mod values;
mod vfs;

pub use block::{Block, BlockRow, PropertyIndex, PropertyIndexes, StoredEvent};
pub use dead_letter::DeadLetter;
pub use error::StorageError;
pub use foreign::{ForeignRows, foreign_parquet};
#[doc(hidden)]
pub use import::ImportSizes;
pub use import::{Import, Outcome, Resolved};
pub use log::{Cut, Log, LogDamage, Recovery, Salts};
pub use manifest::{ImportRecord, ImportState, Tally};
pub use own::{OwnEvents, own_events};
pub use parquet_export::ParquetExport;
pub use partition::{Partition, partitions};
pub use projection::Columns;
pub use scan::{PersonRows, PersonScan};
pub use submission::Submission;
pub use totals::Totals;
pub use store::{Snapshot, Store, Undone};
#[doc(hidden)]
pub use vfs::{Fault, SimVfs};
pub use vfs::{Entry, Kind, Lock, Locking, RealVfs, Vfs, VfsFile};
