//! The ordered funnel that is told by depth: on plain terms but for exclusions, where no two events that matter happen
//! at one time; without a stream and without places of events. What it finds is what the kernels find.

use super::key_sum::KeySum;
use super::pace::Pace;
use super::summary::{FunnelSummary, Reached, StepCount};
use super::terms::Terms;
use super::{Entry, MAX_STEPS};
use crate::id::PersonKey;
use crate::time::Time;
use crate::value::Value;

/// How deep a subject got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// It did not enter.
    Outside,
    /// The depth of the attempt that counts, 1 or more, and when it started.
    Reached(usize, Time),
    /// Some of the events happened at one time, or one is more than a step: only their matching tells.
    Tied,
}

/// What of an event a funnel asks that is told by depth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepEvent {
    /// When it happened.
    pub time: Time,
    /// The steps that it fits, by bits.
    pub steps: u32,
    /// The exclusions that it fits, by bits.
    pub excludes: u32,
}

/// The depth of a subject with these events, in order of time. The pace must be told by depth
/// ([`Terms::are_told_by_depth`]). Events that fit neither step nor exclusion may be left out.
pub fn depth_of(pace: &Pace, events: impl Iterator<Item = StepEvent>) -> Depth {
    debug_assert!(pace.terms.are_told_by_depth());
    let is_asked = |event: &StepEvent| event.steps != 0 || event.excludes != 0;
    let mut events = events.filter(is_asked).peekable();
    let mut latest: Latest = [None; MAX_STEPS];
    let mut found = Depth::Outside;
    let mut depth = 0;
    while let Some(StepEvent {
        time,
        steps,
        excludes,
    }) = events.next()
    {
        if events.peek().is_some_and(|next| next.time == time) || steps != 0 && excludes != 0 {
            return Depth::Tied;
        }
        if excludes != 0 {
            exclude(&pace.terms, &mut latest[..depth], excludes);
            continue;
        }
        for reached in (1..=depth.min(pace.steps - 1)).rev() {
            let Some(start) = latest[reached - 1].filter(|_| steps & (1 << reached) != 0) else {
                continue;
            };
            if time.since(start) <= pace.window {
                latest[reached] = latest[reached].max(Some(start));
            }
        }
        let enters = steps & 1 != 0 && pace.range.contains(time);
        if enters && (pace.entry == Entry::Best || depth == 0) {
            latest[0] = Some(time);
        }
        if let Some(start) = latest.get(depth).copied().flatten() {
            depth += 1;
            found = Depth::Reached(depth, start);
        }
        if depth == pace.steps {
            break;
        }
    }
    found
}

/// By depth, from 1 on, the latest start that got there. What an earlier start at the same depth may still do, it may
/// do too, and an exclusion ends both. A start that stands at a depth stands at all before it but for later ones: the
/// deepest place that has it tells how deep it is.
type Latest = [Option<Time>; MAX_STEPS];

/// Ends the attempts whose depth these exclusions end.
fn exclude(terms: &Terms, latest: &mut [Option<Time>], excludes: u32) {
    for depth in 1..=latest.len() {
        let Some(start) = latest[depth - 1] else {
            continue;
        };
        let is_deepest = latest.get(depth).copied().flatten() != Some(start);
        if is_deepest && terms.end(depth, excludes) {
            for ended in latest.iter_mut().filter(|at| **at == Some(start)) {
                *ended = None;
            }
        }
    }
}

/// How many subjects got how deep.
#[derive(Debug, Clone, Default)]
pub struct Depths {
    /// By depth, from 1 on.
    by_depth: Vec<DepthCount>,
}

#[derive(Debug, Clone, Copy, Default)]
struct DepthCount {
    reached: Reached,
    closed: KeySum,
}

impl Depths {
    /// Adds a person that got so deep, 1 or more; and whether its window is still running.
    pub fn add(&mut self, person: PersonKey, depth: usize, is_open: bool) {
        if self.by_depth.len() < depth {
            self.by_depth.resize(depth, DepthCount::default());
        }
        let Some(count) = depth
            .checked_sub(1)
            .and_then(|at| self.by_depth.get_mut(at))
        else {
            return;
        };
        count.reached.add(is_open);
        if !is_open {
            count.closed.add(person);
        }
    }

    /// Adds it to the counts of steps, none of which was left out or brought money.
    fn add_to(&self, steps: &mut [StepCount]) {
        let mut deeper = DepthCount::default();
        for (at, step) in steps.iter_mut().enumerate().rev() {
            if let Some(count) = self.by_depth.get(at) {
                deeper.reached.merge(count.reached);
                deeper.closed.merge(count.closed);
            }
            step.count += deeper.reached.count;
            step.open += deeper.reached.open;
            step.closed.merge(deeper.closed);
            step.since_start.merge(deeper.reached);
            match at {
                0 => step.entered += deeper.reached.count,
                _ => step.continued.merge(deeper.reached),
            }
        }
    }
}

impl FunnelSummary {
    /// Adds persons to the overall counts. No step may be optional, nor have brought them money.
    pub fn add_depths(&mut self, depths: &Depths) {
        depths.add_to(&mut self.steps);
    }

    /// Adds persons to the row of their value of the n-th breakdown property, as [`Self::add_depths`] does overall.
    pub fn add_depths_of(&mut self, property: usize, value: Option<Value>, depths: &Depths) {
        let steps = self.steps.len();
        if let Some(rows) = self.by_property.get_mut(property) {
            let row = rows.entry(value);
            depths.add_to(row.or_insert_with(|| vec![StepCount::default(); steps]));
        }
    }
}
