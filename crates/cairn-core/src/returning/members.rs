//! The kernel: in which cohorts a person is, and in which periods of each it returned.

use super::{Grid, Mode, ReturningPlan, Starts};
use crate::goal::{Conversion, FirstOfOrder, TargetPlan, conversions};
use crate::journey::JourneyEvent;
use crate::time::Time;

/// A person in a cohort.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Which cohort.
    pub cohort: usize,
    /// When the person started: its first start in the cohort.
    pub start: Time,
    /// The periods in which it returned, ascending, up to the last one asked for.
    pub returned: Vec<usize>,
}

/// How a person fared in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ReturnOutcome {
    /// It returned, whether or not the period is over.
    #[default]
    Returned,
    /// It did not, and the period is over.
    NotReturned,
}

impl ReturnOutcome {
    /// Whether a person fared so.
    pub fn holds(self, grid: &Grid, member: &Member, period: usize) -> bool {
        let has_returned = member.returned.binary_search(&period).is_ok();
        match self {
            Self::Returned => has_returned,
            Self::NotReturned => !has_returned && grid.is_over(member.cohort, member.start, period),
        }
    }
}

/// The cohorts that a person is in, in their order.
///
/// A return is not earlier than the start, by (time, event id). What starts may be its own return: it lies in period 0.
/// Linear in the journey for one start; for each further cohort in what returns within the periods asked for.
pub fn members(
    plan: &ReturningPlan,
    journey: &[JourneyEvent],
    first_of_order: &FirstOfOrder,
) -> Vec<Member> {
    let grid = &plan.grid;
    let starts = starts(plan, journey, first_of_order);
    if starts.is_empty() {
        return Vec::new();
    }
    let mut returns = conversions(&plan.back, journey, grid.now(), first_of_order);
    returns.retain(|back| grid.has_happened(back.time));
    let member = |(cohort, start): (usize, Conversion)| Member {
        cohort,
        start: start.time,
        returned: returned(grid, cohort, &start, &returns),
    };
    starts.into_iter().map(member).collect()
}

/// The person's start in each of its cohorts, in their order.
fn starts(
    plan: &ReturningPlan,
    journey: &[JourneyEvent],
    first_of_order: &FirstOfOrder,
) -> Vec<(usize, Conversion)> {
    let grid = &plan.grid;
    let found: Vec<Conversion> = match plan.starts {
        Starts::First => first(&plan.start, journey, grid.now(), first_of_order)
            .into_iter()
            .collect(),
        Starts::Any => conversions(&plan.start, journey, grid.now(), first_of_order),
    };
    let in_cohort = |start: Conversion| Some((grid.cohort_of(start.time)?, start));
    let mut starts: Vec<(usize, Conversion)> = found.into_iter().filter_map(in_cohort).collect();
    // They come in the order of time, and of each cohort the first stays.
    starts.dedup_by_key(|(cohort, _)| *cohort);
    starts
}

/// The first conversion in all history, if it passes the filters.
fn first(
    target: &TargetPlan,
    journey: &[JourneyEvent],
    now: Time,
    first_of_order: &FirstOfOrder,
) -> Option<Conversion> {
    let unfiltered = TargetPlan {
        keep: None,
        ..target.clone()
    };
    let first = conversions(&unfiltered, journey, now, first_of_order)
        .into_iter()
        .next()?;
    let is_kept = |keep| journey[first.source].rules.contains(keep);
    target.keep.is_none_or(is_kept).then_some(first)
}

/// The periods in which a person that started so returned; `returns` are in order.
fn returned(grid: &Grid, cohort: usize, start: &Conversion, returns: &[Conversion]) -> Vec<usize> {
    let order = |conversion: &Conversion| (conversion.time, conversion.event_id);
    let earlier = returns.partition_point(|back| order(back) < order(start));
    let later = &returns[earlier..];
    let period_of = |back: &Conversion| grid.period_of(cohort, start.time, back.time);
    let last_asked = grid.periods();
    if grid.mode() == Mode::OnOrAfter {
        let last = later.last().and_then(period_of);
        return last.map_or(Vec::new(), |last| (0..=last.min(last_asked)).collect());
    }
    let mut periods: Vec<usize> = { later.iter() }
        .map_while(period_of)
        .take_while(|period| *period <= last_asked)
        .collect();
    periods.dedup();
    periods
}
