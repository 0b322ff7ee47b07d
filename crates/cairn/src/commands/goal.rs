//! `cairn goal`.

use anyhow::Result;
use cairn_api::{GoalVersionWire, GoalsWire, parse_goal};
use cairn_core::goal::Goal;
use cairn_core::id::{GoalId, SiteId};
use cairn_core::time::Zone;
use serde_json::Value as Json;

use crate::cli::{GoalArguments, GoalCommand};
use crate::client::{Api, of_site, segment, with_api};
use crate::context::{Context, Verdict, read_definition};
use crate::{table, talk};

pub(crate) fn run(context: &Context, command: GoalCommand) -> Result<Verdict> {
    match command {
        GoalCommand::Add(arguments) => add(context, arguments),
        GoalCommand::Edit(arguments) => edit(context, arguments),
        GoalCommand::List { site } => list(context, &site),
        GoalCommand::Show { site, goal } => show(context, &site, &goal),
    }?;
    Ok(Verdict::Done)
}

fn add(context: &Context, arguments: GoalArguments) -> Result<()> {
    let site = SiteId::new(&arguments.of.site)?;
    let text = read_definition(arguments.of)?;
    let demote = arguments.demote.as_deref();
    let path = changing(&of_site(site.as_str(), "/goals"), demote);
    let answer = with_api(context, async |api| api.post(&path, text).await)?;
    let added: GoalVersionWire = serde_json::from_str(&answer)?;
    talk::say(format_args!(
        "goal `{}` added; it counts all history",
        added.definition.id
    ));
    tell_demoted(demote);
    Ok(())
}

fn edit(context: &Context, arguments: GoalArguments) -> Result<()> {
    let site = SiteId::new(&arguments.of.site)?;
    let text = read_definition(arguments.of)?;
    let demote = arguments.demote.as_deref();
    let answer = with_api(context, async |api| {
        // A site that is not there is said before anything about the definition.
        goals_of(api, &site).await?;
        let goal = read(&text)?;
        let path = of_site(site.as_str(), &format!("/goals/{}", goal.id));
        api.put(&changing(&path, demote), text).await
    })?;
    let edited: GoalVersionWire = serde_json::from_str(&answer)?;
    talk::say(format_args!(
        "goal `{}` is now at version {}; it counts all history anew",
        edited.definition.id, edited.version
    ));
    tell_demoted(demote);
    Ok(())
}

fn list(context: &Context, site: &str) -> Result<()> {
    let id = SiteId::new(site)?;
    let goals = with_api(context, async |api| goals_of(api, &id).await)?;
    if goals.is_empty() {
        talk::say(format_args!(
            "site `{site}` has no goals yet: `cairn goal add --help` shows how to add one"
        ));
    }
    talk::put(&table::goals(&goals))
}

fn show(context: &Context, site: &str, goal: &str) -> Result<()> {
    let (site, goal) = (SiteId::new(site)?, GoalId::new(goal)?);
    let path = of_site(site.as_str(), &format!("/goals/{goal}"));
    let answer = with_api(context, async |api| api.get(&path).await)?;
    let history: Json = serde_json::from_str(&answer)?;
    talk::put(&serde_json::to_string_pretty(&history["versions"])?)
}

async fn goals_of(api: &Api, site: &SiteId) -> Result<Vec<GoalVersionWire>> {
    let answer = api.get(&of_site(site.as_str(), "/goals")).await?;
    let GoalsWire { goals } = serde_json::from_str(&answer)?;
    Ok(goals)
}

/// A definition, for what does not depend on the site's zone.
fn read(text: &str) -> Result<Goal> {
    let (_, goal) = parse_goal(text, &Zone::named("UTC")?)?;
    Ok(goal)
}

/// The path of a change of goals, which may make another one step back.
fn changing(path: &str, demote: Option<&str>) -> String {
    match demote {
        Some(goal) => format!("{path}?demote={}", segment(goal)),
        None => path.to_owned(),
    }
}

fn tell_demoted(demoted: Option<&str>) {
    if let Some(goal) = demoted {
        talk::say(format_args!("goal `{goal}` is now a lifecycle goal"));
    }
}
