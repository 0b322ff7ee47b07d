//! The times of a question: mergeable in any order.

use std::collections::BTreeMap;

use super::Fared;
use crate::time::Span;
use crate::value::Value;

/// The times of some who entered. Compare only what was sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    /// Of those who converted how long each took.
    converted: Vec<Span>,
    /// Of those who have not, and whose window is still running, how long each has been watched.
    open: Vec<Span>,
    /// How many have not, and their window is over.
    lost: u64,
}

/// The times of all who entered, of those of each breakdown value, and of those who started in each period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TimeToConvertSummary {
    /// All.
    pub overall: Taken,
    /// By breakdown value, `None` where the property was not set; empty without a breakdown.
    pub by_value: BTreeMap<Option<Value>, Taken>,
    /// By period, in their order; empty where none are asked for.
    pub by_period: Vec<Taken>,
}

impl Taken {
    /// Adds one who entered.
    pub fn add(&mut self, fared: Fared) {
        match fared {
            Fared::Converted(took) => self.converted.push(took),
            Fared::Open(watched) => self.open.push(watched),
            Fared::Lost => self.lost += 1,
        }
    }

    /// Takes in the times of others.
    pub fn merge(&mut self, mut other: Self) {
        self.converted.append(&mut other.converted);
        self.open.append(&mut other.open);
        self.lost += other.lost;
    }

    /// Puts times in order, whatever order they came in.
    pub fn sort(&mut self) {
        self.converted.sort_unstable();
        self.open.sort_unstable();
    }

    /// How long each took who converted.
    pub fn converted(&self) -> &[Span] {
        &self.converted
    }

    /// How long each has been watched whose window is still running.
    pub fn open(&self) -> &[Span] {
        &self.open
    }

    /// How many did not convert inside the window.
    pub fn lost(&self) -> u64 {
        self.lost
    }

    /// How many entered.
    pub fn entered(&self) -> u64 {
        (self.converted.len() + self.open.len()) as u64 + self.lost
    }
}

impl TimeToConvertSummary {
    /// The times of nobody, over so many periods.
    pub fn empty(periods: usize) -> Self {
        Self {
            by_period: vec![Taken::default(); periods],
            ..Self::default()
        }
    }

    /// Adds one person: its breakdown value, if there is a breakdown, and its period, if periods are asked for.
    pub fn add(&mut self, fared: Fared, value: Option<Option<&Value>>, period: Option<usize>) {
        self.overall.add(fared);
        if let Some(value) = value {
            self.by_value.entry(value.cloned()).or_default().add(fared);
        }
        if let Some(taken) = period.and_then(|period| self.by_period.get_mut(period)) {
            taken.add(fared);
        }
    }

    /// Takes in the times of other persons over the same periods.
    pub fn merge(&mut self, other: Self) {
        self.overall.merge(other.overall);
        for (value, taken) in other.by_value {
            self.by_value.entry(value).or_default().merge(taken);
        }
        for (into, from) in self.by_period.iter_mut().zip(other.by_period) {
            into.merge(from);
        }
    }

    /// Puts times in order.
    pub fn sort(&mut self) {
        self.overall.sort();
        self.by_value.values_mut().for_each(Taken::sort);
        self.by_period.iter_mut().for_each(Taken::sort);
    }
}
