//! Seeded flows and journeys: sessions of two devices that lie in one another, names that repeat themselves, ties.

use cairn_core::flow::{Direction, PathsOf, Repeats};
use cairn_core::goal::{Counting, TargetPlan};
use cairn_core::journey::JourneyEvent;
use cairn_core::range::TimeRange;
use cairn_core::session::Session;
use cairn_core::time::{Span, Time};

use super::{Case, Naming, Said};
use crate::dice::Dice;
use crate::goal::{Population, RuleKind, Times, journey, rule_names, some_rule};

/// What events may be called; the last one is bookkeeping.
const NAMES: [&str; 6] = ["a", "b", "c", "d", "e", "$identify"];
/// What a property may say. `a` is also a name, a blank says nothing.
const VALUES: [&str; 4] = ["x", "y", "a", " "];

/// Two to five persons, and a flow of their paths.
pub fn some_case(seed: u64) -> Case {
    let mut dice = Dice::new(seed);
    let within = dice.between(0, 6);
    let horizon = dice.pick(&[8, 16, 24]);
    let anchor = some_anchor(&mut dice, within);
    let gap = dice.between(1, 5);
    let times = Times {
        origin: 0,
        horizon,
        within: dice.pick(&[within, gap]),
    };
    let names = dice.pick(&[2, 4, NAMES.len() - 1]);
    let persons = 2 + dice.below(4);
    let mut ids = dice.distinct(18 * persons + 2);
    let mut population = Population {
        persons: Vec::with_capacity(persons),
        nobody: Vec::new(),
    };
    let mut said = Vec::with_capacity(persons);
    for _ in 0..persons {
        let ids = ids.split_off(ids.len() - dice.below(12) - 6);
        let mut events = journey(&mut dice, &times, &ids, &[anchor.target]);
        give_sessions(&mut dice, gap, &mut events);
        let of_person: Vec<Said> = { events.iter() }
            .map(|_| some_said(&mut dice, names))
            .collect();
        for (event, said) in events.iter_mut().zip(&of_person) {
            let is_kept = anchor.keep.is_none_or(|keep| event.rules.contains(keep));
            event.is_active = said.name != "$identify" && is_kept;
        }
        population.persons.push(events);
        said.push(of_person);
    }
    population.nobody = journey(&mut dice, &times, &ids, &[anchor.target]);
    let now = dice.between(horizon / 4, horizon + 4);
    Case {
        seed,
        anchor,
        direction: dice.pick(&[
            Direction::After,
            Direction::After,
            Direction::After,
            Direction::Before,
            Direction::Before,
        ]),
        of: some_unit(&mut dice, within),
        repeats: dice.pick(&[Repeats::Collapsed, Repeats::Collapsed, Repeats::Kept]),
        columns: 1 + dice.below(4),
        rows: 1 + dice.below(3),
        naming: some_naming(&mut dice),
        range: some_range(&mut dice, horizon),
        gap: Span::from_micros(gap),
        now: Time::from_micros(now),
        population,
        said,
    }
}

fn some_anchor(dice: &mut Dice, within: i64) -> TargetPlan {
    let names = rule_names();
    let kind = match dice.percent(58) {
        true => RuleKind::Event,
        false => dice.pick(&[
            RuleKind::Count,
            RuleKind::Sequence,
            RuleKind::Absence,
            RuleKind::Absence,
        ]),
    };
    TargetPlan {
        target: 0,
        rule: some_rule(dice, names, kind, within),
        counting: match dice.below(10) {
            0 => Counting::OncePerPerson,
            1 => Counting::OncePerSession,
            2 => Counting::OncePerOrder { property: None },
            _ => Counting::Every,
        },
        keep: dice.percent(30).then_some(names.keep),
    }
}

fn some_unit(dice: &mut Dice, within: i64) -> PathsOf {
    let window = Span::from_micros(dice.pick(&[within, within, 6, 12, 0]));
    match dice.percent(50) {
        true => PathsOf::Sessions,
        false => PathsOf::Persons { window },
    }
}

fn some_range(dice: &mut Dice, horizon: i64) -> TimeRange {
    let from = match dice.percent(50) {
        true => 0,
        false => dice.between(0, horizon / 2),
    };
    let until = match dice.percent(50) {
        true => 2 * horizon,
        false => from + dice.between(1, horizon),
    };
    TimeRange {
        start: Time::from_micros(from),
        end: Time::from_micros(until),
    }
}

fn some_said(dice: &mut Dice, names: usize) -> Said {
    Said {
        name: match dice.percent(10) {
            true => NAMES[NAMES.len() - 1],
            false => NAMES[dice.below(names)],
        },
        value: dice.percent(60).then(|| dice.pick(&VALUES)),
    }
}

fn some_naming(dice: &mut Dice) -> Naming {
    let mut naming = Naming::default();
    if dice.percent(40) {
        naming.by = Some(dice.pick(&[&[][..], &["a", "b"][..], &["c"][..]]).to_vec());
    }
    if dice.percent(30) {
        naming.hide = dice
            .pick(&[&["a"][..], &["b", "x"][..], &["a", "nope"][..]])
            .to_vec();
    }
    if dice.percent(20) {
        naming.only = Some(
            dice.pick(&[&["b", "c", "x"][..], &["c", "d", "y", "e"][..]])
                .to_vec(),
        );
    }
    if dice.percent(35) {
        let merges = [
            &[("b", "z"), ("c", "z")][..],
            &[("c", "d"), ("d", "c")][..],
            &[("x", "b"), ("e", "b")][..],
        ];
        naming.merge = dice.pick(&merges).to_vec();
    }
    naming
}

/// Gives each event a device, or none; sessions are runs of a device's events.
fn give_sessions(dice: &mut Dice, gap: i64, journey: &mut [JourneyEvent]) {
    let devices = 1 + dice.below(2);
    let mut last_of: [Option<(i64, Session)>; 2] = [None, None];
    let mut begun = 0;
    for event in journey {
        event.session = None;
        if dice.percent(15) {
            continue;
        }
        let last = &mut last_of[dice.below(devices)];
        let time = event.time.micros();
        let session = match last {
            Some((before, session)) if time - *before <= gap => *session,
            _ => {
                begun += 1;
                Session {
                    start: event.time,
                    number: begun - 1,
                }
            }
        };
        *last = Some((time, session));
        event.session = Some(session);
    }
}
