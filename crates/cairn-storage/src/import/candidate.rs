//! Candidate runs: chunks written before it is known which of their rows are new.

use std::path::PathBuf;
use std::sync::Arc;

use super::Chunk;
use super::records::{ID_BYTES, IdRecord, Place};
use crate::error::StorageError;
use crate::sizes::ImportSizes;
use crate::sorter::Sorter;
use crate::staged_run::StagedRun;
use crate::vfs::Vfs;

/// What was gathered when the last chunk has been written.
pub(super) struct Gathered {
    pub(super) candidates: Vec<StagedRun>,
    pub(super) ids: Sorter<ID_BYTES>,
}

/// Writes chunks as candidates and gathers their ids.
pub(super) struct CandidateWriter {
    vfs: Arc<dyn Vfs>,
    folder: PathBuf,
    row_group_rows: usize,
    gathered: Gathered,
}

impl CandidateWriter {
    pub(super) fn new(vfs: Arc<dyn Vfs>, folder: PathBuf, sizes: ImportSizes) -> Self {
        let ids = Sorter::new(&vfs, &folder, "ids", sizes.sorter_records);
        Self {
            vfs,
            folder,
            row_group_rows: sizes.row_group_rows,
            gathered: Gathered {
                candidates: Vec::new(),
                ids,
            },
        }
    }

    pub(super) fn write(&mut self, chunk: Chunk) -> Result<(), StorageError> {
        let Chunk {
            stream,
            columns,
            origins,
        } = chunk;
        let number = u32::try_from(self.gathered.candidates.len())
            .map_err(|_| StorageError::TooLarge("more than 2^32 chunks"))?;
        let sorted = columns
            .sorted()
            .map_err(|error| StorageError::Internal(error.to_string()))?;
        for (row, (key, arrived)) in (0_u32..).zip(sorted.keys.iter().zip(&sorted.arrival)) {
            let origin = origins[*arrived as usize];
            let record = IdRecord {
                event_id: key.event_id,
                number: origin.number,
                place: Place {
                    candidate: number,
                    row,
                },
                content: origin.content,
            };
            self.gathered.ids.push(record.to_bytes())?;
        }
        let staged = StagedRun::write(
            &*self.vfs,
            (&self.folder, &number.to_string(), stream),
            &sorted,
            self.row_group_rows,
        )?;
        self.gathered.candidates.push(staged);
        Ok(())
    }

    pub(super) fn finish(self) -> Gathered {
        self.gathered
    }
}
