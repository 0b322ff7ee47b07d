//! An answer beside that of another range.

use crate::range::TimeRange;

/// An answer and, if the question compares, the same of the other range.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared<T> {
    /// Of the question's range.
    pub answer: T,
    /// Of the range compared with, by the same plan and kernel.
    pub before: Option<Before<T>>,
}

/// The answer of the range compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct Before<T> {
    /// The range.
    pub range: TimeRange,
    /// Its answer.
    pub answer: T,
}

impl<T> From<T> for Compared<T> {
    fn from(answer: T) -> Self {
        Self {
            answer,
            before: None,
        }
    }
}
