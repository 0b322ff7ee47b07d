//! From a block's rows to journey events, by a plan.

use std::cell::RefCell;

use cairn_core::breakdown::{BreakdownCode, BreakdownCodes, BreakdownValues};
use cairn_core::entity::EntityKind;
use cairn_core::event::{PropertyRef, Trust, is_system_event};
use cairn_core::filter::Filter;
use cairn_core::flow::Labels;
use cairn_core::goal::ValueRule;
use cairn_core::id::{PersonKey, hash_text};
use cairn_core::journey::{JourneyEvent, OrderOfEvent, Restated, RuleIndex, RuleSet, TargetFact};
use cairn_core::ledger::Restatements;
use cairn_core::money::{Currency, Money};
use cairn_core::session::Visit;
use cairn_core::session_property::SessionProperty;
use cairn_core::value::{Value, ValueRef};
use cairn_storage::{Block, BlockRow, PropertyIndexes, VisitReader};

use crate::error::AskError;
use crate::notes::Seen;
use crate::origin::Origins;
use crate::plan::{Alternative, FactNeed, OrderSource, Plan};
use crate::row::Row;
use crate::session_plan::SessionFilters;
use crate::sessions::{Said, SessionRow};
use crate::telling::Telling;

/// Turns rows into journey events. What it learns on the way is shared through cells, since the scan or walk that has
/// it runs interleaved with the kernels that read it.
pub(crate) struct Extractor<'a> {
    pub(crate) plan: &'a Plan,
    currency: Currency,
    restatements: &'a Restatements,
    /// The values of each breakdown property.
    pub(crate) values: RefCell<Vec<BreakdownValues>>,
    pub(crate) seen: RefCell<Seen>,
    pub(crate) origins: Origins,
    visits: RefCell<VisitReader>,
}

/// Rules that an event fits if its session passes some conditions.
pub(crate) type Pending = Vec<(RuleIndex, SessionFilters)>;

/// What the rules say about one event name: decided once per block, not once per row.
pub(crate) struct NameFit<'a> {
    /// The rules that every event of the name fits.
    always: RuleSet,
    /// Other alternatives that take the name, with their rules.
    candidates: Vec<(RuleIndex, &'a Alternative)>,
    is_system: bool,
    /// What events of the name are called, unless it is their properties that say so.
    label: NameLabel<'a>,
}

/// What an event name says about what its events are called.
#[derive(Clone, Copy)]
enum NameLabel<'a> {
    /// All the same, or nothing.
    Fixed(Option<BreakdownCode>),
    /// By this property.
    By(&'a PropertyRef, &'a Labels),
}

impl<'a> NameFit<'a> {
    pub(crate) fn of(extractor: &Extractor<'a>, name: &str) -> Result<Self, AskError> {
        let plan = extractor.plan;
        let is_system = is_system_event(name);
        let mut fit = Self {
            always: RuleSet::default(),
            candidates: Vec::new(),
            is_system,
            label: match plan.labels.as_ref().filter(|_| !is_system) {
                None => NameLabel::Fixed(None),
                Some(labels) => match labels.property_of(name) {
                    Some(property) => NameLabel::By(property, labels),
                    None => NameLabel::Fixed(extractor.label(labels, name, None)?),
                },
            },
        };
        for (at, alternatives) in plan.rules.iter().enumerate() {
            let Some(rule) = RuleIndex::new(at) else {
                continue;
            };
            for alternative in alternatives.iter().filter(|of| of.name.takes(name)) {
                match alternative.conditions.is_empty() {
                    true => fit.always.insert(rule),
                    false => fit.candidates.push((rule, alternative)),
                }
            }
        }
        let always = fit.always;
        fit.candidates.retain(|(rule, _)| !always.contains(*rule));
        Ok(fit)
    }

    /// The rules that events of the name may fit.
    pub(crate) fn rules(&self) -> RuleSet {
        let mut rules = self.always;
        for (rule, _) in &self.candidates {
            rules.insert(*rule);
        }
        rules
    }

    /// The rules that a row of the name fits by itself; of those that its session has a say in `waits` is told.
    pub(crate) fn rules_of<R: Row>(
        &self,
        row: &R,
        mut waits: impl FnMut(RuleIndex, SessionFilters),
    ) -> RuleSet {
        let mut rules = self.always;
        for (rule, Alternative { conditions, .. }) in &self.candidates {
            let holds = |filter: &Filter| filter.holds(row);
            if rules.contains(*rule) || !conditions.of_event.iter().all(holds) {
                continue;
            }
            if conditions.of_session.is_empty() {
                rules.insert(*rule);
            } else {
                waits(*rule, conditions.of_session);
            }
        }
        rules
    }

    /// The rules that all events of the name fit, if no event fits any other.
    pub(crate) fn settled(&self) -> Option<RuleSet> {
        self.candidates.is_empty().then_some(self.always)
    }

