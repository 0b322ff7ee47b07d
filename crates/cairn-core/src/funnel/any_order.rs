//! The funnel in any order: from each start a matching of events to steps grows event by event.
//!
//! Anchored steps cut the others into groups. A step opens when all steps of the groups before it are filled, and
//! takes events from that time on. A matching that grows by augmenting paths keeps every event it holds (Kuhn, 1955),
//! so taking events in their order gives the greatest depth at every moment, by the earliest events.
//! Proved equal to brute force over generated streams in `cairn-testkit`.

use super::instant::Instant;
use super::pace::{Attempt, End, Merit, Pace};
use super::terms::{OnExclusion, StepSet};
use super::{Entry, FunnelEvent};
use crate::time::Time;

/// The best attempt of a stream; `None` if nothing enters, or if an exclusion removes the subject.
pub(super) fn best(pace: &Pace, anchored: StepSet, stream: &[FunnelEvent]) -> Option<Attempt> {
    let groups = Groups::of(pace.steps, anchored);
    let mut found: Option<(Merit, Attempt)> = None;
    let mut spared = 0;
    for from in starts(pace, &groups, stream) {
        let cannot_be_beaten = |(best, _): &(Merit, Attempt)| {
            best.depth == pace.steps && stream[from].time > best.completion
        };
        if found.as_ref().is_some_and(cannot_be_beaten) {
            break;
        }
        let walked = walk(pace, &groups, &stream[from..]);
        if !matches!(walked.end, End::Excluded(_)) {
            spared = spared.max(walked.depth());
        }
        let merit = walked.merit();
        let is_better = |(best, _): &(Merit, Attempt)| merit.is_better_than(best);
        if found.as_ref().is_none_or(is_better) {
            found = Some((merit, walked.attempt(from)));
        }
        if pace.entry == Entry::First {
            break;
        }
    }
    let (merit, attempt) = found?;
    let is_dropped = pace.terms.on_exclusion == OnExclusion::Drop && spared < merit.depth;
    (!is_dropped).then_some(attempt)
}

/// The first attempt of a stream, and how it ended (semantics S21).
pub(super) fn first(
    pace: &Pace,
    anchored: StepSet,
    stream: &[FunnelEvent],
) -> Option<(Attempt, End)> {
    let groups = Groups::of(pace.steps, anchored);
    let from = starts(pace, &groups, stream).next()?;
    let walked = walk(pace, &groups, &stream[from..]);
    Some((walked.attempt(from), walked.end))
}

/// Where the instants begin with which an attempt may begin.
fn starts<'a>(
    pace: &'a Pace,
    groups: &'a Groups,
    stream: &'a [FunnelEvent],
) -> impl Iterator<Item = usize> + 'a {
    let may_start = |instant: &Instant<'_>| {
        let fits = |event: &FunnelEvent| event.steps & groups.first() != 0;
        pace.range.contains(instant.time()) && instant.events().iter().any(fits)
    };
    { Instant::all(stream).filter(may_start) }.map(|instant| instant.offset())
}

/// The steps between anchors, and the anchors, each by its bits.
struct Groups(Vec<u32>);

impl Groups {
    fn of(steps: usize, anchored: StepSet) -> Self {
        let mut groups: Vec<u32> = Vec::new();
        let mut is_closed = true;
        for step in 0..steps {
            let is_anchored = anchored.contains(step);
            match groups.last_mut() {
                Some(group) if !is_closed && !is_anchored => *group |= 1 << step,
                _ => groups.push(1 << step),
            }
            is_closed = is_anchored;
        }
        Self(groups)
    }

    fn first(&self) -> u32 {
        self.0.first().copied().unwrap_or(0)
    }
}

/// A start followed to its end. Places count from the start's first event.
struct Walk {
    start: Time,
    completion: Time,
    /// The events that fill steps, in no order.
    events: Vec<usize>,
    end: End,
}

