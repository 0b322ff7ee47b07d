//! A funnel's counts: small, and mergeable in any order.

use std::collections::BTreeMap;

use super::stream::Entered;
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
}

/// The counts of a funnel, overall and by breakdown value; `None` where the property was not set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunnelSummary {
    /// Overall, one per step.
    pub steps: Vec<StepCount>,
    /// By breakdown value, one per step each. Rows sum to the overall counts.
    pub by_value: BTreeMap<Option<Value>, Vec<StepCount>>,
}

impl FunnelSummary {
    /// The summary of no subjects.
    pub fn empty(steps: usize) -> Self {
        Self {
            steps: vec![StepCount::default(); steps],
            by_value: BTreeMap::new(),
        }
    }

    /// Adds one subject to the overall counts.
    pub fn add(&mut self, entered: &Entered) {
        add_to(&mut self.steps, entered);
    }

    /// Adds one subject to the row of its breakdown value.
    pub fn add_to_value(&mut self, value: Option<&Value>, entered: &Entered) {
        let steps = self.steps.len();
        if let Some(row) = self.by_value.get_mut(&value.cloned()) {
            return add_to(row, entered);
        }
        let mut row = vec![StepCount::default(); steps];
        add_to(&mut row, entered);
        self.by_value.insert(value.cloned(), row);
    }

    /// Takes in the counts of other persons.
    pub fn merge(&mut self, other: Self) {
        merge_steps(&mut self.steps, &other.steps);
        for (value, steps) in other.by_value {
            match self.by_value.get_mut(&value) {
                Some(row) => merge_steps(row, &steps),
                None => {
                    self.by_value.insert(value, steps);
                }
            }
        }
    }
}

fn add_to(steps: &mut [StepCount], entered: &Entered) {
    for (step, value) in steps.iter_mut().zip(&entered.values).take(entered.depth) {
        step.count += 1;
        step.open += u64::from(entered.is_open);
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
    }
}
