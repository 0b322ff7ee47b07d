//! Rules: which events count.

use crate::event::{EventView, PAGEVIEW, PropertyRef, is_system_event};
use crate::filter::{Condition, Filter};
use crate::value::Value;

/// Which event names a rule takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameRule {
    /// Any event that is not a system event; written `*`.
    Any,
    /// Any event at all; for conditions that leave the name to another rule.
    Every,
    /// Events of this name.
    Named(String),
}

/// Events of a name that pass all filters.
#[derive(Debug, Clone)]
pub struct EventRule {
    /// The name.
    pub name: NameRule,
    /// Conditions, all of which must hold.
    pub filters: Vec<Filter>,
}

/// Events that fit at least one of the alternatives.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The alternatives.
    pub any_of: Vec<EventRule>,
}

/// How a page rule compares paths.
#[derive(Debug, Clone)]
pub enum PathMatch {
    /// The whole path.
    Exact(String),
    /// The path's beginning.
    Prefix(String),
    /// An expression found in the path.
    Regex(regex::Regex),
}

impl NameRule {
    /// Parses a name; `*` is any event that is not a system event.
    pub fn parse(text: &str) -> Self {
        if text == "*" {
            Self::Any
        } else {
            Self::Named(text.to_owned())
        }
    }

    /// Whether the rule takes events of this name.
    pub fn takes(&self, name: &str) -> bool {
        match self {
            Self::Any => !is_system_event(name),
            Self::Every => true,
            Self::Named(wanted) => wanted == name,
        }
    }

    /// The name, if the rule has one.
    pub fn as_named(&self) -> Option<&str> {
        match self {
            Self::Any | Self::Every => None,
            Self::Named(name) => Some(name),
        }
    }
}

impl EventRule {
    /// Page views of a path: events named `pageview` by their `context.page.path`.
    pub fn page(path: PathMatch) -> Self {
        let condition = match path {
            PathMatch::Exact(path) => Condition::Equal(Value::String(path)),
            PathMatch::Prefix(path) => Condition::StartsWith(path),
            PathMatch::Regex(regex) => Condition::Regex(regex),
        };
        Self {
            name: NameRule::Named(PAGEVIEW.to_owned()),
            filters: vec![Filter {
                property: PropertyRef::Context("page.path".to_owned()),
                condition,
            }],
        }
    }
}

impl Rule {
    /// All events but system events.
    pub fn any() -> Self {
        Self::one(EventRule {
            name: NameRule::Any,
            filters: Vec::new(),
        })
    }

    /// A rule with one alternative.
    pub fn one(rule: EventRule) -> Self {
        Self { any_of: vec![rule] }
    }

    /// Whether an event fits.
    pub fn fits(&self, event: &impl EventView) -> bool {
        self.any_of.iter().any(|alternative| {
            alternative.name.takes(event.name())
                && alternative.filters.iter().all(|filter| filter.holds(event))
        })
    }

    /// All filters of all alternatives.
    pub fn filters(&self) -> impl Iterator<Item = &Filter> {
        self.any_of
            .iter()
            .flat_map(|alternative| &alternative.filters)
    }
}
