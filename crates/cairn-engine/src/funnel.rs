//! Answers funnels.

use cairn_core::answer::{AnswerBody, FunnelAnswer, FunnelRow, StepAnswer};
use cairn_core::breakdown::{BreakdownValues, TooManyValues};
use cairn_core::funnel::{Funnel, FunnelPlan, FunnelSummary, enter};
use cairn_core::journey::JourneyEvent;
use cairn_storage::PersonRows;

use crate::error::AskError;
use crate::notes::unseen;
use crate::partition::{Asked, Replied};
use crate::plan::{Plan, RuleMoney};

/// A funnel with its rules numbered.
pub(crate) fn plan(asked: &Asked<'_>, funnel: &Funnel) -> Result<(Plan, FunnelPlan), AskError> {
    let mut plan = Plan::new(asked.filters, funnel.breakdown.as_ref())?;
    for step in &funnel.steps {
        plan.add_target(&step.target, asked.definitions, RuleMoney::Ignored)?;
    }
    let funnel_plan = FunnelPlan {
        steps: plan.targets.clone(),
        window: funnel.window,
        entry: funnel.entry,
        range: asked.range,
        now: asked.now,
    };
    Ok((plan, funnel_plan))
}

pub(crate) fn answer(asked: &Asked<'_>, funnel: &Funnel) -> Result<Replied, AskError> {
    let (plan, funnel_plan) = plan(asked, funnel)?;
    let first_of_order = asked.first_of_order(&plan)?;
    let steps = funnel.steps.len();
    let judge =
        |summary: &mut FunnelSummary, rows: &PersonRows<JourneyEvent>, values: &BreakdownValues| {
            // Without a person there is no journey (semantics S5).
            if rows.person.is_none() {
                return;
            }
            let Some(entered) = enter(&funnel_plan, &rows.rows, &first_of_order) else {
                return;
            };
            summary.add(&entered);
            if funnel.breakdown.is_some() {
                let value = entered.breakdown.and_then(|code| values.value(code));
                summary.add_to_value(value, &entered);
            }
        };
    let pass = asked.pass(
        &plan,
        || FunnelSummary::empty(steps),
        judge,
        FunnelSummary::merge,
    )?;
    check_values(pass.summary.by_value.len())?;
    Ok(Replied {
        body: AnswerBody::Funnel(to_answer(funnel, pass.summary)?),
        rows_scanned: pass.rows_scanned,
        notes: unseen(&plan, &pass.seen),
    })
}

/// The limit is on what the answer holds, so that it does not depend on how persons were partitioned.
pub(crate) fn check_values(values: usize) -> Result<(), TooManyValues> {
    let limit = BreakdownValues::LIMIT;
    if values > limit {
        Err(TooManyValues { limit })
    } else {
        Ok(())
    }
}

fn to_answer(funnel: &Funnel, summary: FunnelSummary) -> Result<FunnelAnswer, AskError> {
    let names: Vec<String> = funnel.steps.iter().map(|step| step.name.clone()).collect();
    let mut rows = Vec::with_capacity(summary.by_value.len());
    for (value, counts) in summary.by_value {
        rows.push(FunnelRow {
            value,
            steps: StepAnswer::from_counts(&names, &counts)?,
        });
    }
    let entries = |row: &FunnelRow| row.steps.first().map_or(0, |step| step.count);
    rows.sort_by(|a, b| {
        entries(b)
            .cmp(&entries(a))
            .then_with(|| a.value.cmp(&b.value))
    });
    Ok(FunnelAnswer {
        steps: StepAnswer::from_counts(&names, &summary.steps)?,
        breakdown: funnel.breakdown.as_ref().map(|_| rows),
    })
}
