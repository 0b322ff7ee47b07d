//! The beginning of delimited text: what it is, and the names of its columns.

use std::collections::HashMap;

use super::record::Values;
use crate::source::SourceError;

/// Formats that are no delimited text, by their first bytes.
const FOREIGN: [(&[u8], &str, &str); 5] = [
    (
        b"PK\x03\x04",
        "a zip archive or an Excel workbook",
        "unpack it, or save the sheet as CSV UTF-8",
    ),
    (
        b"\xd0\xcf\x11\xe0",
        "an old Excel workbook",
        "save it as CSV UTF-8",
    ),
    (b"PAR1", "Parquet", "import it with --format parquet"),
    (
        b"\x28\xb5\x2f\xfd",
        "packed with zstd",
        "unpack it with `zstd -d`",
    ),
    (
        b"\x1f\x8b",
        "packed with gzip twice",
        "unpack it with `gzip -d`",
    ),
];

/// Refuses bytes that can't be delimited text in UTF-8.
pub(super) fn check_start(start: &[u8]) -> Result<(), SourceError> {
    if start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") {
        return Err(SourceError::Utf16);
    }
    match FOREIGN.iter().find(|(magic, ..)| start.starts_with(magic)) {
        Some((_, what, way_out)) => Err(SourceError::NotText { what, way_out }),
        None => Ok(()),
    }
}

/// The delimiter that stands most often in the first line, outside quotes; comma on a tie.
pub(super) fn likely_delimiter(start: &[u8]) -> u8 {
    const CANDIDATES: [u8; 4] = [b',', b';', b'\t', b'|'];
    let mut counts = [0_usize; CANDIDATES.len()];
    let mut in_quotes = false;
    let line = start
        .iter()
        .skip_while(|byte| matches!(byte, b'\r' | b'\n'));
    for byte in line {
        match byte {
            b'"' => in_quotes = !in_quotes,
            b'\r' | b'\n' if !in_quotes => break,
            _ if in_quotes => {}
            byte => {
                if let Some(n) = CANDIDATES.iter().position(|candidate| candidate == byte) {
                    counts[n] += 1;
                }
            }
        }
    }
    let most = counts.iter().copied().max().unwrap_or(0);
    let first = counts.iter().position(|count| *count == most).unwrap_or(0);
    CANDIDATES[first]
}

/// The names, checked to be text and different from one another.
pub(super) fn column_names(values: Values<'_>) -> Result<Vec<String>, SourceError> {
    let mut names = Vec::new();
    for (n, value) in values.iter().enumerate() {
        let column = n + 1;
        let name = std::str::from_utf8(value).map_err(|_| SourceError::HeaderNotUtf8 { column })?;
        names.push(if name.trim().is_empty() {
            format!("column_{column}")
        } else {
            name.to_owned()
        });
    }
    if let [only] = names.as_slice()
        && only == "column_1"
        && values.text.iter().all(u8::is_ascii_whitespace)
    {
        return Err(SourceError::Empty);
    }
    let mut first_seen = HashMap::new();
    for (n, name) in names.iter().enumerate() {
        if let Some(first) = first_seen.insert(name.as_str(), n + 1) {
            return Err(SourceError::DuplicateColumn {
                name: name.clone(),
                first,
                second: n + 1,
            });
        }
    }
    Ok(names)
}
