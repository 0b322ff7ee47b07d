//! From a block's rows to journey events, by a plan.

use std::cell::RefCell;

use cairn_core::breakdown::{BreakdownCode, BreakdownCodes, BreakdownValues};
use cairn_core::entity::EntityKind;
use cairn_core::event::{PropertyRef, Trust, is_system_event};
use cairn_core::filter::Filter;
use cairn_core::flow::Labels;
use cairn_core::goal::ValueRule;
use cairn_core::id::hash_text;
use cairn_core::journey::{JourneyEvent, Restated, RuleIndex, RuleSet, TargetFact};
use cairn_core::ledger::Restatements;
use cairn_core::money::{Currency, Money};
use cairn_core::session_property::SessionProperty;
use cairn_core::value::{Value, ValueRef};
use cairn_storage::{Block, BlockRow, PropertyIndexes, VisitReader};

use crate::error::AskError;
use crate::notes::Seen;
use crate::origin::Origins;
use crate::plan::{Alternative, FactNeed, OrderSource, Plan};
use crate::session_plan::SessionFilters;
use crate::sessions::{Said, SessionRow};

/// Turns blocks into journey events. What it learns on the way is shared through cells, since the scan
/// that owns it runs interleaved with the kernels that read it.
pub(crate) struct Extractor<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) currency: Currency,
    pub(crate) restatements: &'a Restatements,
    /// The values of each breakdown property.
    pub(crate) values: &'a RefCell<Vec<BreakdownValues>>,
    pub(crate) seen: &'a RefCell<Seen>,
    pub(crate) origins: Origins,
    pub(crate) visits: RefCell<VisitReader>,
}

/// Rules that an event fits if its session passes some conditions.
type Pending = Vec<(RuleIndex, SessionFilters)>;

/// What the rules say about one event name: decided once per block, not once per row.
struct NameFit<'a> {
    /// Alternatives that take the name, with their rules.
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

