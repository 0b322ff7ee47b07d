//! From persons to a funnel's numbers: steps that are goals, open entries, money, breakdown, rates
//! (semantics S9, S14, S18, S22, S23).

use cairn_core::answer::{Rate, StepAnswer};
use cairn_core::breakdown::{BreakdownCode, BreakdownCodes, BreakdownValues, Take};
use cairn_core::funnel::{
    Breaks, Entered, Entry, FunnelPlan, FunnelSummary, KeySum, Pace, StepCount, StepSet, Terms,
    enter,
};
use cairn_core::goal::{Counting, FirstOfOrder, RulePlan, TargetPlan, note_orders};
use cairn_core::id::{EventId, PersonKey};
use cairn_core::journey::{JourneyEvent, RuleSet};
use cairn_core::money::Amounts;
use cairn_core::range::TimeRange;
use cairn_core::time::{Span, Time};
use cairn_core::value::Value;
use cairn_stats::ProportionError;
use cairn_testkit::dice::Dice;
use cairn_testkit::funnel::naive_steps;
use cairn_testkit::goal::{BREAKDOWNS, journey_line, rule_names};
use cairn_testkit::persons::{Case, Fared, fared, some_case};
use cairn_testkit::proof::{Coverage, cases};

fn by_kernel(case: &Case) -> Vec<Option<Entered>> {
    let plan = &case.plan;
    let mut first_of_order = FirstOfOrder::default();
    let mut noted = Vec::new();
    for step in &plan.steps {
        let per_order = matches!(step.counting, Counting::OncePerOrder { .. });
        if !per_order || noted.contains(&step.target) {
            continue;
        }
        noted.push(step.target);
        for journey in &case.population.persons {
            note_orders(step, journey, plan.now, &mut first_of_order);
        }
    }
    let persons = case.population.persons.iter();
    persons
        .map(|journey| enter(plan, journey, &first_of_order))
        .collect()
}

fn assert_persons_equal(case: &Case, expected: &[Option<Fared>]) {
    let persons = case
        .population
        .persons
        .iter()
        .zip(by_kernel(case))
        .zip(expected);
    for ((journey, entered), fared) in persons {
        let expected = fared.as_ref().map(|fared| fared.entered.clone());
        let (seed, plan) = (case.seed, &case.plan);
        let line = journey_line(journey);
        assert_eq!(
            entered, expected,
            "seed {seed}: {line}\n{plan:#?}\n{fared:?}"
        );
    }
}

/// The summary of persons split into parts and merged, in the order the dice say.
fn summary_of_parts(case: &Case, entered: &[Entered]) -> FunnelSummary {
    let mut dice = Dice::new(!case.seed);
    let empty = || FunnelSummary::empty(case.plan.steps.len(), StepSet::default(), BREAKDOWNS);
    let values: Vec<BreakdownValues> = (0..BREAKDOWNS).map(values_of).collect();
    let mut parts = vec![empty(); 3];
    for (number, entered) in entered.iter().enumerate() {
        parts[dice.below(3)].add(key_of(number), entered, &values);
    }
    dice.shuffle(&mut parts);
    let mut whole = empty();
    for part in parts {
        whole.merge(part);
    }
    whole
}

/// The key of the nth person who entered.
fn key_of(number: usize) -> PersonKey {
    PersonKey::of_user(&number.to_string())
}

/// What the codes of a breakdown property stand for.
fn values_of(place: usize) -> BreakdownValues {
    let mut values = BreakdownValues::default();
    for code in 0..2 {
        let found = values.code(value_of(place, BreakdownCode(code)));
        assert_eq!(found, Ok(BreakdownCode(code)));
    }
    values
}

fn value_of(place: usize, code: BreakdownCode) -> Value {
    Value::String(format!("value {} of property {place}", code.0))
}

