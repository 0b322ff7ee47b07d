//! Who is in a population equals the rules restated with plain loops over what happened before each instant
//! (semantics S27).

use cairn_core::breakdown::Take;
use cairn_core::funnel::{Breaks, Entry, FunnelPlan, Pace, Terms};
use cairn_core::goal::{Counting, FirstOfOrder, RulePlan, TargetPlan, note_orders};
use cairn_core::population::{
    Change, Membership, PopulationPlan, PopulationSummary, Standing, TraitPlan, standings,
};
use cairn_core::range::TimeRange;
use cairn_core::time::Time;
use cairn_testkit::dice::Dice;
use cairn_testkit::population::{
    Case, CaseTrait, ToldStanding, When, holds_at, known_rule, some_case, told,
};
use cairn_testkit::proof::{Coverage, cases};

fn plan(case: &Case) -> PopulationPlan {
    let ranges = |when: &When| -> Vec<TimeRange> {
        { case.instants.iter() }
            .map(|instant| when.as_of(*instant))
            .collect()
    };
    let of = |of: &CaseTrait| match of {
        CaseTrait::Did(what, bounds, when) => TraitPlan::Did {
            what: what.clone(),
            bounds: *bounds,
            when: ranges(when),
        },
        CaseTrait::Sequence(steps, within, when) => TraitPlan::Sequence {
            funnel: Box::new(FunnelPlan {
                steps: steps.clone(),
                pace: Pace {
                    steps: steps.len(),
                    window: *within,
                    entry: Entry::Best,
                    range: TimeRange::ALL,
                    terms: Terms::default(),
                },
                breakdowns: 0,
                take: Take::Entry,
                exclusions: Vec::new(),
                breaks: Breaks::Steps,
                now: Time::MIN,
            }),
            when: ranges(when),
        },
        CaseTrait::Told(told) => TraitPlan::Told(*told),
    };
    PopulationPlan {
        is: case.is.clone(),
        traits: case.traits.iter().map(of).collect(),
        instants: case.instants.clone(),
        known: None,
    }
}

fn targets(case: &Case) -> Vec<&TargetPlan> {
    let mut targets = Vec::new();
    for of in &case.traits {
        match of {
            CaseTrait::Did(target, ..) => targets.push(target),
            CaseTrait::Sequence(steps, ..) => targets.extend(steps),
            CaseTrait::Told(_) => {}
        }
    }
    targets
}

/// The first of each order over everybody, whenever it was.
fn orders(case: &Case) -> FirstOfOrder {
    let mut first_of_order = FirstOfOrder::default();
    for target in targets(case) {
        if !matches!(target.counting, Counting::OncePerOrder { .. }) {
            continue;
        }
        for journey in &case.population.persons {
            note_orders(target, journey, Time::MAX, &mut first_of_order);
        }
        for event in &case.population.nobody {
            if matches!(target.rule, RulePlan::Event(_)) {
                let journey = std::slice::from_ref(event);
                note_orders(target, journey, Time::MAX, &mut first_of_order);
            }
        }
    }
    first_of_order
}

fn by_kernel(case: &Case, plan: &PopulationPlan) -> Vec<Vec<Standing>> {
    let first_of_order = orders(case);
    let persons = case.population.persons.iter();
    persons
        .map(|journey| standings(plan, journey, &first_of_order))
        .collect()
}

fn as_told(standing: &Standing) -> ToldStanding {
    ToldStanding {
        is_known: standing.is_known,
        is_member: standing.is_member,
    }
}

/// What the sizes must be, by looking at everybody at each instant and the one before.
fn check_sizes(case: &Case, found: &[Vec<Standing>], told: &[Vec<ToldStanding>]) {
    let mut dice = Dice::new(!case.seed);
    let mut parts = vec![PopulationSummary::empty(case.instants.len()); 3];
    for standings in found {
        parts[dice.below(3)].add(standings);
    }
    dice.shuffle(&mut parts);
    let mut whole = PopulationSummary::empty(case.instants.len());
    for part in parts {
        whole.merge(part);
    }
    for (at, point) in whole.points.iter().enumerate() {
        let count = |is: &dyn Fn(&Vec<ToldStanding>) -> bool| {
            told.iter().filter(|person| is(person)).count() as u64
        };
        let was = |person: &Vec<ToldStanding>| at > 0 && person[at - 1].is_member;
        let counted = [point.size, point.known, point.entered, point.left];
        let expected = [
            count(&|person| person[at].is_member),
            count(&|person| person[at].is_known),
            count(&|person| at > 0 && person[at].is_member && !was(person)),
            count(&|person| at > 0 && !person[at].is_member && was(person)),
        ];
        assert_eq!(counted, expected, "{case}");
        for (change, size) in [
            (Change::Members, point.size),
            (Change::Entered, point.entered),
            (Change::Left, point.left),
        ] {
            let behind = found.iter().filter(|person| change.holds(person, at));
            assert_eq!(behind.count() as u64, size, "{change:?} {case}");
        }
    }
}

