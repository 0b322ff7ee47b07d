//! A run that is written and not named by a manifest yet: its events, its ids, its facts, its persons.

use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::cell::Cell;
use crate::columns::{SortKey, SortedChunk};
use crate::error::StorageError;
use crate::facts::{Facts, write_facts};
use crate::files;
use crate::ids::{Origin, write_ids};
use crate::manifest::Run;
use crate::paths::RunsFolders;
use crate::person_directory::{PersonDirectory, write_directory};
use crate::received_day::ReceivedDay;
use crate::run_writer::{Finished, RowsOf, Written, write_run};
use crate::seal::RunSeals;
use crate::sidecar::write_sidecar;
use crate::stream::Stream;
use crate::vfs::Vfs;

/// The files of a run in a staging folder.
#[derive(Debug, Clone)]
pub(crate) struct StagedRun {
    pub(crate) stream: Stream,
    pub(crate) events: PathBuf,
    pub(crate) ids: PathBuf,
    pub(crate) facts: PathBuf,
    /// Which ids have rows in it and where these lie, and how many ids, if it was compacted.
    pub(crate) directory: Option<(PathBuf, u64)>,
    pub(crate) sidecar: Option<PathBuf>,
    pub(crate) written: Written,
    pub(crate) seals: RunSeals,
}

/// Where a run is written, under which stem, and of which stream it is.
pub(crate) type Place<'a> = (&'a Path, &'a str, Stream);

impl StagedRun {
    /// Writes a sorted chunk with its ids and facts, durably.
    pub(crate) fn write(
        vfs: &dyn Vfs,
        place: Place<'_>,
        sorted: &SortedChunk,
        row_group_rows: usize,
    ) -> Result<Self, StorageError> {
        let of_chunk = &mut |rows: Range<usize>| Ok(sorted.batch.slice(rows.start, rows.len()));
        Self::write_rows(
            vfs,
            place,
            &sorted.keys,
            &sorted.facts,
            row_group_rows,
            of_chunk,
        )
    }

    /// Writes the rows of these keys, which are in order.
    pub(crate) fn write_rows(
        vfs: &dyn Vfs,
        (folder, stem, stream): Place<'_>,
        keys: &[SortKey],
        facts: &Facts,
        row_group_rows: usize,
        rows_of: &mut RowsOf<'_>,
    ) -> Result<Self, StorageError> {
        let events = events_path(folder, stem);
        let finished = write_run(vfs, (&events, stream), keys, row_group_rows, rows_of)?;
        Self::beside(vfs, (folder, stem, stream), finished, facts, None)
    }

    /// Writes what belongs beside events that lie in a folder under a stem.
    pub(crate) fn beside(
        vfs: &dyn Vfs,
        (folder, stem, stream): Place<'_>,
        Finished {
            written,
            ids,
            packed,
        }: Finished,
        facts: &Facts,
        directory: Option<&PersonDirectory>,
    ) -> Result<Self, StorageError> {
        let path = |extension: &str| folder.join(format!("{stem}.{extension}"));
        let [ids_path, facts_path, directory_path] = ["ids", "facts", "persons"].map(path);
        let write = |directory| write_directory(vfs, &directory_path, directory);
        let seals = RunSeals {
            events: written.seal,
            ids: write_ids(vfs, &ids_path, ids)?,
            facts: write_facts(vfs, &facts_path, facts)?,
            directory: directory.map(write).transpose()?,
        };
        let sidecar = packed.and_then(|packed| {
            let path = path("sidecar");
            let written = write_sidecar(vfs, &path, &seals.events, packed);
            // The run is whole without; its sidecar is made later.
            match written {
                Ok(()) => Some(path),
                Err(_) => {
                    let _ = files::remove(vfs, &path);
                    None
                }
            }
        });
        Ok(Self {
            stream,
            events: events_path(folder, stem),
            ids: ids_path,
            facts: facts_path,
            directory: directory.map(|ids| (directory_path, ids.len() as u64)),
            sidecar,
            written,
            seals,
        })
    }

    /// Moves the files to where run `number` has them, in the folder of a site's runs. The folder is not synced
    /// yet.
    pub(crate) fn install(
        &self,
        vfs: &dyn Vfs,
        folder: &RunsFolders,
        number: u64,
        cell: Option<Cell>,
    ) -> Result<Run, StorageError> {
        let written = &self.written;
        let run = Run {
            number,
            stream: self.stream,
            cell,
            group: number,
            rows: written.rows,
            imports: written.imports.clone(),
            ids: self.directory.as_ref().map_or(0, |(_, ids)| *ids),
            bytes: written.seal.bytes,
            first_time: written.first_time,
            last_time: written.last_time,
            last_received: written.last_received,
            has_facts: true,
            seals: Some(self.seals),
        };
        let mut moves = vec![
            (&self.events, run.events_path(folder)),
            (&self.ids, run.ids_path(folder)),
            (&self.facts, run.facts_path(folder)),
        ];
        if let Some((path, _)) = &self.directory {
            moves.push((path, run.directory_path(folder)));
        }
        if let Some(path) = &self.sidecar {
            moves.push((path, run.sidecar_path(folder)));
        }
        for (from, to) in moves {
            vfs.rename(from, &to).map_err(StorageError::io(&to))?;
        }
        Ok(run)
    }

    /// Its id file. It says itself how events came.
    pub(crate) fn id_file(&self) -> (PathBuf, Origin) {
        let origin = Origin {
            import: None,
            day: ReceivedDay::of(self.written.last_received),
        };
        (self.ids.clone(), origin)
    }

    /// Removes the files.
    pub(crate) fn remove(&self, vfs: &dyn Vfs) -> Result<(), StorageError> {
        let directory = self.directory.as_ref().map(|(path, _)| path);
        for path in [&self.events, &self.ids, &self.facts]
            .into_iter()
            .chain(directory)
            .chain(&self.sidecar)
        {
            files::remove(vfs, path)?;
        }
        Ok(())
    }
}

/// Where the events of a run lie in a staging folder.
pub(crate) fn events_path(folder: &Path, stem: &str) -> PathBuf {
    folder.join(format!("{stem}.parquet"))
}
