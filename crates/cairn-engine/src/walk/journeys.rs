//! Journeys of the persons that a walk comes by.

use cairn_core::id::PersonKey;
use cairn_core::journey::JourneyEvent;
use cairn_core::session::{DEFAULT_GAP, Session, Visit, sessions_of};
use cairn_storage::{Part, PersonRows, Walk};

use crate::error::AskError;
use crate::sessions::with_sessions;
use crate::walk_names::{KnownName, matters};
use crate::walk_rows::{Frame, Place};

/// Makes journeys of what a walk stands at.
pub(super) struct Journeys<'a> {
    frame: Frame<'a>,
    /// Of the person at hand the rows in order, and what sessions need of them.
    order: Vec<Place>,
    visits: Vec<Visit>,
}

impl<'a> Journeys<'a> {
    pub(super) fn new(frame: Frame<'a>) -> Self {
        Self {
            frame,
            order: Vec::new(),
            visits: Vec::new(),
        }
    }

    /// Whether there can be anything to judge.
    pub(super) fn may_matter(&self, walk: &Walk) -> bool {
        let (mut is_wanted, mut has_required) = (false, false);
        for part in walk.parts() {
            let (names, of_source) = (
                part.segment.names(part.person),
                &self.frame.names[part.source],
            );
            is_wanted |= names & of_source.wanted != 0;
            has_required |= names & of_source.required != 0;
        }
        is_wanted && has_required
    }

    /// Finds the order of the person's rows that are to be read; `false` if it can't be told.
    pub(super) fn find_order(&mut self, parts: &[Part<'_>], person: Option<PersonKey>) -> bool {
        let sessions = &self.frame.extractor.plan.sessions;
        let takes_all = sessions.asks_properties() || (sessions.is_needed() && person.is_some());
        self.order.clear();
        for (at, part) in parts.iter().enumerate() {
            let names = &self.frame.names[part.source];
            for row in part.segment.rows(part.person) {
                let code = part.segment.code(row) as usize;
                if takes_all || names.by_code[code].is_wanted {
                    let time = part.segment.time(row);
                    self.order.push(Place {
                        time,
                        part: at,
                        row,
                    });
                }
            }
        }
        if parts.len() < 2 {
            return true;
        }
        self.order.sort_by_key(|row| (row.time, row.part, row.row));
        let is_tie =
            |pair: &[Place]| matches!(pair, [a, b] if a.time == b.time && a.part != b.part);
        !self.order.windows(2).any(is_tie)
    }

    /// Reads the person's events, whose order was found.
    pub(super) fn read(
        &mut self,
        parts: &[Part<'_>],
        into: &mut PersonRows<JourneyEvent>,
    ) -> Result<(), AskError> {
        let plan = self.frame.extractor.plan;
        if plan.sessions.asks_properties() {
            return self.read_with_properties_of_sessions(parts, into);
        }
        let sessions = match plan.sessions.is_needed() && into.person.is_some() {
            true => self.sessions(parts),
            false => Vec::new(),
        };
        for (number, row) in self.order.iter().enumerate() {
            let known = self.known(parts, *row);
            if !known.is_wanted {
                continue;
            }
            let view = self.frame.row(parts, *row, number);
            let mut event = self
                .frame
                .extractor
                .event(&view, &known.fit, &mut Vec::new())?;
            if matters(plan, event.rules, event.is_active) {
                event.session = sessions.get(number).copied().flatten();
                into.rows.push(event);
            }
        }
        Ok(())
    }

    fn read_with_properties_of_sessions(
        &self,
        parts: &[Part<'_>],
        into: &mut PersonRows<JourneyEvent>,
    ) -> Result<(), AskError> {
        let mut rows = Vec::with_capacity(self.order.len());
        for (number, row) in self.order.iter().enumerate() {
            let view = self.frame.row(parts, *row, number);
            let visit = visit(parts, *row);
            let fit = &self.known(parts, *row).fit;
            rows.push(self.frame.extractor.session_row(&view, fit, visit)?);
        }
        let person = into.person;
        *into = with_sessions(
            PersonRows { person, rows },
            self.frame.extractor.plan,
            DEFAULT_GAP,
        );
        Ok(())
    }

    fn known(&self, parts: &[Part<'_>], at: Place) -> &KnownName<'a> {
        let part = &parts[at.part];
        &self.frame.names[part.source].by_code[part.segment.code(at.row) as usize]
    }

    fn sessions(&mut self, parts: &[Part<'_>]) -> Vec<Option<Session>> {
        self.visits.clear();
        let visits = self.order.iter().map(|at| visit(parts, *at));
        self.visits.extend(visits);
        sessions_of(&self.visits, DEFAULT_GAP)
    }
}

fn visit(parts: &[Part<'_>], at: Place) -> Visit {
    let part = &parts[at.part];
    part.segment.visit(part.person, at.row)
}
