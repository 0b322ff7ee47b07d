//! A row of a file, and why a file can't be read at all.

use crate::fields::Fields;
use crate::limits::{MAX_RAW_BYTES, cut};
use crate::rejection::Rejection;

/// One row of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceRow {
    /// Which data row it is, counted from 1; header and blank lines are none.
    pub number: u64,
    /// The line of the file it begins on, counted from 1; 0 if the file has no lines.
    pub line: u64,
    /// What it says.
    pub content: Result<Fields, Rejection>,
    /// Its text, for the list of rejects: foreign bytes replaced, cut at 64 KiB.
    pub raw: String,
}

/// Why a file can't be read, or not to its end. An import that meets one stores nothing.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// No bytes but white space.
    #[error("the file is empty: expected a header line with the names of the columns")]
    Empty,
    /// A byte order mark of UTF-16.
    #[error("the file is UTF-16: convert it with `iconv -f UTF-16 -t UTF-8` first")]
    Utf16,
    /// The beginning of another file format.
    #[error("the file is {what}, not text: {way_out}")]
    NotText {
        /// What it is.
        what: &'static str,
        /// What to do.
        way_out: &'static str,
    },
    /// Column names that are not UTF-8.
    #[error(
        "the name of column {column} is not UTF-8: convert the file with `iconv -f WINDOWS-1252 -t UTF-8` (or its true encoding) first"
    )]
    HeaderNotUtf8 {
        /// Which column, counted from 1.
        column: usize,
    },
    /// A name that two columns have.
    #[error("columns {first} and {second} are both named `{name}`: rename one of them")]
    DuplicateColumn {
        /// The name.
        name: String,
        /// The first of the two, counted from 1.
        first: usize,
        /// The second of the two.
        second: usize,
    },
    /// A header over the limit of a row.
    #[error(
        "the header line is longer than 1 MiB or names more than 10,000 columns: is a quote in it never closed?"
    )]
    HeaderTooLarge,
    /// A quote that is never closed swallows all rows behind it.
    #[error(
        "the row that begins on line {line} opens a quote that is never closed, and everything behind it would be lost: close or double the quote"
    )]
    UnclosedQuote {
        /// The line.
        line: u64,
    },
    /// The bytes could not be had.
    #[error("can't read on after row {after_row}: {error}; is the file damaged or cut short?")]
    Read {
        /// Rows read so far.
        after_row: u64,
        /// What went wrong.
        error: std::io::Error,
    },
}

/// A row's bytes as its list of rejects shows them.
pub(crate) fn raw_text(bytes: &[u8]) -> String {
    let bytes = &bytes[..bytes.len().min(MAX_RAW_BYTES)];
    let mut text = String::from_utf8_lossy(bytes).into_owned();
    // A foreign byte becomes three bytes of U+FFFD.
    let kept = cut(&text, MAX_RAW_BYTES).len();
    text.truncate(kept);
    text
}

#[cfg(test)]
mod tests;
