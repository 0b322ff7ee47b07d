//! What the demo shop's site has beside events: added where it is missing, never changed.

use cairn_api::{FunnelDocument, PopulationDocument, SiteChangeWire};
use cairn_core::id::{GoalId, SiteId};
use cairn_core::site::Site;
use cairn_demo::DemoShop;

use crate::app::App;
use crate::errors::Failure;
use crate::saved::{self, Saved};
use crate::{goals, primaries, site_change};

/// Adds goals, the funnel and the population that are not there, and says what nobody has said of the site.
pub(super) async fn add_missing(app: &App, id: &SiteId) -> Result<(), Failure> {
    let site = app.meta.site(id).await?;
    for (goal, document) in DemoShop::GOALS {
        if has_goal(app, id, goal).await? {
            continue;
        }
        let added = goals::add_to(app, &site, document, None).await;
        // Another request may have been quicker.
        if added.is_err() && !has_goal(app, id, goal).await? {
            added?;
        }
    }
    add_saved::<FunnelDocument>(app, &site, DemoShop::FUNNEL).await?;
    add_saved::<PopulationDocument>(app, &site, DemoShop::POPULATION).await?;
    say_what_nobody_said(app, id).await
}

async fn has_goal(app: &App, site: &SiteId, goal: &str) -> Result<bool, Failure> {
    let definitions = app.meta.definitions(site).await?;
    Ok(definitions.goals.iter().any(|one| one.id.as_str() == goal))
}

async fn add_saved<D: Saved>(
    app: &App,
    site: &Site,
    (id, document): (&str, &str),
) -> Result<(), Failure> {
    if has_saved::<D>(app, site, id).await? {
        return Ok(());
    }
    let added = saved::add_to::<D>(app, site, document).await;
    if added.is_err() && !has_saved::<D>(app, site, id).await? {
        added?;
    }
    Ok(())
}

async fn has_saved<D: Saved>(app: &App, site: &Site, id: &str) -> Result<bool, Failure> {
    let (saved, _) = app.meta.all_saved(&site.id, D::KIND).await?;
    Ok(saved.iter().any(|one| one.id.to_string() == id))
}

/// Name and north star.
async fn say_what_nobody_said(app: &App, id: &SiteId) -> Result<(), Failure> {
    let definitions = app.meta.definitions(id).await?;
    let record = &definitions.record;
    let primaries = primaries::of(&definitions)?;
    let can_lead = |goal: &GoalId| goal.as_str() == DemoShop::NORTH_STAR;
    let lacks_star = record.north_star.is_none() && primaries.iter().any(can_lead);
    let is_unnamed = record.name == id.as_str();
    if !lacks_star && !is_unnamed {
        return Ok(());
    }
    let change = SiteChangeWire {
        name: is_unnamed.then(|| DemoShop::NAME.to_owned()),
        north_star: lacks_star.then(|| Some(DemoShop::NORTH_STAR.to_owned())),
        ..SiteChangeWire::default()
    };
    site_change::apply(app, id.clone(), change, None).await?;
    Ok(())
}
