//! From an opened file to its rows and the way they become events.

use std::collections::VecDeque;

use anyhow::{Context, Result};
use cairn_ingest::{
    Defaults, Dialect, Fields, Format, Mapper, Mapping, SourceError, SourceRow, columns_of,
    csv_rows, decompress, guess, ndjson_rows,
};
use cairn_storage::{ForeignRows, StorageError, foreign_parquet};

use super::input::Input;

/// How many rows a guess is based on.
const SAMPLE_ROWS: usize = 1_000;

type Rows = Box<dyn Iterator<Item = Result<SourceRow>>>;

/// A file ready to be read.
pub(crate) struct Prepared {
    /// How rows become events.
    pub(crate) dialect: Dialect,
    /// The mapping that was guessed, if one was.
    pub(crate) guessed: Option<Mapping>,
    /// Mapped columns that no sampled row of NDJSON had.
    pub(crate) unseen: Vec<String>,
    sample: VecDeque<SourceRow>,
    rows: Rows,
}

impl Iterator for Prepared {
    type Item = Result<SourceRow>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.sample.pop_front() {
            Some(row) => Some(Ok(row)),
            None => self.rows.next(),
        }
    }
}

/// Opens the rows and finds their dialect: by the mapping, by their shape, or by a guess.
pub(crate) fn prepare(
    input: &Input,
    asked: Option<Format>,
    mapping: Option<Mapping>,
    defaults: &Defaults,
) -> Result<Prepared> {
    let format = input.format(asked.or(mapping.as_ref().and_then(|mapping| mapping.format)))?;
    let delimiter = mapping.as_ref().and_then(|mapping| mapping.delimiter);
    let Opened {
        mut rows,
        columns,
        delimiter: used_delimiter,
    } = open_rows(input, format, delimiter)?;
    let needs_sample = mapping.is_none() || format == Format::Ndjson;
    let sample: VecDeque<SourceRow> = if needs_sample {
        rows.by_ref().take(SAMPLE_ROWS).collect::<Result<_>>()?
    } else {
        VecDeque::new()
    };
    let valid = || sample.iter().filter_map(|row| row.content.as_ref().ok());
    let columns = columns.unwrap_or_else(|| columns_of(valid()));
    let mut unseen = Vec::new();
    let (dialect, guessed) = match mapping {
        Some(mapping) => {
            let mapping = Mapping {
                format: Some(format),
                ..mapping
            };
            let mapper = Mapper::new(&mapping, &columns, defaults)?;
            unseen.extend_from_slice(mapper.unseen_columns());
            (mapper.into(), None)
        }
        None => dialect_without_mapping((format, used_delimiter), valid, &columns, defaults)?,
    };
    Ok(Prepared {
        dialect,
        guessed,
        unseen,
        sample,
        rows,
    })
}

fn dialect_without_mapping<'a, I: Iterator<Item = &'a Fields>>(
    (format, delimiter): (Format, Option<u8>),
    valid: impl Fn() -> I,
    columns: &[String],
    defaults: &Defaults,
) -> Result<(Dialect, Option<Mapping>)> {
    if format == Format::Ndjson
        && let Some(messages) = Dialect::without_mapping(valid(), defaults)
    {
        return Ok((messages, None));
    }
    let sample: Vec<Fields> = valid().cloned().collect();
    let guessed = Mapping {
        delimiter,
        ..guess(columns, &sample)?
    };
    let mapper =
        Mapper::new(&guessed, columns, defaults).context("the guessed mapping does not fit")?;
    Ok((mapper.into(), Some(guessed)))
}

struct Opened {
    rows: Rows,
    /// Absent where each row names its own.
    columns: Option<Vec<String>>,
    /// The byte between two values, where it is not a comma.
    delimiter: Option<u8>,
}

fn open_rows(input: &Input, format: Format, delimiter: Option<u8>) -> Result<Opened> {
    let source_row = |row: Result<SourceRow, SourceError>| Ok(row?);
    match format {
        Format::Csv => {
            let rows = csv_rows(decompress(input.reader()?)?, delimiter)?;
            Ok(Opened {
                columns: Some(rows.columns().to_vec()),
                delimiter: Some(rows.delimiter()).filter(|delimiter| *delimiter != b','),
                rows: Box::new(rows.map(source_row)),
            })
        }
        Format::Ndjson => {
            let rows = ndjson_rows(decompress(input.reader()?)?);
            Ok(Opened {
                rows: Box::new(rows.map(source_row)),
                columns: None,
                delimiter: None,
            })
        }
        Format::Parquet => {
            let rows = foreign_parquet(input.seekable()?)?;
            Ok(Opened {
                columns: Some(rows.names().to_vec()),
                rows: Box::new(ParquetRows {
                    rows,
                    number: 0,
                    has_failed: false,
                }),
                delimiter: None,
            })
        }
    }
}

/// Rows of a Parquet file as rows of any file.
struct ParquetRows {
    rows: ForeignRows,
    number: u64,
    has_failed: bool,
}

impl Iterator for ParquetRows {
    type Item = Result<SourceRow>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_failed {
            return None;
        }
        let row: Result<_, StorageError> = self.rows.next_row();
        self.has_failed = row.is_err();
        self.number += 1;
        let with_number = |values| {
            let fields = Fields::typed(self.rows.names().clone(), values);
            SourceRow {
                number: self.number,
                line: 0,
                raw: String::new(),
                content: Ok(fields),
            }
        };
        row.map(|row| row.map(with_number))
            .map_err(anyhow::Error::from)
            .transpose()
    }
}