impl Extractor<'_> {
    /// One journey event per row, for plans without sessions.
    pub(crate) fn extract(&self, block: &Block) -> Result<Vec<JourneyEvent>, AskError> {
        self.extract_rows(block, |row, fit| self.event(row, fit, &mut Vec::new()))
    }

    /// One row per row, with what tells its session.
    pub(crate) fn extract_with_sessions(&self, block: &Block) -> Result<Vec<SessionRow>, AskError> {
        self.extract_rows(block, |row, fit| {
            let mut pending = Vec::new();
            let event = self.event(row, fit, &mut pending)?;
            let visit = self.visits.borrow_mut().visit(row.block, row.row);
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
        })
    }

    fn extract_rows<T>(
        &self,
        block: &Block,
        extract: impl Fn(BlockRow<'_>, &NameFit<'_>) -> Result<T, AskError>,
    ) -> Result<Vec<T>, AskError> {
        let properties = self.plan.read();
        let indexes = block.index(&properties);
        let fits = block.event_names().map(|name| self.fit_of(name));
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

    fn fit_of(&self, name: &str) -> Result<NameFit<'_>, AskError> {
        let numbered = self.plan.rules.iter().enumerate();
        let alternatives =
            numbered.flat_map(|(at, rule)| rule.iter().map(move |alternative| (at, alternative)));
        let taking = alternatives.filter(|(_, alternative)| alternative.name.takes(name));
        let is_system = is_system_event(name);
        Ok(NameFit {
            candidates: taking
                .filter_map(|(at, alternative)| Some((RuleIndex::new(at)?, alternative)))
                .collect(),
            is_system,
            label: match self.plan.labels.as_ref().filter(|_| !is_system) {
                None => NameLabel::Fixed(None),
                Some(labels) => match labels.property_of(name) {
                    Some(property) => NameLabel::By(property, labels),
                    None => NameLabel::Fixed(self.label(labels, name, None)?),
                },
            },
        })
    }

    /// The code of what an event is called, if it is not left out.
    fn label(
        &self,
        labels: &Labels,
        name: &str,
        value: Option<ValueRef<'_>>,
    ) -> Result<Option<BreakdownCode>, AskError> {
        let mut values = self.values.borrow_mut();
        label_code(labels, name, value, values.first_mut())
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

    fn event(
        &self,
        row: BlockRow<'_>,
        fit: &NameFit<'_>,
        pending: &mut Pending,
    ) -> Result<JourneyEvent, AskError> {
        let holds = |filters: &[Filter]| filters.iter().all(|filter| filter.holds(&row));
        let mut rules = RuleSet::default();
        for (rule, Alternative { conditions, .. }) in &fit.candidates {
            if rules.contains(*rule) || !holds(&conditions.of_event) {
                continue;
            }
            if conditions.of_session.is_empty() {
                rules.insert(*rule);
            } else {
                pending.push((*rule, conditions.of_session));
            }
        }
        let is_active = !fit.is_system && holds(&self.plan.filters.of_event);
        let may_fill = !rules.is_empty() || !pending.is_empty();
        let needs_breakdowns = may_fill || (is_active && self.plan.splits_activity);
        let may_fit = |rule: RuleIndex| {
            rules.contains(rule) || pending.iter().any(|(pending, _)| *pending == rule)
        };
        let needed = self.plan.facts.iter().filter(|need| may_fit(need.on));
        Ok(JourneyEvent {
            time: row.block.time(row.row),
            event_id: row.block.event_id(row.row),
            rules,
            is_active,
            breakdowns: match fit.label {
                NameLabel::By(property, labels) if is_active => {
                    let value = row.value_of(property);
                    let name = row.block.event_name(row.row);
                    BreakdownCodes::one(self.label(labels, name, value)?)
                }
                NameLabel::Fixed(Some(label)) if is_active => BreakdownCodes::one(Some(label)),
                _ if needs_breakdowns => self.breakdowns(row)?,
                _ => BreakdownCodes::default(),
            },
            session: None,
            facts: needed.map(|need| self.fact(row, need)).collect(),
        })
    }

    /// What a row tells of its session's properties.
    fn said(&self, row: BlockRow<'_>) -> Result<Said, AskError> {
        let sessions = &self.plan.sessions;
        let telling = self.origins.of(row);
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
    fn breakdowns(&self, row: BlockRow<'_>) -> Result<BreakdownCodes, AskError> {
        let code = |(place, property): (usize, &PropertyRef)| {
            let value = row.value_of(property).map(ValueRef::to_value);
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

    fn fact(&self, row: BlockRow<'_>, need: &FactNeed) -> TargetFact {
        let order_text = match &need.order {
            None => None,
            Some(OrderSource::OrderId) => row.block.order_id(row.row).map(hash_text),
            Some(OrderSource::Property(property)) => row.value_of(property).map(order_hash),
        };
        let value = need.value.as_ref().and_then(|rule| self.money(row, rule));
        TargetFact {
            target: need.target,
            value,
            order: order_text,
            restated: value.and_then(|value| self.restated(row, need, value)),
        }
    }

    /// What the ledger has left of a conversion's value.
    fn restated(&self, row: BlockRow<'_>, need: &FactNeed, value: Money) -> Option<Restated> {
        if self.restatements.is_empty() || matches!(need.value, Some(ValueRule::Fixed(_))) {
            return None;
        }
        let of_property = || match &need.order {
            Some(OrderSource::Property(property)) => match row.value_of(property)? {
                ValueRef::String(id) => Some(EntityKind::Order.key(id)),
                ValueRef::Number(id) => Some(EntityKind::Order.key(&id.to_string())),
                _ => None,
            },
            _ => None,
        };
        let of_event = || row.block.order_id(row.row);
        let of_event = || of_event().map(|id| EntityKind::Order.key(id));
        let order = of_property().or_else(of_event)?;
        let value = self.restatements.of(order)?.restated(value);
        self.seen.borrow_mut().restated.insert(order);
        Some(Restated { order, value })
    }

    fn money(&self, row: BlockRow<'_>, rule: &ValueRule) -> Option<Money> {
        match rule {
            ValueRule::EventValue => row.block.value(row.row),
            ValueRule::Fixed(money) => Some(*money),
            ValueRule::None(_) => None,
            ValueRule::Property(property) => {
                let Some(ValueRef::Number(number)) = row.value_of(property) else {
                    return None;
                };
                let currency = row.block.currency(row.row).unwrap_or(self.currency);
                Money::parse_decimal(&number.to_string(), currency).ok()
            }
        }
    }
}

/// The code of what an event of a name and a value of its property is called, if it is not left out.
pub(crate) fn label_code(
    labels: &Labels,
    name: &str,
    value: Option<ValueRef<'_>>,
    values: Option<&mut BreakdownValues>,
) -> Result<Option<BreakdownCode>, AskError> {
    let (Some(label), Some(values)) = (labels.label(name, value), values) else {
        return Ok(None);
    };
    let code = values.code(Value::String(label.into_owned()));
    code.map(Some).map_err(AskError::TooManyLabels)
}

/// An order id by type and value: the number 12 and the text "12" are two orders.
fn order_hash(value: ValueRef<'_>) -> u128 {
    match value.to_value() {
        Value::String(text) => hash_text(&text),
        other => hash_text(&format!("{other:?}")),
    }
}
