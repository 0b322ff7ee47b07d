//! Funnels on the wire.

use cairn_core::answer::{FunnelAnswer, FunnelRow, StepAnswer};
use cairn_core::range::TimeRange;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use utoipa::ToSchema;

use super::number::{DifferenceWire, RateWire, difference, money, rate};
use crate::error::ApiError;
use crate::range::TimeRangeWire;
use crate::scalar::MoneyWire;
use crate::value::{json_value, value_schema};

/// One step of a funnel.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct StepWire {
    /// What a reader calls it.
    pub name: String,
    /// Persons that reached it.
    pub count: u64,
    /// Of these, persons whose window is still running.
    pub open: u64,
    /// Whether it may be left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// Persons that began with it, where attempts may begin at any step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entered: Option<u64>,
    /// Among those that reached step 1; null for step 1.
    pub rate_from_start: Option<RateWire>,
    /// Among those that reached the step before, the last that may not be left out; null for step 1.
    pub rate_from_previous: Option<RateWire>,
    /// Reached the step before and neither this one nor a later one; 0 where it may be left out.
    pub dropped: u64,
    /// Not computed yet: null.
    pub seconds_from_previous: SecondsWire,
    /// Money of the step's conversions; null without money or with several currencies.
    pub value: Option<MoneyWire>,
    /// The sums per currency, where there are several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amounts: Vec<MoneyWire>,
    /// How far `rate_from_start` lies above that of the range compared with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_from_start_change: Option<DifferenceWire>,
    /// How far `rate_from_previous` lies above that of the range compared with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_change: Option<DifferenceWire>,
}

/// Percentiles of a time between steps.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct SecondsWire {
    pub(super) median: Option<f64>,
    pub(super) p75: Option<f64>,
    pub(super) p90: Option<f64>,
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

/// The funnel of the range compared with.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct FunnelBeforeWire {
    /// The range.
    pub range: TimeRangeWire,
    /// Overall.
    pub steps: Vec<StepWire>,
    /// By breakdown value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub breakdown: Option<Vec<FunnelRowWire>>,
}

pub(super) fn before(
    range: TimeRange,
    funnel: &FunnelAnswer,
) -> Result<FunnelBeforeWire, ApiError> {
    Ok(FunnelBeforeWire {
        range: range.into(),
        steps: steps(&funnel.steps)?,
        breakdown: rows(funnel)?,
    })
}

/// The rows of a funnel with a breakdown.
pub(super) fn rows(funnel: &FunnelAnswer) -> Result<Option<Vec<FunnelRowWire>>, ApiError> {
    let row = |row: &FunnelRow| {
        Ok(FunnelRowWire {
            value: json_value(row.value.as_ref()),
            steps: steps(&row.steps)?,
        })
    };
    let rows = funnel.breakdown.as_ref();
    rows.map(|rows| rows.iter().map(row).collect()).transpose()
}

pub(super) fn steps(steps: &[StepAnswer]) -> Result<Vec<StepWire>, ApiError> {
    let step = |step: &StepAnswer| {
        let (value, amounts) = money(&step.value, None)?;
        Ok(StepWire {
            name: step.name.clone(),
            count: step.count,
            open: step.open,
            optional: step.is_optional,
            entered: step.entered,
            rate_from_start: step.rate_from_start.map(rate),
            rate_from_previous: step.rate_from_previous.map(rate),
            dropped: step.dropped,
            seconds_from_previous: SecondsWire::default(),
            value,
            amounts,
            rate_from_start_change: step.rate_from_start_change.map(difference),
            rate_change: step.rate_change.map(difference),
        })
    };
    steps.iter().map(step).collect()
}
