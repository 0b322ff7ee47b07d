use super::{Observed, SurvivalCurve, SurvivalQuantile};

/// The data set `waltons` of lifelines (C. Davidson-Pilon, JOSS 4(40), 2019): time, events, censored.
const WALTONS: [(i64, u64, u64); 32] = [
    (6, 1, 0),
    (7, 1, 1),
    (9, 3, 0),
    (13, 3, 0),
    (15, 2, 0),
    (17, 1, 0),
    (19, 3, 0),
    (22, 4, 0),
    (26, 5, 0),
    (29, 5, 0),
    (32, 1, 0),
    (33, 3, 0),
    (36, 2, 0),
    (38, 2, 0),
    (41, 7, 0),
    (43, 1, 0),
    (45, 9, 1),
    (47, 1, 0),
    (48, 8, 0),
    (51, 3, 0),
    (53, 7, 0),
    (54, 2, 0),
    (56, 18, 0),
    (58, 4, 0),
    (60, 15, 1),
    (61, 9, 2),
    (62, 2, 0),
    (63, 9, 0),
    (66, 3, 0),
    (68, 9, 1),
    (69, 12, 1),
    (75, 1, 0),
];

/// What `KaplanMeierFitter` of lifelines 0.30.3 says of it: time, S, and its 95 % interval, which is of log(−log S).
const OF_WALTONS: [(i64, f64, f64, f64); 6] = [
    (6, 0.993_865_030_674_846_2, 0.957_253_66, 0.999_133_52),
    (33, 0.802_530_674_846_626, 0.732_496_11, 0.856_023_47),
    (50, 0.616_816_845_603_271_9, 0.537_239_07, 0.686_765_23),
    (56, 0.429_902_649_965_916_9, 0.352_689, 0.504_679_61),
    (61, 0.254_305_028_078_034_1, 0.189_747_27, 0.323_687_86),
    (69, 0.014_340_509_102_144_797, 0.002_854_08, 0.046_183_7),
];

fn curve(observed: &[(i64, u64, u64)]) -> SurvivalCurve {
    let observed = observed.iter().map(|(time, events, censored)| Observed {
        time: *time,
        events: *events,
        censored: *censored,
    });
    SurvivalCurve::of(observed.collect())
}

fn quantile(curve: &SurvivalCurve, share: f64, end: i64) -> SurvivalQuantile {
    curve.quantile(share, end, 0.95).unwrap().unwrap()
}

fn is_near(found: f64, expected: f64, tolerance: f64) -> bool {
    (found - expected).abs() < tolerance
}

#[test]
fn the_curve_equals_what_lifelines_says() {
    let curve = curve(&WALTONS);
    for (time, surviving, low, high) in OF_WALTONS {
        let found = 1.0 - curve.share_by(time);
        assert!(is_near(found, surviving, 1e-12), "S({time}) = {found}");
        let found = curve.interval_by(time, 0.95).unwrap();
        let of_survival = [1.0 - found.high, 1.0 - found.low];
        assert!(
            is_near(of_survival[0], low, 1e-8) && is_near(of_survival[1], high, 1e-8),
            "at {time}: {of_survival:?}"
        );
    }
    assert_eq!(curve.at_risk(6), 163);
    assert_eq!(curve.at_risk(8), 160);
    assert_eq!(curve.watched_until(), Some(75));
}

/// Everybody in it dies, so that the median of those who do is the median of all.
#[test]
fn the_median_equals_what_lifelines_says() {
    assert_eq!(quantile(&curve(&WALTONS), 0.5, 75).time, 56);
}

/// At risk 5, 4 and 2: 1/5, then 4/5 · 3/4 = 3/5, then 3/5 · 1/2 = 3/10.
#[test]
fn a_curve_counted_by_hand() {
    let curve = curve(&[(4, 1, 0), (1, 1, 0), (2, 1, 1), (6, 0, 1)]);
    let told: Vec<(i64, u64)> = { curve.event_times() }
        .map(|time| (time, curve.at_risk(time)))
        .collect();
    assert_eq!(told, [(1, 5), (2, 4), (4, 2)]);
    for (time, share) in [(0, 0.0), (1, 0.2), (2, 0.4), (3, 0.4), (4, 0.7), (6, 0.7)] {
        assert!(is_near(curve.share_by(time), share, 1e-15), "F({time})");
    }
    assert!(curve.is_known_at(6) && !curve.is_known_at(7));
    assert_eq!(curve.quantile(0.5, 7, 0.95), Ok(None));
    // Of the 0.7 half is 0.35, which 0.4 exceeds.
    assert_eq!(quantile(&curve, 0.5, 6).time, 2);
}

