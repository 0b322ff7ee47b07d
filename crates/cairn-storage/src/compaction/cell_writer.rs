//! The rows of a month become runs: one for each cell.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::ArrowError;
use arrow_select::interleave::interleave_record_batch;
use cairn_core::id::PersonKey;
use cairn_core::identity::{Moment, facts_of_ids};
use cairn_core::time::Month;

use super::CompactionSizes;
use super::merge::MergedRow;
use crate::block::Block;
use crate::cell::{Cell, KeyPrefix};
use crate::columns::key_column;
use crate::error::StorageError;
use crate::facts::Facts;
use crate::person_directory::PersonDirectory;
use crate::run_writer::{RunWriter, WRITE_ROWS};
use crate::schema;
use crate::staged_run::{StagedRun, events_path};
use crate::stream::Stream;
use crate::vfs::Vfs;

/// One run that was written.
pub(crate) struct RewrittenRun {
    pub(crate) cell: Cell,
    pub(crate) staged: StagedRun,
}

/// Writes the runs of one month. Rows must come in the order of runs.
pub(super) struct MonthWriter {
    vfs: Arc<dyn Vfs>,
    folder: PathBuf,
    stream: Stream,
    month: Month,
    digits: u32,
    sizes: CompactionSizes,
    open: Option<OpenRun>,
    runs: Vec<RewrittenRun>,
}

/// The run that is being written.
struct OpenRun {
    prefix: KeyPrefix,
    stem: String,
    writer: RunWriter,
    pending: Vec<MergedRow>,
    group_rows: usize,
    last_person: Option<PersonKey>,
    facts: Facts,
    directory: PersonDirectory,
    last_own: Option<PersonKey>,
}

impl MonthWriter {
    /// A month whose cells have prefixes of so many digits.
    pub(super) fn new(
        vfs: &Arc<dyn Vfs>,
        (folder, stream): (&Path, Stream),
        (month, digits): (Month, u32),
        sizes: CompactionSizes,
    ) -> Self {
        Self {
            vfs: Arc::clone(vfs),
            folder: folder.to_owned(),
            stream,
            month,
            digits,
            sizes,
            open: None,
            runs: Vec::new(),
        }
    }

    /// Adds the next row.
    pub(super) fn push(&mut self, row: MergedRow) -> Result<(), StorageError> {
        let prefix = KeyPrefix::of(row.key.person, self.digits);
        if self.open.as_ref().is_some_and(|open| open.prefix != prefix) {
            self.end_run()?;
        }
        let open = match self.open.take() {
            Some(open) => open,
            None => self.begin_run(prefix)?,
        };
        let open = self.open.insert(open);
        open.push(row, self.sizes.row_group_rows)
    }

    /// The runs of the month.
    pub(super) fn finish(mut self) -> Result<Vec<RewrittenRun>, StorageError> {
        self.end_run()?;
        Ok(self.runs)
    }

    fn begin_run(&self, prefix: KeyPrefix) -> Result<OpenRun, StorageError> {
        let stem = format!("{:?}-{}-{}", self.stream, self.month, self.runs.len());
        let writer = RunWriter::create(&*self.vfs, &events_path(&self.folder, &stem), self.stream)?;
        Ok(OpenRun {
            prefix,
            stem,
            writer,
            pending: Vec::new(),
            group_rows: 0,
            last_person: None,
            facts: Facts::default(),
            directory: PersonDirectory::new(),
            last_own: None,
        })
    }

    fn end_run(&mut self) -> Result<(), StorageError> {
        let Some(mut open) = self.open.take() else {
            return Ok(());
        };
        open.write_pending()?;
        open.writer.end_group()?;
        let finished = open.writer.finish()?;
        let place = (self.folder.as_path(), open.stem.as_str(), self.stream);
        let (facts, directory) = (&open.facts, Some(&open.directory));
        let staged = StagedRun::beside(&*self.vfs, place, finished, facts, directory)?;
        let cell = Cell {
            month: self.month,
            prefix: open.prefix,
        };
        self.runs.push(RewrittenRun { cell, staged });
        Ok(())
    }
}

impl OpenRun {
    fn push(&mut self, row: MergedRow, row_group_rows: usize) -> Result<(), StorageError> {
        let person = row.key.person;
        let may_cut = person != self.last_person || person.is_none();
        if may_cut && self.group_rows >= row_group_rows {
            self.write_pending()?;
            self.writer.end_group()?;
            self.group_rows = 0;
        }
        self.last_person = person;
        self.group_rows += 1;
        let own = row.block.own_key(row.row);
        // Rows of one id mostly follow each other.
        if own != self.last_own
            && let Some((own, placed)) = own.zip(person)
        {
            self.directory.insert(own, placed);
            self.last_own = Some(own);
        }
        note_facts(&row.block, row.row, &mut self.facts);
        self.pending.push(row);
        if self.pending.len() >= WRITE_ROWS {
            self.write_pending()?;
        }
        Ok(())
    }

    fn write_pending(&mut self) -> Result<(), StorageError> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let rows = std::mem::take(&mut self.pending);
        let columns = columns_of(&rows).map_err(|error| StorageError::Internal(error.to_string()));
        self.writer.write(columns?)
    }
}

/// The rows as columns, under the keys they are to lie under.
fn columns_of(rows: &[MergedRow]) -> Result<RecordBatch, ArrowError> {
    let foreign = || ArrowError::SchemaError("columns are not those of a run".to_owned());
    let mut blocks: Vec<&Arc<Block>> = Vec::new();
    let mut places = Vec::with_capacity(rows.len());
    for row in rows {
        // Rows that follow each other mostly come from few blocks, the last ones.
        let known = blocks
            .iter()
            .rposition(|block| Arc::ptr_eq(block, &row.block));
        let block = known.unwrap_or_else(|| {
            blocks.push(&row.block);
            blocks.len() - 1
        });
        places.push((block, row.row));
    }
    let gathered = blocks.iter().map(|block| block.gathered());
    let batches: Vec<&RecordBatch> = gathered.collect::<Option<_>>().ok_or_else(foreign)?;
    let merged = interleave_record_batch(&batches, &places)?;
    let mut columns: Vec<ArrayRef> = merged.columns().to_vec();
    let persons = rows.iter().map(|row| row.key.person);
    columns[schema::run_schema().index_of(schema::PERSON_KEY)?] = key_column(persons)?;
    let own = rows.iter().map(MergedRow::own_key);
    columns[schema::run_schema().index_of(schema::OWN_KEY)?] = key_column(own)?;
    RecordBatch::try_new(schema::run_schema(), columns)
}

/// Notes what a row says about who is who.
fn note_facts(block: &Block, row: usize, facts: &mut Facts) {
    let ids = block.ids(row);
    // Most rows say nothing, and to find that out needs no key.
    let is_of_one = ids.anonymous_id.is_none() && ids.previous_id.is_none();
    if ids.entity.is_none() && (ids.user_id.is_none() || is_of_one) {
        return;
    }
    let at = Moment {
        time: block.time(row),
        event_id: block.event_id(row),
    };
    for fact in facts_of_ids(ids, at) {
        facts.add(fact);
    }
}
