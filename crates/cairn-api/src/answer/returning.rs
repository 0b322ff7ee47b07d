//! Retention on the wire.

use cairn_core::answer::{CohortAnswer, CohortCell, CohortsBy, OverallCell, ReturningAnswer};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::number::{RateWire, rate};

/// What cohorts are made by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CohortsByWire {
    /// A person's first event of all.
    Acquisition,
    /// That a person did something.
    Behaviour,
}

/// One cohort.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct CohortWire {
    /// Its first day.
    pub start: String,
    /// Persons in it.
    pub size: u64,
    /// By period from 0, as many as have begun at `now`.
    pub cells: Vec<CohortCellWire>,
}

/// One period of a cohort.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct CohortCellWire {
    /// Which period.
    pub period: usize,
    /// Persons who returned, so far.
    pub count: u64,
    /// Persons for whom the period is not over at `now`.
    pub open: u64,
    /// Of the persons for whom the period is over those who returned; null while it is over for nobody.
    pub rate: Option<RateWire>,
    /// Whether the period is over for everybody who may be in the cohort.
    pub complete: bool,
}

/// All cohorts together.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct AllCohortsWire {
    /// Persons of all cohorts; who is in several counts in each.
    pub size: u64,
    /// By period from 0.
    pub cells: Vec<AllCohortsCellWire>,
}

/// One period of all cohorts whose cell is complete.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct AllCohortsCellWire {
    /// Which period.
    pub period: usize,
    /// How many cohorts have a complete cell.
    pub cohorts: usize,
    /// Persons of these cohorts who returned.
    pub count: u64,
    /// Of all persons of these cohorts; null where there are none.
    pub rate: Option<RateWire>,
}

/// What the cohorts are made by, and what a reader calls it.
pub(super) fn cohorts_by(answer: &ReturningAnswer) -> (CohortsByWire, Option<String>) {
    match &answer.cohorts_by {
        CohortsBy::Acquisition => (CohortsByWire::Acquisition, None),
        CohortsBy::Behaviour(name) => (CohortsByWire::Behaviour, Some(name.clone())),
    }
}

pub(super) fn cohort(cohort: &CohortAnswer) -> CohortWire {
    let cell = |cell: &CohortCell| CohortCellWire {
        period: cell.period,
        count: cell.count,
        open: cell.open,
        rate: cell.rate.map(rate),
        complete: cell.is_complete,
    };
    CohortWire {
        start: cohort.start.clone(),
        size: cohort.size,
        cells: cohort.cells.iter().map(cell).collect(),
    }
}

pub(super) fn overall(answer: &ReturningAnswer) -> AllCohortsWire {
    let cell = |cell: &OverallCell| AllCohortsCellWire {
        period: cell.period,
        cohorts: cell.cohorts,
        count: cell.count,
        rate: cell.rate.map(rate),
    };
    AllCohortsWire {
        size: answer.size,
        cells: answer.overall.iter().map(cell).collect(),
    }
}
