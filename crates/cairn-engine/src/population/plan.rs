//! From a population to numbered rules.

use cairn_core::breakdown::Take;
use cairn_core::event::{IDENTIFY, PropertyRef};
use cairn_core::filter::{Condition, Filter};
use cairn_core::funnel::{Breaks, Entry, FunnelPlan, Pace, Target, Terms};
use cairn_core::goal::{RulePlan, TargetPlan};
use cairn_core::journey::RuleIndex;
use cairn_core::person_properties::{SET_ONCE, UNSET};
use cairn_core::population::{
    Bounds, Did, Membership, PopulationPlan, Sequence, Told, ToldPlan, Trait, TraitPlan,
};
use cairn_core::range::{Last, Range, TimeRange};
use cairn_core::rule::{EventRule, NameRule, Rule};
use cairn_core::time::{Span, Time};

use crate::error::AskError;
use crate::partition::Asked;
use crate::plan::{Plan, RuleMoney};

/// Whether it matters since when persons are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// All that are known are counted.
    Counted,
    /// Only where somebody of whom nothing fits may be a member.
    WhereItDecides,
}

/// The conditions of a population with their rules numbered, as of some instants, ascending.
pub(super) fn plan(
    asked: &Asked<'_>,
    is: &Membership<Trait>,
    instants: Vec<Time>,
    known: Known,
) -> Result<(Plan, PopulationPlan), AskError> {
    let mut plan = Plan::new(&[], &[])?;
    let mut traits = Vec::new();
    let mut with_money = Vec::new();
    for of in is.traits() {
        traits.push(match of {
            Trait::Did(did) => {
                if did.worth.is_some() {
                    with_money.push(plan.targets.len());
                }
                add_did(&mut plan, asked, did, &instants)?
            }
            Trait::Sequence(sequence) => add_sequence(&mut plan, asked, sequence, &instants)?,
            Trait::Told(told) => TraitPlan::Told(add_told(&mut plan, told)?),
        });
    }
    for fact in &mut plan.facts {
        fact.value = fact
            .value
            .take()
            .filter(|_| with_money.contains(&fact.target));
    }
    plan.facts
        .retain(|fact| fact.value.is_some() || fact.order.is_some());
    plan.ignores_activity = true;
    plan.needs_ids = plan.waits();
    let mut of_population = PopulationPlan {
        is: is.numbered(),
        traits,
        instants,
        known: None,
    };
    if known == Known::Counted || of_population.takes_anybody() {
        let every = EventRule {
            name: NameRule::Every,
            filters: Vec::new(),
        };
        of_population.known = Some(plan.add_rule(&Rule::one(every))?);
    } else {
        plan.requires = required(&of_population.is, &of_population.traits);
    }
    Ok((plan, of_population))
}

/// A rule that some event of each member fits, if there is one.
fn required(is: &Membership<usize>, traits: &[TraitPlan]) -> Option<RuleIndex> {
    match is {
        Membership::All(parts) => parts.iter().find_map(|part| required(part, traits)),
        Membership::Any(_) | Membership::Not(_) => None,
        Membership::Is(place) => match &traits[*place] {
            TraitPlan::Did { what, bounds, .. } if bounds.times.at_least > 0 => match what.rule {
                RulePlan::Event(rule) => Some(rule),
                _ => None,
            },
            TraitPlan::Sequence { funnel, .. } => match funnel.steps.first()?.rule {
                RulePlan::Event(rule) => Some(rule),
                _ => None,
            },
            TraitPlan::Did { .. } | TraitPlan::Told(_) => None,
        },
    }
}

fn add_did(
    plan: &mut Plan,
    asked: &Asked<'_>,
    did: &Did,
    instants: &[Time],
) -> Result<TraitPlan, AskError> {
    let what = add_target(plan, asked, &did.what, did.worth.is_some())?;
    Ok(TraitPlan::Did {
        what,
        bounds: Bounds {
            times: did.times,
            in_any: did.in_any,
            worth: did.worth,
        },
        when: ranges(asked, &did.when, instants)?,
    })
}

fn add_sequence(
    plan: &mut Plan,
    asked: &Asked<'_>,
    sequence: &Sequence,
    instants: &[Time],
) -> Result<TraitPlan, AskError> {
    let mut steps = Vec::with_capacity(sequence.steps.len());
    for step in &sequence.steps {
        steps.push(add_target(plan, asked, step, false)?);
    }
    let funnel = FunnelPlan {
        pace: Pace {
            steps: steps.len(),
            window: sequence.within,
            entry: Entry::Best,
            range: TimeRange::ALL,
            terms: Terms::default(),
        },
        steps,
        breakdowns: 0,
        take: Take::Entry,
        exclusions: Vec::new(),
        breaks: Breaks::Steps,
        now: asked.now,
    };
    Ok(TraitPlan::Sequence {
        funnel: Box::new(funnel),
        when: ranges(asked, &sequence.when, instants)?,
    })
}

fn add_target(
    plan: &mut Plan,
    asked: &Asked<'_>,
    target: &Target,
    has_worth: bool,
) -> Result<TargetPlan, AskError> {
    let money = match has_worth {
        true => RuleMoney::Counted,
        false => RuleMoney::Ignored,
    };
    plan.add_target(target, asked.definitions, money)?;
    let added = plan.targets.last().cloned();
    added.ok_or_else(|| AskError::Internal("a target was not added".to_owned()))
}

fn add_told(plan: &mut Plan, told: &Told) -> Result<ToldPlan, AskError> {
    let mut calls = |name: String, condition: Condition| {
        let filter = Filter {
            property: PropertyRef::Property(name),
            condition,
        };
        plan.add_rule(&Rule::one(EventRule {
            name: NameRule::Named(IDENTIFY.to_owned()),
            filters: vec![filter],
        }))
    };
    let name = &told.property;
    let once = format!("{SET_ONCE}{name}");
    Ok(ToldPlan {
        set: calls(name.clone(), Condition::IsSet)?,
        set_holds: calls(name.clone(), told.condition.clone())?,
        once: calls(once.clone(), Condition::IsSet)?,
        once_holds: calls(once, told.condition.clone())?,
        unset: calls(format!("{UNSET}{name}"), Condition::IsSet)?,
        absent_holds: told.condition.holds(None),
    })
}

/// The range as of each instant: it ends there or before.
fn ranges(asked: &Asked<'_>, when: &Range, instants: &[Time]) -> Result<Vec<TimeRange>, AskError> {
    let at = |instant: &Time| {
        let just_before = instant.minus(Span::from_micros(1));
        let range = match when {
            Range::Last(Last::Elapsed(span)) => Ok(TimeRange {
                start: instant.minus(*span),
                end: *instant,
            }),
            when => when.resolve(just_before, asked.zone),
        };
        let TimeRange { start, end } = range.map_err(AskError::PopulationRange)?;
        let end = end.min(*instant);
        Ok(TimeRange {
            start: start.min(end),
            end,
        })
    };
    instants.iter().map(at).collect()
}
