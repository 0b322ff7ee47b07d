//! What the kernels must know besides the stream, and what they find.

use super::Entry;
use super::terms::Terms;
use crate::range::TimeRange;
use crate::time::{Span, Time};

/// What the kernels must know besides the stream.
#[derive(Debug, Clone)]
pub struct Pace {
    /// Number of steps, 1 to [`super::MAX_STEPS`].
    pub steps: usize,
    /// From the first filled step to any later one at most this long, inclusive.
    pub window: Span,
    /// Which attempt counts.
    pub entry: Entry,
    /// Where the first filled step must lie.
    pub range: TimeRange,
    /// What an attempt is held to besides.
    pub terms: Terms,
}

/// How far a subject got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// When its first step was filled.
    pub start: Time,
    /// For each step up to the deepest one the place in the stream of the event that fills it; `None` where it was
    /// left out, or lies before the entry. The last is filled. Where the order is any, the n-th is the n-th in time.
    pub filled: Vec<Option<usize>>,
}

impl Attempt {
    /// How deep it is: the last filled step, counted from 1.
    pub fn depth(&self) -> usize {
        self.filled.len()
    }

    /// The places of the events that fill its steps.
    pub fn events(&self) -> impl Iterator<Item = usize> {
        self.filled.iter().filter_map(|at| *at)
    }
}

/// A depth with what makes one attempt better than another of the same (semantics S18).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Merit {
    /// The last filled step, counted from 1.
    pub(super) depth: usize,
    /// The step it began with, counted from 0.
    pub(super) entry: usize,
    /// When it reached the depth.
    pub(super) completion: Time,
    /// When it began.
    pub(super) start: Time,
}

impl Merit {
    /// Deeper; of equals the one that began with an earlier step, then the one that got there first, then the one
    /// that began last.
    pub(super) fn is_better_than(&self, other: &Self) -> bool {
        let order = { self.depth.cmp(&other.depth) }
            .then(other.entry.cmp(&self.entry))
            .then(other.completion.cmp(&self.completion))
            .then(self.start.cmp(&other.start));
        order.is_gt()
    }
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// All steps were filled at this time.
    Converted(Time),
    /// By an exclusion at this time.
    Excluded(Time),
    /// By another event at this time, where the order is strict.
    Broken(Time),
    /// The window or the stream ended.
    TimedOut,
}
