//! Drawing: one generator per person, so that every person is the same whoever else is planned.
//!
//! The distributions are written out here instead of taken from a library, whose next version may draw
//! other numbers from the same seed. No logarithm or power is used: their last digit differs by platform.

use rand::Rng;
use rand_pcg::Pcg64;

pub(crate) struct Dice(Pcg64);

impl Dice {
    pub(crate) fn of_person(seed: u64, person: u32) -> Self {
        Self::of_stream(seed, u64::from(person))
    }

    /// One of many generators of a seed, for whatever the number stands for.
    pub(crate) fn of_stream(seed: u64, stream: u64) -> Self {
        // Neighbouring PCG states and streams are correlated: both are mixed first.
        let first = mix(mix(seed).wrapping_add(stream));
        let second = mix(first);
        let state = u128::from(first) << 64 | u128::from(second);
        Self(Pcg64::new(state, u128::from(mix(second))))
    }

    /// A whole number from 0 to `end` − 1. The bias is below 2^−32, far under anything a log can show.
    pub(crate) fn below(&mut self, end: u32) -> u32 {
        let high_half = self.0.next_u64() >> 32;
        let scaled = (high_half * u64::from(end)) >> 32;
        u32::try_from(scaled).unwrap_or(0)
    }

    /// A whole number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: u32, high: u32) -> u32 {
        low + self.below(high - low + 1)
    }

    /// True in so many of a thousand cases.
    pub(crate) fn per_mille(&mut self, chance: u32) -> bool {
        self.below(1_000) < chance
    }

    /// True in so many of a million cases.
    pub(crate) fn per_million(&mut self, chance: u32) -> bool {
        self.below(1_000_000) < chance
    }

    /// Sixteen hexadecimal digits.
    pub(crate) fn hex(&mut self) -> String {
        format!("{:016x}", self.0.next_u64())
    }

    /// A number between 0 and 1, neither included.
    pub(crate) fn unit(&mut self) -> f64 {
        let bits = self.0.next_u64() >> 11;
        (bits as f64 + 0.5) / (1_u64 << 53) as f64
    }

    /// The place of one of the weights, each as likely as it is heavy.
    pub(crate) fn weighted(&mut self, weights: impl Iterator<Item = u32> + Clone) -> usize {
        let mut left = self.below(weights.clone().sum());
        for (place, weight) in weights.enumerate() {
            if left < weight {
                return place;
            }
            left -= weight;
        }
        0
    }

    /// A whole number with a Pareto tail (α = 2) and the given mean, at most 60 times the mean.
    ///
    /// For X = m/√U cut at c the mean is 2m − m²/c; with c = 60 means that gives m = 0.502… means.
    /// Adding a uniform number before rounding down keeps the mean.
    pub(crate) fn heavy_tailed(&mut self, mean: f64) -> u32 {
        let most = 60.0 * mean;
        let least = most * (1.0 - (1.0_f64 - 1.0 / 60.0).sqrt());
        let drawn = (least / self.unit().sqrt()).min(most) + self.unit();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a cast from f64 saturates, and means are small and positive"
        )]
        let whole = drawn as u32;
        whole
    }
}

/// The finalizer of SplitMix64 (Steele, Lea, Flood 2014).
fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests;
