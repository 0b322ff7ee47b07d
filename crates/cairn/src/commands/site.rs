//! `cairn site`.

use anyhow::Result;
use cairn_core::id::SiteId;
use cairn_core::money::Currency;
use cairn_core::site::Site;
use cairn_core::time::{WeekStart, Zone};

use crate::cli::{SiteCommand, SiteSettings, WeekStartChoice};
use crate::context::{Context, Verdict, now};
use crate::{table, talk};

pub(crate) fn run(context: &Context, command: SiteCommand) -> Result<Verdict> {
    match command {
        SiteCommand::Add { site, settings } => add(context, &site, &settings),
        SiteCommand::List => list(context),
        SiteCommand::Show { site } => show(context, &site),
    }?;
    Ok(Verdict::Done)
}

fn add(context: &Context, id: &str, settings: &SiteSettings) -> Result<()> {
    let site = new_site(SiteId::new(id)?, settings)?;
    let now = now();
    context.with_new_meta(async |meta| Ok(meta.add_site(&site, now).await?))?;
    talk::say(format_args!(
        "site `{}` added, {}, {}",
        site.id,
        site.timezone.name(),
        site.currency
    ));
    Ok(())
}

fn list(context: &Context) -> Result<()> {
    let sites = context.with_meta(async |meta| Ok(meta.sites().await?))?;
    let snapshot = context.store.snapshot()?;
    let events: Vec<u64> = sites.iter().map(|site| snapshot.rows(&site.id)).collect();
    talk::put(&table::sites(&sites, &events))
}

fn show(context: &Context, id: &str) -> Result<()> {
    let site = context.site(&SiteId::new(id)?)?;
    let snapshot = context.store.snapshot()?;
    let goals = context.goal_documents(&site.id)?;
    let catalogue = cairn_engine::catalogue(&snapshot, &site.id)?;
    let span = snapshot.time_span(&site.id)?;
    talk::put(&table::site(
        &site,
        snapshot.rows(&site.id),
        snapshot.bytes(&site.id),
        span,
    ))?;
    talk::put(&table::catalogue(&catalogue))?;
    if !goals.is_empty() {
        talk::put(&table::goals(&goals))?;
    }
    if !snapshot.imports(&site.id).is_empty() {
        talk::put(&table::imports(snapshot.imports(&site.id)))?;
    }
    Ok(())
}

/// A site as its settings say, with the defaults of contract and help.
pub(crate) fn new_site(id: SiteId, settings: &SiteSettings) -> Result<Site> {
    Ok(Site {
        id,
        timezone: Zone::named(settings.timezone.as_deref().unwrap_or("UTC"))?,
        currency: Currency::parse(settings.currency.as_deref().unwrap_or("EUR"))?,
        week_start: match settings.week_start {
            Some(WeekStartChoice::Sunday) => WeekStart::Sunday,
            Some(WeekStartChoice::Monday) | None => WeekStart::Monday,
        },
    })
}
