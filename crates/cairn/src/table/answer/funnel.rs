//! Funnels as tables.

use cairn_api::{FunnelBeforeWire, FunnelRowWire, StepWire};

use crate::table::format::{Grid, between, count, difference, label, money, rate};

/// A funnel, and below it the one compared with.
pub(super) fn table(
    steps: &[StepWire],
    breakdown: Option<&[FunnelRowWire]>,
    compare: Option<&FunnelBeforeWire>,
) -> String {
    let this = one(steps, breakdown);
    let Some(before) = compare else { return this };
    let compared = one(&before.steps, before.breakdown.as_deref());
    format!(
        "{this}\ncompared with {}\n{compared}",
        between(&before.range)
    )
}

fn has_change(steps: &[StepWire]) -> bool {
    steps.iter().any(|step| step.rate_change.is_some())
}

const HEADER: [&str; 7] = [
    "step",
    "persons",
    "open",
    "from previous",
    "from start",
    "dropped",
    "value",
];

fn one(steps: &[StepWire], breakdown: Option<&[FunnelRowWire]>) -> String {
    let has_change = has_change(steps);
    let is_open = steps.iter().any(|step| step.entered.is_some());
    let mut columns = HEADER.to_vec();
    if is_open {
        columns.push("began here");
    }
    if has_change {
        columns.push("change from previous");
    }
    let step_cells = |step: &StepWire| {
        let mut cells = step_cells(step);
        if is_open {
            cells.push(step.entered.map(count).unwrap_or_default());
        }
        if has_change {
            cells.push(difference(step.rate_change.as_ref()));
        }
        cells
    };
    let Some(rows) = breakdown else {
        let mut table = Grid::new(&columns, 1);
        for step in steps {
            table.row(step_cells(step));
        }
        return table.to_string();
    };
    let mut header = vec!["breakdown"];
    header.extend(columns);
    let mut table = Grid::new(&header, 2);
    let parts = rows
        .iter()
        .map(|row| (label(&row.value), row.steps.as_slice()));
    for (name, steps) in std::iter::once(("all".to_owned(), steps)).chain(parts) {
        for (at, step) in steps.iter().enumerate() {
            let mut cells = vec![if at == 0 { name.clone() } else { String::new() }];
            cells.extend(step_cells(step));
            table.row(cells);
        }
    }
    table.to_string()
}

fn step_cells(step: &StepWire) -> Vec<String> {
    let name = match step.optional {
        true => format!("{} (optional)", step.name),
        false => step.name.clone(),
    };
    vec![
        name,
        count(step.count),
        if step.open == 0 {
            String::new()
        } else {
            count(step.open)
        },
        rate(step.rate_from_previous.as_ref()),
        rate(step.rate_from_start.as_ref()),
        if step.dropped == 0 {
            String::new()
        } else {
            count(step.dropped)
        },
        money(step.value.as_ref(), &step.amounts),
    ]
}
