//! From definitions to numbered rules: what has to be known of each event, and which columns tell it.

use cairn_core::breakdown::Breakdown;
use cairn_core::event::PropertyRef;
use cairn_core::filter::Filter;
use cairn_core::funnel::Target;
use cairn_core::goal::{Counting, GoalRule, RulePlan, TargetPlan, ValueRule};
use cairn_core::journey::RuleIndex;
use cairn_core::rule::{EventRule, NameRule, Rule};
use cairn_storage::Columns;

use crate::definitions::Definitions;
use crate::error::AskError;

/// What has to be known of each event.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// Numbered by their place.
    pub(crate) rules: Vec<Rule>,
    /// What is counted, numbered by place.
    pub(crate) targets: Vec<TargetPlan>,
    /// Facts that targets need of the events that bring their conversions.
    pub(crate) facts: Vec<FactNeed>,
    /// The property an answer is split by.
    pub(crate) breakdown: Option<PropertyRef>,
    /// What every counted event must pass.
    pub(crate) filters: Vec<Filter>,
}

/// What one target needs to know of an event that fits a rule.
#[derive(Debug)]
pub(crate) struct FactNeed {
    pub(crate) target: usize,
    pub(crate) on: RuleIndex,
    pub(crate) value: Option<ValueRule>,
    pub(crate) order: Option<OrderSource>,
}

/// Where an order id stands.
#[derive(Debug)]
pub(crate) enum OrderSource {
    OrderId,
    Property(PropertyRef),
}

/// Whether a plain rule's events bring the money they carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RuleMoney {
    Counted,
    Ignored,
}

impl Plan {
    pub(crate) fn new(filters: &[Filter], breakdown: Option<&Breakdown>) -> Self {
        Self {
            filters: filters.to_vec(),
            breakdown: breakdown.map(|breakdown| breakdown.property.clone()),
            ..Self::default()
        }
    }

    /// Adds something to be counted.
    pub(crate) fn add_target(
        &mut self,
        target: &Target,
        definitions: &Definitions,
        money: RuleMoney,
    ) -> Result<(), AskError> {
        let (own_filters, goal) = match target {
            Target::Rule(_) => (&[][..], None),
            Target::Goal { id, filters } => (filters.as_slice(), Some(definitions.goal(id)?)),
        };
        let keep = self.add_keep(own_filters)?;
        let (rule, counting, value) = match (target, goal) {
            (Target::Goal { .. }, Some(goal)) => (
                self.add_goal_rule(&goal.when)?,
                goal.counting.clone(),
                Some(goal.value.clone()),
            ),
            (Target::Rule(rule), _) => {
                let value = (money == RuleMoney::Counted).then_some(ValueRule::EventValue);
                (
                    RulePlan::Event(self.add_rule(rule)?),
                    Counting::Every,
                    value,
                )
            }
            (Target::Goal { .. }, None) => {
                return Err(AskError::Internal("a goal was not resolved".to_owned()));
            }
        };
        let order = match &counting {
            Counting::OncePerOrder { property: None } => Some(OrderSource::OrderId),
            Counting::OncePerOrder {
                property: Some(property),
            } => Some(OrderSource::Property(property.clone())),
            Counting::Every | Counting::OncePerPerson => None,
        };
        let number = self.targets.len();
        self.targets.push(TargetPlan {
            target: number,
            rule,
            counting,
            keep,
        });
        let value = value.filter(|value| !matches!(value, ValueRule::None(_)));
        if value.is_some() || order.is_some() {
            self.facts.push(FactNeed {
                target: number,
                on: converting_rule(rule),
                value,
                order,
            });
        }
        Ok(())
    }

    /// The rule that a conversion's event must fit besides: all filters of the question and the target.
    fn add_keep(&mut self, own: &[Filter]) -> Result<Option<RuleIndex>, AskError> {
        let filters: Vec<Filter> = self.filters.iter().chain(own).cloned().collect();
        if filters.is_empty() {
            return Ok(None);
        }
        let conditions = Rule::one(EventRule {
            name: NameRule::Every,
            filters,
        });
        self.add_rule(&conditions).map(Some)
    }

    fn add_goal_rule(&mut self, rule: &GoalRule) -> Result<RulePlan, AskError> {
        Ok(match rule {
            GoalRule::Event(rule) => RulePlan::Event(self.add_rule(rule)?),
            GoalRule::Count {
                rule,
                at_least,
                within,
            } => RulePlan::Count {
                rule: self.add_rule(rule)?,
                at_least: *at_least,
                within: *within,
            },
            GoalRule::Sequence {
                first,
                then,
                within,
            } => RulePlan::Sequence {
                first: self.add_rule(first)?,
                then: self.add_rule(then)?,
                within: *within,
            },
            GoalRule::Absence {
                start,
                without,
                within,
            } => RulePlan::Absence {
                start: self.add_rule(start)?,
                without: self.add_rule(without)?,
                within: *within,
            },
        })
    }

    fn add_rule(&mut self, rule: &Rule) -> Result<RuleIndex, AskError> {
        let index = RuleIndex::new(self.rules.len()).ok_or(AskError::TooManyRules {
            limit: RuleIndex::LIMIT,
        })?;
        self.rules.push(rule.clone());
        Ok(index)
    }

    /// The columns that tell what has to be known.
    pub(crate) fn columns(&self) -> Columns {
        let properties = self.properties();
        let is_context = |property: &PropertyRef| matches!(property, PropertyRef::Context(_));
        Columns {
            value: self.facts.iter().any(|fact| fact.value.is_some()),
            order_id: self
                .facts
                .iter()
                .any(|fact| matches!(fact.order, Some(OrderSource::OrderId))),
            ids: false,
            properties: properties.iter().any(|property| !is_context(property)),
            context: properties.iter().any(is_context),
            all: false,
        }
    }

    /// Every property that is read, once.
    pub(crate) fn properties(&self) -> Vec<PropertyRef> {
        let of_rules = self
            .rules
            .iter()
            .flat_map(Rule::filters)
            .chain(&self.filters);
        let mut properties: Vec<PropertyRef> =
            of_rules.map(|filter| filter.property.clone()).collect();
        properties.extend(self.breakdown.clone());
        for fact in &self.facts {
            if let Some(ValueRule::Property(property)) = &fact.value {
                properties.push(property.clone());
            }
            if let Some(OrderSource::Property(property)) = &fact.order {
                properties.push(property.clone());
            }
        }
        properties.sort();
        properties.dedup();
        properties
    }

    /// Every event name that is asked for.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let alternatives = self.rules.iter().flat_map(|rule| &rule.any_of);
        alternatives.filter_map(|alternative| alternative.name.as_named())
    }

    /// Whether the order of conversions over all persons has to be known first.
    pub(crate) fn counts_orders(&self) -> bool {
        self.facts.iter().any(|fact| fact.order.is_some())
    }
}

/// The rule that an event fits when it brings a conversion.
fn converting_rule(rule: RulePlan) -> RuleIndex {
    match rule {
        RulePlan::Event(rule) | RulePlan::Count { rule, .. } => rule,
        RulePlan::Sequence { then, .. } => then,
        RulePlan::Absence { start, .. } => start,
    }
}
