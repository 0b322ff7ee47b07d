//! The trend: conversions, persons, rate and money per calendar bucket (semantics S24).

use std::collections::{BTreeMap, BTreeSet};

use crate::breakdown::{Breakdown, BreakdownCode, BreakdownValues};
use crate::funnel::Target;
use crate::goal::Conversion;
use crate::money::Amounts;
use crate::range::TimeRange;
use crate::time::{Bucketing, Interval, Time};
use crate::value::Value;

/// A trend as it was asked for.
#[derive(Debug, Clone)]
pub struct Trend {
    /// What a reader calls the series.
    pub name: String,
    /// What is counted.
    pub target: Target,
    /// The width of the buckets.
    pub interval: Interval,
    /// One series per value.
    pub breakdown: Option<Breakdown>,
}

/// The greatest number of buckets.
pub const MAX_BUCKETS: usize = 100_000;

/// The counts of one bucket, or of the whole range.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PointCount {
    /// Conversions, with or without a person.
    pub conversions: u64,
    /// Persons with a conversion.
    pub persons: u64,
    /// Sessions with a conversion. A session counts where it starts, wherever in it the conversion lies.
    pub sessions: u64,
    /// Persons with a conversion or any other event that is behaviour.
    pub active: u64,
    /// Money of the conversions.
    pub value: Amounts,
}

/// One series: buckets that hold something, and the whole range, where a person counts once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SeriesCount {
    /// By bucket number.
    pub points: BTreeMap<usize, PointCount>,
    /// The whole range.
    pub total: PointCount,
}

/// The counts of a trend, overall and by breakdown value; `None` where the property was not set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrendSummary {
    /// Overall.
    pub overall: SeriesCount,
    /// By breakdown value.
    pub by_value: BTreeMap<Option<Value>, SeriesCount>,
}

/// Something a person did, for the count of active persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Activity {
    /// When.
    pub time: Time,
    /// Its breakdown value.
    pub breakdown: Option<BreakdownCode>,
}

/// What the tally must know.
#[derive(Debug, Clone, Copy)]
pub struct TrendFrame<'a> {
    /// The buckets; they cover the range.
    pub buckets: &'a Bucketing,
    /// What lies outside is not counted.
    pub range: TimeRange,
    /// The values behind the codes, if the question has a breakdown.
    pub values: Option<&'a BreakdownValues>,
}

impl TrendSummary {
    /// Adds one person's conversions and activity.
    pub fn add_person(
        &mut self,
        frame: TrendFrame<'_>,
        conversions: &[Conversion],
        activity: &[Activity],
    ) {
        self.overall
            .add(frame, true, conversions.iter(), activity.iter());
        let Some(values) = frame.values else { return };
        let mut parts: BTreeMap<Option<BreakdownCode>, (Vec<&Conversion>, Vec<&Activity>)> =
            BTreeMap::new();
        for conversion in conversions {
            parts
                .entry(conversion.breakdown)
                .or_default()
                .0
                .push(conversion);
        }
        for activity in activity {
            parts
                .entry(activity.breakdown)
                .or_default()
                .1
                .push(activity);
        }
        for (code, (conversions, activity)) in parts {
            let series = self.series(values, code);
            series.add(frame, true, conversions.into_iter(), activity.into_iter());
        }
    }

    /// Adds a conversion whose event has no person: it counts, with its money, but as nobody.
    pub fn add_without_person(&mut self, frame: TrendFrame<'_>, conversion: &Conversion) {
        let once = || std::iter::once(conversion);
        self.overall.add(frame, false, once(), std::iter::empty());
        if let Some(values) = frame.values {
            self.series(values, conversion.breakdown)
                .add(frame, false, once(), std::iter::empty());
        }
    }

    /// Takes in the counts of other persons.
    pub fn merge(&mut self, other: Self) {
        self.overall.merge(other.overall);
        for (value, series) in other.by_value {
            self.by_value.entry(value).or_default().merge(series);
        }
    }

    fn series(
        &mut self,
        values: &BreakdownValues,
        code: Option<BreakdownCode>,
    ) -> &mut SeriesCount {
        let value = code.and_then(|code| values.value(code)).cloned();
        self.by_value.entry(value).or_default()
    }
}

impl SeriesCount {
    fn add<'a>(
        &mut self,
        frame: TrendFrame<'_>,
        is_person: bool,
        conversions: impl Iterator<Item = &'a Conversion>,
        activity: impl Iterator<Item = &'a Activity>,
    ) {
        let bucket_of = |time: Time| {
            frame
                .buckets
                .index_of(time)
                .filter(|_| frame.range.contains(time))
        };
        let mut converted_in = BTreeSet::new();
        let mut converting = BTreeSet::new();
        for conversion in conversions {
            converting.extend(conversion.session);
            let Some(bucket) = bucket_of(conversion.time) else {
                continue;
            };
            converted_in.insert(bucket);
            for count in [self.points.entry(bucket).or_default(), &mut self.total] {
                count.conversions += 1;
                if let Some(money) = conversion.value {
                    count.value.add(money);
                }
            }
        }
        if !is_person {
            return;
        }
        for bucket in converting
            .iter()
            .filter_map(|session| bucket_of(session.start))
        {
            self.points.entry(bucket).or_default().sessions += 1;
            self.total.sessions += 1;
        }
        let mut active_in = converted_in.clone();
        active_in.extend(activity.filter_map(|activity| bucket_of(activity.time)));
        for bucket in &converted_in {
            self.points.entry(*bucket).or_default().persons += 1;
        }
        for bucket in &active_in {
            self.points.entry(*bucket).or_default().active += 1;
        }
        self.total.persons += u64::from(!converted_in.is_empty());
        self.total.active += u64::from(!active_in.is_empty());
    }

    fn merge(&mut self, other: Self) {
        for (bucket, point) in other.points {
            self.points.entry(bucket).or_default().merge(&point);
        }
        self.total.merge(&other.total);
    }
}

impl PointCount {
    fn merge(&mut self, other: &Self) {
        self.conversions += other.conversions;
        self.persons += other.persons;
        self.sessions += other.sessions;
        self.active += other.active;
        self.value.merge(&other.value);
    }
}
