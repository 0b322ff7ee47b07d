//! What can be typed to look after what is stored.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Subcommand};

const VERIFY_NOTES: &str =
    "Changes nothing and works while a server runs. Exit code 1: something is wrong; each fault names
its file and the way out.
--quarantine needs the directory for itself: stop the server first. A run that can't be read is
moved to DATA/quarantine/, what it held is missing on record, and everything else can be read
again; ids and facts beside a run are made anew of it.";

#[derive(Debug, Args)]
#[command(after_help = VERIFY_NOTES)]
pub(crate) struct VerifyArguments {
    /// Only compare lengths and hashes; do not decode what the files hold
    #[arg(long)]
    pub(crate) quick: bool,
    /// Set aside what is damaged, so that the rest can be read
    #[arg(long)]
    pub(crate) quarantine: bool,
    /// Say it as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

const STORAGE_NOTES: &str =
    "Works while a server runs, and then tells how compaction goes. The forecast is the mean pace of live
events on the last whole days, 30 at most; imports are left out of it. docs/reference/storage.md";

#[derive(Debug, Args)]
#[command(after_help = STORAGE_NOTES)]
pub(crate) struct StorageArguments {
    /// Bytes that must stay free on the disk of the data directory; a running server goes by its own
    /// setting [default: 1 GiB or 5 % of the disk; of small disks 10 %]
    #[arg(long, value_name = "BYTES", env = "CAIRN_MIN_FREE_SPACE")]
    pub(crate) min_free_space: Option<u64>,
    /// Say it as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

const COMPACT_NOTES: &str =
    "Answers stay the same; they come faster when there are many imports and sign-ins. It may be stopped
at any time: what was not finished leaves nothing, and the runs stay as they were.";

#[derive(Debug, Args)]
#[command(after_help = COMPACT_NOTES)]
pub(crate) struct CompactArguments {
    /// Bytes that must stay free on the disk of the data directory, or nothing is written anew; a running
    /// server goes by its own setting [default: 1 GiB or 5 % of the disk; of small disks 10 %]
    #[arg(long, value_name = "BYTES", env = "CAIRN_MIN_FREE_SPACE")]
    pub(crate) min_free_space: Option<u64>,
}

const BACKUP_NOTES: &str =
    "Each backup is of one moment and whole. What earlier ones hold already is not copied again, and
one that was cut short is not there. Keep the folder on another disk; it holds what people did.";

#[derive(Debug, Args)]
#[command(after_help = BACKUP_NOTES, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct BackupArguments {
    #[command(subcommand)]
    pub(crate) command: Option<BackupCommand>,
    /// The folder of backups; made if it is not there
    #[arg(value_name = "DEST", required = true)]
    pub(crate) dest: Option<PathBuf>,
    /// Keep the last N backups, this one among them; remove the earlier ones [default: all]
    #[arg(long, value_name = "N")]
    pub(crate) keep: Option<NonZeroUsize>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum BackupCommand {
    /// List the backups of a folder
    List {
        /// The folder
        #[arg(value_name = "DEST")]
        dest: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(crate) struct RestoreArguments {
    /// The folder of backups
    #[arg(value_name = "BACKUP")]
    pub(crate) from: PathBuf,
    /// Which of them, by its number [default: the last]
    #[arg(long, value_name = "N")]
    pub(crate) number: Option<u64>,
}
