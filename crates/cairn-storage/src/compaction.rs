//! Runs written anew: many small ones as few, by month and by person, with every row under its person's key.
//!
//! Reading and writing are streams: what lies in memory is bounded by the sizes, whatever the runs hold. The same
//! way leads to runs without the rows of an import that is taken back, or of a person who is erased.

mod cell_writer;
mod merge;
mod policy;
mod rewrite;
mod sieve;

pub(crate) use policy::{due, next_unfolded};
pub use rewrite::{Rewrite, Rewritten};
pub(crate) use rewrite::{Ticket, Within};
pub(crate) use sieve::Sieve;

use crate::sizes::ImportSizes;

/// Sizes on which no answer depends; tests make them small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CompactionSizes {
    /// So many runs of flushes and imports wait until they are compacted …
    pub waiting_runs: usize,
    /// … and about so many rows of them at a time.
    pub rows_at_once: u64,
    /// So many groups of runs of one month and of alike size are merged.
    pub alike_groups: usize,
    /// A cell is split when a run of it would have more rows.
    pub cell_rows: u64,
    /// Persons are gone through in parts of about so many rows.
    pub part_rows: u64,
    /// So many months are written at once.
    pub months: usize,
    /// A row group ends at the first person that begins after so many rows.
    pub row_group_rows: usize,
    /// Runs are written anew when more ids than this, and more than one in `misplaced_of` rows, lead elsewhere.
    pub misplaced_ids: usize,
    /// See above.
    pub misplaced_of: u64,
}

impl Default for CompactionSizes {
    fn default() -> Self {
        Self {
            waiting_runs: 8,
            rows_at_once: 8 << 20,
            alike_groups: 4,
            cell_rows: 2 << 20,
            part_rows: 1 << 18,
            months: 8,
            row_group_rows: ImportSizes::default().row_group_rows,
            misplaced_ids: 1_000,
            misplaced_of: 200,
        }
    }
}
