//! From a person's rows to a journey whose events know their sessions.

use cairn_core::breakdown::{BreakdownCode, BreakdownCodes};
use cairn_core::id::PersonKey;
use cairn_core::journey::{JourneyEvent, RuleIndex};
use cairn_core::session::{Session, Visit, sessions_of};
use cairn_core::time::Span;
use cairn_storage::PersonRows;

use crate::plan::Plan;
use crate::session_plan::SessionFilters;

/// A row whose session is not known yet.
pub(crate) struct SessionRow {
    /// With the rules that it fits whatever its session, and active by its own properties.
    pub(crate) event: JourneyEvent,
    /// Rules that it fits if its session passes these conditions.
    pub(crate) pending: Vec<(RuleIndex, SessionFilters)>,
    /// What sessions are cut by.
    pub(crate) visit: Visit,
    /// What it says about its session.
    pub(crate) said: Said,
}

/// What one event says about its session.
#[derive(Debug, Clone, Default)]
pub(crate) struct Said {
    /// Conditions whose property it has.
    pub(crate) told: SessionFilters,
    /// Conditions that hold of its values.
    pub(crate) held: SessionFilters,
    /// Its values of the sessions' breakdown properties, in their order; empty if it has none.
    pub(crate) breakdowns: BreakdownCodes,
}

/// What is known of one session.
#[derive(Debug, Clone, Default)]
struct Known {
    is_begun: bool,
    told: SessionFilters,
    held: SessionFilters,
    /// By the order of the sessions' breakdown properties.
    breakdowns: Vec<Option<BreakdownCode>>,
}

/// Finds the sessions of one person's rows and judges by them what was left open. Rows of nobody have none.
pub(crate) fn with_sessions(
    rows: PersonRows<SessionRow>,
    plan: &Plan,
    gap: Span,
) -> PersonRows<JourneyEvent> {
    let PersonRows { person, rows } = rows;
    let sessions = sessions_of_person(person, &rows, gap);
    let known = known_of(plan, &rows, &sessions);
    let of_nothing = plan.sessions.of_nothing();
    let settled = |(row, session): (SessionRow, Option<Session>)| {
        let of_session = session.and_then(|session| known.get(session.number as usize));
        let held = of_session.map_or(of_nothing, |known| {
            known.held.union(of_nothing.without(known.told))
        });
        let mut event = row.event;
        for (rule, conditions) in row.pending {
            if conditions.are_in(held) {
                event.rules.insert(rule);
            }
        }
        event.is_active &= plan.filters.of_session.are_in(held);
        for (at, (place, _)) in plan.sessions.breakdowns.iter().enumerate() {
            let value = of_session.and_then(|known| known.breakdowns[at]);
            event.breakdowns.set(*place, value);
        }
        event.session = session;
        event
    };
    PersonRows {
        person,
        rows: rows.into_iter().zip(sessions).map(settled).collect(),
    }
}

fn sessions_of_person(
    person: Option<PersonKey>,
    rows: &[SessionRow],
    gap: Span,
) -> Vec<Option<Session>> {
    if person.is_none() {
        return vec![None; rows.len()];
    }
    let visits: Vec<Visit> = rows.iter().map(|row| row.visit).collect();
    sessions_of(&visits, gap)
}

/// What the events of each session say about it: some properties only the first event tells, the others the
/// first that has them.
fn known_of(plan: &Plan, rows: &[SessionRow], sessions: &[Option<Session>]) -> Vec<Known> {
    if !plan.sessions.asks_properties() {
        return Vec::new();
    }
    let of_first_event = plan
        .sessions
        .which(|property, _| property.is_of_first_event());
    let breakdowns = &plan.sessions.breakdowns;
    let unknown = Known {
        breakdowns: vec![None; breakdowns.len()],
        ..Known::default()
    };
    let mut known: Vec<Known> = Vec::new();
    for (row, session) in rows.iter().zip(sessions) {
        let Some(session) = session else { continue };
        let place = session.number as usize;
        if known.len() <= place {
            known.resize(place + 1, unknown.clone());
        }
        let of_session = &mut known[place];
        let told = match of_session.is_begun {
            true => row.said.told.without(of_first_event),
            false => row.said.told,
        };
        let new = told.without(of_session.told);
        of_session.told = of_session.told.union(new);
        of_session.held = of_session.held.union(row.said.held.intersection(new));
        let values = of_session.breakdowns.iter_mut().enumerate();
        for ((at, value), (_, property)) in values.zip(breakdowns) {
            if value.is_none() && !(of_session.is_begun && property.is_of_first_event()) {
                *value = row.said.breakdowns.get(at);
            }
        }
        of_session.is_begun = true;
    }
    known
}
