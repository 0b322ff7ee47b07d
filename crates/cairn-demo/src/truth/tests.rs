//! The truth against a count of the rows, which knows nothing of plans.

use std::collections::HashMap;

use super::*;
use crate::row::ShopRow;

struct Log {
    rows: Vec<ShopRow>,
    truth: Truth,
}

fn log() -> Log {
    let plan = ShopPlan::new(31, 6_000, 60, 48_000).unwrap();
    Log {
        rows: plan.rows().map(Result::unwrap).collect(),
        truth: Truth::of(&plan),
    }
}

fn distinct<T: Ord>(values: impl Iterator<Item = T>) -> u64 {
    values.collect::<BTreeSet<T>>().len() as u64
}

#[test]
fn counts_are_those_of_the_rows() {
    let Log { rows, truth } = log();
    assert_eq!(truth.rows, rows.len() as u64);
    let without = rows.iter().filter(|row| row.user_id.is_none()).count();
    assert_eq!(truth.rows_without_person, without as u64);
    assert_eq!(
        truth.persons,
        distinct(rows.iter().filter_map(|row| row.user_id.clone()))
    );
    assert_eq!(truth.rows_per_event.len(), 7);
    for (event, count) in &truth.rows_per_event {
        let of_event = || rows.iter().filter(|row| row.event == *event);
        assert_eq!(*count, of_event().count() as u64, "{event}");
        let persons = distinct(of_event().filter_map(|row| row.user_id.clone()));
        assert_eq!(truth.persons_per_event[event], persons, "{event}");
    }
}

#[test]
fn money_is_that_of_the_rows() {
    let Log { rows, truth } = log();
    let mut all: BTreeMap<&str, i64> = BTreeMap::new();
    let mut per_order: BTreeMap<&str, i64> = BTreeMap::new();
    let mut orders = BTreeSet::new();
    for row in &rows {
        let Some(money) = row.value else { continue };
        *all.entry(money.currency.code()).or_default() += money.minor;
        if orders.insert(row.order_id.clone()) {
            *per_order.entry(money.currency.code()).or_default() += money.minor;
        }
    }
    assert_eq!(truth.revenue, all);
    assert_eq!(truth.order_revenue, per_order);
    assert_eq!(truth.orders, orders.len() as u64);
    assert_eq!(all.len(), 3);
    assert_ne!(all, per_order, "no order is told twice");
}

/// How deep a person gets from the step-1 event at `start`.
fn depth_from(rows: &[&ShopRow], start: usize) -> usize {
    let mut depth = 0;
    for row in &rows[start..] {
        let in_window = row.event_time.since(rows[start].event_time) <= FUNNEL_WINDOW;
        if depth < 4 && in_window && row.event == FUNNEL_STEPS[depth] {
            depth += 1;
        }
    }
    depth
}

#[test]
fn the_funnel_is_that_of_the_rows() {
    let Log { rows, truth } = log();
    let mut journeys: HashMap<&str, Vec<&ShopRow>> = HashMap::new();
    for row in &rows {
        if let Some(person) = &row.user_id {
            journeys.entry(person).or_default().push(row);
        }
    }
    let mut best = [0; 4];
    let mut first = [0; 4];
    let mut by_channel: BTreeMap<&str, [u64; 4]> = BTreeMap::new();
    for rows in journeys.values() {
        let starts = (0..rows.len()).filter(|at| rows[*at].event == FUNNEL_STEPS[0]);
        let depths: Vec<usize> = starts.clone().map(|at| depth_from(rows, at)).collect();
        let (Some(deepest), Some(at)) = (depths.iter().max(), starts.min()) else {
            continue;
        };
        add_reached(&mut best, *deepest);
        add_reached(&mut first, depths[0]);
        add_reached(by_channel.entry(rows[at].channel).or_default(), *deepest);
    }
    assert_eq!(truth.funnel.entry_best, best);
    assert_eq!(truth.funnel.entry_first, first);
    assert_eq!(truth.funnel.entry_best_by_channel, by_channel);
    assert_ne!(best, first, "nobody tries twice");
}
