//! Seeded targets and journeys.

use cairn_core::breakdown::BreakdownCode;
use cairn_core::goal::{Counting, RulePlan, TargetPlan};
use cairn_core::id::EventId;
use cairn_core::journey::{JourneyEvent, OrderOfEvent, RuleIndex, RuleSet, TargetFact};
use cairn_core::money::{Currency, Money};
use cairn_core::session::Session;
use cairn_core::time::{Span, Time};

use super::{Case, RuleNames};
use crate::dice::Dice;

/// How many breakdown properties generated events know.
pub const BREAKDOWNS: usize = 2;

/// The four sorts of goal rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleKind {
    /// Every event that fits.
    Event,
    /// The event that completes a count.
    Count,
    /// The second event of a pair.
    Sequence,
    /// The end of a wait in vain.
    Absence,
}

/// Everybody's events.
#[derive(Debug, Clone)]
pub struct Population {
    /// One journey per person, each sorted by (time, event id).
    pub persons: Vec<Vec<JourneyEvent>>,
    /// Events without any person.
    pub nobody: Vec<JourneyEvent>,
}

/// The rules generated journeys know.
pub fn rule_names() -> RuleNames {
    let nth = |position| {
        RuleIndex::new(position)
            .unwrap_or_else(|| unreachable!("every question has room for three"))
    };
    RuleNames {
        a: nth(0),
        b: nth(1),
        keep: nth(2),
    }
}

/// One to six persons, a few events without one, and a target of this kind.
pub fn population(seed: u64, kind: RuleKind) -> Case {
    let mut dice = Dice::new(seed);
    let names = rule_names();
    let within = if dice.percent(8) {
        0
    } else {
        dice.between(1, 8)
    };
    let plan = TargetPlan {
        target: dice.below(3),
        rule: some_rule(&mut dice, names, kind, within),
        counting: some_counting(&mut dice),
        keep: dice.percent(20).then_some(names.keep),
    };
    let origin = dice.pick(&[0, 0, -6]);
    let horizon = dice.pick(&[3, within + 1, 3 * within + 5, 30]);
    let persons = 1 + dice.below(6);
    let mut ids = dice.distinct(12 * persons + 4);
    let mut journeys = Vec::with_capacity(persons);
    for _ in 0..persons {
        let events = ids.split_off(ids.len() - dice.below(12) - 1);
        let times = Times {
            origin,
            horizon,
            within,
        };
        journeys.push(journey(&mut dice, &times, &events, &[plan.target]));
    }
    ids.truncate(dice.below(4));
    let times = Times {
        origin,
        horizon,
        within,
    };
    let nobody = journey(&mut dice, &times, &ids, &[plan.target]);
    Case {
        seed,
        plan,
        population: Population {
            persons: journeys,
            nobody,
        },
        now: Time::from_micros(origin + dice.between(horizon / 2, horizon + within + 2)),
    }
}

/// A rule of one kind over A and B; sometimes over A alone.
pub fn some_rule(dice: &mut Dice, names: RuleNames, kind: RuleKind, within: i64) -> RulePlan {
    let within = Span::from_micros(within);
    let second = if dice.percent(10) { names.a } else { names.b };
    match kind {
        RuleKind::Event => RulePlan::Event(names.a),
        RuleKind::Count => RulePlan::Count {
            rule: names.a,
            at_least: dice.pick(&[1, 2, 2, 3]),
            within,
        },
        RuleKind::Sequence => RulePlan::Sequence {
            first: names.a,
            then: second,
            within,
        },
        RuleKind::Absence => RulePlan::Absence {
            start: names.a,
            without: second,
            within,
        },
    }
}

fn some_counting(dice: &mut Dice) -> Counting {
    match dice.below(8) {
        0 => Counting::Every,
        1 | 2 => Counting::OncePerPerson,
        3..=5 => Counting::OncePerSession,
        _ => Counting::OncePerOrder { property: None },
    }
}

/// When the events of a journey may happen.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// The earliest time.
    pub origin: i64,
    /// The distance to the latest.
    pub horizon: i64,
    /// A distance that events often have.
    pub within: i64,
}

/// A journey of events with these ids, that carry facts about these targets.
pub fn journey(
    dice: &mut Dice,
    times: &Times,
    ids: &[u128],
    targets: &[usize],
) -> Vec<JourneyEvent> {
    let chances = [dice.pick(&[30, 60]), dice.pick(&[10, 35, 50]), 60];
    let mut journey: Vec<JourneyEvent> = Vec::with_capacity(ids.len());
    for id in ids {
        let anywhere = times.origin + dice.between(0, times.horizon);
        let time = match journey.len() {
            0 => anywhere,
            met => match dice.below(4) {
                0 => journey[dice.below(met)].time.micros() + times.within + dice.pick(&[0, 1]),
                1 => journey[dice.below(met)].time.micros(),
                _ => anywhere,
            },
        };
        journey.push(event(dice, time, *id, chances, targets));
    }
    journey.sort_by_key(|event| (event.time, event.event_id));
    journey
}

/// An event that fits each rule by chance, in percent.
fn event(
    dice: &mut Dice,
    time: i64,
    id: u128,
    chances: [u32; 3],
    targets: &[usize],
) -> JourneyEvent {
    let mut rules = RuleSet::default();
    let RuleNames { a, b, keep } = rule_names();
    for (rule, chance) in [a, b, keep].into_iter().zip(chances) {
        if dice.percent(chance) {
            rules.insert(rule);
        }
    }
    let fact = |target: &usize| TargetFact {
        restated: None,
        target: *target,
        value: dice.percent(70).then(|| some_money(dice)).flatten(),
        order: dice.percent(70).then(|| OrderOfEvent {
            order: dice.below(2) as u128,
            event_id: EventId(id),
        }),
    };
    JourneyEvent {
        time: Time::from_micros(time),
        event_id: EventId(id),
        rules,
        is_active: true,
        facts: targets.iter().map(fact).collect(),
        breakdowns: (0..BREAKDOWNS).map(|_| some_code(dice)).collect(),
        session: dice.percent(85).then(|| some_session(dice)),
    }
}

/// One of two values, or none.
fn some_code(dice: &mut Dice) -> Option<BreakdownCode> {
    dice.percent(50)
        .then(|| BreakdownCode(u32::from(dice.percent(50))))
}

/// One of two sessions. When it starts is of no matter to conversions.
fn some_session(dice: &mut Dice) -> Session {
    let number = u32::from(dice.percent(20));
    Session {
        start: Time::from_micros(0),
        number,
    }
}

fn some_money(dice: &mut Dice) -> Option<Money> {
    Some(Money {
        minor: dice.between(-500, 5_000),
        currency: Currency::parse(dice.pick(&["EUR", "USD", "JPY"])).ok()?,
    })
}