#[test]
fn without_censoring_shares_are_fractions() {
    let mut observed: Vec<(i64, u64, u64)> = (1..=700).map(|time| (time, 3, 0)).collect();
    observed.push((1_000, 0, 900));
    let curve = curve(&observed);
    for time in 1..=700 {
        let events = u32::try_from(3 * time).unwrap();
        assert!(is_near(
            curve.share_by(time),
            f64::from(events) / 3_000.0,
            1e-15
        ));
    }
}

/// Who is never watched to the end tells of it only if it happens to all.
#[test]
fn a_share_is_known_while_somebody_is_watched() {
    assert!(!curve(&[]).is_known_at(0));
    assert!(!curve(&[(3, 1, 2)]).is_known_at(4));
    // Of the two who went out of sight nothing is known, though the last who was watched had it.
    assert!(!curve(&[(1, 0, 2), (3, 1, 0)]).is_known_at(4));
    assert!(curve(&[(1, 2, 0), (3, 1, 0)]).is_known_at(4));
    assert!(curve(&[(4, 0, 1)]).is_known_at(4));
}

/// Twenty of a hundred at 1 to 20. Half: 1.96 √(¼ ÷ 20) = 0.2191, so 6 of 20 is the first not clearly below, 15 of 20
/// the first clearly above. Nine tenths: 1.96 √(0.09 ÷ 20) = 0.1315, so 16 of 20, and nothing is clearly above.
#[test]
fn quantiles_counted_by_hand() {
    let mut observed: Vec<(i64, u64, u64)> = (1..=20).map(|time| (time, 1, 0)).collect();
    let all = curve(&observed);
    observed.push((100, 0, 80));
    let some = curve(&observed);
    for curve in [all, some] {
        let half = SurvivalQuantile {
            time: 10,
            low: Some(6),
            high: Some(15),
        };
        assert_eq!(quantile(&curve, 0.5, 100), half);
        let nine_tenths = SurvivalQuantile {
            time: 18,
            low: Some(16),
            high: None,
        };
        assert_eq!(quantile(&curve, 0.9, 100), nine_tenths);
        assert_eq!(quantile(&curve, 0.75, 100).time, 15);
    }
}

#[test]
fn few_events_bound_nothing() {
    let two = quantile(&curve(&[(1, 1, 0), (2, 1, 0)]), 0.5, 9);
    let unbounded = SurvivalQuantile {
        time: 1,
        low: None,
        high: None,
    };
    assert_eq!(two, unbounded);
}

/// All of m events come after the median, or before it, in one of 2^m cases: 5 are too few for a level of 95 %, 6 are
/// not. They come after a p90 in one of 10^m, and before it in 0.9^m: one is too few for a lower end, 35 for an upper.
#[test]
fn an_end_needs_enough_events() {
    let ends = |events: i64, share: f64| {
        let observed: Vec<(i64, u64, u64)> = (1..=events).map(|time| (time, 1, 0)).collect();
        let found = quantile(&curve(&observed), share, events);
        (found.low, found.high)
    };
    assert_eq!(ends(5, 0.5), (None, None));
    assert_eq!(ends(6, 0.5), (Some(1), Some(6)));
    assert_eq!(ends(1, 0.9), (None, None));
    assert_eq!(ends(2, 0.9).0, Some(1));
    assert_eq!(ends(35, 0.9).1, None);
    assert_eq!(ends(36, 0.9).1, Some(36));
}

/// Where it happens to all at one time, that is when.
#[test]
fn many_at_one_time_are_told_exactly() {
    let found = quantile(&curve(&[(5, 50, 0), (9, 0, 50)]), 0.75, 9);
    let exactly = SurvivalQuantile {
        time: 5,
        low: Some(5),
        high: Some(5),
    };
    assert_eq!(found, exactly);
}

