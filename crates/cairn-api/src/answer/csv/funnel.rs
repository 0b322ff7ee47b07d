//! Funnels as CSV: one row per step.

use super::cells::{WHOLE, difference_cells, label, money_cells, optional, rate_cells, text};
use super::parts::{beside, with_breakdown};
use crate::answer::{FunnelBeforeWire, FunnelRowWire, StepWire};

const COLUMNS: [&str; 20] = [
    "name",
    "count",
    "open",
    "rate_from_start_value",
    "rate_from_start_low",
    "rate_from_start_high",
    "rate_from_start_numerator",
    "rate_from_start_denominator",
    "rate_from_previous_value",
    "rate_from_previous_low",
    "rate_from_previous_high",
    "rate_from_previous_numerator",
    "rate_from_previous_denominator",
    "dropped",
    "seconds_from_previous_median",
    "seconds_from_previous_p75",
    "seconds_from_previous_p90",
    "value_minor",
    "value_currency",
    "amounts",
];

/// Of funnels whose steps may be left out, or begun with.
const TERMS_COLUMNS: [&str; 2] = ["optional", "entered"];

const CHANGE_COLUMNS: [&str; 3] = ["rate_change_value", "rate_change_low", "rate_change_high"];

/// The table of a funnel, beside the one compared with.
pub(super) fn table(
    steps: &[StepWire],
    breakdown: Option<&[FunnelRowWire]>,
    compare: Option<&FunnelBeforeWire>,
) -> Vec<Vec<String>> {
    let Some(before) = compare else {
        return one(steps, breakdown, false);
    };
    let compared = one(&before.steps, before.breakdown.as_deref(), true);
    beside(one(steps, breakdown, true), compared)
}

fn one(
    steps: &[StepWire],
    breakdown: Option<&[FunnelRowWire]>,
    with_change: bool,
) -> Vec<Vec<String>> {
    let rows = breakdown.unwrap_or_default().iter();
    let parts = rows.map(|row| (label(&row.value), row.steps.as_slice()));
    let has_terms = |step: &StepWire| step.optional || step.entered.is_some();
    let has_terms = steps.iter().any(has_terms);
    let mut columns = COLUMNS.to_vec();
    if has_terms {
        columns.extend(TERMS_COLUMNS);
    }
    if with_change {
        columns.extend(CHANGE_COLUMNS);
    }
    let cells = |step: &StepWire| {
        let mut cells = step_cells(step);
        if has_terms {
            cells.extend([step.optional.to_string(), optional(step.entered.as_ref())]);
        }
        if with_change {
            cells.extend(difference_cells(step.rate_change.as_ref()));
        }
        cells
    };
    let whole = (WHOLE.to_owned(), steps);
    with_breakdown(breakdown.is_some(), &columns, whole, parts.collect(), cells)
}

fn step_cells(step: &StepWire) -> Vec<String> {
    let mut cells = vec![
        text(&step.name),
        step.count.to_string(),
        step.open.to_string(),
    ];
    cells.extend(rate_cells(step.rate_from_start.as_ref()));
    cells.extend(rate_cells(step.rate_from_previous.as_ref()));
    cells.push(step.dropped.to_string());
    let seconds = &step.seconds_from_previous;
    cells.extend(
        [seconds.median, seconds.p75, seconds.p90].map(|seconds| optional(seconds.as_ref())),
    );
    cells.extend(money_cells(step.value.as_ref(), &step.amounts));
    cells
}
