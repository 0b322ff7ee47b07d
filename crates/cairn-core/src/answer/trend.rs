//! The answer to a trend.

use std::collections::BTreeMap;

use cairn_stats::{Difference, ProportionError};

use super::rate::{Rate, rate_change};
use crate::money::Amounts;
use crate::trend::PointCount;
use crate::value::Value;

/// A trend's series.
#[derive(Debug, Clone, PartialEq)]
pub struct TrendAnswer {
    /// The whole first where there is no breakdown, else one per value, most conversions first.
    pub series: Vec<TrendSeries>,
    /// The whole, where the series are parts of it.
    pub overall: Option<TrendSeries>,
}

/// One series.
#[derive(Debug, Clone, PartialEq)]
pub struct TrendSeries {
    /// What a reader calls it.
    pub name: String,
    /// The breakdown value; `None` where the property was not set or there is no breakdown.
    pub value: Option<Value>,
    /// Every bucket of the range, also empty ones.
    pub points: Vec<TrendPoint>,
    /// The whole range; a person counts once in it.
    pub total: PointAnswer,
}

/// One bucket.
#[derive(Debug, Clone, PartialEq)]
pub struct TrendPoint {
    /// Its first instant, as a date, or date, time and offset for hours.
    pub start: String,
    /// Whether the bucket was over at `now`.
    pub is_mature: bool,
    /// Its numbers.
    pub numbers: PointAnswer,
}

/// The numbers of a bucket or of the whole range.
#[derive(Debug, Clone, PartialEq)]
pub struct PointAnswer {
    /// Conversions.
    pub conversions: u64,
    /// Persons with a conversion.
    pub persons: u64,
    /// Sessions that start here, with a conversion.
    pub sessions: u64,
    /// Persons converting among persons active.
    pub rate: Option<Rate>,
    /// Money of the conversions.
    pub value: Amounts,
    /// How far `rate` lies above that of the range compared with; of a whole range only.
    pub rate_change: Option<Difference>,
}

impl PointAnswer {
    /// The numbers of a count.
    pub fn of(count: &PointCount) -> Result<Self, ProportionError> {
        Ok(Self {
            conversions: count.conversions,
            persons: count.persons,
            sessions: count.sessions,
            rate: Rate::of(count.persons, count.active)?,
            value: count.value.clone(),
            rate_change: None,
        })
    }

    /// Says how the rate lies to that of the same before.
    pub fn compare(&mut self, before: &Self) -> Result<(), ProportionError> {
        self.rate_change = rate_change(self.rate, before.rate)?;
        Ok(())
    }
}

impl TrendAnswer {
    /// Says how the rates lie to those before: the whole to the whole, each series to the series of its value.
    pub fn compare(&mut self, before: &Self) -> Result<(), ProportionError> {
        if let (Some(overall), Some(before)) = (&mut self.overall, &before.overall) {
            overall.total.compare(&before.total)?;
        }
        let by_value: BTreeMap<&Option<Value>, &TrendSeries> = before
            .series
            .iter()
            .map(|series| (&series.value, series))
            .collect();
        for series in &mut self.series {
            if let Some(before) = by_value.get(&series.value) {
                series.total.compare(&before.total)?;
            }
        }
        Ok(())
    }
}
