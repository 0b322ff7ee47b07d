//! Funnels: generated cases, brute force, a quadratic reference for long streams, and naive sums.

mod brute_force;
mod features;
mod generate;
mod quadratic;
mod summary;
mod terms;
mod under_terms;

use std::fmt;

use cairn_core::funnel::{Entry, FunnelEvent, Pace, StepEvent, Terms};
use cairn_core::range::TimeRange;
use cairn_core::time::Time;

use crate::line;

pub use brute_force::brute_force;
pub use features::{REACHES_STEP_2, features};
pub use generate::{long_case, short_case};
pub use quadratic::quadratic;
pub use summary::{NaiveStep, naive_steps};
pub use terms::terms_case;
pub use under_terms::{all_under_terms, brute_force_under_terms};

/// What an oracle says about one stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// When step 1 was filled.
    pub start: Time,
    /// When each reached step was filled.
    pub times: Vec<Time>,
    /// The place in the stream of the event that fills each reached step.
    pub filled: Vec<usize>,
}

impl Reached {
    /// Number of steps reached, at least 1.
    pub fn depth(&self) -> usize {
        self.filled.len()
    }
}

/// A generated question and stream.
#[derive(Debug, Clone)]
pub struct Case {
    /// What it was generated from.
    pub seed: u64,
    /// The question.
    pub pace: Pace,
    /// The stream, sorted by (time, event id).
    pub stream: Vec<FunnelEvent>,
}

impl Case {
    /// The stream as it is told by depth.
    pub fn step_events(&self) -> impl Iterator<Item = StepEvent> {
        self.stream.iter().map(|event| StepEvent {
            time: event.time,
            steps: event.steps,
            excludes: event.excludes,
        })
    }

    /// The smallest part of the stream that still fails, found by leaving out one event at a time.
    #[must_use]
    pub fn shrunk(&self, fails: impl Fn(&Self) -> bool) -> Self {
        let mut smallest = self.clone();
        let mut at = 0;
        while at < smallest.stream.len() {
            let mut smaller = smallest.clone();
            smaller.stream.remove(at);
            if fails(&smaller) {
                smallest = smaller;
                at = 0;
            } else {
                at += 1;
            }
        }
        smallest
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Pace {
            steps,
            window,
            entry,
            range,
            ref terms,
        } = self.pace;
        let entry = match entry {
            Entry::Best => "best",
            Entry::First => "first",
        };
        write!(
            f,
            "seed {}: {steps} steps, window {}, entry {entry}, range {}{}: {}",
            self.seed,
            window.micros(),
            range_text(range),
            terms_text(terms),
            line::of_stream(&self.stream)
        )
    }
}

fn terms_text(terms: &Terms) -> String {
    if *terms == Terms::default() {
        return String::new();
    }
    format!(", {terms:?}")
}

fn range_text(range: TimeRange) -> String {
    if range == TimeRange::ALL {
        return "all".to_owned();
    }
    format!("[{}, {})", range.start.micros(), range.end.micros())
}
