//! From one person's journey to the conversions of one target.

use std::collections::{BTreeSet, VecDeque};

use super::{Counting, FirstOfOrder};
use crate::breakdown::BreakdownCode;
use crate::id::EventId;
use crate::journey::{JourneyEvent, Restated, RuleIndex};
use crate::money::Money;
use crate::session::Session;
use crate::time::{Span, Time};

/// Something a question counts, a goal or a plain rule, with rules as places in the question's list.
#[derive(Debug, Clone)]
pub struct TargetPlan {
    /// The target's number in the question; facts of events carry it.
    pub target: usize,
    /// What counts.
    pub rule: RulePlan,
    /// How often.
    pub counting: Counting,
    /// What a conversion's event must fit besides: the question's filters, which apply after counting.
    pub keep: Option<RuleIndex>,
}

/// A [`super::GoalRule`] with its rules as places in the question's list.
#[derive(Debug, Clone, Copy)]
pub enum RulePlan {
    /// Every event that fits.
    Event(RuleIndex),
    /// The event that completes a count.
    Count {
        /// What is counted.
        rule: RuleIndex,
        /// How many are needed.
        at_least: u32,
        /// The greatest distance from the first to the last.
        within: Span,
    },
    /// The second event of a pair.
    Sequence {
        /// The first.
        first: RuleIndex,
        /// The second.
        then: RuleIndex,
        /// The greatest distance between them.
        within: Span,
    },
    /// The end of a wait in vain.
    Absence {
        /// What starts the wait.
        start: RuleIndex,
        /// What must not follow.
        without: RuleIndex,
        /// How long the wait lasts.
        within: Span,
    },
}

impl RulePlan {
    /// The rules that decide what occurs, before counting.
    pub fn rules(self) -> Vec<RuleIndex> {
        match self {
            Self::Event(rule) | Self::Count { rule, .. } => vec![rule],
            Self::Sequence { first, then, .. } => vec![first, then],
            Self::Absence { start, without, .. } => vec![start, without],
        }
    }
}

/// One occurrence of a goal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conversion {
    /// When it counts: its event's time, or the end of the wait for an absence.
    pub time: Time,
    /// The event that brought it: the completing one, or the one that started the wait.
    pub event_id: EventId,
    /// That event's place in the journey.
    pub source: usize,
    /// Whether the conversion happens at its event, not at the end of a wait.
    pub at_event: bool,
    /// Its money.
    pub value: Option<Money>,
    /// Its event's value of the question's first breakdown property.
    pub breakdown: Option<BreakdownCode>,
    /// The session of its event.
    pub session: Option<Session>,
}

/// The conversions of a target in a person's journey, in order of (time, event id), after counting and
/// filters. `now` decides which waits are over.
pub fn conversions(
    plan: &TargetPlan,
    journey: &[JourneyEvent],
    now: Time,
    first_of_order: &FirstOfOrder,
) -> Vec<Conversion> {
    let mut found = occurrences(plan.rule, journey, now);
    match &plan.counting {
        Counting::Every => {}
        Counting::OncePerPerson => found.truncate(1),
        Counting::OncePerSession => {
            let mut counted = BTreeSet::new();
            found.retain(|conversion| {
                conversion
                    .session
                    .is_none_or(|session| counted.insert(session))
            });
        }
        Counting::OncePerOrder { .. } => {
            found.retain(|conversion| counts_for_order(plan, journey, conversion, first_of_order));
        }
    }
    let mut restated = BTreeSet::new();
    for conversion in &mut found {
        let fact = journey[conversion.source].fact(plan.target);
        let is_first = |of: &Restated| restated.insert(of.order);
        let left = fact.and_then(|fact| fact.restated).filter(is_first);
        let told = fact.and_then(|fact| fact.value);
        conversion.value = left.map(|left| left.value).or(told);
    }
    found.retain(|conversion| is_kept(plan, &journey[conversion.source]));
    found
}

/// The conversion an event without any person brings, if the target can count such events: only plain
/// event rules can, and never once per person.
pub fn conversions_without_person(
    plan: &TargetPlan,
    event: &JourneyEvent,
    first_of_order: &FirstOfOrder,
) -> Option<Conversion> {
    let needs_person =
        !matches!(plan.rule, RulePlan::Event(_)) || plan.counting == Counting::OncePerPerson;
    if needs_person {
        return None;
    }
    conversions(plan, std::slice::from_ref(event), Time::MAX, first_of_order).pop()
}

