//! Trends as CSV: one row per point.

use super::cells::{WHOLE, label, money_cells, optional, rate_cells};
use super::parts::{beside, with_breakdown};
use crate::answer::{NumbersWire, PointWire, SeriesWire, TrendBeforeWire};

/// The columns of [`number_cells`].
pub(super) const NUMBERS: [&str; 11] = [
    "conversions",
    "persons",
    "sessions",
    "rate_value",
    "rate_low",
    "rate_high",
    "rate_numerator",
    "rate_denominator",
    "value_minor",
    "value_currency",
    "amounts",
];

/// The table of a trend, beside the one compared with.
pub(super) fn table(
    series: &[SeriesWire],
    overall: Option<&SeriesWire>,
    compare: Option<&TrendBeforeWire>,
) -> Vec<Vec<String>> {
    let this = one(series, overall);
    match compare {
        None => this,
        Some(before) => beside(this, one(&before.series, before.overall.as_ref())),
    }
}

fn one(series: &[SeriesWire], overall: Option<&SeriesWire>) -> Vec<Vec<String>> {
    let parts = if overall.is_some() { series } else { &[] };
    let parts = parts
        .iter()
        .map(|series| (label(&series.value), series.points.as_slice()));
    let whole = overall.or(series.first());
    let whole = whole.map_or(&[][..], |whole| whole.points.as_slice());
    let whole = (WHOLE.to_owned(), whole);
    let mut columns = vec!["start"];
    columns.extend(NUMBERS);
    columns.push("mature");
    with_breakdown(
        overall.is_some(),
        &columns,
        whole,
        parts.collect(),
        point_cells,
    )
}

fn point_cells(point: &PointWire) -> Vec<String> {
    let mut cells = vec![point.start.clone()];
    cells.extend(number_cells(&point.numbers));
    cells.push(point.mature.to_string());
    cells
}

pub(super) fn number_cells(numbers: &NumbersWire) -> Vec<String> {
    let mut cells = vec![numbers.conversions.to_string(), numbers.persons.to_string()];
    cells.push(optional(numbers.sessions.as_ref()));
    cells.extend(rate_cells(numbers.rate.as_ref()));
    cells.extend(money_cells(numbers.value.as_ref(), &numbers.amounts));
    cells
}
