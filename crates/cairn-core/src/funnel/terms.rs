//! What an attempt is held to beside its steps and its window (semantics S18 to S20).

use super::MAX_STEPS;
use crate::time::Span;

/// The terms of attempts. The default: steps in order, anything between, and nothing more.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Terms {
    /// How steps follow one another.
    pub order: Order,
    /// Steps that may be left out; never the first or the last. None where the order is [`Order::Any`].
    pub optional: StepSet,
    /// By step the longest time since the step filled before it; steps beyond the list have no limit. None where the
    /// order is [`Order::Any`].
    pub limits: Vec<Option<Span>>,
    /// What ends an attempt, by the bits of [`super::FunnelEvent::excludes`].
    pub exclusions: Vec<Exclusion>,
    /// What becomes of a subject whose deepest attempts were all ended by exclusions.
    pub on_exclusion: OnExclusion,
    /// Whether an attempt may begin at any step. Without meaning where the order is [`Order::Any`].
    pub is_open: bool,
}

/// How steps follow one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// In order; anything may lie between.
    #[default]
    Ordered,
    /// In order; no event that breaks lies at a time between those of two steps.
    Strict,
    /// In any order. An anchored step keeps its place: all steps before it are filled no later, all after it no
    /// earlier.
    Any {
        /// The anchored steps.
        anchored: StepSet,
    },
}

/// Ends an attempt that has reached one step and not yet another (semantics S20).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exclusion {
    /// The step that must be reached, counted from 1.
    pub after: usize,
    /// The step that must not be reached yet, greater than `after`.
    pub until: usize,
}

/// What becomes of a subject whose deepest attempts were all ended by exclusions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnExclusion {
    /// It keeps the depth that it reached.
    #[default]
    Keep,
    /// It leaves the funnel.
    Drop,
}

/// Some of a funnel's steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StepSet(u32);

impl StepSet {
    /// Adds a step, counted from 0 and below [`MAX_STEPS`].
    pub fn insert(&mut self, step: usize) {
        debug_assert!(step < MAX_STEPS);
        self.0 |= 1 << step;
    }

    /// Whether a step is among them.
    pub fn contains(self, step: usize) -> bool {
        step < MAX_STEPS && self.0 & (1 << step) != 0
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<usize> for StepSet {
    fn from_iter<I: IntoIterator<Item = usize>>(steps: I) -> Self {
        let mut set = Self::default();
        steps.into_iter().for_each(|step| set.insert(step));
        set
    }
}

impl Terms {
    /// Whether nothing is asked beside steps in order.
    pub fn are_plain(&self) -> bool {
        self.exclusions.is_empty() && self.are_told_by_depth()
    }

    /// Whether how deep a subject gets is told by the latest start of each depth: nothing is asked beside steps in order
    /// and what ends attempts, and whose attempt was ended stays.
    pub fn are_told_by_depth(&self) -> bool {
        let Self {
            order,
            optional,
            limits,
            exclusions,
            on_exclusion,
            is_open,
        } = self;
        *order == Order::Ordered
            && optional.is_empty()
            && limits.iter().all(Option::is_none)
            && (exclusions.is_empty() || *on_exclusion == OnExclusion::Keep)
            && !is_open
    }

    /// The longest time from the step before, for a step counted from 0.
    pub(super) fn limit(&self, step: usize) -> Option<Span> {
        self.limits.get(step).copied().flatten()
    }

    /// Whether one of the exclusions of these bits ends an attempt of so many steps.
    pub(super) fn end(&self, depth: usize, excludes: u32) -> bool {
        let numbered = self.exclusions.iter().enumerate();
        let mut present = numbered.filter(|(bit, _)| excludes & (1 << bit) != 0);
        present.any(|(_, exclusion)| exclusion.after <= depth && depth < exclusion.until)
    }
}
