//! The funnel by brute force: every attempt there is, then the best of them (semantics S16 to S18).
//!
//! **Attempt** of depth j: j different events, the i-th of which fits step i; their times never decrease
//! (equal times are free of order, so within an instant any choice of different events is one); the first
//! lies in the half-open range; none lies more than the window after the first.
//!
//! **Which attempt counts.** `entry = best`: the greatest depth, then the earliest completion (time of the
//! last filled step), then the latest start. `entry = first`: only attempts that start in the earliest
//! instant with a step-1 event in the range; the greatest depth.
//!
//! **Which events.** Within a start each step takes the earliest time it has in any attempt from there,
//! however short. One attempt has the earliest time at every step at once, which is asserted. Among the attempts
//! with these times the lexicographically smallest sequence of stream positions is the one where "of
//! several events of one instant the earlier step takes the smaller event id that still lets the other
//! steps reached in that instant be filled": the times fix which steps fall into which instant; instants
//! share no events, so they can be chosen one by one; positions inside an instant ascend by event id; and
//! taking the smallest position for the earliest step, then for the next, among completions that exist,
//! is the definition of the lexicographic minimum.

use cairn_core::funnel::{Entry, FunnelEvent, Pace};
use cairn_core::time::Time;

use super::Reached;

/// The attempt that counts, by trying all of them. Exponential: for streams of about a dozen events.
pub fn brute_force(pace: &Pace, stream: &[FunnelEvent]) -> Option<Reached> {
    let start = match pace.entry {
        Entry::Best => None,
        Entry::First => Some(first_start(pace, stream)?),
    };
    let counts = |attempt: &[usize]| start.is_none_or(|start| stream[attempt[0]].time == start);
    let (depth, start) = deepest(pace, stream, &counts)?;
    Some(earliest(pace, stream, depth, start))
}

fn first_start(pace: &Pace, stream: &[FunnelEvent]) -> Option<Time> {
    let starts = stream
        .iter()
        .filter(|event| fits(event, 0) && in_range(pace, event.time));
    starts.map(|event| event.time).min()
}

/// Depth and start: the greatest depth, then the earliest completion, then the latest start.
fn deepest(
    pace: &Pace,
    stream: &[FunnelEvent],
    counts: &dyn Fn(&[usize]) -> bool,
) -> Option<(usize, Time)> {
    let mut best: Option<(usize, Time, Time)> = None;
    each_attempt(pace, stream, &mut |attempt| {
        let [first, .., last] = *attempt else {
            let start = stream[attempt[0]].time;
            return keep_better(&mut best, (1, start, start), counts(attempt));
        };
        let candidate = (attempt.len(), stream[last].time, stream[first].time);
        keep_better(&mut best, candidate, counts(attempt));
    });
    best.map(|(depth, _, start)| (depth, start))
}

fn keep_better(
    best: &mut Option<(usize, Time, Time)>,
    candidate: (usize, Time, Time),
    counts: bool,
) {
    let is_better = |held: &(usize, Time, Time)| {
        let (depth, completion, start) = candidate;
        let (held_depth, held_completion, held_start) = *held;
        depth > held_depth
            || depth == held_depth && completion < held_completion
            || depth == held_depth && completion == held_completion && start > held_start
    };
    if counts && best.as_ref().is_none_or(is_better) {
        *best = Some(candidate);
    }
}

/// The attempt of this start and depth whose steps are as early as possible; of several the one with the
/// smallest positions.
fn earliest(pace: &Pace, stream: &[FunnelEvent], depth: usize, start: Time) -> Reached {
    let starts_there = |attempt: &[usize]| stream[attempt[0]].time == start;
    let mut times = vec![Time::MAX; depth];
    each_attempt(pace, stream, &mut |attempt| {
        if starts_there(attempt) {
            for (time, at) in times.iter_mut().zip(attempt) {
                *time = stream[*at].time.min(*time);
            }
        }
    });
    let mut smallest: Option<Vec<usize>> = None;
    each_attempt(pace, stream, &mut |attempt| {
        let is_earliest = starts_there(attempt)
            && attempt.len() == depth
            && attempt
                .iter()
                .zip(&times)
                .all(|(at, time)| stream[*at].time == *time);
        if is_earliest && smallest.as_ref().is_none_or(|held| attempt < &held[..]) {
            smallest = Some(attempt.to_vec());
        }
    });
    assert!(
        smallest.is_some(),
        "no attempt has every step at its earliest"
    );
    Reached {
        start,
        times,
        filled: smallest.unwrap_or_default(),
    }
}

/// Shows every attempt of every depth, as positions in the stream.
fn each_attempt(pace: &Pace, stream: &[FunnelEvent], visit: &mut dyn FnMut(&[usize])) {
    lengthen(pace, stream, &mut Vec::with_capacity(pace.steps), visit);
}

fn lengthen(
    pace: &Pace,
    stream: &[FunnelEvent],
    attempt: &mut Vec<usize>,
    visit: &mut dyn FnMut(&[usize]),
) {
    if attempt.len() == pace.steps {
        return;
    }
    for at in 0..stream.len() {
        if can_follow(pace, stream, attempt, at) {
            attempt.push(at);
            visit(attempt);
            lengthen(pace, stream, attempt, visit);
            attempt.pop();
        }
    }
}

fn can_follow(pace: &Pace, stream: &[FunnelEvent], attempt: &[usize], at: usize) -> bool {
    let event = &stream[at];
    if !fits(event, attempt.len()) || attempt.contains(&at) {
        return false;
    }
    let (Some(first), Some(last)) = (attempt.first(), attempt.last()) else {
        return in_range(pace, event.time);
    };
    let since_start = distance(stream[*first].time, event.time);
    event.time >= stream[*last].time && since_start <= i128::from(pace.window.micros())
}

pub(super) fn fits(event: &FunnelEvent, step: usize) -> bool {
    event.steps & (1 << step) != 0
}

pub(super) fn in_range(pace: &Pace, time: Time) -> bool {
    let (start, end) = (pace.range.start.micros(), pace.range.end.micros());
    (start..end).contains(&time.micros())
}

pub(super) fn distance(from: Time, to: Time) -> i128 {
    i128::from(to.micros()) - i128::from(from.micros())
}

#[cfg(test)]
mod tests;
