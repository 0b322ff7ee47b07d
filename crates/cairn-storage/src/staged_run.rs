//! A run that is written and not named by a manifest yet: its events, its ids, its facts.

use std::ops::Range;
use std::path::{Path, PathBuf};

use cairn_core::id::{EventId, ImportId};
use cairn_core::time::Time;

use crate::columns::{SortKey, SortedChunk};
use crate::error::StorageError;
use crate::facts::{Facts, write_facts};
use crate::files;
use crate::ids::write_ids;
use crate::manifest::Run;
use crate::run_writer::{RowsOf, Written, write_run};
use crate::seal::RunSeals;
use crate::vfs::Vfs;

/// The files of a run in a staging folder.
#[derive(Debug, Clone)]
pub(crate) struct StagedRun {
    pub(crate) events: PathBuf,
    pub(crate) ids: PathBuf,
    pub(crate) facts: PathBuf,
    pub(crate) written: Written,
    pub(crate) seals: RunSeals,
}

impl StagedRun {
    /// Writes a sorted chunk with its ids and facts, durably, as `folder/stem.*`.
    pub(crate) fn write(
        vfs: &dyn Vfs,
        folder: &Path,
        stem: &str,
        sorted: &SortedChunk,
        row_group_rows: usize,
    ) -> Result<Self, StorageError> {
        let of_chunk = &mut |rows: Range<usize>| Ok(sorted.batch.slice(rows.start, rows.len()));
        let place = (folder, stem);
        Self::write_rows(
            vfs,
            place,
            &sorted.keys,
            &sorted.facts,
            row_group_rows,
            of_chunk,
        )
    }

    /// Writes the rows of these keys, which are in order, as files in a folder with a stem.
    pub(crate) fn write_rows(
        vfs: &dyn Vfs,
        (folder, stem): (&Path, &str),
        keys: &[SortKey],
        facts: &Facts,
        row_group_rows: usize,
        rows_of: &mut RowsOf<'_>,
    ) -> Result<Self, StorageError> {
        let path = |extension: &str| folder.join(format!("{stem}.{extension}"));
        let [events, ids, facts_path] = ["parquet", "ids", "facts"].map(path);
        let written = write_run(vfs, &events, keys, row_group_rows, rows_of)?;
        let event_ids: Vec<EventId> = keys.iter().map(|key| key.event_id).collect();
        let seals = RunSeals {
            events: written.seal,
            ids: write_ids(vfs, &ids, event_ids)?,
            facts: write_facts(vfs, &facts_path, facts)?,
        };
        Ok(Self {
            events,
            ids,
            facts: facts_path,
            written,
            seals,
        })
    }

    /// Moves the files to where run `number` has them. The folder is not synced yet.
    pub(crate) fn install(
        &self,
        vfs: &dyn Vfs,
        folder: &Path,
        number: u64,
        import: Option<ImportId>,
        last_received: Time,
    ) -> Result<Run, StorageError> {
        let run = Run {
            number,
            import,
            rows: self.written.rows,
            bytes: self.written.seal.bytes,
            first_time: self.written.first_time,
            last_time: self.written.last_time,
            last_received,
            has_facts: true,
            seals: Some(self.seals),
        };
        let moves = [
            (&self.events, run.events_path(folder)),
            (&self.ids, run.ids_path(folder)),
            (&self.facts, run.facts_path(folder)),
        ];
        for (from, to) in moves {
            vfs.rename(from, &to).map_err(StorageError::io(&to))?;
        }
        Ok(run)
    }

    /// Removes the files.
    pub(crate) fn remove(&self, vfs: &dyn Vfs) -> Result<(), StorageError> {
        for path in [&self.events, &self.ids, &self.facts] {
            files::remove(vfs, path)?;
        }
        Ok(())
    }
}
