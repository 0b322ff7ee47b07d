//! Populations: generated conditions and who is in them, by a restatement of the rules (semantics S27).

mod generate;
mod restated;

use std::fmt;

use cairn_core::goal::TargetPlan;
use cairn_core::population::{Bounds, Membership, ToldPlan};
use cairn_core::range::TimeRange;
use cairn_core::time::{Span, Time};

use crate::goal::{Population, journey_line};

pub use generate::{known_rule, some_case};
pub use restated::{ToldStanding, holds_at, told};

/// A population and everybody.
#[derive(Debug, Clone)]
pub struct Case {
    /// What it was generated from.
    pub seed: u64,
    /// Who is in it, by the places of its conditions.
    pub is: Membership<usize>,
    /// Its conditions.
    pub traits: Vec<CaseTrait>,
    /// As of when, ascending.
    pub instants: Vec<Time>,
    /// Everybody.
    pub population: Population,
}

/// One condition.
#[derive(Debug, Clone)]
pub enum CaseTrait {
    /// It did something so often.
    Did(TargetPlan, Bounds, When),
    /// It did things in an order, within some span.
    Sequence(Vec<TargetPlan>, Span, When),
    /// What was told of it.
    Told(ToldPlan),
}

/// When something must lie, as of an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Ever before it.
    Ever,
    /// Within so long before it.
    Last(Span),
    /// In this range.
    In(TimeRange),
}

impl When {
    /// The range as of an instant: it ends there or before.
    pub fn as_of(self, instant: Time) -> TimeRange {
        let (start, end) = match self {
            Self::Ever => (Time::MIN, instant),
            Self::Last(span) => (instant.minus(span), instant),
            Self::In(TimeRange { start, end }) => (start, end.min(instant)),
        };
        TimeRange {
            start: start.min(end),
            end,
        }
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "seed {}: {:?}", self.seed, self.is)?;
        for (at, of) in self.traits.iter().enumerate() {
            writeln!(f, "  {at}: {of:?}")?;
        }
        let instants: Vec<i64> = self.instants.iter().map(|time| time.micros()).collect();
        writeln!(f, "  as of {instants:?}")?;
        for journey in &self.population.persons {
            writeln!(f, "  {}", journey_line(journey))?;
        }
        write!(
            f,
            "  without person: {}",
            journey_line(&self.population.nobody)
        )
    }
}
