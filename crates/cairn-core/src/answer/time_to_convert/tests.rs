use super::*;
use crate::time_to_convert::Fared;

fn seconds(number: u32) -> Span {
    Span::from_seconds(number)
}

/// Times in seconds of those who converted, of those who are still open, and how many did not convert.
fn taken(converted: &[u32], open: &[u32], lost: usize) -> Taken {
    let mut taken = Taken::default();
    let fared = converted
        .iter()
        .map(|took| Fared::Converted(seconds(*took)));
    let open = open.iter().map(|watched| Fared::Open(seconds(*watched)));
    let lost = std::iter::repeat_n(Fared::Lost, lost);
    fared
        .chain(open)
        .chain(lost)
        .for_each(|fared| taken.add(fared));
    taken.sort();
    taken
}

fn times(converted: &[u32], open: &[u32], lost: usize, window: u32) -> ConvertTimes {
    ConvertTimes::of(&taken(converted, open, lost), seconds(window)).unwrap()
}

/// After, share, and at risk.
fn told(times: &ConvertTimes) -> Vec<(Span, String, u64)> {
    let curve = times.curve.iter();
    let point = |point: &CurvePoint| {
        let share = format!("{:.4}", point.converted.value);
        (point.after, share, point.at_risk)
    };
    curve.map(point).collect()
}

fn point(after: u32, share: &str, at_risk: u64) -> (Span, String, u64) {
    (seconds(after), share.to_owned(), at_risk)
}

/// Two convert, after 30 and 90 s; one is watched for 60 s, one to the window's end. At 30 s it is one of four, at 90 s
/// one of two: 1 − ¾ · ½ = 0.625. The intervals are those of lifelines 0.30.3.
#[test]
fn times_counted_by_hand() {
    let times = times(&[90, 30], &[60], 1, 120);
    let counts = ConvertCounts {
        entered: 4,
        converted: 2,
        open: 1,
    };
    assert_eq!(times.counts, counts);
    let expected = [
        point(0, "0.0000", 4),
        point(30, "0.2500", 4),
        point(90, "0.6250", 2),
        point(120, "0.6250", 1),
    ];
    assert_eq!(told(&times), expected);
    let within = times.within_window.unwrap();
    let is_near = |found: f64, expected: f64| (found - expected).abs() < 5e-6;
    assert!(is_near(within.value, 0.625));
    let Interval { low, high } = within.interval;
    assert!(is_near(low, 0.191_999) && is_near(high, 0.989_029));
    let Interval { low, high } = times.curve[1].converted.interval;
    assert!(is_near(low, 0.039_451) && is_near(high, 0.872_053));
    assert_eq!(
        (times.fastest, times.slowest),
        (Some(seconds(30)), Some(seconds(90)))
    );
    // Half of 0.625 is more than the 0.25 of 30 s.
    assert_eq!(times.percentiles[0].unwrap().took, seconds(90));
    let bins: Vec<u64> = times.bins.iter().map(|bin| bin.count).collect();
    assert_eq!(bins, [1, 1]);
    assert_eq!(times.observed, seconds(120));
}

/// Nobody has been watched for 120 s yet: what becomes of them then is not known.
#[test]
fn what_nobody_has_been_watched_for_is_not_told() {
    let taken = taken(&[30, 90], &[60, 100], 0);
    let times = ConvertTimes::of(&taken, seconds(120)).unwrap();
    assert_eq!(times.within_window, None);
    assert_eq!(times.percentiles, [None; 3]);
    assert_eq!(times.observed, seconds(100));
    assert_eq!(told(&times).last(), Some(&point(100, "0.6250", 1)));
    let now = Time::from_micros(0);
    let told_from = times.told_from(seconds(120), now);
    assert_eq!(told_from, Some(now.plus(seconds(20))));
}

#[test]
fn who_has_been_watched_tells() {
    let now = Time::from_micros(0);
    for taken in [
        taken(&[30], &[60], 1),
        taken(&[30], &[], 0),
        taken(&[], &[], 0),
    ] {
        let times = ConvertTimes::of(&taken, seconds(120)).unwrap();
        assert_eq!(times.told_from(seconds(120), now), None);
    }
    let all = times(&[30, 60], &[], 0, 120);
    assert!((all.within_window.unwrap().value - 1.0).abs() < 1e-15);
    assert_eq!(all.observed, seconds(120));
    assert_eq!(told(&all).last(), Some(&point(120, "1.0000", 0)));
}

#[test]
fn nobody_has_no_times() {
    let nobody = times(&[], &[], 0, 120);
    assert_eq!(nobody.within_window, None);
    assert!(nobody.curve.is_empty());
    assert_eq!((nobody.fastest, nobody.slowest), (None, None));
    assert_eq!(nobody.observed, seconds(0));
    assert_eq!(nobody.bins.len(), 2);
}

#[test]
fn where_nobody_converts_there_is_no_percentile() {
    let times = times(&[], &[], 9, 120);
    assert!(times.within_window.unwrap().value.abs() < 1e-15);
    assert_eq!(times.percentiles, [None; 3]);
    assert_eq!(
        told(&times),
        [point(0, "0.0000", 9), point(120, "0.0000", 9)]
    );
}

/// A thousand steps are told by fewer points, none of which is far below the curve.
#[test]
fn a_long_curve_is_thinned() {
    let took: Vec<u32> = (1..=1_000).collect();
    let times = times(&took, &[], 1_000, 2_000);
    let most = usize::try_from(MOST_POINTS).unwrap();
    assert!(times.curve.len() <= most + 2, "{}", times.curve.len());
    let shares: Vec<f64> = times
        .curve
        .iter()
        .map(|point| point.converted.value)
        .collect();
    let steps = shares.windows(2).map(|pair| pair[1] - pair[0]);
    // A step of the curve itself is 1 in 2,000.
    assert!(
        steps
            .into_iter()
            .all(|step| step < 0.5 / f64::from(MOST_POINTS) + 0.001)
    );
    assert_eq!(shares.first(), Some(&0.0));
    assert_eq!(shares.last(), Some(&0.5));
    assert_eq!(times.curve[times.curve.len() - 2].after, seconds(1_000));
}

#[test]
fn a_short_curve_is_told_step_by_step() {
    let took: Vec<u32> = (1..=MOST_POINTS).collect();
    let times = times(&took, &[], 1, 2_000);
    assert_eq!(times.curve.len(), took.len() + 2);
}

#[test]
fn what_converts_at_once_is_told_at_0() {
    let times = times(&[0, 0, 0], &[], 1, 120);
    assert_eq!(
        told(&times),
        [point(0, "0.7500", 4), point(120, "0.7500", 1)]
    );
    assert_eq!(times.fastest, Some(seconds(0)));
}
