//! Retention as a grid: a row per cohort, a column per period.

use cairn_api::{AllCohortsWire, CohortCellWire, CohortWire, CohortsByWire};

use crate::table::format::{Grid, count, plain, short_rate};

/// What the cohorts are made by and what returns, above the grid.
pub(super) fn table(
    (by, start, back): (CohortsByWire, Option<&str>, &str),
    cohorts: &[CohortWire],
    overall: &AllCohortsWire,
) -> String {
    let start = match (by, start) {
        (CohortsByWire::Acquisition, _) | (_, None) => "their first event of all",
        (CohortsByWire::Behaviour, Some(start)) => start,
    };
    let periods: Vec<String> = { overall.cells.iter() }
        .map(|cell| cell.period.to_string())
        .collect();
    let mut header = vec!["cohort", "persons"];
    header.extend(periods.iter().map(String::as_str));
    let mut grid = Grid::new(&header, 1);
    for cohort in cohorts {
        let mut cells = vec![cohort.start.clone(), count(cohort.size)];
        if cohort.size > 0 {
            cells.extend(cohort.cells.iter().map(cell));
        }
        cells.resize(header.len(), String::new());
        grid.row(cells);
    }
    let mut all = vec!["all".to_owned(), count(overall.size)];
    all.extend({ overall.cells.iter() }.map(|cell| short_rate(cell.rate.as_ref())));
    grid.row(all);
    let inhabited = cohorts.iter().filter(|cohort| cohort.size > 0);
    let mut cells = inhabited.flat_map(|cohort| &cohort.cells);
    let remark = if cells.any(|cell| !cell.complete) {
        "* not over yet: how many have returned so far\n"
    } else {
        ""
    };
    let (start, back) = (plain(start), plain(back));
    format!("started with {start}, returned with {back}, by period\n{grid}{remark}")
}

fn cell(cell: &CohortCellWire) -> String {
    match cell.complete {
        true => short_rate(cell.rate.as_ref()),
        false => format!("{} *", count(cell.count)),
    }
}
