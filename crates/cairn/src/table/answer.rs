//! Answers as tables.

use cairn_api::{AnswerWire, BodyWire, FunnelRowWire, IdWire, PersonWire, SeriesWire, StepWire};
use serde_json::Value as Json;

use super::format::{Grid, count, money, rate};

/// An answer with the line that says what it is of.
pub(crate) fn answer(answer: &AnswerWire) -> String {
    let body = match &answer.body {
        BodyWire::Funnel { steps, breakdown } => funnel(steps, breakdown.as_deref()),
        BodyWire::Trend { series, overall } => trend(series, overall.as_ref()),
        BodyWire::Persons {
            total,
            persons,
            next,
        } => people(*total, persons, next.as_deref()),
    };
    format!(
        "{body}\nas of {}, {}, {} rows read",
        answer.now,
        answer.timezone,
        count(answer.rows_scanned)
    )
}

const STEP_HEADER: [&str; 7] = [
    "step",
    "persons",
    "open",
    "from previous",
    "from start",
    "dropped",
    "value",
];

fn funnel(steps: &[StepWire], breakdown: Option<&[FunnelRowWire]>) -> String {
    let Some(rows) = breakdown else {
        let mut table = Grid::new(&STEP_HEADER, 1);
        for step in steps {
            table.row(step_cells(step));
        }
        return table.to_string();
    };
    let mut header = vec!["breakdown"];
    header.extend(STEP_HEADER);
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
    vec![
        step.name.clone(),
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

fn trend(series: &[SeriesWire], overall: Option<&SeriesWire>) -> String {
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
    let line = |start: String, numbers: &cairn_api::NumbersWire| {
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

fn people(total: u64, persons: &[PersonWire], next: Option<&str>) -> String {
    let mut table = Grid::new(&["person", "user ids", "anonymous ids"], 3);
    for person in persons {
        let mut users = Vec::new();
        let mut devices = Vec::new();
        for id in &person.ids {
            match id {
                IdWire::UserId(id) => users.push(id.as_str()),
                IdWire::AnonymousId(id) => devices.push(id.as_str()),
            }
        }
        table.row([person.person.as_str(), &users.join(" "), &devices.join(" ")]);
    }
    let more = next
        .map(|next| format!("; the next page begins with \"after\": \"{next}\""))
        .unwrap_or_default();
    format!(
        "{table}\n{} of {} persons{more}\n",
        count(persons.len() as u64),
        count(total)
    )
}

fn label(value: &Json) -> String {
    match value {
        Json::Null => "(not set)".to_owned(),
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}
