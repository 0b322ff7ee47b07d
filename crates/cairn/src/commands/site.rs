//! `cairn site`.

use anyhow::Result;
use cairn_api::{GoalsWire, ImportsWire, NewSiteWire, SiteDetailsWire, SiteWire, SitesWire};
use cairn_core::id::SiteId;
use cairn_server::site_of;

use crate::cli::{SiteCommand, SiteSettings};
use crate::client::{of_site, with_api, with_new_api};
use crate::context::{Context, Verdict};
use crate::{table, talk};

const SITES: &str = "/api/v1/sites";

pub(crate) fn run(context: &Context, command: SiteCommand) -> Result<Verdict> {
    match command {
        SiteCommand::Add { site, settings } => add(context, site, settings),
        SiteCommand::List => list(context),
        SiteCommand::Show { site } => show(context, &site),
    }?;
    Ok(Verdict::Done)
}

fn add(context: &Context, id: String, settings: SiteSettings) -> Result<()> {
    let new = NewSiteWire {
        id: SiteId::new(&id)?.to_string(),
        timezone: settings.timezone,
        currency: settings.currency,
        week_start: settings.week_start.map(|day| day.as_str().to_owned()),
    };
    // No data directory is made for a site that can't be.
    site_of(&new)?;
    let document = serde_json::to_string(&new)?;
    let answer = with_new_api(context, async |api| api.post(SITES, document).await)?;
    let site: SiteWire = serde_json::from_str(&answer)?;
    talk::say(format_args!(
        "site `{}` added, {}, {}",
        site.id, site.timezone, site.currency
    ));
    Ok(())
}

fn list(context: &Context) -> Result<()> {
    let answer = with_api(context, async |api| api.get(SITES).await)?;
    let SitesWire { sites } = serde_json::from_str(&answer)?;
    talk::put(&table::sites(&sites))
}

fn show(context: &Context, id: &str) -> Result<()> {
    let id = SiteId::new(id)?;
    let path = |rest: &str| of_site(id.as_str(), rest);
    let (site, goals, imports) = with_api(context, async |api| {
        let site: SiteDetailsWire = serde_json::from_str(&api.get(&path("")).await?)?;
        let goals: GoalsWire = serde_json::from_str(&api.get(&path("/goals")).await?)?;
        let imports: ImportsWire = serde_json::from_str(&api.get(&path("/imports")).await?)?;
        Ok((site, goals.goals, imports.imports))
    })?;
    talk::put(&table::site(&site))?;
    talk::put(&table::catalogue(&site.catalogue))?;
    if !goals.is_empty() {
        talk::put(&table::goals(&goals))?;
    }
    if !imports.is_empty() {
        talk::put(&table::imports(&imports))?;
    }
    Ok(())
}
