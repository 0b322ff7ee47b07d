//! From definitions to numbered rules: what has to be known of each event, and which columns tell it.

use cairn_core::breakdown::Breakdown;
use cairn_core::event::PropertyRef;
use cairn_core::filter::Filter;
use cairn_core::flow::Labels;
use cairn_core::funnel::Target;
use cairn_core::goal::{Counting, GoalRule, RulePlan, TargetPlan, ValueRule};
use cairn_core::journey::{RuleIndex, RuleSet};
use cairn_core::rule::{NameRule, Rule};
use cairn_core::session_property::SessionProperty;
use cairn_storage::{ColumnOf, Columns, PropertyNames, TELLING_PATHS};

use crate::definitions::Definitions;
use crate::error::AskError;
use crate::origin::{columns_of, paths_of};
use crate::session_plan::{SessionFilters, SessionPlan};

/// What has to be known of each event.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// Numbered by their place.
    pub(crate) rules: Vec<Vec<Alternative>>,
    /// What is counted, numbered by place.
    pub(crate) targets: Vec<TargetPlan>,
    /// Facts that targets need of the events that bring their conversions.
    pub(crate) facts: Vec<FactNeed>,
    /// The properties an answer is split by, each on its own; those of sessions too.
    pub(crate) breakdowns: Vec<PropertyRef>,
    /// What events that are behaviour are called, in place of the properties an answer is split by.
    pub(crate) labels: Option<Labels>,
    /// Whether activity is split too, not only what fits a rule.
    pub(crate) splits_activity: bool,
    /// Rules that are of no matter where no other rule fits.
    pub(crate) keeps: RuleSet,
    /// Whether events that fit no rule are of no matter.
    pub(crate) ignores_activity: bool,
    /// Whether every event is of matter, bookkeeping too.
    pub(crate) needs_every_event: bool,
    /// A rule that some event of a person must fit, or there is nothing to judge.
    pub(crate) requires: Option<RuleIndex>,
    /// Whether the ids of events have to be known, not their order alone.
    pub(crate) needs_ids: bool,
    /// What every counted event must pass.
    pub(crate) filters: Conditions,
    /// What has to be known of sessions.
    pub(crate) sessions: SessionPlan,
}

/// One alternative of a rule.
#[derive(Debug, Clone)]
pub(crate) struct Alternative {
    pub(crate) name: NameRule,
    pub(crate) conditions: Conditions,
}

/// Filters, apart by what they look at.
#[derive(Debug, Clone, Default)]
pub(crate) struct Conditions {
    pub(crate) of_event: Vec<Filter>,
    pub(crate) of_session: SessionFilters,
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
#[derive(Debug, Clone)]
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

impl Conditions {
    pub(crate) fn is_empty(&self) -> bool {
        self.of_event.is_empty() && self.of_session.is_empty()
    }
}

impl Plan {
    pub(crate) fn new(filters: &[Filter], breakdowns: &[PropertyRef]) -> Result<Self, AskError> {
        let mut plan = Self::default();
        plan.filters = plan.conditions(filters)?;
        plan.breakdowns = breakdowns.to_vec();
        for (place, property) in breakdowns.iter().enumerate() {
            if let PropertyRef::Session(property) = property {
                plan.sessions.breakdowns.push((place, property.clone()));
            }
        }
        Ok(plan)
    }

    fn conditions(&mut self, filters: &[Filter]) -> Result<Conditions, AskError> {
        let mut conditions = Conditions::default();
        for filter in filters {
            if !self.sessions.add(filter, &mut conditions.of_session)? {
                conditions.of_event.push(filter.clone());
            }
        }
        Ok(conditions)
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
            Counting::Every | Counting::OncePerPerson | Counting::OncePerSession => None,
        };
        self.sessions.is_counted |= counting == Counting::OncePerSession;
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
        let own = self.conditions(own)?;
        let of_event = { self.filters.of_event.iter() }.chain(&own.of_event);
        let conditions = Conditions {
            of_event: of_event.cloned().collect(),
            of_session: self.filters.of_session.union(own.of_session),
        };
        if conditions.is_empty() {
            return Ok(None);
        }
        let kept = Alternative {
            name: NameRule::Every,
            conditions,
        };
        let keep = self.number_rule(vec![kept])?;
        self.keeps.insert(keep);
        Ok(Some(keep))
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

    /// Adds a rule and gives its number.
    pub(crate) fn add_rule(&mut self, rule: &Rule) -> Result<RuleIndex, AskError> {
        let mut alternatives = Vec::with_capacity(rule.any_of.len());
        for alternative in &rule.any_of {
            alternatives.push(Alternative {
                name: alternative.name.clone(),
                conditions: self.conditions(&alternative.filters)?,
            });
        }
        self.number_rule(alternatives)
    }

