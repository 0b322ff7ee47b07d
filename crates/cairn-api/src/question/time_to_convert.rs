//! `time_to_convert`: how long from the first step of a funnel to its last.

use cairn_core::time::{Span, Zone};
use cairn_core::time_to_convert::{LEAST_STEPS, TimeToConvert};
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::calendar::CalendarWire;
use super::funnel;
use crate::error::ApiError;
use crate::scalar;

/// What it has besides the fields of a funnel.
#[derive(Debug, Default, Deserialize)]
struct OwnWire {
    interval: Option<CalendarWire>,
}

/// Refuses what makes no sense of such a question; a null says nothing.
pub(super) fn check(object: &Map<String, Json>) -> Result<(), ApiError> {
    let is_given = |field: &str| scalar::is_given(object, field);
    if is_given("compare") {
        let message = "its periods stand beside one another already";
        return Err(ApiError::invalid("compare", message).hint(
            r#"leave it out, and ask with an `interval` and a range that reaches over both parts of time"#,
        ));
    }
    if object.get("open") == Some(&Json::Bool(true)) {
        let message = "the time runs from the first step, so that attempts begin there";
        return Err(ApiError::invalid("open", message)
            .hint("leave it out, or leave out the steps before the one to begin with"));
    }
    Ok(())
}

/// Reads what such a question asks for, without the fields that every kind of question has.
pub(super) fn read(mut rest: Json, zone: &Zone) -> Result<TimeToConvert, ApiError> {
    let mut own = Map::new();
    let fields = rest.as_object_mut();
    if let Some(interval) = fields.and_then(|fields| fields.remove("interval")) {
        own.insert("interval".to_owned(), interval);
    }
    let own: OwnWire = scalar::read(Json::Object(own))?;
    let funnel = funnel::read(rest, zone)?;
    if funnel.steps.len() < LEAST_STEPS {
        let message = "it needs a step to start the clock and one to stop it";
        return Err(ApiError::invalid("steps", message)
            .hint(r#""steps": [{"event": "cart"}, {"event": "purchase"}]"#));
    }
    if funnel.window == Span::from_micros(0) {
        let message = "within no time nobody takes any";
        return Err(ApiError::invalid("window", message).hint(r#"write one such as "7d""#));
    }
    Ok(TimeToConvert {
        funnel,
        interval: own.interval.map(CalendarWire::to_interval),
    })
}

#[cfg(test)]
mod tests;
