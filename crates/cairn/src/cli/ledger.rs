//! What can be typed to look at the ledger.

use clap::{Args, Subcommand};

const LEDGER_NOTES: &str = r#"Facts come from your server with a secret key, `POST /v1/fact`:
  {"fact": "refunded", "entityKind": "order", "entityId": "o-1017", "messageId": "re_3Ny",
   "properties": {"value": 49.90, "currency": "EUR"}}
or from a file, `cairn import events`: CSV with entity_kind, entity_id, event, event_time, value."#;

#[derive(Debug, Subcommand)]
#[command(after_help = LEDGER_NOTES)]
pub(crate) enum LedgerCommand {
    /// List orders, leads, deals and subscriptions: totals, and those that moved last
    List(LedgerListArguments),
    /// Show one with all its facts, and whose it is
    Show(LedgerShowArguments),
}

#[derive(Debug, Args)]
pub(crate) struct LedgerListArguments {
    /// The site
    #[arg(long, value_name = "SITE")]
    pub(crate) site: String,
    /// Of one sort only: order, lead, deal or subscription
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Option<String>,
    /// At one stage only: the last thing that came true, such as paid or refunded
    #[arg(long, value_name = "STAGE")]
    pub(crate) stage: Option<String>,
    /// By the facts received until then, such as 2026-11-01T00:00:00Z
    #[arg(long, value_name = "TIME")]
    pub(crate) known_at: Option<String>,
    /// How many are listed, up to 1,000
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) limit: usize,
    /// Say it as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct LedgerShowArguments {
    /// order, lead, deal or subscription
    #[arg(value_name = "KIND")]
    pub(crate) kind: String,
    /// Its id
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    /// The site
    #[arg(long, value_name = "SITE")]
    pub(crate) site: String,
    /// By the facts received until then, such as 2026-11-01T00:00:00Z
    #[arg(long, value_name = "TIME")]
    pub(crate) known_at: Option<String>,
    /// Say it as JSON
    #[arg(long)]
    pub(crate) json: bool,
}