fn features(case: &Case, told: &[Vec<ToldStanding>]) -> Vec<(&'static str, bool)> {
    let all = || told.iter().flatten();
    let has = |is: &dyn Fn(&CaseTrait) -> bool| case.traits.iter().any(is);
    let did = |is: &dyn Fn(&cairn_core::population::Bounds) -> bool| {
        has(&|of| matches!(of, CaseTrait::Did(_, bounds, _) if is(bounds)))
    };
    // A condition that holds of some persons and instants and of others not.
    let decides = |is: &dyn Fn(&CaseTrait) -> bool| {
        has(&|of| {
            let persons = 0..case.population.persons.len();
            let held: Vec<bool> = persons
                .flat_map(|person| case.instants.iter().map(move |at| (person, *at)))
                .map(|(person, at)| holds_at(case, of, person, at))
                .collect();
            is(of) && held.contains(&true) && held.contains(&false)
        })
    };
    let when = |wanted: &dyn Fn(&When) -> bool| {
        has(&|of| match of {
            CaseTrait::Did(_, _, when) | CaseTrait::Sequence(_, _, when) => wanted(when),
            CaseTrait::Told(_) => false,
        })
    };
    fn nots(is: &Membership<usize>) -> bool {
        match is {
            Membership::Not(_) => true,
            Membership::All(parts) | Membership::Any(parts) => parts.iter().any(nots),
            Membership::Is(_) => false,
        }
    }
    let changes = |from: bool| {
        told.iter().any(|person| {
            let mut pairs = person.windows(2);
            pairs.any(|pair| pair[0].is_member == from && pair[1].is_member != from)
        })
    };
    let targets = targets(case);
    vec![
        ("somebody is in it", all().any(|one| one.is_member)),
        (
            "somebody known is not",
            all().any(|one| one.is_known && !one.is_member),
        ),
        ("somebody is not known yet", all().any(|one| !one.is_known)),
        ("somebody enters", changes(false)),
        ("somebody leaves", changes(true)),
        ("joined by all", matches!(case.is, Membership::All(_))),
        ("joined by any", matches!(case.is, Membership::Any(_))),
        ("a not", nots(&case.is)),
        (
            "at most so often",
            did(&|bounds| bounds.times.at_most.is_some()),
        ),
        ("within any span", did(&|bounds| bounds.in_any.is_some())),
        ("worth so much", did(&|bounds| bounds.worth.is_some())),
        (
            "a sequence that decides",
            decides(&|of| matches!(of, CaseTrait::Sequence(..))),
        ),
        (
            "a property that decides",
            decides(&|of| matches!(of, CaseTrait::Told(_))),
        ),
        (
            "a worth that decides",
            decides(&|of| matches!(of, CaseTrait::Did(_, bounds, _) if bounds.worth.is_some())),
        ),
        (
            "a span that decides",
            decides(&|of| matches!(of, CaseTrait::Did(_, bounds, _) if bounds.in_any.is_some())),
        ),
        (
            "within so long before",
            when(&|when| matches!(when, When::Last(_))),
        ),
        ("in a range", when(&|when| matches!(when, When::In(_)))),
        (
            "a goal of several events",
            targets
                .iter()
                .any(|target| !matches!(target.rule, RulePlan::Event(_))),
        ),
        (
            "once per person",
            targets
                .iter()
                .any(|target| target.counting == Counting::OncePerPerson),
        ),
        (
            "once per session",
            targets
                .iter()
                .any(|target| target.counting == Counting::OncePerSession),
        ),
        (
            "once per order",
            targets
                .iter()
                .any(|target| matches!(target.counting, Counting::OncePerOrder { .. })),
        ),
        ("several conditions", case.traits.len() > 1),
    ]
}

#[test]
fn members_and_sizes_equal_the_oracle() {
    let mut coverage = Coverage::default();
    for seed in 0..cases(100_000) {
        let case = some_case(seed);
        let told = told(&case);
        let mut plan = plan(&case);
        plan.known = Some(known_rule());
        let found = by_kernel(&case, &plan);
        let as_found: Vec<Vec<ToldStanding>> = { found.iter() }
            .map(|person| person.iter().map(as_told).collect())
            .collect();
        assert_eq!(as_found, told, "{case}");
        check_sizes(&case, &found, &told);
        coverage.note(&features(&case, &told));
    }
    eprintln!("{coverage}");
    coverage.assert_each(0.05);
}

#[test]
fn who_is_known_is_of_no_matter_where_nobody_unknown_can_be_in_it() {
    let mut coverage = Coverage::default();
    for seed in 0..cases(20_000) {
        let case = some_case(seed);
        let plan = plan(&case);
        let takes_anybody = plan.takes_anybody();
        coverage.note(&[("matters", takes_anybody), ("does not", !takes_anybody)]);
        let of_nobody = standings(&plan, &[], &FirstOfOrder::default());
        assert_eq!(
            of_nobody.iter().any(|one| one.is_member),
            takes_anybody,
            "{case}"
        );
        if takes_anybody {
            continue;
        }
        let told = told(&case);
        for (person, told) in by_kernel(&case, &plan).iter().zip(&told) {
            for (standing, told) in person.iter().zip(told) {
                assert_eq!(standing.is_member, told.is_member, "{case}");
            }
        }
    }
    coverage.assert_each(0.05);
}
