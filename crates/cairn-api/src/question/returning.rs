//! `retention`: how many of those who started come back.

use cairn_core::returning::{
    MAX_PERIODS, Mode, Named, Returning, Shape, Start, Starts, rolling_length,
};
use cairn_core::time::Zone;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::calendar::CalendarWire;
use crate::error::{ApiError, Code};
use crate::scalar;
use crate::step::StepWire;

/// The last period of a question that names none.
pub(crate) const DEFAULT_PERIODS: usize = 7;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RetentionWire {
    start: Option<StepWire>,
    #[serde(rename = "return")]
    back: Option<StepWire>,
    #[serde(default)]
    interval: CalendarWire,
    #[serde(default)]
    mode: ModeWire,
    starts: Option<StartsWire>,
    periods: Option<usize>,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ModeWire {
    #[default]
    On,
    OnOrAfter,
    Rolling,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StartsWire {
    #[default]
    First,
    Any,
}

/// Refuses what makes no sense of a retention question; a null says nothing.
pub(super) fn check(object: &Map<String, Json>) -> Result<(), ApiError> {
    let is_given = |field: &str| scalar::is_given(object, field);
    if is_given("compare") {
        let message = "its cohorts stand beside one another already";
        return Err(ApiError::invalid("compare", message)
            .hint("leave it out, and let the range reach over both parts of time"));
    }
    if is_given("breakdown") {
        let error = ApiError::unsupported("breakdown", "a breakdown of cohorts");
        return Err(error.hint("ask with a filter for each value"));
    }
    Ok(())
}

/// Reads what a retention question asks for, without the fields that every kind of question has.
pub(super) fn read(rest: Json, zone: &Zone) -> Result<Returning, ApiError> {
    scalar::read::<RetentionWire>(rest)?.to_returning(zone)
}

impl RetentionWire {
    fn to_returning(&self, zone: &Zone) -> Result<Returning, ApiError> {
        let back = self.back.as_ref().ok_or_else(|| {
            ApiError::invalid("return", "it has to say what counts as coming back")
                .hint(r#""return": {"event": "*"} takes any activity"#)
        })?;
        Ok(Returning {
            start: self.start(zone)?,
            back: named(back, "return", zone)?,
            shape: self.shape()?,
        })
    }

    fn start(&self, zone: &Zone) -> Result<Start, ApiError> {
        let starts = self.starts.unwrap_or_default();
        let Some(start) = &self.start else {
            if starts == StartsWire::Any {
                let message = "without a `start` cohorts are made by the first event of all";
                return Err(ApiError::invalid("starts", message)
                    .hint(r#"add "start": {"event": "*"} for any activity, or leave it out"#));
            }
            return Ok(Start::Acquired);
        };
        Ok(Start::Did {
            what: named(start, "start", zone)?,
            starts: match starts {
                StartsWire::First => Starts::First,
                StartsWire::Any => Starts::Any,
            },
        })
    }

    fn shape(&self) -> Result<Shape, ApiError> {
        let periods = self.periods.unwrap_or(DEFAULT_PERIODS);
        if periods == 0 || periods > MAX_PERIODS {
            let message = format!("the last period is one of 1 to {MAX_PERIODS}");
            return Err(ApiError::new(Code::TooLarge, message).at("periods"));
        }
        let interval = self.interval.to_interval();
        let mode = match self.mode {
            ModeWire::On => Mode::On,
            ModeWire::OnOrAfter => Mode::OnOrAfter,
            ModeWire::Rolling => Mode::Rolling {
                length: rolling_length(interval).ok_or_else(|| {
                    ApiError::invalid("interval", "a month has no fixed length to count by")
                        .hint(r#"use day or week, or another mode than "rolling""#)
                })?,
            },
        };
        Ok(Shape {
            interval,
            mode,
            periods,
        })
    }
}

fn named(step: &StepWire, field: &str, zone: &Zone) -> Result<Named, ApiError> {
    let target = step.to_target(zone);
    Ok(Named {
        name: step.name(),
        target: target.map_err(|error| error.inside(field))?,
    })
}

#[cfg(test)]
mod tests;
