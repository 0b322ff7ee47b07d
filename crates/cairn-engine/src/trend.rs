//! Answers trends.

use cairn_core::answer::{
    AnswerBody, Before, Compared, PointAnswer, TrendAnswer, TrendPoint, TrendSeries,
};
use cairn_core::breakdown::BreakdownValues;
use cairn_core::goal::{
    Conversion, FirstOfOrder, RulePlan, TargetPlan, conversions, conversions_without_person,
};
use cairn_core::journey::JourneyEvent;
use cairn_core::range::TimeRange;
use cairn_core::time::{Bucketing, Span, Time};
use cairn_core::trend::{
    Activity, MAX_BUCKETS, PointCount, SeriesCount, Trend, TrendFrame, TrendSummary,
};
use cairn_core::value::Value;
use cairn_storage::PersonRows;

use crate::error::AskError;
use crate::funnel::check_values;
use crate::notes::unseen;
use crate::partition::{Asked, Replied};
use crate::plan::{Plan, RuleMoney, properties};

/// A trend with its rules numbered and its buckets cut.
pub(crate) struct TrendPlan {
    pub(crate) plan: Plan,
    pub(crate) target: TargetPlan,
    pub(crate) buckets: Bucketing,
}

pub(crate) fn plan(asked: &Asked<'_>, trend: &Trend) -> Result<TrendPlan, AskError> {
    let mut plan = Plan::new(asked.filters, &properties(trend.breakdown.as_ref()))?;
    plan.add_target(&trend.target, asked.definitions, RuleMoney::Counted)?;
    let Some(target) = plan.targets.first().cloned() else {
        return Err(AskError::Internal("a trend without a target".to_owned()));
    };
    let covered = covered_range(asked, &target)?;
    let week_start = asked.definitions.site.week_start;
    let buckets = Bucketing::cover(
        covered.start,
        covered.end,
        trend.interval,
        week_start,
        asked.zone,
        MAX_BUCKETS,
    )?;
    Ok(TrendPlan {
        plan,
        target,
        buckets,
    })
}

/// All history means the part of it that holds something.
pub(crate) fn covered_range(asked: &Asked<'_>, target: &TargetPlan) -> Result<TimeRange, AskError> {
    if asked.range != TimeRange::ALL {
        return Ok(asked.range);
    }
    let Some(told) = asked.told_range()? else {
        return Ok(TimeRange {
            start: asked.now,
            end: asked.now,
        });
    };
    // A wait may end after the last event.
    let just_after = asked.now.plus(Span::from_micros(1));
    let end = match target.rule {
        RulePlan::Absence { within, .. } => told.end.max(just_after.min(told.end.plus(within))),
        RulePlan::Event(_) | RulePlan::Count { .. } | RulePlan::Sequence { .. } => told.end,
    };
    Ok(TimeRange { end, ..told })
}

/// A person's conversions and activity, or those of events without a person.
pub(crate) fn conversions_of(
    asked: &Asked<'_>,
    target: &TargetPlan,
    rows: &PersonRows<JourneyEvent>,
    first_of_order: &FirstOfOrder,
) -> Vec<Conversion> {
    match rows.person {
        Some(_) => conversions(target, &rows.rows, asked.now, first_of_order),
        None => {
            let of_event = |event| conversions_without_person(target, event, first_of_order);
            rows.rows.iter().filter_map(of_event).collect()
        }
    }
}

pub(crate) fn answer(
    asked: &Asked<'_>,
    before: Option<&Asked<'_>>,
    trend: &Trend,
) -> Result<Replied, AskError> {
    let mut counted = count(asked, trend)?;
    let before = before.map(|asked| Ok::<_, AskError>((asked.range, count(asked, trend)?)));
    let before = before.transpose()?.map(|(range, before)| {
        counted.rows_scanned += before.rows_scanned;
        let answer = before.answer;
        Before { range, answer }
    });
    if let Some(before) = &before {
        counted.answer.compare(&before.answer)?;
    }
    let answer = counted.answer;
    Ok(Replied {
        body: AnswerBody::Trend(Compared { answer, before }),
        rows_scanned: counted.rows_scanned,
        notes: counted.notes,
    })
}

