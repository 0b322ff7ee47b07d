//! What events are called in a flow: by their names or a property, cleaned.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::event::PropertyRef;
use crate::value::{Value, ValueRef};

/// What events are called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels {
    /// The property whose value is a label; without it, and where it is not set, the event's name is.
    pub by: Option<LabelProperty>,
    /// Labels that are left out.
    pub hide: BTreeSet<String>,
    /// The only labels that are not left out; `None` leaves out no others.
    pub only: Option<BTreeSet<String>>,
    /// What labels are called instead; `hide` and `only` go by what they were called before.
    pub merge: BTreeMap<String, String>,
}

/// A property whose values are labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelProperty {
    /// The property, one of events.
    pub property: PropertyRef,
    /// The names of the events that are called by it; `None` is all.
    pub events: Option<BTreeSet<String>>,
}

impl Labels {
    /// The property that events of a name are called by.
    pub fn property_of(&self, event: &str) -> Option<&PropertyRef> {
        let by = self.by.as_ref()?;
        let is_meant = { by.events.as_ref() }.is_none_or(|events| events.contains(event));
        is_meant.then_some(&by.property)
    }

    /// What an event is called that has this value of the property of its name; `None` if it is left out.
    ///
    /// A text is a label as it stands, other values are as they are written. A blank text says nothing.
    pub fn label<'a>(
        &'a self,
        event: &'a str,
        value: Option<ValueRef<'a>>,
    ) -> Option<Cow<'a, str>> {
        let label = value.and_then(written).unwrap_or(Cow::Borrowed(event));
        if self.leaves_out(&label) {
            return None;
        }
        let merged = self.merge.get(&*label).map(String::as_str);
        Some(merged.map_or(label, Cow::Borrowed))
    }

    fn leaves_out(&self, label: &str) -> bool {
        let is_another = |only: &BTreeSet<String>| !only.contains(label);
        self.hide.contains(label) || self.only.as_ref().is_some_and(is_another)
    }
}

/// A value as text, numbers in their plain form.
fn written(value: ValueRef<'_>) -> Option<Cow<'_, str>> {
    match value {
        ValueRef::String(text) => (!text.trim().is_empty()).then_some(Cow::Borrowed(text)),
        ValueRef::Json(text) => Some(Cow::Borrowed(text)),
        ValueRef::Number(number) => Some(Cow::Owned(number.plain().to_string())),
        other @ (ValueRef::Boolean(_) | ValueRef::Time(_)) => {
            let value: Value = other.to_value();
            Some(Cow::Owned(value.to_string()))
        }
    }
}

#[cfg(test)]
mod tests;
