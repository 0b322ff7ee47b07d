//! Runs written anew beside whatever goes on; the writer makes the result visible by one commit.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use cairn_core::id::SiteId;
use cairn_core::time::Month;

use super::CompactionSizes;
use super::cell_writer::{MonthWriter, RewrittenRun};
use super::merge::Merge;
use super::sieve::{Sieve, TakenOut};
use crate::cell::KeyPrefix;
use crate::error::StorageError;
use crate::files;
use crate::locks::ReaderLock;
use crate::manifest::Run;
use crate::partition::{Partition, partitions};
use crate::paths::RunsFolders;
use crate::placement::Placements;
use crate::projection::Columns;
use crate::run_reader::RunReader;
use crate::scan::{SourceRun, Sources};
use crate::site_identity::SiteIdentity;
use crate::stream::Stream;
use crate::vfs::Vfs;

/// The right to write runs anew: one has it at a time, and who takes it calls off who had it.
#[derive(Debug, Default, Clone)]
pub(crate) struct Ticket(Arc<AtomicBool>);

impl Ticket {
    /// Whoever holds it is to end: what it writes will not be placed.
    pub(crate) fn call_off(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_called_off(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Whether somebody else still has it.
    pub(crate) fn is_held(&self) -> bool {
        Arc::strong_count(&self.0) > 1
    }
}

/// Runs to be written anew. Doing so needs nothing of the writer's.
pub struct Rewrite {
    pub(crate) vfs: Arc<dyn Vfs>,
    /// Where the site's runs lie.
    pub(crate) runs_folder: RunsFolders,
    /// Where the files lie until the commit.
    pub(crate) folder: PathBuf,
    pub(crate) site: SiteId,
    pub(crate) inputs: Vec<Run>,
    /// What is left out of them.
    pub(crate) sieve: Sieve,
    /// The inputs are of one group, which what is written belongs to, in cells of so many digits.
    pub(crate) within: Option<Within>,
    pub(crate) identity: SiteIdentity,
    pub(crate) sizes: CompactionSizes,
    pub(crate) ticket: Ticket,
    /// Keeps the inputs from removal.
    pub(crate) _readers: ReaderLock,
}

/// The group of a month that a rewrite stays within.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Within {
    pub(crate) group: u64,
    pub(crate) digits: u32,
}

impl Within {
    /// Where a run lies, if it was compacted.
    pub(crate) fn of(run: &Run) -> Option<Self> {
        run.cell.map(|cell| Self {
            group: run.group,
            digits: cell.prefix.digits(),
        })
    }
}

/// What a rewrite has written.
pub struct Rewritten {
    pub(crate) folder: PathBuf,
    pub(crate) site: SiteId,
    /// Numbers of the runs it replaces.
    pub(crate) inputs: Vec<u64>,
    pub(crate) runs: Vec<RewrittenRun>,
    pub(crate) taken: TakenOut,
    pub(crate) within: Option<Within>,
    pub(crate) ticket: Ticket,
}

impl Rewrite {
    /// Writes the runs. If it fails, what it has written is removed. From then on the inputs may go.
    pub fn write(self) -> Result<Rewritten, StorageError> {
        let written = self.write_all();
        if written.is_err() {
            // A folder that can't be removed now is removed at the next start.
            let _ = files::remove(&*self.vfs, &self.folder);
        }
        written
    }

