//! Times to convert on the wire.

use std::borrow::Cow;

use cairn_core::answer::{
    CONFIDENCE_LEVEL, ConvertPeriod, ConvertRow, ConvertTimes, CurvePoint, Percentile, Share,
    TimeToConvertAnswer,
};
use cairn_core::time::{MICROS_PER_SECOND, Span};
use cairn_core::time_to_convert::Bin;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use utoipa::ToSchema;

use crate::value::{json_value, value_schema};

/// The times of some who entered.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ConvertTimesWire {
    /// Persons that reached the first step.
    pub entered: u64,
    /// Of these, persons that reached the last, so far.
    pub converted: u64,
    /// Of these, persons that have not, and whose window is still running.
    pub open: u64,
    /// The share that converts inside the window; null where nobody has been watched so long.
    pub within_window: Option<CurveShareWire>,
    /// When half of those who convert inside the window have converted; null where that can't be told.
    pub median: Option<PercentileWire>,
    /// The same of three quarters.
    pub p75: Option<PercentileWire>,
    /// The same of nine tenths.
    pub p90: Option<PercentileWire>,
    /// The shortest time in seconds that anybody took.
    pub fastest: Option<f64>,
    /// The longest.
    pub slowest: Option<f64>,
    /// How far the curve is known, in seconds: the window, or the longest time that anybody has been watched.
    pub observed_seconds: f64,
    /// The share that has converted by each time, from 0 to `observed_seconds`; empty of nobody.
    pub curve: Vec<CurvePointWire>,
    /// How many converted by how long they took, also empty ones.
    pub bins: Vec<ConvertBinWire>,
}

/// A share that is read off a curve, with its interval.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CurveShareWire {
    /// The point estimate.
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
    level: f64,
    method: Cow<'static, str>,
}

/// A time by which some share of those who convert inside the window have converted.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
pub struct PercentileWire {
    /// Since the start.
    pub seconds: f64,
    /// Lower end of its interval at 95 %; null where the data set none.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

/// A point of the curve.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
pub struct CurvePointWire {
    /// Since the start.
    pub seconds: f64,
    /// The share that has converted by then.
    pub converted: f64,
    /// Lower end of its interval at 95 %.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Persons that had not converted before, and have been watched so long.
    pub at_risk: u64,
}

/// How many took so long: from one time on and before the other, in the last bin that one too.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
pub struct ConvertBinWire {
    /// The least time.
    pub from_seconds: i64,
    /// The first that is too long; of the last bin the window.
    pub to_seconds: i64,
    /// How many.
    pub count: u64,
}

/// Those of one breakdown value.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ConvertRowWire {
    /// The value; null where the property was not set.
    #[schema(schema_with = value_schema)]
    pub value: Json,
    /// Their times.
    #[serde(flatten)]
    pub times: ConvertTimesWire,
}

/// Those who started in one period.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ConvertPeriodWire {
    /// Its first day.
    pub start: String,
    /// Whether the window of everybody who may have started in it is over.
    pub complete: bool,
    /// Persons that reached the first step.
    pub entered: u64,
    /// Of these, persons that reached the last, so far.
    pub converted: u64,
    /// Of these, persons that have not, and whose window is still running.
    pub open: u64,
    /// When half of those who convert inside the window have converted; null where that can't be told.
    pub median: Option<PercentileWire>,
    /// The same of three quarters.
    pub p75: Option<PercentileWire>,
    /// The same of nine tenths.
    pub p90: Option<PercentileWire>,
}

pub(super) fn window(answer: &TimeToConvertAnswer) -> i64 {
    answer.window.micros() / MICROS_PER_SECOND
}

pub(super) fn rows(answer: &TimeToConvertAnswer) -> Option<Vec<ConvertRowWire>> {
    let row = |row: &ConvertRow| ConvertRowWire {
        value: json_value(row.value.as_ref()),
        times: times(&row.times),
    };
    let rows = answer.breakdown.as_ref()?;
    Some(rows.iter().map(row).collect())
}

pub(super) fn periods(answer: &TimeToConvertAnswer) -> Option<Vec<ConvertPeriodWire>> {
    let period = |period: &ConvertPeriod| {
        let [median, p75, p90] = period.percentiles.map(percentile);
        ConvertPeriodWire {
            start: period.start.clone(),
            complete: period.is_complete,
            entered: period.counts.entered,
            converted: period.counts.converted,
            open: period.counts.open,
            median,
            p75,
            p90,
        }
    };
    let periods = answer.periods.as_ref()?;
    Some(periods.iter().map(period).collect())
}

pub(super) fn times(times: &ConvertTimes) -> ConvertTimesWire {
    let [median, p75, p90] = times.percentiles.map(percentile);
    ConvertTimesWire {
        entered: times.counts.entered,
        converted: times.counts.converted,
        open: times.counts.open,
        within_window: times.within_window.map(share),
        median,
        p75,
        p90,
        fastest: times.fastest.map(seconds),
        slowest: times.slowest.map(seconds),
        observed_seconds: seconds(times.observed),
        curve: times.curve.iter().map(point).collect(),
        bins: times.bins.iter().map(bin).collect(),
    }
}

fn share(share: Share) -> CurveShareWire {
    CurveShareWire {
        value: share.value,
        low: share.interval.low,
        high: share.interval.high,
        level: CONFIDENCE_LEVEL,
        method: Cow::Borrowed("kaplan_meier"),
    }
}

fn percentile(percentile: Option<Percentile>) -> Option<PercentileWire> {
    percentile.map(|percentile| PercentileWire {
        seconds: seconds(percentile.took),
        low: percentile.low.map(seconds),
        high: percentile.high.map(seconds),
    })
}

fn point(point: &CurvePoint) -> CurvePointWire {
    CurvePointWire {
        seconds: seconds(point.after),
        converted: point.converted.value,
        low: point.converted.interval.low,
        high: point.converted.interval.high,
        at_risk: point.at_risk,
    }
}

fn bin(bin: &Bin) -> ConvertBinWire {
    let [from_seconds, to_seconds] = bin.seconds();
    ConvertBinWire {
        from_seconds,
        to_seconds,
        count: bin.count,
    }
}

fn seconds(span: Span) -> f64 {
    span.micros() as f64 / MICROS_PER_SECOND as f64
}
