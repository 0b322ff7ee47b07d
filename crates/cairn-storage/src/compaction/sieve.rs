//! What a rewrite leaves out of the runs it reads.

use std::collections::BTreeMap;
use std::sync::Arc;

use cairn_core::id::{ImportId, SiteId};
use cairn_core::retention::Cuts;

use super::merge::MergedRow;
use crate::block::Block;
use crate::columns::RunColumns;
use crate::erasable::forget_device;
use crate::erasure_book::ErasureBook;
use crate::error::StorageError;
use crate::kept_links::KeptLinks;
use crate::removed::Removed;
use crate::suppression::Verdict;

/// What is left out.
#[derive(Debug, Clone)]
pub(crate) enum Sieve {
    /// Nothing.
    All,
    /// The rows of an import that is taken back.
    WithoutImport(ImportId),
    /// The rows of erased persons.
    WithoutErased(SiteId, Arc<ErasureBook>),
    /// The rows that are older than they may become.
    WithoutExpired {
        cuts: Arc<Cuts>,
        /// Whether it is noted what they say of whose entities are.
        notes_links: bool,
    },
}

/// What was taken out.
#[derive(Debug, Default)]
pub(crate) struct TakenOut {
    /// By the import that had brought it; `None` for what came live.
    pub(crate) rows: BTreeMap<Option<ImportId>, Removed>,
    /// What rows that have expired said of whose entities are.
    pub(crate) links: KeptLinks,
}

impl Sieve {
    /// The row as it stays, if it does.
    pub(super) fn keep(
        &self,
        row: MergedRow,
        taken: &mut TakenOut,
    ) -> Result<Option<MergedRow>, StorageError> {
        match self {
            Self::All => Ok(Some(row)),
            Self::WithoutImport(import) => {
                let is_of_it = row.block.import_id(row.row) == Some(*import);
                Ok((!is_of_it).then_some(row))
            }
            Self::WithoutExpired { cuts, notes_links } => {
                let cut = cuts.of(row.block.event_name(row.row));
                if cut.is_none_or(|cut| row.key.time >= cut) {
                    return Ok(Some(row));
                }
                let import = row.block.import_id(row.row);
                taken.rows.entry(import).or_default().expired += 1;
                if *notes_links {
                    taken.links.note_row(&row.block, row.row);
                }
                Ok(None)
            }
            Self::WithoutErased(site, book) => {
                match book.suppression.judge(site, row.block.ids(row.row)) {
                    Verdict::Kept => Ok(Some(row)),
                    Verdict::WithoutDevice => without_device(&row).map(Some),
                    Verdict::Erased => {
                        let import = row.block.import_id(row.row);
                        taken.rows.entry(import).or_default().erased += 1;
                        Ok(None)
                    }
                }
            }
        }
    }
}

/// The same event without the id of its device. Few rows are so, so each becomes a block of its own.
fn without_device(row: &MergedRow) -> Result<MergedRow, StorageError> {
    let fault = |detail: String| StorageError::Internal(detail);
    let lacks_columns = || fault("a row lacks columns".to_owned());
    let mut stored = row.block.stored_event(row.row).ok_or_else(lacks_columns)?;
    forget_device(&mut stored.event);
    let mut columns = RunColumns::new();
    columns.append(&stored.event, stored.event_id);
    let batch = columns
        .in_order()
        .map_err(|error| fault(error.to_string()))?;
    let block = Block::of(&batch).ok_or_else(lacks_columns)?;
    Ok(MergedRow {
        key: row.key,
        block: Arc::new(block),
        row: 0,
    })
}
