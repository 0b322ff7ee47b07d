//! Which entities a site's ledger has facts about.

use std::collections::{BTreeSet, HashSet};

use cairn_core::id::PersonKey;

use crate::entry::{EntryError, EventPlace};
use crate::error::StorageError;
use crate::manifest::Run;
use crate::partition::Partition;
use crate::paths::RunsFolders;
use crate::person_directory::read_directory;
use crate::projection::Columns;
use crate::run_reader::RunReader;
use crate::stream::Stream;
use crate::tail::{Chunk, entry_fault};
use crate::vfs::Vfs;

/// The entities that facts are about, by their keys, as far as runs were looked at. A run never changes.
#[derive(Debug, Clone, Default)]
pub(crate) struct LedgerEntities {
    runs: BTreeSet<u64>,
    entities: HashSet<PersonKey>,
}

impl LedgerEntities {
    /// Whether there are facts about an entity.
    pub(crate) fn holds(&self, entity: PersonKey) -> bool {
        self.entities.contains(&entity)
    }

    /// Whether no facts were found at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.entities.is_empty()
    }

    /// Whether a run was looked at.
    pub(crate) fn knows(&self, run: &Run) -> bool {
        self.runs.contains(&run.number)
    }

    /// Adds what a run is about, if it is one of facts and was not looked at.
    pub(crate) fn add_run(
        &mut self,
        vfs: &dyn Vfs,
        folder: &RunsFolders,
        run: &Run,
    ) -> Result<(), StorageError> {
        if run.stream != Stream::Ledger || self.knows(run) {
            return Ok(());
        }
        if run.cell.is_some() {
            let directory = read_directory(vfs, &run.directory_path(folder))?;
            self.entities.extend(directory.iter().map(|(own, _)| own));
        } else {
            let path = run.events_path(folder);
            let mut reader = RunReader::open(vfs, &path, &Columns::default(), Partition::ALL)?;
            while let Some(block) = reader.next_block()? {
                let keys = (0..block.len()).filter_map(|row| block.own_key(row));
                self.entities.extend(keys);
            }
        }
        self.runs.insert(run.number);
        Ok(())
    }

    /// Adds what a batch of the log is about.
    pub(crate) fn add_chunk(&mut self, chunk: &Chunk) -> Result<(), StorageError> {
        if chunk.count(Stream::Ledger) == 0 {
            return Ok(());
        }
        for (_, bytes) in chunk.parts()?.events {
            let place = EventPlace::of(bytes).map_err(EntryError::from);
            let place = place.map_err(entry_fault)?;
            let is_fact = place.stream == Stream::Ledger;
            self.entities.extend(place.key.filter(|_| is_fact));
        }
        Ok(())
    }
}
