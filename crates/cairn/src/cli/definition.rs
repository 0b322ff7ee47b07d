//! How a definition is given to a command.

use std::path::PathBuf;

use clap::Args;

/// A site, and a definition for it: typed, or in a file.
#[derive(Debug, Args)]
pub(crate) struct DefinitionArguments {
    /// The site
    #[arg(long, value_name = "SITE")]
    pub(crate) site: String,
    /// Read the definition from a file, `-` for stdin
    #[arg(short, long, value_name = "FILE", conflicts_with = "definition")]
    pub(crate) file: Option<PathBuf>,
    /// The definition as JSON
    #[arg(value_name = "JSON", required_unless_present = "file")]
    pub(crate) definition: Option<String>,
}
