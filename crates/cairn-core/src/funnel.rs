//! The funnel: how far subjects get along ordered steps (semantics S16–S23).

mod any_order;
mod choose;
mod depths;
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
use crate::journey::RuleIndex;
use crate::rule::Rule;
use crate::time::{Span, Time};

pub use choose::{all_attempts, choose_attempt};
pub use depths::{Depth, Depths, StepEvent, depth_of};
pub use instant::FunnelEvent;
pub use key_sum::KeySum;
pub use pace::{Attempt, Pace};
pub use stream::{Entered, PlainStep, enter};
pub use summary::{FunnelSummary, Reached, StepCount, step_before};
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
    /// What an attempt is held to besides.
    pub terms: FunnelTerms,
    /// A split by a value of the chosen attempt.
    pub breakdown: Option<Breakdown>,
}

/// What an attempt is held to beside steps and window, as it was asked for (semantics S18 to S20).
#[derive(Debug, Clone, Default)]
pub struct FunnelTerms {
    /// How steps follow one another.
    pub order: StepOrder,
    /// What ends an attempt.
    pub exclusions: Vec<FunnelExclusion>,
    /// What becomes of a subject whose deepest attempts were all ended by exclusions.
    pub on_exclusion: OnExclusion,
    /// Whether an attempt may begin at any step.
    pub is_open: bool,
}

/// How steps follow one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StepOrder {
    /// In order; anything may lie between.
    #[default]
    Ordered,
    /// In order; nothing of the scope may lie between.
    Strict(StrictScope),
    /// In any order, but for anchored steps.
    Any,
}

/// What may not lie between the steps of a strict funnel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StrictScope {
    /// No event of the site but system events, whatever the question's filters say.
    #[default]
    All,
    /// No event that fits a step.
    Steps,
}

/// Events that end an attempt which has reached one step and not yet another.
#[derive(Debug, Clone)]
pub struct FunnelExclusion {
    /// Which events.
    pub rule: Rule,
    /// The steps.
    pub between: Exclusion,
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
    /// What is asked of it besides.
    pub terms: StepTerms,
}

/// What is asked of one step besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StepTerms {
    /// It may be left out.
    pub is_optional: bool,
    /// It keeps its place where the others come in any order.
    pub is_anchored: bool,
    /// Only the subject's first event in all history can fill it.
    pub is_first_ever: bool,
    /// The longest time since the step filled before.
    pub within_previous: Option<Span>,
}

impl Funnel {
    /// The steps that may be left out.
    pub fn optional(&self) -> StepSet {
        self.steps_with(|terms| terms.is_optional)
    }

    /// The terms by which its attempts are judged.
    pub fn attempt_terms(&self) -> Terms {
        let order = match self.terms.order {
            StepOrder::Ordered => Order::Ordered,
            StepOrder::Strict(_) => Order::Strict,
            StepOrder::Any => Order::Any {
                anchored: self.steps_with(|terms| terms.is_anchored),
            },
        };
        let exclusions = self.terms.exclusions.iter();
        Terms {
            order,
            optional: self.optional(),
            limits: { self.steps.iter() }
                .map(|step| step.terms.within_previous)
                .collect(),
            exclusions: exclusions.map(|exclusion| exclusion.between).collect(),
            on_exclusion: self.terms.on_exclusion,
            is_open: self.terms.is_open,
        }
    }

    /// What the rows of its answer are called: its steps, or where they come in any order, how many of them.
    pub fn row_names(&self) -> Vec<String> {
        let is_apart = |step: &Step| self.terms.order != StepOrder::Any || step.terms.is_anchored;
        let mut names = Vec::with_capacity(self.steps.len());
        let groups = self.steps.chunk_by(|a, b| !is_apart(a) && !is_apart(b));
        for group in groups {
            let all: Vec<&str> = group.iter().map(|step| step.name.as_str()).collect();
            match &all[..] {
                [only] => names.push((*only).to_owned()),
                all => {
                    let (of, text) = (all.len(), all.join(", "));
                    names.extend((1..=of).map(|so_many| format!("{so_many} of {of}: {text}")));
                }
            }
        }
        names
    }

    fn steps_with(&self, has: impl Fn(&StepTerms) -> bool) -> StepSet {
        let numbered = self.steps.iter().enumerate();
        let with = numbered.filter(|(_, step)| has(&step.terms));
        with.map(|(at, _)| at).collect()
    }
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
    /// How attempts are judged.
    pub pace: Pace,
    /// How many properties the answer is split by, each on its own.
    pub breakdowns: usize,
    /// Which event of the chosen attempt gives the values of these properties.
    pub take: Take,
    /// What fits the exclusions of the pace's terms, in their order.
    pub exclusions: Vec<TargetPlan>,
    /// What may not lie between steps where the order is strict.
    pub breaks: Breaks,
    /// The question's now.
    pub now: Time,
}

/// What may not lie between steps where the order is strict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Breaks {
    /// What fits a step.
    #[default]
    Steps,
    /// What fits this rule.
    Rule(RuleIndex),
}
