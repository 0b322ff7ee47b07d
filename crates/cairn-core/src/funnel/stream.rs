//! From a journey to a funnel's stream, and from the chosen attempt back to the journey.

use super::FunnelPlan;
use super::choose::choose_attempt;
use super::instant::FunnelEvent;
use super::pace::Pace;
use super::terms::Terms;
use crate::breakdown::{BreakdownCode, Take};
use crate::goal::{Counting, FirstOfOrder, RulePlan, TargetPlan, conversions};
use crate::journey::JourneyEvent;
use crate::money::Money;

/// How a subject that entered fared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entered {
    /// Number of steps reached, at least 1.
    pub depth: usize,
    /// Whether its window was still running at `now`.
    pub is_open: bool,
    /// Of each breakdown property the value that the attempt takes.
    pub breakdowns: Vec<Option<BreakdownCode>>,
    /// The money of each reached step.
    pub values: Vec<Option<Money>>,
}

/// Sends one person's journey through a funnel; `None` if nothing enters.
pub fn enter(
    plan: &FunnelPlan,
    journey: &[JourneyEvent],
    first_of_order: &FirstOfOrder,
) -> Option<Entered> {
    let stream = stream_of(plan, journey, first_of_order);
    let pace = Pace {
        steps: plan.steps.len(),
        window: plan.window,
        entry: plan.entry,
        range: plan.range,
        terms: Terms::default(),
    };
    let attempt = choose_attempt(&pace, &stream)?;
    let sources: Vec<usize> = attempt.events().map(|at| stream[at].source).collect();
    let events: Vec<&JourneyEvent> = sources.iter().map(|source| &journey[*source]).collect();
    let money_of = |(step, source): (&TargetPlan, &usize)| {
        let fact = journey[*source].fact(step.target)?;
        if fact.restated.is_none() {
            return fact.value;
        }
        // Which conversion of its order takes what the ledger says is decided over all of them.
        let all = conversions(step, journey, plan.now, first_of_order);
        let here = all.iter().find(|conversion| conversion.source == *source);
        here.map_or(fact.value, |conversion| conversion.value)
    };
    let value_of = |place: usize| match plan.take {
        Take::Step(step) => events.get(step - 1)?.breakdowns.get(place),
        Take::FirstSet => { events.iter() }.find_map(|event| event.breakdowns.get(place)),
    };
    Some(Entered {
        depth: attempt.depth(),
        is_open: attempt.start.plus(plan.window) > plan.now,
        breakdowns: (0..plan.breakdowns).map(value_of).collect(),
        values: plan.steps.iter().zip(&sources).map(money_of).collect(),
    })
}

fn stream_of(
    plan: &FunnelPlan,
    journey: &[JourneyEvent],
    first_of_order: &FirstOfOrder,
) -> Vec<FunnelEvent> {
    let mut steps_of_event = vec![0_u32; journey.len()];
    let mut between: Vec<FunnelEvent> = Vec::new();
    for (step, target) in plan.steps.iter().enumerate() {
        let bit = 1_u32 << step;
        if let Some(fits) = plain_fit(target) {
            for (steps, event) in steps_of_event.iter_mut().zip(journey) {
                *steps |= if fits(event) { bit } else { 0 };
            }
            continue;
        }
        for conversion in conversions(target, journey, plan.now, first_of_order) {
            if conversion.at_event {
                steps_of_event[conversion.source] |= bit;
            } else {
                between.push(FunnelEvent {
                    time: conversion.time,
                    event_id: conversion.event_id,
                    steps: bit,
                    excludes: 0,
                    breaks: false,
                    source: conversion.source,
                });
            }
        }
    }
    let with_events = journey.iter().zip(steps_of_event).enumerate();
    let mut stream: Vec<FunnelEvent> = with_events
        .filter(|(_, (_, steps))| *steps != 0)
        .map(|(source, (event, steps))| FunnelEvent {
            time: event.time,
            event_id: event.event_id,
            steps,
            excludes: 0,
            breaks: false,
            source,
        })
        .collect();
    if !between.is_empty() {
        stream.append(&mut between);
        stream.sort_by_key(|event| (event.time, event.event_id));
        // What one event brings at one time happened once, so it fills one step of an attempt (S17).
        stream.dedup_by(|again, event| {
            let is_same = (again.time, again.event_id) == (event.time, event.event_id);
            event.steps |= if is_same { again.steps } else { 0 };
            is_same
        });
    }
    stream
}

/// The fit of a target whose conversions are simply its events.
fn plain_fit(target: &TargetPlan) -> Option<impl Fn(&JourneyEvent) -> bool> {
    let RulePlan::Event(rule) = target.rule else {
        return None;
    };
    let keep = target.keep;
    (target.counting == Counting::Every).then_some(move |event: &JourneyEvent| {
        event.rules.contains(rule) && keep.is_none_or(|keep| event.rules.contains(keep))
    })
}
