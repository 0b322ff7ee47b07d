//! The people behind a cell of an answer.

use crate::flow::{Flow, PathOutcome};
use crate::funnel::{Entered, Funnel, StepSet, step_before};
use crate::id::PersonKey;
use crate::population::{Change, PopulationSize};
use crate::returning::{ReturnOutcome, Returning};
use crate::time_to_convert::{ConvertOutcome, TimeToConvert};
use crate::trend::Trend;
use crate::value::Value;

/// Which people are asked for.
#[derive(Debug, Clone)]
pub struct Persons {
    /// The answer and the cell.
    pub of: Cell,
    /// At most so many on one page.
    pub limit: usize,
    /// Only people after this one, for the next page.
    pub after: Option<PersonKey>,
}

/// The greatest page of people.
pub const MAX_PERSONS: usize = 10_000;

/// A cell of an answer.
#[derive(Debug, Clone)]
pub enum Cell {
    /// A step of a funnel.
    Funnel {
        /// The funnel.
        funnel: Funnel,
        /// Which step, counted from 1.
        step: usize,
        /// How they fared at it.
        outcome: Outcome,
        /// The breakdown row; `None` is the whole funnel.
        row: Option<Option<Value>>,
    },
    /// A bucket of a trend.
    Trend {
        /// The trend.
        trend: Trend,
        /// The bucket's label; `None` is the whole range.
        start: Option<String>,
        /// The series; `None` is the whole trend.
        row: Option<Option<Value>>,
    },
    /// A cohort of a retention question.
    Returning {
        /// The question.
        returning: Returning,
        /// The cohort's first day.
        cohort: String,
        /// A period and how they fared in it; `None` is the whole cohort.
        period: Option<(usize, ReturnOutcome)>,
    },
    /// A column of a flow, or a part of it.
    Flow {
        /// The flow.
        flow: Flow,
        /// Which column; the anchor is 0.
        column: usize,
        /// Which part of it.
        node: FlowNode,
        /// How paths fared there.
        outcome: PathOutcome,
    },
    /// A point of a population's size over time.
    Population {
        /// The question.
        size: PopulationSize,
        /// The point's label; `None` is the whole range, as of its end.
        start: Option<String>,
        /// How membership changed there.
        change: Change,
    },
    /// Some of those whose time to convert is told.
    TimeToConvert {
        /// The question.
        asked: TimeToConvert,
        /// How they fared.
        outcome: ConvertOutcome,
        /// The first day of the period in which they started; `None` is the whole range.
        start: Option<String>,
        /// The breakdown row; `None` is all of them.
        row: Option<Option<Value>>,
    },
}

/// A part of a flow's column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FlowNode {
    /// All of it.
    All,
    /// What is called so.
    Named(String),
    /// The names that the answer does not tell one by one.
    Other,
}

/// How a subject fared at a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Outcome {
    /// It reached the step.
    #[default]
    Reached,
    /// It reached the step before, neither this one nor a later one, and its window is over. The step before is the
    /// last that may not be left out; nobody drops out at a step that may be.
    Dropped,
    /// It reached the step and its window is still running.
    Open,
}

impl Outcome {
    /// Whether a subject fared so at a step, counted from 1, of a funnel in which some steps may be left out.
    pub fn holds(self, step: usize, optional: StepSet, entered: &Entered) -> bool {
        let has = |step: usize| entered.has(step);
        let at = step - 1;
        match self {
            Self::Reached => has(at),
            Self::Dropped => {
                let had_the_one_before = step_before(at, optional).is_some_and(has);
                let is_lost = entered.depth() < step && !optional.contains(at);
                had_the_one_before && is_lost && !entered.is_open
            }
            Self::Open => has(at) && entered.is_open,
        }
    }
}

/// One page of people, by person key, and how many there are in all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonsSummary {
    /// How many people are in the cell.
    pub total: u64,
    /// How many of what the answer counts they bring to it: in a flow of sessions these, else they themselves.
    pub counted: u64,
    /// The smallest keys after the page's start, ascending.
    pub keys: Vec<PersonKey>,
}

impl PersonsSummary {
    /// Adds a person that is in the cell, with as many as it brings to it.
    pub fn add(&mut self, key: PersonKey, counted: u64, page: &Persons) {
        self.total += 1;
        self.counted += counted;
        let is_later = page.after.is_none_or(|after| key > after);
        // One more than the page holds tells whether there is a next one.
        if is_later && self.keys.len() <= page.limit {
            self.keys.push(key);
        }
    }

    /// Takes in the people of the next partition, all of whose keys are greater.
    pub fn merge(&mut self, other: Self, page: &Persons) {
        self.total += other.total;
        self.counted += other.counted;
        self.keys.extend(other.keys);
        self.keys.truncate(page.limit + 1);
    }
}
