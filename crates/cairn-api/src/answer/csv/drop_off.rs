//! Drop-offs as CSV: one row per segment and step.

use super::cells::{difference_cells, header, label, money_cells, rate_cells, text};
use crate::answer::{DropOffRowWire, SegmentWire};

const COLUMNS: [&str; 24] = [
    "step",
    "name",
    "property",
    "of",
    "value",
    "rate_value",
    "rate_low",
    "rate_high",
    "rate_numerator",
    "rate_denominator",
    "others_value",
    "others_low",
    "others_high",
    "others_numerator",
    "others_denominator",
    "difference_value",
    "difference_low",
    "difference_high",
    "excess_dropped",
    "value_lost_minor",
    "value_lost_currency",
    "p",
    "significant",
    "same_as",
];

/// The table of segments.
pub(super) fn table(rows: &[DropOffRowWire]) -> Vec<Vec<String>> {
    std::iter::once(header(&COLUMNS))
        .chain(rows.iter().map(cells))
        .collect()
}

fn cells(row: &DropOffRowWire) -> Vec<String> {
    let mut cells = vec![
        row.step.to_string(),
        text(&row.name),
        text(&row.property),
        row.of.to_string(),
        label(&row.value),
    ];
    cells.extend(rate_cells(Some(&row.rate)));
    cells.extend(rate_cells(Some(&row.others)));
    cells.extend(difference_cells(Some(&row.difference)));
    cells.push(row.excess_dropped.to_string());
    let [minor, currency, _] = money_cells(row.value_lost.as_ref(), &[]);
    cells.extend([
        minor,
        currency,
        row.p.to_string(),
        row.significant.to_string(),
        same_as(row),
    ]);
    cells
}

/// The same persons by other properties, in one cell.
fn same_as(row: &DropOffRowWire) -> String {
    let named = |same: &SegmentWire| format!("{} = {}", same.property, label(&same.value));
    let named: Vec<String> = row.same_as.iter().map(named).collect();
    text(&named.join("; "))
}
