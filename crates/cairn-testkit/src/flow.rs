//! Flow: generated paths and what a flow says of them, by a restatement of the rules (semantics S26).

mod features;
mod generate;
mod restated;

use std::fmt;

use cairn_core::flow::{Direction, PathsOf, Repeats};
use cairn_core::goal::TargetPlan;
use cairn_core::range::TimeRange;
use cairn_core::time::{Span, Time};

use crate::goal::{Population, journey_line};

pub use features::features;
pub use generate::some_case;
pub use restated::{LinkTo, Told, ToldCell, ToldColumn, ToldLink, ToldPath, told};

/// A flow and everybody.
#[derive(Debug, Clone)]
pub struct Case {
    /// What it was generated from.
    pub seed: u64,
    /// What paths begin with.
    pub anchor: TargetPlan,
    /// Which way they go.
    pub direction: Direction,
    /// Whose they are.
    pub of: PathsOf,
    /// What becomes of repeats.
    pub repeats: Repeats,
    /// How many columns follow the anchor.
    pub columns: usize,
    /// How many names of a column are told one by one.
    pub rows: usize,
    /// What events are called.
    pub naming: Naming,
    /// Where sessions begin, or anchors of persons lie.
    pub range: TimeRange,
    /// The longest gap inside a session.
    pub gap: Span,
    /// As of when.
    pub now: Time,
    /// Everybody.
    pub population: Population,
    /// Of each person's events what they say.
    pub said: Vec<Vec<Said>>,
}

/// What an event says about what it is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// Its name.
    pub name: &'static str,
    /// Its value of the property that may call it.
    pub value: Option<&'static str>,
}

/// What events are called.
#[derive(Debug, Clone, Default)]
pub struct Naming {
    /// Whether the property calls them, and if so those of which names; empty is all.
    pub by: Option<Vec<&'static str>>,
    /// What is left out.
    pub hide: Vec<&'static str>,
    /// What is not left out, where that is said.
    pub only: Option<Vec<&'static str>>,
    /// What is called otherwise, each with what.
    pub merge: Vec<(&'static str, &'static str)>,
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (start, end) = (self.range.start.micros(), self.range.end.micros());
        let Self {
            seed,
            anchor,
            direction,
            of,
            repeats,
            columns,
            rows,
            naming,
            ..
        } = self;
        writeln!(f, "seed {seed}, anchor {anchor:?}")?;
        writeln!(
            f,
            "  {direction:?} {of:?} {repeats:?}, {columns} columns of {rows}"
        )?;
        writeln!(f, "  {naming:?}")?;
        let (gap, now) = (self.gap.micros(), self.now.micros());
        writeln!(f, "  range {start} to {end}, gap {gap}, now {now}")?;
        for (journey, said) in self.population.persons.iter().zip(&self.said) {
            writeln!(f, "  {}", journey_line(journey))?;
            for (event, said) in journey.iter().zip(said) {
                let session = event.session.map(|session| session.number);
                let (time, id) = (event.time.micros(), event.event_id.0);
                writeln!(f, "    {time} {id}: {said:?}, session {session:?}")?;
            }
        }
        Ok(())
    }
}
