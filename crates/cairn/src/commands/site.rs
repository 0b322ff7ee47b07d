//! `cairn site`.

use anyhow::{Result, bail};
use cairn_api::{
    FunnelsWire, GoalsWire, ImportsWire, NewSiteWire, PopulationsWire, RetentionWire,
    SiteChangeWire, SiteDetailsWire, SiteWire, SitesWire,
};
use cairn_core::id::SiteId;
use cairn_core::retention::Retention;
use cairn_server::site_record_of;

use crate::cli::{SiteChangeArguments, SiteCommand, SiteSettings};
use crate::client::{of_site, with_api, with_new_api};
use crate::context::{Context, Verdict};
use crate::{kept, table, talk};

const SITES: &str = "/api/v1/sites";

pub(crate) fn run(context: &Context, command: SiteCommand) -> Result<Verdict> {
    match command {
        SiteCommand::Add {
            site,
            settings,
            name,
            business_model,
        } => {
            let named = NewSiteWire {
                name,
                business_model,
                ..NewSiteWire::default()
            };
            add(context, site, settings, named)
        }
        SiteCommand::Edit(arguments) => edit(context, arguments),
        SiteCommand::List => list(context),
        SiteCommand::Show { site } => show(context, &site),
    }?;
    Ok(Verdict::Done)
}

fn add(context: &Context, id: String, settings: SiteSettings, named: NewSiteWire) -> Result<()> {
    let new = NewSiteWire {
        id: SiteId::new(&id)?.to_string(),
        timezone: settings.timezone,
        currency: settings.currency,
        week_start: settings.week_start.map(|day| day.as_str().to_owned()),
        ..named
    };
    // No data directory is made for a site that can't be.
    site_record_of(&new)?;
    let document = serde_json::to_string(&new)?;
    let answer = with_new_api(context, async |api| api.post(SITES, document).await)?;
    let site: SiteWire = serde_json::from_str(&answer)?;
    talk::say(format_args!(
        "site `{}` added, {}, {}",
        site.id, site.timezone, site.currency
    ));
    Ok(())
}

fn edit(context: &Context, arguments: SiteChangeArguments) -> Result<()> {
    let path = of_site(SiteId::new(&arguments.site)?.as_str(), "");
    let or_none = |text: String| Some(text).filter(|text| !text.is_empty());
    let has_rules = arguments.keep.is_some() || !arguments.keep_event.is_empty();
    let change = SiteChangeWire {
        name: arguments.name,
        north_star: arguments.north_star.map(or_none),
        business_model: arguments.business_model.map(or_none),
        week_start: arguments.week_start.map(|day| day.as_str().to_owned()),
        timezone: arguments.timezone,
        currency: arguments.currency,
        retention: None,
    };
    if !has_rules && change == SiteChangeWire::default() {
        bail!("nothing is to be changed: `cairn site edit --help` lists what can be");
    }
    let (keep, keep_event) = (arguments.keep, arguments.keep_event);
    // What can't be is refused before anything is asked.
    kept::changed(&Retention::default(), keep.as_deref(), &keep_event)?;
    let answer = with_api(context, async |api| {
        let retention = match has_rules {
            false => None,
            true => {
                let before: SiteDetailsWire = serde_json::from_str(&api.get(&path).await?)?;
                let before = before.site.retention.parse()?;
                let after = kept::changed(&before, keep.as_deref(), &keep_event)?;
                Some(RetentionWire::of(&after))
            }
        };
        let change = SiteChangeWire {
            retention,
            ..change
        };
        api.patch(&path, serde_json::to_string(&change)?).await
    })?;
    let site: SiteWire = serde_json::from_str(&answer)?;
    talk::say(format_args!("site `{}` changed", site.id));
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
    let (site, goals, funnels, populations, imports) = with_api(context, async |api| {
        let site: SiteDetailsWire = serde_json::from_str(&api.get(&path("")).await?)?;
        let goals: GoalsWire = serde_json::from_str(&api.get(&path("/goals")).await?)?;
        let imports: ImportsWire = serde_json::from_str(&api.get(&path("/imports")).await?)?;
        let funnels: FunnelsWire = serde_json::from_str(&api.get(&path("/funnels")).await?)?;
        let populations: PopulationsWire =
            serde_json::from_str(&api.get(&path("/populations")).await?)?;
        let populations = populations.populations;
        Ok((
            site,
            goals.goals,
            funnels.funnels,
            populations,
            imports.imports,
        ))
    })?;
    talk::put(&table::site(&site))?;
    talk::put(&table::catalogue(&site.catalogue))?;
    if !goals.is_empty() {
        talk::put(&table::goals(&goals))?;
    }
    if !funnels.is_empty() {
        talk::put(&table::funnels(&funnels))?;
    }
    if !populations.is_empty() {
        talk::put(&table::populations(&populations))?;
    }
    if !imports.is_empty() {
        talk::put(&table::imports(&imports))?;
    }
    Ok(())
}
