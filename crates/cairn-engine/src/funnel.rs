//! Answers funnels.

mod depths;

use std::collections::BTreeMap;

use cairn_core::answer::{AnswerBody, Before, Compared, FunnelAnswer, FunnelRow, StepAnswer};
use cairn_core::breakdown::{BreakdownValues, Take, TooManyValues};
use cairn_core::event::PropertyRef;
use cairn_core::funnel::{
    Breaks, Funnel, FunnelPlan, FunnelSummary, Pace, StepCount, StepOrder, StrictScope, Target,
    enter,
};
use cairn_core::goal::{Counting, RulePlan, TargetPlan};
use cairn_core::journey::{JourneyEvent, RuleIndex};
use cairn_core::rule::Rule;
use cairn_core::value::Value;
use cairn_stats::ProportionError;
use cairn_storage::PersonRows;

use crate::error::AskError;
use crate::notes::{Seen, unseen};
use crate::partition::{Asked, Replied};
use crate::plan::{Plan, RuleMoney, properties};
use crate::written::written;

/// A funnel with its rules numbered, split by some properties, each on its own.
pub(crate) fn plan(
    asked: &Asked<'_>,
    funnel: &Funnel,
    properties: &[PropertyRef],
) -> Result<(Plan, FunnelPlan), AskError> {
    let mut plan = Plan::new(asked.filters, properties)?;
    for step in &funnel.steps {
        plan.add_target(&step.target, asked.definitions, RuleMoney::Ignored)?;
    }
    let mut steps = plan.targets.clone();
    for (step, target) in funnel.steps.iter().zip(&mut steps) {
        if step.terms.is_first_ever {
            target.counting = Counting::OncePerPerson;
        }
    }
    for exclusion in &funnel.terms.exclusions {
        let target = Target::Rule(exclusion.rule.clone());
        plan.add_target(&target, asked.definitions, RuleMoney::Ignored)?;
    }
    let breaks = match funnel.terms.order {
        StepOrder::Strict(StrictScope::All) => Breaks::Rule(plan.add_rule(&Rule::any())?),
        _ => Breaks::Steps,
    };
    plan.ignores_activity = true;
    plan.needs_ids = plan.waits();
    plan.requires = required(funnel, &steps);
    let funnel_plan = FunnelPlan {
        exclusions: plan.targets[steps.len()..].to_vec(),
        pace: Pace {
            steps: steps.len(),
            window: funnel.window,
            entry: funnel.entry,
            range: asked.range,
            terms: funnel.attempt_terms(),
        },
        breaks,
        steps,
        breakdowns: properties.len(),
        take: take_of(funnel),
        now: asked.now,
    };
    Ok((plan, funnel_plan))
}

/// The rule without which nobody enters a funnel: that of its first step, unless attempts may begin elsewhere, or the
/// first step's conversions at other events than those that fit.
fn required(funnel: &Funnel, steps: &[TargetPlan]) -> Option<RuleIndex> {
    let begins_at_first = !funnel.terms.is_open && funnel.terms.order != StepOrder::Any;
    match steps.first()?.rule {
        RulePlan::Event(rule) if begins_at_first => Some(rule),
        _ => None,
    }
}

/// Where a funnel's values are read. Without a breakdown of its own it is split by a drop-off, at the entry.
fn take_of(funnel: &Funnel) -> Take {
    let take = funnel.breakdown.as_ref().map(|breakdown| breakdown.take);
    take.unwrap_or(Take::Entry)
}

pub(crate) fn answer(
    asked: &Asked<'_>,
    before: Option<&Asked<'_>>,
    funnel: &Funnel,
) -> Result<Replied, AskError> {
    let split = properties(funnel.breakdown.as_ref());
    let counted = count(asked, funnel, &split)?;
    let mut rows_scanned = counted.rows_scanned;
    let mut notes = unseen(&counted.plan, &counted.seen);
    notes.extend(read_where_nothing_is(funnel, &split, &counted));
    let mut answer = to_answer(counted);
    let mut compared = None;
    if let Some(asked) = before {
        let counted = count(asked, funnel, &split)?;
        rows_scanned += counted.rows_scanned;
        let before = to_answer(counted);
        answer.compare(&before)?;
        compared = Some(Before {
            range: asked.range,
            answer: before,
        });
    }
    Ok(Replied {
        body: AnswerBody::Funnel(Compared {
            answer,
            before: compared,
        }),
        rows_scanned,
        notes,
    })
}

