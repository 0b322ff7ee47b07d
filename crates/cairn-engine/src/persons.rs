//! Answers who is behind a cell: with the very plans and kernels that filled the cell.

use std::collections::{BTreeMap, BTreeSet};

use cairn_core::answer::{AnswerBody, PersonIds, PersonsAnswer};
use cairn_core::breakdown::{BreakdownCode, BreakdownValues};
use cairn_core::flow::{Flow, Path, PathOutcome, PathsOf, paths};
use cairn_core::funnel::{Funnel, enter};
use cairn_core::id::PersonKey;
use cairn_core::journey::JourneyEvent;
use cairn_core::persons::{Cell, FlowNode, Outcome, Persons, PersonsSummary};
use cairn_core::population::{Change, PopulationSize};
use cairn_core::returning::{ReturnOutcome, Returning, members};
use cairn_core::time_to_convert::{ConvertOutcome, TimeToConvert, fared};
use cairn_core::trend::Trend;
use cairn_core::value::Value;
use cairn_storage::{Block, Columns, Partition, PersonRows};

use crate::error::AskError;
use crate::notes::unseen;
use crate::partition::{Asked, Pass, Replied};
use crate::plan::{Plan, properties};
use crate::population::Behind;
use crate::{flow, funnel, returning, time_to_convert, trend};

pub(crate) fn answer(asked: &Asked<'_>, page: &Persons) -> Result<Replied, AskError> {
    let (pass, notes) = match &page.of {
        Cell::Funnel {
            funnel,
            step,
            outcome,
            row,
        } => in_funnel(asked, page, funnel, (*step, *outcome), row.as_ref()),
        Cell::Trend { trend, start, row } => {
            in_trend(asked, page, trend, start.as_deref(), row.as_ref())
        }
        Cell::Returning {
            returning,
            cohort,
            period,
        } => in_cohort(asked, page, returning, cohort, *period),
        Cell::Flow {
            flow,
            column,
            node,
            outcome,
        } => in_flow(asked, page, flow, (*column, node, *outcome)),
        Cell::Population {
            size,
            start,
            change,
        } => in_population(asked, page, size, start.as_deref(), *change),
        Cell::TimeToConvert {
            asked: question,
            outcome,
            start,
            row,
        } => in_times(
            asked,
            page,
            question,
            *outcome,
            (start.as_deref(), row.as_ref()),
        ),
    }?;
    let mut keys = pass.summary.keys;
    let has_next = keys.len() > page.limit;
    keys.truncate(page.limit);
    Ok(Replied {
        body: AnswerBody::Persons(PersonsAnswer {
            total: pass.summary.total,
            sessions: counts_sessions(&page.of).then_some(pass.summary.counted),
            next: keys.last().copied().filter(|_| has_next),
            persons: ids_of(asked, &keys)?,
        }),
        rows_scanned: pass.rows_scanned,
        notes,
    })
}

fn counts_sessions(cell: &Cell) -> bool {
    matches!(cell, Cell::Flow { flow, .. } if flow.of == PathsOf::Sessions)
}

type Found = (Pass<PersonsSummary>, Vec<String>);

fn in_funnel(
    asked: &Asked<'_>,
    page: &Persons,
    funnel: &Funnel,
    (step, outcome): (usize, Outcome),
    row: Option<&Option<Value>>,
) -> Result<Found, AskError> {
    let split = properties(funnel.breakdown.as_ref());
    let (plan, funnel_plan) = funnel::plan(asked, funnel, &split)?;
    let first_of_order = asked.first_of_order(&plan)?;
    find(asked, page, &plan, |rows, values| {
        let entered = enter(&funnel_plan, &rows.rows, &first_of_order);
        entered.is_some_and(|entered| {
            let code = entered.breakdowns.first().copied().flatten();
            outcome.holds(step, funnel.optional(), &entered) && is_row(row, code, values)
        })
    })
}

