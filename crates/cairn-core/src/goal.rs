//! Goals: what counts as a conversion and what it is worth (semantics S9).

mod conversions;

use std::collections::HashMap;

use crate::event::PropertyRef;
use crate::id::{EventId, GoalId};
use crate::money::Money;
use crate::rule::Rule;
use crate::time::{Span, Time};

pub use conversions::{
    Conversion, RulePlan, TargetPlan, conversions, conversions_without_person, note_orders,
};

/// The definition of a conversion.
#[derive(Debug, Clone)]
pub struct Goal {
    /// Its id.
    pub id: GoalId,
    /// What people call it.
    pub name: String,
    /// Whether it pays the bills or leads there.
    pub class: Class,
    /// What counts.
    pub when: GoalRule,
    /// How often it counts.
    pub counting: Counting,
    /// What one conversion is worth.
    pub value: ValueRule,
    /// Who answers for the definition.
    pub owner: String,
    /// What it means, in words.
    pub description: String,
}

/// Whether a goal pays the bills or leads there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// An outcome that pays the bills.
    Macro {
        /// Which sort of outcome.
        kind: Kind,
        /// Whether it begins or continues a customer's life.
        standing: Standing,
    },
    /// A smaller step on the way.
    Micro,
}

/// The three sorts of macro-conversions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Money arrives.
    Revenue,
    /// Someone becomes reachable: a trial, an account, a demo request.
    Lead,
    /// Someone asks: a quote, a call, a viewing.
    Inquiry,
}

/// Primary macros begin a customer's life, lifecycle macros (renewal, upgrade, expansion) continue it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Counted in the site's totals.
    Primary,
    /// Counted apart.
    Lifecycle,
}

/// What counts as a conversion, over one person's journey.
#[derive(Debug, Clone)]
pub enum GoalRule {
    /// Every event that fits.
    Event(Rule),
    /// The event that completes `at_least` fits within a span; then counting starts afresh.
    Count {
        /// What is counted.
        rule: Rule,
        /// How many are needed.
        at_least: u32,
        /// The greatest distance from the first to the last, inclusive.
        within: Span,
    },
    /// A second event after a first one; the pair is used up.
    Sequence {
        /// The first.
        first: Rule,
        /// The second, a later event in (time, event id) order; it converts.
        then: Rule,
        /// The greatest distance between them, inclusive.
        within: Span,
    },
    /// No second event after a first one; converts when the span is over.
    Absence {
        /// What starts the wait. While it lasts further ones are ignored.
        start: Rule,
        /// What must not follow.
        without: Rule,
        /// How long the wait lasts.
        within: Span,
    },
}

/// How often a goal counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Counting {
    /// Every conversion.
    Every,
    /// The first of a person in all history. Conversions without a person do not count.
    OncePerPerson,
    /// The first of a session. Conversions outside of any session each count.
    OncePerSession,
    /// The first of an order in all history. Conversions without an order id each count.
    OncePerOrder {
        /// Where the order id stands; `None` is the event's `order_id`.
        property: Option<PropertyRef>,
    },
}

/// What one conversion is worth.
#[derive(Debug, Clone, PartialEq)]
pub enum ValueRule {
    /// The event's own value.
    EventValue,
    /// A number among the event's properties, in major units of the event's currency.
    Property(PropertyRef),
    /// Always the same.
    Fixed(Money),
    /// Nothing, for this reason.
    None(String),
}

/// The first conversion of each order in all history, over all persons.
#[derive(Debug, Clone, Default)]
pub struct FirstOfOrder(HashMap<(usize, u128), (Time, EventId)>);

impl FirstOfOrder {
    /// Notes a conversion of an order; the earliest by (time, event id) stays.
    pub fn note(&mut self, target: usize, order: u128, time: Time, event_id: EventId) {
        let seen = (time, event_id);
        self.0
            .entry((target, order))
            .and_modify(|first| *first = seen.min(*first))
            .or_insert(seen);
    }

    /// Takes in what another partition noted.
    pub fn merge(&mut self, other: Self) {
        for ((target, order), (time, event_id)) in other.0 {
            self.note(target, order, time, event_id);
        }
    }

    /// Whether this conversion is its order's first.
    pub fn is_first(&self, target: usize, order: u128, time: Time, event_id: EventId) -> bool {
        self.0.get(&(target, order)) == Some(&(time, event_id))
    }
}
