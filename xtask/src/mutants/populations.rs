//! The mutants of populations.

use super::mutant::{Mutant, mutant};

const PLAN: &str = "population/plan.rs";
const SUMMARY: &str = "population/summary.rs";
const MEMBERSHIP: &str = "population/membership.rs";
const POPULATION: &str = "population.rs";

/// All of these.
pub(super) const MUTANTS: &[Mutant] = &[
    mutant(
        "what happens at the instant happened before it",
        PLAN,
        "partition_point(|event| event.time < *instant)",
        "partition_point(|event| event.time <= *instant)",
    ),
    mutant(
        "who is known at the instant was known before it",
        PLAN,
        "since < *instant",
        "since <= *instant",
    ),
    mutant(
        "the range of what was done holds its end",
        PLAN,
        "let (from, to) = (place(start), place(end));",
        "let (from, to) = (place(start), place(end.plus(Span::from_micros(1))));",
    ),
    mutant(
        "the range of a sequence is of no matter",
        PLAN,
        "funnel.pace.range = *range;",
        "funnel.pace.range.end = range.end;",
    ),
    mutant(
        "a sequence may lack its last step",
        PLAN,
        "entered.depth() == funnel.steps.len()",
        "entered.depth() + 1 >= funnel.steps.len()",
    ),
    mutant(
        "a wait is over at the instant",
        PLAN,
        "funnel.now = range.end.minus(Span::from_micros(1));",
        "funnel.now = range.end;",
    ),
    mutant(
        "whoever is through once stays through, wherever ranges begin",
        PLAN,
        "pair[0].start == pair[1].start",
        "pair[0].start <= pair[1].start",
    ),
    mutant(
        "a span does not hold its end",
        PLAN,
        "last.time.since(first.time) <= span",
        "last.time.since(first.time) < span",
    ),
    mutant(
        "one less than needed lie within the span",
        PLAN,
        "let needed = self.times.at_least.max(1) as usize;",
        "let needed = self.times.at_least.max(2) as usize - 1;",
    ),
    mutant(
        "money of all currencies is added",
        PLAN,
        "money.filter(|money| money.currency == worth.currency)",
        "money.filter(|_| true)",
    ),
    mutant(
        "what is set once is set again",
        PLAN,
        "if fits(self.once) && !is_set {",
        "if fits(self.once) {",
    ),
    mutant(
        "what is unset stays set",
        PLAN,
        "(is_set, holds) = (false, Some(self.absent_holds));",
        "(is_set, holds) = (true, Some(self.absent_holds));",
    ),
    mutant(
        "nothing is unset",
        PLAN,
        "if fits(self.unset) {",
        "if fits(self.unset) && !fits(self.set) {",
    ),
    mutant(
        "all of them is any of them",
        MEMBERSHIP,
        "Self::All(parts) => parts.iter().all(|part| part.holds(is)),",
        "Self::All(parts) => parts.iter().any(|part| part.holds(is)),",
    ),
    mutant(
        "a not is passed over",
        MEMBERSHIP,
        "Self::Not(part) => !part.holds(is),",
        "Self::Not(part) => part.holds(is),",
    ),
    mutant(
        "who was a member enters again",
        SUMMARY,
        "is_member(at) && !was",
        "is_member(at) && (was || !was)",
    ),
    mutant(
        "who never was one leaves",
        SUMMARY,
        "was && !is_member(at)",
        "!is_member(at)",
    ),
    mutant(
        "at most is less than",
        POPULATION,
        "is_none_or(|most| count <= most as usize)",
        "is_none_or(|most| count < most as usize)",
    ),
    mutant(
        "at least so much money is more than",
        POPULATION,
        "is_none_or(|least| minor >= i128::from(least))",
        "is_none_or(|least| minor > i128::from(least))",
    ),
];
