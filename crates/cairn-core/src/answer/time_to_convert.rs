//! The answer to how long it takes to convert.

use cairn_stats::{Interval, Observed, ProportionError, SurvivalCurve};

use super::rate::CONFIDENCE_LEVEL;
use crate::time::{Span, Time};
use crate::time_to_convert::{Bin, PERCENTILES, Taken, bins};
use crate::value::Value;

/// A curve is told by at most so many points: where it has more steps, those that raise it by less than one in so many
/// of its height are told with the next that does.
const MOST_POINTS: u32 = 240;

/// How long it takes to convert, overall, by breakdown value and by the period in which the attempt starts.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeToConvertAnswer {
    /// From the first step to the last at most this long.
    pub window: Span,
    /// All.
    pub overall: ConvertTimes,
    /// One row per value, most entered first; absent without a breakdown.
    pub breakdown: Option<Vec<ConvertRow>>,
    /// Every period of the range, also empty ones, the earliest first; absent where none are asked for.
    pub periods: Option<Vec<ConvertPeriod>>,
}

/// Those of one breakdown value.
#[derive(Debug, Clone, PartialEq)]
pub struct ConvertRow {
    /// The value; `None` where the property was not set.
    pub value: Option<Value>,
    /// Their times.
    pub times: ConvertTimes,
}

/// Those who started in one period.
#[derive(Debug, Clone, PartialEq)]
pub struct ConvertPeriod {
    /// Its first day.
    pub start: String,
    /// Whether the window of everybody who may have started in it is over.
    pub is_complete: bool,
    /// How many.
    pub counts: ConvertCounts,
    /// When so many of those who convert inside the window have converted.
    pub percentiles: [Option<Percentile>; 3],
}

/// How many entered, and what has become of them so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConvertCounts {
    /// All.
    pub entered: u64,
    /// Those who reached the last step; the window of some may still be running.
    pub converted: u64,
    /// Those who have not, and whose window is still running.
    pub open: u64,
}

/// The times of some who entered.
#[derive(Debug, Clone, PartialEq)]
pub struct ConvertTimes {
    /// How many.
    pub counts: ConvertCounts,
    /// The share that converts inside the window; `None` where nobody has been watched so long.
    pub within_window: Option<Share>,
    /// When so many of those who convert inside the window have converted, by [`PERCENTILES`].
    pub percentiles: [Option<Percentile>; 3],
    /// The shortest time anybody took.
    pub fastest: Option<Span>,
    /// The longest.
    pub slowest: Option<Span>,
    /// How far the curve is known: the window, or the longest time that anybody has been watched.
    pub observed: Span,
    /// The share that has converted by each time, from 0 to `observed`; none of nobody.
    pub curve: Vec<CurvePoint>,
    /// How many converted by how long they took.
    pub bins: Vec<Bin>,
}

/// A share with its interval at [`CONFIDENCE_LEVEL`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// In `[0, 1]`.
    pub value: f64,
    /// The interval.
    pub interval: Interval,
}

/// A time at which some share of those who convert inside the window have converted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Percentile {
    /// So long after the start.
    pub took: Span,
    /// Lower end of its interval; `None` where the data set none.
    pub low: Option<Span>,
    /// Upper end.
    pub high: Option<Span>,
}

/// A point of the curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// How long after the start.
    pub after: Span,
    /// The share that has converted by then.
    pub converted: Share,
    /// How many had not converted before, and have been watched so long.
    pub at_risk: u64,
}

impl ConvertCounts {
    fn of(taken: &Taken) -> Self {
        Self {
            entered: taken.entered(),
            converted: taken.converted().len() as u64,
            open: taken.open().len() as u64,
        }
    }
}

impl ConvertTimes {
    /// The times of some who entered, in order.
    pub fn of(taken: &Taken, window: Span) -> Result<Self, ProportionError> {
        let curve = curve_of(taken, window);
        let observed = observed_of(&curve, window);
        Ok(Self {
            counts: ConvertCounts::of(taken),
            within_window: within(&curve, window)?,
            percentiles: percentiles_of(&curve, window)?,
            fastest: taken.converted().first().copied(),
            slowest: taken.converted().last().copied(),
            observed,
            curve: points(&curve, observed)?,
            bins: bins(window, taken.converted()),
        })
    }

