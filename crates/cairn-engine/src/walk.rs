//! Journeys by sidecars: for questions that ask of events no more than names, times, money and sessions.
//!
//! Persons whom sidecars can't tell, and those with events of one instant in several runs, whose order only their ids
//! know, are scanned after it.

use std::collections::BTreeSet;
use std::sync::Arc;

use cairn_core::breakdown::{BreakdownCode, BreakdownCodes, BreakdownValues};
use cairn_core::event::is_system_event;
use cairn_core::goal::ValueRule;
use cairn_core::id::{EventId, PersonKey};
use cairn_core::journey::{JourneyEvent, RuleIndex, RuleSet, TargetFact};
use cairn_core::session::{DEFAULT_GAP, Session, Visit, sessions_of};
use cairn_core::time::Time;
use cairn_storage::{Part, Partition, PersonRows, Walk, name_bit};

use crate::error::AskError;
use crate::extract::label_code;
use crate::notes::Seen;
use crate::partition::{Asked, Pass};
use crate::plan::{FactNeed, Plan};

/// What a plan says of the names of one source.
struct NamesOfSource<'a> {
    /// By code.
    by_code: Vec<NameFit<'a>>,
    /// The bits of all names that matter.
    wanted: u64,
    /// The bits of the names of which a person must have one.
    required: u64,
}

/// What a plan says of a name.
struct NameFit<'a> {
    rules: RuleSet,
    facts: Vec<&'a FactNeed>,
    is_active: bool,
    is_wanted: bool,
    /// What events of the name are called, if that is asked and they are not left out.
    label: Option<BreakdownCode>,
}

/// A row of a person: when, in which of the parts, which.
#[derive(Clone, Copy)]
struct Row {
    time: Time,
    part: usize,
    row: usize,
}

impl Asked<'_> {
    /// Whether sidecars tell all that a plan needs of events.
    pub(crate) fn is_walkable(&self, plan: &Plan) -> bool {
        let mut alternatives = plan.rules.iter().flatten();
        let by_name_alone = plan.read().is_empty()
            && alternatives.all(|alternative| alternative.conditions.is_empty())
            && plan.filters.is_empty();
        let knows = |fact: &FactNeed| {
            let of_row = matches!(
                fact.value,
                None | Some(ValueRule::EventValue | ValueRule::Fixed(_))
            );
            fact.order.is_none() && of_row
        };
        by_name_alone
            && plan.breakdowns.is_empty()
            && !plan.needs_ids
            && !plan.sessions.asks_properties()
            && plan.facts.iter().all(knows)
            && (self.restatements.is_empty() || !plan.has_money())
    }

    /// Sends the journeys of a partition to `judge`; `None` if there are not sidecars for all runs.
    pub(crate) fn walk_partition<S>(
        &self,
        plan: &Plan,
        partition: Partition,
        summary: S,
        judge: &impl Fn(&mut S, &PersonRows<JourneyEvent>, &[BreakdownValues]),
    ) -> Result<Option<Pass<S>>, AskError> {
        let site = &self.definitions.site.id;
        let Some(mut walk) = self.snapshot.walk(site, partition)? else {
            return Ok(None);
        };
        let mut pass = Pass {
            summary,
            rows_scanned: 0,
            seen: Seen::default(),
        };
        let mut names = Vec::new();
        let mut values: Vec<BreakdownValues> = Vec::new();
        values.resize_with(plan.value_tables(), BreakdownValues::default);
        for of_source in walk.names() {
            names.push(NamesOfSource::of(plan, of_source, &mut values)?);
            pass.seen.names.extend(of_source.iter().cloned());
        }
        let mut tied: BTreeSet<PersonKey> = BTreeSet::new();
        let mut rows_of_tied = 0;
        let mut journeys = Journeys {
            plan,
            names: &names,
            order: Vec::new(),
            visits: Vec::new(),
        };
        let mut rows = PersonRows {
            person: None,
            rows: Vec::new(),
        };
        while let Some(person) = walk.next_person()? {
            if !journeys.may_matter(&walk) {
                continue;
            }
            rows.person = person;
            rows.rows.clear();
            if !journeys.read(&walk, &mut rows) {
                tied.extend(person);
                rows_of_tied += walk.rows_here();
                continue;
            }
            judge(&mut pass.summary, &rows, &values);
        }
        pass.rows_scanned = walk.rows_scanned() - rows_of_tied;
        tied.extend(walk.left_out());
        if tied.is_empty() {
            return Ok(Some(pass));
        }
        let only: Arc<[PersonKey]> = tied.into_iter().collect();
        let rest = self.scan_partition(plan, partition, Some(&only), pass.summary, judge)?;
        pass.seen.merge(rest.seen);
        Ok(Some(Pass {
            summary: rest.summary,
            rows_scanned: pass.rows_scanned + rest.rows_scanned,
            seen: pass.seen,
        }))
    }
}