/// The rows of each property, counted by looking at everybody once for each value.
fn assert_rows_equal(case: &Case, summary: &FunnelSummary, entered: &[Entered]) {
    let seed = case.seed;
    assert_eq!(summary.by_property.len(), BREAKDOWNS, "seed {seed}");
    for (place, rows) in summary.by_property.iter().enumerate() {
        let mut persons_of_rows = 0;
        for code in [None, Some(BreakdownCode(0)), Some(BreakdownCode(1))] {
            let is_of_row = |entered: &&Entered| entered.breakdowns[place] == code;
            let depths: Vec<(usize, bool)> = entered
                .iter()
                .filter(is_of_row)
                .map(|entered| (entered.depth(), entered.is_open))
                .collect();
            persons_of_rows += depths.len();
            let row = rows.get(&code.map(|code| value_of(place, code)));
            assert_eq!(row.is_some(), !depths.is_empty(), "seed {seed}");
            let Some(row) = row else { continue };
            let naive = naive_steps(case.plan.steps.len(), &depths);
            let counts = |step: &StepCount| (step.count, step.open);
            let expected: Vec<(u64, u64)> =
                naive.iter().map(|step| (step.count, step.open)).collect();
            let found: Vec<(u64, u64)> = row.iter().map(counts).collect();
            assert_eq!(found, expected, "seed {seed}");
            for (at, step) in row.iter().enumerate() {
                let mut closed = KeySum::default();
                for (number, entered) in entered.iter().enumerate() {
                    if is_of_row(&entered) && entered.depth() > at && !entered.is_open {
                        closed.add(key_of(number));
                    }
                }
                assert_eq!(step.closed, closed, "seed {seed}");
            }
        }
        assert_eq!(persons_of_rows, entered.len(), "seed {seed}");
    }
}

fn assert_sums_equal(case: &Case, entered: &[Entered]) -> Result<(), ProportionError> {
    let seed = case.seed;
    let steps = case.plan.steps.len();
    let depths: Vec<(usize, bool)> = entered.iter().map(|e| (e.depth(), e.is_open)).collect();
    let summary = summary_of_parts(case, entered);
    assert_rows_equal(case, &summary, entered);
    let names: Vec<String> = (1..=steps).map(|step| format!("step {step}")).collect();
    let answers = StepAnswer::from_counts(&names, &summary.steps, StepSet::default(), false)?;
    let counted = |rate: Option<Rate>| {
        rate.map_or((0, 0), |rate| {
            (rate.proportion.numerator(), rate.proportion.denominator())
        })
    };
    for (at, (answer, naive)) in answers.iter().zip(naive_steps(steps, &depths)).enumerate() {
        let mut money = Amounts::default();
        for value in entered
            .iter()
            .filter_map(|entered| entered.values.get(at).copied().flatten())
        {
            money.add(value);
        }
        assert_eq!(
            (answer.count, answer.open),
            (naive.count, naive.open),
            "seed {seed}"
        );
        assert_eq!(answer.dropped, naive.dropped, "seed {seed}");
        assert_eq!(answer.value, money, "seed {seed}");
        if at > 0 {
            assert_eq!(
                counted(answer.rate_from_start),
                naive.from_start,
                "seed {seed}"
            );
            assert_eq!(
                counted(answer.rate_from_previous),
                naive.from_previous,
                "seed {seed}"
            );
        }
    }
    Ok(())
}

#[test]
fn persons_and_sums_equal_the_oracles() {
    let mut coverage = Coverage::default();
    for seed in 0..cases(30_000) {
        let case = some_case(seed);
        let expected = fared(&case);
        assert_persons_equal(&case, &expected);
        let fared: Vec<&Fared> = expected.iter().flatten().collect();
        let entered: Vec<Entered> = fared.iter().map(|fared| fared.entered.clone()).collect();
        assert_sums_equal(&case, &entered).unwrap();
        coverage.note(&features(&case, &fared));
    }
    println!("{coverage}");
    coverage.assert_each(0.05);
}

