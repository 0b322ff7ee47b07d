//! How many units a rate needs before it says something.

use statrs::distribution::{ContinuousCDF, Normal};

/// The units needed until the interval of a rate is at most `relative` of the rate to either side, judged by the
/// `numerator` of `denominator` seen so far.
///
/// n = z² (1 − p) ÷ (r² p), rounded up: the normal interval z √(p (1 − p) ÷ n) set equal to r p. For p stands
/// (numerator + ½) ÷ (denominator + 1), the mean under Jeffreys' prior, so that it is defined before the first
/// success. Source: W. G. Cochran (1977), "Sampling Techniques", section 4.6 (given relative error); H. Jeffreys
/// (1946), "An invariant form for the prior probability in estimation problems".
pub fn needed_for_precision(numerator: u64, denominator: u64, relative: f64, level: f64) -> u64 {
    let z = Normal::standard().inverse_cdf(1.0 - (1.0 - level) / 2.0);
    let p = (numerator as f64 + 0.5) / (denominator as f64 + 1.0);
    let needed = z * z * (1.0 - p) / (relative * relative * p);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast of floats stops at the ends"
    )]
    let whole = needed.ceil() as u64;
    whole
}

#[cfg(test)]
mod tests;
