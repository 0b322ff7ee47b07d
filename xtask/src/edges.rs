//! `cargo xtask edges`: which crate may use which, and which file may import which.
//!
//! The tables are those of ARCHITECTURE.md. Exit code 1 and one line per finding if an edge is not allowed.

mod circles;
mod code;
mod crates;
mod imports;
mod modules;
mod purity;

use std::path::Path;

use anyhow::Context;

use crate::exceptions;
use crate::finding::{Finding, report};
use crate::tree;

/// The names of the rules.
pub(crate) const RULES: &[&str] = &["crate-edge", "third-party", "pure", "circle"];

/// What each crate may use of ours as a normal dependency. `cairn-testkit` may be nobody's.
const OURS: &[(&str, &[&str])] = &[
    ("cairn-stats", &[]),
    ("cairn-core", &["cairn-stats"]),
    ("cairn-ingest", &["cairn-core"]),
    ("cairn-storage", &["cairn-core"]),
    ("cairn-meta", &["cairn-core"]),
    ("cairn-demo", &["cairn-core"]),
    (
        "cairn-engine",
        &["cairn-core", "cairn-stats", "cairn-storage"],
    ),
    ("cairn-api", &["cairn-core"]),
    (
        "cairn-server",
        &[
            "cairn-api",
            "cairn-engine",
            "cairn-ingest",
            "cairn-storage",
            "cairn-meta",
            "cairn-demo",
            "cairn-core",
            "cairn-stats",
        ],
    ),
    (
        "cairn",
        &[
            "cairn-api",
            "cairn-core",
            "cairn-demo",
            "cairn-engine",
            "cairn-ingest",
            "cairn-meta",
            "cairn-server",
            "cairn-sql",
            "cairn-stats",
            "cairn-storage",
        ],
    ),
    ("cairn-testkit", &["cairn-core"]),
    (
        "cairn-sql",
        &["cairn-engine", "cairn-storage", "cairn-core"],
    ),
    ("cairn-load", &[]),
    ("xtask", &["cairn-demo"]),
];

/// Packages of others that only some crates may name; a `*` at the end stands for any ending.
const THEIRS: &[(&str, &[&str])] = &[
    ("arrow*", &["cairn-storage"]),
    ("parquet*", &["cairn-storage"]),
    ("sqlx*", &["cairn-meta"]),
    ("axum*", &["cairn-server"]),
    ("datafusion*", &["cairn-sql"]),
    ("ballista*", &["cairn-sql"]),
    ("pgwire*", &["cairn-sql"]),
    ("anyhow", &["cairn", "xtask"]),
    ("clap*", &["cairn", "xtask"]),
];

/// Crates that do no I/O and read neither clock nor environment nor randomness.
const PURE: &[&str] = &["cairn-core", "cairn-stats"];

pub(crate) fn run() -> anyhow::Result<()> {
    report(&check(&tree::root())?)
}

fn check(root: &Path) -> anyhow::Result<Vec<Finding>> {
    let manifests = tree::files(root, "toml")?;
    let sources = tree::files(root, "rs")?;
    let mut findings = crates::check(&manifests, OURS, THEIRS)?;
    for folder in crates::folders(&manifests) {
        let sources: Vec<_> = sources
            .iter()
            .filter(|file| file.path.starts_with(&format!("{folder}/src/")) && !file.is_test())
            .collect();
        if PURE.iter().any(|name| folder == format!("crates/{name}")) {
            findings.extend(sources.iter().flat_map(|file| purity::check(file)));
        }
        let modules = modules::Modules::of(&folder, &sources);
        findings.extend(circles::check(&modules));
    }
    let list = std::fs::read_to_string(root.join(exceptions::LIST)).context(exceptions::LIST)?;
    Ok(exceptions::apply(&list, RULES, findings))
}

#[cfg(test)]
mod tests;
