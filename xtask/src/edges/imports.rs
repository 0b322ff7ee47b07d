//! The names a file takes from elsewhere, read from its text.
//!
//! A simple reader, not a compiler: it knows `use` trees and paths that begin with `crate`, `super` or
//! `self`. What macros make is not seen.

/// One name and the path it comes by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Import {
    /// `["crate", "time", "Span"]`.
    pub(super) path: Vec<String>,
    /// What the file calls it; empty if it is used by its path.
    pub(super) name: String,
    /// Counted from 1.
    pub(super) line: usize,
}

/// All imports of a file, given without comments and texts.
pub(super) fn imports(code: &str) -> Vec<Import> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < code.len() {
        let (before, rest) = code.split_at(at);
        let line = || 1 + before.matches('\n').count();
        let starts_a_word = !before.ends_with(is_word);
        if let Some(tree) = use_tree(rest).filter(|_| starts_a_word) {
            expand(tree, &mut Vec::new(), line(), &mut found);
            at += rest.find(';').unwrap_or(rest.len());
        } else if let Some(path) = own_path(rest).filter(|_| starts_a_word) {
            at += path.len();
            found.push(Import {
                path: segments(path),
                name: String::new(),
                line: line(),
            });
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    found
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// What stands between `use` and `;`.
fn use_tree(rest: &str) -> Option<&str> {
    let after = rest.strip_prefix("use")?;
    // `use<'a>` in a type captures lifetimes.
    let is_statement = after.starts_with(char::is_whitespace);
    is_statement.then(|| after.split(';').next())?
}

/// The path that begins here, if it is one of this crate's.
fn own_path(rest: &str) -> Option<&str> {
    let begins = ["crate::", "super::", "self::"];
    if !begins.iter().any(|start| rest.starts_with(start)) {
        return None;
    }
    let end = rest.find(|c: char| !is_word(c) && c != ':');
    Some(&rest[..end.unwrap_or(rest.len())])
}

fn segments(path: &str) -> Vec<String> {
    path.split("::")
        .map(str::trim)
        .filter(|segment| !segment.is_empty())
        .map(str::to_owned)
        .collect()
}

fn expand(tree: &str, prefix: &mut Vec<String>, line: usize, found: &mut Vec<Import>) {
    let tree = tree.trim();
    if tree.is_empty() {
        return;
    }
    let depth = prefix.len();
    if let Some(open) = tree.find('{') {
        let close = tree.rfind('}').unwrap_or(tree.len());
        prefix.extend(segments(&tree[..open]));
        for branch in branches(&tree[open + 1..close]) {
            expand(branch, prefix, line, found);
        }
        prefix.truncate(depth);
        return;
    }
    let (path, alias) = match tree.split_once(" as ") {
        Some((path, alias)) => (path, Some(alias.trim())),
        None => (tree, None),
    };
    let mut full = prefix.clone();
    full.extend(segments(path));
    // `use a::b::{self}` takes `a::b`.
    if full.len() > 1 && full.last().is_some_and(|last| last == "self") {
        full.pop();
    }
    let last = full.last().map(String::as_str).unwrap_or_default();
    found.push(Import {
        name: alias.unwrap_or(last).to_owned(),
        path: full,
        line,
    });
}

/// Splits at the commas that stand outside of braces.
fn branches(list: &str) -> Vec<&str> {
    let mut depth = 0_i32;
    list.split(|c: char| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        c == ',' && depth == 0
    })
    .collect()
}

#[cfg(test)]
mod tests;
