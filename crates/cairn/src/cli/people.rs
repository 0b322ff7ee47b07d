//! What can be typed to take events out, of a site or of one person.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum ExportCommand {
    /// Write all events of a site as Parquet
    Parquet(SiteExportArguments),
    /// Write all events of a site as CSV
    Csv(SiteExportArguments),
    /// Write all that is stored of a person as JSON: ids and why they are its, properties, events, dead letters
    Person(PersonExportArguments),
}

#[derive(Debug, Args)]
pub(crate) struct SiteExportArguments {
    /// The site
    #[arg(long, value_name = "SITE")]
    pub(crate) site: String,
    /// The file to write; `-` for stdout (CSV only)
    #[arg(long, value_name = "FILE")]
    pub(crate) output: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct PersonExportArguments {
    /// Any id the person is known by: a user id, an anonymous id, or the key that answers show
    #[arg(value_name = "ID")]
    pub(crate) person: String,
    /// The site
    #[arg(long, value_name = "SITE")]
    pub(crate) site: String,
    /// The file to write; `-` for stdout
    #[arg(long, value_name = "FILE", default_value = "-")]
    pub(crate) output: PathBuf,
}

const ERASE_NOTES: &str = "There is no way back. Take a copy first with `cairn export person ID --site SITE`.

From the first moment nothing of the person is stored any more, whichever of its ids it comes under; then events,
dead letters and rejected rows go, also out of the log and of who is who. It works while a server runs, and what
is cut short is gone on with. What stays: a keyed hash of each id, and counts. Backups of before are not changed:
let them go with `cairn backup DIR --keep 1` after the next one.";

#[derive(Debug, Args)]
#[command(after_help = ERASE_NOTES)]
pub(crate) struct EraseArguments {
    /// The site
    #[arg(long, value_name = "SITE")]
    pub(crate) site: String,
    /// Any id the person is known by: a user id, an anonymous id, or the key that answers show
    #[arg(long, value_name = "ID")]
    pub(crate) person: String,
    /// Only say who it is and how much would go
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Say it as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

const EXPIRE_NOTES: &str = "There is no way back; try --dry-run first. Ages are counted by event time, in whole UTC days. Events go where it is
worth it: whole runs, and rows of others when 1 in 20 of the run or something more than 7 days too old would go.
A server does so daily by the rules of each site, which `cairn site edit SITE --keep 400d` sets. Other rules than the
site's are for this once, and need the data directory for themselves: stop the server first.";

#[derive(Debug, Args)]
#[command(after_help = EXPIRE_NOTES)]
pub(crate) struct ExpireArguments {
    /// The site
    #[arg(long, value_name = "SITE")]
    pub(crate) site: String,
    /// How long events are kept that have no rule of their own, in place of all rules of the site
    #[arg(long, value_name = "400d|forever")]
    pub(crate) keep: Option<String>,
    /// How long events of one name are kept; may be given more than once
    #[arg(long, value_name = "NAME=30d")]
    pub(crate) keep_event: Vec<String>,
    /// Only count what would go
    #[arg(long)]
    pub(crate) dry_run: bool,
}
