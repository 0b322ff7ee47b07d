//! What the demo shop's site has beside events: added where it is missing, never changed.

use cairn_api::SiteChangeWire;
use cairn_core::id::{GoalId, SiteId};
use cairn_demo::DemoShop;

use crate::app::App;
use crate::errors::Failure;
use crate::{funnels, goals, primaries, site_change};

/// Adds goals and the funnel that are not there, and says what nobody has said of the site.
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
    let (funnel, document) = DemoShop::FUNNEL;
    if !has_funnel(app, id, funnel).await? {
        let added = funnels::add_to(app, &site, document).await;
        if added.is_err() && !has_funnel(app, id, funnel).await? {
            added?;
        }
    }
    say_what_nobody_said(app, id).await
}

async fn has_goal(app: &App, site: &SiteId, goal: &str) -> Result<bool, Failure> {
    let definitions = app.meta.definitions(site).await?;
    Ok(definitions.goals.iter().any(|one| one.id.as_str() == goal))
}

async fn has_funnel(app: &App, site: &SiteId, funnel: &str) -> Result<bool, Failure> {
    let (funnels, _) = app.meta.funnels(site).await?;
    Ok(funnels.iter().any(|one| one.id.as_str() == funnel))
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
