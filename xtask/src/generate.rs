//! `cargo xtask generate`: a shop's event log of any size, for measurements and by hand.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use cairn_demo::{ShopPlan, Truth, write_csv};
use flate2::Compression;
use flate2::write::GzEncoder;

/// Rows per person when the number of persons is not given.
const USUAL_ROWS_PER_PERSON: u64 = 8;

/// What to generate.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// About how many rows.
    #[arg(long)]
    events: u64,
    /// How many persons; an eighth of the rows if not given.
    #[arg(long)]
    persons: Option<u32>,
    /// How many days from 2026-01-01.
    #[arg(long, default_value_t = 90)]
    days: u32,
    /// Another seed, another log.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where to: a name that ends in .csv or .csv.gz.
    #[arg(long)]
    output: PathBuf,
    /// Where to write what any correct reader must find, as JSON.
    #[arg(long)]
    truth: Option<PathBuf>,
}

pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let persons = match options.persons {
        Some(persons) => persons,
        None => u32::try_from(options.events / USUAL_ROWS_PER_PERSON)?.max(1),
    };
    let plan = ShopPlan::new(options.seed, persons, options.days, options.events)?;
    let truth = write_log(&plan, &options.output)?;
    if let Some(path) = &options.truth {
        std::fs::write(path, truth_json(&truth)?).with_context(|| path.display().to_string())?;
    }
    talk(&format!(
        "{}: {} rows of {} persons",
        options.output.display(),
        truth.rows,
        truth.persons
    ))
}

fn write_log(plan: &ShopPlan, path: &Path) -> anyhow::Result<Truth> {
    let name = path.to_string_lossy();
    ensure!(
        name.ends_with(".csv") || name.ends_with(".csv.gz"),
        "`{name}` ends neither in .csv nor in .csv.gz"
    );
    let file = File::create(path).with_context(|| name.to_string())?;
    let mut file = BufWriter::with_capacity(1 << 20, file);
    let truth = if name.ends_with(".gz") {
        let mut packer = GzEncoder::new(&mut file, Compression::fast());
        let truth = write_csv(plan, &mut packer)?;
        packer.finish()?;
        truth
    } else {
        write_csv(plan, &mut file)?
    };
    file.flush()?;
    Ok(truth)
}

pub(crate) fn truth_json(truth: &Truth) -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(truth)? + "\n")
}

/// Says something on stderr; stdout is for data.
pub(crate) fn talk(text: &str) -> anyhow::Result<()> {
    writeln!(std::io::stderr(), "{text}")?;
    Ok(())
}

#[cfg(test)]
mod tests;
