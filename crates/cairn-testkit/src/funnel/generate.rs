//! Seeded questions and streams: few steps, few times, so that ties, overlaps and edges are common.

use cairn_core::funnel::{Entry, FunnelEvent, Pace, Terms};
use cairn_core::id::EventId;
use cairn_core::range::TimeRange;
use cairn_core::time::{Span, Time};

use super::Case;
use crate::dice::Dice;

/// A case small enough for brute force: up to 12 events, 1 to 6 steps.
pub fn short_case(seed: u64) -> Case {
    let mut dice = Dice::new(seed);
    let steps = dice.pick(&[1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5, 6]);
    let window = if dice.percent(10) {
        0
    } else {
        dice.between(1, 9)
    };
    // Every choice fits everywhere only in short streams, or brute force would take long.
    let overlap = dice.pick(&[0, 0, 10, 25, 60]);
    let most = if overlap == 60 { 7 } else { 12 };
    let shape = Shape {
        steps,
        events: dice.below(most) + 1,
        overlap,
        origin: dice.pick(&[0, 0, 1_000, -4, -1_000]),
        horizon: dice.pick(&[1, window, window + 1, 2 * window + 2, 3 * window + 5]),
        window,
        largest_instant: 12,
    };
    let stream = shape.stream(&mut dice);
    Case {
        seed,
        pace: shape.pace(&mut dice),
        stream,
    }
}

/// A case for the quadratic reference: 50 to 300 events, 2 to 8 steps, at most 4 events in an instant.
pub fn long_case(seed: u64) -> Case {
    let mut dice = Dice::new(seed);
    let events = 50 + dice.below(251);
    let window = dice.pick(&[0, 3, 10, 40, 200]);
    let shape = Shape {
        steps: 2 + dice.below(7),
        events,
        overlap: dice.pick(&[0, 5, 20, 50]),
        origin: dice.pick(&[0, -200]),
        horizon: i64::try_from(events).unwrap_or(0) * dice.pick(&[1, 2, 4]),
        window,
        largest_instant: 4,
    };
    let stream = shape.stream(&mut dice);
    Case {
        seed,
        pace: shape.pace(&mut dice),
        stream,
    }
}

pub(super) struct Shape {
    pub(super) steps: usize,
    pub(super) events: usize,
    /// In percent, how often an event fits some other step too.
    pub(super) overlap: u32,
    pub(super) origin: i64,
    /// Times lie between the origin and so much later.
    pub(super) horizon: i64,
    pub(super) window: i64,
    pub(super) largest_instant: usize,
}

impl Shape {
    pub(super) fn stream(&self, dice: &mut Dice) -> Vec<FunnelEvent> {
        let mut times = self.times(dice);
        times.sort_unstable();
        let ids = dice.distinct(times.len());
        let mut next_step = 0;
        let mut stream: Vec<FunnelEvent> = times
            .into_iter()
            .zip(ids)
            .map(|(time, id)| FunnelEvent {
                time: Time::from_micros(time),
                event_id: EventId(id),
                steps: self.fit(dice, &mut next_step),
                excludes: 0,
                breaks: false,
                source: 0,
            })
            .collect();
        stream.sort_by_key(|event| (event.time, event.event_id));
        for (source, event) in stream.iter_mut().enumerate() {
            event.source = source;
        }
        stream
    }

    /// Half of the streams put some of their events exactly a window, or just more, after another one.
    fn times(&self, dice: &mut Dice) -> Vec<i64> {
        let on_edges = dice.percent(50);
        let in_bursts = dice.percent(40);
        let mut times: Vec<i64> = Vec::with_capacity(self.events);
        while times.len() < self.events {
            let anywhere = self.origin + dice.between(0, self.horizon);
            let earlier = if times.is_empty() {
                anywhere
            } else {
                dice.pick(&times)
            };
            let time = if on_edges && dice.percent(30) {
                earlier + self.window + dice.pick(&[0, 0, 1, -1])
            } else if in_bursts && dice.percent(50) {
                earlier
            } else {
                anywhere
            };
            let in_instant = times.iter().filter(|other| **other == time).count();
            if in_instant < self.largest_instant {
                times.push(time);
            }
        }
        times
    }

    /// Which steps the next event fits: often the one that is due, else any, sometimes none.
    fn fit(&self, dice: &mut Dice, next_step: &mut usize) -> u32 {
        if dice.percent(7) {
            return 0;
        }
        let step = if dice.percent(55) {
            let due = *next_step;
            *next_step = (due + 1) % self.steps;
            due
        } else {
            dice.below(self.steps)
        };
        let mut fit = 1 << step;
        for other in 0..self.steps {
            if dice.percent(self.overlap) {
                fit |= 1 << other;
            }
        }
        fit
    }

    pub(super) fn pace(&self, dice: &mut Dice) -> Pace {
        let range = if dice.percent(50) {
            TimeRange::ALL
        } else {
            let start = self.origin + dice.between(-1, self.horizon / 2 + 1);
            let end = start + dice.between(0, self.horizon + 1);
            TimeRange {
                start: Time::from_micros(start),
                end: Time::from_micros(end),
            }
        };
        Pace {
            steps: self.steps,
            window: Span::from_micros(self.window),
            entry: dice.pick(&[Entry::Best, Entry::First]),
            range,
            terms: Terms::default(),
        }
    }
}
