//! The rules of Rust files.

use crate::finding::Finding;
use crate::tree::SourceFile;

/// The names of the rules.
pub(super) const RULES: &[&str] = &[
    "doc",
    "length",
    "trailing-space",
    "final-newline",
    "tab",
    "should-panic",
    "issue",
    "name",
];

const MOST_LINES: usize = 500;
/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 8] = [
    "utils", "util", "helpers", "helper", "common", "manager", "managers", "types",
];
/// Put together so that this file does not break its own rules.
const UNFINISHED: [&str; 2] = [concat!("TO", "DO"), concat!("FIX", "ME")];
const SHOULD_PANIC: &str = concat!("#[should", "_panic");

pub(super) fn check(file: &SourceFile) -> Vec<Finding> {
    let mut findings = Findings {
        path: &file.path,
        found: Vec::new(),
    };
    if !file.is_test() && !file.text.starts_with("//!") {
        findings.add(1, "doc", "does not begin with `//!`");
    }
    let lines: Vec<&str> = file.text.lines().collect();
    if lines.len() > MOST_LINES {
        let reason = format!("{} lines; {MOST_LINES} are the most", lines.len());
        findings.add(MOST_LINES + 1, "length", &reason);
    }
    if !file.text.ends_with('\n') || file.text.ends_with("\n\n") {
        let last = lines.len().max(1);
        findings.add(last, "final-newline", "does not end with one newline");
    }
    check_name(&mut findings);
    for (number, line) in (1..).zip(file.text.split('\n')) {
        check_line(number, line, &mut findings);
    }
    findings.found
}

struct Findings<'a> {
    path: &'a str,
    found: Vec<Finding>,
}

impl Findings<'_> {
    fn add(&mut self, line: usize, rule: &'static str, reason: &str) {
        self.found.push(Finding {
            path: self.path.to_owned(),
            line,
            rule,
            reason: reason.to_owned(),
        });
    }
}

fn check_name(findings: &mut Findings<'_>) {
    let path = findings.path;
    let stem = path.strip_suffix(".rs").unwrap_or(path);
    for part in stem.split('/') {
        if EMPTY_NAMES.contains(&part) {
            findings.add(
                1,
                "name",
                &format!("`{part}` says nothing: name the subject"),
            );
        }
    }
}

fn check_line(number: usize, line: &str, findings: &mut Findings<'_>) {
    if line.ends_with(char::is_whitespace) {
        findings.add(number, "trailing-space", "ends with a blank");
    }
    let indentation = &line[..line.len() - line.trim_start().len()];
    if indentation.contains('\t') && !line.trim().is_empty() {
        findings.add(number, "tab", "is indented by a tab");
    }
    if line.contains(SHOULD_PANIC) {
        let reason = "expects a panic: return an error and check it";
        findings.add(number, "should-panic", reason);
    }
    if UNFINISHED.iter().any(|word| line.contains(word)) && !names_an_issue(line) {
        findings.add(number, "issue", "leaves something open without `#NUMBER`");
    }
    if let Some(name) = inline_module(line).filter(|name| EMPTY_NAMES.contains(name)) {
        findings.add(
            number,
            "name",
            &format!("`{name}` says nothing: name the subject"),
        );
    }
}

fn names_an_issue(line: &str) -> bool {
    line.split('#')
        .skip(1)
        .any(|after| after.starts_with(|c: char| c.is_ascii_digit()))
}

/// The name in `mod name {` or `pub(crate) mod name {`; files are told by their path.
fn inline_module(line: &str) -> Option<&str> {
    let declaration = line.trim_end().strip_suffix('{')?;
    let mut words = declaration.split_whitespace();
    words.find(|word| *word == "mod")?;
    words.next()
}

#[cfg(test)]
mod tests;
