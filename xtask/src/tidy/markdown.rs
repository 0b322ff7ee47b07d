//! The rules of Markdown files.

use std::path::Path;

use crate::finding::Finding;
use crate::tree::SourceFile;

/// The names of the rules.
pub(super) const RULES: &[&str] = &["trailing-space", "link"];

pub(super) fn check(root: &Path, file: &SourceFile) -> Vec<Finding> {
    let finding = |line: usize, rule: &'static str, reason: String| Finding {
        path: file.path.clone(),
        line,
        rule,
        reason,
    };
    let mut findings = Vec::new();
    let mut in_code_block = false;
    for (number, line) in (1..).zip(file.text.split('\n')) {
        if line.ends_with(char::is_whitespace) {
            findings.push(finding(
                number,
                "trailing-space",
                "ends with a blank".to_owned(),
            ));
        }
        if line.trim_start().starts_with("```") {
            in_code_block = !in_code_block;
        }
        if in_code_block {
            continue;
        }
        for target in link_targets(line) {
            if !exists(root, &file.path, &target) {
                let reason = format!("links to `{target}`, which does not exist");
                findings.push(finding(number, "link", reason));
            }
        }
    }
    findings
}

/// The targets of `[text](target)` and `[name]: target`, outside of code.
fn link_targets(line: &str) -> Vec<String> {
    // Every second piece between backticks is code.
    let text: String = line.split('`').step_by(2).collect::<Vec<_>>().join("`");
    let inline = text
        .split("](")
        .skip(1)
        .filter_map(|after| after.split(')').next());
    let definition = text
        .strip_prefix('[')
        .filter(|rest| !rest.starts_with('^'))
        .and_then(|rest| rest.split_once("]: "))
        .map(|(_, target)| target);
    inline
        .chain(definition)
        .filter_map(|target| target.split_whitespace().next())
        .map(|target| target.trim_matches(['<', '>']).to_owned())
        .collect()
}

fn exists(root: &Path, from: &str, target: &str) -> bool {
    let has_scheme = target.split_once(':').is_some_and(|(scheme, _)| {
        scheme.len() > 1
            && scheme
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'+')
    });
    let path = target.split(['#', '?']).next().unwrap_or_default();
    if has_scheme || path.is_empty() {
        return true;
    }
    let folder = root.join(from);
    let start = match path.strip_prefix('/') {
        Some(from_root) => root.join(from_root),
        None => folder.parent().unwrap_or(root).join(path),
    };
    start.exists()
}

#[cfg(test)]
mod tests;
