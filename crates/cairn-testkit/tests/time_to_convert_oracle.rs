//! Times to convert equal a table that is walked again for every number: curve, intervals, percentiles, bars, rows and
//! periods (semantics S18, S22, S23). The attempts are those of brute force over all choices of events.

#![expect(
    clippy::unwrap_used,
    reason = "what asks the kernel is part of the tests"
)]

use cairn_core::answer::{ConvertTimes, CurvePoint, Percentile, Share};
use cairn_core::breakdown::{BreakdownCode, BreakdownValues};
use cairn_core::funnel::{Entered, FunnelSummary, StepSet, enter};
use cairn_core::goal::{Counting, FirstOfOrder, note_orders};
use cairn_core::id::PersonKey;
use cairn_core::time::{Bucketing, Interval, Span, WeekStart, Zone};
use cairn_core::time_to_convert::{
    Bounds, ConvertOutcome, Fared as FaredInTime, Taken, TimeToConvertSummary,
    fared as fared_in_time,
};
use cairn_core::value::Value;
use cairn_testkit::dice::Dice;
use cairn_testkit::persons::{Case, Fared, fared};
use cairn_testkit::proof::{Coverage, cases};
use cairn_testkit::time_to_convert::{
    Subject, Told, day_of, in_bar, pooled, some_case, start_of_day, subjects, told,
};

/// Days from which to which persons of generated cases start.
const DAYS: std::ops::Range<i64> = -10..30;

fn by_kernel(case: &Case) -> Vec<Entered> {
    let plan = &case.plan;
    let mut first_of_order = FirstOfOrder::default();
    let mut noted = Vec::new();
    for step in &plan.steps {
        let per_order = matches!(step.counting, Counting::OncePerOrder { .. });
        if per_order && !noted.contains(&step.target) {
            noted.push(step.target);
            for journey in &case.population.persons {
                note_orders(step, journey, plan.now, &mut first_of_order);
            }
        }
    }
    let persons = case.population.persons.iter();
    persons
        .filter_map(|journey| enter(plan, journey, &first_of_order))
        .collect()
}

fn values() -> BreakdownValues {
    let mut values = BreakdownValues::default();
    for code in 0..2 {
        values.code(value_of(BreakdownCode(code))).unwrap();
    }
    values
}

fn value_of(code: BreakdownCode) -> Value {
    Value::String(format!("value {}", code.0))
}

fn periods() -> Bucketing {
    let [start, end] = [DAYS.start, DAYS.end].map(start_of_day);
    let zone = Zone::utc();
    Bucketing::cover(start, end, Interval::Day, WeekStart::Monday, &zone, 100).unwrap()
}

/// The summary of persons split into parts and merged, in the order the dice say.
fn summary_of_parts(case: &Case, entered: &[Entered]) -> TimeToConvertSummary {
    let (values, periods) = (values(), periods());
    let mut dice = Dice::new(!case.seed);
    let empty = || TimeToConvertSummary::empty(periods.len());
    let mut parts = vec![empty(); 3];
    for entered in entered {
        let value = entered.breakdowns[0].map(|code| values.value(code).unwrap());
        let fared = fared_in_time(&case.plan, entered);
        parts[dice.below(3)].add(fared, Some(value), periods.index_of(entered.start));
    }
    dice.shuffle(&mut parts);
    let mut whole = empty();
    for part in parts {
        whole.merge(part);
    }
    whole.sort();
    whole
}

fn is_near(found: f64, expected: f64) -> bool {
    (found - expected).abs() < 1e-9
}

fn assert_share(found: Share, expected: [f64; 3], what: &str) {
    let found = [found.value, found.interval.low, found.interval.high];
    let is_equal = found.iter().zip(expected).all(|(a, b)| is_near(*a, b));
    assert!(is_equal, "kernel {found:?}, oracle {expected:?}: {what}");
}

fn micros(percentile: Percentile) -> [Option<i64>; 3] {
    [Some(percentile.took), percentile.low, percentile.high].map(|end| end.map(Span::micros))
}

