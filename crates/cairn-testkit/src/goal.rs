//! Goals: generated journeys and their conversions by a restatement of the rules (semantics S9).

mod generate;
mod restated;

use std::fmt;

use cairn_core::goal::TargetPlan;
use cairn_core::journey::{JourneyEvent, RuleIndex};
use cairn_core::time::Time;

pub use generate::{
    BREAKDOWNS, Population, RuleKind, Times, journey, population, rule_names, some_rule,
};
pub use restated::{Occurrence, conversions_of_all, distance, occurrences};

/// The rules generated journeys know.
#[derive(Debug, Clone, Copy)]
pub struct RuleNames {
    /// Written `A`: what is counted, comes first, or starts a wait.
    pub a: RuleIndex,
    /// Written `B`: what comes second, or must not come.
    pub b: RuleIndex,
    /// Written `k`: what a question's filter keeps.
    pub keep: RuleIndex,
}

/// A target and journeys to look for its conversions in.
#[derive(Debug, Clone)]
pub struct Case {
    /// What it was generated from.
    pub seed: u64,
    /// The target.
    pub plan: TargetPlan,
    /// Everybody.
    pub population: Population,
    /// Which waits are over.
    pub now: Time,
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            seed,
            plan,
            population,
            now,
        } = self;
        writeln!(f, "seed {seed}, now {}: {plan:?}", now.micros())?;
        for journey in &population.persons {
            writeln!(f, "  {}", journey_line(journey))?;
        }
        write!(f, "  without person: {}", journey_line(&population.nobody))
    }
}

/// A journey as a line: `ABk@3#7` fits A, B and the filter, at 3, of order 7.
pub fn journey_line(journey: &[JourneyEvent]) -> String {
    let names = rule_names();
    let word = |event: &JourneyEvent| {
        let letters = [(names.a, 'A'), (names.b, 'B'), (names.keep, 'k')];
        let fitting = letters
            .iter()
            .filter(|(rule, _)| event.rules.contains(*rule));
        let mut word: String = fitting.map(|(_, letter)| *letter).collect();
        word.push_str(&format!("@{}", event.time.micros()));
        if let Some(order) = event.facts.first().and_then(|fact| fact.order) {
            word.push_str(&format!("#{}", order.order));
        }
        word
    };
    let words: Vec<String> = journey.iter().map(word).collect();
    words.join(" ")
}
