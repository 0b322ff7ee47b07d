//! Retention: how many of those who started come back, by periods (semantics S25).
//!
//! On the wire the question is called `retention`. Here it is `returning`, since [`crate::retention`] is how long a
//! site keeps its events.

mod grid;
mod members;
mod summary;

use crate::funnel::Target;
use crate::goal::TargetPlan;
use crate::time::{Interval, Span};

pub use grid::{Grid, GridError, Shape};
pub use members::{Member, ReturnOutcome, members};
pub use summary::{CellCount, CohortCount, ReturningSummary};

/// The greatest period that can be asked for.
pub const MAX_PERIODS: usize = 366;

/// The greatest number of cells: cohorts times periods, whether or not a period has begun.
pub const MAX_CELLS: usize = 200_000;

/// A retention question as it was asked for.
#[derive(Debug, Clone)]
pub struct Returning {
    /// What puts a person into a cohort.
    pub start: Start,
    /// What counts as coming back.
    pub back: Named,
    /// How cohorts and periods are cut.
    pub shape: Shape,
}

/// What is counted, and what a reader calls it.
#[derive(Debug, Clone)]
pub struct Named {
    /// The name.
    pub name: String,
    /// What is counted.
    pub target: Target,
}

/// What puts a person into a cohort.
#[derive(Debug, Clone)]
pub enum Start {
    /// Its first event of all that is no system event: acquisition cohorts.
    Acquired,
    /// That it did something: behaviour cohorts.
    Did {
        /// What.
        what: Named,
        /// Which of a person's starts count.
        starts: Starts,
    },
}

/// Which of a person's starts count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Starts {
    /// The first in all history, by (time, event id). Filters then keep or drop it and never promote a later one.
    #[default]
    First,
    /// The first in each period that filters keep: a person is in the cohort of each period in which it started.
    Any,
}

/// What makes a period of a person returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// It returned in the n-th calendar period after the cohort's.
    #[default]
    On,
    /// It returned in that one or any later one.
    OnOrAfter,
    /// It returned in the n-th stretch of this length since its own start; the first is stretch 0.
    Rolling {
        /// How long a period is; above zero.
        length: Span,
    },
}

/// How long a period of an interval is where each person has a clock of its own; `None` of months, which have no
/// fixed length.
pub fn rolling_length(interval: Interval) -> Option<Span> {
    const HOUR: u32 = 3_600;
    match interval {
        Interval::Hour => Some(Span::from_seconds(HOUR)),
        Interval::Day => Some(Span::from_seconds(24 * HOUR)),
        Interval::Week => Some(Span::from_seconds(7 * 24 * HOUR)),
        Interval::Month => None,
    }
}

/// A retention question ready for the kernel.
#[derive(Debug, Clone)]
pub struct ReturningPlan {
    /// What starts.
    pub start: TargetPlan,
    /// Which of a person's starts count.
    pub starts: Starts,
    /// What returns.
    pub back: TargetPlan,
    /// The cohorts and their periods.
    pub grid: Grid,
}