fn assert_times(taken: &Taken, subjects: &[Subject], window: Span, what: &str) -> Told {
    let found = ConvertTimes::of(taken, window).unwrap();
    let told = told(subjects, window.micros());
    let counts = [
        found.counts.entered,
        found.counts.converted,
        found.counts.open,
    ];
    assert_eq!(counts, told.counts, "{what}");
    assert_eq!(
        found.within_window.is_some(),
        told.within.is_some(),
        "{what}"
    );
    if let (Some(found), Some(told)) = (found.within_window, told.within) {
        assert_share(found, told, what);
    }
    assert_eq!(
        found.percentiles.map(|found| found.map(micros)),
        told.percentiles,
        "{what}"
    );
    let ends = found.fastest.zip(found.slowest);
    assert_eq!(
        ends.map(|(a, b)| (a.micros(), b.micros())),
        told.ends,
        "{what}"
    );
    let point = |point: &CurvePoint| (point.after.micros(), point.at_risk);
    let points: Vec<_> = found.curve.iter().map(point).collect();
    let expected: Vec<_> = told.curve.iter().map(|(time, _, n)| (*time, *n)).collect();
    assert_eq!(points, expected, "{what}");
    for (point, (_, share, _)) in found.curve.iter().zip(&told.curve) {
        assert_share(point.converted, *share, what);
    }
    assert_eq!(
        found.observed,
        found.curve.last().map_or(Span::default(), |p| p.after),
        "{what}"
    );
    for bin in &found.bins {
        assert_eq!(
            bin.count,
            in_bar(subjects, bin.from, bin.to, window),
            "{what}"
        );
    }
    let in_bins: u64 = found.bins.iter().map(|bin| bin.count).sum();
    assert_eq!(in_bins, told.counts[1], "{what}");
    told
}

/// Who is behind a number is as many as the number.
fn assert_people(case: &Case, entered: &[Entered], subjects: &[Subject], what: &str) {
    let window = case.plan.pace.window;
    let people = |outcome: ConvertOutcome| {
        let fared = entered
            .iter()
            .map(|entered| fared_in_time(&case.plan, entered));
        fared.filter(|fared| outcome.holds(*fared)).count() as u64
    };
    let number = |is_so: &dyn Fn(&Subject) -> bool| {
        subjects.iter().filter(|subject| is_so(subject)).count() as u64
    };
    let is_out = |subject: &Subject| subject.took.is_none();
    assert_eq!(people(ConvertOutcome::Entered), number(&|_| true), "{what}");
    assert_eq!(
        people(ConvertOutcome::Open),
        number(&|s| is_out(s) && s.is_open),
        "{what}"
    );
    assert_eq!(
        people(ConvertOutcome::Lost),
        number(&|s| is_out(s) && !s.is_open),
        "{what}"
    );
    let middle = Span::from_micros(window.micros() / 2);
    for (from, to) in [
        (Span::default(), None),
        (Span::default(), Some(middle)),
        (middle, None),
    ] {
        let expected = in_bar(subjects, from, to.unwrap_or(window), window);
        let is_cut_at_window = to == Some(window);
        if !is_cut_at_window {
            let bounds = Bounds { from, to };
            assert_eq!(
                people(ConvertOutcome::Converted(bounds)),
                expected,
                "{what}"
            );
        }
    }
}

/// Who converted is who is at the last step of the funnel.
fn assert_funnel_agrees(case: &Case, entered: &[Entered], summary: &TimeToConvertSummary) {
    let steps = case.plan.steps.len();
    let mut funnel = FunnelSummary::empty(steps, StepSet::default(), 0);
    for (number, entered) in entered.iter().enumerate() {
        funnel.add(PersonKey::of_user(&number.to_string()), entered, &[]);
    }
    let overall = &summary.overall;
    assert_eq!(
        funnel.steps[0].count,
        overall.entered(),
        "seed {}",
        case.seed
    );
    let last = &funnel.steps[steps - 1];
    assert_eq!(
        last.count,
        overall.converted().len() as u64,
        "seed {}",
        case.seed
    );
    let open_before_last = funnel.steps[0].open - last.open;
    assert_eq!(
        open_before_last,
        overall.open().len() as u64,
        "seed {}",
        case.seed
    );
}

