//! Sorted rows become a Parquet file in which whole persons never straddle a row group.

use std::collections::BTreeMap;
use std::io::BufWriter;
use std::ops::Range;
use std::path::{Path, PathBuf};

use arrow_array::cast::AsArray;
use arrow_array::types::{TimestampMicrosecondType, UInt64Type};
use arrow_array::{Array, RecordBatch};
use cairn_core::id::{EventId, ImportId};
use cairn_core::time::Time;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::schema::types::ColumnPath;

use crate::block::Block;
use crate::columns::SortKey;
use crate::error::StorageError;
use crate::frequent::{Frequent, Rest};
use crate::ids::IdEntry;
use crate::received_day::ReceivedDay;
use crate::schema;
use crate::seal::{Seal, SealedFile};
use crate::sidecar::{Built, SidecarBuilder};
use crate::stream::Stream;
use crate::vfs::Vfs;

/// How much of a run is written at once.
const BUFFER_BYTES: usize = 1 << 18;

/// How many rows are asked for at once: few enough that their columns take the memory that the ones before had.
pub(crate) const WRITE_ROWS: usize = 8_192;

/// So many rows at least are looked at to tell which properties are frequent.
const SAMPLE_ROWS: usize = 16_384;

/// What the manifest must know of a written run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) rows: u64,
    /// How many of them each import brought.
    pub(crate) imports: BTreeMap<ImportId, u64>,
    pub(crate) seal: Seal,
    pub(crate) first_time: Time,
    pub(crate) last_time: Time,
    pub(crate) last_received: Time,
}

/// A run that was written.
pub(crate) struct Finished {
    pub(crate) written: Written,
    /// In no order.
    pub(crate) ids: Vec<IdEntry>,
    /// What belongs in its sidecar.
    pub(crate) packed: Option<Built>,
}

/// A run that is being written. Rows must come in the order of runs.
pub(crate) struct RunWriter {
    path: PathBuf,
    body: Body,
    written: Written,
    ids: Vec<IdEntry>,
    /// Nobody asks of facts what persons did.
    sidecar: Option<SidecarBuilder>,
}

type RunFile = BufWriter<SealedFile>;

/// The columns of a run are known once some rows were looked at.
enum Body {
    Looking(Box<Looking>),
    Writing(Box<Writing>),
    /// It failed, or it is finished.
    Over,
}

/// What came before the columns are known.
struct Looking {
    file: RunFile,
    first: Vec<Piece>,
}

enum Piece {
    Rows(RecordBatch),
    EndOfGroup,
}

struct Writing {
    writer: ArrowWriter<RunFile>,
    frequent: Frequent,
    rest: Rest,
}

impl RunWriter {
    pub(crate) fn create(vfs: &dyn Vfs, path: &Path, stream: Stream) -> Result<Self, StorageError> {
        let file = vfs.create(path).map_err(StorageError::io(path))?;
        let file = BufWriter::with_capacity(BUFFER_BYTES, SealedFile::new(file));
        let written = Written {
            rows: 0,
            imports: BTreeMap::new(),
            seal: Seal::of(&[]),
            first_time: Time::MAX,
            last_time: Time::MIN,
            last_received: Time::MIN,
        };
        Ok(Self {
            path: path.to_owned(),
            body: Body::Looking(Box::new(Looking {
                file,
                first: Vec::new(),
            })),
            written,
            ids: Vec::new(),
            sidecar: (stream == Stream::Events).then(SidecarBuilder::default),
        })
    }

    /// Adds rows. They should be few enough that their columns take the memory that the ones before had.
    pub(crate) fn write(&mut self, rows: RecordBatch) -> Result<(), StorageError> {
        self.note(&rows).ok_or_else(not_of_a_run)?;
        if let Some(sidecar) = &mut self.sidecar {
            sidecar.add(&Block::of(&rows).ok_or_else(not_of_a_run)?);
        }
        self.add(Piece::Rows(rows))
    }

    /// Ends a row group; persons must not straddle one.
    pub(crate) fn end_group(&mut self) -> Result<(), StorageError> {
        self.add(Piece::EndOfGroup)
    }

    fn add(&mut self, piece: Piece) -> Result<(), StorageError> {
        match &mut self.body {
            Body::Looking(looking) => looking.first.push(piece),
            Body::Writing(writing) => writing.add(&self.path, piece)?,
            Body::Over => return Err(over()),
        }
        let has_seen_enough = self.written.rows >= SAMPLE_ROWS as u64;
        if has_seen_enough && matches!(self.body, Body::Looking(_)) {
            let writing = self.begin()?;
            self.body = Body::Writing(Box::new(writing));
        }
        Ok(())
    }

    /// Fixes the columns by the rows that came so far, and writes these.
    fn begin(&mut self) -> Result<Writing, StorageError> {
        let Looking { file, first } = match std::mem::replace(&mut self.body, Body::Over) {
            Body::Looking(looking) => *looking,
            Body::Writing(writing) => return Ok(*writing),
            Body::Over => return Err(over()),
        };
        let rows = first.iter().filter_map(|piece| match piece {
            Piece::Rows(rows) => Some(rows),
            Piece::EndOfGroup => None,
        });
        let frequent = Frequent::among(rows).ok_or_else(not_of_a_run)?;
        let writer = ArrowWriter::try_new(file, frequent.schema(), Some(run_properties()?))
            .map_err(StorageError::parquet(&self.path))?;
        let mut writing = Writing {
            writer,
            frequent,
            rest: Rest::default(),
        };
        for piece in first {
            writing.add(&self.path, piece)?;
        }
        Ok(writing)
    }

