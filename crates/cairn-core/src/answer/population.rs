//! The answer to how large a population is, and to whom a question was asked of.

use cairn_stats::ProportionError;

use super::rate::Rate;
use crate::id::PopulationId;
use crate::population::{PointSize, PopulationSummary};
use crate::time::Time;

/// The persons that an answer is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedOf {
    /// The population, if it is saved.
    pub id: Option<PopulationId>,
    /// What people call it.
    pub name: Option<String>,
    /// As of when: what happened before this instant decides.
    pub as_of: Time,
    /// How many persons are in it.
    pub size: u64,
}

/// How large a population is, over time.
#[derive(Debug, Clone, PartialEq)]
pub struct PopulationAnswer {
    /// What people call it, if it has a name.
    pub name: Option<String>,
    /// As of the range's end, or of now if that is earlier.
    pub size: SizeAnswer,
    /// By bucket of the range that has begun.
    pub points: Vec<PopulationPoint>,
}

/// How many are in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SizeAnswer {
    /// Members.
    pub size: u64,
    /// Persons known by then.
    pub known: u64,
    /// Members of the persons known; `None` while nobody is known.
    pub rate: Option<Rate>,
}

/// Its size as of a bucket's end, or of the range's end or now if that is earlier.
#[derive(Debug, Clone, PartialEq)]
pub struct PopulationPoint {
    /// The bucket's label.
    pub start: String,
    /// How many are in it.
    pub size: SizeAnswer,
    /// Members who were none as of the point before, or of the range's start.
    pub entered: u64,
    /// Persons who were members then and are none.
    pub left: u64,
    /// Whether its size is that of the bucket's end: it is over, and the range holds it to its end.
    pub is_complete: bool,
}

impl SizeAnswer {
    fn of(point: &PointSize) -> Result<Self, ProportionError> {
        Ok(Self {
            size: point.size,
            known: point.known,
            rate: Rate::of(point.size, point.known)?,
        })
    }
}

impl PopulationAnswer {
    /// The answer of sizes: first that as of the range's start, then one per bucket, with its label and whether it
    /// is complete.
    pub fn of(
        name: Option<String>,
        buckets: &[(String, bool)],
        summary: &PopulationSummary,
    ) -> Result<Self, ProportionError> {
        let none = PointSize::default();
        let size = SizeAnswer::of(summary.points.last().unwrap_or(&none))?;
        let sizes = summary.points.iter().skip(1);
        let point = |((start, is_complete), point): (&(String, bool), &PointSize)| {
            Ok(PopulationPoint {
                start: start.clone(),
                size: SizeAnswer::of(point)?,
                entered: point.entered,
                left: point.left,
                is_complete: *is_complete,
            })
        };
        Ok(Self {
            name,
            size,
            points: buckets
                .iter()
                .zip(sizes)
                .map(point)
                .collect::<Result<_, _>>()?,
        })
    }
}
