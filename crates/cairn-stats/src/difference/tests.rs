use super::newcombe;
use crate::proportion::Proportion;

/// Newcombe (1998), Statistics in Medicine 17, table II, method 10, four decimals.
const PUBLISHED: [([u64; 4], [f64; 2]); 8] = [
    ([56, 70, 48, 80], [0.0524, 0.3339]),
    ([9, 10, 3, 10], [0.1705, 0.8090]),
    ([6, 7, 2, 7], [0.0582, 0.8062]),
    ([5, 56, 0, 29], [-0.0381, 0.1926]),
    ([0, 10, 0, 20], [-0.1611, 0.2775]),
    ([0, 10, 0, 10], [-0.2775, 0.2775]),
    ([10, 10, 0, 20], [0.6791, 1.0000]),
    ([10, 10, 0, 10], [0.6075, 1.0000]),
];

fn of(numerator: u64, denominator: u64) -> Proportion {
    Proportion::new(numerator, denominator).unwrap()
}

#[test]
fn intervals_equal_newcombes_published_values() {
    for ([a, m, b, n], [low, high]) in PUBLISHED {
        let found = newcombe(of(a, m), of(b, n), 0.95).unwrap();
        let is_near = |found: f64, published: f64| (found - published).abs() < 5.1e-5;
        assert!(
            is_near(found.interval.low, low) && is_near(found.interval.high, high),
            "{a}/{m} − {b}/{n}: {found:?}"
        );
    }
}

#[test]
fn the_other_way_round_is_the_same_mirrored() {
    for ([a, m, b, n], _) in PUBLISHED {
        let (one, other) = (of(a, m), of(b, n));
        let there = newcombe(one, other, 0.95).unwrap();
        let back = newcombe(other, one, 0.95).unwrap();
        let ends = [
            (there.value, back.value),
            (there.interval.low, back.interval.high),
            (there.interval.high, back.interval.low),
        ];
        for (there, back) in ends {
            assert!((there + back).abs() < 1e-12, "{a}/{m} − {b}/{n}");
        }
    }
}

#[test]
fn a_level_outside_of_zero_to_one_is_refused() {
    assert!(newcombe(of(1, 2), of(1, 2), 1.0).is_err());
}
