//! Populations in answers.

use cairn_core::answer::{AskedOf, PopulationAnswer, PopulationPoint};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::number::{RateWire, rate};

/// The persons that an answer is about.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct AskedOfWire {
    /// The population, if it is saved.
    pub id: Option<String>,
    /// What people call it.
    pub name: Option<String>,
    /// As of when.
    pub as_of: String,
    /// How many persons are in it.
    pub size: u64,
}

/// A population's size as of a bucket's end, or of the range's end or `now` if that is earlier.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PopulationPointWire {
    /// The bucket's label.
    pub start: String,
    /// Persons in it.
    pub size: u64,
    /// Persons known by then.
    pub known: u64,
    /// Of the persons known those in it; null while nobody is known.
    pub rate: Option<RateWire>,
    /// Persons in it who were not as of the point before, or of the range's start.
    pub entered: u64,
    /// Persons who were in it then and are not.
    pub left: u64,
    /// Whether its size is that of the bucket's end: it is over, and the range holds it to its end.
    pub complete: bool,
}

impl From<&AskedOf> for AskedOfWire {
    fn from(of: &AskedOf) -> Self {
        Self {
            id: of.id.as_ref().map(ToString::to_string),
            name: of.name.clone(),
            as_of: of.as_of.to_string(),
            size: of.size,
        }
    }
}

pub(super) fn points(answer: &PopulationAnswer) -> Vec<PopulationPointWire> {
    let point = |point: &PopulationPoint| PopulationPointWire {
        start: point.start.clone(),
        size: point.size.size,
        known: point.size.known,
        rate: point.size.rate.map(rate),
        entered: point.entered,
        left: point.left,
        complete: point.is_complete,
    };
    answer.points.iter().map(point).collect()
}
