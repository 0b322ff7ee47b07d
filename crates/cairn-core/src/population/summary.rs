//! A population's size, counted.

use super::{Change, Standing};

/// What is counted at one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PointSize {
    /// Members.
    pub size: u64,
    /// Persons of whom there was an event before.
    pub known: u64,
    /// Members who were none at the instant before.
    pub entered: u64,
    /// Persons who were members at the instant before and are none.
    pub left: u64,
}

/// The sizes at each instant; at the first one nobody has entered or left.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PopulationSummary {
    /// By instant.
    pub points: Vec<PointSize>,
}

impl PopulationSummary {
    /// Nobody, at so many instants.
    pub fn empty(instants: usize) -> Self {
        Self {
            points: vec![PointSize::default(); instants],
        }
    }

    /// Adds a person, by how it stands at each instant.
    pub fn add(&mut self, standings: &[Standing]) {
        for (at, (point, standing)) in self.points.iter_mut().zip(standings).enumerate() {
            let counts = |change: Change| u64::from(change.holds(standings, at));
            point.known += u64::from(standing.is_known);
            point.size += counts(Change::Members);
            point.entered += counts(Change::Entered);
            point.left += counts(Change::Left);
        }
    }

    /// Takes in other persons.
    pub fn merge(&mut self, other: Self) {
        for (point, other) in self.points.iter_mut().zip(other.points) {
            point.size += other.size;
            point.known += other.known;
            point.entered += other.entered;
            point.left += other.left;
        }
    }
}

impl Change {
    /// Whether it is so of a person at the instant of this number.
    pub fn holds(self, standings: &[Standing], at: usize) -> bool {
        let is_member = |at: usize| standings.get(at).is_some_and(|standing| standing.is_member);
        let was_member = at.checked_sub(1).map(is_member);
        match (self, was_member) {
            (Self::Members, _) => is_member(at),
            (Self::Entered, Some(was)) => is_member(at) && !was,
            (Self::Left, Some(was)) => was && !is_member(at),
            (Self::Entered | Self::Left, None) => false,
        }
    }
}