/// A trend of one range, and what it took.
struct Counted {
    answer: TrendAnswer,
    rows_scanned: u64,
    notes: Vec<String>,
}

fn count(asked: &Asked<'_>, trend: &Trend) -> Result<Counted, AskError> {
    let TrendPlan {
        mut plan,
        target,
        buckets,
    } = plan(asked, trend)?;
    let first_of_order = asked.first_of_order(&plan)?;
    plan.sessions.is_counted = true;
    plan.splits_activity = true;
    let judge = |summary: &mut TrendSummary,
                 rows: &PersonRows<JourneyEvent>,
                 values: &[BreakdownValues]| {
        let frame = TrendFrame {
            buckets: &buckets,
            range: asked.range,
            values: values.first(),
        };
        let conversions = conversions_of(asked, &target, rows, &first_of_order);
        if rows.person.is_none() {
            conversions
                .iter()
                .for_each(|conversion| summary.add_without_person(frame, conversion));
            return;
        }
        let active = rows.rows.iter().filter(|event| event.is_active);
        let activity: Vec<Activity> = active
            .map(|event| Activity {
                time: event.time,
                breakdown: event.breakdowns.get(0),
            })
            .collect();
        summary.add_person(frame, &conversions, &activity);
    };
    let pass = asked.pass(&plan, TrendSummary::default, judge, TrendSummary::merge)?;
    let draw = |value: Option<Value>, series: SeriesCount| {
        to_series(trend, &buckets, asked.now, value, series)
    };
    if let Some(breakdown) = &trend.breakdown {
        check_values(&breakdown.property, pass.summary.by_value.len())?;
    }
    check_points(pass.summary.by_value.len() + 1, buckets.len())?;
    let mut notes = unseen(&plan, &pass.seen);
    let persons_of_parts: u64 = pass
        .summary
        .by_value
        .values()
        .map(|series| series.total.persons)
        .sum();
    if trend.breakdown.is_some() && persons_of_parts != pass.summary.overall.total.persons {
        notes.push("a person can convert with several values: the persons of the rows do not add up to the whole".to_owned());
    }
    let overall = draw(None, pass.summary.overall)?;
    let mut parts = Vec::with_capacity(pass.summary.by_value.len());
    for (value, series) in pass.summary.by_value {
        parts.push(draw(value, series)?);
    }
    parts.sort_by(|a, b| {
        let conversions = b.total.conversions.cmp(&a.total.conversions);
        conversions.then_with(|| a.value.cmp(&b.value))
    });
    let answer = match trend.breakdown {
        None => TrendAnswer {
            series: vec![overall],
            overall: None,
        },
        Some(_) => TrendAnswer {
            series: parts,
            overall: Some(overall),
        },
    };
    Ok(Counted {
        answer,
        rows_scanned: pass.rows_scanned,
        notes,
    })
}

/// Values times buckets is what an answer has to hold.
pub(crate) fn check_points(series: usize, buckets: usize) -> Result<(), AskError> {
    const LIMIT: usize = 1_000_000;
    if series.saturating_mul(buckets) > LIMIT {
        return Err(AskError::TooManyPoints {
            series,
            buckets,
            limit: LIMIT,
        });
    }
    Ok(())
}

fn to_series(
    trend: &Trend,
    buckets: &Bucketing,
    now: Time,
    value: Option<Value>,
    series: SeriesCount,
) -> Result<TrendSeries, AskError> {
    let empty = PointCount::default();
    let mut points = Vec::with_capacity(buckets.len());
    for bucket in 0..buckets.len() {
        let count = series.points.get(&bucket).unwrap_or(&empty);
        points.push(TrendPoint {
            start: buckets.label(bucket).to_owned(),
            is_mature: buckets.end_of(bucket) <= now,
            numbers: PointAnswer::of(count)?,
        });
    }
    Ok(TrendSeries {
        name: trend.name.clone(),
        value,
        points,
        total: PointAnswer::of(&series.total)?,
    })
}
