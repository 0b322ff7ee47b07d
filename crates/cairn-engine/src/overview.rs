//! Answers overviews: all goals in as few passes as their rules allow, each by the plan and kernel of its trend.

use cairn_core::answer::{
    ActivityAnswer, AnswerBody, Before, Compared, GoalAnswer, Maturity, OverviewAnswer,
    PointAnswer, findings,
};
use cairn_core::breakdown::BreakdownValues;
use cairn_core::funnel::Target;
use cairn_core::gap::HourCounts;
use cairn_core::goal::{Class, Goal, Standing, TargetPlan};
use cairn_core::journey::JourneyEvent;
use cairn_core::rule::{EventRule, NameRule, Rule};
use cairn_core::time::{Bucketing, Interval};
use cairn_core::trend::{Activity, MAX_BUCKETS, TrendFrame, TrendSummary};
use cairn_storage::PersonRows;

use crate::error::AskError;
use crate::notes::unseen;
use crate::partition::{Asked, Replied};
use crate::plan::{Plan, RuleMoney};
use crate::trend::{conversions_of, covered_range};

/// The totals of one target: of the range, and of the one compared with.
struct Totals {
    now: PointAnswer,
    before: Option<PointAnswer>,
}

/// What a pass adds up: of each target and range a trend; and the events of all time by hour.
#[derive(Default)]
struct Summary {
    trends: Vec<Vec<TrendSummary>>,
    hours: HourCounts,
}

/// What all passes found.
#[derive(Default)]
struct Found {
    totals: Vec<Totals>,
    hours: HourCounts,
    rows_scanned: u64,
    notes: Vec<String>,
}

pub(crate) fn answer(asked: &Asked<'_>, before: Option<&Asked<'_>>) -> Result<Replied, AskError> {
    let goals = in_order(asked);
    let ranges: Vec<Asked<'_>> = std::iter::once(*asked).chain(before.copied()).collect();
    let mut found = Found::default();
    for (at, plan) in plans(asked, &goals)?.into_iter().enumerate() {
        count(&ranges, plan, at == 0, &mut found)?;
    }
    let mut totals = found.totals.into_iter();
    let everything = totals
        .next()
        .ok_or_else(|| AskError::Internal("an overview without activity".to_owned()))?;
    let mut answers = Vec::with_capacity(goals.len());
    for (goal, mut of_goal) in goals.iter().zip(totals) {
        if let Some(before) = &of_goal.before {
            of_goal.now.compare(before)?;
        }
        answers.push(GoalAnswer {
            goal: goal.id.clone(),
            name: goal.name.clone(),
            class: goal.class,
            total: of_goal.now,
            previous: of_goal.before,
        });
    }
    let gaps = found.hours.gaps(asked.range, asked.now, asked.zone);
    let activity = activity(&everything.now);
    Ok(Replied {
        body: AnswerBody::Overview(OverviewAnswer {
            findings: findings(&answers, &gaps),
            maturity: maturity(asked, &answers, activity.sessions),
            goals: answers,
            activity: Compared {
                answer: activity,
                before: before
                    .zip(everything.before.as_ref())
                    .map(|(asked, total)| Before {
                        range: asked.range,
                        answer: self::activity(total),
                    }),
            },
        }),
        rows_scanned: found.rows_scanned,
        notes: found.notes,
    })
}

/// Primary macros, lifecycle macros, micros, each by id.
fn in_order<'a>(asked: &Asked<'a>) -> Vec<&'a Goal> {
    let mut goals: Vec<&Goal> = asked.definitions.goals.values().collect();
    goals.sort_by_key(|goal| match goal.class {
        Class::Macro {
            standing: Standing::Primary,
            ..
        } => 0,
        Class::Macro {
            standing: Standing::Lifecycle,
            ..
        } => 1,
        Class::Micro => 2,
    });
    goals
}

/// Plans whose targets are, one after the other, any event and the goals: as few as the bounds on rules allow.
fn plans(asked: &Asked<'_>, goals: &[&Goal]) -> Result<Vec<Plan>, AskError> {
    let anything = Target::Rule(Rule::one(EventRule {
        name: NameRule::Any,
        filters: Vec::new(),
    }));
    let mut plan = Plan::new(asked.filters, &[])?;
    plan.add_target(&anything, asked.definitions, RuleMoney::Ignored)?;
    let mut plans = Vec::new();
    for goal in goals {
        let target = Target::Goal {
            id: goal.id.clone(),
            filters: Vec::new(),
        };
        let add = |plan: &mut Plan| plan.add_target(&target, asked.definitions, RuleMoney::Counted);
        match add(&mut plan) {
            Err(AskError::TooManyRules { .. } | AskError::TooManySessionFilters { .. }) => {
                let full = std::mem::replace(&mut plan, Plan::new(asked.filters, &[])?);
                plans.push(full);
                add(&mut plan)?;
            }
            added => added?,
        }
    }
    plans.push(plan);
    Ok(plans)
}