/// Wilson's upper end of 0 of 10 and lower end of 10 of 10 at 95 %: 0.27754 (Newcombe 1998, table II).
#[test]
fn none_and_all_have_wilsons_interval() {
    let none = curve(&[(5, 0, 10)]).interval_by(5, 0.95).unwrap();
    assert!(
        is_near(none.low, 0.0, 1e-15) && is_near(none.high, 0.2775, 5e-5),
        "{none:?}"
    );
    let all = curve(&[(1, 4, 0), (5, 6, 0)]).interval_by(5, 0.95).unwrap();
    assert!(
        is_near(all.high, 1.0, 1e-15) && is_near(all.low, 0.7225, 5e-5),
        "{all:?}"
    );
    let at_once = curve(&[(5, 10, 0)]).interval_by(7, 0.95).unwrap();
    assert!(is_near(at_once.low, all.low, 1e-15), "{at_once:?}");
}

#[test]
fn a_level_is_between_0_and_1() {
    let curve = curve(&[(5, 1, 1)]);
    for level in [0.0, 1.0, f64::NAN] {
        assert!(curve.interval_by(5, level).is_err());
        assert!(curve.quantile(0.5, 5, level).is_err());
    }
}

/// Seeded: G. Steele, D. Lea, C. Flood (2014), SplitMix64.
struct Random(u64);

impl Random {
    /// In [0, 1).
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        (mixed >> 11) as f64 / (1_u64 << 53) as f64
    }
}

const WINDOW: i64 = 1_000_000_000;

/// Of `units` a share converts, after WINDOW · u² for a uniform u; a share is watched for a part of the window alone.
fn sample(random: &mut Random, units: usize, converting: f64, unfinished: f64) -> SurvivalCurve {
    #[expect(clippy::cast_possible_truncation, reason = "below the window")]
    let part = |share: f64| (WINDOW as f64 * share) as i64;
    let unit = |random: &mut Random| {
        let converts = random.next() < converting;
        let after = part(random.next().powi(2));
        let is_unfinished = random.next() < unfinished;
        let watched = if is_unfinished {
            part(random.next())
        } else {
            WINDOW
        };
        let is_seen = converts && after <= watched;
        Observed {
            time: if is_seen { after } else { watched },
            events: u64::from(is_seen),
            censored: u64::from(!is_seen),
        }
    };
    SurvivalCurve::of((0..units).map(|_| unit(random)).collect())
}

/// The quantile of those who convert inside the window is WINDOW · q². Intervals at 95 % hold it in 95 % of samples;
/// those at the window's end the share that converts.
#[test]
fn intervals_cover_what_they_should() {
    const SAMPLES: usize = 2_000;
    let shapes = [
        (12, 0.5, 0.0),
        (60, 0.5, 0.0),
        (60, 0.5, 0.5),
        (150, 0.4, 0.5),
        (400, 0.2, 0.8),
    ];
    let mut random = Random(42);
    for (units, converting, unfinished) in shapes {
        let mut covered = [0_usize; 4];
        for _ in 0..SAMPLES {
            let curve = sample(&mut random, units, converting, unfinished);
            for (at, share) in [0.5_f64, 0.75, 0.9].into_iter().enumerate() {
                let truth = WINDOW as f64 * share * share;
                let found = curve.quantile(share, WINDOW, 0.95).unwrap();
                let holds = |found: SurvivalQuantile| {
                    found.low.is_none_or(|low| low as f64 <= truth)
                        && found.high.is_none_or(|high| truth <= high as f64)
                };
                // Without an event nothing is told, and nothing wrong.
                covered[at] += usize::from(found.is_none_or(holds));
            }
            let interval = curve.interval_by(WINDOW, 0.95).unwrap();
            covered[3] += usize::from(interval.low <= converting && converting <= interval.high);
        }
        let shares = covered.map(|covered| covered as f64 / SAMPLES as f64);
        println!("{units} units, {converting} convert, {unfinished} unfinished: {shares:?}");
        for share in shares {
            // Of a dozen units they are wider than they need be.
            let most = if units < 60 { 1.0 } else { 0.985 };
            assert!((0.925..=most).contains(&share), "{shares:?}");
        }
    }
}
