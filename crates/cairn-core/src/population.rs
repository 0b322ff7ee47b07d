//! Populations: who is in one, as of an instant (semantics S27).

mod membership;
mod plan;
mod summary;

use crate::filter::Condition;
use crate::funnel::Target;
use crate::id::PopulationId;
use crate::money::Currency;
use crate::range::Range;
use crate::time::{Interval, Span, Time};

pub use membership::Membership;
pub use plan::{Bounds, PopulationPlan, Standing, ToldPlan, TraitPlan, standings};
pub use summary::{PointSize, PopulationSummary};

/// The greatest number of conditions of one population.
pub const MAX_TRAITS: usize = 30;
/// How deep conditions may lie in one another.
pub const MAX_DEPTH: usize = 6;
/// The greatest number of steps of a sequence.
pub const MAX_SEQUENCE: usize = 10;
/// The greatest number of points of its size over time.
pub const MAX_POINTS: usize = 750;

/// A population.
#[derive(Debug, Clone)]
pub struct Population {
    /// What people call it, if it has a name.
    pub name: Option<String>,
    /// Who is in it.
    pub is: Membership<Trait>,
}

/// The population that a question asks about, and as of when.
#[derive(Debug, Clone)]
pub struct PopulationRef {
    /// Which one.
    pub population: Named,
    /// What must be told of its persons besides.
    pub told: Vec<Told>,
    /// As of when; `None` is the question's now.
    pub as_of: Option<Time>,
}

/// A population by its name or by what it is.
#[derive(Debug, Clone)]
pub enum Named {
    /// A saved one.
    Saved(PopulationId),
    /// This one.
    Here(Population),
}

/// One condition on a person.
#[derive(Debug, Clone)]
pub enum Trait {
    /// It did something, or did not, so often.
    Did(Did),
    /// It did things in an order.
    Sequence(Sequence),
    /// What was told of it.
    Told(Told),
}

/// Something that a person did so often.
#[derive(Debug, Clone)]
pub struct Did {
    /// What.
    pub what: Target,
    /// How often.
    pub times: Times,
    /// When, as of the instant that membership is asked for.
    pub when: Range,
    /// All of them within some span so long.
    pub in_any: Option<Span>,
    /// What they are worth together.
    pub worth: Option<Worth>,
}

/// How often something is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// At least so often.
    pub at_least: u32,
    /// At most so often.
    pub at_most: Option<u32>,
}

/// Bounds of a sum of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Worth {
    /// Only money of this currency is added.
    pub currency: Currency,
    /// Minor units.
    pub at_least: Option<i64>,
    /// Minor units.
    pub at_most: Option<i64>,
}

/// Things done in an order, anything between.
#[derive(Debug, Clone)]
pub struct Sequence {
    /// What, in order; 2 to [`MAX_SEQUENCE`].
    pub steps: Vec<Target>,
    /// From the first to the last at most this long, inclusive.
    pub within: Span,
    /// When all of it, as of the instant that membership is asked for.
    pub when: Range,
}

/// A condition on what identify calls tell of a person: of each property the last one counts
/// ([`crate::person_properties`]).
#[derive(Debug, Clone)]
pub struct Told {
    /// The property's name.
    pub property: String,
    /// What must hold of its value, or of its absence.
    pub condition: Condition,
}

/// A population's size over time, as it was asked for.
#[derive(Debug, Clone)]
pub struct PopulationSize {
    /// Which population.
    pub of: PopulationRef,
    /// How far its points are apart.
    pub interval: Interval,
}

/// How membership changed from one point to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Change {
    /// Whoever is in it at the point.
    #[default]
    Members,
    /// Whoever is in it and was not at the point before.
    Entered,
    /// Whoever was in it at the point before and is not.
    Left,
}

impl Population {
    /// Everybody that is known.
    pub fn everybody() -> Self {
        Self {
            name: None,
            is: Membership::All(Vec::new()),
        }
    }
}

impl Times {
    /// Whether it may be so often.
    pub fn hold(self, count: usize) -> bool {
        count >= self.at_least as usize && self.at_most.is_none_or(|most| count <= most as usize)
    }
}

impl Worth {
    /// Whether the sum may be so many minor units.
    pub fn holds(self, minor: i128) -> bool {
        self.at_least.is_none_or(|least| minor >= i128::from(least))
            && self.at_most.is_none_or(|most| minor <= i128::from(most))
    }
}
