//! `cairn goal`.

use anyhow::Result;
use cairn_api::{GoalDocument, parse_goal};
use cairn_core::goal::{Class, Goal, Standing};
use cairn_core::id::{GoalId, SiteId};

use crate::cli::{GoalArguments, GoalCommand};
use crate::context::{Context, Verdict, now, read_document};
use crate::{table, talk};

/// More primary macros than this and none of them is the one that matters.
const MOST_PRIMARY: usize = 3;

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
    let (site, document, goal) = read(context, arguments)?;
    let now = now();
    context.with_meta(async |meta| {
        Ok(meta
            .add_goal(&site, &goal.id, &document.to_json(), now)
            .await?)
    })?;
    talk::say(format_args!(
        "goal `{}` added; it counts all history",
        goal.id
    ));
    warn_of_many_primaries(context, &site)
}

fn edit(context: &Context, arguments: GoalArguments) -> Result<()> {
    let (site, document, goal) = read(context, arguments)?;
    let now = now();
    let version = context.with_meta(async |meta| {
        Ok(meta
            .edit_goal(&site, &goal.id, &document.to_json(), now)
            .await?)
    })?;
    talk::say(format_args!(
        "goal `{}` is now at version {version}; it counts all history anew",
        goal.id
    ));
    warn_of_many_primaries(context, &site)
}

fn list(context: &Context, site: &str) -> Result<()> {
    let goals = context.goal_documents(&SiteId::new(site)?)?;
    if goals.is_empty() {
        talk::say(format_args!(
            "site `{site}` has no goals yet: `cairn goal add --help` shows how to add one"
        ));
    }
    talk::put(&table::goals(&goals))
}

fn show(context: &Context, site: &str, goal: &str) -> Result<()> {
    let (site, goal) = (SiteId::new(site)?, GoalId::new(goal)?);
    let versions = context.with_meta(async |meta| {
        meta.site(&site).await?;
        let versions = meta.goal_versions(&site, &goal).await?;
        if versions.is_empty() {
            return Err(cairn_meta::MetaError::UnknownGoal { site, goal }.into());
        }
        Ok(versions)
    })?;
    let mut lines = Vec::with_capacity(versions.len());
    for version in &versions {
        let definition: serde_json::Value = serde_json::from_str(&version.document)?;
        lines.push(serde_json::json!({
            "version": version.version,
            "created_at": version.created_at.to_string(),
            "definition": definition,
        }));
    }
    talk::put(&serde_json::to_string_pretty(&lines)?)
}

fn read(context: &Context, arguments: GoalArguments) -> Result<(SiteId, GoalDocument, Goal)> {
    let id = SiteId::new(&arguments.site)?;
    let text = read_document(arguments.definition, arguments.file.as_deref())?;
    let site = context.site(&id)?;
    let (document, goal) = parse_goal(&text, &site.timezone)?;
    Ok((id, document, goal))
}

fn warn_of_many_primaries(context: &Context, site: &SiteId) -> Result<()> {
    let definitions = context.definitions(site)?;
    let is_primary = |goal: &&Goal| {
        matches!(
            goal.class,
            Class::Macro {
                standing: Standing::Primary,
                ..
            }
        )
    };
    let primaries: Vec<&str> = definitions
        .goals
        .values()
        .filter(is_primary)
        .map(|goal| goal.id.as_str())
        .collect();
    if primaries.len() > MOST_PRIMARY {
        talk::say(format_args!(
            "warning: {} primary macros ({}) are more than {MOST_PRIMARY}; make those that matter less micros or lifecycle goals",
            primaries.len(),
            primaries.join(", "),
        ));
    }
    Ok(())
}
