//! Seeded chance: the same seed gives the same case on every machine.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

/// A seeded source of choices.
#[derive(Debug, Clone)]
pub struct Dice(Pcg64);

impl Dice {
    /// The dice of a seed.
    pub fn new(seed: u64) -> Self {
        Self(Pcg64::seed_from_u64(seed))
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        self.0.random_range(low..=high)
    }

    /// A number below `limit`, which is at least 1.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0.random_range(0..limit)
    }

    /// True in so many of a hundred throws.
    pub fn percent(&mut self, chance: u32) -> bool {
        self.0.random_range(0..100_u32) < chance
    }

    /// One of some choices; a choice listed twice comes up twice as often.
    pub fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    /// Brings things into a random order.
    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            let other = self.below(last + 1);
            things.swap(last, other);
        }
    }

    /// So many different numbers in random order.
    pub fn distinct(&mut self, count: usize) -> Vec<u128> {
        let mut numbers: Vec<u128> = (1..=count as u128).collect();
        self.shuffle(&mut numbers);
        numbers
    }
}
