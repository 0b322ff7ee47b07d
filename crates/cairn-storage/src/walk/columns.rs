//! The columns that a walk was asked for, in each of its sources.

use std::sync::Arc;

use super::sources::WalkSources;
use crate::error::StorageError;
use crate::sidecar::{BLOCK_ROWS, Codes, ColumnOf, Told, Words};

/// By the order they were asked in: where a source has each, and its values by code; `None` if no row has any.
pub(super) struct ColumnsOfSource(Vec<Option<(usize, Arc<Words>)>>);

impl ColumnsOfSource {
    pub(super) fn words(&self, column: usize) -> Option<&Arc<Words>> {
        let (_, words) = self.0.get(column)?.as_ref()?;
        Some(words)
    }
}

/// The columns around the rows of one segment.
#[derive(Default)]
pub(super) struct ColumnsHere {
    /// Where the segment's rows begin, counted from the first block's.
    begin: usize,
    /// Of each column the blocks that its rows lie in.
    blocks: Vec<Vec<Option<Arc<Codes>>>>,
}

impl ColumnsHere {
    /// The code of a row of the segment.
    pub(super) fn code(&self, column: usize, row: usize) -> Option<u32> {
        let row = self.begin + row;
        let block = self.blocks.get(column)?.get(row / BLOCK_ROWS)?.as_ref()?;
        block.get(row % BLOCK_ROWS)
    }
}

impl WalkSources {
    /// Where each source has some columns; `None` if one of them can't tell one of these.
    pub(super) fn columns(
        &self,
        wanted: &[ColumnOf],
    ) -> Result<Option<Vec<ColumnsOfSource>>, StorageError> {
        let is_unknown = |of: &ColumnOf| {
            let mut sources = self.all.iter();
            sources.any(|source| source.sidecar.index().told(of) == Told::Unknown)
        };
        if wanted.iter().any(is_unknown) {
            return Ok(None);
        }
        let mut of_all = Vec::with_capacity(self.all.len());
        for source in &self.all {
            let mut columns = Vec::with_capacity(wanted.len());
            for of in wanted {
                columns.push(match source.sidecar.index().told(of) {
                    Told::Unknown | Told::Nothing => None,
                    Told::By(at) => Some((at, source.sidecar.words(at, self.by())?)),
                });
            }
            of_all.push(ColumnsOfSource(columns));
        }
        Ok(Some(of_all))
    }

    /// What columns of a source say around the rows of a segment.
    pub(super) fn columns_here(
        &self,
        wanted: &ColumnsOfSource,
        source: usize,
        segment: usize,
    ) -> Result<ColumnsHere, StorageError> {
        let sidecar = &self.all[source].sidecar;
        let segments = &sidecar.index().segments;
        if wanted.0.iter().all(Option::is_none) {
            return Ok(ColumnsHere::default());
        }
        let row = |at: usize| segments.get(at).map(|segment| segment.first_row);
        let begin = to_row(row(segment).unwrap_or(0));
        let end = to_row(row(segment + 1).unwrap_or(sidecar.index().rows));
        let first = begin / BLOCK_ROWS;
        let mut blocks = Vec::with_capacity(wanted.0.len());
        for column in &wanted.0 {
            let mut of_column = Vec::new();
            if let Some((column, _)) = column {
                let blocks = sidecar.index().blocks(*column);
                for block in first..end.div_ceil(BLOCK_ROWS).min(blocks) {
                    of_column.push(sidecar.codes((*column, block), self.by())?);
                }
            }
            blocks.push(of_column);
        }
        Ok(ColumnsHere {
            begin: begin - first * BLOCK_ROWS,
            blocks,
        })
    }
}

fn to_row(row: u64) -> usize {
    usize::try_from(row).unwrap_or(usize::MAX)
}
