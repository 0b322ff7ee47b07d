//! The project's own chores: `cargo xtask --help`.

mod edges;
mod example;
mod exceptions;
mod finding;
mod generate;
mod mutants;
mod tidy;
mod tree;

use clap::Parser;

/// The project's own chores.
#[derive(Parser)]
#[command(name = "xtask")]
enum Chore {
    /// Write a shop's event log of any size, and its truth.
    Generate(generate::Options),
    /// Write examples/shop.csv and examples/shop.truth.json anew.
    Example(example::Options),
    /// Check the house rules of files.
    Tidy,
    /// Check which crate and which file may use which.
    Edges,
    /// Put seeded mistakes into the kernels: the proofs must catch each.
    Mutants(mutants::Options),
}

fn main() -> anyhow::Result<()> {
    match Chore::parse() {
        Chore::Generate(options) => generate::run(&options),
        Chore::Example(options) => example::run(&options),
        Chore::Tidy => tidy::run(),
        Chore::Edges => edges::run(),
        Chore::Mutants(options) => mutants::run(&options),
    }
}
