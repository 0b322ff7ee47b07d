//! Ranges of persons.

use cairn_core::id::PersonKey;

/// A range of person keys, both ends included. The first partition also takes the events of nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Partition {
    least: u128,
    greatest: u128,
}

/// Cuts all persons into `count` partitions of about equal size: keys are hashes.
pub fn partitions(count: usize) -> Vec<Partition> {
    let count = count.max(1) as u128;
    let width = u128::MAX / count;
    let least = |at: u128| at * width;
    let greatest = |at: u128| {
        if at + 1 == count {
            u128::MAX
        } else {
            (at + 1) * width - 1
        }
    };
    (0..count)
        .map(|at| Partition {
            least: least(at),
            greatest: greatest(at),
        })
        .collect()
}

impl Partition {
    /// Every person, and nobody.
    pub const ALL: Self = Self {
        least: 0,
        greatest: u128::MAX,
    };

    /// The persons from one key to another, both included, without nobody unless the first key is zero.
    pub fn between(least: PersonKey, greatest: PersonKey) -> Self {
        Self {
            least: least.0,
            greatest: greatest.0,
        }
    }

    /// One person.
    pub fn of_one(key: PersonKey) -> Self {
        Self::between(key, key)
    }

    pub(crate) fn overlaps(self, least: PersonKey, greatest: PersonKey) -> bool {
        least.0 <= self.greatest && greatest.0 >= self.least
    }

    /// Whether the whole partition lies after a key.
    pub(crate) fn lies_after(self, key: PersonKey) -> bool {
        key.0 < self.least
    }

    pub(crate) fn takes_nobody(self) -> bool {
        self.least == 0
    }

    pub(crate) fn takes(self, person: Option<PersonKey>) -> bool {
        match person {
            Some(key) => (self.least..=self.greatest).contains(&key.0),
            None => self.takes_nobody(),
        }
    }
}
