//! From a journey to a funnel's stream, and from the chosen attempt back to the journey.

use super::choose::choose_attempt;
use super::instant::FunnelEvent;
use super::terms::Order;
use super::{Breaks, FunnelPlan};
use crate::breakdown::{BreakdownCode, Take};
use crate::goal::{Counting, FirstOfOrder, RulePlan, TargetPlan, conversions};
use crate::journey::{JourneyEvent, RuleIndex, RuleSet};
use crate::money::Money;
use crate::time::Time;

/// How a subject that entered fared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entered {
    /// Of each step up to the last one reached whether it is filled: not where it was left out or lies before the entry.
    pub filled: Vec<bool>,
    /// When its attempt started.
    pub start: Time,
    /// When the last step reached was filled.
    pub last: Time,
    /// Whether its window was still running at `now`.
    pub is_open: bool,
    /// Of each breakdown property the value that the attempt takes.
    pub breakdowns: Vec<Option<BreakdownCode>>,
    /// The money of each reached step.
    pub values: Vec<Option<Money>>,
}

impl Entered {
    /// The last step reached, counted from 1.
    pub fn depth(&self) -> usize {
        self.filled.len()
    }

    /// Whether a step is filled, counted from 0.
    pub fn has(&self, step: usize) -> bool {
        self.filled.get(step) == Some(&true)
    }
}

/// Sends one person's journey through a funnel; `None` if nothing enters.
pub fn enter(
    plan: &FunnelPlan,
    journey: &[JourneyEvent],
    first_of_order: &FirstOfOrder,
) -> Option<Entered> {
    let stream = stream_of(plan, journey, first_of_order);
    let attempt = choose_attempt(&plan.pace, &stream)?;
    let source_of = |at: &Option<usize>| at.map(|at| stream[at].source);
    let sources: Vec<Option<usize>> = attempt.filled.iter().map(source_of).collect();
    let event_of = |source: &Option<usize>| source.map(|source| &journey[source]);
    let events: Vec<Option<&JourneyEvent>> = sources.iter().map(event_of).collect();
    let is_any = matches!(plan.pace.terms.order, Order::Any { .. });
    let money_of = |(step, source): (&TargetPlan, &Option<usize>)| {
        // In any order the n-th event need not be that of the n-th step.
        let source = &source.filter(|_| !is_any)?;
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
        Take::Entry => events.iter().flatten().next()?.breakdowns.get(place),
        Take::Step(step) => (*events.get(step - 1)?)?.breakdowns.get(place),
        Take::FirstSet => { events.iter().flatten() }.find_map(|event| event.breakdowns.get(place)),
        Take::LastSet => {
            { events.iter().flatten().rev() }.find_map(|event| event.breakdowns.get(place))
        }
    };
    Some(Entered {
        filled: sources.iter().map(Option::is_some).collect(),
        start: attempt.start,
        last: { attempt.events() }
            .map(|at| stream[at].time)
            .max()
            .unwrap_or(attempt.start),
        is_open: attempt.start.plus(plan.pace.window) > plan.now,
        breakdowns: (0..plan.breakdowns).map(value_of).collect(),
        values: plan.steps.iter().zip(&sources).map(money_of).collect(),
    })
}

fn stream_of(
    plan: &FunnelPlan,
    journey: &[JourneyEvent],
    first_of_order: &FirstOfOrder,
) -> Vec<FunnelEvent> {
    let is_strict = plan.pace.terms.order == Order::Strict;
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
                    breaks: is_strict && plan.breaks == Breaks::Steps,
                    source: conversion.source,
                });
            }
        }
    }
    let breaks = |event: &JourneyEvent, steps: u32| match plan.breaks {
        Breaks::Steps => steps != 0,
        Breaks::Rule(rule) => event.rules.contains(rule),
    };
    let with_events = journey.iter().zip(steps_of_event).enumerate();
    let mut stream: Vec<FunnelEvent> = with_events
        .map(|(source, (event, steps))| FunnelEvent {
            time: event.time,
            event_id: event.event_id,
            steps,
            excludes: excludes(plan, event),
            breaks: is_strict && breaks(event, steps),
            source,
        })
        .filter(|event| event.steps != 0 || event.excludes != 0 || event.breaks)
        .collect();
    if !between.is_empty() {
        stream.append(&mut between);
        stream.sort_by_key(|event| (event.time, event.event_id));
        // What one event brings at one time happened once, so it fills one step of an attempt (S17).
        stream.dedup_by(|again, event| {
            let is_same = (again.time, again.event_id) == (event.time, event.event_id);
            if is_same {
                event.steps |= again.steps;
                event.excludes |= again.excludes;
                event.breaks |= again.breaks;
            }
            is_same
        });
    }
    stream
}

/// The exclusions that an event fits, by bits.
fn excludes(plan: &FunnelPlan, event: &JourneyEvent) -> u32 {
    let numbered = plan.exclusions.iter().enumerate();
    let fitting = numbered.filter(|(_, target)| plain_fit(target).is_some_and(|fits| fits(event)));
    fitting.fold(0, |bits, (bit, _)| bits | 1 << bit)
}

/// The fit of a target whose conversions are simply its events.
fn plain_fit(target: &TargetPlan) -> Option<impl Fn(&JourneyEvent) -> bool> {
    let plain = PlainStep::of(target)?;
    Some(move |event: &JourneyEvent| plain.takes(event.rules))
}

/// A target whose conversions are simply its events.
#[derive(Debug, Clone, Copy)]
pub struct PlainStep {
    rule: RuleIndex,
    keep: Option<RuleIndex>,
}

impl PlainStep {
    /// The target, if it is one.
    pub fn of(target: &TargetPlan) -> Option<Self> {
        match target.rule {
            RulePlan::Event(rule) if target.counting == Counting::Every => Some(Self {
                rule,
                keep: target.keep,
            }),
            _ => None,
        }
    }

    /// Whether an event that fits these rules is one.
    pub fn takes(self, rules: RuleSet) -> bool {
        rules.contains(self.rule) && self.keep.is_none_or(|keep| rules.contains(keep))
    }
}
