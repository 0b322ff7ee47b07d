//! Times to convert as CSV: one row per bin, with what is told of all its rows; then one row per period, without a bin.

use super::cells::{WHOLE, header, label, optional};
use crate::answer::{
    ConvertBinWire, ConvertPeriodWire, ConvertRowWire, ConvertTimesWire, PercentileWire,
};

/// Of a bin: its ends, how many took so long, and which share of those who converted so far.
const BIN_COLUMNS: [&str; 4] = ["from_seconds", "to_seconds", "count", "share"];

/// Of all that a row belongs to.
const COLUMNS: [&str; 17] = [
    "entered",
    "converted",
    "open",
    "within_window_value",
    "within_window_low",
    "within_window_high",
    "median_seconds",
    "median_low",
    "median_high",
    "p75_seconds",
    "p75_low",
    "p75_high",
    "p90_seconds",
    "p90_low",
    "p90_high",
    "fastest",
    "slowest",
];

/// The table of bins, overall first.
pub(super) fn table(
    overall: &ConvertTimesWire,
    breakdown: Option<&[ConvertRowWire]>,
    periods: Option<&[ConvertPeriodWire]>,
) -> Vec<Vec<String>> {
    let in_front = |value: &str, start: &str, complete: &str| {
        let mut cells = Vec::new();
        if breakdown.is_some() {
            cells.push(value.to_owned());
        }
        if periods.is_some() {
            cells.extend([start.to_owned(), complete.to_owned()]);
        }
        cells
    };
    let mut names = in_front("breakdown", "start", "complete");
    names.extend(header(&BIN_COLUMNS));
    names.extend(header(&COLUMNS));
    let mut table = vec![names];
    let whole = std::iter::once((WHOLE.to_owned(), overall));
    let parts = breakdown.unwrap_or_default().iter();
    let parts = parts.map(|row| (label(&row.value), &row.times));
    for (value, times) in whole.chain(parts) {
        for bin in &times.bins {
            let mut row = in_front(&value, WHOLE, "");
            row.extend(bin_cells(bin, times.converted));
            row.extend(times_cells(times));
            table.push(row);
        }
    }
    for period in periods.unwrap_or_default() {
        let mut row = in_front(WHOLE, &period.start, &period.complete.to_string());
        row.extend(BIN_COLUMNS.map(|_| String::new()));
        row.extend(period_cells(period));
        table.push(row);
    }
    table
}

fn bin_cells(bin: &ConvertBinWire, converted: u64) -> [String; 4] {
    let share = (converted > 0).then(|| bin.count as f64 / converted as f64);
    [
        bin.from_seconds.to_string(),
        bin.to_seconds.to_string(),
        bin.count.to_string(),
        optional(share.as_ref()),
    ]
}

fn times_cells(times: &ConvertTimesWire) -> Vec<String> {
    let within = times.within_window.as_ref();
    let mut cells = [times.entered, times.converted, times.open]
        .map(|n| n.to_string())
        .to_vec();
    cells.extend([
        optional(within.map(|share| share.value).as_ref()),
        optional(within.map(|share| share.low).as_ref()),
        optional(within.map(|share| share.high).as_ref()),
    ]);
    for percentile in [times.median, times.p75, times.p90] {
        cells.extend(percentile_cells(percentile));
    }
    cells.extend([times.fastest, times.slowest].map(|seconds| optional(seconds.as_ref())));
    cells
}

/// A period's share, fastest and slowest are not told.
fn period_cells(period: &ConvertPeriodWire) -> Vec<String> {
    let counts = [period.entered, period.converted, period.open];
    let mut cells = counts.map(|n| n.to_string()).to_vec();
    cells.extend([const { String::new() }; 3]);
    for percentile in [period.median, period.p75, period.p90] {
        cells.extend(percentile_cells(percentile));
    }
    cells.extend([const { String::new() }; 2]);
    cells
}

fn percentile_cells(percentile: Option<PercentileWire>) -> [String; 3] {
    [
        optional(percentile.map(|percentile| percentile.seconds).as_ref()),
        optional(percentile.and_then(|percentile| percentile.low).as_ref()),
        optional(percentile.and_then(|percentile| percentile.high).as_ref()),
    ]
}
