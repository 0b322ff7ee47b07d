//! Trends on the wire.

use cairn_core::answer::{PointAnswer, TrendAnswer, TrendSeries};
use cairn_core::range::TimeRange;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use utoipa::ToSchema;

use super::number::{DifferenceWire, RateWire, difference, money, rate};
use crate::error::ApiError;
use crate::range::TimeRangeWire;
use crate::scalar::MoneyWire;
use crate::value::{json_value, value_schema};

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
    /// How far `rate` lies above that of the range compared with; of a whole range only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_change: Option<DifferenceWire>,
}

/// The trend of the range compared with.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct TrendBeforeWire {
    /// The range.
    pub range: TimeRangeWire,
    /// One, or one per breakdown value.
    pub series: Vec<SeriesWire>,
    /// The whole, where the series are parts of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overall: Option<SeriesWire>,
}

pub(super) fn before(range: TimeRange, trend: &TrendAnswer) -> Result<TrendBeforeWire, ApiError> {
    Ok(TrendBeforeWire {
        range: range.into(),
        series: all_series(trend)?,
        overall: trend.overall.as_ref().map(series).transpose()?,
    })
}

pub(super) fn all_series(trend: &TrendAnswer) -> Result<Vec<SeriesWire>, ApiError> {
    trend.series.iter().map(series).collect()
}

pub(super) fn series(series: &TrendSeries) -> Result<SeriesWire, ApiError> {
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

pub(super) fn numbers(
    point: &PointAnswer,
    currency: Option<&str>,
) -> Result<NumbersWire, ApiError> {
    let (value, amounts) = money(&point.value, currency)?;
    Ok(NumbersWire {
        conversions: point.conversions,
        persons: point.persons,
        sessions: Some(point.sessions),
        rate: point.rate.map(rate),
        value,
        amounts,
        rate_change: point.rate_change.map(difference),
    })
}
