//! Conditions on one property of an event.

use crate::event::{EventView, PropertyRef};
use crate::time::Time;
use crate::value::{Number, Value, ValueRef};

/// A condition on a property. Negative conditions hold where the property is absent.
#[derive(Debug, Clone)]
pub struct Filter {
    /// Which property.
    pub property: PropertyRef,
    /// What must hold.
    pub condition: Condition,
}

/// What must hold of a property's value. Values of different types are never equal (semantics S4).
#[derive(Debug, Clone)]
pub enum Condition {
    /// Equal to the value.
    Equal(Value),
    /// Not equal, or absent.
    NotEqual(Value),
    /// Equal to one of the values.
    In(ValueSet),
    /// Equal to none of the values, or absent.
    NotIn(ValueSet),
    /// The text contains this one; case is ignored.
    Contains(CaselessText),
    /// Absent, no text, or the text does not contain this one; case is ignored.
    NotContains(CaselessText),
    /// The text begins with this one.
    StartsWith(String),
    /// The text matches the expression somewhere.
    Regex(regex::Regex),
    /// A number greater than this.
    Greater(Number),
    /// A number greater than or equal to this.
    AtLeast(Number),
    /// A number less than this.
    Less(Number),
    /// A number less than or equal to this.
    AtMost(Number),
    /// The property is there.
    IsSet,
    /// The property is not there.
    IsNotSet,
    /// An instant before this.
    Before(Time),
    /// An instant after this.
    After(Time),
}

/// Values to be found quickly, however many there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueSet(Vec<Value>);

impl ValueSet {
    /// A set of these values.
    pub fn new(mut values: Vec<Value>) -> Self {
        values.sort();
        values.dedup();
        Self(values)
    }

    fn holds(&self, value: Option<ValueRef<'_>>) -> bool {
        value.is_some_and(|value| {
            self.0
                .binary_search_by(|wanted| wanted.as_ref().total_cmp(value))
                .is_ok()
        })
    }
}

/// A text to be found whatever its case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaselessText(String);

impl CaselessText {
    /// Remembers the text without its case.
    pub fn new(text: &str) -> Self {
        Self(without_case(text))
    }

    fn is_in(&self, value: Option<ValueRef<'_>>) -> bool {
        matches!(value, Some(ValueRef::String(text)) if without_case(text).contains(&self.0))
    }
}

/// Lower case by way of upper case, letter by letter: `ß` and `SS` become `ss`, and a Greek sigma is the same
/// at the end of a word as inside.
fn without_case(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars()
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .collect()
}

impl Filter {
    /// Whether the event passes.
    pub fn holds(&self, event: &impl EventView) -> bool {
        self.condition.holds(event.property(&self.property))
    }
}

impl Condition {
    /// Whether the condition holds of a value, or of its absence.
    pub fn holds(&self, value: Option<ValueRef<'_>>) -> bool {
        let equals = |wanted: &Value| value.is_some_and(|value| value == wanted.as_ref());
        let number = || match value {
            Some(ValueRef::Number(number)) => Some(number),
            _ => None,
        };
        let instant = || match value {
            Some(ValueRef::Time(time)) => Some(time),
            _ => None,
        };
        match self {
            Self::Equal(wanted) => equals(wanted),
            Self::NotEqual(wanted) => !equals(wanted),
            Self::In(wanted) => wanted.holds(value),
            Self::NotIn(wanted) => !wanted.holds(value),
            Self::Contains(text) => text.is_in(value),
            Self::NotContains(text) => !text.is_in(value),
            Self::StartsWith(start) => {
                matches!(value, Some(ValueRef::String(text)) if text.starts_with(start.as_str()))
            }
            Self::Regex(regex) => {
                matches!(value, Some(ValueRef::String(text)) if regex.is_match(text))
            }
            Self::Greater(bound) => number().is_some_and(|number| number > *bound),
            Self::AtLeast(bound) => number().is_some_and(|number| number >= *bound),
            Self::Less(bound) => number().is_some_and(|number| number < *bound),
            Self::AtMost(bound) => number().is_some_and(|number| number <= *bound),
            Self::IsSet => value.is_some(),
            Self::IsNotSet => value.is_none(),
            Self::Before(bound) => instant().is_some_and(|time| time < *bound),
            Self::After(bound) => instant().is_some_and(|time| time > *bound),
        }
    }
}

#[cfg(test)]
mod tests;
