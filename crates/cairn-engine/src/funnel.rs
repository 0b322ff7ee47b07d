//! Answers funnels.

use cairn_core::answer::{AnswerBody, Before, Compared, FunnelAnswer, FunnelRow, StepAnswer};
use cairn_core::breakdown::{BreakdownValues, TooManyValues};
use cairn_core::funnel::{Funnel, FunnelPlan, FunnelSummary, enter};
use cairn_core::journey::JourneyEvent;
use cairn_storage::PersonRows;

use crate::error::AskError;
use crate::notes::{Seen, unseen};
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

pub(crate) fn answer(
    asked: &Asked<'_>,
    before: Option<&Asked<'_>>,
    funnel: &Funnel,
) -> Result<Replied, AskError> {
    let mut counted = count(asked, funnel)?;
    let before = before.map(|asked| Ok::<_, AskError>((asked.range, count(asked, funnel)?)));
    let before = before.transpose()?.map(|(range, before)| {
        counted.rows_scanned += before.rows_scanned;
        let answer = before.answer;
        Before { range, answer }
    });
    if let Some(before) = &before {
        counted.answer.compare(&before.answer)?;
    }
    let notes = counted.notes();
    let answer = counted.answer;
    Ok(Replied {
        body: AnswerBody::Funnel(Compared { answer, before }),
        rows_scanned: counted.rows_scanned,
        notes,
    })
}

/// A funnel of one range, and what it took.
pub(crate) struct Counted {
    pub(crate) answer: FunnelAnswer,
    pub(crate) rows_scanned: u64,
    pub(crate) seen: Seen,
    plan: Plan,
}

impl Counted {
    /// What was asked for and never met.
    pub(crate) fn notes(&self) -> Vec<String> {
        unseen(&self.plan, &self.seen)
    }
}

pub(crate) fn count(asked: &Asked<'_>, funnel: &Funnel) -> Result<Counted, AskError> {
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
    Ok(Counted {
        answer: to_answer(funnel, pass.summary)?,
        rows_scanned: pass.rows_scanned,
        seen: pass.seen,
        plan,
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
