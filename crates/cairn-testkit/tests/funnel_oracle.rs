//! The funnel kernel equals brute force on short streams, and a quadratic reference on long ones
//! (semantics S16 to S18).

use cairn_core::funnel::{Attempt, Depth, Entry, choose_attempt, depth_of};
use cairn_core::time::Time;
use cairn_testkit::funnel::{
    Case, REACHES_STEP_2, Reached, brute_force, features, long_case, quadratic, short_case,
};
use cairn_testkit::proof::{Coverage, cases};

/// The kernel's attempt in the oracle's terms.
fn by_kernel(case: &Case) -> Option<Reached> {
    let Attempt { start, filled } = choose_attempt(&case.pace, &case.stream)?;
    let filled: Vec<usize> = filled.into_iter().flatten().collect();
    let times: Vec<Time> = filled.iter().map(|at| case.stream[*at].time).collect();
    Some(Reached {
        start,
        times,
        filled,
    })
}

/// The depth and the start, if the kernel without places can tell them: no two events that fit steps lie at one time
/// before the attempt is whole.
fn by_depth(case: &Case) -> Option<Option<(usize, Time)>> {
    match depth_of(&case.pace, case.step_events()) {
        Depth::Tied => {
            let times: Vec<Time> = { case.stream.iter() }
                .filter(|event| event.steps != 0)
                .map(|event| event.time)
                .collect();
            assert!(times.windows(2).any(|pair| pair[0] == pair[1]), "{case}");
            None
        }
        Depth::Outside => Some(None),
        Depth::Reached(depth, start) => Some(Some((depth, start))),
    }
}

fn assert_equal(case: &Case, oracle: impl Fn(&Case) -> Option<Reached>) {
    if let Some(told) = by_depth(case) {
        let expected = oracle(case).map(|reached| (reached.depth(), reached.start));
        assert_eq!(told, expected, "{case}");
    }
    if by_kernel(case) == oracle(case) {
        return;
    }
    let smallest = case.shrunk(|smaller| by_kernel(smaller) != oracle(smaller));
    assert_eq!(
        by_kernel(&smallest),
        oracle(&smallest),
        "kernel (left), oracle (right)\n  {smallest}\n  shrunk from {case}"
    );
}

fn by_brute_force(case: &Case) -> Option<Reached> {
    brute_force(&case.pace, &case.stream)
}

fn by_quadratic(case: &Case) -> Option<Reached> {
    quadratic(&case.pace, &case.stream)
}

fn with_entry(case: &Case, entry: Entry) -> Case {
    let mut case = case.clone();
    case.pace.entry = entry;
    case
}

#[test]
fn short_streams_equal_brute_force() {
    let mut coverage = Coverage::default();
    for seed in 0..cases(300_000) {
        let case = short_case(seed);
        let [best, first] = [Entry::Best, Entry::First].map(|entry| with_entry(&case, entry));
        assert_equal(&best, by_brute_force);
        assert_equal(&first, by_brute_force);
        let [best, first] = [best, first].map(|case| by_brute_force(&case));
        let mut noted = features(&case, best.as_ref(), first.as_ref()).to_vec();
        noted.push(("is told by depth", by_depth(&case).is_some()));
        coverage.note(&noted);
    }
    println!("{coverage}");
    coverage.assert_share(REACHES_STEP_2, 0.20);
    coverage.assert_each(0.05);
}

#[test]
fn long_streams_equal_the_quadratic_reference() {
    let mut coverage = Coverage::default();
    for seed in 0..cases(4_000) {
        let case = long_case(seed);
        let [best, first] = [Entry::Best, Entry::First].map(|entry| with_entry(&case, entry));
        assert_equal(&best, by_quadratic);
        assert_equal(&first, by_quadratic);
        let [best, first] = [best, first].map(|case| by_quadratic(&case));
        let deeper = |a: &Option<Reached>, b: &Option<Reached>| {
            a.as_ref().map(Reached::depth) > b.as_ref().map(Reached::depth)
        };
        let depth = best.as_ref().map_or(0, Reached::depth);
        coverage.note(&[
            (REACHES_STEP_2, depth >= 2),
            ("completes", depth == case.pace.steps),
            ("stops between", (2..case.pace.steps).contains(&depth)),
            ("best is deeper than first", deeper(&best, &first)),
            ("is told by depth", by_depth(&case).is_some()),
        ]);
    }
    println!("{coverage}");
    coverage.assert_each(0.05);
}

/// The two oracles rest on different thoughts; where both can run they agree.
#[test]
fn the_quadratic_reference_equals_brute_force() {
    for seed in 0..cases(30_000) {
        let case = short_case(seed);
        assert_eq!(by_quadratic(&case), by_brute_force(&case), "{case}");
    }
}
