//! A proportion and its Wilson score interval.

use statrs::distribution::{ContinuousCDF, Normal};

/// The two ends of an interval, both in `[0, 1]`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// `numerator` of `denominator` units have a trait; both count the same unit (semantics S14).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proportion {
    numerator: u64,
    denominator: u64,
}

/// Why a proportion or an interval can't be made.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum ProportionError {
    /// The numerator's set is not a subset of the denominator's.
    #[error("numerator {numerator} exceeds denominator {denominator}")]
    NotASubset {
        /// Units with the trait.
        numerator: u64,
        /// All units.
        denominator: u64,
    },
    /// A proportion of nothing.
    #[error("a proportion of zero units has no value")]
    Empty,
    /// A confidence level outside the open interval (0, 1).
    #[error("confidence level {0} is not between 0 and 1")]
    Level(f64),
}

impl Proportion {
    /// A proportion of at least one unit.
    pub fn new(numerator: u64, denominator: u64) -> Result<Self, ProportionError> {
        if denominator == 0 {
            return Err(ProportionError::Empty);
        }
        if numerator > denominator {
            return Err(ProportionError::NotASubset {
                numerator,
                denominator,
            });
        }
        Ok(Self {
            numerator,
            denominator,
        })
    }

    /// Units with the trait.
    pub fn numerator(self) -> u64 {
        self.numerator
    }

    /// All units.
    pub fn denominator(self) -> u64 {
        self.denominator
    }

    /// The point estimate, in `[0, 1]`.
    pub fn value(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }

    /// The Wilson score interval without continuity correction at a two-sided confidence `level`.
    ///
    /// Source: E. B. Wilson (1927), "Probable inference, the law of succession, and statistical
    /// inference", JASA 22; as formula (4) of Brown, Cai and DasGupta (2001), Statistical Science 16(2).
    pub fn wilson(self, level: f64) -> Result<Interval, ProportionError> {
        self.wilson_of(self.denominator as f64, level)
    }

    /// The Wilson interval where units come in clusters that may be alike. `squares` is the sum over all clusters of
    /// the square of how many of the denominator's units each holds.
    ///
    /// It takes the units of a cluster to be all alike, the most that they can be, so it is never too narrow for that:
    /// then so many units tell as much as n² ÷ `squares` that are independent. With one unit in each cluster it is
    /// [`Self::wilson`]. Source: L. Kish (1965), "Survey Sampling", on the design effect.
    pub fn wilson_of_clusters(
        self,
        squares: u128,
        level: f64,
    ) -> Result<Interval, ProportionError> {
        let units = self.denominator as f64;
        // No cluster is smaller than a unit, and none is larger than all.
        let squares = (squares as f64).clamp(units, units * units);
        self.wilson_of(units * units / squares, level)
    }

    /// The Wilson interval of as much as `n` independent units tell.
    fn wilson_of(self, n: f64, level: f64) -> Result<Interval, ProportionError> {
        if !(level > 0.0 && level < 1.0) {
            return Err(ProportionError::Level(level));
        }
        let z = Normal::standard().inverse_cdf(1.0 - (1.0 - level) / 2.0);
        let p = self.value();
        let z_squared = z * z;
        let centre = (p + z_squared / (2.0 * n)) / (1.0 + z_squared / n);
        let half_width =
            z / (1.0 + z_squared / n) * (p * (1.0 - p) / n + z_squared / (4.0 * n * n)).sqrt();
        // At the ends the formula is exact but its floating-point value is not: 0 of n must start at 0.
        let low = if self.numerator == 0 {
            0.0
        } else {
            (centre - half_width).max(0.0)
        };
        let all = self.numerator == self.denominator;
        let high = if all {
            1.0
        } else {
            (centre + half_width).min(1.0)
        };
        Ok(Interval { low, high })
    }
}

#[cfg(test)]
mod tests;