    /// Whether it is bookkeeping, not behaviour.
    pub(crate) fn is_system(&self) -> bool {
        self.is_system
    }
}

impl<'a> Extractor<'a> {
    pub(crate) fn new(plan: &'a Plan, currency: Currency, restatements: &'a Restatements) -> Self {
        let of_sort = |_| BreakdownValues::default();
        Self {
            plan,
            currency,
            restatements,
            values: RefCell::new((0..plan.value_tables()).map(of_sort).collect()),
            seen: RefCell::default(),
            origins: Origins::default(),
            visits: RefCell::default(),
        }
    }
}

impl Extractor<'_> {
    /// One journey event per row, for plans without sessions.
    pub(crate) fn extract(&self, block: &Block) -> Result<Vec<JourneyEvent>, AskError> {
        self.extract_rows(block, |row, fit| self.event(&row, fit, &mut Vec::new()))
    }

    /// One row per row, with what tells its session.
    pub(crate) fn extract_with_sessions(&self, block: &Block) -> Result<Vec<SessionRow>, AskError> {
        self.extract_rows(block, |row, fit| {
            let visit = self.visits.borrow_mut().visit(row.block, row.row);
            self.session_row(&row, fit, visit)
        })
    }

    /// A row with what tells its session.
    pub(crate) fn session_row<R: Row>(
        &self,
        row: &R,
        fit: &NameFit<'_>,
        visit: Visit,
    ) -> Result<SessionRow, AskError> {
        let mut pending = Vec::new();
        let event = self.event(row, fit, &mut pending)?;
        let tells = visit.visitor.is_some() && visit.trust == Trust::Client;
        Ok(SessionRow {
            event,
            pending,
            visit,
            said: if tells && self.plan.sessions.asks_properties() {
                self.said(row)?
            } else {
                Said::default()
            },
        })
    }

    fn extract_rows<T>(
        &self,
        block: &Block,
        extract: impl Fn(BlockRow<'_>, &NameFit<'_>) -> Result<T, AskError>,
    ) -> Result<Vec<T>, AskError> {
        let properties = self.plan.read();
        let indexes = block.index(&properties);
        let fits = block.event_names().map(|name| NameFit::of(self, name));
        let fits: Vec<NameFit<'_>> = fits.collect::<Result<_, AskError>>()?;
        self.note_seen(block, &indexes);
        let event = |row: usize| {
            let row_view = BlockRow {
                block,
                indexes: &indexes,
                row,
            };
            extract(row_view, &fits[block.event_code(row)])
        };
        (0..block.len()).map(event).collect()
    }

    /// Whether every order that the ledger restates is to be noted, whoever made it.
    pub(crate) fn notes_restated(&self) -> bool {
        !self.restatements.is_empty() && self.plan.has_money()
    }

    /// Notes whether there are sessions.
    pub(crate) fn note_sessions(&self, rows: &[JourneyEvent]) {
        let mut seen = self.seen.borrow_mut();
        seen.has_sessions = seen.has_sessions || rows.iter().any(|event| event.session.is_some());
    }

    /// The code of what an event is called, if it is not left out.
    fn label(
        &self,
        labels: &Labels,
        name: &str,
        value: Option<ValueRef<'_>>,
    ) -> Result<Option<BreakdownCode>, AskError> {
        let mut values = self.values.borrow_mut();
        let (Some(label), Some(values)) = (labels.label(name, value), values.first_mut()) else {
            return Ok(None);
        };
        let code = values.code(Value::String(label.into_owned()));
        code.map(Some).map_err(AskError::TooManyLabels)
    }

    fn note_seen(&self, block: &Block, indexes: &PropertyIndexes) {
        let mut seen = self.seen.borrow_mut();
        for name in block.event_names() {
            if !seen.names.contains(name) {
                seen.names.insert(name.to_owned());
            }
        }
        for property in indexes.present() {
            if !seen.properties.contains(property) {
                seen.properties.insert(property.clone());
            }
        }
    }

    /// What a row is to the plan; the rules that its session has a say in are pending.
    #[inline]
    pub(crate) fn event<R: Row>(
        &self,
        row: &R,
        fit: &NameFit<'_>,
        pending: &mut Pending,
    ) -> Result<JourneyEvent, AskError> {
        let holds = |filters: &[Filter]| filters.iter().all(|filter| filter.holds(row));
        let rules = fit.rules_of(row, |rule, conditions| pending.push((rule, conditions)));
        let is_active = !fit.is_system && holds(&self.plan.filters.of_event);
        let may_fill = !rules.is_empty() || !pending.is_empty();
        let is_split = !self.plan.breakdowns.is_empty();
        let needs_breakdowns = is_split && (may_fill || (is_active && self.plan.splits_activity));
        let may_fit = |rule: RuleIndex| {
            rules.contains(rule) || pending.iter().any(|(pending, _)| *pending == rule)
        };
        let needed = self.plan.facts.iter().filter(|need| may_fit(need.on));
        Ok(JourneyEvent {
            time: row.time(),
            event_id: row.event_id(),
            rules,
            is_active,
            breakdowns: match fit.label {
                NameLabel::By(property, labels) if is_active => {
                    let value = row.property(property);
                    BreakdownCodes::one(self.label(labels, row.name(), value)?)
                }
                NameLabel::Fixed(Some(label)) if is_active => BreakdownCodes::one(Some(label)),
                _ if needs_breakdowns => self.breakdowns(row)?,
                _ => BreakdownCodes::default(),
            },
            session: None,
            facts: match self.plan.facts.is_empty() {
                true => Vec::new(),
                false => needed.map(|need| self.fact(row, need)).collect(),
            },
        })
    }

    /// What a row tells of its session's properties.
    fn said<R: Row>(&self, row: &R) -> Result<Said, AskError> {
        let sessions = &self.plan.sessions;
        let telling = Telling::of(&self.origins, row);
        let value_of = |property: &SessionProperty| telling.value_of(property);
        let code = |(place, property): &(usize, SessionProperty)| {
            let value = value_of(property);
            value.map(|value| self.code(*place, value)).transpose()
        };
        let breakdowns = sessions.breakdowns.iter().map(code);
        let breakdowns = breakdowns.collect::<Result<_, AskError>>()?;
        let (told, held) = sessions.judged(value_of);
        Ok(Said {
            told,
            held,
            breakdowns,
        })
    }

    /// The row's values of the properties of events; those of sessions are not known yet.
    fn breakdowns<R: Row>(&self, row: &R) -> Result<BreakdownCodes, AskError> {
        let code = |(place, property): (usize, &PropertyRef)| {
            let value = row.property(property).map(ValueRef::to_value);
            value.map(|value| self.code(place, value)).transpose()
        };
        self.plan.breakdowns.iter().enumerate().map(code).collect()
    }

    fn code(&self, place: usize, value: Value) -> Result<BreakdownCode, AskError> {
        let mut values = self.values.borrow_mut();
        let unknown = || AskError::Internal("a value of no breakdown".to_owned());
        let values = values.get_mut(place).ok_or_else(unknown)?;
        let property = || self.plan.breakdowns[place].clone();
        values.code(value).map_err(|fault| AskError::Breakdown {
            property: property(),
            fault,
        })
    }

    fn fact<R: Row>(&self, row: &R, need: &FactNeed) -> TargetFact {
        let order = match &need.order {
            None => None,
            Some(OrderSource::OrderId) => row.order(),
            Some(OrderSource::Property(property)) => {
                row.property(property).map(|value| OrderOfEvent {
                    order: order_hash(value),
                    event_id: row.event_id(),
                })
            }
        };
        let value = need.value.as_ref().and_then(|rule| self.money(row, rule));
        TargetFact {
            target: need.target,
            value,
            order,
            restated: value.and_then(|value| self.restated(row, need, value)),
        }
    }

    /// What the ledger has left of a conversion's value.
    fn restated<R: Row>(&self, row: &R, need: &FactNeed, value: Money) -> Option<Restated> {
        if self.restatements.is_empty() || matches!(need.value, Some(ValueRule::Fixed(_))) {
            return None;
        }
        let of_property = || match &need.order {
            Some(OrderSource::Property(property)) => match row.property(property)? {
                ValueRef::String(id) => Some(EntityKind::Order.key(id)),
                ValueRef::Number(id) => Some(EntityKind::Order.key(&id.to_string())),
                _ => None,
            },
            _ => None,
        };
        let of_event = || row.order().map(|of_event| PersonKey(of_event.order));
        let order = of_property().or_else(of_event)?;
        let value = self.restatements.of(order)?.restated(value);
        self.seen.borrow_mut().restated.insert(order);
        Some(Restated { order, value })
    }

    fn money<R: Row>(&self, row: &R, rule: &ValueRule) -> Option<Money> {
        match rule {
            ValueRule::EventValue => row.money(),
            ValueRule::Fixed(money) => Some(*money),
            ValueRule::None(_) => None,
            ValueRule::Property(property) => {
                let Some(ValueRef::Number(number)) = row.property(property) else {
                    return None;
                };
                let currency = row.currency().unwrap_or(self.currency);
                Money::parse_decimal(&number.to_string(), currency).ok()
            }
        }
    }
}

/// An order id by type and value: the number 12 and the text "12" are two orders.
fn order_hash(value: ValueRef<'_>) -> u128 {
    match value.to_value() {
        Value::String(text) => hash_text(&text),
        other => hash_text(&format!("{other:?}")),
    }
}
