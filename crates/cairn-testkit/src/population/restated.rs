//! Who is in a population, by the rules as they are written: for each instant everything that did not happen before it
//! is thrown away, and what is left is looked through anew.
//!
//! - A person is **known** at an instant if one of its events lies before it; only who is known can be in a population.
//! - It **did** something so often if so many of its conversions lie in the condition's range; within some span, if so
//!   many as are needed can be found that lie no farther apart; worth so much, if their money of the currency adds up to
//!   it.
//! - It did things **in an order** if one conversion of each step can be found, each at another event, none earlier than
//!   the one before, the last at most so long after the first.
//! - What is **told** of a person: of each property what the last call left.

use cairn_core::goal::{Conversion, TargetPlan};
use cairn_core::journey::JourneyEvent;
use cairn_core::population::{Bounds, Membership, ToldPlan};
use cairn_core::time::{Span, Time};

use super::{Case, CaseTrait};
use crate::goal::{Population, conversions_of_all};

/// How a person stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ToldStanding {
    /// Whether it is known.
    pub is_known: bool,
    /// Whether it is a member.
    pub is_member: bool,
}

/// Of each person how it stands at each instant.
pub fn told(case: &Case) -> Vec<Vec<ToldStanding>> {
    let at = |instant: &Time| {
        let before = before(&case.population, *instant);
        let persons = 0..before.persons.len();
        let standing = |person: usize| {
            let is_known = !before.persons[person].is_empty();
            ToldStanding {
                is_known,
                is_member: is_known && is_in(case, &case.is, (&before, person), *instant),
            }
        };
        persons.map(standing).collect::<Vec<_>>()
    };
    let by_instant: Vec<Vec<ToldStanding>> = case.instants.iter().map(at).collect();
    let persons = 0..case.population.persons.len();
    let of_person = |person: usize| by_instant.iter().map(|all| all[person]).collect();
    persons.map(of_person).collect()
}

/// Whether one condition holds of a person at an instant.
pub fn holds_at(case: &Case, of: &CaseTrait, person: usize, instant: Time) -> bool {
    holds(of, (&before(&case.population, instant), person), instant)
}

fn before(population: &Population, instant: Time) -> Population {
    let cut = |journey: &Vec<JourneyEvent>| {
        let mut journey = journey.clone();
        journey.retain(|event| event.time < instant);
        journey
    };
    Population {
        persons: population.persons.iter().map(cut).collect(),
        nobody: cut(&population.nobody),
    }
}

fn is_in(
    case: &Case,
    is: &Membership<usize>,
    (before, person): (&Population, usize),
    instant: Time,
) -> bool {
    let also = |part: &Membership<usize>| is_in(case, part, (before, person), instant);
    match is {
        Membership::All(parts) => !parts.iter().any(|part| !also(part)),
        Membership::Any(parts) => parts.iter().any(also),
        Membership::Not(part) => !also(part),
        Membership::Is(place) => holds(&case.traits[*place], (before, person), instant),
    }
}

fn holds(of: &CaseTrait, (before, person): (&Population, usize), instant: Time) -> bool {
    let found = |target: &TargetPlan| {
        let now = Time::from_micros(instant.micros() - 1);
        let (mut persons, _) = conversions_of_all(target, before, now);
        persons.swap_remove(person)
    };
    match of {
        CaseTrait::Did(target, bounds, when) => {
            let range = when.as_of(instant);
            let mut found = found(target);
            found
                .retain(|conversion| range.start <= conversion.time && conversion.time < range.end);
            are_enough(&found, *bounds)
        }
        CaseTrait::Sequence(targets, within, when) => {
            let range = when.as_of(instant);
            let steps: Vec<Vec<Conversion>> = targets.iter().map(found).collect();
            let mut firsts = steps[0].iter();
            firsts.any(|first| {
                let last = first.time.plus(*within);
                let may_be = |time: Time| range.start <= time && time < range.end && time <= last;
                may_be(first.time) && goes_on(&steps[1..], &mut vec![*first], &may_be)
            })
        }
        CaseTrait::Told(told) => is_told(*told, &before.persons[person]),
    }
}

/// Whether the steps that are left can follow what was chosen.
fn goes_on(
    steps: &[Vec<Conversion>],
    chosen: &mut Vec<Conversion>,
    may_be: &impl Fn(Time) -> bool,
) -> bool {
    let Some((step, rest)) = steps.split_first() else {
        return true;
    };
    for next in step {
        let is_later = chosen.last().is_some_and(|last| last.time <= next.time);
        let same = |other: &Conversion| (other.time, other.event_id) == (next.time, next.event_id);
        if is_later && may_be(next.time) && !chosen.iter().any(same) {
            chosen.push(*next);
            let is_whole = goes_on(rest, chosen, may_be);
            chosen.pop();
            if is_whole {
                return true;
            }
        }
    }
    false
}

fn are_enough(found: &[Conversion], bounds: Bounds) -> bool {
    let Bounds {
        times,
        in_any,
        worth,
    } = bounds;
    let count = found.len();
    let least = times.at_least as usize;
    if count < least || times.at_most.is_some_and(|most| count > most as usize) {
        return false;
    }
    let close_to = |from: &Conversion, span: Span| {
        let near = |other: &&Conversion| {
            from.time <= other.time && other.time.micros() - from.time.micros() <= span.micros()
        };
        found.iter().filter(near).count()
    };
    if let Some(span) = in_any
        && !found.iter().any(|from| close_to(from, span) >= least)
    {
        return false;
    }
    worth.is_none_or(|worth| {
        let mut sum = 0_i128;
        for money in found.iter().filter_map(|found| found.value) {
            if money.currency == worth.currency {
                sum += i128::from(money.minor);
            }
        }
        worth.at_least.is_none_or(|least| sum >= i128::from(least))
            && worth.at_most.is_none_or(|most| sum <= i128::from(most))
    })
}

/// The value that is left is told by whether the condition holds of it.
fn is_told(told: ToldPlan, journey: &[JourneyEvent]) -> bool {
    let mut value: Option<bool> = None;
    for event in journey {
        let fits = |rule| event.rules.contains(rule);
        if fits(told.set) {
            value = Some(fits(told.set_holds));
        }
        if value.is_none() && fits(told.once) {
            value = Some(fits(told.once_holds));
        }
        if fits(told.unset) {
            value = None;
        }
    }
    value.unwrap_or(told.absent_holds)
}
