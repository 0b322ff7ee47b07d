//! The answer to where a funnel is worse than it should be.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use cairn_stats::{
    Difference, Proportion, ProportionError, benjamini_hochberg, newcombe, p_of_equal_proportions,
};

use super::funnel::{FunnelRow, StepAnswer};
use super::rate::{CONFIDENCE_LEVEL, Rate};
use crate::event::PropertyRef;
use crate::funnel::KeySum;
use crate::money::{Amounts, Currency, Money};
use crate::value::Value;

/// The share of rows called significant that may be so by chance.
pub const FALSE_DISCOVERY_RATE: f64 = 0.05;

/// A funnel and the segments that drop out of it more than the others.
#[derive(Debug, Clone, PartialEq)]
pub struct DropOffAnswer {
    /// The whole funnel.
    pub steps: Vec<StepAnswer>,
    /// The segments, the costliest first.
    pub rows: Vec<DropOffRow>,
}

/// A segment at a step that it reaches less often than everybody else.
#[derive(Debug, Clone, PartialEq)]
pub struct DropOffRow {
    /// The step, counted from 1; never the first.
    pub step: usize,
    /// What a reader calls the step.
    pub name: String,
    /// The property that makes the segment.
    pub property: PropertyRef,
    /// The segment's value; `None` where the property was not set.
    pub value: Option<Value>,
    /// Closed persons of the segment who went on from the step before.
    pub rate: Rate,
    /// Those of everybody else.
    pub others: Rate,
    /// `rate` − `others`.
    pub difference: Difference,
    /// How many more of the segment would have gone on at the rate of the others; above 0.
    pub excess_dropped: f64,
    /// What these would have brought by the average of the others, where the last step has money of one currency.
    pub value_lost: Option<Money>,
    /// Two-sided p of equal rates.
    pub p: f64,
    /// Whether that is significant beside all comparisons made.
    pub is_significant: bool,
    /// Segments of later properties that are the very same persons at this step, and so have the same numbers.
    pub same_as: Vec<Segment>,
}

/// The persons of a funnel who have one value of a property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// The property.
    pub property: PropertyRef,
    /// The value; `None` where the property was not set.
    pub value: Option<Value>,
}

/// All segments of one property.
#[derive(Debug, Clone)]
pub struct Segments {
    /// The property.
    pub property: PropertyRef,
    /// The funnel's rows by its values.
    pub rows: Vec<FunnelRow>,
}

/// Compares each segment at each step after the first with everybody else, the whole without it, and gives those
/// that go on less often: the significant ones first, then by the money lost, then by the persons.
///
/// All comparisons count for what is significant (Benjamini and Hochberg at [`FALSE_DISCOVERY_RATE`]), those of
/// segments that do better too. Open entries are left out, and their money.
///
/// Segments that are the same persons at a step are one row, that of the first property.
pub fn drop_offs(
    steps: &[StepAnswer],
    segments: &[Segments],
) -> Result<Vec<DropOffRow>, ProportionError> {
    let mut rows: Vec<DropOffRow> = Vec::new();
    let mut who: Vec<Who> = Vec::new();
    for segments in segments {
        for segment in &segments.rows {
            for step in 1..steps.len() {
                let Some(row) = compare(steps, &segments.property, segment, step)? else {
                    continue;
                };
                who.push(Who::of(segment, step));
                rows.push(row);
            }
        }
    }
    let p: Vec<f64> = rows.iter().map(|row| row.p).collect();
    for (row, adjusted) in rows.iter_mut().zip(benjamini_hochberg(&p)) {
        row.is_significant = adjusted <= FALSE_DISCOVERY_RATE;
    }
    let mut rows = each_once(rows.into_iter().zip(who));
    rows.retain(|row| row.excess_dropped > 0.0);
    rows.sort_by(by_cost);
    Ok(rows)
}

/// Who a row is about: the closed persons at the step before, and those of them at the step.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Who {
    step: usize,
    counts: [u64; 2],
    persons: [KeySum; 2],
}

