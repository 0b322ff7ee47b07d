//! Rows of newline-delimited JSON: one object a line.

use std::io::{BufRead, BufReader, ErrorKind, Read};

use serde_json::Value as Json;

use crate::fields::Fields;
use crate::json;
use crate::json_fault::{too_deep, unreadable_json};
use crate::limits::{MAX_JSON_DEPTH, MAX_RAW_BYTES, MAX_ROW_BYTES, cut};
use crate::rejection::{RejectReason, Rejection};
use crate::source::{SourceError, SourceRow, raw_text};

/// What [`ndjson_rows`] gives: the rows, in the order of the file.
pub struct NdjsonRows<R> {
    input: BufReader<R>,
    line: u64,
    rows: u64,
    ended: bool,
}

/// Reads newline-delimited JSON. Blank lines are no rows; a byte order mark of UTF-8 is skipped.
pub fn ndjson_rows<R: Read>(reader: R) -> NdjsonRows<R> {
    NdjsonRows {
        input: BufReader::with_capacity(64 * 1024, reader),
        line: 0,
        rows: 0,
        ended: false,
    }
}

/// One line's bytes; of a line over the limit only the beginning.
struct Line {
    bytes: Vec<u8>,
    too_long: bool,
}

impl<R: Read> NdjsonRows<R> {
    /// The next line without its end, or `None` after the last.
    fn read_line(&mut self) -> std::io::Result<Option<Line>> {
        let mut line = Line {
            bytes: Vec::new(),
            too_long: false,
        };
        let mut begun = false;
        loop {
            let input = match self.input.fill_buf() {
                Ok(input) => input,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if input.is_empty() {
                return Ok(begun.then_some(line));
            }
            begun = true;
            let newline = input.iter().position(|byte| *byte == b'\n');
            let part = &input[..newline.unwrap_or(input.len())];
            let room = MAX_ROW_BYTES - line.bytes.len();
            line.bytes.extend_from_slice(&part[..part.len().min(room)]);
            line.too_long |= part.len() > room;
            let consumed = part.len() + usize::from(newline.is_some());
            self.input.consume(consumed);
            if newline.is_some() {
                return Ok(Some(line));
            }
        }
    }

    fn next_row(&mut self) -> std::io::Result<Option<SourceRow>> {
        while let Some(mut line) = self.read_line()? {
            self.line += 1;
            if self.line == 1 && line.bytes.starts_with(b"\xef\xbb\xbf") {
                line.bytes.drain(..3);
            }
            if line.bytes.iter().all(u8::is_ascii_whitespace) && !line.too_long {
                continue;
            }
            self.rows += 1;
            let (content, raw) = read_object(line);
            return Ok(Some(SourceRow {
                number: self.rows,
                line: self.line,
                content,
                raw,
            }));
        }
        Ok(None)
    }
}

impl<R: Read> Iterator for NdjsonRows<R> {
    type Item = Result<SourceRow, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        match self.next_row() {
            Ok(Some(row)) => Some(Ok(row)),
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

fn read_object(line: Line) -> (Result<Fields, Rejection>, String) {
    if line.too_long {
        let rejection = Rejection::new(
            RejectReason::TooLarge,
            format!("the line is longer than {MAX_ROW_BYTES} bytes"),
        );
        return (Err(rejection), raw_text(&line.bytes));
    }
    let mut text = match String::from_utf8(line.bytes) {
        Ok(text) => text,
        Err(error) => return (Err(not_utf8(error.as_bytes())), raw_text(error.as_bytes())),
    };
    let content = parse_object(&text);
    if text.ends_with('\r') {
        text.pop();
    }
    let kept = cut(&text, MAX_RAW_BYTES).len();
    text.truncate(kept);
    (content, text)
}

fn not_utf8(bytes: &[u8]) -> Rejection {
    let from = if bytes.contains(&0) {
        "UTF-16"
    } else {
        "WINDOWS-1252"
    };
    Rejection::new(
        RejectReason::NotUtf8,
        format!(
            "the line is not UTF-8: convert the file with `iconv -f {from} -t UTF-8` (or its true encoding) first"
        ),
    )
}

fn parse_object(text: &str) -> Result<Fields, Rejection> {
    let json: Json = serde_json::from_str(text).map_err(|error| unparsable(text, &error))?;
    if !json::nests_within(&json, MAX_JSON_DEPTH) {
        return Err(too_deep());
    }
    match json {
        Json::Object(object) => Ok(Fields::json(object)),
        _ => Err(Rejection::new(
            RejectReason::NotAnObject,
            "the line is JSON, but not an object: expected {…}, one object a line",
        )),
    }
}

fn unparsable(text: &str, error: &serde_json::Error) -> Rejection {
    let mut rejection = unreadable_json(error, "line");
    let is_no_line = text.trim_start().starts_with(['[', ']']) || text.trim() == "{";
    if rejection.reason == RejectReason::NotJson && is_no_line {
        rejection
            .detail
            .push_str("; one object a line is expected, which `jq -c '.[]'` makes of a JSON list");
    }
    rejection
}

#[cfg(test)]
mod tests;
