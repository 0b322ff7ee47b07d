//! `cargo xtask example`: the small log in `examples/` and its truth, written anew or checked for drift.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use cairn_demo::{ShopPlan, write_csv};

use crate::generate::{talk, truth_json};

const SEED: u64 = 2026;
const PERSONS: u32 = 800;
const DAYS: u32 = 60;
const ROWS: u64 = 6_000;

/// Write or check.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Fail if the files are not what the generator makes today.
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let folder = folder();
    let files = make()?;
    if options.check {
        return check(&folder, &files);
    }
    std::fs::create_dir_all(&folder)?;
    for file in &files {
        let path = folder.join(file.name);
        std::fs::write(&path, &file.bytes).with_context(|| path.display().to_string())?;
        talk(&format!("{}: {} bytes", path.display(), file.bytes.len()))?;
    }
    Ok(())
}

struct ExampleFile {
    name: &'static str,
    bytes: Vec<u8>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples")
}

fn make() -> anyhow::Result<[ExampleFile; 2]> {
    let plan = ShopPlan::new(SEED, PERSONS, DAYS, ROWS)?;
    let mut log = Vec::new();
    let truth = write_csv(&plan, &mut log)?;
    Ok([
        ExampleFile {
            name: "shop.csv",
            bytes: log,
        },
        ExampleFile {
            name: "shop.truth.json",
            bytes: truth_json(&truth)?.into_bytes(),
        },
    ])
}

fn check(folder: &Path, files: &[ExampleFile]) -> anyhow::Result<()> {
    for file in files {
        let path = folder.join(file.name);
        let found = std::fs::read(&path).with_context(|| path.display().to_string())?;
        if found != file.bytes {
            bail!(
                "{} is not what the generator makes: run `cargo xtask example`",
                path.display()
            );
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
