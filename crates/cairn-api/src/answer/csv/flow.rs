//! A flow as CSV: of each column a row for all of it, for each name, for the other names and for what ends there; and
//! a row for each link to the next column.

use super::cells::{header, rate_cells, text};
use crate::answer::{FlowColumnWire, FlowEndWire, FlowLinkWire, RateWire};

const COLUMNS: [&str; 19] = [
    "column",
    "node",
    "name",
    "to_node",
    "to_name",
    "count",
    "open",
    "ended",
    "ended_open",
    "rate_from_start_value",
    "rate_from_start_low",
    "rate_from_start_high",
    "rate_from_start_numerator",
    "rate_from_start_denominator",
    "rate_from_previous_value",
    "rate_from_previous_low",
    "rate_from_previous_high",
    "rate_from_previous_numerator",
    "rate_from_previous_denominator",
];

/// Where a row's paths are: which sort of node, and its name if it has one.
type Node<'a> = (&'static str, &'a str);

/// Paths, those of them that are open, those that end here, and those of these that are open.
type Counts = [u64; 4];

/// The table of nodes and links.
pub(super) fn table(columns: &[FlowColumnWire], links: &[FlowLinkWire]) -> Vec<Vec<String>> {
    let mut table = vec![header(&COLUMNS)];
    for column in columns {
        let rates = |rates: [&Option<RateWire>; 2]| rates.map(|rate| rate_cells(rate.as_ref()));
        let number = column.column;
        let mut row = |node: Node<'_>, counts: Counts, rates: [[String; 5]; 2]| {
            let mut row = begin(number, node, ("", ""));
            row.extend(counts.map(|count| count.to_string()));
            row.extend(rates.into_iter().flatten());
            table.push(row);
        };
        let counts = [column.total, column.open, column.ended, column.ended_open];
        let of_start = rates([&column.rate_from_start, &column.rate_from_previous]);
        row(("all", ""), counts, of_start);
        for node in &column.nodes {
            let counts = [node.count, node.open, node.ended, node.ended_open];
            let rates = rates([&node.rate_from_start, &node.rate_from_previous]);
            row(("name", &node.name), counts, rates);
        }
        if column.other > 0 {
            let [open, ended, ended_open] = of_other(number, links);
            let counts = [column.other, open, ended, ended_open];
            row(("other", ""), counts, rates([&None, &None]));
        }
        for link in links.iter().filter(|link| link.from.0 == number) {
            let mut row = begin(number, node_of(Some(&link.from)), node_of(link.to.as_ref()));
            row.extend([link.count.to_string(), link.open.to_string()]);
            row.resize(COLUMNS.len(), String::new());
            table.push(row);
        }
    }
    table
}

fn begin(column: usize, node: Node<'_>, to: Node<'_>) -> Vec<String> {
    let (node, name) = node;
    let (to_node, to_name) = to;
    vec![
        column.to_string(),
        node.to_owned(),
        text(name),
        to_node.to_owned(),
        text(to_name),
    ]
}

fn node_of(end: Option<&FlowEndWire>) -> Node<'_> {
    match end {
        None => ("ended", ""),
        Some(FlowEndWire(_, None)) => ("other", ""),
        Some(FlowEndWire(_, Some(name))) => ("name", name),
    }
}

/// Of a column's other names the paths that are open, those that end and those of these that are open.
fn of_other(column: usize, links: &[FlowLinkWire]) -> [u64; 3] {
    let other = FlowEndWire(column, None);
    let into = links.iter().filter(|link| link.to.as_ref() == Some(&other));
    let open = into.map(|link| link.open).sum();
    let ends = |link: &&FlowLinkWire| link.from == other && link.to.is_none();
    let ended = links.iter().find(ends);
    let [ended, ended_open] = ended.map_or([0, 0], |link| [link.count, link.open]);
    [open, ended, ended_open]
}