impl<'a> NamesOfSource<'a> {
    fn of(
        plan: &'a Plan,
        names: &[String],
        values: &mut [BreakdownValues],
    ) -> Result<Self, AskError> {
        let fits = names.iter().map(|name| NameFit::of(plan, name, values));
        let by_code: Vec<NameFit<'a>> = fits.collect::<Result<_, AskError>>()?;
        let bits = |takes: &dyn Fn(&NameFit<'a>) -> bool| {
            let numbered = (0_u32..).zip(&by_code);
            let taken = numbered.filter(|(_, fit)| takes(fit));
            taken.fold(0, |bits, (code, _)| bits | name_bit(code))
        };
        let fits = |fit: &NameFit<'a>| plan.requires.is_none_or(|rule| fit.rules.contains(rule));
        Ok(Self {
            wanted: bits(&|fit| fit.is_wanted),
            required: bits(&fits),
            by_code,
        })
    }
}

impl<'a> NameFit<'a> {
    fn of(plan: &'a Plan, name: &str, values: &mut [BreakdownValues]) -> Result<Self, AskError> {
        let mut rules = RuleSet::default();
        for (at, rule) in plan.rules.iter().enumerate() {
            let takes = rule.iter().any(|alternative| alternative.name.takes(name));
            if let Some(index) = RuleIndex::new(at).filter(|_| takes) {
                rules.insert(index);
            }
        }
        let is_active = !is_system_event(name);
        let needed = plan.facts.iter();
        let is_behaviour_wanted = is_active && !plan.ignores_activity;
        Ok(Self {
            rules,
            facts: needed.filter(|need| rules.contains(need.on)).collect(),
            is_active,
            is_wanted: !rules.is_empty() || is_behaviour_wanted || plan.needs_every_event,
            label: match plan.labels.as_ref().filter(|_| is_active) {
                Some(labels) => label_code(labels, name, None, values.first_mut())?,
                None => None,
            },
        })
    }

    fn event(&self, part: &Part<'_>, row: Row, number: usize) -> JourneyEvent {
        let money = |rule: &ValueRule| match rule {
            ValueRule::EventValue => part.segment.money(row.row),
            ValueRule::Fixed(money) => Some(*money),
            ValueRule::None(_) | ValueRule::Property(_) => None,
        };
        let fact = |need: &&FactNeed| TargetFact {
            target: need.target,
            value: need.value.as_ref().and_then(money),
            order: None,
            restated: None,
        };
        JourneyEvent {
            time: row.time,
            // Its place tells the order among the person's events, and no more is asked of it (`needs_ids`).
            event_id: EventId(number as u128),
            rules: self.rules,
            is_active: self.is_active,
            breakdowns: match self.label {
                Some(label) => BreakdownCodes::one(Some(label)),
                None => BreakdownCodes::default(),
            },
            session: None,
            facts: self.facts.iter().map(fact).collect(),
        }
    }
}

/// Makes journeys of what a walk stands at.
struct Journeys<'a> {
    plan: &'a Plan,
    names: &'a [NamesOfSource<'a>],
    /// Of the person at hand the rows in order, and what sessions need of them.
    order: Vec<Row>,
    visits: Vec<Visit>,
}

impl Journeys<'_> {
    /// Whether there can be anything to judge.
    fn may_matter(&self, walk: &Walk) -> bool {
        let (mut is_wanted, mut has_required) = (false, false);
        for part in walk.parts() {
            let (names, of_source) = (part.segment.names(part.person), &self.names[part.source]);
            is_wanted |= names & of_source.wanted != 0;
            has_required |= names & of_source.required != 0;
        }
        is_wanted && has_required
    }

    /// Reads the person's events that matter; `false` if their order can't be told.
    fn read(&mut self, walk: &Walk, into: &mut PersonRows<JourneyEvent>) -> bool {
        let needs_sessions = self.plan.sessions.is_needed() && into.person.is_some();
        let parts: Vec<Part<'_>> = walk.parts().collect();
        self.order.clear();
        for (at, part) in parts.iter().enumerate() {
            let names = &self.names[part.source];
            for row in part.segment.rows(part.person) {
                let code = part.segment.code(row) as usize;
                if needs_sessions || names.by_code[code].is_wanted {
                    let time = part.segment.time(row);
                    self.order.push(Row {
                        time,
                        part: at,
                        row,
                    });
                }
            }
        }
        if parts.len() > 1 {
            self.order.sort_by_key(|row| (row.time, row.part, row.row));
            let is_tie =
                |pair: &[Row]| matches!(pair, [a, b] if a.time == b.time && a.part != b.part);
            if self.order.windows(2).any(is_tie) {
                return false;
            }
        }
        let sessions = match needs_sessions {
            true => self.sessions(&parts),
            false => Vec::new(),
        };
        for (number, row) in self.order.iter().enumerate() {
            let part = &parts[row.part];
            let code = part.segment.code(row.row) as usize;
            let fit = &self.names[part.source].by_code[code];
            if fit.is_wanted {
                let mut event = fit.event(part, *row, number);
                event.session = sessions.get(number).copied().flatten();
                into.rows.push(event);
            }
        }
        true
    }

    fn sessions(&mut self, parts: &[Part<'_>]) -> Vec<Option<Session>> {
        let visit = |row: &Row| {
            let part = &parts[row.part];
            part.segment.visit(part.person, row.row)
        };
        self.visits.clear();
        self.visits.extend(self.order.iter().map(visit));
        sessions_of(&self.visits, DEFAULT_GAP)
    }
}
