//! The persons that a question is asked of.

use cairn_core::id::PersonKey;

/// The persons of a population, by key, ascending.
#[derive(Debug)]
pub(crate) struct Members(Vec<PersonKey>);

impl Members {
    /// These persons, in any order.
    pub(crate) fn of(mut keys: Vec<PersonKey>) -> Self {
        keys.sort_unstable();
        Self(keys)
    }

    /// Whether a person is one of them.
    pub(crate) fn have(&self, person: PersonKey) -> bool {
        self.0.binary_search(&person).is_ok()
    }
}
