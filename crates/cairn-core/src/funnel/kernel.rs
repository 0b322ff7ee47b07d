//! The ordered funnel on plain terms over one subject's stream: linear in its events.
//!
//! For every step the kernel keeps the latest start of a chain that has reached it. A later start is never
//! worse, because the window is measured from the start: so one instant per step is all the state there is.
//! The events of one instant are free of order and are matched to steps together, each used once.
//! Proved equal to brute force over generated streams in `cairn-testkit`.

use super::instant::{FunnelEvent, Instant};
use super::pace::{Attempt, Pace};
use super::{Entry, MAX_STEPS};
use crate::time::Time;

/// The attempt that counts; `None` if nothing enters.
pub(super) fn best(pace: &Pace, stream: &[FunnelEvent]) -> Option<Attempt> {
    let start = match pace.entry {
        Entry::First => first_start(pace, stream)?,
        Entry::Best => best_start(pace, stream)?,
    };
    Some(follow(pace, stream, start))
}

fn first_start(pace: &Pace, stream: &[FunnelEvent]) -> Option<Time> {
    let enters = |event: &&FunnelEvent| event.steps & 1 != 0 && pace.range.contains(event.time);
    stream.iter().find(enters).map(|event| event.time)
}

/// The start of the deepest attempt; of equals the one that completes first, then the latest.
fn best_start(pace: &Pace, stream: &[FunnelEvent]) -> Option<Time> {
    // latest[s] is the latest start of a chain that has filled steps 1 to s + 1.
    let mut latest: [Option<Time>; MAX_STEPS] = [None; MAX_STEPS];
    let mut deepest: Option<(usize, Time)> = None;
    for instant in Instant::all(stream) {
        let depth_before = deepest.map_or(0, |(depth, _)| depth);
        advance(pace, &instant, depth_before, &mut latest);
        let newly_reached = (depth_before..pace.steps)
            .rev()
            .find(|step| latest[*step].is_some());
        if let Some(step) = newly_reached {
            deepest = latest[step].map(|start| (step + 1, start));
        }
        if deepest.is_some_and(|(depth, _)| depth == pace.steps) {
            break;
        }
    }
    deepest.map(|(_, start)| start)
}

/// Moves chains on by the events of one instant. Chains are taken from the deepest to the shallowest, so
/// that what an earlier chain wrote is not read again within the instant.
fn advance(
    pace: &Pace,
    instant: &Instant<'_>,
    depth: usize,
    latest: &mut [Option<Time>; MAX_STEPS],
) {
    let time = instant.time();
    for reached in (1..=depth.min(pace.steps - 1)).rev() {
        let Some(start) = latest[reached - 1] else {
            continue;
        };
        if time.since(start) > pace.window {
            continue;
        }
        for step in latest
            .iter_mut()
            .take(instant.reach(reached, pace.steps))
            .skip(reached)
        {
            *step = (*step).max(Some(start));
        }
    }
    if pace.range.contains(time) {
        for step in latest.iter_mut().take(instant.reach(0, pace.steps)) {
            *step = Some(time);
        }
    }
}

/// The attempt that starts at an instant known to hold a step-1 event: every step as early as possible.
fn follow(pace: &Pace, stream: &[FunnelEvent], start: Time) -> Attempt {
    let from = stream.partition_point(|event| event.time < start);
    let mut filled: Vec<Option<usize>> = Vec::with_capacity(pace.steps);
    for instant in Instant::all(&stream[from..]) {
        if filled.len() == pace.steps || instant.time().since(start) > pace.window {
            break;
        }
        let reached = filled.len();
        let chosen = instant.fill(reached, instant.reach(reached, pace.steps));
        filled.extend(chosen.into_iter().map(|at| Some(from + at)));
    }
    Attempt { start, filled }
}

#[cfg(test)]
mod tests;
