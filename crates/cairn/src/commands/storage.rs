//! `cairn storage`.

use anyhow::Result;
use cairn_api::StorageWire;

use crate::cli::StorageArguments;
use crate::client::with_api;
use crate::context::{Context, Verdict};
use crate::{table, talk};

const STORAGE: &str = "/api/v1/storage";

pub(crate) fn run(context: &Context, arguments: &StorageArguments) -> Result<Verdict> {
    let context = context.with_min_free_space(arguments.min_free_space);
    let answer = with_api(&context, async |api| api.get(STORAGE).await)?;
    if arguments.json {
        talk::put(&answer)?;
        return Ok(Verdict::Done);
    }
    let storage: StorageWire = serde_json::from_str(&answer)?;
    talk::put(&table::storage(&storage))?;
    Ok(Verdict::Done)
}
