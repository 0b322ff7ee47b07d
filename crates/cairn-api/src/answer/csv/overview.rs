//! Overviews as CSV: one row per goal.

use super::cells::{difference_cells, header, optional, text};
use super::trend::{NUMBERS, number_cells};
use crate::answer::{GoalTotalWire, NumbersWire};

const OWN: [&str; 5] = ["goal", "name", "class", "kind", "standing"];
const CHANGE: [&str; 3] = ["rate_change_value", "rate_change_low", "rate_change_high"];

/// The table of goals: those of the range, of the one compared with, and the change.
pub(super) fn table(goals: &[GoalTotalWire]) -> Vec<Vec<String>> {
    let mut columns = header(&OWN);
    columns.extend(NUMBERS.map(str::to_owned));
    columns.extend(NUMBERS.map(|name| format!("previous_{name}")));
    columns.extend(CHANGE.map(str::to_owned));
    std::iter::once(columns)
        .chain(goals.iter().map(cells))
        .collect()
}

fn cells(goal: &GoalTotalWire) -> Vec<String> {
    let mut cells = vec![text(&goal.goal), text(&goal.name), goal.class.to_string()];
    cells.extend([&goal.kind, &goal.standing].map(|word| optional(word.as_ref())));
    cells.extend(number_cells(&goal.total));
    cells.extend(previous_cells(goal.previous.as_ref()));
    cells.extend(difference_cells(goal.rate_change.as_ref()));
    cells
}

fn previous_cells(previous: Option<&NumbersWire>) -> Vec<String> {
    previous.map_or_else(|| vec![String::new(); NUMBERS.len()], number_cells)
}
