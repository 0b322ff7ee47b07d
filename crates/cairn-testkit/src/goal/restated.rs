//! The conversions of a target by the rules as they are written, looked up again for every event.
//!
//! "Later" always means later in the order of (time, event id), which is the order of the journey; a
//! window compares times and includes its end.
//!
//! - **Event**: every event that fits converts.
//! - **Count**: an event converts that is at least the n-th fit among itself and the fits before it that lie
//!   at most the window before it and after the last conversion ("then starts afresh").
//! - **Sequence**: a B converts if an A lies at most the window before it, after the last conversion. An
//!   event is never the A of its own B, and one that converted is no A any more ("the pair is used up");
//!   neither is any A before it.
//! - **Absence**: an A starts a wait unless an earlier A's wait still lasts. A wait lasts up to and
//!   including the window's end, or up to and including the first B after its A, if that comes earlier. A
//!   wait without such a B converts at its end, if that is not after `now`.

use std::collections::BTreeMap;

use cairn_core::goal::{Conversion, Counting, RulePlan, TargetPlan};
use cairn_core::id::EventId;
use cairn_core::journey::{JourneyEvent, RuleIndex};
use cairn_core::time::{Span, Time};

use super::generate::Population;

/// One occurrence, before counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occurrence {
    /// When it counts.
    pub time: Time,
    /// The place of its event in the journey.
    pub source: usize,
    /// Whether it happens at its event.
    pub at_event: bool,
}

/// All occurrences in a journey, before counting and filters.
pub fn occurrences(rule: RulePlan, journey: &[JourneyEvent], now: Time) -> Vec<Occurrence> {
    let at_event = |source: usize| Occurrence {
        time: journey[source].time,
        source,
        at_event: true,
    };
    match rule {
        RulePlan::Event(rule) => {
            let all = 0..journey.len();
            all.filter(|at| fits(journey, *at, rule))
                .map(at_event)
                .collect()
        }
        RulePlan::Count {
            rule,
            at_least,
            within,
        } => {
            let completes = |at: usize, fresh: usize| {
                let counted = (fresh..=at)
                    .filter(|j| fits(journey, *j, rule) && near(journey, *j, at, within));
                fits(journey, at, rule) && counted.count() >= at_least as usize
            };
            one_after_the_other(journey, completes)
                .into_iter()
                .map(at_event)
                .collect()
        }
        RulePlan::Sequence {
            first,
            then,
            within,
        } => {
            let completes = |at: usize, fresh: usize| {
                let mut earlier = fresh..at;
                fits(journey, at, then)
                    && earlier.any(|j| fits(journey, j, first) && near(journey, j, at, within))
            };
            one_after_the_other(journey, completes)
                .into_iter()
                .map(at_event)
                .collect()
        }
        RulePlan::Absence {
            start,
            without,
            within,
        } => waits_in_vain(journey, start, without, within)
            .into_iter()
            .map(|source| Occurrence {
                time: after(journey[source].time, within),
                source,
                at_event: false,
            })
            .filter(|occurrence| occurrence.time <= now)
            .collect(),
    }
}

/// The events that complete something, where what lies before the last of them is used up: `fresh` is the
/// first place after it.
fn one_after_the_other(
    journey: &[JourneyEvent],
    completes: impl Fn(usize, usize) -> bool,
) -> Vec<usize> {
    let mut completing: Vec<usize> = Vec::new();
    for at in 0..journey.len() {
        let fresh = completing.last().map_or(0, |last| last + 1);
        if completes(at, fresh) {
            completing.push(at);
        }
    }
    completing
}

fn waits_in_vain(
    journey: &[JourneyEvent],
    start: RuleIndex,
    without: RuleIndex,
    within: Span,
) -> Vec<usize> {
    let breaks = |wait: usize| {
        let mut later = wait + 1..journey.len();
        later.find(|k| fits(journey, *k, without) && near(journey, wait, *k, within))
    };
    let lasts_at = |wait: usize, at: usize| {
        near(journey, wait, at, within) && breaks(wait).is_none_or(|broken| broken >= at)
    };
    let mut waits: Vec<usize> = Vec::new();
    for at in 0..journey.len() {
        let is_waiting = waits.iter().any(|wait| lasts_at(*wait, at));
        if fits(journey, at, start) && !is_waiting {
            waits.push(at);
        }
    }
    waits.retain(|wait| breaks(*wait).is_none());
    waits
}

