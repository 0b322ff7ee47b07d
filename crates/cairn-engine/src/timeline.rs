//! Answers timelines.

use std::collections::BTreeMap;

use cairn_core::answer::{AnswerBody, SessionOrigin, TimelineAnswer, TimelineBlock, TimelineEvent};
use cairn_core::breakdown::BreakdownValues;
use cairn_core::event::PropertyRef;
use cairn_core::funnel::Target;
use cairn_core::goal::{FirstOfOrder, Goal, conversions};
use cairn_core::id::{EventId, GoalId, PersonKey};
use cairn_core::journey::JourneyEvent;
use cairn_core::session::{DEFAULT_GAP, Visit, sessions_of};
use cairn_core::session_property::SessionProperty;
use cairn_core::time::Time;
use cairn_core::timeline::{BlockPlaces, Timeline, blocks};
use cairn_core::value::Value;
use cairn_storage::{Block, BlockRow, Columns, Partition, PersonRows, StoredEvent, VisitReader};

use crate::error::AskError;
use crate::origin::{Origins, paths_of};
use crate::partition::{Asked, Replied};
use crate::person::{key_of, profile};
use crate::plan::{Plan, RuleMoney};
use crate::telling::Telling;

/// What a session's events may tell of it.
const TOLD: [&str; 10] = [
    "channel",
    "source",
    "medium",
    "campaign",
    "referrer",
    "entry_path",
    "context.device.browser",
    "context.device.os",
    "context.os.name",
    "context.device.type",
];

/// What one event says about its session, by the places of [`TOLD`].
type Told = [Option<Value>; TOLD.len()];

/// One row of a person.
struct Row {
    stored: StoredEvent,
    visit: Visit,
    told: Told,
}

pub(crate) fn answer(asked: &Asked<'_>, page: &Timeline) -> Result<Replied, AskError> {
    let site = &asked.definitions.site.id;
    let unknown = || AskError::UnknownPerson(page.person.clone());
    let key = key_of(asked.snapshot, site, &page.person)?.ok_or_else(unknown)?;
    let (rows, mut rows_scanned) = rows_of(asked, key)?;
    let person = profile(
        asked.snapshot,
        site,
        key,
        rows.iter().map(|row| &row.stored.event),
    )?;
    let visits: Vec<Visit> = rows.iter().map(|row| row.visit).collect();
    let sessions = sessions_of(&visits, DEFAULT_GAP);
    let times: Vec<Time> = visits.iter().map(|visit| visit.time).collect();
    let mut older = blocks(&times, &sessions, DEFAULT_GAP);
    older.reverse();
    if let Some(after) = page.after {
        let holds = |block: &BlockPlaces| {
            let mut ids = block.places.iter().map(|at| rows[*at].stored.event_id);
            ids.any(|id| id == after)
        };
        let seen = older.iter().position(holds);
        older.drain(..=seen.ok_or(AskError::UnknownPage(after))?);
    }
    let has_next = older.len() > page.limit;
    older.truncate(page.limit);
    let (goals, scanned) = goals_of(asked, key)?;
    rows_scanned += scanned;
    let joins: Vec<EventId> = person
        .devices
        .values()
        .flatten()
        .map(|joined| joined.by)
        .collect();
    let mut told: Vec<Option<Row>> = rows.into_iter().map(Some).collect();
    let block = |places: &BlockPlaces| {
        let taken = places.places.iter().filter_map(|at| told[*at].take());
        to_block(places, taken.collect(), &goals, &joins)
    };
    let blocks: Vec<TimelineBlock> = older.iter().filter_map(block).collect();
    let last = blocks.last().and_then(|block| block.events.first());
    Ok(Replied {
        body: AnswerBody::Timeline(TimelineAnswer {
            next: last.map(|event| event.event_id).filter(|_| has_next),
            person,
            blocks,
        }),
        rows_scanned,
        notes: Vec::new(),
    })
}

/// A person's events in order, with what they tell of sessions; and how many rows that took.
fn rows_of(asked: &Asked<'_>, key: PersonKey) -> Result<(Vec<Row>, u64), AskError> {
    let origins = Origins::default();
    let told: Vec<SessionProperty> = TOLD
        .iter()
        .filter_map(|name| SessionProperty::parse(name))
        .collect();
    let mut read: Vec<PropertyRef> = told.iter().flat_map(paths_of).collect();
    read.sort();
    read.dedup();
    let extract = |block: &Block| -> Result<Vec<Option<Row>>, AskError> {
        let indexes = block.index(&read);
        let row = |row: usize| {
            let view = BlockRow {
                block,
                indexes: &indexes,
                row,
            };
            let is_hers = block.person(row) == Some(key);
            is_hers.then(|| row_of(view, &told, &origins)).flatten()
        };
        Ok((0..block.len()).map(row).collect())
    };
    let site = &asked.definitions.site.id;
    let of_person = Partition::of_one(key);
    let mut scan = asked
        .snapshot
        .scan(site, &Columns::ALL, of_person, extract)?;
    let mut rows = Vec::new();
    while let Some(found) = scan.next_person()? {
        rows.extend(found.rows.into_iter().flatten());
    }
    Ok((rows, scan.rows_scanned()))
}

