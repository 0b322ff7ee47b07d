//! Answers as tables.

mod drop_off;
mod flow;
mod funnel;
mod overview;
mod persons;
mod population;
mod returning;
mod time_to_convert;
mod timeline;
mod trend;

use cairn_api::{AnswerWire, AskedOfWire, BodyWire};

use super::format::{count, plain};

/// An answer with the line that says what it is of.
pub(crate) fn answer(answer: &AnswerWire) -> String {
    let body = match &answer.body {
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
            cohorts_by,
            start,
            back,
            cohorts,
            overall,
        } => returning::table(
            (*cohorts_by, start.as_deref(), back.as_str()),
            cohorts,
            overall,
        ),
        BodyWire::Flow {
            anchor,
            direction,
            count,
            columns,
            links,
        } => flow::table((anchor, *direction, *count), columns, links),
        BodyWire::Population {
            name,
            size,
            known,
            rate,
            points,
        } => population::table(name.as_deref(), (*size, *known, rate.as_ref()), points),
        BodyWire::TimeToConvert {
            window_seconds,
            overall,
            breakdown,
            periods,
        } => time_to_convert::table(
            *window_seconds,
            overall,
            breakdown.as_deref(),
            periods.as_deref(),
        ),
        BodyWire::Persons {
            total,
            sessions,
            persons,
            next,
        } => persons::table((*total, *sessions), persons, next.as_deref()),
        BodyWire::DropOff { steps, rows } => drop_off::table(steps, rows),
        BodyWire::Overview {
            activity,
            compare,
            goals,
            findings,
            maturity,
        } => overview::table(
            activity,
            compare.as_ref(),
            goals,
            findings,
            maturity.as_ref(),
        ),
        BodyWire::Timeline {
            person,
            sessions,
            next,
        } => timeline::table(person, sessions, next.as_deref()),
    };
    let of = answer
        .population
        .as_ref()
        .map_or_else(String::new, of_population);
    format!(
        "{of}{body}\nas of {}, {}, {} rows read",
        answer.now,
        answer.timezone,
        count(answer.rows_scanned)
    )
}

/// The line that says of whom an answer is.
fn of_population(of: &AskedOfWire) -> String {
    let name = of
        .name
        .as_deref()
        .map_or_else(|| "the population".to_owned(), plain);
    let (size, as_of) = (count(of.size), &of.as_of);
    let persons = if of.size == 1 { "person" } else { "persons" };
    format!("of {name} alone: {size} {persons} as of {as_of}\n")
}
