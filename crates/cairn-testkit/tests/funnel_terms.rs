//! Funnels under terms equal brute force: strict and any order, optional steps, limits, exclusions, open entries,
//! entering again (semantics S16 to S21).

use cairn_core::funnel::{
    Attempt, Entry, OnExclusion, Order, StepSet, Terms, all_attempts, choose_attempt,
};
use cairn_testkit::funnel::{
    Case, all_under_terms, brute_force_under_terms, short_case, terms_case,
};
use cairn_testkit::proof::{Coverage, cases};

fn kernel(case: &Case) -> Option<Attempt> {
    choose_attempt(&case.pace, &case.stream)
}

fn oracle(case: &Case) -> Option<Attempt> {
    brute_force_under_terms(&case.pace, &case.stream)
}

fn assert_equal<T: PartialEq + std::fmt::Debug>(
    case: &Case,
    kernel: impl Fn(&Case) -> T,
    oracle: impl Fn(&Case) -> T,
) {
    if kernel(case) == oracle(case) {
        return;
    }
    let smallest = case.shrunk(|smaller| kernel(smaller) != oracle(smaller));
    assert_eq!(
        kernel(&smallest),
        oracle(&smallest),
        "kernel (left), oracle (right)\n  {smallest}\n  shrunk from {case}"
    );
}

fn with(case: &Case, change: impl Fn(&mut Terms)) -> Case {
    let mut case = case.clone();
    change(&mut case.pace.terms);
    case
}

fn depth(attempt: Option<&Attempt>) -> usize {
    attempt.map_or(0, Attempt::depth)
}

fn features(case: &Case, chosen: Option<&Attempt>) -> Vec<(&'static str, bool)> {
    let terms = &case.pace.terms;
    let differs = |change: &dyn Fn(&mut Terms)| oracle(&with(case, change)).as_ref() != chosen;
    let is_any = matches!(terms.order, Order::Any { .. });
    let left_out = |attempt: &Attempt| {
        let entry = attempt.filled.iter().position(Option::is_some).unwrap_or(0);
        attempt.filled[entry..].iter().any(Option::is_none)
    };
    let takes_optional = |attempt: &Attempt| {
        let filled = attempt.filled.iter().enumerate();
        { filled }.any(|(step, at)| at.is_some() && terms.optional.contains(step))
    };
    let size = |time| {
        case.stream
            .iter()
            .filter(|event| event.time == time)
            .count()
    };
    vec![
        ("reaches step 2", depth(chosen) >= 2),
        ("strict", terms.order == Order::Strict),
        ("optional steps", !terms.optional.is_empty()),
        ("limits", terms.limits.iter().any(Option::is_some)),
        ("exclusions", !terms.exclusions.is_empty()),
        ("drops", terms.on_exclusion == OnExclusion::Drop),
        ("open", terms.is_open),
        (
            "strictness matters",
            terms.order == Order::Strict && differs(&|terms| terms.order = Order::Ordered),
        ),
        ("any order", is_any),
        (
            "any order matters",
            is_any && differs(&|terms| terms.order = Order::Ordered),
        ),
        (
            "an anchor matters",
            is_any
                && differs(&|terms| {
                    terms.order = Order::Any {
                        anchored: StepSet::default(),
                    };
                }),
        ),
        ("a step is left out", chosen.is_some_and(left_out)),
        (
            "an optional step is filled",
            !is_any && chosen.is_some_and(takes_optional),
        ),
        ("a limit matters", differs(&|terms| terms.limits.clear())),
        (
            "an exclusion matters",
            differs(&|terms| terms.exclusions.clear()),
        ),
        (
            "dropping matters",
            differs(&|terms| terms.on_exclusion = OnExclusion::Keep),
        ),
        (
            "begins at a later step",
            chosen.is_some_and(|attempt| attempt.filled.first() == Some(&None)),
        ),
        ("tie", case.stream.iter().any(|event| size(event.time) >= 2)),
        (
            "one event fits several steps",
            case.stream
                .iter()
                .any(|event| event.steps.count_ones() >= 2),
        ),
        ("nothing enters", chosen.is_none()),
    ]
}

#[test]
fn the_attempt_that_counts_equals_brute_force() {
    let mut coverage = Coverage::default();
    for seed in 0..cases(200_000) {
        let mut case = terms_case(seed);
        for entry in [Entry::First, Entry::Best] {
            case.pace.entry = entry;
            assert_equal(&case, kernel, oracle);
        }
        if seed.is_multiple_of(10) {
            coverage.note(&features(&case, oracle(&case).as_ref()));
        }
    }
    println!("{coverage}");
    for feature in [
        "strict",
        "any order",
        "optional steps",
        "limits",
        "exclusions",
        "drops",
        "open",
        "tie",
        "one event fits several steps",
        "reaches step 2",
        "nothing enters",
    ] {
        coverage.assert_share(feature, 0.05);
    }
    // What decides the answer is rarer than what is there.
    coverage.assert_each(0.015);
}

#[test]
fn entering_again_equals_brute_force() {
    let all = |case: &Case| all_attempts(&case.pace, &case.stream);
    let oracle = |case: &Case| all_under_terms(&case.pace, &case.stream);
    let mut coverage = Coverage::default();
    for seed in 0..cases(100_000) {
        let case = terms_case(!seed);
        assert_equal(&case, all, oracle);
        let attempts = oracle(&case);
        coverage.note(&[
            ("two or more attempts", attempts.len() >= 2),
            ("three or more attempts", attempts.len() >= 3),
            ("none", attempts.is_empty()),
        ]);
    }
    println!("{coverage}");
    coverage.assert_each(0.03);
}

/// Terms that ask nothing are no terms: two kernels, one answer.
#[test]
fn terms_that_ask_nothing_change_nothing() {
    for seed in 0..cases(60_000) {
        let case = short_case(seed);
        let window = case.pace.window;
        let steps = case.pace.steps;
        let idle = with(&case, |terms| terms.limits = vec![Some(window); steps]);
        assert_eq!(kernel(&idle), kernel(&case), "{case}");
    }
}
