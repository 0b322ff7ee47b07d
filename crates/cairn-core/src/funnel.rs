//! The funnel: how far subjects get along ordered steps (semantics S16–S18, S22, S23).

mod any_order;
mod choose;
mod follow;
mod instant;
mod kernel;
mod key_sum;
mod pace;
mod starts;
mod stream;
mod summary;
mod terms;

use crate::breakdown::{Breakdown, Take};
use crate::filter::Filter;
use crate::goal::TargetPlan;
use crate::id::GoalId;
use crate::range::TimeRange;
use crate::rule::Rule;
use crate::time::{Span, Time};

pub use choose::{all_attempts, choose_attempt};
pub use instant::FunnelEvent;
pub use key_sum::KeySum;
pub use pace::{Attempt, Pace};
pub use stream::{Entered, enter};
pub use summary::{FunnelSummary, StepCount};
pub use terms::{Exclusion, OnExclusion, Order, StepSet, Terms};

/// A funnel as it was asked for.
#[derive(Debug, Clone)]
pub struct Funnel {
    /// The steps, in order; 1 to [`MAX_STEPS`].
    pub steps: Vec<Step>,
    /// From step 1 to any later step at most this long, inclusive.
    pub window: Span,
    /// Which attempt of a subject counts.
    pub entry: Entry,
    /// A split by a value of the chosen attempt.
    pub breakdown: Option<Breakdown>,
}

/// The greatest number of steps.
pub const MAX_STEPS: usize = 30;

/// One step.
#[derive(Debug, Clone)]
pub struct Step {
    /// What a reader calls it.
    pub name: String,
    /// What fills it.
    pub target: Target,
}

/// What is counted: events by a rule, or the conversions of a goal after its counting.
#[derive(Debug, Clone)]
pub enum Target {
    /// Events that fit a rule.
    Rule(Rule),
    /// Conversions of a goal.
    Goal {
        /// Which goal.
        id: GoalId,
        /// What a conversion's event must pass besides.
        filters: Vec<Filter>,
    },
}

/// Which attempt of a subject counts (semantics S18).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Entry {
    /// The deepest; of equals the one that gets there first, then the one that starts last.
    #[default]
    Best,
    /// The one that starts with the subject's first step-1 event in the range.
    First,
}

/// A funnel ready for the kernel.
#[derive(Debug, Clone)]
pub struct FunnelPlan {
    /// One target per step.
    pub steps: Vec<TargetPlan>,
    /// From step 1 to any later step at most this long, inclusive.
    pub window: Span,
    /// Which attempt counts.
    pub entry: Entry,
    /// How many properties the answer is split by, each on its own.
    pub breakdowns: usize,
    /// Which event of the chosen attempt gives the values of these properties.
    pub take: Take,
    /// Where step 1 must lie.
    pub range: TimeRange,
    /// The question's now.
    pub now: Time,
}
