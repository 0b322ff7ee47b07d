//! A flow: a row per name of each column, then the links between them.

use cairn_api::{
    FlowColumnWire, FlowCountWire, FlowDirectionWire, FlowEndWire, FlowLinkWire, RateWire,
};

use crate::table::format::{Grid, count, plain, short_rate};

/// The cell of all names of a column.
const WHOLE: &str = "(all)";
/// That of names which are not told one by one.
const OTHER: &str = "(other)";

/// What paths begin with above the columns, then the links.
pub(super) fn table(
    (anchor, direction, of): (&str, FlowDirectionWire, FlowCountWire),
    columns: &[FlowColumnWire],
    links: &[FlowLinkWire],
) -> String {
    let of = match of {
        FlowCountWire::Sessions => "sessions",
        FlowCountWire::Persons => "persons",
    };
    let way = match direction {
        FlowDirectionWire::After => "after",
        FlowDirectionWire::Before => "before",
    };
    let mut nodes = Grid::new(
        &[
            "column",
            "name",
            of,
            "of all",
            "of column before",
            "ended",
            "open",
        ],
        2,
    );
    for column in columns {
        let mut row = |name: &str, numbers: [Option<u64>; 3], rates: [&Option<RateWire>; 2]| {
            let [here, ended, open] = numbers.map(|number| number.map(count).unwrap_or_default());
            let [of_all, of_previous] = rates.map(|rate| short_rate(rate.as_ref()));
            nodes.row([
                column.column.to_string(),
                name.to_owned(),
                here,
                of_all,
                of_previous,
                ended,
                open,
            ]);
        };
        if column.column > 0 {
            let numbers = [column.total, column.ended, column.open].map(Some);
            row(
                WHOLE,
                numbers,
                [&column.rate_from_start, &column.rate_from_previous],
            );
        }
        for node in &column.nodes {
            let numbers = [node.count, node.ended, node.open].map(Some);
            row(
                &node.name,
                numbers,
                [&node.rate_from_start, &node.rate_from_previous],
            );
        }
        if column.other > 0 {
            row(OTHER, [Some(column.other), None, None], [&None, &None]);
        }
    }
    let mut ways = Grid::new(&["column", "from", "to", of], 3);
    for link in links {
        let FlowEndWire(column, _) = link.from;
        let to = link.to.as_ref().map_or("(ended)", name_of);
        ways.row([
            column.to_string().as_str(),
            name_of(&link.from),
            to,
            &count(link.count),
        ]);
    }
    format!("{way} {}, {of} by column\n{nodes}\n{ways}", plain(anchor))
}

fn name_of(end: &FlowEndWire) -> &str {
    end.1.as_deref().unwrap_or(OTHER)
}
