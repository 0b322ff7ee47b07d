//! The kernel: the paths of one person's sessions, or its own.

use std::collections::{BTreeMap, BTreeSet};

use super::{Direction, FlowPlan, PathsOf, Repeats};
use crate::breakdown::BreakdownCode;
use crate::goal::{Conversion, FirstOfOrder, conversions};
use crate::journey::JourneyEvent;
use crate::session::Session;
use crate::time::{Span, Time};

/// What one person brings to a flow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Paths {
    /// Its paths: at most one of a person, one of each session with an anchor.
    pub paths: Vec<Path>,
    /// Anchors in the range that are in no session, where paths are those of sessions.
    pub outside: u64,
}

/// The way from one anchor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Path {
    /// What events are called, from the anchor on, as many as there are columns.
    pub labels: Vec<BreakdownCode>,
    /// Whether it goes on beyond the last column.
    pub goes_on: bool,
    /// Whether its session or window is still running at `now`. What lies before an anchor never is.
    pub is_open: bool,
}

/// How a path fared in a column; the anchor is column 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PathOutcome {
    /// It reached the column.
    #[default]
    Reached,
    /// It reached the column and no further one, so far.
    Ended,
    /// It reached the column and is still open.
    Open,
    /// It is still open and has reached no further column so far.
    EndedOpen,
}

impl Path {
    /// Whether it comes as far as a column.
    pub fn reaches(&self, column: usize) -> bool {
        self.labels.len() >= column
    }

    /// Whether it ends in a column.
    pub fn ends_in(&self, column: usize) -> bool {
        self.labels.len() == column && !self.goes_on
    }

    /// What it is called in a column after the anchor.
    pub fn label(&self, column: usize) -> Option<BreakdownCode> {
        let place = column.checked_sub(1)?;
        self.labels.get(place).copied()
    }
}

impl PathOutcome {
    /// Whether a path fared so.
    pub fn holds(self, path: &Path, column: usize) -> bool {
        match self {
            Self::Reached => path.reaches(column),
            Self::Ended => path.ends_in(column),
            Self::Open => path.reaches(column) && path.is_open,
            Self::EndedOpen => path.ends_in(column) && path.is_open,
        }
    }
}

/// The paths of a person. Linear in the journey, but for sessions that lie in one another.
pub fn paths(plan: &FlowPlan, journey: &[JourneyEvent], first_of_order: &FirstOfOrder) -> Paths {
    let anchors = conversions(&plan.anchor, journey, plan.now, first_of_order);
    match plan.of {
        PathsOf::Persons { window } => Paths {
            paths: { anchors.iter() }
                .find(|anchor| plan.range.contains(anchor.time))
                .map(|anchor| of_person(plan, journey, anchor, window))
                .into_iter()
                .collect(),
            outside: 0,
        },
        PathsOf::Sessions => of_sessions(plan, journey, &anchors),
    }
}

/// The path of a person from its first anchor in the range.
fn of_person(plan: &FlowPlan, journey: &[JourneyEvent], anchor: &Conversion, window: Span) -> Path {
    let (before, after) = around(journey, anchor);
    match plan.direction {
        Direction::After => {
            let is_near = |event: &&JourneyEvent| event.time.since(anchor.time) <= window;
            let events = after.iter().take_while(is_near);
            Path {
                is_open: anchor.time.plus(window) > plan.now,
                ..follow(plan, journey, anchor, events)
            }
        }
        Direction::Before => {
            let is_near = |event: &&JourneyEvent| anchor.time.since(event.time) <= window;
            let events = before.iter().rev().take_while(is_near);
            follow(plan, journey, anchor, events)
        }
    }
}

/// The path of each session that begins in the range, from its first anchor.
fn of_sessions(plan: &FlowPlan, journey: &[JourneyEvent], anchors: &[Conversion]) -> Paths {
    let mut found = Paths::default();
    if anchors.is_empty() {
        return found;
    }
    let last_times = last_times(journey);
    let mut told = BTreeSet::new();
    for anchor in anchors {
        let Some(session) = anchor.session else {
            found.outside += u64::from(plan.range.contains(anchor.time));
            continue;
        };
        if !plan.range.contains(session.start) || !told.insert(session.number) {
            continue;
        }
        let last = last_times.get(&session.number).copied();
        let last = last.unwrap_or(session.start);
        found
            .paths
            .push(of_session(plan, journey, anchor, (session, last)));
    }
    found
}

/// The path of a session whose last event is of the time `last`.
fn of_session(
    plan: &FlowPlan,
    journey: &[JourneyEvent],
    anchor: &Conversion,
    (session, last): (Session, Time),
) -> Path {
    let is_of_session =
        |event: &&JourneyEvent| event.session.is_some_and(|of| of.number == session.number);
    let (before, after) = around(journey, anchor);
    match plan.direction {
        Direction::After => {
            let until_last = after.iter().take_while(|event| event.time <= last);
            Path {
                is_open: last.plus(plan.gap) > plan.now,
                ..follow(plan, journey, anchor, until_last.filter(is_of_session))
            }
        }
        Direction::Before => {
            let since_start =
                { before.iter().rev() }.take_while(|event| event.time >= session.start);
            follow(plan, journey, anchor, since_start.filter(is_of_session))
        }
    }
}

/// When the last event of each session happened, bookkeeping too.
fn last_times(journey: &[JourneyEvent]) -> BTreeMap<u32, Time> {
    let in_sessions =
        { journey.iter() }.filter_map(|event| Some((event.session?.number, event.time)));
    in_sessions.collect()
}

/// The events strictly before an anchor and those strictly after it, by (time, event id).
fn around<'a>(
    journey: &'a [JourneyEvent],
    anchor: &Conversion,
) -> (&'a [JourneyEvent], &'a [JourneyEvent]) {
    let of_anchor = (anchor.time, anchor.event_id);
    let before = journey.partition_point(|event| (event.time, event.event_id) < of_anchor);
    let after = journey.partition_point(|event| (event.time, event.event_id) <= of_anchor);
    (&journey[..before], &journey[after..])
}

/// What events are called one after the other. An anchor that is an event has a name to repeat.
fn follow<'a>(
    plan: &FlowPlan,
    journey: &[JourneyEvent],
    anchor: &Conversion,
    events: impl Iterator<Item = &'a JourneyEvent>,
) -> Path {
    let mut path = Path::default();
    let mut last = match anchor.at_event {
        true => label_of(&journey[anchor.source]),
        false => None,
    };
    for label in events.filter_map(label_of) {
        if plan.repeats == Repeats::Collapsed && last == Some(label) {
            continue;
        }
        if path.labels.len() == plan.columns {
            path.goes_on = true;
            break;
        }
        path.labels.push(label);
        last = Some(label);
    }
    path
}

/// What an event is called, if it is behaviour that passes the question's filters and is not left out.
fn label_of(event: &JourneyEvent) -> Option<BreakdownCode> {
    event.breakdowns.get(0).filter(|_| event.is_active)
}
