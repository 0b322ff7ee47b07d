//! Conversions equal the rules restated with plain loops (semantics S9).

use cairn_core::goal::{
    Conversion, Counting, FirstOfOrder, RulePlan, conversions, conversions_without_person,
    note_orders,
};
use cairn_core::journey::JourneyEvent;
use cairn_core::time::Span;
use cairn_testkit::dice::Dice;
use cairn_testkit::goal::{Case, RuleKind, conversions_of_all, distance, occurrences, population};
use cairn_testkit::proof::{Coverage, cases};

/// What the kernel finds: per person, and per event without a person.
fn by_kernel(case: &Case) -> (Vec<Vec<Conversion>>, Vec<Option<Conversion>>) {
    let plan = &case.plan;
    let first_of_order = orders_noted_in_parts(case);
    let persons = case.population.persons.iter();
    let nobody = case.population.nobody.iter();
    (
        persons
            .map(|journey| conversions(plan, journey, case.now, &first_of_order))
            .collect(),
        nobody
            .map(|event| conversions_without_person(plan, event, &first_of_order))
            .collect(),
    )
}

/// Orders are noted in two parts and merged, in whatever order the parts come.
fn orders_noted_in_parts(case: &Case) -> FirstOfOrder {
    let Case {
        plan, population, ..
    } = case;
    let mut dice = Dice::new(!case.seed);
    let mut parts = [FirstOfOrder::default(), FirstOfOrder::default()];
    for journey in &population.persons {
        note_orders(plan, journey, case.now, &mut parts[dice.below(2)]);
    }
    if matches!(plan.rule, RulePlan::Event(_)) {
        for event in &population.nobody {
            let part = &mut parts[dice.below(2)];
            note_orders(plan, std::slice::from_ref(event), case.now, part);
        }
    }
    let [mut first, second] = parts;
    first.merge(second);
    first
}

/// Proves one sort of rule; says what the proof covered.
fn check(kind: RuleKind, full: u64) -> String {
    let mut persons = Coverage::default();
    let mut whole = Coverage::default();
    for seed in 0..cases(full) {
        let case = population(seed, kind);
        let expected = conversions_of_all(&case.plan, &case.population, case.now);
        assert_eq!(
            by_kernel(&case),
            expected,
            "kernel (left), oracle (right)\n{case}"
        );
        for (journey, converted) in case.population.persons.iter().zip(&expected.0) {
            persons.note(&features(&case, journey, converted));
        }
        let counted: usize = expected.0.iter().map(Vec::len).sum();
        let occurred = case.population.persons.iter();
        let occurred: usize = occurred
            .map(|journey| occurrences(case.plan.rule, journey, case.now).len())
            .sum();
        let per_order = matches!(case.plan.counting, Counting::OncePerOrder { .. });
        let unfiltered = case.plan.keep.is_none();
        let mut of_all = vec![
            (
                "a person counts once",
                case.plan.counting == Counting::OncePerPerson && unfiltered && counted < occurred,
            ),
            (
                "a session counts once",
                case.plan.counting == Counting::OncePerSession && unfiltered && counted < occurred,
            ),
            (
                "an order counts once",
                per_order && unfiltered && counted < occurred,
            ),
            ("a filter drops some", !unfiltered && counted < occurred),
        ];
        if kind == RuleKind::Event {
            of_all.push((
                "an event without person converts",
                expected.1.iter().any(Option::is_some),
            ));
        }
        whole.note(&of_all);
    }
    persons.assert_each(0.05);
    whole.assert_each(0.05);
    format!("{kind:?}\n{persons}{whole}")
}

fn features(
    case: &Case,
    journey: &[JourneyEvent],
    converted: &[Conversion],
) -> Vec<(&'static str, bool)> {
    let pairs = || {
        journey
            .iter()
            .flat_map(|a| journey.iter().map(move |b| (a, b)))
    };
    let mut features = vec![
        ("converts", !converted.is_empty()),
        (
            "occurs twice",
            occurrences(case.plan.rule, journey, case.now).len() >= 2,
        ),
        (
            "tie",
            journey.windows(2).any(|pair| pair[0].time == pair[1].time),
        ),
    ];
    if let Some(within) = window(case.plan.rule) {
        let apart = |by: i64| {
            within > Span::from_micros(0)
                && pairs().any(|(a, b)| distance(a.time, b.time) == within.micros() + by)
        };
        features.push(("events exactly a window apart", apart(0)));
        features.push(("events just over a window apart", apart(1)));
    }
    if matches!(case.plan.rule, RulePlan::Absence { .. }) {
        let later = occurrences(case.plan.rule, journey, cairn_core::time::Time::MAX);
        features.push((
            "a wait is not over at now",
            later.iter().any(|occurrence| occurrence.time > case.now),
        ));
        features.push((
            "a wait is over exactly at now",
            later.iter().any(|occurrence| occurrence.time == case.now),
        ));
    }
    features
}

fn window(rule: RulePlan) -> Option<Span> {
    match rule {
        RulePlan::Event(_) => None,
        RulePlan::Count { within, .. }
        | RulePlan::Sequence { within, .. }
        | RulePlan::Absence { within, .. } => Some(within),
    }
}

#[test]
fn event_conversions_equal_the_restated_rule() {
    println!("{}", check(RuleKind::Event, 30_000));
}

#[test]
fn count_conversions_equal_the_restated_rule() {
    println!("{}", check(RuleKind::Count, 60_000));
}

#[test]
fn sequence_conversions_equal_the_restated_rule() {
    println!("{}", check(RuleKind::Sequence, 60_000));
}

#[test]
fn absence_conversions_equal_the_restated_rule() {
    println!("{}", check(RuleKind::Absence, 60_000));
}
