//! Keys as small numbers.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;

/// Keys, numbered from 0 in the order of meeting.
pub(super) struct Numbered<K> {
    numbers: HashMap<K, u32>,
    keys: Vec<K>,
}

impl<K> Default for Numbered<K> {
    fn default() -> Self {
        Self {
            numbers: HashMap::new(),
            keys: Vec::new(),
        }
    }
}

impl<K: Clone + Eq + Hash> Numbered<K> {
    /// The number of a key, new or known.
    pub(super) fn number<Q>(&mut self, key: &Q) -> u32
    where
        K: Borrow<Q>,
        Q: ToOwned<Owned = K> + Eq + Hash + ?Sized,
    {
        if let Some(number) = self.numbers.get(key) {
            return *number;
        }
        let number = u32::try_from(self.keys.len()).unwrap_or(u32::MAX);
        self.numbers.insert(key.to_owned(), number);
        self.keys.push(key.to_owned());
        number
    }

    /// The key of a number.
    pub(super) fn key(&self, number: u32) -> Option<&K> {
        self.keys.get(number as usize)
    }

    /// The keys by their numbers.
    pub(super) fn into_keys(self) -> Vec<K> {
        self.keys
    }
}
