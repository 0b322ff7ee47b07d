use super::{Proportion, ProportionError};

/// Values printed by Newcombe (1998), "Two-sided confidence intervals for the single proportion",
/// Statistics in Medicine 17, table I, method 3 (Wilson score), four decimals.
#[test]
fn wilson_equals_newcombes_published_values() {
    let published = [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ];
    for (numerator, denominator, low, high) in published {
        let interval = Proportion::new(numerator, denominator)
            .and_then(|p| p.wilson(0.95))
            .unwrap();
        assert!(
            (interval.low - low).abs() < 5e-5,
            "{numerator}/{denominator}: {interval:?}"
        );
        assert!(
            (interval.high - high).abs() < 5e-5,
            "{numerator}/{denominator}: {interval:?}"
        );
    }
}

/// The ends of the interval are the roots of |p − x| = z · sqrt(x (1 − x) / n): the score test inverted.
#[test]
fn wilson_ends_solve_the_score_equation() {
    let z: f64 = 1.959_963_984_540_054;
    for n in [1_u64, 2, 7, 100, 3_611, 1_000_000] {
        for numerator in [0, 1, n / 3, n / 2, n - 1, n] {
            let proportion = Proportion::new(numerator, n).unwrap();
            let interval = proportion.wilson(0.95).unwrap();
            for end in [interval.low, interval.high] {
                let left = (proportion.value() - end).abs();
                let right = z * (end * (1.0 - end) / n as f64).sqrt();
                assert!(
                    (left - right).abs() < 1e-9,
                    "{numerator}/{n}: {left} {right}"
                );
            }
        }
    }
}

#[test]
fn impossible_proportions_are_refused() {
    assert_eq!(Proportion::new(0, 0), Err(ProportionError::Empty));
    assert!(matches!(
        Proportion::new(3, 2),
        Err(ProportionError::NotASubset { .. })
    ));
    let half = Proportion::new(1, 2).unwrap();
    for level in [0.0, 1.0, -0.5, f64::NAN] {
        assert!(half.wilson(level).is_err());
    }
}

/// Sixty units in clusters of three that are alike tell as much as twenty.
#[test]
fn clusters_tell_as_much_as_so_many_units() {
    let sixty = Proportion::new(30, 60).unwrap();
    let twenty = Proportion::new(10, 20).unwrap();
    assert_eq!(sixty.wilson_of_clusters(20 * 9, 0.95), twenty.wilson(0.95));
    assert_eq!(sixty.wilson_of_clusters(60, 0.95), sixty.wilson(0.95));
    // What can't be is taken as the nearest that can.
    assert_eq!(sixty.wilson_of_clusters(0, 0.95), sixty.wilson(0.95));
    let one = Proportion::new(1, 2).and_then(|p| p.wilson_of_clusters(u128::MAX, 0.95));
    assert!(one.is_ok_and(|interval| interval.low > 0.0 && interval.high < 1.0));
}
