//! Answers as CSV: one row per step, point, cell, node, link, bin or person; the breakdown first, nested names joined by `_`.

mod cells;
mod drop_off;
mod flow;
mod funnel;
mod overview;
mod parts;
mod persons;
mod population;
mod returning;
mod time_to_convert;
mod timeline;
mod trend;

use super::{AnswerWire, BodyWire};
use crate::error::{ApiError, Code};

/// An answer as CSV, with a header line.
pub fn to_csv(answer: &AnswerWire) -> Result<String, ApiError> {
    let table = match &answer.body {
        BodyWire::Funnel {
            steps,
            breakdown,
            compare,
        } => funnel::table(steps, breakdown.as_deref(), compare.as_ref()),
        BodyWire::Trend {
            series,
            overall,
            compare,
        } => trend::table(series, overall.as_ref(), compare.as_ref()),
        BodyWire::Retention {
            cohorts, overall, ..
        } => returning::table(cohorts, overall),
        BodyWire::Flow { columns, links, .. } => flow::table(columns, links),
        BodyWire::Population { points, .. } => population::table(points),
        BodyWire::TimeToConvert {
            overall,
            breakdown,
            periods,
            ..
        } => time_to_convert::table(overall, breakdown.as_deref(), periods.as_deref()),
        BodyWire::Persons { persons, .. } => persons::table(persons),
        BodyWire::DropOff { rows, .. } => drop_off::table(rows),
        BodyWire::Overview { goals, .. } => overview::table(goals),
        BodyWire::Timeline { sessions, .. } => timeline::table(sessions),
    };
    write(&table)
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
