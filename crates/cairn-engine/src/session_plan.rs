//! What a question needs to know of sessions.

use cairn_core::event::PropertyRef;
use cairn_core::filter::{Condition, Filter};
use cairn_core::session_property::SessionProperty;
use cairn_core::value::Value;

use crate::error::AskError;

/// What a question needs to know of sessions.
#[derive(Debug, Default)]
pub(crate) struct SessionPlan {
    /// Whether sessions are counted, or goals by them.
    pub(crate) is_counted: bool,
    /// The properties an answer is split by, with their places among all that it is split by.
    pub(crate) breakdowns: Vec<(usize, SessionProperty)>,
    /// Conditions on sessions, numbered by place.
    filters: Vec<(SessionProperty, Condition)>,
}

/// Some of a question's conditions on sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct SessionFilters(u128);

impl SessionFilters {
    const LIMIT: usize = 128;

    fn insert(&mut self, place: usize) {
        self.0 |= 1 << place;
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether all of these are among the others.
    pub(crate) fn are_in(self, others: Self) -> bool {
        self.0 & !others.0 == 0
    }

    pub(crate) fn union(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    pub(crate) fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    pub(crate) fn intersection(self, others: Self) -> Self {
        Self(self.0 & others.0)
    }
}

impl SessionPlan {
    /// The same conditions alone, by the same numbers, if they are asked; else nothing.
    pub(crate) fn conditions_if(&self, are_asked: bool) -> Self {
        if !are_asked {
            return Self::default();
        }
        Self {
            filters: self.filters.clone(),
            ..Self::default()
        }
    }

    /// Whether sessions have to be found at all.
    pub(crate) fn is_needed(&self) -> bool {
        self.is_counted || self.asks_properties()
    }

    /// Whether more is asked than where sessions begin and end.
    pub(crate) fn asks_properties(&self) -> bool {
        !self.breakdowns.is_empty() || !self.filters.is_empty()
    }

    /// Numbers a condition, if it is one on sessions.
    pub(crate) fn add(
        &mut self,
        filter: &Filter,
        to: &mut SessionFilters,
    ) -> Result<bool, AskError> {
        let PropertyRef::Session(property) = &filter.property else {
            return Ok(false);
        };
        if self.filters.len() >= SessionFilters::LIMIT {
            return Err(AskError::TooManySessionFilters {
                limit: SessionFilters::LIMIT,
            });
        }
        to.insert(self.filters.len());
        self.filters
            .push((property.clone(), filter.condition.clone()));
        Ok(true)
    }

    /// The conditions that are `wanted` by their property and what they demand of it.
    pub(crate) fn which(
        &self,
        wanted: impl Fn(&SessionProperty, &Condition) -> bool,
    ) -> SessionFilters {
        let mut filters = SessionFilters::default();
        for (place, (property, condition)) in self.filters.iter().enumerate() {
            if wanted(property, condition) {
                filters.insert(place);
            }
        }
        filters
    }

    /// Of the conditions those whose property has a value, and those of them that hold of it.
    pub(crate) fn judged(
        &self,
        value_of: impl Fn(&SessionProperty) -> Option<Value>,
    ) -> (SessionFilters, SessionFilters) {
        let [mut told, mut held] = [SessionFilters::default(); 2];
        for (place, (property, condition)) in self.filters.iter().enumerate() {
            let Some(value) = value_of(property) else {
                continue;
            };
            told.insert(place);
            if condition.holds(Some(value.as_ref())) {
                held.insert(place);
            }
        }
        (told, held)
    }

    /// The conditions that hold of what has no value: of events outside of sessions.
    pub(crate) fn of_nothing(&self) -> SessionFilters {
        self.which(|_, condition| condition.holds(None))
    }

    /// All properties asked for.
    pub(crate) fn properties(&self) -> impl Iterator<Item = &SessionProperty> {
        let of_filters = self.filters.iter().map(|(property, _)| property);
        let of_breakdowns = self.breakdowns.iter().map(|(_, property)| property);
        of_filters.chain(of_breakdowns)
    }
}
