//! `cairn restore`.

use anyhow::Result;
use cairn_storage::Backups;

use super::backup::told;
use crate::cli::RestoreArguments;
use crate::context::{Context, Verdict};
use crate::talk;

pub(crate) fn run(context: &Context, arguments: &RestoreArguments) -> Result<Verdict> {
    let backups = Backups::at(&arguments.from);
    // Before the directory is made: a wrong name or number leaves nothing behind.
    backups.backup(arguments.number)?;
    context.create_data()?;
    let restored = backups.restore(arguments.number, context.data())?;
    talk::put(&format!(
        "restored {} to `{}`",
        told(&restored.backup),
        context.data().display()
    ))?;
    Ok(Verdict::Done)
}
