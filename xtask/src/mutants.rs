//! `cargo xtask mutants`: seeded mistakes in the kernels, each of which the proofs must catch.
//!
//! A proof that can't fail proves nothing. So each mutant of [`table`], [`terms`], [`returning`], [`flow`], [`times`] and
//! [`populations`] is put into a copy of the kernels' crates, and the oracle tests must fail on it. The unmutated copy must pass first.

mod bench;
mod flow;
mod mutant;
mod populations;
mod returning;
mod table;
mod terms;
mod times;

use std::io::Write as _;
use std::time::{Duration, Instant};

use anyhow::bail;

use bench::{Bench, Outcome};
use mutant::Mutant;

/// What `cargo xtask mutants` can be told.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Only mutants whose name or file contains this.
    #[arg(long)]
    only: Option<String>,
}

/// Runs the mutants and fails if any survives.
pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let only = options.only.as_deref().unwrap_or("");
    let all = || {
        let tables = [
            table::MUTANTS,
            terms::MUTANTS,
            returning::MUTANTS,
            flow::MUTANTS,
            times::MUTANTS,
            populations::MUTANTS,
        ];
        tables.into_iter().flatten()
    };
    let chosen: Vec<&Mutant> = { all() }
        .filter(|mutant| mutant.name.contains(only) || mutant.file.contains(only))
        .collect();
    if chosen.is_empty() {
        bail!("no mutant's name or file contains `{only}`");
    }
    let start = Instant::now();
    let bench = Bench::prepare()?;
    for mutant in all() {
        bench.check(mutant)?;
    }
    bench.require_success()?;
    say("none", "passes", start.elapsed())?;
    let mut survivors = Vec::new();
    for mutant in &chosen {
        let start = Instant::now();
        let outcome = match bench.try_out(mutant)? {
            Outcome::Caught(test) => format!("caught by {test}"),
            Outcome::Survived => {
                survivors.push(mutant.name);
                "SURVIVED".to_owned()
            }
        };
        say(mutant.name, &outcome, start.elapsed())?;
    }
    // A build that missed a change would have shown one mutant's failure for another's.
    bench.require_success()?;
    let all = format!(
        "{} of {} caught",
        chosen.len() - survivors.len(),
        chosen.len()
    );
    say("all", &all, start.elapsed())?;
    if !survivors.is_empty() {
        bail!("these mutants survive: {}", survivors.join("; "));
    }
    Ok(())
}

fn say(name: &str, outcome: &str, took: Duration) -> anyhow::Result<()> {
    let seconds = took.as_secs_f64();
    writeln!(std::io::stdout(), "{name:<44} {seconds:6.1} s  {outcome}")?;
    Ok(())
}
