//! Trends as tables.

use cairn_api::{NumbersWire, SeriesWire, TrendBeforeWire};

use crate::table::format::{Grid, between, count, difference, label, money, rate};

/// A trend, and below it the one compared with.
pub(super) fn table(
    series: &[SeriesWire],
    overall: Option<&SeriesWire>,
    compare: Option<&TrendBeforeWire>,
) -> String {
    let this = one(series, overall);
    let Some(before) = compare else { return this };
    let compared = one(&before.series, before.overall.as_ref());
    let whole = overall.or(series.first());
    let change = whole.and_then(|series| series.total.rate_change.as_ref());
    let change = change.map_or(String::new(), |change| {
        format!("change of the total rate: {}\n", difference(Some(change)))
    });
    format!(
        "{this}{change}\ncompared with {}\n{compared}",
        between(&before.range)
    )
}

fn one(series: &[SeriesWire], overall: Option<&SeriesWire>) -> String {
    let has_breakdown = overall.is_some();
    let numbers = [
        "conversions",
        "persons",
        "sessions",
        "rate of active persons",
        "value",
    ];
    let mut header = if has_breakdown {
        vec!["breakdown", "start"]
    } else {
        vec!["start"]
    };
    header.extend(numbers);
    let mut table = Grid::new(&header, header.len() - numbers.len());
    for part in overall.into_iter().chain(series) {
        let name = match (has_breakdown, overall) {
            (true, Some(whole)) if std::ptr::eq(whole, part) => Some("all".to_owned()),
            (true, _) => Some(label(&part.value)),
            (false, _) => None,
        };
        for (at, row) in series_cells(part).into_iter().enumerate() {
            let shown = |name: &String| if at == 0 { name.clone() } else { String::new() };
            let mut cells: Vec<String> = name.iter().map(shown).collect();
            cells.extend(row);
            table.row(cells);
        }
    }
    let is_immature = |series: &SeriesWire| series.points.iter().any(|point| !point.mature);
    let remark = if series.iter().any(is_immature) {
        "* not over yet\n"
    } else {
        ""
    };
    format!("{table}{remark}")
}

fn series_cells(series: &SeriesWire) -> Vec<Vec<String>> {
    let line = |start: String, numbers: &NumbersWire| {
        vec![
            start,
            count(numbers.conversions),
            count(numbers.persons),
            numbers.sessions.map(count).unwrap_or_default(),
            rate(numbers.rate.as_ref()),
            money(numbers.value.as_ref(), &numbers.amounts),
        ]
    };
    let mark = |mature: bool| if mature { "" } else { " *" };
    let points = series.points.iter().map(|point| {
        line(
            format!("{}{}", point.start, mark(point.mature)),
            &point.numbers,
        )
    });
    let mut rows: Vec<Vec<String>> = points.collect();
    rows.push(line("total".to_owned(), &series.total));
    rows
}
