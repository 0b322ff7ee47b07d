//! `cargo xtask tidy`: the house rules of files, one by one.
//!
//! Exit code 1 and one line per finding if a rule is broken; exceptions stand in `xtask/exceptions.txt`.

mod markdown;
mod rust;

use std::path::Path;

use anyhow::Context;

use crate::exceptions;
use crate::finding::{Finding, report};
use crate::tree;

pub(crate) fn run() -> anyhow::Result<()> {
    report(&check(&tree::root())?)
}

fn check(root: &Path) -> anyhow::Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for file in tree::files(root, "rs")? {
        if ["crates/", "xtask/"]
            .iter()
            .any(|folder| file.path.starts_with(folder))
        {
            findings.extend(rust::check(&file));
        }
    }
    for file in tree::files(root, "md")? {
        findings.extend(markdown::check(root, &file));
    }
    let list = std::fs::read_to_string(root.join(exceptions::LIST)).context(exceptions::LIST)?;
    let rules = [rust::RULES, markdown::RULES].concat();
    let known = [&rules, crate::edges::RULES].concat();
    let mut left = exceptions::apply(&list, &rules, findings);
    left.extend(exceptions::unknown_rules(&list, &known));
    Ok(left)
}

#[cfg(test)]
mod tests;
