//! Drop-offs as a table.

use cairn_api::{DropOffRowWire, SegmentWire, StepWire};

use super::funnel;
use crate::table::format::{Grid, difference, label, money, rate};

/// The whole funnel, and below it the segments that drop out more than the others.
pub(super) fn table(steps: &[StepWire], rows: &[DropOffRowWire]) -> String {
    let header = [
        "step",
        "segment",
        "rate",
        "others",
        "difference",
        "missing",
        "value lost",
        "p",
    ];
    let mut table = Grid::new(&header, 2);
    for row in rows {
        table.row(cells(row));
    }
    let whole = funnel::table(steps, None, None);
    format!("{whole}\n{table}* beside all comparisons made, chance may do as much\n")
}

fn cells(row: &DropOffRowWire) -> Vec<String> {
    let mark = if row.significant { "" } else { " *" };
    vec![
        row.name.clone(),
        segment(row),
        rate(Some(&row.rate)),
        rate(Some(&row.others)),
        difference(Some(&row.difference)),
        format!("{:.1}", row.excess_dropped),
        money(row.value_lost.as_ref(), &[]),
        format!("{:.1e}{mark}", row.p),
    ]
}

/// What the segment is, and what else it could be called.
fn segment(row: &DropOffRowWire) -> String {
    let mut text = format!("{} = {}", row.property, label(&row.value));
    for SegmentWire {
        property, value, ..
    } in &row.same_as
    {
        text.push_str(&format!(", {property} = {}", label(value)));
    }
    text
}
