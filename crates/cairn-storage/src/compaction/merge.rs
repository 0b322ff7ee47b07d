//! All rows of some runs in the order of runs, each under its person's key as of now.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::sync::Arc;

use cairn_core::id::PersonKey;

use crate::block::Block;
use crate::columns::SortKey;
use crate::error::StorageError;
use crate::partition::Partition;
use crate::projection::Columns;
use crate::scan::{Blocks, Sources, Wanted};

/// A row and where it is to lie.
#[derive(Clone)]
pub(super) struct MergedRow {
    pub(super) key: SortKey,
    pub(super) block: Arc<Block>,
    pub(super) row: usize,
}

impl MergedRow {
    /// The key of its own id, if it lies under another one.
    pub(super) fn own_key(&self) -> Option<PersonKey> {
        let own = self.block.own_key(self.row);
        own.filter(|_| own != self.key.person)
    }
}

/// The rows of a partition, in order.
pub(super) struct Merge {
    cursors: Vec<Cursor>,
    heads: BinaryHeap<Reverse<(SortKey, usize)>>,
    partition: Partition,
}

struct Cursor {
    rows: VecDeque<MergedRow>,
    /// What follows; nothing more for the rows that lay elsewhere.
    blocks: Option<Blocks>,
}

impl Merge {
    pub(super) fn open(sources: &Sources<'_>, partition: Partition) -> Result<Self, StorageError> {
        let cursor = |blocks| Cursor {
            rows: VecDeque::new(),
            blocks: Some(blocks),
        };
        let opened = sources.open(&Columns::ALL, &Wanted::all_of(partition))?;
        let mut cursors: Vec<Cursor> = opened.into_iter().map(cursor).collect();
        cursors.push(Cursor {
            rows: elsewhere(sources, partition)?.into(),
            blocks: None,
        });
        let mut merge = Self {
            cursors,
            heads: BinaryHeap::new(),
            partition,
        };
        for at in 0..merge.cursors.len() {
            merge.refill(at)?;
        }
        Ok(merge)
    }

    /// The next row; `None` at the end.
    pub(super) fn next_row(&mut self) -> Result<Option<MergedRow>, StorageError> {
        let Some(Reverse((_, at))) = self.heads.pop() else {
            return Ok(None);
        };
        let row = self.cursors[at].rows.pop_front();
        self.refill(at)?;
        Ok(row)
    }

    /// Sees to it that a source's next row is among the heads.
    fn refill(&mut self, at: usize) -> Result<(), StorageError> {
        let cursor = &mut self.cursors[at];
        while cursor.rows.is_empty() {
            let Some(blocks) = &mut cursor.blocks else {
                return Ok(());
            };
            let Some(block) = blocks.next_block()? else {
                cursor.blocks = None;
                return Ok(());
            };
            let block = Arc::new(block);
            let is_here = |row: &MergedRow| {
                self.partition.takes(row.key.person) && block.placed_key(row.row) == row.key.person
            };
            cursor.rows.extend(rows_of(&block).filter(is_here));
        }
        if let Some(head) = cursor.rows.front() {
            self.heads.push(Reverse((head.key, at)));
        }
        Ok(())
    }
}

/// The rows of the partition's persons that lie under other keys, in order.
fn elsewhere(sources: &Sources<'_>, partition: Partition) -> Result<Vec<MergedRow>, StorageError> {
    let mut found = Vec::new();
    for mut blocks in sources.open_diverted(&Columns::ALL, &Wanted::all_of(partition))? {
        while let Some(block) = blocks.next_block()? {
            let block = Arc::new(block);
            let is_elsewhere = |row: &MergedRow| {
                partition.takes(row.key.person) && block.placed_key(row.row) != row.key.person
            };
            found.extend(rows_of(&block).filter(is_elsewhere));
        }
    }
    found.sort_by_key(|row| row.key);
    Ok(found)
}

fn rows_of(block: &Arc<Block>) -> impl Iterator<Item = MergedRow> {
    (0..block.len()).map(|row| MergedRow {
        key: block.sort_key(row),
        block: Arc::clone(block),
        row,
    })
}
