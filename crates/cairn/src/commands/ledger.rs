//! `cairn ledger`.

use anyhow::Result;
use cairn_api::{LedgerEntityWire, LedgerWire};
use cairn_core::id::SiteId;

use crate::cli::{LedgerCommand, LedgerListArguments, LedgerShowArguments};
use crate::client::{of_site, segment, with_api};
use crate::context::{Context, Verdict};
use crate::{table, talk};

pub(crate) fn run(context: &Context, command: &LedgerCommand) -> Result<Verdict> {
    match command {
        LedgerCommand::List(arguments) => list(context, arguments),
        LedgerCommand::Show(arguments) => show(context, arguments),
    }
}

fn list(context: &Context, arguments: &LedgerListArguments) -> Result<Verdict> {
    let site = SiteId::new(&arguments.site)?;
    let mut path = format!("/ledger?limit={}", arguments.limit);
    let asked = [
        ("kind", &arguments.kind),
        ("stage", &arguments.stage),
        ("known_at", &arguments.known_at),
    ];
    for (name, value) in asked {
        if let Some(value) = value {
            path.push_str(&format!("&{name}={}", segment(value)));
        }
    }
    let path = of_site(site.as_str(), &path);
    let answer = with_api(context, async |api| api.get(&path).await)?;
    if arguments.json {
        talk::put(&answer)?;
        return Ok(Verdict::Done);
    }
    let ledger: LedgerWire = serde_json::from_str(&answer)?;
    talk::put(&table::ledger(&ledger))?;
    Ok(Verdict::Done)
}

fn show(context: &Context, arguments: &LedgerShowArguments) -> Result<Verdict> {
    let site = SiteId::new(&arguments.site)?;
    let mut path = format!(
        "/ledger/{}/{}",
        segment(&arguments.kind),
        segment(&arguments.id)
    );
    if let Some(known_at) = &arguments.known_at {
        path.push_str(&format!("?known_at={}", segment(known_at)));
    }
    let path = of_site(site.as_str(), &path);
    let answer = with_api(context, async |api| api.get(&path).await)?;
    if arguments.json {
        talk::put(&answer)?;
        return Ok(Verdict::Done);
    }
    let entity: LedgerEntityWire = serde_json::from_str(&answer)?;
    talk::put(&table::ledger_entity(&entity))?;
    Ok(Verdict::Done)
}