/// A goal that stands at two steps needs two conversions, also one that happens between events.
#[test]
fn one_conversion_fills_one_step() {
    let names = rule_names();
    let cart_without_purchase = TargetPlan {
        target: 0,
        rule: RulePlan::Absence {
            start: names.a,
            without: names.b,
            within: Span::from_micros(5),
        },
        counting: Counting::Every,
        keep: None,
    };
    let plan = FunnelPlan {
        steps: vec![cart_without_purchase.clone(), cart_without_purchase],
        pace: Pace {
            steps: 2,
            window: Span::from_micros(100),
            entry: Entry::Best,
            range: TimeRange::ALL,
            terms: Terms::default(),
        },
        breakdowns: 0,
        take: Take::Entry,
        exclusions: Vec::new(),
        breaks: Breaks::default(),
        now: Time::from_micros(1_000),
    };
    let cart = |time: i64| {
        let mut rules = RuleSet::default();
        rules.insert(names.a);
        JourneyEvent {
            time: Time::from_micros(time),
            event_id: EventId(u128::try_from(time).unwrap()),
            rules,
            is_active: true,
            breakdowns: BreakdownCodes::default(),
            session: None,
            facts: Vec::new(),
        }
    };
    let depth = |journey: &[JourneyEvent]| {
        let entered = enter(&plan, journey, &FirstOfOrder::default());
        entered.map(|entered| entered.depth())
    };
    assert_eq!(depth(&[cart(0)]), Some(1));
    assert_eq!(depth(&[cart(0), cart(10)]), Some(2));
}

fn features(case: &Case, fared: &[&Fared]) -> Vec<(&'static str, bool)> {
    let some = |holds: &dyn Fn(&Fared) -> bool| fared.iter().any(|fared| holds(fared));
    let plan = &case.plan;
    let is_absence = |rule: &RulePlan| matches!(rule, RulePlan::Absence { .. });
    let absence_filled = |fared: &Fared| {
        let steps = plan.steps.iter().take(fared.reached.depth());
        steps.into_iter().any(|step| is_absence(&step.rule))
    };
    let from_later = |values: &Vec<Option<BreakdownCode>>| {
        values[0].is_none() && values.iter().any(Option::is_some)
    };
    let first_of = |fared: &Fared| -> Vec<Option<usize>> {
        let values = fared.breakdowns.iter();
        values
            .map(|values| values.iter().position(Option::is_some))
            .collect()
    };
    vec![
        (
            "some reach step 2",
            some(&|fared| fared.reached.depth() >= 2),
        ),
        ("some complete two steps or more", {
            let steps = plan.steps.len();
            some(&|fared| steps > 1 && fared.reached.depth() == steps)
        }),
        (
            "some entries are open",
            some(&|fared| fared.entered.is_open),
        ),
        (
            "some open entries got past the entry",
            some(&|fared| fared.entered.is_open && fared.reached.depth() >= 2),
        ),
        (
            "some entries are closed",
            some(&|fared| !fared.entered.is_open),
        ),
        (
            "a window ends exactly at now",
            some(&|fared| {
                fared.reached.start.micros() + plan.pace.window.micros() == plan.now.micros()
            }),
        ),
        ("an absence fills a step", some(&absence_filled)),
        (
            "the breakdown comes from a later step",
            plan.take == Take::FirstSet && some(&|fared| fared.breakdowns.iter().any(from_later)),
        ),
        (
            "a later step's value is not the entry's",
            matches!(plan.take, Take::Entry | Take::Step(1))
                && some(&|fared| fared.breakdowns.iter().any(from_later)),
        ),
        (
            "some never reach the step that gives the value",
            plan.take == Take::Step(2) && some(&|fared| fared.reached.depth() == 1),
        ),
        (
            "two breakdowns come from different steps",
            some(&|fared| matches!(first_of(fared)[..], [Some(a), Some(b)] if a != b)),
        ),
        (
            "money",
            some(&|fared| fared.entered.values.iter().any(Option::is_some)),
        ),
    ]
}