impl Walk {
    /// The attempt as places in a stream where the start's first event is at `from`.
    fn attempt(&self, from: usize) -> Attempt {
        let mut events: Vec<usize> = self.events.iter().map(|at| from + at).collect();
        events.sort_unstable();
        Attempt {
            start: self.start,
            filled: events.into_iter().map(Some).collect(),
        }
    }

    fn depth(&self) -> usize {
        self.events.len()
    }

    fn merit(&self) -> Merit {
        Merit {
            depth: self.depth(),
            entry: 0,
            completion: self.completion,
            start: self.start,
        }
    }
}

fn walk(pace: &Pace, groups: &Groups, stream: &[FunnelEvent]) -> Walk {
    let start = stream.first().map_or(Time::MAX, |event| event.time);
    let mut matching = Matching::new(groups, stream);
    let mut walk = Walk {
        start,
        completion: start,
        events: Vec::new(),
        end: End::TimedOut,
    };
    for instant in Instant::all(stream) {
        let time = instant.time();
        if time.since(start) > pace.window {
            break;
        }
        let depth = matching.held.len();
        matching.take(&instant);
        if matching.held.len() > depth {
            walk.completion = time;
        } else if pace.terms.end(depth, instant.excludes()) {
            walk.end = End::Excluded(time);
            break;
        }
        if matching.held.len() == pace.steps {
            walk.end = End::Converted(time);
            break;
        }
    }
    walk.events = matching.held.iter().map(|(event, _)| *event).collect();
    walk
}

/// Events that hold steps.
struct Matching<'a> {
    groups: &'a Groups,
    stream: &'a [FunnelEvent],
    /// From which place on a group's events come; only of groups that are open. A group's events come before the end
    /// of the instant in which it was filled.
    opened: Vec<usize>,
    /// Where the instants end in which groups were filled.
    filled: Vec<usize>,
    /// An event and the step it fills.
    held: Vec<(usize, usize)>,
}

impl<'a> Matching<'a> {
    fn new(groups: &'a Groups, stream: &'a [FunnelEvent]) -> Self {
        Self {
            groups,
            stream,
            opened: vec![0],
            filled: Vec::new(),
            held: Vec::new(),
        }
    }

    fn take(&mut self, instant: &Instant<'_>) {
        loop {
            for at in 0..instant.events().len() {
                let event = instant.offset() + at;
                if self.held.iter().all(|(held, _)| *held != event) {
                    self.augment(event, &mut 0);
                }
            }
            let open: usize = { self.groups.0.iter().take(self.opened.len()) }
                .map(|group| group.count_ones() as usize)
                .sum();
            if self.held.len() < open || self.opened.len() >= self.groups.0.len() {
                return;
            }
            // Events of the instant that completes a group may fill the next one.
            self.opened.push(instant.offset());
            self.filled.push(instant.offset() + instant.events().len());
        }
    }

    /// Gives an event a step, moving other events if need be.
    fn augment(&mut self, event: usize, tried: &mut u32) -> bool {
        for step in 0..u32::BITS as usize {
            let bit = 1 << step;
            if *tried & bit != 0 || !self.can_fill(event, step) {
                continue;
            }
            *tried |= bit;
            let holder = self.held.iter().position(|(_, held)| *held == step);
            match holder {
                Some(holder) if !self.augment(self.held[holder].0, tried) => (),
                _ => {
                    self.held.retain(|(held, _)| *held != event);
                    self.held.push((event, step));
                    return true;
                }
            }
        }
        false
    }

    fn can_fill(&self, event: usize, step: usize) -> bool {
        let bit = 1 << step;
        if self.stream[event].steps & bit == 0 {
            return false;
        }
        let Some(group) = self.groups.0.iter().position(|group| group & bit != 0) else {
            return false;
        };
        let is_after = { self.opened.get(group) }.is_some_and(|from| *from <= event);
        let is_before = { self.filled.get(group) }.is_none_or(|until| event < *until);
        is_after && is_before
    }
}
