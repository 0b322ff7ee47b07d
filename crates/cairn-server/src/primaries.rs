//! The one to three goals that pay the bills: a fourth needs another to step back (C8).

use cairn_api::{ApiError, Code, parse_goal};
use cairn_core::goal::{Class, Goal, Standing};
use cairn_core::id::GoalId;
use cairn_meta::{Replaced, SiteDefinitions};

use crate::errors::Failure;
use crate::routes::Parameter;

/// More primary macros than this and none of them is the one that matters.
const MOST: usize = 3;

/// How another goal is made to step back.
pub(crate) const PARAMETERS: [Parameter; 1] = [Parameter {
    name: "demote",
    summary: "The primary macro that becomes a lifecycle goal in the same change: a site has three primaries at most.",
    kind: "string",
}];

/// Whether a goal is counted in the site's totals.
fn is_primary(goal: &Goal) -> bool {
    matches!(
        goal.class,
        Class::Macro {
            standing: Standing::Primary,
            ..
        }
    )
}

/// Whether a goal may come to be so, and which other one is replaced with that.
pub(crate) fn decide(
    before: &SiteDefinitions,
    goal: &Goal,
    demote: Option<&str>,
) -> Result<Option<Replaced>, Failure> {
    let primaries = of(before)?;
    let north_star = before.record.north_star.as_ref();
    if north_star == Some(&goal.id) && !is_primary(goal) {
        return Err(steps_back(&goal.id));
    }
    let demoted = match demote {
        None => None,
        Some(id) => Some(demoted(before, &primaries, goal, id)?),
    };
    let was_primary = primaries.contains(&goal.id);
    let others = primaries.iter().filter(|id| {
        let is_demoted = demoted.as_ref().is_some_and(|one| one.goal == **id);
        **id != goal.id && !is_demoted
    });
    let others: Vec<&str> = others.map(GoalId::as_str).collect();
    if is_primary(goal) && !was_primary && others.len() >= MOST {
        let message = format!(
            "`{}` would be primary macro number {}, and more than {MOST} hide which matters",
            goal.id,
            others.len() + 1
        );
        return Err(Failure::new(Code::Conflict, message).hint(format!(
            "which of {} is to become a lifecycle goal? Name it: `demote=ID`, `--demote ID` on the command line; or make `{}` a micro or a lifecycle goal",
            others.join(", "),
            goal.id
        )));
    }
    Ok(demoted)
}

/// The primary macros of a site, by id.
pub(crate) fn of(definitions: &SiteDefinitions) -> Result<Vec<GoalId>, Failure> {
    let zone = &definitions.record.site.timezone;
    let mut found = Vec::new();
    for version in &definitions.goals {
        let (_, goal) = parse_goal(&version.document, zone)?;
        if is_primary(&goal) {
            found.push(goal.id);
        }
    }
    Ok(found)
}

fn demoted(
    before: &SiteDefinitions,
    primaries: &[GoalId],
    goal: &Goal,
    id: &str,
) -> Result<Replaced, Failure> {
    let wrong = |message: String| {
        let names: Vec<&str> = primaries.iter().map(GoalId::as_str).collect();
        let error = ApiError::invalid("demote", message);
        Failure::from(error.hint(format!("the primary macros are {}", names.join(", "))))
    };
    if id == goal.id.as_str() {
        return Err(wrong(format!("`{id}` is the goal that is changed itself")));
    }
    let found = before
        .goals
        .iter()
        .find(|version| version.id.as_str() == id);
    let Some(version) = found.filter(|version| primaries.contains(&version.id)) else {
        return Err(wrong(format!("`{id}` is no primary macro of this site")));
    };
    if before.record.north_star.as_ref() == Some(&version.id) {
        return Err(steps_back(&version.id));
    }
    let (document, _) = parse_goal(&version.document, &before.record.site.timezone)?;
    Ok(Replaced {
        goal: version.id.clone(),
        document: document.demoted().to_json(),
    })
}

fn steps_back(goal: &GoalId) -> Failure {
    let message = format!("`{goal}` is the site's north star, so it stays a primary macro");
    Failure::new(Code::Conflict, message).hint("give the site another north star first")
}
