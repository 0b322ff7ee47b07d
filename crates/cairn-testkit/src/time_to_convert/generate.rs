//! Seeded questions: those of funnels, with times that lie further apart; and many subjects at once.

use cairn_core::goal::{RulePlan, TargetPlan};
use cairn_core::range::TimeRange;
use cairn_core::time::{Span, Time};

use super::Subject;
use crate::dice::Dice;
use crate::persons::{self, Case};

const SECOND: i64 = 1_000_000;
const HOUR: i64 = 3_600 * SECOND;

/// A funnel over goals and up to eight persons, in a time whose smallest unit is a microsecond, some seconds or hours.
pub fn some_case(seed: u64) -> Case {
    let mut case = persons::some_case(seed);
    let factor = Dice::new(!seed).pick(&[1, 7 * SECOND, 40 * SECOND, HOUR, 9 * HOUR]);
    let time = |time: Time| Time::from_micros(time.micros() * factor);
    let span = |span: Span| Span::from_micros(span.micros() * factor);
    let plan = &mut case.plan;
    plan.now = time(plan.now);
    plan.pace.window = span(plan.pace.window);
    if plan.pace.range != TimeRange::ALL {
        plan.pace.range = TimeRange {
            start: time(plan.pace.range.start),
            end: time(plan.pace.range.end),
        };
    }
    for TargetPlan { rule, .. } in &mut plan.steps {
        match rule {
            RulePlan::Event(_) => (),
            RulePlan::Count { within, .. }
            | RulePlan::Sequence { within, .. }
            | RulePlan::Absence { within, .. } => *within = span(*within),
        }
    }
    for event in case.population.persons.iter_mut().flatten() {
        event.time = time(event.time);
    }
    case
}

/// Many subjects of one window.
#[derive(Debug, Clone)]
pub struct Pooled {
    /// The subjects.
    pub subjects: Vec<Subject>,
    /// The window, in microseconds.
    pub window: i64,
}

/// Up to 60 subjects whose times are often the same.
pub fn pooled(seed: u64) -> Pooled {
    let mut dice = Dice::new(seed);
    let unit = dice.pick(&[1, SECOND, HOUR]);
    let window = dice.between(1, 40);
    let [converting, unfinished] = [
        dice.pick(&[0, 20, 50, 90, 100]),
        dice.pick(&[0, 30, 80, 100]),
    ];
    let subject = |dice: &mut Dice| {
        let is_open = dice.percent(unfinished);
        let watched = if is_open {
            dice.between(0, window - 1)
        } else {
            window
        };
        let took = dice.between(0, watched);
        Subject {
            start: 0,
            took: dice.percent(converting).then_some(took * unit),
            watched: watched * unit,
            is_open,
        }
    };
    let subjects = (0..dice.below(61)).map(|_| subject(&mut dice)).collect();
    Pooled {
        subjects,
        window: window * unit,
    }
}
