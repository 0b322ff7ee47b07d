//! Answers on the wire: JSON and CSV.

mod csv;

use std::borrow::Cow;

use cairn_core::answer::{
    Answer, AnswerBody, CONFIDENCE_LEVEL, FunnelAnswer, PersonIds, PointAnswer, Rate, SnapshotId,
    StepAnswer, TrendAnswer, TrendSeries,
};
use cairn_core::money::Amounts;
use cairn_core::value::{Number, Value};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use utoipa::ToSchema;
use utoipa::openapi::{Ref, RefOr, Schema};

use crate::error::{ApiError, Code};

pub use self::csv::to_csv;
pub use crate::scalar::MoneyWire;

/// An answer with everything that identifies it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct AnswerWire {
    /// The kind of question.
    pub kind: Cow<'static, str>,
    /// The state of the data.
    pub snapshot: SnapshotWire,
    /// As of when.
    pub now: String,
    /// The zone days were cut in.
    pub timezone: String,
    /// Rows the question read.
    pub rows_scanned: u64,
    /// What the reader should know besides.
    pub notes: Vec<String>,
    /// The answer itself.
    #[serde(flatten)]
    pub body: BodyWire,
}

/// Which state of the data a question saw.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct SnapshotWire {
    manifest: u64,
    log_position: u64,
    identity_epoch: u64,
    definitions: u64,
}

/// The answer to each kind of question.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
#[expect(
    clippy::large_enum_variant,
    reason = "there is one body per answer, and boxes would show in the schema"
)]
pub enum BodyWire {
    /// To a funnel.
    Funnel {
        /// Overall.
        steps: Vec<StepWire>,
        /// By breakdown value.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        breakdown: Option<Vec<FunnelRowWire>>,
    },
    /// To a trend.
    Trend {
        /// One, or one per breakdown value.
        series: Vec<SeriesWire>,
        /// The whole, where the series are parts of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        overall: Option<SeriesWire>,
    },
    /// To persons.
    Persons {
        /// How many are in the cell.
        total: u64,
        /// This page.
        persons: Vec<PersonWire>,
        /// To be given as `after` for the next page.
        next: Option<String>,
    },
}

/// One step of a funnel.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct StepWire {
    /// What a reader calls it.
    pub name: String,
    /// Persons that reached it.
    pub count: u64,
    /// Of these, persons whose window is still running.
    pub open: u64,
    /// Among those that entered; null for step 1.
    pub rate_from_start: Option<RateWire>,
    /// Among those that reached the step before; null for step 1.
    pub rate_from_previous: Option<RateWire>,
    /// Reached the step before and not this one.
    pub dropped: u64,
    /// Not computed yet: null.
    pub seconds_from_previous: SecondsWire,
    /// Money of the step's conversions; null without money or with several currencies.
    pub value: Option<MoneyWire>,
    /// The sums per currency, where there are several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amounts: Vec<MoneyWire>,
}

/// Percentiles of a time between steps.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct SecondsWire {
    median: Option<f64>,
    p75: Option<f64>,
    p90: Option<f64>,
}

/// A breakdown value may be of any type that a property has, which the API document describes by name.
fn value_schema() -> RefOr<Schema> {
    Ref::from_schema_name("BreakdownValue").into()
}

/// The funnel of one breakdown value.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct FunnelRowWire {
    /// The value; null where the property was not set.
    #[schema(schema_with = value_schema)]
    pub value: Json,
    /// Its steps.
    pub steps: Vec<StepWire>,
}

/// A rate with its denominator and its interval.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RateWire {
    /// The point estimate.
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
    /// Units with the trait.
    pub numerator: u64,
    /// All units.
    pub denominator: u64,
    level: f64,
    method: Cow<'static, str>,
}

/// One series of a trend.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct SeriesWire {
    /// What a reader calls it.
    pub name: String,
    /// The breakdown value; null without a breakdown or where the property was not set.
    #[schema(schema_with = value_schema)]
    pub value: Json,
    /// Every bucket of the range.
    pub points: Vec<PointWire>,
    /// The whole range.
    pub total: NumbersWire,
}

/// One bucket.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PointWire {
    /// Its first instant.
    pub start: String,
    /// Its numbers.
    #[serde(flatten)]
    pub numbers: NumbersWire,
    /// Whether it was over at `now`.
    pub mature: bool,
}

/// The numbers of a bucket or of the whole range.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct NumbersWire {
    /// Conversions.
    pub conversions: u64,
    /// Persons with a conversion.
    pub persons: u64,
    /// Sessions that start here, with a conversion; null in answers of earlier versions.
    pub sessions: Option<u64>,
    /// Persons converting among persons active.
    pub rate: Option<RateWire>,
    /// Money of the conversions; null without money or with several currencies.
    pub value: Option<MoneyWire>,
    /// The sums per currency, where there are several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amounts: Vec<MoneyWire>,
}

/// A person.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PersonWire {
    /// Its key.
    pub person: String,
    /// The ids it is known by.
    pub ids: Vec<IdWire>,
}

/// One id of a person, named by the field it came in.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum IdWire {
    /// A known user.
    UserId(String),
    /// A device.
    AnonymousId(String),
}

