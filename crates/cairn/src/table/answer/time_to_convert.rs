//! A time to convert: a row per breakdown value, the bars of all, a row per period.

use cairn_api::{
    ConvertBinWire, ConvertPeriodWire, ConvertRowWire, ConvertTimesWire, CurveShareWire,
    PercentileWire,
};

use crate::table::format::{Grid, count, label, took};

/// The longest bar, in characters.
const WIDEST: u64 = 40;

/// The numbers, the bars, and the periods if there are any.
pub(super) fn table(
    window: i64,
    overall: &ConvertTimesWire,
    breakdown: Option<&[ConvertRowWire]>,
    periods: Option<&[ConvertPeriodWire]>,
) -> String {
    let mut numbers = Grid::new(
        &[
            "",
            "entered",
            "converted",
            "open",
            "within window",
            "median",
            "p75",
            "p90",
            "fastest",
            "slowest",
        ],
        1,
    );
    numbers.row(row("all", overall));
    for part in breakdown.unwrap_or_default() {
        numbers.row(row(&label(&part.value), &part.times));
    }
    let mut told = format!(
        "from the first step to the last, within {}\n{numbers}\n{}",
        took(window as f64),
        bars(&overall.bins)
    );
    if let Some(periods) = periods {
        told += &format!("\n{}", by_period(periods));
    }
    told
}

fn row(name: &str, times: &ConvertTimesWire) -> [String; 10] {
    let end = |seconds: Option<f64>| seconds.map(took).unwrap_or_default();
    [
        name.to_owned(),
        count(times.entered),
        count(times.converted),
        count(times.open),
        share(times.within_window.as_ref()),
        percentile(times.median),
        percentile(times.p75),
        percentile(times.p90),
        end(times.fastest),
        end(times.slowest),
    ]
}

fn bars(bins: &[ConvertBinWire]) -> Grid {
    let most = bins.iter().map(|bin| bin.count).max().unwrap_or(0).max(1);
    let mut grid = Grid::new(&["from", "to", "", "converted"], 3);
    for bin in bins {
        let length = (bin.count * WIDEST).div_ceil(most);
        let bar = (0..length).map(|_| '█').collect::<String>();
        let [from, to] = [bin.from_seconds, bin.to_seconds].map(|seconds| took(seconds as f64));
        grid.row([from, to, bar, count(bin.count)]);
    }
    grid
}

fn by_period(periods: &[ConvertPeriodWire]) -> String {
    let header = [
        "started",
        "entered",
        "converted",
        "open",
        "median",
        "p75",
        "p90",
    ];
    let mut grid = Grid::new(&header, 1);
    for period in periods {
        let mark = if period.complete { "" } else { " *" };
        grid.row([
            format!("{}{mark}", period.start),
            count(period.entered),
            count(period.converted),
            count(period.open),
            percentile(period.median),
            percentile(period.p75),
            percentile(period.p90),
        ]);
    }
    let remark = if periods.iter().any(|period| !period.complete) {
        "* not over yet: some may still convert\n"
    } else {
        ""
    };
    format!("{grid}{remark}")
}

/// A share with its interval: `30.0 % (27.3–33.0)`.
fn share(share: Option<&CurveShareWire>) -> String {
    let Some(share) = share else {
        return String::new();
    };
    let percent = |share: f64| format!("{:.1}", share * 100.0);
    format!(
        "{} % ({}–{})",
        percent(share.value),
        percent(share.low),
        percent(share.high)
    )
}

/// A time with its interval: `2d 3h (1d 20h–2d 12h)`; an end that the data do not set is a question mark.
fn percentile(percentile: Option<PercentileWire>) -> String {
    let Some(percentile) = percentile else {
        return String::new();
    };
    let end = |end: Option<f64>| end.map_or("?".to_owned(), took);
    format!(
        "{} ({}–{})",
        took(percentile.seconds),
        end(percentile.low),
        end(percentile.high)
    )
}
