//! Seeded populations and journeys.

use cairn_core::goal::{Counting, TargetPlan};
use cairn_core::journey::{JourneyEvent, RuleIndex};
use cairn_core::money::Currency;
use cairn_core::population::{Bounds, Membership, Times, ToldPlan, Worth};
use cairn_core::range::TimeRange;
use cairn_core::time::{Span, Time};

use super::{Case, CaseTrait, When};
use crate::dice::Dice;
use crate::goal::{self, Population, RuleKind, RuleNames, journey, rule_names, some_rule};

/// How many targets the facts of generated events are about; no two conditions share one.
const TARGETS: usize = 8;

fn rule(position: usize) -> RuleIndex {
    RuleIndex::new(position).unwrap_or_else(|| unreachable!("every question has room for ten"))
}

/// The rules of what calls tell of a person.
fn told_rules() -> [RuleIndex; 5] {
    [3, 4, 5, 6, 7].map(rule)
}

/// The rule that every event fits.
pub fn known_rule() -> RuleIndex {
    rule(8)
}

/// One to four persons, and a population.
pub fn some_case(seed: u64) -> Case {
    let mut dice = Dice::new(seed);
    let within = dice.between(0, 6);
    let horizon = dice.pick(&[6, 12, 24]);
    let mut traits = Vec::new();
    let is = some_membership(&mut dice, &mut traits, 1, (within, horizon));
    let times = goal::Times {
        origin: 0,
        horizon,
        within,
    };
    let targets: Vec<usize> = (0..TARGETS).collect();
    let persons = 1 + dice.below(4);
    let mut ids = dice.distinct(10 * persons + 2);
    let mut journeys = Vec::with_capacity(persons);
    for _ in 0..persons {
        let ids = ids.split_off(ids.len() - dice.below(10));
        let journey = journey(&mut dice, &times, &ids, &targets);
        journeys.push(marked(&mut dice, journey));
    }
    ids.truncate(dice.below(3));
    let nobody = journey(&mut dice, &times, &ids, &targets);
    let count = 2 + dice.below(4);
    let mut instants: Vec<Time> = (0..count)
        .map(|_| Time::from_micros(dice.between(-1, horizon + within + 3)))
        .collect();
    instants.sort();
    Case {
        seed,
        is,
        traits,
        instants,
        population: Population {
            persons: journeys,
            nobody,
        },
    }
}

/// Events some of which tell something of the person; all fit the rule that every event fits.
fn marked(dice: &mut Dice, mut journey: Vec<JourneyEvent>) -> Vec<JourneyEvent> {
    for event in &mut journey {
        event.rules.insert(known_rule());
        for (rule, chance) in told_rules().into_iter().zip([25, 50, 20, 50, 12]) {
            if dice.percent(chance) {
                event.rules.insert(rule);
            }
        }
    }
    journey
}

fn some_membership(
    dice: &mut Dice,
    traits: &mut Vec<CaseTrait>,
    depth: usize,
    spans: (i64, i64),
) -> Membership<usize> {
    let part = |dice: &mut Dice, traits: &mut Vec<CaseTrait>| {
        some_membership(dice, traits, depth + 1, spans)
    };
    let choice = dice.below(if depth < 4 { 9 } else { 4 });
    match choice {
        4 | 5 => Membership::All((0..1 + dice.below(3)).map(|_| part(dice, traits)).collect()),
        6 => Membership::Any((0..1 + dice.below(3)).map(|_| part(dice, traits)).collect()),
        7 | 8 => Membership::Not(Box::new(part(dice, traits))),
        _ => {
            let taken: usize = traits.iter().map(targets_of).sum();
            let one = some_trait(dice, taken, spans);
            traits.push(one);
            Membership::Is(traits.len() - 1)
        }
    }
}

fn targets_of(of: &CaseTrait) -> usize {
    match of {
        CaseTrait::Did(..) => 1,
        CaseTrait::Sequence(steps, ..) => steps.len(),
        CaseTrait::Told(_) => 0,
    }
}

/// A condition on targets from the first that is not taken.
fn some_trait(dice: &mut Dice, taken: usize, (within, horizon): (i64, i64)) -> CaseTrait {
    let when = match dice.below(4) {
        0 => When::Last(Span::from_micros(dice.between(1, horizon))),
        1 => {
            let start = dice.between(0, horizon);
            When::In(TimeRange {
                start: Time::from_micros(start),
                end: Time::from_micros(start + dice.between(0, horizon)),
            })
        }
        _ => When::Ever,
    };
    let target = |dice: &mut Dice, number: usize| some_target(dice, number, within);
    let left = TARGETS - taken;
    match dice.below(6) {
        choice if choice == 0 || left == 0 => {
            let [set, set_holds, once, once_holds, unset] = told_rules();
            CaseTrait::Told(ToldPlan {
                set,
                set_holds,
                once,
                once_holds,
                unset,
                absent_holds: dice.percent(50),
            })
        }
        1 | 2 if left >= 3 => {
            let steps = 2 + dice.below(2);
            let steps = (0..steps).map(|step| target(dice, taken + step)).collect();
            CaseTrait::Sequence(steps, Span::from_micros(dice.between(0, horizon)), when)
        }
        _ => CaseTrait::Did(target(dice, taken), some_bounds(dice, within), when),
    }
}

fn some_bounds(dice: &mut Dice, within: i64) -> Bounds {
    let at_least = dice.pick(&[0, 1, 1, 2, 2, 2, 3]);
    let is_close = at_least > 1 && dice.percent(75);
    let at_most = (!is_close && dice.percent(30)).then_some(at_least + dice.pick(&[0, 1, 2]));
    let worth = dice.percent(45).then(|| some_worth(dice)).flatten();
    Bounds {
        times: Times { at_least, at_most },
        in_any: is_close.then(|| Span::from_micros(within + dice.between(0, 2))),
        worth,
    }
}

fn some_worth(dice: &mut Dice) -> Option<Worth> {
    let least = dice.between(-500, 3_000);
    Some(Worth {
        currency: Currency::parse(dice.pick(&["EUR", "USD"])).ok()?,
        at_least: dice.percent(70).then_some(least),
        at_most: dice.percent(50).then_some(least + 3_000),
    })
}

fn some_target(dice: &mut Dice, number: usize, within: i64) -> TargetPlan {
    let names = rule_names();
    let RuleNames { a, b, keep } = names;
    let names = match dice.percent(40) {
        true => RuleNames { a: b, b: a, keep },
        false => names,
    };
    let kind = match dice.below(10) {
        0 => RuleKind::Count,
        1 => RuleKind::Sequence,
        2 => RuleKind::Absence,
        _ => RuleKind::Event,
    };
    TargetPlan {
        target: number,
        rule: some_rule(dice, names, kind, within),
        counting: match dice.below(8) {
            0 => Counting::OncePerPerson,
            1 => Counting::OncePerSession,
            2 => Counting::OncePerOrder { property: None },
            _ => Counting::Every,
        },
        keep: dice.percent(15).then_some(names.keep),
    }
}
