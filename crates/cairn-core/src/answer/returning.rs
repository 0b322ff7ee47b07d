//! The answer to a retention question.

use cairn_stats::ProportionError;

use super::rate::Rate;
use crate::returning::{CellCount, CohortCount, Grid, Returning, ReturningSummary, Start};

/// How many of those who started came back.
#[derive(Debug, Clone, PartialEq)]
pub struct ReturningAnswer {
    /// What the cohorts are made by.
    pub cohorts_by: CohortsBy,
    /// What counts as coming back, as a reader calls it.
    pub back: String,
    /// Every cohort of the range that has begun, also empty ones, the earliest first.
    pub cohorts: Vec<CohortAnswer>,
    /// Persons of all cohorts; who is in several counts in each.
    pub size: u64,
    /// All cohorts together, by period from 0.
    pub overall: Vec<OverallCell>,
}

/// What cohorts are made by (semantics S25).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CohortsBy {
    /// A person's first event of all.
    Acquisition,
    /// That a person did something, as a reader calls it.
    Behaviour(String),
}

/// One cohort.
#[derive(Debug, Clone, PartialEq)]
pub struct CohortAnswer {
    /// Its first day.
    pub start: String,
    /// Persons in it.
    pub size: u64,
    /// By period from 0, as many as have begun.
    pub cells: Vec<CohortCell>,
}

/// One period of a cohort.
#[derive(Debug, Clone, PartialEq)]
pub struct CohortCell {
    /// Which period.
    pub period: usize,
    /// Persons who returned, so far.
    pub count: u64,
    /// Persons for whom the period is not over.
    pub open: u64,
    /// Of the persons for whom the period is over those who returned; `None` while it is over for nobody.
    pub rate: Option<Rate>,
    /// Whether it is over for everybody who may be in the cohort.
    pub is_complete: bool,
}

/// One period of all cohorts in which it is complete.
#[derive(Debug, Clone, PartialEq)]
pub struct OverallCell {
    /// Which period.
    pub period: usize,
    /// How many cohorts these are.
    pub cohorts: usize,
    /// Persons of these who returned.
    pub count: u64,
    /// Of all persons of these: each person weighs the same, so a cohort weighs as much as it is large.
    pub rate: Option<Rate>,
}

impl ReturningAnswer {
    /// The answer of counts.
    pub fn of(
        asked: &Returning,
        grid: &Grid,
        summary: &ReturningSummary,
    ) -> Result<Self, ProportionError> {
        let numbered = || summary.cohorts.iter().enumerate();
        let periods = { summary.cohorts.iter() }.map(|cohort| cohort.cells.len());
        let overall = |period: usize| {
            let is_complete =
                |(cohort, _): &(usize, &CohortCount)| grid.is_complete(*cohort, period);
            OverallCell::of(
                period,
                numbered().filter(is_complete).map(|(_, count)| count),
            )
        };
        let cohort = |(cohort, count): (usize, &CohortCount)| CohortAnswer::of(grid, cohort, count);
        Ok(Self {
            cohorts_by: match &asked.start {
                Start::Acquired => CohortsBy::Acquisition,
                Start::Did { what, .. } => CohortsBy::Behaviour(what.name.clone()),
            },
            back: asked.back.name.clone(),
            cohorts: numbered().map(cohort).collect::<Result<_, _>>()?,
            size: summary.cohorts.iter().map(|cohort| cohort.size).sum(),
            overall: (0..periods.max().unwrap_or(0))
                .map(overall)
                .collect::<Result<_, _>>()?,
        })
    }
}

impl CohortAnswer {
    fn of(grid: &Grid, cohort: usize, count: &CohortCount) -> Result<Self, ProportionError> {
        let cell = |(period, cell): (usize, &CellCount)| -> Result<CohortCell, ProportionError> {
            Ok(CohortCell {
                period,
                count: cell.returned,
                open: count.size - cell.over,
                rate: Rate::of(cell.over_returned, cell.over)?,
                is_complete: grid.is_complete(cohort, period),
            })
        };
        let cells = count.cells.iter().enumerate();
        Ok(Self {
            start: grid.label(cohort).to_owned(),
            size: count.size,
            cells: cells.map(cell).collect::<Result<_, _>>()?,
        })
    }
}

impl OverallCell {
    fn of<'a>(
        period: usize,
        complete: impl Iterator<Item = &'a CohortCount>,
    ) -> Result<Self, ProportionError> {
        let (mut cohorts, mut count, mut size) = (0, 0, 0);
        for cohort in complete {
            cohorts += 1;
            size += cohort.size;
            count += cohort.cells.get(period).map_or(0, |cell| cell.returned);
        }
        Ok(Self {
            period,
            cohorts,
            count,
            rate: Rate::of(count, size)?,
        })
    }
}
