//! Persons in a funnel: steps that are goals, a chosen attempt's money and breakdown, restated from the
//! oracles for conversions and for streams.

use std::collections::BTreeMap;

use cairn_core::breakdown::{BreakdownCode, Take};
use cairn_core::funnel::{Breaks, Entered, Entry, FunnelEvent, FunnelPlan, Pace, Terms};
use cairn_core::goal::{Counting, TargetPlan};
use cairn_core::id::EventId;
use cairn_core::journey::JourneyEvent;
use cairn_core::range::TimeRange;
use cairn_core::time::{Span, Time};

use crate::dice::Dice;
use crate::funnel::{Reached, brute_force};
use crate::goal::{
    BREAKDOWNS, Population, RuleKind, Times, conversions_of_all, journey, rule_names, some_rule,
};

/// A funnel over goals, and everybody.
#[derive(Debug, Clone)]
pub struct Case {
    /// What it was generated from.
    pub seed: u64,
    /// The funnel.
    pub plan: FunnelPlan,
    /// Everybody.
    pub population: Population,
}

/// Which event of an attempt gives the values, as often as they stand here.
const TAKES: [Take; 5] = [
    Take::Entry,
    Take::Step(1),
    Take::FirstSet,
    Take::FirstSet,
    Take::Step(2),
];

/// How one person fared, and by which attempt.
#[derive(Debug, Clone, PartialEq)]
pub struct Fared {
    /// What the funnel should say.
    pub entered: Entered,
    /// The attempt in the person's stream.
    pub reached: Reached,
    /// For each breakdown property its value on each reached step's event.
    pub breakdowns: Vec<Vec<Option<BreakdownCode>>>,
}

/// A funnel of one to four steps over rules and goals, and up to eight persons.
pub fn some_case(seed: u64) -> Case {
    let mut dice = Dice::new(seed);
    let names = rule_names();
    let within = dice.between(0, 8);
    let times = Times {
        origin: dice.pick(&[0, -10]),
        horizon: dice.pick(&[6, 15, 30]),
        within,
    };
    let target = |dice: &mut Dice, target: usize| {
        let kind = dice.pick(&[
            RuleKind::Event,
            RuleKind::Event,
            RuleKind::Event,
            RuleKind::Count,
            RuleKind::Sequence,
            RuleKind::Absence,
        ]);
        let swapped = crate::goal::RuleNames {
            a: names.b,
            b: names.a,
            ..names
        };
        let of = if dice.percent(40) { swapped } else { names };
        TargetPlan {
            target,
            rule: some_rule(dice, of, kind, within),
            counting: match dice.below(7) {
                0 => Counting::OncePerPerson,
                1 => Counting::OncePerOrder { property: None },
                2 => Counting::OncePerSession,
                _ => Counting::Every,
            },
            keep: dice.percent(25).then_some(names.keep),
        }
    };
    let mut steps: Vec<TargetPlan> = Vec::new();
    for number in 0..1 + dice.below(4) {
        let repeats = number > 0 && dice.percent(25);
        let step = if repeats {
            steps[number - 1].clone()
        } else {
            target(&mut dice, number)
        };
        steps.push(step);
    }
    let persons = 1 + dice.below(8);
    let mut ids = dice.distinct(10 * persons);
    let targets: Vec<usize> = (0..steps.len()).collect();
    let mut journeys = Vec::with_capacity(persons);
    for _ in 0..persons {
        let of_person = ids.split_off(ids.len() - dice.below(11).min(ids.len()));
        journeys.push(journey(&mut dice, &times, &of_person, &targets));
    }
    let range = if dice.percent(60) {
        TimeRange::ALL
    } else {
        let start = times.origin + dice.between(0, times.horizon);
        TimeRange {
            start: Time::from_micros(start),
            end: Time::from_micros(start + dice.between(0, times.horizon)),
        }
    };
    let window = dice.between(0, 12);
    let now = times.origin + dice.between(0, times.horizon + window + within);
    Case {
        seed,
        plan: FunnelPlan {
            pace: Pace {
                steps: steps.len(),
                window: Span::from_micros(window),
                entry: dice.pick(&[Entry::Best, Entry::First]),
                range,
                terms: Terms::default(),
            },
            steps,
            breakdowns: BREAKDOWNS,
            take: dice.pick(&TAKES),
            exclusions: Vec::new(),
            breaks: Breaks::default(),
            now: Time::from_micros(now),
        },
        population: Population {
            persons: journeys,
            nobody: Vec::new(),
        },
    }
}

/// How everybody fared; `None` for persons that did not enter.
///
/// A step that is a goal is filled by the goal's conversions after counting. Conversions of several steps
/// that one event brings at one time are one thing that happened, so they fill one step of an attempt.
pub fn fared(case: &Case) -> Vec<Option<Fared>> {
    let plan = &case.plan;
    let of_step = |step: &TargetPlan| conversions_of_all(step, &case.population, plan.now).0;
    let conversions: Vec<_> = plan.steps.iter().map(of_step).collect();
    let person = |number: usize, journey: &Vec<JourneyEvent>| {
        let mut happened: BTreeMap<(Time, EventId), (u32, usize)> = BTreeMap::new();
        for (step, of_persons) in conversions.iter().enumerate() {
            for conversion in &of_persons[number] {
                let when = (conversion.time, conversion.event_id);
                happened.entry(when).or_insert((0, conversion.source)).0 |= 1 << step;
            }
        }
        let event =
            |((time, event_id), (steps, source)): (&(Time, EventId), &(u32, usize))| FunnelEvent {
                time: *time,
                event_id: *event_id,
                steps: *steps,
                excludes: 0,
                breaks: false,
                source: *source,
            };
        let stream: Vec<FunnelEvent> = happened.iter().map(event).collect();
        brute_force(&plan.pace, &stream).map(|reached| fared_by(plan, journey, &stream, reached))
    };
    let persons = case.population.persons.iter().enumerate();
    persons
        .map(|(number, journey)| person(number, journey))
        .collect()
}

fn fared_by(
    plan: &FunnelPlan,
    journey: &[JourneyEvent],
    stream: &[FunnelEvent],
    reached: Reached,
) -> Fared {
    let sources: Vec<usize> = reached.filled.iter().map(|at| stream[*at].source).collect();
    let value_of = |(step, source): (&TargetPlan, &usize)| {
        let facts = &journey[*source].facts;
        let fact = facts.iter().find(|fact| fact.target == step.target);
        fact.and_then(|fact| fact.value)
    };
    let values_of = |place: usize| -> Vec<Option<BreakdownCode>> {
        let value = |source: &usize| journey[*source].breakdowns.get(place);
        sources.iter().map(value).collect()
    };
    let breakdowns: Vec<Vec<_>> = (0..plan.breakdowns).map(values_of).collect();
    let taken = |values: &Vec<Option<BreakdownCode>>| match plan.take {
        Take::LastSet => values.iter().copied().flatten().next_back(),
        Take::Entry => values[0],
        Take::FirstSet => values.iter().copied().flatten().next(),
        // Who never reached the step has no value there (S22).
        Take::Step(step) if step > values.len() => None,
        Take::Step(step) => values[step - 1],
    };
    let end_of_window = reached.start.micros() + plan.pace.window.micros();
    let entered = Entered {
        filled: vec![true; reached.depth()],
        start: reached.start,
        last: reached.times[reached.depth() - 1],
        is_open: end_of_window > plan.now.micros(),
        breakdowns: breakdowns.iter().map(taken).collect(),
        values: plan.steps.iter().zip(&sources).map(value_of).collect(),
    };
    Fared {
        entered,
        reached,
        breakdowns,
    }
}
