//! What can be typed. `--help` of each command is written to be worked from.

mod definition;
mod funnel;
mod keeping;
mod ledger;
mod people;
mod population;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, value_parser};

pub(crate) use definition::DefinitionArguments;
pub(crate) use funnel::FunnelCommand;
pub(crate) use keeping::{
    BackupArguments, BackupCommand, CompactArguments, RestoreArguments, StorageArguments,
    VerifyArguments,
};
pub(crate) use ledger::{LedgerCommand, LedgerListArguments, LedgerShowArguments};
pub(crate) use people::{
    EraseArguments, ExpireArguments, ExportCommand, PersonExportArguments, SiteExportArguments,
};
pub(crate) use population::PopulationCommand;

/// From events to the truth about conversions.
#[derive(Debug, Parser)]
#[command(name = "cairn", version, max_term_width = 100, after_help = FIRST_STEPS)]
pub(crate) struct Cli {
    /// The data directory
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        default_value = "data",
        env = "CAIRN_DATA"
    )]
    pub(crate) data: PathBuf,
    /// How many threads answer a question; changes the time, never the answer
    #[arg(long, global = true, value_name = "N", env = "CAIRN_THREADS")]
    pub(crate) threads: Option<usize>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const FIRST_STEPS: &str = r#"First steps:
  cairn demo                                     plants a shop and says what to ask of it
  cairn import events shop.csv --site shop       guesses which column is what, shows it, imports
  cairn site show shop                           the events that were found
  cairn query --site shop '{"kind": "funnel", "steps": [{"event": "cart"}, {"event": "purchase"}]}'"#;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Add, change, list and show sites
    #[command(subcommand)]
    Site(SiteCommand),
    /// Add, change, list and show goals: what counts as a conversion
    #[command(subcommand)]
    Goal(GoalCommand),
    /// Save funnels, list, show and remove them
    #[command(subcommand)]
    Funnel(FunnelCommand),
    /// Save populations, list, show and remove them
    #[command(subcommand)]
    Population(PopulationCommand),
    /// Bring files in, list imports, take one back
    #[command(subcommand)]
    Import(ImportCommand),
    /// Ask a question
    Query(QueryArguments),
    /// Look at the ledger: what orders, leads, deals and subscriptions have come to
    #[command(subcommand)]
    Ledger(LedgerCommand),
    /// Write all events of a site to a file, or all that is stored of a person
    #[command(subcommand)]
    Export(ExportCommand),
    /// Erase a person: all that is stored of it goes, and nothing of it is stored any more
    Erase(EraseArguments),
    /// Take out events that are older than you keep them
    Expire(ExpireArguments),
    /// Write the runs of many flushes and imports anew as few; a server does so by itself
    Compact(CompactArguments),
    /// Collect events and answer questions over HTTP
    #[command(after_help = SERVE_NOTES)]
    Serve(ServeArguments),
    /// Make, list and revoke the keys of a site
    #[command(subcommand)]
    Key(KeyCommand),
    /// Make a link that signs a browser in to the running server, once and within 15 minutes
    SignIn,
    /// Show what is stored, how much room there is and for how long
    Storage(StorageArguments),
    /// Look whether everything that is stored is there and whole
    Verify(VerifyArguments),
    /// Copy the data directory as it is now, also while a server runs
    Backup(BackupArguments),
    /// Make a data directory of a backup
    Restore(RestoreArguments),
    /// Plant a shop with findings in it, to try Cairn on
    #[command(after_help = DEMO_NOTES)]
    Demo(DemoArguments),
}

