//! Typed property values (semantics S4): number, string, boolean and time never compare equal.

use std::cmp::Ordering;
use std::fmt;

use crate::time::Time;

/// A number as it was sent: whole numbers keep all 64 bits.
#[derive(Debug, Clone, Copy)]
pub enum Number {
    /// A whole number.
    Integer(i64),
    /// Any other finite number.
    Float(f64),
}

/// A property's value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Text.
    String(String),
    /// A number.
    Number(Number),
    /// True or false.
    Boolean(bool),
    /// An instant.
    Time(Time),
    /// A list or an object, as canonical JSON text. It can be shown and tested for presence only.
    Json(String),
}

/// A borrowed [`Value`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ValueRef<'a> {
    /// Text.
    String(&'a str),
    /// A number.
    Number(Number),
    /// True or false.
    Boolean(bool),
    /// An instant.
    Time(Time),
    /// A list or an object, as canonical JSON text.
    Json(&'a str),
}

impl Number {
    /// A finite number; `None` for infinities and NaN.
    pub fn from_f64(number: f64) -> Option<Self> {
        number.is_finite().then_some(Self::Float(number))
    }

    /// The same number as an integer, if it is whole and 64 bits hold it.
    #[must_use]
    pub fn plain(self) -> Self {
        const BOUND: f64 = 9_223_372_036_854_775_808.0;
        match self {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "whole and within the bounds"
            )]
            Self::Float(number) if number.fract() == 0.0 && (-BOUND..BOUND).contains(&number) => {
                Self::Integer(number as i64)
            }
            other => other,
        }
    }

    /// The nearest floating-point number.
    pub fn to_f64(self) -> f64 {
        match self {
            Self::Integer(number) => number as f64,
            Self::Float(number) => number,
        }
    }
}

/// Compares a whole number with any finite one without losing digits.
fn compare_mixed(integer: i64, float: f64) -> Ordering {
    // −2^63 and 2^63 are exact in f64; between them the truncated float is an exact i64.
    const BOUND: f64 = 9_223_372_036_854_775_808.0;
    if float >= BOUND {
        return Ordering::Less;
    }
    if float < -BOUND {
        return Ordering::Greater;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the bounds were checked just above"
    )]
    let whole = float.trunc() as i64;
    let fraction = float - float.trunc();
    integer
        .cmp(&whole)
        .then(0.0_f64.total_cmp(&(fraction + 0.0)))
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (*self, *other) {
            (Self::Integer(a), Self::Integer(b)) => a.cmp(&b),
            // Adding 0.0 turns −0.0 into 0.0: the two are one number.
            (Self::Float(a), Self::Float(b)) => (a + 0.0).total_cmp(&(b + 0.0)),
            (Self::Integer(a), Self::Float(b)) => compare_mixed(a, b),
            (Self::Float(a), Self::Integer(b)) => compare_mixed(b, a).reverse(),
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Number {}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(number) => write!(f, "{number}"),
            Self::Float(number) => write!(f, "{number}"),
        }
    }
}

impl Value {
    /// This value, borrowed.
    pub fn as_ref(&self) -> ValueRef<'_> {
        match self {
            Self::String(text) => ValueRef::String(text),
            Self::Number(number) => ValueRef::Number(*number),
            Self::Boolean(boolean) => ValueRef::Boolean(*boolean),
            Self::Time(time) => ValueRef::Time(*time),
            Self::Json(text) => ValueRef::Json(text),
        }
    }
}

impl Value {
    /// Its number, if it is one, as [`Number::plain`] gives it.
    #[must_use]
    pub fn plain(self) -> Self {
        match self {
            Self::Number(number) => Self::Number(number.plain()),
            other => other,
        }
    }
}

impl ValueRef<'_> {
    /// A text that is not blank; a number as text, since senders write ids as numbers.
    pub fn told(self) -> Option<String> {
        match self {
            Self::String(text) => (!text.trim().is_empty()).then(|| text.to_owned()),
            Self::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// An owned copy.
    pub fn to_value(self) -> Value {
        match self {
            Self::String(text) => Value::String(text.to_owned()),
            Self::Number(number) => Value::Number(number),
            Self::Boolean(boolean) => Value::Boolean(boolean),
            Self::Time(time) => Value::Time(time),
            Self::Json(text) => Value::Json(text.to_owned()),
        }
    }

    /// A total order: by type (boolean, number, time, string, JSON), then by value.
    pub fn total_cmp(self, other: ValueRef<'_>) -> Ordering {
        let rank = |value: ValueRef<'_>| match value {
            ValueRef::Boolean(_) => 0,
            ValueRef::Number(_) => 1,
            ValueRef::Time(_) => 2,
            ValueRef::String(_) => 3,
            ValueRef::Json(_) => 4,
        };
        match (self, other) {
            (Self::Json(a), ValueRef::Json(b)) => a.cmp(b),
            _ => self
                .compare(other)
                .unwrap_or_else(|| rank(self).cmp(&rank(other))),
        }
    }

    /// The order of values of one type; `None` between types, which never compare.
    pub fn compare(self, other: ValueRef<'_>) -> Option<Ordering> {
        match (self, other) {
            (Self::String(a), ValueRef::String(b)) => Some(a.cmp(b)),
            (Self::Number(a), ValueRef::Number(b)) => Some(a.cmp(&b)),
            (Self::Boolean(a), ValueRef::Boolean(b)) => Some(a.cmp(&b)),
            (Self::Time(a), ValueRef::Time(b)) => Some(a.cmp(&b)),
            _ => None,
        }
    }
}

/// As a reader writes it; not a format to parse back.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::String(text) | Self::Json(text) => f.write_str(text),
            Self::Number(number) => write!(f, "{number}"),
            Self::Boolean(boolean) => write!(f, "{boolean}"),
            Self::Time(time) => write!(f, "{time}"),
        }
    }
}

/// A total order for answers: by type (boolean, number, time, string, JSON), then by value.
impl Ord for Value {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_ref().total_cmp(other.as_ref())
    }
}

impl PartialOrd for Value {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Eq for Value {}

/// Equal values hash alike: a whole float hashes as the integer it equals.
impl std::hash::Hash for Value {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        std::mem::discriminant(self).hash(state);
        match self {
            Self::String(text) | Self::Json(text) => text.hash(state),
            Self::Number(number) => (number.to_f64() + 0.0).to_bits().hash(state),
            Self::Boolean(boolean) => boolean.hash(state),
            Self::Time(time) => time.hash(state),
        }
    }
}

#[cfg(test)]
mod tests;
