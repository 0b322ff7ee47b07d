//! Records of delimited text, each in bounded memory.

use std::io::{BufRead, BufReader, ErrorKind, Read, Result};

use csv_core::ReadRecordResult;

use crate::limits::{MAX_RAW_BYTES, MAX_ROW_BYTES};

/// Reads record after record into the same buffers.
pub(super) struct RecordReader<R> {
    input: BufReader<R>,
    parser: csv_core::Reader,
    /// The values of the current record, unquoted, one after the other.
    text: Vec<u8>,
    ends: Vec<usize>,
    /// The beginning of the current record as the file writes it.
    raw: Vec<u8>,
    newlines: u64,
}

/// The record just read.
pub(super) struct Record {
    /// The line it begins on, counted from 1.
    pub(super) line: u64,
    /// How many values it has.
    pub(super) columns: usize,
    /// Whether it was too long to be kept; then its values are lost.
    pub(super) too_large: bool,
    /// Whether the file ended inside its quotes, after more than one line.
    pub(super) is_unclosed: bool,
    bytes: usize,
}

/// The values of a record.
pub(super) struct Values<'a> {
    pub(super) text: &'a [u8],
    pub(super) ends: &'a [usize],
}

impl<'a> Values<'a> {
    pub(super) fn iter(&self) -> impl Iterator<Item = &'a [u8]> {
        let (text, ends) = (self.text, self.ends);
        (0..ends.len()).map(move |n| {
            let start = if n == 0 { 0 } else { ends[n - 1] };
            &text[start..ends[n]]
        })
    }
}

impl<R: Read> RecordReader<R> {
    pub(super) fn new(reader: R, delimiter: u8) -> Self {
        Self {
            input: BufReader::with_capacity(64 * 1024, reader),
            parser: csv_core::ReaderBuilder::new().delimiter(delimiter).build(),
            text: vec![0; 4 * 1024],
            ends: vec![0; 64],
            raw: Vec::new(),
            newlines: 0,
        }
    }

    /// The record's values, as many as were asked to be kept.
    pub(super) fn values(&self, record: &Record) -> Values<'_> {
        Values {
            text: &self.text[..record.bytes],
            ends: &self.ends[..record.columns.min(self.ends.len())],
        }
    }

    /// The record as the file writes it, or the beginning of it.
    pub(super) fn raw(&self) -> &[u8] {
        let end = self
            .raw
            .iter()
            .rposition(|byte| !matches!(byte, b'\r' | b'\n'));
        &self.raw[..end.map_or(0, |end| end + 1)]
    }

    /// Reads one record and keeps up to `max_columns` of its values; all of them are counted.
    pub(super) fn read(&mut self, max_columns: usize) -> Result<Option<Record>> {
        self.raw.clear();
        let mut line = None;
        let (mut bytes, mut ends_kept, mut columns) = (0, 0, 0);
        let mut too_large = false;
        let mut quotes = 0_usize;
        let newlines_before = self.newlines;
        loop {
            let input = match self.input.fill_buf() {
                Ok(input) => input,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let (result, read, written, ended) = self.parser.read_record(
                input,
                &mut self.text[bytes..],
                &mut self.ends[ends_kept..],
            );
            let consumed = &input[..read];
            let at_end = input.is_empty();
            quotes += consumed.iter().filter(|byte| **byte == b'"').count();
            if line.is_none() {
                line = line_of_start(consumed, self.newlines);
            }
            self.keep_raw(read);
            bytes += written;
            ends_kept += ended;
            columns += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if bytes < MAX_ROW_BYTES => {
                    let larger = (bytes * 2).min(MAX_ROW_BYTES);
                    self.text.resize(larger, 0);
                }
                ReadRecordResult::OutputFull => {
                    // From here on the buffer is only scratch.
                    too_large = true;
                    bytes = 0;
                }
                ReadRecordResult::OutputEndsFull if columns <= max_columns && !too_large => {
                    self.ends.resize(ends_kept * 2, 0);
                }
                ReadRecordResult::OutputEndsFull => ends_kept = 0,
                ReadRecordResult::Record => {
                    return Ok(Some(Record {
                        line: line.unwrap_or(self.newlines + 1),
                        columns,
                        too_large,
                        // A quote inside quotes is doubled, so an odd number leaves one open.
                        is_unclosed: at_end
                            && quotes % 2 == 1
                            && self.newlines > newlines_before + 1,
                        bytes: if too_large { 0 } else { bytes },
                    }));
                }
                ReadRecordResult::End => return Ok(None),
            }
        }
    }

    fn keep_raw(&mut self, read: usize) {
        let consumed = &self.input.buffer()[..read];
        self.newlines += count_newlines(consumed);
        let room = MAX_RAW_BYTES.saturating_sub(self.raw.len());
        let mut kept = &consumed[..read.min(room)];
        if self.raw.is_empty() {
            let blank = kept
                .iter()
                .take_while(|byte| matches!(byte, b'\r' | b'\n'))
                .count();
            kept = &kept[blank..];
        }
        self.raw.extend_from_slice(kept);
        self.input.consume(read);
    }
}

/// The line of the first byte that belongs to a record, if there is one, after so many newlines.
fn line_of_start(consumed: &[u8], newlines: u64) -> Option<u64> {
    let start = consumed
        .iter()
        .position(|byte| !matches!(byte, b'\r' | b'\n'))?;
    Some(newlines + count_newlines(&consumed[..start]) + 1)
}

fn count_newlines(bytes: &[u8]) -> u64 {
    bytes.iter().map(|byte| u64::from(*byte == b'\n')).sum()
}