/// The conversions of every person, and those of events without a person, after counting and filters.
///
/// Once per order looks at all of them together: of the conversions with one order id the first by (time,
/// event id) stays.
pub fn conversions_of_all(
    plan: &TargetPlan,
    population: &Population,
    now: Time,
) -> (Vec<Vec<Conversion>>, Vec<Option<Conversion>>) {
    let of_person = |journey: &Vec<JourneyEvent>| {
        let mut found = occurrences(plan.rule, journey, now);
        if plan.counting == Counting::OncePerPerson {
            let first = found
                .iter()
                .copied()
                .min_by_key(|occurrence| occurrence.time);
            found.retain(|occurrence| Some(*occurrence) == first);
        }
        if plan.counting == Counting::OncePerSession {
            found = firsts_of_sessions(journey, &found);
        }
        conversions(plan, journey, &found)
    };
    let of_nobody = |event: &JourneyEvent| {
        let counts =
            matches!(plan.rule, RulePlan::Event(_)) && plan.counting != Counting::OncePerPerson;
        let journey = std::slice::from_ref(event);
        let found = if counts {
            occurrences(plan.rule, journey, now)
        } else {
            Vec::new()
        };
        conversions(plan, journey, &found)
    };
    let mut persons: Vec<Vec<Counted>> = population.persons.iter().map(of_person).collect();
    let mut nobody: Vec<Vec<Counted>> = population.nobody.iter().map(of_nobody).collect();
    if matches!(plan.counting, Counting::OncePerOrder { .. }) {
        keep_first_of_order(persons.iter_mut().chain(&mut nobody));
    }
    let kept = |counted: Vec<Counted>| -> Vec<Conversion> {
        let kept = counted.into_iter().filter(|counted| counted.is_kept);
        kept.map(|counted| counted.conversion).collect()
    };
    (
        persons.into_iter().map(kept).collect(),
        nobody
            .into_iter()
            .map(|counted| kept(counted).pop())
            .collect(),
    )
}

/// Of the occurrences whose events lie in one session the first; all that lie in none.
fn firsts_of_sessions(journey: &[JourneyEvent], found: &[Occurrence]) -> Vec<Occurrence> {
    let mut firsts = Vec::new();
    for (at, occurrence) in found.iter().enumerate() {
        let session = journey[occurrence.source].session;
        let mut earlier = found[..at].iter();
        if session.is_none() || !earlier.any(|rival| journey[rival.source].session == session) {
            firsts.push(*occurrence);
        }
    }
    firsts
}

struct Counted {
    conversion: Conversion,
    order: Option<u128>,
    is_kept: bool,
}

fn conversions(plan: &TargetPlan, journey: &[JourneyEvent], found: &[Occurrence]) -> Vec<Counted> {
    let counted = |occurrence: &Occurrence| {
        let event = &journey[occurrence.source];
        let fact = event.facts.iter().find(|fact| fact.target == plan.target);
        let conversion = Conversion {
            time: occurrence.time,
            event_id: event.event_id,
            source: occurrence.source,
            at_event: occurrence.at_event,
            value: fact.and_then(|fact| fact.value),
            breakdown: event.breakdowns.get(0),
            session: event.session,
        };
        Counted {
            conversion,
            order: fact.and_then(|fact| fact.order).map(|of| of.order),
            is_kept: plan.keep.is_none_or(|keep| event.rules.contains(keep)),
        }
    };
    found.iter().map(counted).collect()
}

fn keep_first_of_order<'a>(everybody: impl Iterator<Item = &'a mut Vec<Counted>>) {
    let mut all: Vec<&mut Vec<Counted>> = everybody.collect();
    let mut of_order: BTreeMap<u128, Vec<(Time, EventId)>> = BTreeMap::new();
    for counted in all.iter().flat_map(|of_one| of_one.iter()) {
        if let Some(order) = counted.order {
            let when = (counted.conversion.time, counted.conversion.event_id);
            of_order.entry(order).or_default().push(when);
        }
    }
    for of_one in &mut all {
        of_one.retain(|counted| {
            let when = (counted.conversion.time, counted.conversion.event_id);
            let rivals = counted.order.and_then(|order| of_order.get(&order));
            rivals.is_none_or(|rivals| rivals.iter().all(|rival| when <= *rival))
        });
    }
}

fn fits(journey: &[JourneyEvent], at: usize, rule: RuleIndex) -> bool {
    journey[at].rules.contains(rule)
}

fn near(journey: &[JourneyEvent], from: usize, to: usize, within: Span) -> bool {
    distance(journey[from].time, journey[to].time) <= within.micros()
}

/// Microseconds from one time to a later one.
pub fn distance(from: Time, to: Time) -> i64 {
    to.micros() - from.micros()
}

fn after(time: Time, span: Span) -> Time {
    Time::from_micros(time.micros() + span.micros())
}
