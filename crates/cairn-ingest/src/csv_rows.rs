//! Rows of delimited text (RFC 4180) under a header line.

mod header;
mod record;

use std::io::{Chain, Cursor, Read};
use std::sync::Arc;

use self::record::{Record, RecordReader};
use crate::fields::{Fields, Kind, TextRow};
use crate::gzip::read_start;
use crate::limits::MAX_ROW_BYTES;
use crate::rejection::{RejectReason, Rejection, quoted};
use crate::source::{SourceError, SourceRow, raw_text};

/// What [`csv_rows`] gives: the data rows, in the order of the file.
pub struct CsvRows<R> {
    records: RecordReader<Chain<Cursor<Vec<u8>>, R>>,
    columns: Arc<[String]>,
    delimiter: u8,
    rows: u64,
    ended: bool,
}

/// Bytes looked at before reading: byte order mark, foreign formats, the delimiter of the header.
const PEEK_BYTES: usize = 8 * 1024;
/// Columns a header may have: far above any real file, so that commas alone can't fill the memory.
const MAX_COLUMNS: usize = 10_000;

/// Reads and checks the header of delimited text; its rows then come one by one.
///
/// Without a `delimiter` the header line decides between comma, semicolon, tab and `|`. A byte order mark
/// of UTF-8 is skipped, blank lines are no rows. A column without a name is called `column_N` after its
/// position.
pub fn csv_rows<R: Read>(mut reader: R, delimiter: Option<u8>) -> Result<CsvRows<R>, SourceError> {
    let read_error = |error| SourceError::Read {
        after_row: 0,
        error,
    };
    let mut start = read_start(&mut reader, PEEK_BYTES).map_err(read_error)?;
    header::check_start(&start)?;
    if start.starts_with(b"\xef\xbb\xbf") {
        start.drain(..3);
    }
    let delimiter = delimiter.unwrap_or_else(|| header::likely_delimiter(&start));
    let mut records = RecordReader::new(Cursor::new(start).chain(reader), delimiter);
    let record = records
        .read(MAX_COLUMNS)
        .map_err(read_error)?
        .ok_or(SourceError::Empty)?;
    if record.too_large || record.columns > MAX_COLUMNS {
        return Err(SourceError::HeaderTooLarge);
    }
    let columns = header::column_names(records.values(&record))?;
    Ok(CsvRows {
        records,
        columns: columns.into(),
        delimiter,
        rows: 0,
        ended: false,
    })
}

impl<R: Read> CsvRows<R> {
    /// The names of the columns, in the order of the file.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The byte between two values.
    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }

    fn row(&mut self, record: &Record) -> SourceRow {
        self.rows += 1;
        SourceRow {
            number: self.rows,
            line: record.line,
            content: self.content(record),
            raw: raw_text(self.records.raw()),
        }
    }

    fn content(&self, record: &Record) -> Result<Fields, Rejection> {
        let expected = self.columns.len();
        if record.too_large {
            return Err(Rejection::new(
                RejectReason::TooLarge,
                format!(
                    "the row is longer than {MAX_ROW_BYTES} bytes: is a quote in it never closed?"
                ),
            ));
        }
        if record.columns != expected {
            return Err(ragged(record.columns, expected));
        }
        let values = self.records.values(record);
        match String::from_utf8(values.text.to_vec()) {
            Ok(text) if values.ends.iter().all(|end| text.is_char_boundary(*end)) => {
                Ok(Fields(Kind::Text(TextRow {
                    names: Arc::clone(&self.columns),
                    text,
                    ends: values.ends.to_vec(),
                })))
            }
            _ => {
                let column = values
                    .iter()
                    .position(|value| std::str::from_utf8(value).is_err())
                    .unwrap_or(0);
                Err(Rejection::new(
                    RejectReason::NotUtf8,
                    format!(
                        "column {} is not UTF-8: convert the file with `iconv -f WINDOWS-1252 -t UTF-8` (or its true encoding) first",
                        quoted(&self.columns[column])
                    ),
                ))
            }
        }
    }
}

fn ragged(found: usize, expected: usize) -> Rejection {
    let (reason, cause) = if found < expected {
        (
            RejectReason::TooFewColumns,
            "is the row cut short, or a quote never closed?",
        )
    } else {
        (
            RejectReason::TooManyColumns,
            "is a value with the delimiter in it not quoted?",
        )
    };
    Rejection::new(
        reason,
        format!("the row has {found} values, the header {expected}: {cause}"),
    )
}

impl<R: Read> Iterator for CsvRows<R> {
    type Item = Result<SourceRow, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        match self.records.read(self.columns.len()) {
            Ok(Some(record)) if record.is_unclosed => {
                self.ended = true;
                Some(Err(SourceError::UnclosedQuote { line: record.line }))
            }
            Ok(Some(record)) => Some(Ok(self.row(&record))),
            Ok(None) => {
                self.ended = true;
                None
            }
            Err(error) => {
                self.ended = true;
                Some(Err(SourceError::Read {
                    after_row: self.rows,
                    error,
                }))
            }
        }
    }
}

#[cfg(test)]
mod tests;
