//! The difference of two proportions and its interval.

use crate::proportion::{Interval, Proportion, ProportionError};

/// A difference of two proportions; value and ends lie in `[-1, 1]`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The point estimate.
    pub value: f64,
    /// How far chance alone could move it.
    pub interval: Interval,
}

/// `one − other` with Newcombe's hybrid score interval at a two-sided confidence `level`, for proportions of
/// two independent samples.
///
/// Each end takes its distance from the Wilson intervals of the two: with `l`, `u` their ends,
/// low = d − √((p₁ − l₁)² + (u₂ − p₂)²) and high = d + √((u₁ − p₁)² + (p₂ − l₂)²).
///
/// Source: R. G. Newcombe (1998), "Interval estimation for the difference between independent proportions:
/// comparison of eleven methods", Statistics in Medicine 17, method 10.
pub fn newcombe(
    one: Proportion,
    other: Proportion,
    level: f64,
) -> Result<Difference, ProportionError> {
    let (of_one, of_other) = (one.wilson(level)?, other.wilson(level)?);
    let (p_one, p_other) = (one.value(), other.value());
    let value = p_one - p_other;
    let below = (p_one - of_one.low).hypot(of_other.high - p_other);
    let above = (of_one.high - p_one).hypot(p_other - of_other.low);
    Ok(Difference {
        value,
        interval: Interval {
            low: (value - below).max(-1.0),
            high: (value + above).min(1.0),
        },
    })
}

#[cfg(test)]
mod tests;
