//! What can be typed about saved populations.

use clap::Subcommand;

use super::definition::DefinitionArguments;

#[derive(Debug, Subcommand)]
pub(crate) enum PopulationCommand {
    /// Save a population
    #[command(after_help = EXAMPLE)]
    Add(DefinitionArguments),
    /// Replace a saved population's definition
    #[command(after_help = EXAMPLE)]
    Edit(DefinitionArguments),
    /// List the saved populations of a site
    List {
        /// The site
        #[arg(long, value_name = "SITE")]
        site: String,
    },
    /// Show a saved population's definition, as JSON
    Show {
        /// The site
        #[arg(long, value_name = "SITE")]
        site: String,
        /// The population's id
        population: String,
    },
    /// Remove a saved population; no event is touched
    Remove {
        /// The site
        #[arg(long, value_name = "SITE")]
        site: String,
        /// The population's id
        population: String,
    },
}

const EXAMPLE: &str = r#"Example:
  {"id": "hot-leads", "name": "Hot leads", "is": {"all": [
    {"did": {"page": {"path": "/pricing"}}, "at_least": 2, "range": {"last": "7d"}},
    {"not": {"did": {"goal": "trial"}}}]}}

How large it is, and any question asked of it alone:
  cairn query --site shop '{"kind": "population", "population": "hot-leads", "range": {"last": "30d"}}'
  cairn query --site shop '{"kind": "trend", "event": "cart", "population": "hot-leads"}'"#;
