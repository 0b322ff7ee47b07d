//! Answers how long people take from a first step to a last.

use std::collections::BTreeMap;

use cairn_core::answer::{
    AnswerBody, ConvertPeriod, ConvertRow, ConvertTimes, TimeToConvertAnswer,
};
use cairn_core::breakdown::BreakdownValues;
use cairn_core::funnel::{Entered, FunnelPlan, enter};
use cairn_core::journey::JourneyEvent;
use cairn_core::range::TimeRange;
use cairn_core::time::{Bucketing, Span};
use cairn_core::time_to_convert::{Taken, TimeToConvert, TimeToConvertSummary, fared};
use cairn_core::trend::MAX_BUCKETS;
use cairn_core::value::Value;
use cairn_stats::ProportionError;
use cairn_storage::PersonRows;

use crate::error::AskError;
use crate::funnel::{self, check_values, unset_where_read};
use crate::notes::unseen;
use crate::partition::{Asked, Replied};
use crate::plan::{Plan, properties};
use crate::trend::{check_points, covered_range};

/// A question with its rules numbered and its periods cut.
pub(crate) struct TimeToConvertPlan {
    pub(crate) plan: Plan,
    /// Its attempts are those of the funnel.
    pub(crate) funnel: FunnelPlan,
    pub(crate) periods: Option<Bucketing>,
}

pub(crate) fn plan(
    asked: &Asked<'_>,
    question: &TimeToConvert,
) -> Result<TimeToConvertPlan, AskError> {
    let split = properties(question.funnel.breakdown.as_ref());
    let (plan, funnel) = funnel::plan(asked, &question.funnel, &split)?;
    let periods = question.interval.map(|interval| {
        let covered = covered_by_steps(asked, &funnel)?;
        let week_start = asked.definitions.site.week_start;
        let (start, end) = (covered.start, covered.end);
        let cut = Bucketing::cover(start, end, interval, week_start, asked.zone, MAX_BUCKETS);
        cut.map_err(AskError::from)
    });
    Ok(TimeToConvertPlan {
        plan: plan.without_money(),
        funnel,
        periods: periods.transpose()?,
    })
}

/// In any order an attempt may start with any step.
fn covered_by_steps(asked: &Asked<'_>, funnel: &FunnelPlan) -> Result<TimeRange, AskError> {
    let mut covered = asked.range;
    for (at, step) in funnel.steps.iter().enumerate() {
        let of_step = covered_range(asked, step)?;
        covered = TimeRange {
            start: of_step.start,
            end: if at == 0 {
                of_step.end
            } else {
                covered.end.max(of_step.end)
            },
        };
    }
    Ok(covered)
}

impl TimeToConvertPlan {
    /// The period in which an attempt starts, if periods are asked for.
    pub(crate) fn period_of(&self, entered: &Entered) -> Option<usize> {
        self.periods.as_ref()?.index_of(entered.start)
    }

    /// Whether the windows of all that may start in a period are over.
    fn is_complete(&self, asked: &Asked<'_>, periods: &Bucketing, period: usize) -> bool {
        let end = periods.end_of(period).min(asked.range.end);
        let last = end.minus(Span::from_micros(1));
        last.plus(self.funnel.pace.window) <= asked.now
    }
}

pub(crate) fn answer(asked: &Asked<'_>, question: &TimeToConvert) -> Result<Replied, AskError> {
    let planned = plan(asked, question)?;
    let split = properties(question.funnel.breakdown.as_ref());
    let first_of_order = asked.first_of_order(&planned.plan)?;
    let judge = |summary: &mut TimeToConvertSummary,
                 rows: &PersonRows<JourneyEvent>,
                 values: &[BreakdownValues]| {
        // Without a person there is no journey (semantics S5).
        if rows.person.is_none() {
            return;
        }
        if let Some(entered) = enter(&planned.funnel, &rows.rows, &first_of_order) {
            let value = values.first().map(|values| {
                let code = entered.breakdowns.first().copied().flatten();
                code.and_then(|code| values.value(code))
            });
            let fared = fared(&planned.funnel, &entered);
            summary.add(fared, value, planned.period_of(&entered));
        }
    };
    let periods = planned.periods.as_ref().map_or(0, Bucketing::len);
    let pass = asked.pass(
        &planned.plan,
        || TimeToConvertSummary::empty(periods),
        judge,
        TimeToConvertSummary::merge,
    )?;
    let mut summary = pass.summary;
    summary.sort();
    if let Some(property) = split.first() {
        check_values(property, summary.by_value.len())?;
        check_points(summary.by_value.len(), POINTS_OF_ROW)?;
    }
    let window = question.funnel.window;
    let mut notes = unseen(&planned.plan, &pass.seen);
    let overall = ConvertTimes::of(&summary.overall, window)?;
    let told_from = overall.told_from(window, asked.now);
    notes.extend(told_from.map(|time| {
        format!("nobody has been watched for the whole window yet: how many convert within {window}, and in what time, is told from {time} on at the earliest")
    }));
    let by_value = std::mem::take(&mut summary.by_value);
    let rows = rows(by_value, window)?;
    if let ([property], [row]) = (&split[..], &rows[..])
        && row.value.is_none()
    {
        notes.extend(unset_where_read(&question.funnel, property, &pass.seen));
    }
    Ok(Replied {
        body: AnswerBody::TimeToConvert(TimeToConvertAnswer {
            window,
            overall,
            breakdown: (!split.is_empty()).then_some(rows),
            periods: planned.periods(asked, &summary.by_period, window)?,
        }),
        rows_scanned: pass.rows_scanned,
        notes,
    })
}

impl TimeToConvertPlan {
    fn periods(
        &self,
        asked: &Asked<'_>,
        taken: &[Taken],
        window: Span,
    ) -> Result<Option<Vec<ConvertPeriod>>, ProportionError> {
        let period = |periods: &Bucketing| {
            let numbered = taken.iter().enumerate();
            let of = |(number, taken): (usize, &Taken)| {
                let is_complete = self.is_complete(asked, periods, number);
                ConvertPeriod::of(periods.label(number), is_complete, taken, window)
            };
            numbered.map(of).collect()
        };
        self.periods.as_ref().map(period).transpose()
    }
}

/// A row's curve and bars have at most so many points.
const POINTS_OF_ROW: usize = 270;

/// A row per value, most entered first.
fn rows(
    by_value: BTreeMap<Option<Value>, Taken>,
    window: Span,
) -> Result<Vec<ConvertRow>, ProportionError> {
    let row = |(value, taken): (Option<Value>, Taken)| {
        Ok(ConvertRow {
            value,
            times: ConvertTimes::of(&taken, window)?,
        })
    };
    let rows: Result<Vec<ConvertRow>, ProportionError> = by_value.into_iter().map(row).collect();
    let mut rows = rows?;
    // Equals stay in order of their values.
    rows.sort_by_key(|row| std::cmp::Reverse(row.times.counts.entered));
    Ok(rows)
}