#[test]
fn times_of_streams_equal_the_table() {
    let mut coverage = Coverage::default();
    for seed in 0..cases(40_000) {
        let case = some_case(seed);
        let expected = fared(&case);
        let expected: Vec<&Fared> = expected.iter().flatten().collect();
        let subjects = subjects(&case, &expected);
        let entered = by_kernel(&case);
        let summary = summary_of_parts(&case, &entered);
        let window = case.plan.pace.window;
        let what = format!("seed {seed}: {subjects:?}, window {window}");
        let told = assert_times(&summary.overall, &subjects, window, &what);
        assert_people(&case, &entered, &subjects, &what);
        assert_funnel_agrees(&case, &entered, &summary);
        let mut inhabited = 0;
        for code in [None, Some(BreakdownCode(0)), Some(BreakdownCode(1))] {
            let of_row = expected.iter().zip(&subjects);
            let of_row: Vec<Subject> = of_row
                .filter(|(fared, _)| fared.entered.breakdowns[0] == code)
                .map(|(_, subject)| *subject)
                .collect();
            let row = summary.by_value.get(&code.map(value_of));
            assert_eq!(row.is_some(), !of_row.is_empty(), "{what}");
            if let Some(row) = row {
                inhabited += 1;
                assert_times(row, &of_row, window, &what);
            }
        }
        assert_eq!(summary.by_value.len(), inhabited, "{what}");
        let mut days = 0;
        for (day, taken) in DAYS.zip(&summary.by_period) {
            let of_day: Vec<Subject> = { subjects.iter() }
                .filter(|subject| day_of(subject) == day)
                .copied()
                .collect();
            days += usize::from(!of_day.is_empty());
            assert_times(taken, &of_day, window, &what);
        }
        let started: u64 = summary.by_period.iter().map(Taken::entered).sum();
        assert_eq!(started, summary.overall.entered(), "{what}");
        coverage.note(&features(&subjects, &told, window, days));
    }
    println!("{coverage}");
    coverage.assert_each(0.02);
}

fn features(
    subjects: &[Subject],
    told: &Told,
    window: Span,
    days: usize,
) -> Vec<(&'static str, bool)> {
    let some = |is_so: &dyn Fn(&Subject) -> bool| subjects.iter().any(is_so);
    let percentile_is =
        |is_so: &dyn Fn(&[Option<i64>; 3]) -> bool| told.percentiles.iter().flatten().any(is_so);
    vec![
        ("some convert", some(&|s| s.took.is_some())),
        (
            "some convert while they are open",
            some(&|s| s.took.is_some() && s.is_open),
        ),
        ("some are open", some(&|s| s.took.is_none() && s.is_open)),
        (
            "some start after now",
            some(&|s| s.is_open && s.took.is_none() && s.watched == 0),
        ),
        ("some are lost", some(&|s| s.took.is_none() && !s.is_open)),
        (
            "some take the whole window",
            some(&|s| s.took == Some(window.micros())),
        ),
        (
            "the share within the window can't be told",
            !subjects.is_empty() && told.within.is_none(),
        ),
        ("there is a median", told.percentiles[0].is_some()),
        (
            "percentiles differ",
            percentile_is(&|found| Some(*found) != told.percentiles[0]),
        ),
        ("some start on different days", days > 1),
    ]
}

/// The same of more subjects than a stream of few persons has.
#[test]
fn times_of_many_equal_the_table() {
    let mut coverage = Coverage::default();
    for seed in 0..cases(10_000) {
        let case = pooled(seed);
        let window = Span::from_micros(case.window);
        let mut taken = Taken::default();
        for subject in &case.subjects {
            taken.add(match (subject.took, subject.is_open) {
                (Some(took), _) => FaredInTime::Converted(Span::from_micros(took)),
                (None, true) => FaredInTime::Open(Span::from_micros(subject.watched)),
                (None, false) => FaredInTime::Lost,
            });
        }
        taken.sort();
        let what = format!("seed {seed}: {:?}, window {window}", case.subjects);
        let told = assert_times(&taken, &case.subjects, window, &what);
        let percentiles = told.percentiles.iter().flatten();
        let has = |place: usize| percentiles.clone().any(|found| found[place].is_some());
        coverage.note(&[
            ("lower ends", has(1)),
            ("upper ends", has(2)),
            ("a share that can't be told", told.within.is_none()),
            (
                "everybody converts",
                told.within.is_some_and(|share| share[0] > 1.0 - 1e-12),
            ),
            ("somebody is censored before somebody converts", {
                let is_before =
                    |(open, took): (&Subject, i64)| open.took.is_none() && open.watched < took;
                let last = told.ends.map_or(0, |(_, last)| last);
                case.subjects
                    .iter()
                    .any(|subject| is_before((subject, last)))
            }),
        ]);
    }
    println!("{coverage}");
    coverage.assert_each(0.02);
}
