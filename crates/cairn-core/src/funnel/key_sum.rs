//! Which persons some are, in sixteen bytes.

use crate::id::PersonKey;

/// The sum of some persons' keys. The same persons have the same sum; since keys are hashes, different ones have it
/// by a chance of 1 in 2^128.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeySum(u128);

impl KeySum {
    /// Adds a person, who must not be among them yet.
    pub fn add(&mut self, person: PersonKey) {
        self.0 = self.0.wrapping_add(person.0);
    }

    /// Takes in other persons.
    pub fn merge(&mut self, other: Self) {
        self.0 = self.0.wrapping_add(other.0);
    }
}
