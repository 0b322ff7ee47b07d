//! The answer to a funnel.

use std::collections::BTreeMap;

use cairn_stats::{Difference, ProportionError};

use super::rate::{Rate, rate_change};
use crate::funnel::{KeySum, Reached, StepCount, StepSet, step_before};
use crate::money::Amounts;
use crate::value::Value;

/// A funnel's steps, overall and by breakdown value.
#[derive(Debug, Clone, PartialEq)]
pub struct FunnelAnswer {
    /// Overall.
    pub steps: Vec<StepAnswer>,
    /// One row per value, most entries first; absent without a breakdown.
    pub breakdown: Option<Vec<FunnelRow>>,
}

/// The funnel of the subjects with one breakdown value.
#[derive(Debug, Clone, PartialEq)]
pub struct FunnelRow {
    /// The value; `None` where the property was not set.
    pub value: Option<Value>,
    /// Its steps.
    pub steps: Vec<StepAnswer>,
}

/// One step. Rates and `dropped` leave out open entries (semantics S23).
#[derive(Debug, Clone, PartialEq)]
pub struct StepAnswer {
    /// What a reader calls it.
    pub name: String,
    /// Subjects that reached it.
    pub count: u64,
    /// Of these, subjects whose window is still running.
    pub open: u64,
    /// Whether it may be left out.
    pub is_optional: bool,
    /// Subjects that began with it, where attempts may begin at any step.
    pub entered: Option<u64>,
    /// Among those that entered at step 1.
    pub rate_from_start: Option<Rate>,
    /// Among those that reached the step before: the last that may not be left out.
    pub rate_from_previous: Option<Rate>,
    /// Reached the step before and neither this one nor a later one; nobody where it may be left out.
    pub dropped: u64,
    /// Money of the step's conversions.
    pub value: Amounts,
    /// Of this, money of persons whose window is still running.
    pub open_value: Amounts,
    /// Which subjects reached it and are not open; no part of what is told.
    pub closed: KeySum,
    /// How far `rate_from_start` lies above that of the range compared with.
    pub rate_from_start_change: Option<Difference>,
    /// How far `rate_from_previous` lies above that of the range compared with.
    pub rate_change: Option<Difference>,
}

impl StepAnswer {
    /// The steps of a funnel from their counts; some may be left out, and attempts may begin anywhere if it is open.
    pub fn from_counts(
        names: &[String],
        counts: &[StepCount],
        optional: StepSet,
        is_open: bool,
    ) -> Result<Vec<Self>, ProportionError> {
        let closed = |count: &StepCount| count.count - count.open;
        let rate =
            |reached: Reached, earlier: &StepCount| Rate::of(reached.closed(), closed(earlier));
        let mut steps: Vec<Self> = Vec::with_capacity(counts.len());
        for (at, (name, count)) in names.iter().zip(counts).enumerate() {
            let is_optional = optional.contains(at);
            let previous = step_before(at, optional).map(|before| &counts[before]);
            let lost = |previous: &StepCount| closed(previous) - count.continued.closed();
            steps.push(Self {
                name: name.clone(),
                count: count.count,
                open: count.open,
                is_optional,
                entered: is_open.then_some(count.entered),
                rate_from_start: previous
                    .map(|_| rate(count.since_start, &counts[0]))
                    .transpose()?
                    .flatten(),
                rate_from_previous: previous
                    .map(|previous| rate(count.continued, previous))
                    .transpose()?
                    .flatten(),
                dropped: previous.filter(|_| !is_optional).map_or(0, lost),
                value: count.value.clone(),
                open_value: count.open_value.clone(),
                closed: count.closed,
                rate_from_start_change: None,
                rate_change: None,
            });
        }
        Ok(steps)
    }

    /// Says how the rates lie to those of the same step before.
    fn compare(&mut self, before: &Self) -> Result<(), ProportionError> {
        self.rate_from_start_change = rate_change(self.rate_from_start, before.rate_from_start)?;
        self.rate_change = rate_change(self.rate_from_previous, before.rate_from_previous)?;
        Ok(())
    }
}

impl FunnelAnswer {
    /// Says how the rates lie to those before: the whole to the whole, each row to the row of its value.
    pub fn compare(&mut self, before: &Self) -> Result<(), ProportionError> {
        compare_steps(&mut self.steps, &before.steps)?;
        let rows_before = before.breakdown.iter().flatten();
        let by_value: BTreeMap<&Option<Value>, &FunnelRow> =
            rows_before.map(|row| (&row.value, row)).collect();
        for row in self.breakdown.iter_mut().flatten() {
            if let Some(before) = by_value.get(&row.value) {
                compare_steps(&mut row.steps, &before.steps)?;
            }
        }
        Ok(())
    }
}

fn compare_steps(steps: &mut [StepAnswer], before: &[StepAnswer]) -> Result<(), ProportionError> {
    let mut pairs = steps.iter_mut().zip(before);
    pairs.try_for_each(|(step, before)| step.compare(before))
}