/// Notes the orders of a journey's conversions, so that later each order's first can be told.
pub fn note_orders(
    plan: &TargetPlan,
    journey: &[JourneyEvent],
    now: Time,
    first_of_order: &mut FirstOfOrder,
) {
    for conversion in occurrences(plan.rule, journey, now) {
        let order = journey[conversion.source]
            .fact(plan.target)
            .and_then(|fact| fact.order);
        if let Some(order) = order {
            first_of_order.note(plan.target, order.order, conversion.time, order.event_id);
        }
    }
}

fn counts_for_order(
    plan: &TargetPlan,
    journey: &[JourneyEvent],
    conversion: &Conversion,
    first_of_order: &FirstOfOrder,
) -> bool {
    let order = journey[conversion.source]
        .fact(plan.target)
        .and_then(|fact| fact.order);
    order.is_none_or(|order| {
        first_of_order.is_first(plan.target, order.order, conversion.time, order.event_id)
    })
}

fn is_kept(plan: &TargetPlan, event: &JourneyEvent) -> bool {
    plan.keep.is_none_or(|rule| event.rules.contains(rule))
}

/// All occurrences before counting, in order of (time, event id).
fn occurrences(rule: RulePlan, journey: &[JourneyEvent], now: Time) -> Vec<Conversion> {
    match rule {
        RulePlan::Event(rule) => fits(journey, rule)
            .map(|at| at_event(journey, at))
            .collect(),
        RulePlan::Count {
            rule,
            at_least,
            within,
        } => counts(journey, rule, at_least, within),
        RulePlan::Sequence {
            first,
            then,
            within,
        } => sequences(journey, first, then, within),
        RulePlan::Absence {
            start,
            without,
            within,
        } => absences(journey, start, without, within, now),
    }
}

fn fits(journey: &[JourneyEvent], rule: RuleIndex) -> impl Iterator<Item = usize> + '_ {
    let fitting =
        move |(at, event): (usize, &JourneyEvent)| event.rules.contains(rule).then_some(at);
    journey.iter().enumerate().filter_map(fitting)
}

fn at_event(journey: &[JourneyEvent], source: usize) -> Conversion {
    let event = &journey[source];
    Conversion {
        time: event.time,
        event_id: event.event_id,
        source,
        at_event: true,
        value: None,
        breakdown: event.breakdowns.get(0),
        session: event.session,
    }
}

fn counts(
    journey: &[JourneyEvent],
    rule: RuleIndex,
    at_least: u32,
    within: Span,
) -> Vec<Conversion> {
    let mut found = Vec::new();
    let mut recent: VecDeque<Time> = VecDeque::new();
    for at in fits(journey, rule) {
        let time = journey[at].time;
        recent.push_back(time);
        while recent
            .front()
            .is_some_and(|oldest| time.since(*oldest) > within)
        {
            recent.pop_front();
        }
        if recent.len() >= at_least as usize {
            found.push(at_event(journey, at));
            recent.clear();
        }
    }
    found
}

fn sequences(
    journey: &[JourneyEvent],
    first: RuleIndex,
    then: RuleIndex,
    within: Span,
) -> Vec<Conversion> {
    let mut found = Vec::new();
    let mut latest_first: Option<Time> = None;
    for (at, event) in journey.iter().enumerate() {
        let completes = event.rules.contains(then)
            && latest_first.is_some_and(|first_time| event.time.since(first_time) <= within);
        if completes {
            found.push(at_event(journey, at));
            latest_first = None;
        } else if event.rules.contains(first) {
            latest_first = Some(event.time);
        }
    }
    found
}

fn absences(
    journey: &[JourneyEvent],
    start: RuleIndex,
    without: RuleIndex,
    within: Span,
    now: Time,
) -> Vec<Conversion> {
    let mut found = Vec::new();
    let mut waiting: Option<usize> = None;
    let end_of_wait = |source: usize| journey[source].time.plus(within);
    let in_vain = |source: usize| Conversion {
        time: end_of_wait(source),
        at_event: false,
        ..at_event(journey, source)
    };
    for (at, event) in journey.iter().enumerate() {
        if let Some(source) = waiting {
            if event.time > end_of_wait(source) {
                found.push(in_vain(source));
                waiting = None;
            } else if event.rules.contains(without) {
                waiting = None;
                continue;
            }
        }
        if waiting.is_none() && event.rules.contains(start) {
            waiting = Some(at);
        }
    }
    found.extend(waiting.map(in_vain));
    found.retain(|conversion| conversion.time <= now);
    found
}

#[cfg(test)]
mod tests;