impl Who {
    fn of(segment: &FunnelRow, at: usize) -> Self {
        let steps = [&segment.steps[at - 1], &segment.steps[at]];
        Self {
            step: at,
            counts: steps.map(closed),
            persons: steps.map(|step| step.closed),
        }
    }
}

/// The first row about the same persons, which names the others.
fn each_once(rows: impl Iterator<Item = (DropOffRow, Who)>) -> Vec<DropOffRow> {
    let mut first: BTreeMap<Who, usize> = BTreeMap::new();
    let mut kept: Vec<DropOffRow> = Vec::new();
    for (row, who) in rows {
        let place = *first.entry(who).or_insert(kept.len());
        match kept.get_mut(place) {
            Some(same) => same.same_as.push(Segment {
                property: row.property,
                value: row.value,
            }),
            None => kept.push(row),
        }
    }
    kept
}

fn by_cost(a: &DropOffRow, b: &DropOffRow) -> Ordering {
    let money = |row: &DropOffRow| row.value_lost.map_or(0, |money| money.minor);
    let significance = b.is_significant.cmp(&a.is_significant);
    significance
        .then_with(|| money(b).cmp(&money(a)))
        .then_with(|| b.excess_dropped.total_cmp(&a.excess_dropped))
        .then_with(|| a.step.cmp(&b.step))
        .then_with(|| a.property.cmp(&b.property))
        .then_with(|| a.value.cmp(&b.value))
}

fn closed(step: &StepAnswer) -> u64 {
    step.count.saturating_sub(step.open)
}

/// A segment at the step of this place; `None` where one side has nobody at the step before.
fn compare(
    steps: &[StepAnswer],
    property: &PropertyRef,
    segment: &FunnelRow,
    at: usize,
) -> Result<Option<DropOffRow>, ProportionError> {
    let reached = |at: usize| closed(&segment.steps[at]);
    let by_others = |at: usize| closed(&steps[at]).saturating_sub(reached(at));
    let (Some(rate), Some(others)) = (
        Rate::of(reached(at), reached(at - 1))?,
        Rate::of(by_others(at), by_others(at - 1))?,
    ) else {
        return Ok(None);
    };
    let excess_dropped = excess(rate.proportion, others.proportion);
    Ok(Some(DropOffRow {
        step: at + 1,
        name: steps[at].name.clone(),
        property: property.clone(),
        value: segment.value.clone(),
        difference: newcombe(rate.proportion, others.proportion, CONFIDENCE_LEVEL)?,
        excess_dropped,
        value_lost: lost(steps, segment, by_others(at), excess_dropped),
        p: p_of_equal_proportions(rate.proportion, others.proportion),
        is_significant: false,
        same_as: Vec::new(),
        rate,
        others,
    }))
}

fn excess(rate: Proportion, others: Proportion) -> f64 {
    others.value() * rate.denominator() as f64 - rate.numerator() as f64
}

/// What so many persons more would have brought: each what one of the others who reached this step brought on
/// average at the last one.
fn lost(
    steps: &[StepAnswer],
    segment: &FunnelRow,
    others_at_step: u64,
    excess_dropped: f64,
) -> Option<Money> {
    let (currency, whole) = only(&closed_money(steps.last()?))?;
    let of_segment = closed_money(segment.steps.last()?);
    let of_segment = of_segment
        .iter()
        .find_map(|(of, minor)| (of == currency).then_some(minor));
    if others_at_step == 0 {
        return None;
    }
    let of_others = whole - of_segment.unwrap_or(0);
    let each = of_others as f64 / others_at_step as f64;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a cast of floats stops at the ends"
    )]
    let minor = (excess_dropped * each).round() as i64;
    Some(Money { minor, currency })
}

/// The money of a step's closed persons.
fn closed_money(step: &StepAnswer) -> Amounts {
    let mut money = step.value.clone();
    money.subtract(&step.open_value);
    money
}

/// The one sum there is.
fn only(amounts: &Amounts) -> Option<(Currency, i128)> {
    let mut sums = amounts.iter();
    let sum = sums.next();
    sum.filter(|_| sums.next().is_none())
}

#[cfg(test)]
mod tests;