    fn write_all(&self) -> Result<Rewritten, StorageError> {
        files::create_folder(&*self.vfs, &self.folder)?;
        let mut runs = Vec::new();
        let mut taken = TakenOut::default();
        for stream in Stream::ALL {
            let sources = self.sources(stream)?;
            let months: Vec<(Month, u64)> = self.months(stream)?.into_iter().collect();
            for some in months.chunks(self.sizes.months.max(1)) {
                runs.extend(self.write_months(stream, &sources, some, &mut taken)?);
            }
        }
        let rows: u64 = runs.iter().map(|run| run.staged.written.rows).sum();
        let read: u64 = self.inputs.iter().map(|run| run.rows).sum();
        let left_out = match self.sieve {
            Sieve::WithoutImport(import) => {
                let of_import = self.inputs.iter().map(|run| run.imports.get(&import));
                of_import.flatten().sum()
            }
            _ => taken
                .rows
                .values()
                .map(|removed| removed.all())
                .sum::<u64>(),
        };
        if rows + left_out != read {
            return Err(StorageError::Internal(format!(
                "{read} rows became {rows} and {left_out} left out"
            )));
        }
        Ok(Rewritten {
            folder: self.folder.clone(),
            site: self.site.clone(),
            inputs: self.inputs.iter().map(|run| run.number).collect(),
            runs,
            taken,
            within: self.within,
            ticket: self.ticket.clone(),
        })
    }

    fn of_stream(&self, stream: Stream) -> Vec<Run> {
        let inputs = self.inputs.iter();
        let inputs = inputs.filter(|run| run.stream == stream);
        inputs.cloned().collect()
    }

    fn sources(&self, stream: Stream) -> Result<Sources<'_>, StorageError> {
        let (folder, site) = (&self.runs_folder, &self.site);
        let placements = Placements::default();
        let inputs = self.of_stream(stream);
        let misplaced = placements.of_runs(&*self.vfs, folder, site, &inputs, &self.identity)?;
        Ok(Sources {
            vfs: &*self.vfs,
            runs: SourceRun::all_of(folder, &inputs, misplaced),
            pieces: Vec::new(),
            identities: Arc::clone(&self.identity.identities),
        })
    }

    /// How many rows there are of each month, those to be left out among them.
    fn months(&self, stream: Stream) -> Result<BTreeMap<Month, u64>, StorageError> {
        let mut months = BTreeMap::new();
        for run in &self.of_stream(stream) {
            let (first, last) = (Month::of(run.first_time), Month::of(run.last_time));
            if first == last {
                *months.entry(first).or_default() += run.rows;
                continue;
            }
            let path = run.events_path(&self.runs_folder);
            let columns = Columns::default();
            let mut reader = RunReader::open(&*self.vfs, &path, &columns, Partition::ALL)?;
            while let Some(block) = reader.next_block()? {
                self.check()?;
                for row in 0..block.len() {
                    *months.entry(Month::of(block.time(row))).or_default() += 1;
                }
            }
        }
        Ok(months)
    }

    fn write_months(
        &self,
        stream: Stream,
        sources: &Sources<'_>,
        months: &[(Month, u64)],
        taken: &mut TakenOut,
    ) -> Result<Vec<RewrittenRun>, StorageError> {
        let writer = |(month, rows): &(Month, u64)| {
            let of_rows = || KeyPrefix::digits_for(*rows, self.sizes.cell_rows);
            let digits = self.within.map_or_else(of_rows, |within| within.digits);
            let cells = (*month, digits);
            let writer = MonthWriter::new(&self.vfs, (&self.folder, stream), cells, self.sizes);
            (*month, writer)
        };
        let mut writers: BTreeMap<Month, MonthWriter> = months.iter().map(writer).collect();
        let rows: u64 = months.iter().map(|(_, rows)| rows).sum();
        let parts = rows.div_ceil(self.sizes.part_rows.max(1));
        for part in partitions(usize::try_from(parts).unwrap_or(usize::MAX)) {
            let mut merge = Merge::open(sources, part)?;
            let mut seen = 0_u64;
            while let Some(row) = merge.next_row()? {
                seen += 1;
                if seen.is_multiple_of(1_024) {
                    self.check()?;
                }
                if let Some(writer) = writers.get_mut(&Month::of(row.key.time))
                    && let Some(row) = self.sieve.keep(row, taken)?
                {
                    writer.push(row)?;
                }
            }
        }
        let mut runs = Vec::new();
        for writer in writers.into_values() {
            runs.extend(writer.finish()?);
        }
        Ok(runs)
    }

    fn check(&self) -> Result<(), StorageError> {
        if self.ticket.is_called_off() {
            return Err(StorageError::CalledOff);
        }
        Ok(())
    }
}
