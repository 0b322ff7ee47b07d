//! A population's size over time as CSV: one row per point.

use super::cells::{header, rate_cells};
use crate::answer::PopulationPointWire;

const COLUMNS: [&str; 11] = [
    "start",
    "size",
    "known",
    "entered",
    "left",
    "complete",
    "rate_value",
    "rate_low",
    "rate_high",
    "rate_numerator",
    "rate_denominator",
];

/// The table of points.
pub(super) fn table(points: &[PopulationPointWire]) -> Vec<Vec<String>> {
    let mut table = vec![header(&COLUMNS)];
    for point in points {
        let mut row = vec![
            point.start.clone(),
            point.size.to_string(),
            point.known.to_string(),
            point.entered.to_string(),
            point.left.to_string(),
            point.complete.to_string(),
        ];
        row.extend(rate_cells(point.rate.as_ref()));
        table.push(row);
    }
    table
}
