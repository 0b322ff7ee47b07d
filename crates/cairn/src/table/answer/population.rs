//! A population's size over time as a table: a row per point.

use cairn_api::{PopulationPointWire, RateWire};

use crate::table::format::{Grid, count, plain, short_rate};

/// How large it is, above how large it was.
pub(super) fn table(
    name: Option<&str>,
    (size, known, rate): (u64, u64, Option<&RateWire>),
    points: &[PopulationPointWire],
) -> String {
    let mut grid = Grid::new(&["from", "persons", "share of known", "entered", "left"], 1);
    for point in points {
        let unfinished = if point.complete { "" } else { " *" };
        grid.row([
            format!("{}{unfinished}", point.start),
            count(point.size),
            short_rate(point.rate.as_ref()),
            count(point.entered),
            count(point.left),
        ]);
    }
    let remark = match points.iter().all(|point| point.complete) {
        true => "",
        false => "* not over yet: as of now\n",
    };
    let name = name.map_or_else(|| "the population".to_owned(), plain);
    format!(
        "{name}: {} of {} persons, {}\n{grid}{remark}",
        count(size),
        count(known),
        short_rate(rate),
    )
}
