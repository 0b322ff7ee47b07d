use super::{exact, p_of_equal_proportions};
use crate::proportion::Proportion;

fn of(numerator: u64, denominator: u64) -> Proportion {
    Proportion::new(numerator, denominator).unwrap()
}

/// The tables' probabilities as fractions of whole numbers, added up.
fn exact_by_counting(one: (u64, u64), other: (u64, u64)) -> f64 {
    let binomial =
        |n: u64, k: u64| (0..k).fold(1_u128, |c, i| c * u128::from(n - i) / u128::from(i + 1));
    let successes = one.0 + other.0;
    let ways = |x: u64| {
        if x > one.1 || x > successes || successes - x > other.1 {
            return 0;
        }
        binomial(one.1, x) * binomial(other.1, successes - x)
    };
    let unlikelier = (0..=successes).map(ways).filter(|w| *w <= ways(one.0));
    unlikelier.sum::<u128>() as f64 / binomial(one.1 + other.1, successes) as f64
}

/// The tea tasting of Fisher (1935), 3 of 4 against 1 of 4: 34 of 70 tables are no likelier. The convictions of
/// twins of Fisher (1962), 2 of 17 against 10 of 13: two-sided 0.0005367, as R's `fisher.test` prints it.
#[test]
fn fisher_irwin_equals_published_values() {
    assert!((exact(of(3, 4), of(1, 4)) - 34.0 / 70.0).abs() < 1e-9);
    assert!((exact(of(2, 17), of(10, 13)) - 0.000_536_7).abs() < 5e-8);
}

#[test]
fn fisher_irwin_equals_counting_all_tables() {
    for one in [(0, 2), (1, 2), (2, 2), (0, 7), (5, 7), (3, 12)] {
        for other in [(0, 1), (1, 1), (9, 10), (1, 30), (29, 30), (15, 30)] {
            let found = exact(of(one.0, one.1), of(other.0, other.1));
            let counted = exact_by_counting(one, other);
            assert!(
                (found - counted).abs() < 1e-9,
                "{one:?} {other:?}: {found} {counted}"
            );
        }
    }
}

/// 120 of 1000 against 150 of 1000: the pooled z is 1.96305 and its p 0.04964; with 1999 ÷ 2000 the z is
/// 1.96305 · √0.9995 = 1.962559, whose p is 0.049697.
#[test]
fn the_chi_squared_test_of_a_known_pair() {
    let p = p_of_equal_proportions(of(120, 1_000), of(150, 1_000));
    assert!((p - 0.049_697).abs() < 2e-6, "{p}");
}

/// Nobody of two where nine of ten are usual: the normal approximation would say 0.00002.
#[test]
fn few_are_judged_exactly() {
    let p = p_of_equal_proportions(of(0, 2), of(900, 1_000));
    assert!(
        (p - 102.0 * 101.0 / (1_002.0 * 1_001.0)).abs() < 1e-9,
        "{p}"
    );
    let swapped = p_of_equal_proportions(of(900, 1_000), of(0, 2));
    assert!((p - swapped).abs() < 1e-12);
}

#[test]
fn equal_ends_differ_by_nothing() {
    for (one, other) in [(of(0, 5), of(0, 9)), (of(5, 5), of(9, 9))] {
        assert!((p_of_equal_proportions(one, other) - 1.0).abs() < 1e-12);
    }
    let same = p_of_equal_proportions(of(50, 100), of(500, 1_000));
    assert!((same - 1.0).abs() < 1e-12);
}
