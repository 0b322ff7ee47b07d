//! Crates that do no I/O and read no clock, environment or randomness: told by the names they use.

use super::code::code_only;
use super::imports::{Import, imports};
use crate::finding::Finding;
use crate::tree::SourceFile;

/// Paths that lead out of a pure crate, however they are imported.
const PATHS: [&str; 10] = [
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::thread",
    "std::time::SystemTime",
    "std::time::Instant",
    "rand",
    "rand_core",
    "rand_pcg",
];
/// Calls and macros that do, told by their text: the print macros, and jiff's clock and home zone.
const CALLS: [&str; 8] = [
    "println!",
    "print!",
    "eprintln!",
    "eprint!",
    "dbg!",
    "Timestamp::now(",
    "Zoned::now(",
    "TimeZone::system(",
];

pub(super) fn check(file: &SourceFile) -> Vec<Finding> {
    let code = code_only(&file.text);
    let finding = |line: usize, name: &str| Finding {
        path: file.path.clone(),
        line,
        rule: "pure",
        reason: format!("names `{name}`: a pure crate takes it as an argument"),
    };
    let imported = imports(&code);
    let by_import = imported.iter().filter_map(|import| {
        let name = PATHS.iter().find(|path| leads_to(import, path))?;
        Some(finding(import.line, name))
    });
    let by_text = (1..).zip(code.lines()).flat_map(|(number, line)| {
        let is_import = imported.iter().any(|import| import.line == number);
        let paths = PATHS.iter().filter(move |path| {
            let with_more = format!("{path}::");
            !is_import
                && (has_word(line, path) && path.contains("::") || has_word(line, &with_more))
        });
        let calls = CALLS.iter().filter(|call| has_word(line, call));
        let finding = &finding;
        paths.chain(calls).map(move |name| finding(number, name))
    });
    by_import.chain(by_text).collect()
}

fn leads_to(import: &Import, path: &str) -> bool {
    let wanted: Vec<&str> = path.split("::").collect();
    import.path.len() >= wanted.len() && import.path.iter().zip(&wanted).all(|(a, b)| a == b)
}

/// Whether the line holds the word, and not as the end of a longer one.
fn has_word(line: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].ends_with(is_part);
        let after = word.ends_with(is_part) && line[at + word.len()..].starts_with(is_part);
        !before && !after
    })
}

#[cfg(test)]
mod tests;
