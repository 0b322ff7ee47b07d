use super::benjamini_hochberg;

/// The example of Benjamini and Hochberg (1995), section 4: at 0.05 the four smallest of fifteen are rejected.
#[test]
fn the_papers_example() {
    let p = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
        0.5719, 0.6528, 0.7590, 1.0000,
    ];
    let rejected = benjamini_hochberg(&p).into_iter().map(|p| p <= 0.05);
    let rejected: Vec<usize> = rejected
        .enumerate()
        .filter_map(|(at, is)| is.then_some(at))
        .collect();
    assert_eq!(rejected, [0, 1, 2, 3]);
}

#[test]
fn adjusted_values_come_in_the_order_given() {
    let found = benjamini_hochberg(&[0.01, 0.04, 0.03, 0.005]);
    for (found, expected) in found.iter().zip([0.02, 0.04, 0.04, 0.02]) {
        assert!((found - expected).abs() < 1e-12, "{found} {expected}");
    }
    assert!(benjamini_hochberg(&[]).is_empty());
}