fn in_trend(
    asked: &Asked<'_>,
    page: &Persons,
    trend: &Trend,
    start: Option<&str>,
    row: Option<&Option<Value>>,
) -> Result<Found, AskError> {
    let trend::TrendPlan {
        plan,
        target,
        buckets,
    } = trend::plan(asked, trend)?;
    let wanted_bucket = match start {
        None => None,
        Some(label) => {
            let bucket = buckets.index_of_label(label);
            Some(bucket.ok_or_else(|| AskError::UnknownBucket(label.to_owned()))?)
        }
    };
    let first_of_order = asked.first_of_order(&plan)?;
    find(asked, page, &plan, |rows, values| {
        let conversions = trend::conversions_of(asked, &target, rows, &first_of_order);
        conversions.iter().any(|conversion| {
            let bucket = buckets
                .index_of(conversion.time)
                .filter(|_| asked.range.contains(conversion.time));
            bucket.is_some()
                && (wanted_bucket.is_none() || bucket == wanted_bucket)
                && is_row(row, conversion.breakdown, values)
        })
    })
}

fn in_cohort(
    asked: &Asked<'_>,
    page: &Persons,
    returning: &Returning,
    label: &str,
    wanted: Option<(usize, ReturnOutcome)>,
) -> Result<Found, AskError> {
    let (plan, returning_plan) = returning::plan(asked, returning)?;
    let grid = &returning_plan.grid;
    let unknown = || AskError::UnknownCohort(label.to_owned());
    let cohort = grid.cohort_of_label(label).ok_or_else(unknown)?;
    if let Some((period, _)) = wanted
        && period >= grid.begun(cohort)
    {
        let cohort = label.to_owned();
        return Err(AskError::UnknownPeriod { cohort, period });
    }
    let first_of_order = asked.first_of_order(&plan)?;
    find(asked, page, &plan, |rows, _| {
        let members = members(&returning_plan, &rows.rows, &first_of_order);
        let member = members.iter().find(|member| member.cohort == cohort);
        member.is_some_and(|member| {
            wanted.is_none_or(|(period, outcome)| outcome.holds(grid, member, period))
        })
    })
}

fn in_flow(
    asked: &Asked<'_>,
    page: &Persons,
    asked_flow: &Flow,
    (column, node, outcome): (usize, &FlowNode, PathOutcome),
) -> Result<Found, AskError> {
    let told = match node {
        // Which names the answer tells one by one, only the answer knows.
        FlowNode::Other => flow::count(asked, asked_flow)?.names(column),
        FlowNode::All | FlowNode::Named(_) => BTreeSet::new(),
    };
    let (plan, flow_plan) = flow::plan(asked, asked_flow)?;
    let first_of_order = asked.first_of_order(&plan)?;
    find_counted(asked, page, &plan, |rows, values| {
        let name_of = |path: &Path| match values.first()?.value(path.label(column)?)? {
            Value::String(name) => Some(name.clone()),
            _ => None,
        };
        let is_of_node = |path: &&Path| match node {
            FlowNode::All => true,
            FlowNode::Named(wanted) => name_of(path).is_some_and(|name| name == *wanted),
            FlowNode::Other => name_of(path).is_some_and(|name| !told.contains(&name)),
        };
        let found = paths(&flow_plan, &rows.rows, &first_of_order).paths;
        let here = { found.iter() }.filter(|path| outcome.holds(path, column));
        here.filter(is_of_node).count() as u64
    })
}

fn in_population(
    asked: &Asked<'_>,
    page: &Persons,
    size: &PopulationSize,
    start: Option<&str>,
    change: Change,
) -> Result<Found, AskError> {
    let behind = Behind::of(asked, size, start, change)?;
    let plan = &behind.of_size.plan;
    let first_of_order = asked.first_of_order(plan)?;
    find(asked, page, plan, |rows, _| {
        behind.has(&rows.rows, &first_of_order)
    })
}

fn in_times(
    asked: &Asked<'_>,
    page: &Persons,
    question: &TimeToConvert,
    outcome: ConvertOutcome,
    (start, row): (Option<&str>, Option<&Option<Value>>),
) -> Result<Found, AskError> {
    let planned = time_to_convert::plan(asked, question)?;
    let period_of_label = |label: &str| {
        let periods = planned.periods.as_ref();
        let period = periods.and_then(|periods| periods.index_of_label(label));
        period.ok_or_else(|| AskError::UnknownPeriodStart(label.to_owned()))
    };
    let period = start.map(period_of_label).transpose()?;
    let first_of_order = asked.first_of_order(&planned.plan)?;
    find(asked, page, &planned.plan, |rows, values| {
        let entered = enter(&planned.funnel, &rows.rows, &first_of_order);
        entered.is_some_and(|entered| {
            let code = entered.breakdowns.first().copied().flatten();
            outcome.holds(fared(&planned.funnel, &entered))
                && (period.is_none() || planned.period_of(&entered) == period)
                && is_row(row, code, values)
        })
    })
}

