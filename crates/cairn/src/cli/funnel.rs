//! What can be typed about saved funnels.

use clap::Subcommand;

use super::definition::DefinitionArguments;

#[derive(Debug, Subcommand)]
pub(crate) enum FunnelCommand {
    /// Save a funnel
    #[command(after_help = EXAMPLE)]
    Add(DefinitionArguments),
    /// Replace a saved funnel's definition
    #[command(after_help = EXAMPLE)]
    Edit(DefinitionArguments),
    /// List the saved funnels of a site
    List {
        /// The site
        #[arg(long, value_name = "SITE")]
        site: String,
    },
    /// Show a saved funnel's definition, as JSON
    Show {
        /// The site
        #[arg(long, value_name = "SITE")]
        site: String,
        /// The funnel's id
        funnel: String,
    },
    /// Remove a saved funnel; no event is touched
    Remove {
        /// The site
        #[arg(long, value_name = "SITE")]
        site: String,
        /// The funnel's id
        funnel: String,
    },
}

const EXAMPLE: &str = r#"Example:
  {"id": "checkout", "name": "Checkout", "window": "7d", "entry": "best",
   "steps": [{"event": "product_viewed"}, {"event": "cart"}, {"goal": "order"}]}

Steps, window and entry are those of a question of the kind funnel."#;