    /// Makes the run durable; gives what it holds.
    pub(crate) fn finish(mut self) -> Result<Finished, StorageError> {
        let Writing {
            mut writer, rest, ..
        } = self.begin()?;
        let path = &self.path;
        writer
            .append_key_value_metadata(KeyValue::new(schema::REST_KEY.to_owned(), rest.to_json()));
        let written = writer.into_inner().map_err(StorageError::parquet(path))?;
        let written = written
            .into_inner()
            .map_err(|error| StorageError::io(path)(error.into_error()))?;
        self.written.seal = written.finish().map_err(StorageError::io(path))?;
        Ok(Finished {
            written: self.written,
            ids: self.ids,
            packed: self.sidecar.map(SidecarBuilder::finish),
        })
    }

    /// Notes how rows came; `None` if columns are missing.
    fn note(&mut self, rows: &RecordBatch) -> Option<()> {
        let times = |name: &str| {
            let column = rows.column_by_name(name)?;
            column.as_primitive_opt::<TimestampMicrosecondType>()
        };
        let (happened, received) = (times(schema::EVENT_TIME)?, times(schema::RECEIVED_AT)?);
        let ids = rows.column_by_name(schema::EVENT_ID)?;
        let ids = ids.as_fixed_size_binary_opt()?;
        let imports = rows.column_by_name(schema::IMPORT_ID)?;
        let imports = imports.as_primitive_opt::<UInt64Type>()?;
        let written = &mut self.written;
        written.rows += rows.num_rows() as u64;
        for row in 0..rows.num_rows() {
            let time = Time::from_micros(happened.value(row));
            let received_at = Time::from_micros(received.value(row));
            let import = imports.is_valid(row).then(|| imports.value(row));
            let import = import.map(ImportId::new);
            if let Some(import) = import {
                *written.imports.entry(import).or_default() += 1;
            }
            written.first_time = written.first_time.min(time);
            written.last_time = written.last_time.max(time);
            written.last_received = written.last_received.max(received_at);
            let id = <[u8; 16]>::try_from(ids.value(row)).ok()?;
            self.ids.push(IdEntry {
                id: EventId(u128::from_be_bytes(id)),
                import,
                day: ReceivedDay::of(received_at),
            });
        }
        Some(())
    }
}

impl Writing {
    fn add(&mut self, path: &Path, piece: Piece) -> Result<(), StorageError> {
        match piece {
            Piece::Rows(rows) => {
                let rows = self.frequent.spread(&rows, &mut self.rest);
                let rows = rows.map_err(|error| StorageError::Internal(error.to_string()))?;
                self.writer
                    .write(&rows)
                    .map_err(StorageError::parquet(path))
            }
            Piece::EndOfGroup => self.writer.flush().map_err(StorageError::parquet(path)),
        }
    }
}

fn not_of_a_run() -> StorageError {
    StorageError::Internal("what is written has not the columns of a run".to_owned())
}

fn over() -> StorageError {
    StorageError::Internal("a run is written to that has ended or failed".to_owned())
}

/// Gives the columns of some of the rows.
pub(crate) type RowsOf<'a> = dyn FnMut(Range<usize>) -> Result<RecordBatch, StorageError> + 'a;

/// Writes the rows of these keys, which are in order, and makes them durable. A row group ends at the first
/// person that begins after so many rows; `rows_of` is asked for them in pieces, one after the other.
pub(crate) fn write_run(
    vfs: &dyn Vfs,
    (path, stream): (&Path, Stream),
    keys: &[SortKey],
    row_group_rows: usize,
    rows_of: &mut RowsOf<'_>,
) -> Result<Finished, StorageError> {
    let mut writer = RunWriter::create(vfs, path, stream)?;
    for group in row_groups(keys, row_group_rows) {
        for start in group.clone().step_by(WRITE_ROWS) {
            let rows = rows_of(start..group.end.min(start + WRITE_ROWS))?;
            writer.write(rows)?;
        }
        writer.end_group()?;
    }
    writer.finish()
}

pub(crate) fn run_properties() -> Result<WriterProperties, StorageError> {
    let level = ZstdLevel::try_new(1).map_err(|error| StorageError::Internal(error.to_string()))?;
    let column = |name: &str| ColumnPath::from(name);
    let version = KeyValue::new(schema::VERSION_KEY.to_owned(), schema::VERSION.to_string());
    Ok(WriterProperties::builder()
        .set_compression(Compression::ZSTD(level))
        .set_max_row_group_row_count(None)
        .set_column_dictionary_enabled(column(schema::EVENT_ID), false)
        .set_column_dictionary_enabled(column(schema::MESSAGE_ID), false)
        .set_column_dictionary_enabled(column(schema::EVENT_TIME), false)
        .set_key_value_metadata(Some(vec![version]))
        .build())
}

/// Cuts sorted rows into groups of whole persons. Events without a person belong together to nobody and
/// may be cut anywhere.
fn row_groups(keys: &[SortKey], row_group_rows: usize) -> Vec<Range<usize>> {
    let mut groups = Vec::new();
    let mut start = 0;
    for at in 1..keys.len() {
        let may_cut = keys[at].person != keys[at - 1].person || keys[at].person.is_none();
        if may_cut && at - start >= row_group_rows {
            groups.push(start..at);
            start = at;
        }
    }
    if start < keys.len() {
        groups.push(start..keys.len());
    }
    groups
}