/// An answer as JSON writes it.
pub fn to_wire(answer: &Answer) -> Result<AnswerWire, ApiError> {
    let (kind, body) = match &answer.body {
        AnswerBody::Funnel(funnel) => ("funnel", funnel_body(funnel)?),
        AnswerBody::Trend(trend) => ("trend", trend_body(trend)?),
        AnswerBody::Persons(persons) => (
            "persons",
            BodyWire::Persons {
                total: persons.total,
                persons: persons.persons.iter().map(person).collect(),
                next: persons.next.map(|key| key.to_string()),
            },
        ),
    };
    let SnapshotId {
        manifest,
        log_position,
        identity_epoch,
        definitions,
    } = answer.snapshot;
    Ok(AnswerWire {
        kind: Cow::Borrowed(kind),
        snapshot: SnapshotWire {
            manifest,
            log_position,
            identity_epoch,
            definitions,
        },
        now: answer.now.to_string(),
        timezone: answer.timezone.name().to_owned(),
        rows_scanned: answer.rows_scanned,
        notes: answer.notes.clone(),
        body,
    })
}

fn funnel_body(funnel: &FunnelAnswer) -> Result<BodyWire, ApiError> {
    let row = |row: &cairn_core::answer::FunnelRow| {
        Ok(FunnelRowWire {
            value: json_value(row.value.as_ref()),
            steps: steps(&row.steps)?,
        })
    };
    let rows = funnel
        .breakdown
        .as_ref()
        .map(|rows| rows.iter().map(row).collect::<Result<Vec<_>, ApiError>>());
    Ok(BodyWire::Funnel {
        steps: steps(&funnel.steps)?,
        breakdown: rows.transpose()?,
    })
}

fn steps(steps: &[StepAnswer]) -> Result<Vec<StepWire>, ApiError> {
    let step = |step: &StepAnswer| {
        let (value, amounts) = money(&step.value, None)?;
        Ok(StepWire {
            name: step.name.clone(),
            count: step.count,
            open: step.open,
            rate_from_start: step.rate_from_start.map(rate),
            rate_from_previous: step.rate_from_previous.map(rate),
            dropped: step.dropped,
            seconds_from_previous: SecondsWire::default(),
            value,
            amounts,
        })
    };
    steps.iter().map(step).collect()
}

fn trend_body(trend: &TrendAnswer) -> Result<BodyWire, ApiError> {
    let all: Result<Vec<SeriesWire>, ApiError> = trend.series.iter().map(series).collect();
    Ok(BodyWire::Trend {
        series: all?,
        overall: trend.overall.as_ref().map(series).transpose()?,
    })
}

fn series(series: &TrendSeries) -> Result<SeriesWire, ApiError> {
    let total = numbers(&series.total, None)?;
    // A bucket without conversions took in nothing, in the currency of the others.
    let currency = total.value.as_ref().map(|money| money.currency.clone());
    let mut points = Vec::with_capacity(series.points.len());
    for point in &series.points {
        points.push(PointWire {
            start: point.start.clone(),
            numbers: numbers(&point.numbers, currency.as_deref())?,
            mature: point.is_mature,
        });
    }
    Ok(SeriesWire {
        name: series.name.clone(),
        value: json_value(series.value.as_ref()),
        points,
        total,
    })
}

fn numbers(point: &PointAnswer, currency: Option<&str>) -> Result<NumbersWire, ApiError> {
    let (value, amounts) = money(&point.value, currency)?;
    Ok(NumbersWire {
        conversions: point.conversions,
        persons: point.persons,
        sessions: Some(point.sessions),
        rate: point.rate.map(rate),
        value,
        amounts,
    })
}

/// One amount, or several per currency, or zero of `currency`.
fn money(
    amounts: &Amounts,
    currency: Option<&str>,
) -> Result<(Option<MoneyWire>, Vec<MoneyWire>), ApiError> {
    let mut sums = Vec::new();
    for (currency, minor) in amounts.iter() {
        let minor = i64::try_from(minor).map_err(|_| {
            ApiError::new(
                Code::TooLarge,
                format!("the sum of {currency} exceeds 64 bits"),
            )
        })?;
        sums.push(MoneyWire {
            minor,
            currency: currency.code().to_owned(),
        });
    }
    if sums.len() > 1 {
        return Ok((None, sums));
    }
    let zero = || {
        currency.map(|currency| MoneyWire {
            minor: 0,
            currency: currency.to_owned(),
        })
    };
    Ok((sums.pop().or_else(zero), Vec::new()))
}

fn rate(rate: Rate) -> RateWire {
    RateWire {
        value: rate.proportion.value(),
        low: rate.interval.low,
        high: rate.interval.high,
        numerator: rate.proportion.numerator(),
        denominator: rate.proportion.denominator(),
        level: CONFIDENCE_LEVEL,
        method: Cow::Borrowed("wilson"),
    }
}

fn person(person: &PersonIds) -> PersonWire {
    let users = person.user_ids.iter().cloned().map(IdWire::UserId);
    let devices = person
        .anonymous_ids
        .iter()
        .cloned()
        .map(IdWire::AnonymousId);
    PersonWire {
        person: person.key.to_string(),
        ids: users.chain(devices).collect(),
    }
}

/// A value as JSON; an absent one is null.
pub(crate) fn json_value(value: Option<&Value>) -> Json {
    match value {
        None => Json::Null,
        Some(Value::String(text)) => Json::String(text.clone()),
        Some(Value::Number(Number::Integer(number))) => (*number).into(),
        Some(Value::Number(Number::Float(number))) => (*number).into(),
        Some(Value::Boolean(boolean)) => Json::Bool(*boolean),
        Some(Value::Time(time)) => Json::String(time.to_string()),
        Some(Value::Json(text)) => {
            serde_json::from_str(text).unwrap_or_else(|_| Json::String(text.clone()))
        }
    }
}

#[cfg(test)]
mod tests;
