//! Answers as CSV: one row per step, point or person; the breakdown first, nested names joined by `_`.

use serde_json::Value as Json;

use super::{
    AnswerWire, BodyWire, IdWire, MoneyWire, NumbersWire, PersonWire, RateWire, SeriesWire,
    StepWire,
};
use crate::error::{ApiError, Code};

/// The breakdown cell of rows for the whole.
const WHOLE: &str = "(all)";
/// The breakdown cell of rows where the property was not set.
const UNSET: &str = "(not set)";

/// An answer as CSV, with a header line.
pub fn to_csv(answer: &AnswerWire) -> Result<String, ApiError> {
    let table = match &answer.body {
        BodyWire::Funnel { steps, breakdown } => {
            let rows = breakdown
                .iter()
                .flatten()
                .map(|row| (label(&row.value), row.steps.as_slice()));
            let parts: Vec<(String, &[StepWire])> = rows.collect();
            with_breakdown(
                breakdown.is_some(),
                STEP_COLUMNS,
                (WHOLE.to_owned(), steps.as_slice()),
                parts,
                step_cells,
            )
        }
        BodyWire::Trend { series, overall } => {
            let points = |series: &SeriesWire| -> Vec<Vec<String>> {
                let cells = series.points.iter().map(|point| {
                    let mut cells = vec![point.start.clone()];
                    cells.extend(number_cells(&point.numbers));
                    cells.push(point.mature.to_string());
                    cells
                });
                cells.collect()
            };
            let parts = if overall.is_some() {
                series.as_slice()
            } else {
                &[]
            };
            let parts: Vec<(String, Vec<Vec<String>>)> = parts
                .iter()
                .map(|series| (label(&series.value), points(series)))
                .collect();
            let whole = overall
                .as_ref()
                .or(series.first())
                .map(points)
                .unwrap_or_default();
            let parts: Vec<(String, &[Vec<String>])> = parts
                .iter()
                .map(|(label, rows)| (label.clone(), rows.as_slice()))
                .collect();
            with_breakdown(
                overall.is_some(),
                POINT_COLUMNS,
                (WHOLE.to_owned(), whole.as_slice()),
                parts,
                Clone::clone,
            )
        }
        BodyWire::Persons { persons, .. } => {
            let header = ["person", "user_ids", "anonymous_ids"]
                .map(str::to_owned)
                .to_vec();
            std::iter::once(header)
                .chain(persons.iter().map(person_cells))
                .collect()
        }
    };
    write(&table)
}

const STEP_COLUMNS: &[&str] = &[
    "name",
    "count",
    "open",
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
    "dropped",
    "seconds_from_previous_median",
    "seconds_from_previous_p75",
    "seconds_from_previous_p90",
    "value_minor",
    "value_currency",
    "amounts",
];

const POINT_COLUMNS: &[&str] = &[
    "start",
    "conversions",
    "persons",
    "sessions",
    "rate_value",
    "rate_low",
    "rate_high",
    "rate_numerator",
    "rate_denominator",
    "value_minor",
    "value_currency",
    "amounts",
    "mature",
];

/// The whole's rows and, if there is a breakdown, each part's, with the breakdown's value in front.
fn with_breakdown<T>(
    has_breakdown: bool,
    columns: &[&str],
    whole: (String, &[T]),
    parts: Vec<(String, &[T])>,
    cells: impl Fn(&T) -> Vec<String>,
) -> Vec<Vec<String>> {
    let in_front = |label: &str| {
        if has_breakdown {
            vec![label.to_owned()]
        } else {
            Vec::new()
        }
    };
    let mut header = in_front("breakdown");
    header.extend(columns.iter().map(|column| (*column).to_owned()));
    let mut table = vec![header];
    for (label, rows) in std::iter::once(whole).chain(parts) {
        for row in rows {
            let mut line = in_front(&label);
            line.extend(cells(row));
            table.push(line);
        }
    }
    table
}

fn step_cells(step: &StepWire) -> Vec<String> {
    let mut cells = vec![
        step.name.clone(),
        step.count.to_string(),
        step.open.to_string(),
    ];
    cells.extend(rate_cells(step.rate_from_start.as_ref()));
    cells.extend(rate_cells(step.rate_from_previous.as_ref()));
    cells.push(step.dropped.to_string());
    let seconds = &step.seconds_from_previous;
    cells.extend(
        [seconds.median, seconds.p75, seconds.p90].map(|seconds| optional(seconds.as_ref())),
    );
    cells.extend(money_cells(step.value.as_ref(), &step.amounts));
    cells
}

fn number_cells(numbers: &NumbersWire) -> Vec<String> {
    let mut cells = vec![numbers.conversions.to_string(), numbers.persons.to_string()];
    cells.push(optional(numbers.sessions.as_ref()));
    cells.extend(rate_cells(numbers.rate.as_ref()));
    cells.extend(money_cells(numbers.value.as_ref(), &numbers.amounts));
    cells
}

fn rate_cells(rate: Option<&RateWire>) -> [String; 5] {
    [
        optional(rate.map(|rate| rate.value).as_ref()),
        optional(rate.map(|rate| rate.low).as_ref()),
        optional(rate.map(|rate| rate.high).as_ref()),
        optional(rate.map(|rate| rate.numerator).as_ref()),
        optional(rate.map(|rate| rate.denominator).as_ref()),
    ]
}

fn money_cells(value: Option<&MoneyWire>, amounts: &[MoneyWire]) -> [String; 3] {
    let sums: Vec<String> = amounts
        .iter()
        .map(|money| format!("{} {}", money.minor, money.currency))
        .collect();
    [
        optional(value.map(|money| money.minor).as_ref()),
        value
            .map(|money| money.currency.clone())
            .unwrap_or_default(),
        sums.join("; "),
    ]
}

fn person_cells(person: &PersonWire) -> Vec<String> {
    let user = |id: &IdWire| {
        if let IdWire::UserId(id) = id {
            Some(id.clone())
        } else {
            None
        }
    };
    let device = |id: &IdWire| {
        if let IdWire::AnonymousId(id) = id {
            Some(id.clone())
        } else {
            None
        }
    };
    let joined = |ids: Vec<String>| ids.join(" ");
    vec![
        person.person.clone(),
        joined(person.ids.iter().filter_map(user).collect()),
        joined(person.ids.iter().filter_map(device).collect()),
    ]
}

fn optional(value: Option<&impl ToString>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}

fn label(value: &Json) -> String {
    match value {
        Json::Null => UNSET.to_owned(),
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn write(table: &[Vec<String>]) -> Result<String, ApiError> {
    let internal = |error: &dyn std::fmt::Display| ApiError::new(Code::Internal, error.to_string());
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    for row in table {
        writer.write_record(row).map_err(|error| internal(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| internal(&error))?;
    String::from_utf8(bytes).map_err(|error| internal(&error))
}
