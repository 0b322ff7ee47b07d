//! `cairn compact`.

use anyhow::Result;
use cairn_server::Client;
use cairn_storage::StorageError;

use crate::cli::CompactArguments;
use crate::context::{Context, Verdict, run as wait_for};
use crate::talk;

pub(crate) fn run(context: &Context, arguments: &CompactArguments) -> Result<Verdict> {
    let is_served = wait_for(async { Ok(Client::of_server(context.data()).await.is_some()) })?;
    if is_served {
        talk::put("a server runs on this data directory and compacts it by itself")?;
        return Ok(Verdict::Done);
    }
    let context = context.with_min_free_space(arguments.min_free_space);
    let rewritten = context.store.compact().map_err(|error| match error {
        StorageError::Busy(_) => {
            anyhow::Error::from(error).context("compaction needs the data directory for itself")
        }
        low @ StorageError::DiskLow { .. } => anyhow::Error::from(low).context(
            "not all is compacted: what is written anew lies beside what it is made of until that can go",
        ),
        other => other.into(),
    })?;
    talk::put(&match rewritten {
        0 => "nothing to compact".to_owned(),
        1 => "1 run written anew".to_owned(),
        runs => format!("{runs} runs written anew"),
    })?;
    Ok(Verdict::Done)
}
