//! Answers retention questions: how many of those who started come back.

use cairn_core::answer::{AnswerBody, ReturningAnswer};
use cairn_core::breakdown::BreakdownValues;
use cairn_core::funnel::Target;
use cairn_core::goal::RulePlan;
use cairn_core::journey::JourneyEvent;
use cairn_core::returning::{
    Grid, Returning, ReturningPlan, ReturningSummary, Start, Starts, members,
};
use cairn_core::rule::Rule;
use cairn_core::trend::MAX_BUCKETS;
use cairn_storage::PersonRows;

use crate::error::AskError;
use crate::notes::unseen;
use crate::partition::{Asked, Replied};
use crate::plan::{Plan, RuleMoney};
use crate::trend::covered_range;

/// Told where the cohorts of an answer share persons.
const IN_SEVERAL: &str = "a person is in the cohort of each period in which it started: taken together, the cohorts count it in each";

/// A retention question with its rules numbered and its cohorts cut.
pub(crate) fn plan(
    asked: &Asked<'_>,
    returning: &Returning,
) -> Result<(Plan, ReturningPlan), AskError> {
    let anything = Target::Rule(Rule::any());
    let (start, starts) = match &returning.start {
        Start::Acquired => (&anything, Starts::First),
        Start::Did { what, starts } => (&what.target, *starts),
    };
    let mut plan = Plan::new(asked.filters, &[])?;
    for target in [start, &returning.back.target] {
        plan.add_target(target, asked.definitions, RuleMoney::Ignored)?;
    }
    let mut plan = plan.without_money();
    plan.ignores_activity = true;
    plan.needs_ids = plan.waits();
    let [start, back] = &plan.targets[..] else {
        return Err(AskError::Internal("a start and a return".to_owned()));
    };
    if let RulePlan::Event(rule) = start.rule {
        plan.requires = Some(rule);
    }
    let grid = Grid::cover(
        covered_range(asked, start)?,
        returning.shape,
        asked.definitions.site.week_start,
        asked.zone,
        asked.now,
        MAX_BUCKETS,
    )?;
    let returning_plan = ReturningPlan {
        start: start.clone(),
        starts,
        back: back.clone(),
        grid,
    };
    Ok((plan, returning_plan))
}

pub(crate) fn answer(asked: &Asked<'_>, returning: &Returning) -> Result<Replied, AskError> {
    let (plan, returning_plan) = plan(asked, returning)?;
    let grid = &returning_plan.grid;
    let first_of_order = asked.first_of_order(&plan)?;
    let judge =
        |summary: &mut ReturningSummary, rows: &PersonRows<JourneyEvent>, _: &[BreakdownValues]| {
            // Without a person nobody comes back (semantics S5).
            if rows.person.is_none() {
                return;
            }
            for member in members(&returning_plan, &rows.rows, &first_of_order) {
                summary.add(grid, &member);
            }
        };
    let empty = || ReturningSummary::empty(grid);
    let pass = asked.pass(&plan, empty, judge, ReturningSummary::merge)?;
    let mut notes = unseen(&plan, &pass.seen);
    if returning_plan.starts == Starts::Any {
        notes.push(IN_SEVERAL.to_owned());
    }
    Ok(Replied {
        body: AnswerBody::Returning(ReturningAnswer::of(returning, grid, &pass.summary)?),
        rows_scanned: pass.rows_scanned,
        notes,
    })
}