#[derive(Debug, Subcommand)]
pub(crate) enum SiteCommand {
    /// Add a site
    Add {
        /// Its id: lower-case letters, digits and hyphens
        site: String,
        #[command(flatten)]
        settings: SiteSettings,
        /// What people call it [default: its id]
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
        /// The template it begins with: ecommerce, saas, leads, services, donations or courses
        #[arg(long, value_name = "MODEL")]
        business_model: Option<String>,
    },
    /// Change a site's settings; what is left out stays
    Edit(SiteChangeArguments),
    /// List all sites
    List,
    /// Show a site: its settings, goals, events and imports
    Show {
        /// Its id
        site: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct SiteChangeArguments {
    /// Its id
    pub(crate) site: String,
    /// What people call it
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// The goal that matters most, a primary macro of the site; '' for none
    #[arg(long, value_name = "GOAL")]
    pub(crate) north_star: Option<String>,
    /// The template it began with; '' for none
    #[arg(long, value_name = "MODEL")]
    pub(crate) business_model: Option<String>,
    /// The day weeks begin with
    #[arg(long, value_name = "DAY")]
    pub(crate) week_start: Option<WeekStartChoice>,
    /// Zone in which days are cut; only while it has no events
    #[arg(long, value_name = "ZONE")]
    pub(crate) timezone: Option<String>,
    /// Currency of amounts that name none; only while it has no events
    #[arg(long, value_name = "CODE")]
    pub(crate) currency: Option<String>,
    /// How long events are kept that have no rule of their own; what is older goes for good within a day
    #[arg(long, value_name = "400d|forever")]
    pub(crate) keep: Option<String>,
    /// How long events of one name are kept; `NAME=` takes its rule away; may be given more than once
    #[arg(long, value_name = "NAME=30d")]
    pub(crate) keep_event: Vec<String>,
}

#[derive(Debug, Args, Clone)]
pub(crate) struct SiteSettings {
    /// Zone in which days are cut, as an IANA name such as Europe/Berlin [default: UTC]
    #[arg(long, value_name = "ZONE")]
    pub(crate) timezone: Option<String>,
    /// Currency of amounts that name none, as an ISO 4217 code [default: EUR]
    #[arg(long, value_name = "CODE")]
    pub(crate) currency: Option<String>,
    /// The day weeks begin with [default: monday]
    #[arg(long, value_name = "DAY")]
    pub(crate) week_start: Option<WeekStartChoice>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum WeekStartChoice {
    Monday,
    Sunday,
}

impl WeekStartChoice {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Monday => "monday",
            Self::Sunday => "sunday",
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum GoalCommand {
    /// Add a goal
    #[command(after_help = GOAL_EXAMPLES)]
    Add(GoalArguments),
    /// Change a goal; the earlier definition stays on record
    #[command(after_help = GOAL_EXAMPLES)]
    Edit(GoalArguments),
    /// List the goals of a site
    List {
        /// The site
        #[arg(long, value_name = "SITE")]
        site: String,
    },
    /// Show a goal's definition with all its versions, as JSON
    Show {
        /// The site
        #[arg(long, value_name = "SITE")]
        site: String,
        /// The goal's id
        goal: String,
    },
}

const GOAL_EXAMPLES: &str = r#"Examples:
  {"id": "purchase", "name": "Purchase", "class": "macro", "kind": "revenue",
   "when": {"event": "payment_done"}, "value": {"event_value": true}}
  {"id": "engaged", "name": "Read twice", "class": "micro",
   "when": {"count": {"event": "article"}, "at_least": 2, "within": "7d"}}

when:      {"event": "x", "filters": [...]}
           {"page": {"path": "/x", "match": "exact|prefix|regex"}}
           {"any_of": [STEP, ...]}
           {"count": STEP, "at_least": 2, "within": "7d"}
           {"sequence": [A, B], "within": "1d"}
           {"absence": [A, B], "within": "1d"}
counting:  every | once_per_session | once_per_person | once_per_order
           (by order_id or "order_property")
value:     {"event_value": true}
           {"property": "x"}
           {"fixed": {"minor": 4900, "currency": "EUR"}}
           {"none": "reason"}"#;

#[derive(Debug, Args)]
pub(crate) struct GoalArguments {
    #[command(flatten)]
    pub(crate) of: DefinitionArguments,
    /// The primary macro that becomes a lifecycle goal in the same change
    #[arg(long, value_name = "ID")]
    pub(crate) demote: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ImportCommand {
    /// Import events from a CSV, NDJSON or Parquet file; a site that is not there is created
    #[command(after_help = IMPORT_NOTES)]
    Events(ImportArguments),
    /// List the imports of a site
    List {
        /// The site
        #[arg(long, value_name = "SITE")]
        site: String,
    },
    /// Take an import back, whole
    Undo {
        /// Its id, such as imp-3
        import: String,
    },
}

const IMPORT_NOTES: &str = "An import is whole or not at all, and the same file twice adds nothing: rows with a message id are
stored once, rows without one are recognised by their content, repeated rows kept.
Rows that are no event are listed with their reason in DATA/rejects/.
Without --mapping the columns are guessed and shown as a mapping file; try --dry-run first.";

#[derive(Debug, Args)]
pub(crate) struct ImportArguments {
    /// The file, also gzipped; `-` for stdin
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The site the events belong to
    #[arg(long, value_name = "SITE")]
    pub(crate) site: String,
    /// Which column is which field of an event, as a TOML file
    #[arg(long, value_name = "FILE")]
    pub(crate) mapping: Option<PathBuf>,
    /// The file's format, if its name does not say it
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<FormatChoice>,
    /// Read and check everything, store nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Bytes that must stay free on the disk of the data directory, or the import is refused; a running
    /// server goes by its own setting [default: 1 GiB or 5 % of the disk; of small disks 10 %]
    #[arg(long, value_name = "BYTES", env = "CAIRN_MIN_FREE_SPACE")]
    pub(crate) min_free_space: Option<u64>,
    #[command(flatten, next_help_heading = "Settings of a new site")]
    pub(crate) settings: SiteSettings,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum FormatChoice {
    Csv,
    Ndjson,
    Parquet,
}

#[derive(Debug, Args)]
#[command(after_help = QUERY_EXAMPLES)]
pub(crate) struct QueryArguments {
    /// The site
    #[arg(long, value_name = "SITE")]
    pub(crate) site: String,
    /// Read the question from a file, `-` for stdin
    #[arg(short, long, value_name = "FILE", conflicts_with = "question")]
    pub(crate) file: Option<PathBuf>,
    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: AnswerFormat,
    /// The question as JSON
    #[arg(value_name = "JSON", required_unless_present = "file")]
    pub(crate) question: Option<String>,
}

const QUERY_EXAMPLES: &str = r#"Examples:
  {"kind": "funnel", "steps": [{"event": "cart"}, {"goal": "purchase"}],
   "window": "7d", "entry": "best", "breakdown": {"property": "channel"},
   "range": {"start": "2026-01-01", "end": "2026-02-01"}}
  {"kind": "trend", "goal": "purchase", "interval": "week",
   "filters": [{"property": "country", "op": "eq", "value": "DE"}]}
  {"kind": "persons", "of": {"kind": "funnel", "steps": [...]},
   "cell": {"step": 2, "outcome": "dropped"}, "limit": 20}"#;

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum AnswerFormat {
    /// For people
    Table,
    /// For programs: everything the answer holds
    Json,
    /// For spreadsheets
    Csv,
}

#[derive(Debug, Args)]
pub(crate) struct ServeArguments {
    /// Address and port to listen on; port 0 takes a free one; may be given more than once
    /// [default: 127.0.0.1:8090]
    #[arg(long, value_name = "ADDR")]
    pub(crate) listen: Vec<String>,
    /// Settings, as a TOML file; CAIRN_* variables overrule it, flags overrule both
    #[arg(long, value_name = "FILE", env = "CAIRN_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    /// Bytes that must stay free on the disk of the data directory: below, events and imports are refused
    /// [default: 1 GiB or 5 % of the disk, the more of both; of small disks 10 %]
    #[arg(long, value_name = "BYTES", env = "CAIRN_MIN_FREE_SPACE")]
    pub(crate) min_free_space: Option<u64>,
    /// For how many days a live event is stored once by its message id, 7 to 30; a sender may repeat it so long
    /// [default: 7]
    #[arg(long, value_name = "DAYS", env = "CAIRN_DEDUPE_DAYS", value_parser = value_parser!(u8).range(7..=30))]
    pub(crate) dedupe_days: Option<u8>,
    /// How the log on stderr is written
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "text",
        env = "CAIRN_LOG_FORMAT"
    )]
    pub(crate) log_format: LogFormat,
    /// What is logged: error, warn, info, debug or trace, or levels by target [default: info]
    #[arg(long, value_name = "LEVEL", env = "CAIRN_LOG")]
    pub(crate) log: Option<String>,
}

const SERVE_NOTES: &str =
    "While a server runs, all other commands talk to it through DATA/cairn.sock.
SIGTERM and SIGINT let requests under way end; all that was acknowledged is durable.
Exit code 70: the log could not be written any more; see to the disk, then start again.";

#[derive(Debug, Args)]
pub(crate) struct DemoArguments {
    /// Another seed, another shop [default: 1]
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// The day after the shop's last, such as 2026-01-31 [default: today in Europe/Berlin]
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<String>,
    /// Also write what any correct reader of the events must find, as JSON
    #[arg(long, value_name = "FILE")]
    pub(crate) truth: Option<PathBuf>,
    /// Plant only; do not start a server afterwards
    #[arg(long)]
    pub(crate) no_serve: bool,
    #[command(flatten)]
    pub(crate) serve: ServeArguments,
}

const DEMO_NOTES: &str =
    "The site `demo` gets about 200,000 events of 30,000 people over 120 days, and its goals.
The same seed and date give the same events on every machine. The truth is counted from the people's
plans before there is an event. A second time nothing is added. Afterwards the server starts and prints
a sign-in link, as `cairn serve` does; where one runs already, a link to that one is printed.";

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people
    Text,
    /// One JSON object per line
    Json,
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Make a key; it alone goes to stdout
    Create(NewKeyArguments),
    /// List the keys of a site; revoked ones stay on record
    List {
        /// The site
        #[arg(long, value_name = "SITE")]
        site: String,
    },
    /// Revoke a key; from now on it opens nothing
    Revoke {
        /// Its id, as `cairn key list` shows it
        key: String,
        /// The site
        #[arg(long, value_name = "SITE")]
        site: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct NewKeyArguments {
    /// The site
    #[arg(long, value_name = "SITE")]
    pub(crate) site: String,
    /// What kind of key
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: KeyKindChoice,
    /// What a secret key may do, separated by commas
    #[arg(long, value_name = "SCOPES", value_delimiter = ',')]
    pub(crate) scope: Vec<ScopeChoice>,
    /// What people call it
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum KeyKindChoice {
    /// For websites and apps: may append events and nothing else
    Write,
    /// For servers and programs: may do what its scopes say
    Secret,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ScopeChoice {
    /// Send events
    Append,
    /// Ask questions, see persons, definitions and counters
    Read,
    /// Change goals, import, undo imports
    Manage,
    /// Make, list and revoke keys
    Keys,
}

impl KeyKindChoice {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Write => "write",
            Self::Secret => "secret",
        }
    }
}

impl ScopeChoice {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Append => "append",
            Self::Read => "read",
            Self::Manage => "manage",
            Self::Keys => "keys",
        }
    }
}
