//! Seeded questions under terms: strict and any order, optional steps, limits, exclusions, open entries.

use cairn_core::funnel::{Exclusion, FunnelEvent, OnExclusion, Order, Pace, StepSet, Terms};
use cairn_core::id::EventId;
use cairn_core::range::TimeRange;
use cairn_core::time::{Span, Time};

use super::Case;
use super::generate::Shape;
use crate::dice::Dice;

/// A case small enough for brute force: up to 8 events, 1 to 5 steps, under terms.
pub fn terms_case(seed: u64) -> Case {
    let mut dice = Dice::new(seed);
    let steps = dice.pick(&[1, 2, 3, 3, 3, 3, 4, 4, 4, 5]);
    let window = if dice.percent(5) {
        0
    } else {
        dice.pick(&[1, 2, 4, 6, 9, 12, 12, 20])
    };
    let overlap = dice.pick(&[0, 0, 10, 25, 50]);
    let most = if overlap == 50 { 6 } else { 8 };
    let shape = Shape {
        steps,
        events: dice.below(most) + 1,
        overlap,
        origin: dice.pick(&[0, 0, -4]),
        horizon: dice.pick(&[1, window + 1, 2 * window + 2, 3 * window + 5]),
        window,
        largest_instant: 8,
    };
    let mut pace = shape.pace(&mut dice);
    pace.terms = terms(&mut dice, steps, window);
    if dice.percent(75) {
        if dice.percent(85) {
            pace.range = TimeRange::ALL;
        }
        let stream = planted(&mut dice, &pace);
        return Case { seed, pace, stream };
    }
    let mut stream = shape.stream(&mut dice);
    let breaking = dice.pick(&[0, 50, 90]);
    for event in &mut stream {
        // A step that is a system event breaks nothing.
        event.breaks = dice.percent(if event.steps != 0 { 85 } else { breaking });
        for bit in 0..pace.terms.exclusions.len() {
            event.excludes |= u32::from(dice.percent(20)) << bit;
        }
    }
    Case { seed, pace, stream }
}

/// One way through the funnel, with something between some of its steps: nothing else would show what terms are for.
fn planted(dice: &mut Dice, pace: &Pace) -> Vec<FunnelEvent> {
    let mut happened: Vec<(i64, u32, bool, u32)> = Vec::new();
    let first = dice.pick(&[0, 0, 1]).min(pace.steps - 1);
    let mut steps: Vec<usize> = (first..pace.steps).collect();
    if matches!(pace.terms.order, Order::Any { .. }) && dice.percent(70) {
        dice.shuffle(&mut steps);
    }
    steps.retain(|step| !(pace.terms.optional.contains(*step) && dice.percent(50)));
    let mut time = if pace.range == TimeRange::ALL {
        0
    } else {
        pace.range.start.micros() + dice.pick(&[0, 1])
    };
    let noise = dice.pick(&[0, 50, 80, 80]);
    let ties = dice.pick(&[5, 5, 50]);
    let pause = dice.pick(&[1, 1, 3]);
    let later = |dice: &mut Dice| match dice.percent(ties) {
        true => 0,
        false => dice.between(1, pause),
    };
    for step in steps {
        happened.push((time, 1 << step, dice.percent(85), 0));
        time += later(dice);
        if dice.percent(noise) && happened.len() < 8 {
            let exclusions = pace.terms.exclusions.len();
            happened.push(match dice.below(5) {
                0..3 if exclusions == 0 => (time, 0, true, 0),
                0..4 if exclusions > 0 => (time, 0, true, 1 << dice.below(exclusions)),
                3 => (time, 0, dice.percent(50), 0),
                _ => (time, 1 << dice.below(pace.steps), dice.percent(70), 0),
            });
            time += later(dice);
        }
    }
    let ids = dice.distinct(happened.len());
    let event =
        |((time, steps, breaks, excludes), id): ((i64, u32, bool, u32), u128)| FunnelEvent {
            time: Time::from_micros(time),
            event_id: EventId(id),
            steps,
            excludes,
            breaks,
            source: 0,
        };
    let mut stream: Vec<FunnelEvent> = happened.into_iter().zip(ids).map(event).collect();
    stream.sort_by_key(|event| (event.time, event.event_id));
    for (source, event) in stream.iter_mut().enumerate() {
        event.source = source;
    }
    stream
}

/// What terms are about; others may come beside it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Subject {
    Strict,
    Any,
    Optional,
    Limits,
    Exclusions,
    Open,
}

fn terms(dice: &mut Dice, steps: usize, window: i64) -> Terms {
    use Subject::{Any, Exclusions, Limits, Open, Optional, Strict};
    let subject = dice.pick(&[
        Strict, Strict, Any, Optional, Limits, Exclusions, Exclusions, Open,
    ]);
    let some = |dice: &mut Dice, range: std::ops::Range<usize>, chance: u32| -> StepSet {
        range.filter(|_| dice.percent(chance)).collect()
    };
    let mut terms = Terms::default();
    if subject == Any || subject == Exclusions && dice.percent(25) {
        let anchored = match dice.percent(70) {
            true => some(dice, 0..steps, 40),
            false => StepSet::default(),
        };
        terms.order = Order::Any { anchored };
    } else {
        if subject == Strict || dice.percent(10) {
            terms.order = Order::Strict;
        }
        let beside = if subject == Exclusions { 40 } else { 20 };
        if subject == Optional || dice.percent(beside) {
            terms.optional = some(dice, 1..steps.saturating_sub(1).max(1), 60);
        }
        if subject == Limits || dice.percent(beside) {
            let limit = |dice: &mut Dice| {
                let span = Span::from_micros(dice.between(0, window.min(3)));
                dice.percent(60).then_some(span)
            };
            terms.limits = vec![None];
            terms.limits.extend((1..steps).map(|_| limit(dice)));
        }
        terms.is_open = subject == Open || dice.percent(10);
    }
    if steps > 1 && (subject == Exclusions || dice.percent(15)) {
        for _ in 0..=dice.below(2) {
            let after = 1 + dice.below(steps - 1);
            let until = after + 1 + dice.below(steps - after);
            terms.exclusions.push(Exclusion { after, until });
        }
        terms.on_exclusion = dice.pick(&[OnExclusion::Keep, OnExclusion::Drop]);
    }
    terms
}
