//! A funnel's counts: small, and mergeable in any order.

use std::collections::BTreeMap;

use super::key_sum::KeySum;
use super::stream::Entered;
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
    /// Which subjects reached the step and are not open.
    pub closed: KeySum,
}

/// The counts of a funnel, overall and by the values of each breakdown property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunnelSummary {
    /// Overall, one per step.
    pub steps: Vec<StepCount>,
    /// For each breakdown property the counts by its values, one per step each; `None` where the property was not
    /// set. Rows sum to the overall counts.
    pub by_property: Vec<BTreeMap<Option<Value>, Vec<StepCount>>>,
}

impl FunnelSummary {
    /// The summary of no subjects, with so many steps and breakdown properties.
    pub fn empty(steps: usize, breakdowns: usize) -> Self {
        Self {
            steps: vec![StepCount::default(); steps],
            by_property: vec![BTreeMap::new(); breakdowns],
        }
    }

    /// Adds one person to the overall counts and, for each breakdown property, to the row of its value.
    /// `values` knows the values of each property.
    pub fn add(&mut self, person: PersonKey, entered: &Entered, values: &[BreakdownValues]) {
        let steps = self.steps.len();
        add_to(&mut self.steps, person, entered);
        let by_property = self.by_property.iter_mut().zip(values);
        for ((rows, values), code) in by_property.zip(&entered.breakdowns) {
            let value = code.and_then(|code| values.value(code)).cloned();
            let row = rows.entry(value);
            add_to(
                row.or_insert_with(|| vec![StepCount::default(); steps]),
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

fn add_to(steps: &mut [StepCount], person: PersonKey, entered: &Entered) {
    for (step, value) in steps.iter_mut().zip(&entered.values).take(entered.depth) {
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
    }
}