    fn number_rule(&mut self, alternatives: Vec<Alternative>) -> Result<RuleIndex, AskError> {
        let index = RuleIndex::new(self.rules.len()).ok_or(AskError::TooManyRules {
            limit: RuleIndex::LIMIT,
        })?;
        self.rules.push(alternatives);
        Ok(index)
    }

    /// The columns that tell what has to be known.
    pub(crate) fn columns(&self) -> Columns {
        let (mut properties, mut context) = (Vec::new(), Vec::new());
        for property in self.read() {
            match property {
                PropertyRef::Property(name) => properties.push(name),
                PropertyRef::Context(path) => context.push(path),
                PropertyRef::Session(_) => (),
            }
        }
        let needs_sessions = self.sessions.is_needed();
        if needs_sessions {
            context.extend(TELLING_PATHS.map(str::to_owned));
        }
        Columns {
            value: self.has_money(),
            order_id: self
                .facts
                .iter()
                .any(|fact| matches!(fact.order, Some(OrderSource::OrderId))),
            ids: needs_sessions,
            properties: PropertyNames::of(properties),
            context: PropertyNames::of(context),
            trust: needs_sessions,
            all: false,
        }
    }

    /// The columns of sidecars that tell what has to be known beside names, times, money, orders and visits.
    pub(crate) fn sidecar_columns(&self) -> Vec<ColumnOf> {
        let of_events = self.properties().into_iter().map(ColumnOf::Property);
        let of_sessions = self.sessions.properties().flat_map(columns_of);
        let mut columns: Vec<ColumnOf> = of_events.chain(of_sessions).collect();
        let by_property = |fact: &FactNeed| matches!(fact.value, Some(ValueRule::Property(_)));
        if self.facts.iter().any(by_property) {
            columns.push(ColumnOf::Currency);
        }
        columns.sort();
        columns.dedup();
        columns
    }

    /// Every property that is read, once, those that only tell of sessions too.
    pub(crate) fn read(&self) -> Vec<PropertyRef> {
        let mut properties = self.properties();
        properties.extend(self.sessions.properties().flat_map(paths_of));
        properties.sort();
        properties.dedup();
        properties
    }

    /// Every property of events that is asked for, once.
    pub(crate) fn properties(&self) -> Vec<PropertyRef> {
        let alternatives = self.rules.iter().flatten();
        let of_rules = alternatives
            .flat_map(|alternative| &alternative.conditions.of_event)
            .chain(&self.filters.of_event);
        let mut properties: Vec<PropertyRef> =
            of_rules.map(|filter| filter.property.clone()).collect();
        let is_of_event = |property: &&PropertyRef| !matches!(property, PropertyRef::Session(_));
        properties.extend(self.breakdowns.iter().filter(is_of_event).cloned());
        let by = self.labels.as_ref().and_then(|labels| labels.by.as_ref());
        properties.extend(by.map(|by| by.property.clone()));
        for property in self.sessions.properties() {
            if let SessionProperty::Context(path) = property {
                properties.push(PropertyRef::Context(path.clone()));
            }
        }
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

    /// How many sorts of values are numbered: one of each property an answer is split by, or labels.
    pub(crate) fn value_tables(&self) -> usize {
        self.breakdowns
            .len()
            .max(usize::from(self.labels.is_some()))
    }

    /// Every event name that is asked for.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let alternatives = self.rules.iter().flatten();
        alternatives.filter_map(|alternative| alternative.name.as_named())
    }

    /// Whether any conversion has money.
    pub(crate) fn has_money(&self) -> bool {
        self.facts.iter().any(|fact| fact.value.is_some())
    }

    /// Whether something converts when a wait is over: then its id, that of an event before, is compared with those of
    /// events of that instant.
    pub(crate) fn waits(&self) -> bool {
        let mut targets = self.targets.iter();
        targets.any(|target| matches!(target.rule, RulePlan::Absence { .. }))
    }

    /// Forgets the money of conversions, for answers that tell none.
    pub(crate) fn without_money(mut self) -> Self {
        for fact in &mut self.facts {
            fact.value = None;
        }
        self.facts.retain(|fact| fact.order.is_some());
        self
    }

    /// Whether the order of conversions over all persons has to be known first.
    pub(crate) fn counts_orders(&self) -> bool {
        self.facts.iter().any(|fact| fact.order.is_some())
    }
}

/// The property of a breakdown, if there is one.
pub(crate) fn properties(breakdown: Option<&Breakdown>) -> Vec<PropertyRef> {
    let property = breakdown.map(|breakdown| breakdown.property.clone());
    property.into_iter().collect()
}

/// The rule that an event fits when it brings a conversion.
fn converting_rule(rule: RulePlan) -> RuleIndex {
    match rule {
        RulePlan::Event(rule) | RulePlan::Count { rule, .. } => rule,
        RulePlan::Sequence { then, .. } => then,
        RulePlan::Absence { start, .. } => start,
    }
}
