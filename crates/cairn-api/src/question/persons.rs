//! `persons`: who is behind a cell of another question's answer.

mod flow;
mod time_to_convert;

use cairn_core::id::PersonKey;
use cairn_core::persons::{Cell, MAX_PERSONS, Outcome, Persons};
use cairn_core::population::Change;
use cairn_core::question::{Question, QuestionKind};
use cairn_core::returning::{ReturnOutcome, Returning};
use cairn_core::time::Zone;
use cairn_core::value::Value;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use self::flow::FlowCellWire;
use self::time_to_convert::ConvertCellWire;
use super::{COMMON_FIELDS, question as inner_question};
use crate::error::{ApiError, Code};
use crate::scalar;

const DEFAULT_LIMIT: usize = 100;
/// Questions whose answers have no cells of people.
const OTHER_KINDS: [&str; 4] = ["persons", "timeline", "drop_off", "overview"];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonsWire {
    of: Map<String, Json>,
    #[serde(default)]
    cell: Map<String, Json>,
    limit: Option<usize>,
    after: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FunnelCellWire {
    step: usize,
    #[serde(default)]
    outcome: OutcomeWire,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum OutcomeWire {
    #[default]
    Reached,
    Dropped,
    Open,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TrendCellWire {
    start: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PopulationCellWire {
    start: Option<String>,
    #[serde(default)]
    change: ChangeWire,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ChangeWire {
    #[default]
    Members,
    Entered,
    Left,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CohortCellWire {
    cohort: String,
    period: Option<usize>,
    outcome: Option<ReturnOutcomeWire>,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ReturnOutcomeWire {
    #[default]
    Returned,
    NotReturned,
}

pub(super) fn question(object: Map<String, Json>, site_zone: &Zone) -> Result<Question, ApiError> {
    if let Some(field) = COMMON_FIELDS
        .iter()
        .find(|field| object.contains_key(**field))
    {
        return Err(ApiError::invalid(
            field,
            "it belongs to the question in `of`",
        ));
    }
    let wire: PersonsWire = scalar::read(Json::Object(object))?;
    // A misspelt kind is told of by whoever reads it.
    let other = wire.of.get("kind").and_then(Json::as_str);
    if let Some(other) = other.filter(|kind| OTHER_KINDS.contains(kind)) {
        let message = format!("people can't be asked for by a cell of `{other}`");
        return Err(ApiError::invalid("of.kind", message)
            .hint("use funnel, trend, retention, flow, time_to_convert or population"));
    }
    let inner = inner_question(wire.of, site_zone).map_err(|error| error.inside("of"))?;
    let cell = cell(inner.kind, wire.cell).map_err(|error| error.inside("cell"))?;
    let limit = wire.limit.unwrap_or(DEFAULT_LIMIT);
    if limit == 0 || limit > MAX_PERSONS {
        let message = format!("a page holds 1 to {MAX_PERSONS} people");
        return Err(ApiError::new(Code::TooLarge, message).at("limit"));
    }
    let after = |text: String| {
        PersonKey::parse(&text)
            .ok_or_else(|| ApiError::invalid("after", "expected the `next` of an earlier page"))
    };
    Ok(Question {
        kind: QuestionKind::Persons(Persons {
            of: cell,
            limit,
            after: wire.after.map(after).transpose()?,
        }),
        range: inner.range,
        // A cell is one of the range itself.
        compare: None,
        timezone: inner.timezone,
        filters: inner.filters,
        population: inner.population,
        now: inner.now,
    })
}

fn cell(of: QuestionKind, mut cell: Map<String, Json>) -> Result<Cell, ApiError> {
    let row = row(cell.remove("breakdown"))?;
    match of {
        QuestionKind::Funnel(funnel) => {
            let wire: FunnelCellWire = scalar::read(Json::Object(cell))?;
            let steps = funnel.steps.len();
            if wire.step == 0 || wire.step > steps {
                let message = format!("the funnel has the steps 1 to {steps}");
                return Err(ApiError::new(Code::UnknownCell, message).at("step"));
            }
            if wire.step == 1 && matches!(wire.outcome, OutcomeWire::Dropped) {
                let message = "nobody drops out before step 1";
                return Err(ApiError::new(Code::UnknownCell, message).at("step"));
            }
            refuse_row_without_breakdown(&row, funnel.breakdown.is_some())?;
            let outcome = match wire.outcome {
                OutcomeWire::Reached => Outcome::Reached,
                OutcomeWire::Dropped => Outcome::Dropped,
                OutcomeWire::Open => Outcome::Open,
            };
            Ok(Cell::Funnel {
                funnel,
                step: wire.step,
                outcome,
                row,
            })
        }
        QuestionKind::Trend(trend) => {
            let wire: TrendCellWire = scalar::read(Json::Object(cell))?;
            refuse_row_without_breakdown(&row, trend.breakdown.is_some())?;
            Ok(Cell::Trend {
                trend,
                start: wire.start,
                row,
            })
        }
        QuestionKind::Returning(returning) => {
            let wire: CohortCellWire = scalar::read(Json::Object(cell))?;
            refuse_row_without_breakdown(&row, false)?;
            wire.into_cell(returning)
        }
        QuestionKind::Flow(flow) => {
            let wire: FlowCellWire = scalar::read(Json::Object(cell))?;
            refuse_row_without_breakdown(&row, false)?;
            wire.into_cell(flow)
        }
        QuestionKind::Population(size) => {
            let wire: PopulationCellWire = scalar::read(Json::Object(cell))?;
            refuse_row_without_breakdown(&row, false)?;
            Ok(Cell::Population {
                size,
                start: wire.start,
                change: match wire.change {
                    ChangeWire::Members => Change::Members,
                    ChangeWire::Entered => Change::Entered,
                    ChangeWire::Left => Change::Left,
                },
            })
        }
        QuestionKind::TimeToConvert(asked) => {
            let wire: ConvertCellWire = scalar::read(Json::Object(cell))?;
            refuse_row_without_breakdown(&row, asked.funnel.breakdown.is_some())?;
            wire.into_cell(asked, row)
        }
        _ => Err(ApiError::new(Code::Internal, "a question without cells")),
    }
}

impl CohortCellWire {
    fn into_cell(self, returning: Returning) -> Result<Cell, ApiError> {
        let last = returning.shape.periods;
        if self.period.is_some_and(|period| period > last) {
            let message = format!("the question asks for the periods 0 to {last}");
            return Err(ApiError::new(Code::UnknownCell, message).at("period"));
        }
        if self.period.is_none() && self.outcome.is_some() {
            return Err(ApiError::invalid("outcome", "people return in a period")
                .hint("name the `period`, or leave the outcome out for the whole cohort"));
        }
        let outcome = match self.outcome.unwrap_or_default() {
            ReturnOutcomeWire::Returned => ReturnOutcome::Returned,
            ReturnOutcomeWire::NotReturned => ReturnOutcome::NotReturned,
        };
        Ok(Cell::Returning {
            returning,
            cohort: self.cohort,
            period: self.period.map(|period| (period, outcome)),
        })
    }
}

/// The breakdown row: absent is the whole, null is where the property was not set.
fn row(json: Option<Json>) -> Result<Option<Option<Value>>, ApiError> {
    match json {
        None => Ok(None),
        Some(Json::Null) => Ok(Some(None)),
        Some(json @ (Json::Array(_) | Json::Object(_))) => {
            Ok(Some(Some(Value::Json(json.to_string()))))
        }
        Some(json) => scalar::value(&json, "breakdown").map(|value| Some(Some(value))),
    }
}

fn refuse_row_without_breakdown(
    row: &Option<Option<Value>>,
    has_breakdown: bool,
) -> Result<(), ApiError> {
    if row.is_some() && !has_breakdown {
        let message = "the question in `of` has no breakdown";
        return Err(ApiError::new(Code::UnknownCell, message).at("breakdown"));
    }
    Ok(())
}
