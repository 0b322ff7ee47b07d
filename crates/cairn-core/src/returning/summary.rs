//! A retention question's counts: mergeable in any order.

use super::{Grid, Member};

/// What became of one period of a cohort.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CellCount {
    /// Persons who returned in it, so far.
    pub returned: u64,
    /// Persons for whom it is over.
    pub over: u64,
    /// Of these, persons who returned.
    pub over_returned: u64,
}

/// One cohort.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CohortCount {
    /// Persons in it.
    pub size: u64,
    /// By period from 0, as many as have begun.
    pub cells: Vec<CellCount>,
}

/// The counts of all cohorts, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturningSummary {
    /// By cohort number.
    pub cohorts: Vec<CohortCount>,
}

impl ReturningSummary {
    /// The counts of nobody.
    pub fn empty(grid: &Grid) -> Self {
        let cohort = |cohort: usize| CohortCount {
            size: 0,
            cells: vec![CellCount::default(); grid.begun(cohort)],
        };
        Self {
            cohorts: (0..grid.cohorts()).map(cohort).collect(),
        }
    }

    /// Adds one person in one of its cohorts.
    pub fn add(&mut self, grid: &Grid, member: &Member) {
        let Some(count) = self.cohorts.get_mut(member.cohort) else {
            return;
        };
        count.size += 1;
        for (period, cell) in count.cells.iter_mut().enumerate() {
            let has_returned = member.returned.binary_search(&period).is_ok();
            let is_over = grid.is_over(member.cohort, member.start, period);
            cell.returned += u64::from(has_returned);
            cell.over += u64::from(is_over);
            cell.over_returned += u64::from(is_over && has_returned);
        }
    }

    /// Takes in the counts of other persons over the same grid.
    pub fn merge(&mut self, other: Self) {
        for (into, from) in self.cohorts.iter_mut().zip(other.cohorts) {
            into.size += from.size;
            for (into, from) in into.cells.iter_mut().zip(from.cells) {
                into.returned += from.returned;
                into.over += from.over;
                into.over_returned += from.over_returned;
            }
        }
    }
}
