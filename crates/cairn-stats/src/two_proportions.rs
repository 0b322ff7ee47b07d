//! Whether two proportions differ by more than chance.

use statrs::distribution::{ContinuousCDF, Normal};
use statrs::function::factorial::ln_binomial;

use crate::proportion::Proportion;

/// Where an expected count is below this, the test is exact.
const LEAST_EXPECTED: f64 = 1.0;
/// Tables as likely as the one found, but for rounding, count as such.
const TOLERANCE: f64 = 1e-7;

/// How likely proportions of two independent samples differ at least so much if the true ones are equal;
/// two-sided, in `[0, 1]`.
///
/// The chi-squared test with the factor (N − 1) ÷ N; where one of the four expected counts is below 1, the
/// Fisher–Irwin test, whose p is the probability of all tables that are no likelier than the one found.
///
/// Source: I. Campbell (2007), "Chi-squared and Fisher–Irwin tests of two-by-two tables with small sample
/// recommendations", Statistics in Medicine 26.
pub fn p_of_equal_proportions(one: Proportion, other: Proportion) -> f64 {
    let successes = one.numerator() + other.numerator();
    let all = one.denominator() + other.denominator();
    if successes == 0 || successes == all {
        return 1.0;
    }
    let share = successes as f64 / all as f64;
    let smaller = one.denominator().min(other.denominator()) as f64;
    if smaller * share.min(1.0 - share) < LEAST_EXPECTED {
        return exact(one, other);
    }
    let (m, n) = (one.denominator() as f64, other.denominator() as f64);
    let variance = share * (1.0 - share) * (1.0 / m + 1.0 / n);
    let shrunk = (all - 1) as f64 / all as f64;
    let z = (one.value() - other.value()).abs() * (shrunk / variance).sqrt();
    (2.0 * Normal::standard().sf(z)).min(1.0)
}

/// The Fisher–Irwin test: there are no more tables than units in the smaller sample, plus one.
fn exact(one: Proportion, other: Proportion) -> f64 {
    let (m, n) = (one.denominator(), other.denominator());
    let successes = one.numerator() + other.numerator();
    let fewest = successes.saturating_sub(n);
    let most = successes.min(m);
    let all_tables = ln_binomial(m + n, successes);
    let ln_probability = |numerator: u64| {
        ln_binomial(m, numerator) + ln_binomial(n, successes - numerator) - all_tables
    };
    let found = ln_probability(one.numerator());
    let unlikelier = |numerator: u64| {
        let ln_p = ln_probability(numerator);
        (ln_p <= found + TOLERANCE).then(|| ln_p.exp())
    };
    let total: f64 = (fewest..=most).filter_map(unlikelier).sum();
    total.min(1.0)
}

#[cfg(test)]
mod tests;
