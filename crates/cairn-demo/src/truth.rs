//! What any correct reader of the log must find, counted from the plan.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::fate::{FUNNEL_STEPS, FUNNEL_WINDOW};
use crate::journey::{Act, Journey, Journeys};
use crate::plan::ShopPlan;

/// The counts of a log. Amounts are minor units by currency code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Truth {
    /// The plan's seed.
    pub seed: u64,
    /// The plan's days, from 2026-01-01 UTC.
    pub days: u32,
    /// All rows.
    pub rows: u64,
    /// Rows without any id: they count in conversions, never in persons.
    pub rows_without_person: u64,
    /// Different persons with at least one row.
    pub persons: u64,
    /// Rows by event name.
    pub rows_per_event: BTreeMap<&'static str, u64>,
    /// Different persons by event name.
    pub persons_per_event: BTreeMap<&'static str, u64>,
    /// Different order ids.
    pub orders: u64,
    /// The value of all purchase rows.
    pub revenue: BTreeMap<&'static str, i64>,
    /// The value of all orders, each counted once.
    pub order_revenue: BTreeMap<&'static str, i64>,
    /// How far persons get.
    pub funnel: FunnelTruth,
}

/// The ordered funnel over all history: persons that reach each step, as planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FunnelTruth {
    /// The steps' event names.
    pub steps: [&'static str; 4],
    /// From step 1 to any later step at most so long, inclusive.
    pub window_seconds: i64,
    /// By each person's deepest attempt.
    pub entry_best: [u64; 4],
    /// By each person's first attempt.
    pub entry_first: [u64; 4],
    /// By each person's deepest attempt, split by the first channel on it.
    pub entry_best_by_channel: BTreeMap<&'static str, [u64; 4]>,
}

impl Truth {
    /// The truth of a plan; no row is made for it.
    pub fn of(plan: &ShopPlan) -> Self {
        let mut truth = Self::empty(plan);
        for journey in Journeys::of(plan) {
            truth.add(&journey);
        }
        truth
    }

    pub(crate) fn empty(plan: &ShopPlan) -> Self {
        Self {
            seed: plan.seed(),
            days: plan.days(),
            rows: 0,
            rows_without_person: 0,
            persons: 0,
            rows_per_event: BTreeMap::new(),
            persons_per_event: BTreeMap::new(),
            orders: 0,
            revenue: BTreeMap::new(),
            order_revenue: BTreeMap::new(),
            funnel: FunnelTruth {
                steps: FUNNEL_STEPS,
                window_seconds: FUNNEL_WINDOW.micros() / 1_000_000,
                entry_best: [0; 4],
                entry_first: [0; 4],
                entry_best_by_channel: BTreeMap::new(),
            },
        }
    }

    pub(crate) fn add(&mut self, journey: &Journey) {
        let rows = journey.deeds.len() as u64;
        self.rows += rows;
        if journey.has_id {
            self.persons += 1;
        } else {
            self.rows_without_person += rows;
        }
        let mut events = BTreeSet::new();
        for deed in &journey.deeds {
            let event = deed.act.event();
            *self.rows_per_event.entry(event).or_default() += 1;
            events.insert(event);
        }
        for event in events.into_iter().filter(|_| journey.has_id) {
            *self.persons_per_event.entry(event).or_default() += 1;
        }
        self.add_orders(journey);
        self.funnel.add(journey);
    }

    fn add_orders(&mut self, journey: &Journey) {
        let currency = journey.traits.currency;
        let mut told = 0;
        for deed in &journey.deeds {
            let Act::Purchase { order, minor } = deed.act else {
                continue;
            };
            *self.revenue.entry(currency).or_default() += minor;
            // A person's orders are numbered in order of time.
            if order > told {
                told = order;
                self.orders += 1;
                *self.order_revenue.entry(currency).or_default() += minor;
            }
        }
    }
}

impl FunnelTruth {
    fn add(&mut self, journey: &Journey) {
        let depth = journey.depth;
        add_reached(&mut self.entry_best, depth.best);
        add_reached(&mut self.entry_first, depth.first);
        if depth.best > 0 {
            let channel = journey.traits.channel.name;
            let row = self.entry_best_by_channel.entry(channel).or_default();
            add_reached(row, depth.best);
        }
    }
}

fn add_reached(steps: &mut [u64; 4], depth: usize) {
    for count in &mut steps[..depth] {
        *count += 1;
    }
}

#[cfg(test)]
mod tests;
