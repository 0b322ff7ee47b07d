//! From a block's rows to journey events, by a plan.

use std::cell::RefCell;

use cairn_core::breakdown::{BreakdownCode, BreakdownValues, TooManyValues};
use cairn_core::event::is_system_event;
use cairn_core::goal::ValueRule;
use cairn_core::id::hash_text;
use cairn_core::journey::{JourneyEvent, RuleIndex, RuleSet, TargetFact};
use cairn_core::money::{Currency, Money};
use cairn_core::rule::EventRule;
use cairn_core::value::{Value, ValueRef};
use cairn_storage::{Block, BlockRow, PropertyIndexes};

use crate::error::AskError;
use crate::notes::Seen;
use crate::plan::{FactNeed, OrderSource, Plan};

/// Turns blocks into journey events. What it learns on the way is shared through cells, since the scan
/// that owns it runs interleaved with the kernels that read it.
pub(crate) struct Extractor<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) currency: Currency,
    pub(crate) values: &'a RefCell<BreakdownValues>,
    pub(crate) seen: &'a RefCell<Seen>,
}

/// What the rules say about one event name: decided once per block, not once per row.
struct NameFit<'a> {
    /// Alternatives that take the name, with their rules.
    candidates: Vec<(RuleIndex, &'a EventRule)>,
    is_system: bool,
}

impl Extractor<'_> {
    /// One journey event per row.
    pub(crate) fn extract(&self, block: &Block) -> Result<Vec<JourneyEvent>, AskError> {
        let properties = self.plan.properties();
        let indexes = block.index(&properties);
        let fits: Vec<NameFit<'_>> = block.event_names().map(|name| self.fit_of(name)).collect();
        self.note_seen(block, &indexes);
        let event = |row: usize| {
            let row_view = BlockRow {
                block,
                indexes: &indexes,
                row,
            };
            self.event(row_view, &fits[block.event_code(row)])
        };
        (0..block.len()).map(event).collect()
    }

    fn fit_of(&self, name: &str) -> NameFit<'_> {
        let numbered = self.plan.rules.iter().enumerate();
        let alternatives = numbered
            .flat_map(|(at, rule)| rule.any_of.iter().map(move |alternative| (at, alternative)));
        let taking = alternatives.filter(|(_, alternative)| alternative.name.takes(name));
        NameFit {
            candidates: taking
                .filter_map(|(at, alternative)| Some((RuleIndex::new(at)?, alternative)))
                .collect(),
            is_system: is_system_event(name),
        }
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

    fn event(&self, row: BlockRow<'_>, fit: &NameFit<'_>) -> Result<JourneyEvent, AskError> {
        let mut rules = RuleSet::default();
        for (rule, alternative) in &fit.candidates {
            if !rules.contains(*rule) && alternative.filters.iter().all(|filter| filter.holds(&row))
            {
                rules.insert(*rule);
            }
        }
        let is_active = !fit.is_system && self.plan.filters.iter().all(|filter| filter.holds(&row));
        let needs_breakdown = is_active || !rules.is_empty();
        let needed = self
            .plan
            .facts
            .iter()
            .filter(|need| rules.contains(need.on));
        Ok(JourneyEvent {
            time: row.block.time(row.row),
            event_id: row.block.event_id(row.row),
            rules,
            is_active,
            breakdown: if needs_breakdown {
                self.breakdown(row)?
            } else {
                None
            },
            facts: needed.map(|need| self.fact(row, need)).collect(),
        })
    }

    fn breakdown(&self, row: BlockRow<'_>) -> Result<Option<BreakdownCode>, TooManyValues> {
        let value = self
            .plan
            .breakdown
            .as_ref()
            .and_then(|property| row.value_of(property));
        value
            .map(|value| self.values.borrow_mut().code(value.to_value()))
            .transpose()
    }

    fn fact(&self, row: BlockRow<'_>, need: &FactNeed) -> TargetFact {
        let order_text = match &need.order {
            None => None,
            Some(OrderSource::OrderId) => row.block.order_id(row.row).map(hash_text),
            Some(OrderSource::Property(property)) => row.value_of(property).map(order_hash),
        };
        TargetFact {
            target: need.target,
            value: need.value.as_ref().and_then(|rule| self.money(row, rule)),
            order: order_text,
        }
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

/// An order id by type and value: the number 12 and the text "12" are two orders.
fn order_hash(value: ValueRef<'_>) -> u128 {
    match value.to_value() {
        Value::String(text) => hash_text(&text),
        other => hash_text(&format!("{other:?}")),
    }
}
