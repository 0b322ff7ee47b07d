//! Retention as CSV: one row per cell, all cohorts together first.

use super::cells::{WHOLE, header, rate_cells};
use crate::answer::{AllCohortsWire, CohortWire};

const COLUMNS: [&str; 11] = [
    "cohort",
    "size",
    "period",
    "count",
    "open",
    "complete",
    "rate_value",
    "rate_low",
    "rate_high",
    "rate_numerator",
    "rate_denominator",
];

/// The table of cohorts.
pub(super) fn table(cohorts: &[CohortWire], overall: &AllCohortsWire) -> Vec<Vec<String>> {
    let mut table = vec![header(&COLUMNS)];
    for cell in &overall.cells {
        let mut row = vec![
            WHOLE.to_owned(),
            overall.size.to_string(),
            cell.period.to_string(),
            cell.count.to_string(),
            // Taken together are only cohorts for which the period is over.
            "0".to_owned(),
            (cell.cohorts > 0).to_string(),
        ];
        row.extend(rate_cells(cell.rate.as_ref()));
        table.push(row);
    }
    for cohort in cohorts {
        for cell in &cohort.cells {
            let mut row = vec![
                cohort.start.clone(),
                cohort.size.to_string(),
                cell.period.to_string(),
                cell.count.to_string(),
                cell.open.to_string(),
                cell.complete.to_string(),
            ];
            row.extend(rate_cells(cell.rate.as_ref()));
            table.push(row);
        }
    }
    table
}
