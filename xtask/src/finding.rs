//! A fault in a file, and how faults are told.

use std::fmt;

use anyhow::bail;

use crate::generate::talk;

/// Something against the rules.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    /// The file, from the root of the project.
    pub(crate) path: String,
    /// Counted from 1.
    pub(crate) line: usize,
    /// The rule's name, as exceptions use it.
    pub(crate) rule: &'static str,
    /// What is wrong.
    pub(crate) reason: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            path,
            line,
            rule,
            reason,
        } = self;
        write!(f, "{path}:{line} {reason} [{rule}]")
    }
}

/// Tells the findings, one a line; an error if there are any.
pub(crate) fn report(findings: &[Finding]) -> anyhow::Result<()> {
    for finding in findings {
        talk(&finding.to_string())?;
    }
    match findings.len() {
        0 => Ok(()),
        1 => bail!("1 finding"),
        many => bail!("{many} findings"),
    }
}