/// The persons whose journeys are in a cell.
fn find(
    asked: &Asked<'_>,
    page: &Persons,
    plan: &Plan,
    is_in_cell: impl Fn(&PersonRows<JourneyEvent>, &[BreakdownValues]) -> bool + Sync,
) -> Result<Found, AskError> {
    find_counted(asked, page, plan, |rows, values| {
        u64::from(is_in_cell(rows, values))
    })
}

/// The persons who bring something to a cell, and how much that is.
fn find_counted(
    asked: &Asked<'_>,
    page: &Persons,
    plan: &Plan,
    counted_in_cell: impl Fn(&PersonRows<JourneyEvent>, &[BreakdownValues]) -> u64 + Sync,
) -> Result<Found, AskError> {
    let judge = |summary: &mut PersonsSummary,
                 rows: &PersonRows<JourneyEvent>,
                 values: &[BreakdownValues]| {
        let Some(person) = rows.person else { return };
        let counted = counted_in_cell(rows, values);
        if counted > 0 {
            summary.add(person, counted, page);
        }
    };
    let merge = |into: &mut PersonsSummary, from: PersonsSummary| into.merge(from, page);
    let pass = asked.pass(plan, PersonsSummary::default, judge, merge)?;
    let notes = unseen(plan, &pass.seen);
    Ok((pass, notes))
}

/// Whether a breakdown value is the one of the row asked for; any is, where no row was named.
fn is_row(
    row: Option<&Option<Value>>,
    code: Option<BreakdownCode>,
    values: &[BreakdownValues],
) -> bool {
    let value_of = |code: BreakdownCode| values.first().and_then(|values| values.value(code));
    row.is_none_or(|wanted| match (code.and_then(value_of), wanted) {
        // On the wire a time is text.
        (Some(Value::Time(time)), Some(Value::String(text))) => time.to_string() == *text,
        (found, wanted) => found == wanted.as_ref(),
    })
}

/// The ids each of these people is known by.
fn ids_of(asked: &Asked<'_>, keys: &[PersonKey]) -> Result<Vec<PersonIds>, AskError> {
    let mut known: BTreeMap<PersonKey, [BTreeSet<String>; 2]> =
        keys.iter().map(|key| (*key, Default::default())).collect();
    let columns = Columns {
        ids: true,
        ..Columns::default()
    };
    let wanted: BTreeSet<PersonKey> = keys.iter().copied().collect();
    let owned = |id: Option<&str>| id.map(str::to_owned);
    let identities = asked.snapshot.identities(&asked.definitions.site.id)?;
    let extract = |block: &Block| -> Result<Vec<Option<[Option<String>; 2]>>, AskError> {
        let ids = |row: usize| {
            let person = block.person(row).filter(|person| wanted.contains(person))?;
            // On a shared device others sign in too; it is the first one's.
            let is_hers = |device: &&str| identities.person(PersonKey::of_device(device)) == person;
            let device = block.anonymous_id(row).filter(is_hers);
            Some([owned(block.user_id(row)), owned(device)])
        };
        Ok((0..block.len()).map(ids).collect())
    };
    let (Some(least), Some(greatest)) = (keys.first(), keys.last()) else {
        return Ok(Vec::new());
    };
    let partition = Partition::between(*least, *greatest);
    let mut scan = asked
        .snapshot
        .scan(&asked.definitions.site.id, &columns, partition, extract)?;
    while let Some(rows) = scan.next_person()? {
        let Some(ids) = rows.person.and_then(|person| known.get_mut(&person)) else {
            continue;
        };
        for [user_id, anonymous_id] in rows.rows.into_iter().flatten() {
            ids[0].extend(user_id);
            ids[1].extend(anonymous_id);
        }
    }
    let person = |(key, [user_ids, anonymous_ids]): (PersonKey, [BTreeSet<String>; 2])| PersonIds {
        key,
        user_ids: user_ids.into_iter().collect(),
        anonymous_ids: anonymous_ids.into_iter().collect(),
    };
    Ok(known.into_iter().map(person).collect())
}
