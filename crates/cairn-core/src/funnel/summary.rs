//! A funnel's counts: small, and mergeable in any order.

use std::collections::BTreeMap;

use super::key_sum::KeySum;
use super::stream::Entered;
use super::terms::StepSet;
use crate::breakdown::BreakdownValues;
use crate::id::PersonKey;
use crate::money::Amounts;
use crate::value::Value;

/// What happened at one step.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StepCount {
    /// Subjects that reached the step.
    pub count: u64,
    /// Of these, subjects whose window is still running.
    pub open: u64,
    /// The money of the step's conversions, if the step is a goal that has a value.
    pub value: Amounts,
    /// Of this, money of subjects whose window is still running.
    pub open_value: Amounts,
    /// Subjects that reached the step and the one before that may not be left out.
    pub continued: Reached,
    /// Subjects that reached the step and the first one.
    pub since_start: Reached,
    /// Subjects that began with the step.
    pub entered: u64,
    /// Which subjects reached the step and are not open.
    pub closed: KeySum,
}

/// Some subjects, and those of them whose window is still running.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reached {
    /// All.
    pub count: u64,
    /// Of these the open ones.
    pub open: u64,
}

impl Reached {
    /// Those whose window is over.
    pub fn closed(self) -> u64 {
        self.count - self.open
    }

    pub(super) fn add(&mut self, is_open: bool) {
        self.count += 1;
        self.open += u64::from(is_open);
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.count += other.count;
        self.open += other.open;
    }
}

/// The step that a step is compared with: the one before that may not be left out. Both count from 0.
pub fn step_before(step: usize, optional: StepSet) -> Option<usize> {
    (0..step).rev().find(|before| !optional.contains(*before))
}

/// The counts of a funnel, overall and by the values of each breakdown property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunnelSummary {
    /// Overall, one per step.
    pub steps: Vec<StepCount>,
    /// For each breakdown property the counts by its values, one per step each; `None` where the property was not
    /// set. Rows sum to the overall counts.
    pub by_property: Vec<BTreeMap<Option<Value>, Vec<StepCount>>>,
    optional: StepSet,
}

impl FunnelSummary {
    /// The summary of no subjects, with so many steps, of which some may be left out, and breakdown properties.
    pub fn empty(steps: usize, optional: StepSet, breakdowns: usize) -> Self {
        Self {
            steps: vec![StepCount::default(); steps],
            by_property: vec![BTreeMap::new(); breakdowns],
            optional,
        }
    }

    /// Adds one person to the overall counts and, for each breakdown property, to the row of its value.
    /// `values` knows the values of each property.
    pub fn add(&mut self, person: PersonKey, entered: &Entered, values: &[BreakdownValues]) {
        let (steps, optional) = (self.steps.len(), self.optional);
        add_to(&mut self.steps, optional, person, entered);
        let by_property = self.by_property.iter_mut().zip(values);
        for ((rows, values), code) in by_property.zip(&entered.breakdowns) {
            let value = code.and_then(|code| values.value(code)).cloned();
            let row = rows.entry(value);
            add_to(
                row.or_insert_with(|| vec![StepCount::default(); steps]),
                optional,
                person,
                entered,
            );
        }
    }

    /// Takes in the counts of other persons.
    pub fn merge(&mut self, other: Self) {
        merge_steps(&mut self.steps, &other.steps);
        for (into, from) in self.by_property.iter_mut().zip(other.by_property) {
            for (value, steps) in from {
                match into.get_mut(&value) {
                    Some(row) => merge_steps(row, &steps),
                    None => {
                        into.insert(value, steps);
                    }
                }
            }
        }
    }
}

fn add_to(steps: &mut [StepCount], optional: StepSet, person: PersonKey, entered: &Entered) {
    let entry = entered.filled.iter().position(|filled| *filled);
    let has = |step: usize| entered.has(step);
    let with_values = steps.iter_mut().zip(&entered.values).enumerate();
    for (at, (step, value)) in with_values.filter(|(at, _)| has(*at)) {
        if step_before(at, optional).is_some_and(has) {
            step.continued.add(entered.is_open);
        }
        if has(0) {
            step.since_start.add(entered.is_open);
        }
        step.entered += u64::from(entry == Some(at));
        step.count += 1;
        step.open += u64::from(entered.is_open);
        if !entered.is_open {
            step.closed.add(person);
        }
        if let Some(money) = value {
            step.value.add(*money);
            if entered.is_open {
                step.open_value.add(*money);
            }
        }
    }
}

fn merge_steps(into: &mut [StepCount], from: &[StepCount]) {
    for (into, from) in into.iter_mut().zip(from) {
        into.count += from.count;
        into.open += from.open;
        into.value.merge(&from.value);
        into.open_value.merge(&from.open_value);
        into.closed.merge(from.closed);
        into.continued.merge(from.continued);
        into.since_start.merge(from.since_start);
        into.entered += from.entered;
    }
}
