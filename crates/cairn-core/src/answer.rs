//! Answers: plain data with everything that identifies them (semantics S34).

use cairn_stats::{Interval, Proportion, ProportionError};

use crate::funnel::StepCount;
use crate::id::PersonKey;
use crate::money::Amounts;
use crate::time::{Time, Zone};
use crate::value::Value;

/// The level of every interval.
pub const CONFIDENCE_LEVEL: f64 = 0.95;

/// Exactly which state of the data a question saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SnapshotId {
    /// The manifest's sequence number.
    pub manifest: u64,
    /// How much of the log beyond the manifest was seen; 0 while there is no log.
    pub log_position: u64,
    /// The identity log's version; 0 while there is none.
    pub identity_epoch: u64,
    /// The revision of goals and sites.
    pub definitions: u64,
}

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The state of the data.
    pub snapshot: SnapshotId,
    /// As of when.
    pub now: Time,
    /// The zone days were cut in.
    pub timezone: Zone,
    /// Rows the question read.
    pub rows_scanned: u64,
    /// What the reader should know besides: names never seen, and the like.
    pub notes: Vec<String>,
    /// The answer itself.
    pub body: AnswerBody,
}

/// The answer to each kind of question.
#[derive(Debug, Clone, PartialEq)]
pub enum AnswerBody {
    /// To a funnel.
    Funnel(FunnelAnswer),
    /// To a trend.
    Trend(TrendAnswer),
    /// To persons.
    Persons(PersonsAnswer),
}

/// A rate that carries its denominator and its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// Numerator and denominator.
    pub proportion: Proportion,
    /// Wilson interval at [`CONFIDENCE_LEVEL`].
    pub interval: Interval,
}

impl Rate {
    /// The rate of `numerator` among `denominator`; `None` among nobody.
    pub fn of(numerator: u64, denominator: u64) -> Result<Option<Self>, ProportionError> {
        if denominator == 0 {
            return Ok(None);
        }
        let proportion = Proportion::new(numerator, denominator)?;
        let interval = proportion.wilson(CONFIDENCE_LEVEL)?;
        Ok(Some(Self {
            proportion,
            interval,
        }))
    }
}

/// A funnel's steps, overall and by breakdown value.
#[derive(Debug, Clone, PartialEq)]
pub struct FunnelAnswer {
    /// Overall.
    pub steps: Vec<StepAnswer>,
    /// One row per value, most entries first; absent without a breakdown.
    pub breakdown: Option<Vec<FunnelRow>>,
}

/// The funnel of the subjects with one breakdown value.
#[derive(Debug, Clone, PartialEq)]
pub struct FunnelRow {
    /// The value; `None` where the property was not set.
    pub value: Option<Value>,
    /// Its steps.
    pub steps: Vec<StepAnswer>,
}

/// One step. Rates and `dropped` leave out open entries (semantics S23).
#[derive(Debug, Clone, PartialEq)]
pub struct StepAnswer {
    /// What a reader calls it.
    pub name: String,
    /// Subjects that reached it.
    pub count: u64,
    /// Of these, subjects whose window is still running.
    pub open: u64,
    /// Among those that entered.
    pub rate_from_start: Option<Rate>,
    /// Among those that reached the step before.
    pub rate_from_previous: Option<Rate>,
    /// Reached the step before and not this one.
    pub dropped: u64,
    /// Money of the step's conversions.
    pub value: Amounts,
}

impl StepAnswer {
    /// The steps of a funnel from their counts, which never grow from step to step.
    pub fn from_counts(
        names: &[String],
        counts: &[StepCount],
    ) -> Result<Vec<Self>, ProportionError> {
        let closed = |count: &StepCount| count.count - count.open;
        let rate = |step: &StepCount, earlier: &StepCount| Rate::of(closed(step), closed(earlier));
        let mut steps: Vec<Self> = Vec::with_capacity(counts.len());
        for (at, (name, count)) in names.iter().zip(counts).enumerate() {
            let previous = at.checked_sub(1).map(|before| &counts[before]);
            steps.push(Self {
                name: name.clone(),
                count: count.count,
                open: count.open,
                rate_from_start: previous
                    .map(|_| rate(count, &counts[0]))
                    .transpose()?
                    .flatten(),
                rate_from_previous: previous
                    .map(|previous| rate(count, previous))
                    .transpose()?
                    .flatten(),
                dropped: previous.map_or(0, |previous| closed(previous) - closed(count)),
                value: count.value.clone(),
            });
        }
        Ok(steps)
    }
}

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
}

/// A page of people.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonsAnswer {
    /// How many are in the cell.
    pub total: u64,
    /// This page, by person key.
    pub persons: Vec<PersonIds>,
    /// The last key of this page, if there is a next one.
    pub next: Option<PersonKey>,
}

/// A person and the ids it is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonIds {
    /// Its key.
    pub key: PersonKey,
    /// Its user ids, sorted.
    pub user_ids: Vec<String>,
    /// Its anonymous ids, sorted.
    pub anonymous_ids: Vec<String>,
}
