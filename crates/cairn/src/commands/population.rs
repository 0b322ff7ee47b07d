//! `cairn population`.

use anyhow::Result;
use cairn_api::{PopulationDocument, PopulationsWire, parse_population};
use cairn_core::id::{PopulationId, SiteId};
use cairn_core::time::Zone;

use crate::cli::{PopulationArguments, PopulationCommand};
use crate::client::{of_site, with_api};
use crate::context::{Context, Verdict, read_document};
use crate::{table, talk};

pub(crate) fn run(context: &Context, command: PopulationCommand) -> Result<Verdict> {
    match command {
        PopulationCommand::Add(arguments) => add(context, arguments),
        PopulationCommand::Edit(arguments) => edit(context, arguments),
        PopulationCommand::List { site } => list(context, &site),
        PopulationCommand::Show { site, population } => show(context, &site, &population),
        PopulationCommand::Remove { site, population } => remove(context, &site, &population),
    }?;
    Ok(Verdict::Done)
}

fn add(context: &Context, arguments: PopulationArguments) -> Result<()> {
    let site = SiteId::new(&arguments.site)?;
    let text = read_document(arguments.definition, arguments.file.as_deref())?;
    let path = of_site(site.as_str(), "/populations");
    let answer = with_api(context, async |api| api.post(&path, text).await)?;
    let added: PopulationDocument = serde_json::from_str(&answer)?;
    talk::say(format_args!("population `{}` saved", added.id));
    Ok(())
}

fn edit(context: &Context, arguments: PopulationArguments) -> Result<()> {
    let site = SiteId::new(&arguments.site)?;
    let text = read_document(arguments.definition, arguments.file.as_deref())?;
    // What its address is does not depend on the site's zone.
    let (document, _) = parse_population(&text, &Zone::utc())?;
    let path = path_of(&site, &document.id()?);
    with_api(context, async |api| api.put(&path, text).await)?;
    talk::say(format_args!("population `{}` changed", document.id));
    Ok(())
}

fn list(context: &Context, site: &str) -> Result<()> {
    let id = SiteId::new(site)?;
    let path = of_site(id.as_str(), "/populations");
    let answer = with_api(context, async |api| api.get(&path).await)?;
    let PopulationsWire { populations } = serde_json::from_str(&answer)?;
    if populations.is_empty() {
        talk::say(format_args!(
            "site `{site}` has no saved populations yet: `cairn population add --help` shows how to save one"
        ));
    }
    talk::put(&table::populations(&populations))
}

fn show(context: &Context, site: &str, population: &str) -> Result<()> {
    let path = path_of(&SiteId::new(site)?, &PopulationId::new(population)?);
    let answer = with_api(context, async |api| api.get(&path).await)?;
    let document: PopulationDocument = serde_json::from_str(&answer)?;
    talk::put(&serde_json::to_string_pretty(&document)?)
}

fn remove(context: &Context, site: &str, population: &str) -> Result<()> {
    let path = path_of(&SiteId::new(site)?, &PopulationId::new(population)?);
    with_api(context, async |api| api.delete(&path).await)?;
    talk::say(format_args!("population `{population}` removed"));
    Ok(())
}

fn path_of(site: &SiteId, population: &PopulationId) -> String {
    of_site(
        site.as_str(),
        &format!("/populations/{}", population.as_str()),
    )
}
