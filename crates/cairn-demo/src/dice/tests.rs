use super::*;

#[test]
fn the_same_person_of_a_seed_always_draws_the_same() {
    let draw = |seed, person| {
        let mut dice = Dice::of_person(seed, person);
        (0..8).map(|_| dice.below(1_000_000)).collect::<Vec<_>>()
    };
    assert_eq!(draw(1, 7), draw(1, 7));
    assert_ne!(draw(1, 7), draw(1, 8));
    assert_ne!(draw(1, 7), draw(2, 7));
}

#[test]
fn every_number_is_drawn_about_equally_often() {
    let mut dice = Dice::of_person(3, 0);
    let mut counts = [0_u32; 10];
    for _ in 0..100_000 {
        counts[dice.below(10) as usize] += 1;
    }
    // The standard deviation of each count is √(100,000 × 0.1 × 0.9) ≈ 95.
    assert!(
        counts.iter().all(|count| count.abs_diff(10_000) < 500),
        "{counts:?}"
    );
}

#[test]
fn both_ends_are_drawn() {
    let mut dice = Dice::of_person(3, 1);
    let drawn: Vec<u32> = (0..1_000).map(|_| dice.between(5, 7)).collect();
    assert_eq!(drawn.iter().min(), Some(&5));
    assert_eq!(drawn.iter().max(), Some(&7));
}

#[test]
fn weights_weigh() {
    let mut dice = Dice::of_person(3, 2);
    let mut counts = [0_u32; 3];
    for _ in 0..100_000 {
        counts[dice.weighted([1, 0, 3].into_iter())] += 1;
    }
    assert_eq!(counts[1], 0);
    assert!(counts[0].abs_diff(25_000) < 700, "{counts:?}");
}

#[test]
fn heavy_tails_keep_their_mean_and_are_heavy() {
    for mean in [2.7, 12.0] {
        let mut dice = Dice::of_person(3, 3);
        let mut drawn: Vec<u32> = (0..400_000).map(|_| dice.heavy_tailed(mean)).collect();
        let found = drawn.iter().map(|n| u64::from(*n)).sum::<u64>() as f64 / 400_000.0;
        // The standard deviation of the mean is about 1.55 means / √400,000 = 0.25 %.
        assert!((found / mean - 1.0).abs() < 0.012, "{found} for {mean}");
        drawn.sort_unstable();
        let top: u64 = drawn[396_000..].iter().map(|n| u64::from(*n)).sum();
        // P(X > x) = (m/x)², so the top 1 % hold about a tenth of all: an exponential would give 5.6 %.
        let share = top as f64 / (found * 400_000.0);
        assert!((0.075..0.125).contains(&share), "{share}");
    }
}
