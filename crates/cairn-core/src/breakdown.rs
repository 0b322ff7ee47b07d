//! Splitting an answer by the values of a property (semantics S22).

use crate::event::PropertyRef;
use crate::value::Value;

/// Split by a property of events or of their sessions. In a funnel a subject takes the value of an event of its
/// chosen attempt; in a trend each conversion has its own event's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breakdown {
    /// The property.
    pub property: PropertyRef,
    /// Which event of a funnel's chosen attempt gives the value.
    pub take: Take,
}

/// Which event of the chosen attempt gives a subject its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Take {
    /// The one that the attempt begins with: step 1, unless attempts may begin at any step. Everybody in a funnel has
    /// it, so that a value read there can't depend on how far anybody came.
    Entry,
    /// The one that fills this step, counted from 1. A subject that did not reach it has no value.
    Step(usize),
    /// The first on which the property is set, in step order. Who gets further has more chances of a value.
    FirstSet,
    /// The last on which the property is set, in step order.
    LastSet,
}

/// A breakdown value as a small number; [`BreakdownValues`] knows what it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BreakdownCode(pub u32);

/// One event's values of a question's breakdown properties, by the places of these; empty where they are of no
/// matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BreakdownCodes(Box<[Option<BreakdownCode>]>);

impl BreakdownCodes {
    /// Of one property.
    pub fn one(code: Option<BreakdownCode>) -> Self {
        Self(Box::new([code]))
    }

    /// The value of the property of this place, if it is set.
    pub fn get(&self, place: usize) -> Option<BreakdownCode> {
        self.0.get(place).copied().flatten()
    }

    /// Sets the value of the property of this place, unless values are of no matter.
    pub fn set(&mut self, place: usize, code: Option<BreakdownCode>) {
        if let Some(value) = self.0.get_mut(place) {
            *value = code;
        }
    }
}

impl FromIterator<Option<BreakdownCode>> for BreakdownCodes {
    fn from_iter<I: IntoIterator<Item = Option<BreakdownCode>>>(codes: I) -> Self {
        Self(codes.into_iter().collect())
    }
}

/// More values than an answer may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the breakdown has more than {limit} values")]
pub struct TooManyValues {
    /// The greatest number allowed.
    pub limit: usize,
}

/// The distinct values met so far, numbered in the order of meeting.
#[derive(Debug, Default)]
pub struct BreakdownValues {
    codes: std::collections::HashMap<Value, BreakdownCode>,
    values: Vec<Value>,
}

impl BreakdownValues {
    /// The greatest number of values an answer may have.
    pub const LIMIT: usize = 10_000;
    /// The greatest number of values met on the way, many of which may not be in the answer.
    const MET: usize = 2_000_000;

    /// The code of a value, new or known.
    ///
    /// Numbers that are equal are one value, however they were written: 1.0 is 1.
    pub fn code(&mut self, value: Value) -> Result<BreakdownCode, TooManyValues> {
        let value = value.plain();
        if let Some(code) = self.codes.get(&value) {
            return Ok(*code);
        }
        let limit = Self::MET;
        if self.values.len() >= limit {
            return Err(TooManyValues { limit });
        }
        let code =
            BreakdownCode(u32::try_from(self.values.len()).map_err(|_| TooManyValues { limit })?);
        self.values.push(value.clone());
        self.codes.insert(value, code);
        Ok(code)
    }

    /// The value of a code.
    pub fn value(&self, code: BreakdownCode) -> Option<&Value> {
        self.values.get(code.0 as usize)
    }
}