/// A funnel of one range, and what it took.
pub(crate) struct Counted {
    /// Overall.
    pub(crate) steps: Vec<StepAnswer>,
    /// For each property it is split by the rows of its values, most entries first.
    pub(crate) rows: Vec<Vec<FunnelRow>>,
    pub(crate) rows_scanned: u64,
    pub(crate) seen: Seen,
    pub(crate) plan: Plan,
}

fn to_answer(counted: Counted) -> FunnelAnswer {
    FunnelAnswer {
        steps: counted.steps,
        breakdown: counted.rows.into_iter().next(),
    }
}

/// Counts a funnel and, in the same pass, its rows by each of the properties.
pub(crate) fn count(
    asked: &Asked<'_>,
    funnel: &Funnel,
    properties: &[PropertyRef],
) -> Result<Counted, AskError> {
    let (plan, funnel_plan) = plan(asked, funnel, properties)?;
    let first_of_order = asked.first_of_order(&plan)?;
    let judge = |summary: &mut FunnelSummary,
                 rows: &PersonRows<JourneyEvent>,
                 values: &[BreakdownValues]| {
        // Without a person there is no journey (semantics S5).
        let Some(person) = rows.person else { return };
        if let Some(entered) = enter(&funnel_plan, &rows.rows, &first_of_order) {
            summary.add(person, &entered, values);
        }
    };
    let pass = asked.pass_by(
        &plan,
        || FunnelSummary::empty(funnel.steps.len(), funnel.optional(), properties.len()),
        (judge, &|frame| depths::shortcut(frame, &funnel_plan)),
        FunnelSummary::merge,
    )?;
    let names = funnel.row_names();
    let answers = |counts: &[StepCount]| {
        StepAnswer::from_counts(&names, counts, funnel.optional(), funnel.terms.is_open)
    };
    let mut rows = Vec::with_capacity(properties.len());
    for (property, by_value) in properties.iter().zip(pass.summary.by_property) {
        check_values(property, by_value.len())?;
        rows.push(to_rows(&answers, by_value)?);
    }
    Ok(Counted {
        steps: answers(&pass.summary.steps)?,
        rows,
        rows_scanned: pass.rows_scanned,
        seen: pass.seen,
        plan,
    })
}

/// Notes about properties that events have, but none at the step where the values are read.
pub(crate) fn read_where_nothing_is(
    funnel: &Funnel,
    properties: &[PropertyRef],
    counted: &Counted,
) -> Vec<String> {
    let is_unset = |(_, rows): &(&PropertyRef, &Vec<FunnelRow>)| matches!(&rows[..], [row] if row.value.is_none());
    let unset = properties.iter().zip(&counted.rows).filter(is_unset);
    unset
        .filter_map(|(property, _)| unset_where_read(funnel, property, &counted.seen))
        .collect()
}

/// The note about a property that nobody has a value of, if events have it, but none at the step where it is read.
pub(crate) fn unset_where_read(
    funnel: &Funnel,
    property: &PropertyRef,
    seen: &Seen,
) -> Option<String> {
    let step = match take_of(funnel) {
        Take::Entry if !funnel.terms.is_open => 1,
        Take::Step(step) => step,
        Take::Entry | Take::FirstSet | Take::LastSet => return None,
    };
    let name = written(property);
    seen.properties.contains(property).then(|| {
        format!("{name} is read at step {step}, where no event has it; other events have it")
    })
}

/// The limit is on what the answer holds, so that it does not depend on how persons were partitioned.
pub(crate) fn check_values(property: &PropertyRef, values: usize) -> Result<(), AskError> {
    let limit = BreakdownValues::LIMIT;
    if values <= limit {
        return Ok(());
    }
    Err(AskError::Breakdown {
        property: property.clone(),
        fault: TooManyValues { limit },
    })
}

fn to_rows(
    answers: &impl Fn(&[StepCount]) -> Result<Vec<StepAnswer>, ProportionError>,
    by_value: BTreeMap<Option<Value>, Vec<StepCount>>,
) -> Result<Vec<FunnelRow>, AskError> {
    let mut rows = Vec::with_capacity(by_value.len());
    for (value, counts) in by_value {
        let entries: u64 = counts.iter().map(|step| step.entered).sum();
        let steps = answers(&counts)?;
        rows.push((entries, FunnelRow { value, steps }));
    }
    rows.sort_by(|(a_entries, a), (b_entries, b)| {
        let entries = b_entries.cmp(a_entries);
        entries.then_with(|| a.value.cmp(&b.value))
    });
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}
