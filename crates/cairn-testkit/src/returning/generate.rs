//! Seeded retention questions and journeys around the days on which clocks change and months and years end.

use cairn_core::goal::{Counting, TargetPlan};
use cairn_core::journey::JourneyEvent;
use cairn_core::range::TimeRange;
use cairn_core::returning::{Mode, Starts};
use cairn_core::time::{Interval, Span, Time, WeekStart};

use super::{Calendar, Case, Place};
use crate::dice::Dice;
use crate::goal::{Population, RuleKind, RuleNames, Times, journey, rule_names, some_rule};

const HOUR: i64 = 3_600_000_000;
const DAY: i64 = 24 * HOUR;

/// 2026-01-01 and 2024-03-01 in UTC: a year and a leap month end.
const ENDS: [i64; 2] = [20_454 * DAY, 19_783 * DAY];

/// Two to six persons, and a question about them.
pub fn some_case(seed: u64) -> Case {
    let mut dice = Dice::new(seed);
    let calendar = Calendar {
        place: dice.pick(&[
            Place::Utc,
            Place::Berlin,
            Place::Berlin,
            Place::NewYork,
            Place::NewYork,
        ]),
        interval: dice.pick(&[
            Interval::Day,
            Interval::Day,
            Interval::Week,
            Interval::Month,
        ]),
        week_start: dice.pick(&[WeekStart::Monday, WeekStart::Sunday]),
    };
    // About four ticks make a period.
    let tick = match calendar.interval {
        Interval::Hour | Interval::Day => 6 * HOUR,
        Interval::Week => 42 * HOUR,
        Interval::Month => 7 * DAY,
    };
    let ticks = dice.pick(&[6, 10, 16]);
    let origin = origin(&mut dice, calendar);
    let at = |tick_number: i64| Time::from_micros(origin.micros() + tick_number * tick);
    let within = dice.between(0, 6);
    let start = some_start(&mut dice, within * tick);
    let back = some_back(&mut dice, &start, within * tick);
    let times = Times {
        origin: 0,
        horizon: ticks,
        within,
    };
    let persons = 2 + dice.below(5);
    let mut ids = dice.distinct(10 * persons + 2);
    let mut journeys = Vec::with_capacity(persons);
    for _ in 0..persons {
        let ids = ids.split_off(ids.len() - dice.below(8) - 3);
        let in_ticks = journey(&mut dice, &times, &ids, &[start.target, back.target]);
        journeys.push(spread(&mut dice, calendar, in_ticks, at));
    }
    let nobody = journey(&mut dice, &times, &ids, &[start.target, back.target]);
    let nobody = spread(&mut dice, calendar, nobody, at);
    let range = if dice.percent(60) {
        TimeRange {
            start: at(0),
            end: at(ticks + 1),
        }
    } else {
        let from = dice.between(0, ticks / 2);
        TimeRange {
            start: at(from),
            end: at(from + dice.between(0, ticks)),
        }
    };
    let now = at(dice.between(ticks / 3, ticks + 6));
    let now = some_edge(&mut dice, calendar, now, 25);
    Case {
        seed,
        start,
        starts: dice.pick(&[Starts::First, Starts::Any]),
        back,
        calendar,
        mode: some_mode(&mut dice, calendar.interval),
        periods: 1 + dice.below(4),
        range,
        now,
        population: Population {
            persons: journeys,
            nobody,
        },
    }
}

/// The first instant of a period at most three before one in which something changes.
fn origin(dice: &mut Dice, calendar: Calendar) -> Time {
    let ends = ENDS.map(Time::from_micros);
    let changes = calendar.place.changes(dice.pick(&[2025, 2026]));
    let [spring, autumn] = changes.unwrap_or(ends);
    let about = dice.pick(&[spring, spring, autumn, autumn, ends[0], ends[1]]);
    calendar.begin(calendar.number(about) - dice.between(0, 3))
}

fn some_mode(dice: &mut Dice, interval: Interval) -> Mode {
    let length = match interval {
        Interval::Week => 7 * DAY,
        _ => DAY,
    };
    let rolling = Mode::Rolling {
        length: Span::from_micros(length),
    };
    match interval {
        Interval::Month => dice.pick(&[Mode::On, Mode::OnOrAfter]),
        _ => dice.pick(&[Mode::On, Mode::OnOrAfter, rolling, rolling]),
    }
}

fn some_kind(dice: &mut Dice) -> RuleKind {
    if dice.percent(70) {
        return RuleKind::Event;
    }
    dice.pick(&[RuleKind::Count, RuleKind::Sequence, RuleKind::Absence])
}

fn some_counting(dice: &mut Dice) -> Counting {
    match dice.below(12) {
        0 => Counting::OncePerPerson,
        1 => Counting::OncePerOrder { property: None },
        2 => Counting::OncePerSession,
        _ => Counting::Every,
    }
}

fn some_start(dice: &mut Dice, within: i64) -> TargetPlan {
    let names = rule_names();
    let kind = some_kind(dice);
    TargetPlan {
        target: 0,
        rule: some_rule(dice, names, kind, within),
        counting: some_counting(dice),
        keep: dice.percent(40).then_some(names.keep),
    }
}

/// Something of its own, or the very thing that starts.
fn some_back(dice: &mut Dice, start: &TargetPlan, within: i64) -> TargetPlan {
    if dice.percent(20) {
        return TargetPlan {
            target: 1,
            ..start.clone()
        };
    }
    let names = rule_names();
    let swapped = RuleNames {
        a: names.b,
        b: names.a,
        ..names
    };
    let kind = some_kind(dice);
    TargetPlan {
        target: 1,
        rule: some_rule(dice, swapped, kind, within),
        counting: some_counting(dice),
        keep: start.keep,
    }
}

/// A journey in ticks as one in time, some of it moved to where a period begins or just off its tick.
fn spread(
    dice: &mut Dice,
    calendar: Calendar,
    in_ticks: Vec<JourneyEvent>,
    at: impl Fn(i64) -> Time,
) -> Vec<JourneyEvent> {
    let mut journey = in_ticks;
    for event in &mut journey {
        let time = some_edge(dice, calendar, at(event.time.micros()), 15);
        let off = dice.pick(&[0, 0, 0, 0, 0, 0, 0, 0, -1, 1]);
        event.time = Time::from_micros(time.micros() + off);
    }
    journey.sort_by_key(|event| (event.time, event.event_id));
    journey
}

/// In so many of a hundred the first instant of the period that holds a time, or the last before it.
fn some_edge(dice: &mut Dice, calendar: Calendar, time: Time, chance: u32) -> Time {
    if !dice.percent(chance) {
        return time;
    }
    let begin = calendar.begin(calendar.number(time)).micros();
    Time::from_micros(begin - dice.between(0, 1))
}