/// One pass: the totals of a plan's targets in all ranges, and with it the events by hour of the first.
fn count(
    ranges: &[Asked<'_>],
    mut plan: Plan,
    with_hours: bool,
    found: &mut Found,
) -> Result<(), AskError> {
    let Some(asked) = ranges.first() else {
        return Ok(());
    };
    let first_of_order = asked.first_of_order(&plan)?;
    plan.sessions.is_counted = true;
    let targets = plan.targets.clone();
    let mut buckets: Vec<Vec<Bucketing>> = Vec::with_capacity(targets.len());
    for target in &targets {
        let of_target = ranges.iter().map(|asked| months(asked, target));
        buckets.push(of_target.collect::<Result<_, _>>()?);
    }
    let empty = || Summary {
        trends: vec![vec![TrendSummary::default(); ranges.len()]; targets.len()],
        hours: HourCounts::default(),
    };
    let judge = |summary: &mut Summary, rows: &PersonRows<JourneyEvent>, _: &[BreakdownValues]| {
        let active = || rows.rows.iter().filter(|event| event.is_active);
        if with_hours {
            let times = active().map(|event| event.time);
            match rows.person {
                Some(_) => summary.hours.add_person(times),
                None => times.for_each(|time| summary.hours.add_without_person(time)),
            }
        }
        let activity: Vec<Activity> = active()
            .map(|event| Activity {
                time: event.time,
                breakdown: None,
            })
            .collect();
        for (at, target) in targets.iter().enumerate() {
            let conversions = conversions_of(asked, target, rows, &first_of_order);
            let trends = summary.trends[at].iter_mut();
            for ((trend, asked), buckets) in trends.zip(ranges).zip(&buckets[at]) {
                let frame = TrendFrame {
                    buckets,
                    range: asked.range,
                    values: None,
                };
                if rows.person.is_some() {
                    trend.add_person(frame, &conversions, &activity);
                } else {
                    conversions
                        .iter()
                        .for_each(|conversion| trend.add_without_person(frame, conversion));
                }
            }
        }
    };
    let pass = asked.pass(&plan, empty, judge, merge)?;
    for trends in pass.summary.trends {
        let mut of_ranges = trends
            .iter()
            .map(|trend| PointAnswer::of(&trend.overall.total));
        let now = of_ranges.next().transpose()?;
        found.totals.push(Totals {
            now: now.ok_or_else(|| AskError::Internal("a trend without a range".to_owned()))?,
            before: of_ranges.next().transpose()?,
        });
    }
    found.hours.merge(pass.summary.hours);
    found.rows_scanned += pass.rows_scanned;
    found.notes.extend(unseen(&plan, &pass.seen));
    Ok(())
}

fn merge(into: &mut Summary, from: Summary) {
    for (into, from) in into.trends.iter_mut().zip(from.trends) {
        for (into, from) in into.iter_mut().zip(from) {
            into.merge(from);
        }
    }
    into.hours.merge(from.hours);
}

/// A total does not depend on the buckets, so there are few.
fn months(asked: &Asked<'_>, target: &TargetPlan) -> Result<Bucketing, AskError> {
    let covered = covered_range(asked, target)?;
    Ok(Bucketing::cover(
        covered.start,
        covered.end,
        Interval::Month,
        asked.definitions.site.week_start,
        asked.zone,
        MAX_BUCKETS,
    )?)
}

fn activity(total: &PointAnswer) -> ActivityAnswer {
    ActivityAnswer {
        events: total.conversions,
        persons: total.persons,
        sessions: total.sessions,
    }
}

/// Of the north star, else of the first primary macro.
fn maturity(asked: &Asked<'_>, goals: &[GoalAnswer], sessions: u64) -> Option<Maturity> {
    let north_star = asked.definitions.north_star.as_ref();
    let is_primary = |goal: &&GoalAnswer| {
        matches!(
            goal.class,
            Class::Macro {
                standing: Standing::Primary,
                ..
            }
        )
    };
    let chosen = goals.iter().find(|goal| Some(&goal.goal) == north_star);
    let judged = chosen.or_else(|| goals.iter().find(is_primary))?;
    Some(Maturity::of(
        judged.goal.clone(),
        judged.total.sessions,
        sessions,
    ))
}
