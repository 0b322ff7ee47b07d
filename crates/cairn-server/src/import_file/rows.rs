//! From an opened file to its rows and the way they become events.

use std::collections::VecDeque;

use cairn_core::event::Event;
use cairn_core::time::Time;
use cairn_ingest::{
    Defaults, Dialect, Fields, Format, Mapper, Mapping, Rejection, SourceError, SourceRow,
    columns_of, csv_rows, decompress, guess, ndjson_rows,
};
use cairn_storage::{
    ForeignRows, OwnEvents, StorageError, StoredEvent, foreign_parquet, own_events,
};

use super::error::ImportError;
use super::input::Input;
use super::sample::{Sample, sample};

type Rows = Box<dyn Iterator<Item = Result<SourceRow, ImportError>>>;

/// A file ready to be read.
pub(super) struct Prepared {
    /// The mapping that was guessed, if one was.
    pub(super) guessed: Option<Mapping>,
    /// Mapped columns that no sampled row of NDJSON had.
    pub(super) unseen: Vec<String>,
    events: Events,
}

/// The first rows of a file as they stand.
pub(super) struct Looked {
    /// Its format.
    pub(super) format: Format,
    /// The rows that can be read.
    pub(super) sample: Vec<Fields>,
    /// Whether they are fewer than might be, since they are large.
    pub(super) is_cut: bool,
    /// The columns.
    pub(super) columns: Vec<String>,
}

impl Prepared {
    /// What the reader should know before the rows are read.
    pub(super) fn warnings(&self) -> Vec<String> {
        let unseen = |column: &String| {
            format!("no row looked at so far has `{column}`, which the mapping names")
        };
        self.unseen.iter().map(unseen).collect()
    }
}

/// One row of the file.
pub(super) struct EventRow {
    /// Which data row it is, counted from 1.
    pub(super) number: u64,
    /// The line it begins on; 0 if the file has no lines.
    pub(super) line: u64,
    /// The event it tells of, or why it tells of none, with the row's text.
    pub(super) event: Result<Event, (Rejection, String)>,
}

/// Where events come from.
enum Events {
    /// Rows that a dialect reads.
    Rows {
        dialect: Dialect,
        sample: VecDeque<SourceRow>,
        rest: Rows,
    },
    /// An export of Cairn's own, which needs no reading.
    Own {
        events: OwnEvents,
        number: u64,
        received_at: Time,
    },
}

impl Iterator for Prepared {
    type Item = Result<EventRow, ImportError>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.events {
            Events::Rows {
                dialect,
                sample,
                rest,
            } => {
                let row = sample.pop_front().map(Ok).or_else(|| rest.next())?;
                Some(row.map(|row| read_row(dialect, row)))
            }
            Events::Own {
                events,
                number,
                received_at,
            } => {
                let stored = events.next_event().map_err(ImportError::from).transpose()?;
                *number += 1;
                let row = |stored: StoredEvent| EventRow {
                    number: *number,
                    line: 0,
                    event: Ok(Event {
                        received_at: *received_at,
                        ..stored.event
                    }),
                };
                Some(stored.map(row))
            }
        }
    }
}

fn read_row(dialect: &Dialect, row: SourceRow) -> EventRow {
    let event = match row.content {
        Ok(fields) => dialect.event(&fields).map_err(|rejection| {
            // Rows without a text of their own are shown as JSON.
            let raw = if row.raw.is_empty() {
                fields.to_json_text()
            } else {
                row.raw
            };
            (rejection, raw)
        }),
        Err(rejection) => Err((rejection, row.raw)),
    };
    EventRow {
        number: row.number,
        line: row.line,
        event,
    }
}

/// Opens the rows and finds their dialect: by the mapping, by their shape, or by a guess.
pub(super) fn prepare(
    input: &Input,
    asked: Option<Format>,
    mapping: Option<Mapping>,
    defaults: &Defaults,
) -> Result<Prepared, ImportError> {
    let format = input.format(asked.or(mapping.as_ref().and_then(|mapping| mapping.format)))?;
    if format == Format::Parquet
        && mapping.is_none()
        && let Some(events) = own_events(input.seekable_path()?)?
    {
        let events = Events::Own {
            events,
            number: 0,
            received_at: defaults.received_at,
        };
        return Ok(Prepared {
            guessed: None,
            unseen: Vec::new(),
            events,
        });
    }
    let delimiter = mapping.as_ref().and_then(|mapping| mapping.delimiter);
    let Opened {
        mut rows,
        columns,
        delimiter: used_delimiter,
    } = open_rows(input, format, delimiter)?;
    let needs_sample = mapping.is_none() || format == Format::Ndjson;
    let sample: VecDeque<SourceRow> = if needs_sample {
        sample(&mut rows)?.rows
    } else {
        VecDeque::new()
    };
    refuse_unreadable(format, &sample)?;
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
    let events = Events::Rows {
        dialect,
        sample,
        rest: rows,
    };
    Ok(Prepared {
        guessed,
        unseen,
        events,
    })
}

/// Looks at the first rows as they stand, whatever they become.
pub(super) fn look(
    input: &Input,
    asked: Option<Format>,
    mapping: Option<&Mapping>,
) -> Result<Looked, ImportError> {
    let format = input.format(asked.or(mapping.and_then(|mapping| mapping.format)))?;
    let delimiter = mapping.and_then(|mapping| mapping.delimiter);
    let Opened {
        mut rows, columns, ..
    } = open_rows(input, format, delimiter)?;
    let Sample { rows, is_cut } = sample::<Vec<SourceRow>>(&mut rows)?;
    let sample: Vec<Fields> = rows
        .into_iter()
        .filter_map(|row| row.content.ok())
        .collect();
    input.rewind()?;
    Ok(Looked {
        format,
        columns: columns.unwrap_or_else(|| columns_of(&sample)),
        sample,
        is_cut,
    })
}

/// A sample of lines none of which is JSON is not NDJSON; to speak of its columns would mislead.
fn refuse_unreadable(format: Format, sample: &VecDeque<SourceRow>) -> Result<(), ImportError> {
    let is_readable = |row: &SourceRow| row.content.is_ok();
    if format != Format::Ndjson || sample.iter().any(is_readable) {
        return Ok(());
    }
    let Some(Err(rejection)) = sample.front().map(|row| &row.content) else {
        return Ok(());
    };
    Err(ImportError::Unusable(format!(
        "no line is a JSON object; the first: {}",
        rejection.detail
    )))
}

fn dialect_without_mapping<'a, I: Iterator<Item = &'a Fields>>(
    (format, delimiter): (Format, Option<u8>),
    valid: impl Fn() -> I,
    columns: &[String],
    defaults: &Defaults,
) -> Result<(Dialect, Option<Mapping>), ImportError> {
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
    let mapper = Mapper::new(&guessed, columns, defaults).map_err(ImportError::Guessed)?;
    Ok((mapper.into(), Some(guessed)))
}

struct Opened {
    rows: Rows,
    /// Absent where each row names its own.
    columns: Option<Vec<String>>,
    /// The byte between two values, where it is not a comma.
    delimiter: Option<u8>,
}

fn open_rows(input: &Input, format: Format, delimiter: Option<u8>) -> Result<Opened, ImportError> {
    let source_row = |row: Result<SourceRow, SourceError>| row.map_err(ImportError::from);
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
    type Item = Result<SourceRow, ImportError>;

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
            .map_err(ImportError::from)
            .transpose()
    }
}
