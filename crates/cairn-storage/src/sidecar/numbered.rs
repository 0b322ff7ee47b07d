//! Keys as small numbers.

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

impl<K: Copy + Eq + Hash> Numbered<K> {
    /// The number of a key, new or known.
    pub(super) fn number(&mut self, key: K) -> u32 {
        let keys = &mut self.keys;
        *self.numbers.entry(key).or_insert_with(|| {
            keys.push(key);
            u32::try_from(keys.len() - 1).unwrap_or(u32::MAX)
        })
    }

    /// The key of a number.
    pub(super) fn key(&self, number: u32) -> Option<K> {
        self.keys.get(number as usize).copied()
    }

    /// The keys by their numbers.
    pub(super) fn into_keys(self) -> Vec<K> {
        self.keys
    }
}
