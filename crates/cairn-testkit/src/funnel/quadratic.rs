//! A second reference for streams too long for brute force: from every instant where an attempt may
//! start, a walk forward through the instants, each of which fills as many next steps as it can.
//!
//! Within an instant all choices of different events are tried, so instants must be small. The walk rests
//! on one thought that brute force does not need: from a given start, more steps earlier never hurt.

use std::ops::Range;

use cairn_core::funnel::{Entry, FunnelEvent, Pace};

use super::Reached;
use super::brute_force::{distance, fits, in_range};

/// The attempt that counts, by one walk per start. Quadratic in the stream's instants.
pub fn quadratic(pace: &Pace, stream: &[FunnelEvent]) -> Option<Reached> {
    let instants = instants(stream);
    let mut best: Option<Reached> = None;
    for (number, instant) in instants.iter().enumerate() {
        let may_start = stream[instant.clone()]
            .iter()
            .any(|event| fits(event, 0) && in_range(pace, event.time));
        if !may_start {
            continue;
        }
        let reached = walk(pace, stream, &instants[number..]);
        if best.as_ref().is_none_or(|held| is_better(&reached, held)) {
            best = Some(reached);
        }
        if pace.entry == Entry::First {
            break;
        }
    }
    best
}

/// Starts come in ascending order, so of equals the later one is better.
fn is_better(later: &Reached, held: &Reached) -> bool {
    later.depth() > held.depth()
        || later.depth() == held.depth() && later.times.last() <= held.times.last()
}

fn instants(stream: &[FunnelEvent]) -> Vec<Range<usize>> {
    let mut instants: Vec<Range<usize>> = Vec::new();
    for at in 0..stream.len() {
        match instants.last_mut() {
            Some(open) if stream[open.start].time == stream[at].time => open.end = at + 1,
            _ => instants.push(at..at + 1),
        }
    }
    instants
}

fn walk(pace: &Pace, stream: &[FunnelEvent], instants: &[Range<usize>]) -> Reached {
    let start = stream[instants[0].start].time;
    let mut filled = Vec::new();
    for instant in instants {
        let since_start = distance(start, stream[instant.start].time);
        if since_start > i128::from(pace.window.micros()) {
            break;
        }
        let mut longest = Vec::new();
        fill(
            pace,
            stream,
            instant,
            filled.len(),
            &mut Vec::new(),
            &mut longest,
        );
        filled.extend(longest);
    }
    Reached {
        start,
        times: filled.iter().map(|at| stream[*at].time).collect(),
        filled,
    }
}

/// Tries every sequence of different events of an instant that fill the steps after `reached`, in
/// ascending order of positions, and keeps the first of the longest.
fn fill(
    pace: &Pace,
    stream: &[FunnelEvent],
    instant: &Range<usize>,
    reached: usize,
    chosen: &mut Vec<usize>,
    longest: &mut Vec<usize>,
) {
    if chosen.len() > longest.len() {
        longest.clone_from(chosen);
    }
    let step = reached + chosen.len();
    if step == pace.steps {
        return;
    }
    for at in instant.clone() {
        if fits(&stream[at], step) && !chosen.contains(&at) {
            chosen.push(at);
            fill(pace, stream, instant, reached, chosen, longest);
            chosen.pop();
        }
    }
}
