//! Flow: what follows an anchor or comes before it, column by column (semantics S26).

mod labels;
mod paths;
mod summary;

use crate::funnel::Target;
use crate::goal::TargetPlan;
use crate::range::TimeRange;
use crate::time::{Span, Time};

pub use labels::{LabelProperty, Labels};
pub use paths::{Path, PathOutcome, Paths, paths};
pub use summary::{CellCount, ColumnCount, FlowSummary, Link, MAX_LINKS};

/// The greatest number of columns after the anchor.
pub const MAX_COLUMNS: usize = 10;

/// The greatest number of names that a column tells one by one.
pub const MAX_ROWS: usize = 50;

/// A flow as it was asked for.
#[derive(Debug, Clone)]
pub struct Flow {
    /// What a reader calls the anchor.
    pub name: String,
    /// What paths begin with.
    pub anchor: Target,
    /// Which way they go from there.
    pub direction: Direction,
    /// Whose paths they are.
    pub of: PathsOf,
    /// What becomes of a name that repeats itself.
    pub repeats: Repeats,
    /// How many columns follow the anchor, from 1 to [`MAX_COLUMNS`].
    pub columns: usize,
    /// How many names of a column are told one by one, from 1 to [`MAX_ROWS`]; the others are told together.
    pub rows: usize,
    /// What events are called.
    pub labels: Labels,
}

/// Which way paths go from the anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// On, in time.
    #[default]
    After,
    /// Back, in time.
    Before,
}

/// Whose paths they are: each has one, from its first anchor on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PathsOf {
    /// Of sessions that begin in the range; a path ends with its session.
    #[default]
    Sessions,
    /// Of persons with an anchor in the range; a path ends so long after it, or before it, inclusive.
    Persons {
        /// How long.
        window: Span,
    },
}

/// What becomes of a name that repeats itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Repeats {
    /// In a row they are one.
    #[default]
    Collapsed,
    /// Each is told.
    Kept,
}

/// A flow ready for the kernel. The label of an event is its first breakdown value.
#[derive(Debug, Clone)]
pub struct FlowPlan {
    /// The anchor.
    pub anchor: TargetPlan,
    /// Where sessions must begin, or a person's anchor lie.
    pub range: TimeRange,
    /// Which way paths go.
    pub direction: Direction,
    /// Whose they are.
    pub of: PathsOf,
    /// What becomes of repeats.
    pub repeats: Repeats,
    /// How many columns follow the anchor.
    pub columns: usize,
    /// The longest gap inside a session.
    pub gap: Span,
    /// As of when it is told which paths may still go on.
    pub now: Time,
}
