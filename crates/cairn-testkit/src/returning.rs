//! Retention: generated cohorts and who of them came back, by a restatement of the rules (semantics S25).

mod calendar;
mod generate;
mod restated;

use std::fmt;

use cairn_core::goal::TargetPlan;
use cairn_core::range::TimeRange;
use cairn_core::returning::{Mode, Starts};
use cairn_core::time::Time;

use crate::goal::{Population, journey_line};

pub use calendar::{Calendar, Place};
pub use generate::some_case;
pub use restated::{Told, ToldCell, ToldCohort, ToldMember, told};

/// A retention question and everybody.
#[derive(Debug, Clone)]
pub struct Case {
    /// What it was generated from.
    pub seed: u64,
    /// What starts.
    pub start: TargetPlan,
    /// Which of a person's starts count.
    pub starts: Starts,
    /// What returns.
    pub back: TargetPlan,
    /// How days are cut.
    pub calendar: Calendar,
    /// What makes a period returned.
    pub mode: Mode,
    /// The last period.
    pub periods: usize,
    /// Where starts must lie.
    pub range: TimeRange,
    /// As of when.
    pub now: Time,
    /// Everybody.
    pub population: Population,
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (start, end) = (self.range.start.micros(), self.range.end.micros());
        writeln!(f, "seed {}, {:?}", self.seed, self.calendar)?;
        writeln!(f, "  start {:?} {:?}", self.starts, self.start)?;
        writeln!(f, "  return {:?} {:?}", self.mode, self.back)?;
        writeln!(
            f,
            "  periods 0 to {}, range {start} to {end}, now {}",
            self.periods,
            self.now.micros()
        )?;
        for journey in &self.population.persons {
            writeln!(f, "  {}", journey_line(journey))?;
        }
        Ok(())
    }
}