fn row_of(row: BlockRow<'_>, told: &[SessionProperty], origins: &Origins) -> Option<Row> {
    let BlockRow { block, row: at, .. } = row;
    let mut values = Told::default();
    let telling = Telling::of(origins, &row);
    for (value, property) in values.iter_mut().zip(told) {
        *value = telling.value_of(property);
    }
    Some(Row {
        visit: VisitReader::default().visit(block, at),
        told: values,
        stored: block.stored_event(at)?,
    })
}

/// Which goals convert at which of a person's events, after counting; and how many rows that took.
fn goals_of(
    asked: &Asked<'_>,
    key: PersonKey,
) -> Result<(BTreeMap<EventId, Vec<GoalId>>, u64), AskError> {
    let mut converting: BTreeMap<EventId, Vec<GoalId>> = BTreeMap::new();
    let mut rows_scanned = 0;
    for goal in asked.definitions.goals.values() {
        let (found, scanned) = conversions_of(asked, goal, key)?;
        rows_scanned += scanned;
        for event in found {
            converting.entry(event).or_default().push(goal.id.clone());
        }
    }
    Ok((converting, rows_scanned))
}

/// The events at which one goal converts: by the plan and the kernel of every other question.
fn conversions_of(
    asked: &Asked<'_>,
    goal: &Goal,
    key: PersonKey,
) -> Result<(Vec<EventId>, u64), AskError> {
    let target = Target::Goal {
        id: goal.id.clone(),
        filters: Vec::new(),
    };
    let mut plan = Plan::new(asked.filters, &[])?;
    plan.add_target(&target, asked.definitions, RuleMoney::Ignored)?;
    plan.needs_ids = true;
    let judge = |journey: &mut Vec<JourneyEvent>,
                 rows: &PersonRows<JourneyEvent>,
                 _: &[BreakdownValues]| {
        if rows.person == Some(key) {
            journey.extend(rows.rows.iter().cloned());
        }
    };
    let of_person = Partition::of_one(key);
    let pass = asked.run_partition(&plan, of_person, Vec::new, &judge)?;
    let journey = pass.summary;
    // Whether an order was told of before, only all persons know; that pass is saved where no order is.
    let has_order = |event: &JourneyEvent| event.facts.iter().any(|fact| fact.order.is_some());
    let first_of_order = if journey.iter().any(has_order) {
        asked.first_of_order(&plan)?
    } else {
        FirstOfOrder::default()
    };
    let found = plan
        .targets
        .iter()
        .flat_map(|target| conversions(target, &journey, asked.now, &first_of_order));
    let at_events = found.filter(|conversion| conversion.at_event);
    Ok((
        at_events.map(|conversion| conversion.event_id).collect(),
        pass.rows_scanned,
    ))
}

fn to_block(
    places: &BlockPlaces,
    rows: Vec<Row>,
    goals: &BTreeMap<EventId, Vec<GoalId>>,
    joins: &[EventId],
) -> Option<TimelineBlock> {
    let session = places.is_session.then(|| origin_of(&rows));
    let times = (rows.first()?.visit.time, rows.last()?.visit.time);
    let event = |row: Row| TimelineEvent {
        goals: goals.get(&row.stored.event_id).cloned().unwrap_or_default(),
        is_joining: joins.contains(&row.stored.event_id),
        event_id: row.stored.event_id,
        event: row.stored.event,
    };
    Some(TimelineBlock {
        session,
        start: times.0,
        end: times.1,
        events: rows.into_iter().map(event).collect(),
    })
}

/// What a session's events say about it: some properties only the first event tells, the others the first that
/// has them.
fn origin_of(rows: &[Row]) -> SessionOrigin {
    let value = |name: &str| {
        let at = TOLD.iter().position(|told| *told == name)?;
        let of_first = SessionProperty::parse(name)?.is_of_first_event();
        let telling = if of_first { 1 } else { rows.len() };
        rows.iter()
            .take(telling)
            .find_map(|row| row.told[at].clone())
    };
    SessionOrigin {
        channel: value("channel"),
        source: value("source"),
        medium: value("medium"),
        campaign: value("campaign"),
        referrer: value("referrer"),
        entry_path: value("entry_path"),
        browser: value("context.device.browser"),
        os: value("context.device.os").or_else(|| value("context.os.name")),
        device_type: value("context.device.type"),
        anonymous_id: rows
            .first()
            .and_then(|row| row.stored.event.anonymous_id.clone()),
    }
}
