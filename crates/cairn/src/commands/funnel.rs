//! `cairn funnel`.

use anyhow::Result;
use cairn_api::{FunnelDocument, FunnelsWire, parse_funnel};
use cairn_core::id::{FunnelId, SiteId};
use cairn_core::time::Zone;

use crate::cli::{FunnelArguments, FunnelCommand};
use crate::client::{of_site, with_api};
use crate::context::{Context, Verdict, read_document};
use crate::{table, talk};

pub(crate) fn run(context: &Context, command: FunnelCommand) -> Result<Verdict> {
    match command {
        FunnelCommand::Add(arguments) => add(context, arguments),
        FunnelCommand::Edit(arguments) => edit(context, arguments),
        FunnelCommand::List { site } => list(context, &site),
        FunnelCommand::Show { site, funnel } => show(context, &site, &funnel),
        FunnelCommand::Remove { site, funnel } => remove(context, &site, &funnel),
    }?;
    Ok(Verdict::Done)
}

fn add(context: &Context, arguments: FunnelArguments) -> Result<()> {
    let site = SiteId::new(&arguments.site)?;
    let text = read_document(arguments.definition, arguments.file.as_deref())?;
    let path = of_site(site.as_str(), "/funnels");
    let answer = with_api(context, async |api| api.post(&path, text).await)?;
    let added: FunnelDocument = serde_json::from_str(&answer)?;
    talk::say(format_args!("funnel `{}` saved", added.id));
    Ok(())
}

fn edit(context: &Context, arguments: FunnelArguments) -> Result<()> {
    let site = SiteId::new(&arguments.site)?;
    let text = read_document(arguments.definition, arguments.file.as_deref())?;
    // What its address is does not depend on the site's zone.
    let (document, _) = parse_funnel(&text, &Zone::utc())?;
    let path = path_of(&site, &document.id()?);
    with_api(context, async |api| api.put(&path, text).await)?;
    talk::say(format_args!("funnel `{}` changed", document.id));
    Ok(())
}

fn list(context: &Context, site: &str) -> Result<()> {
    let id = SiteId::new(site)?;
    let path = of_site(id.as_str(), "/funnels");
    let answer = with_api(context, async |api| api.get(&path).await)?;
    let FunnelsWire { funnels } = serde_json::from_str(&answer)?;
    if funnels.is_empty() {
        talk::say(format_args!(
            "site `{site}` has no saved funnels yet: `cairn funnel add --help` shows how to save one"
        ));
    }
    talk::put(&table::funnels(&funnels))
}

fn show(context: &Context, site: &str, funnel: &str) -> Result<()> {
    let path = path_of(&SiteId::new(site)?, &FunnelId::new(funnel)?);
    let answer = with_api(context, async |api| api.get(&path).await)?;
    let document: FunnelDocument = serde_json::from_str(&answer)?;
    talk::put(&serde_json::to_string_pretty(&document)?)
}

fn remove(context: &Context, site: &str, funnel: &str) -> Result<()> {
    let path = path_of(&SiteId::new(site)?, &FunnelId::new(funnel)?);
    with_api(context, async |api| api.delete(&path).await)?;
    talk::say(format_args!("funnel `{funnel}` removed"));
    Ok(())
}

fn path_of(site: &SiteId, funnel: &FunnelId) -> String {
    of_site(site.as_str(), &format!("/funnels/{}", funnel.as_str()))
}