    /// When the share that converts inside the window can be told at the earliest, if it can't yet and somebody
    /// entered.
    pub fn told_from(&self, window: Span, now: Time) -> Option<Time> {
        let is_untold = self.within_window.is_none() && self.counts.entered > 0;
        let left = window.micros().saturating_sub(self.observed.micros());
        is_untold.then(|| now.plus(Span::from_micros(left)))
    }
}

impl ConvertPeriod {
    /// A period with the times of those who started in it, in order.
    pub fn of(
        start: &str,
        is_complete: bool,
        taken: &Taken,
        window: Span,
    ) -> Result<Self, ProportionError> {
        Ok(Self {
            start: start.to_owned(),
            is_complete,
            counts: ConvertCounts::of(taken),
            percentiles: percentiles_of(&curve_of(taken, window), window)?,
        })
    }
}

/// Who converted has it at its time; whose window is still running was watched until now, and who did not convert
/// until its end (semantics S23).
fn curve_of(taken: &Taken, window: Span) -> SurvivalCurve {
    let of = |time: &Span, events: u64| Observed {
        time: time.micros(),
        events,
        censored: 1 - events,
    };
    let converted = taken.converted().iter().map(|took| of(took, 1));
    let open = taken.open().iter().map(|watched| of(watched, 0));
    let lost = Observed {
        time: window.micros(),
        events: 0,
        censored: taken.lost(),
    };
    SurvivalCurve::of(converted.chain(open).chain([lost]).collect())
}

fn observed_of(curve: &SurvivalCurve, window: Span) -> Span {
    match curve.watched_until() {
        Some(until) if !curve.is_known_at(window.micros()) => Span::from_micros(until),
        Some(_) => window,
        None => Span::from_micros(0),
    }
}

fn within(curve: &SurvivalCurve, window: Span) -> Result<Option<Share>, ProportionError> {
    let is_known = curve.is_known_at(window.micros());
    is_known.then(|| share(curve, window)).transpose()
}

fn share(curve: &SurvivalCurve, after: Span) -> Result<Share, ProportionError> {
    Ok(Share {
        value: curve.share_by(after.micros()),
        interval: curve.interval_by(after.micros(), CONFIDENCE_LEVEL)?,
    })
}

fn percentiles_of(
    curve: &SurvivalCurve,
    window: Span,
) -> Result<[Option<Percentile>; 3], ProportionError> {
    let mut percentiles = [None; 3];
    for (percentile, share) in percentiles.iter_mut().zip(PERCENTILES) {
        let found = curve.quantile(share, window.micros(), CONFIDENCE_LEVEL)?;
        *percentile = found.map(|found| Percentile {
            took: Span::from_micros(found.time),
            low: found.low.map(Span::from_micros),
            high: found.high.map(Span::from_micros),
        });
    }
    Ok(percentiles)
}

/// The points of the curve: its start, its steps and its end.
fn points(curve: &SurvivalCurve, observed: Span) -> Result<Vec<CurvePoint>, ProportionError> {
    if curve.watched_until().is_none() {
        return Ok(Vec::new());
    }
    let steps: Vec<i64> = curve.event_times().collect();
    let last = steps.last().copied();
    let height = last.map_or(0.0, |last| curve.share_by(last));
    let is_short = steps.len() <= MOST_POINTS as usize;
    let least = if is_short {
        0.0
    } else {
        height / f64::from(MOST_POINTS)
    };
    let mut times = vec![0];
    let mut told = 0.0;
    for time in steps {
        let reached = curve.share_by(time);
        if reached - told >= least || Some(time) == last {
            times.push(time);
            told = reached;
        }
    }
    times.push(observed.micros());
    times.dedup();
    let point = |time: i64| {
        let after = Span::from_micros(time);
        Ok(CurvePoint {
            after,
            converted: share(curve, after)?,
            at_risk: curve.at_risk(time),
        })
    };
    times.into_iter().map(point).collect()
}

#[cfg(test)]
mod tests;
