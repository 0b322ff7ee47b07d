//! The funnel in order under any terms: every start is followed on its own.
//!
//! A start knows of each step the latest time at which a chain from it fills the step: a later time is never worse,
//! neither for the limit of the next step nor for strictness. All chains of a start are one attempt; it is ended by an
//! exclusion as a whole. A start is let go where a later one has everything it has.
//! Proved equal to brute force over generated streams in `cairn-testkit`.

use super::instant::Instant;
use super::pace::{End, Merit, Pace};
use super::terms::{OnExclusion, Order};
use super::{Entry, FunnelEvent, MAX_STEPS};
use crate::time::Time;

/// One start and how far it got.
#[derive(Debug, Clone)]
struct Start {
    time: Time,
    /// The step it began with, counted from 0.
    entry: usize,
    /// Of each step when it was last filled; `None` also where nothing can follow any more.
    filled: [Option<Time>; MAX_STEPS],
    /// The last filled step, counted from 1.
    depth: usize,
    completion: Time,
}

/// The best attempt of a stream; `None` if nothing enters, or if an exclusion removes the subject.
pub(super) fn best(pace: &Pace, stream: &[FunnelEvent]) -> Option<Merit> {
    let mut starts: Vec<Start> = Vec::new();
    let mut found = Found::default();
    for instant in Instant::all(stream) {
        starts.retain_mut(|start| {
            let end = start.meet(pace, &instant);
            found.goes_on(start, end)
        });
        if pace.entry == Entry::Best || !found.has_entered {
            for entry in entries(pace, &instant) {
                found.has_entered = true;
                let mut start = Start::at(pace, &instant, entry);
                let end = start.end_of_instant(pace, &instant);
                if found.goes_on(&start, end) {
                    starts.push(start);
                }
                if pace.entry == Entry::First {
                    break;
                }
            }
        }
        // Nothing is better than all steps from the first on, and nobody is dropped for it.
        let is_whole = |best: &Merit| best.depth == pace.steps && best.entry == 0;
        if found.best.as_ref().is_some_and(is_whole) {
            return found.best;
        }
        if can_leave_out(pace) {
            leave_out_dominated(pace, &mut starts);
        }
    }
    for start in &starts {
        found.end(start, End::TimedOut);
    }
    found.answer(pace)
}

/// The first attempt of a stream, and how it ended: what begins meanwhile is passed over (semantics S21).
pub(super) fn first(pace: &Pace, stream: &[FunnelEvent]) -> Option<(Merit, End)> {
    let mut instants = Instant::all(stream);
    let (mut start, begun) = instants.find_map(|instant| {
        let entry = entries(pace, &instant).next()?;
        let mut start = Start::at(pace, &instant, entry);
        let end = start.end_of_instant(pace, &instant);
        Some((start, end))
    })?;
    let end = begun.or_else(|| instants.find_map(|instant| start.meet(pace, &instant)));
    Some((start.merit(), end.unwrap_or(End::TimedOut)))
}

/// With which steps an attempt can begin at an instant.
fn entries<'a>(pace: &'a Pace, instant: &'a Instant<'_>) -> impl Iterator<Item = usize> + 'a {
    let most = match pace.terms.is_open {
        true => pace.steps,
        false => 1,
    };
    let is_in_range = pace.range.contains(instant.time());
    (0..most).filter(move |step| is_in_range && instant.fits(*step))
}

/// What all starts so far came to.
#[derive(Default)]
struct Found {
    best: Option<Merit>,
    has_entered: bool,
    /// The greatest depth of an attempt that no exclusion ended.
    spared: usize,
}

impl Found {
    /// Takes in how a start fares after an instant; tells whether it goes on.
    fn goes_on(&mut self, start: &Start, end: Option<End>) -> bool {
        let merit = start.merit();
        if self.best.is_none_or(|best| merit.is_better_than(&best)) {
            self.best = Some(merit);
        }
        if let Some(end) = end {
            self.end(start, end);
        }
        end.is_none()
    }

    fn end(&mut self, start: &Start, end: End) {
        if !matches!(end, End::Excluded(_)) {
            self.spared = self.spared.max(start.depth);
        }
    }

    fn answer(self, pace: &Pace) -> Option<Merit> {
        let drops = pace.terms.on_exclusion == OnExclusion::Drop;
        self.best.filter(|best| !drops || self.spared >= best.depth)
    }
}

/// Whether what a later start has more is never to its harm. An exclusion ends who got on and spares who could not:
/// so then all starts must get on alike, as they do without limits and where anything may lie between. And who may be
/// dropped is told by all of them.
fn can_leave_out(pace: &Pace) -> bool {
    let terms = &pace.terms;
    let get_on_alike = terms.order == Order::Ordered && terms.limits.iter().all(Option::is_none);
    terms.exclusions.is_empty() || get_on_alike && terms.on_exclusion == OnExclusion::Keep
}

/// Leaves out starts that have nothing that a later one has not. They stand in the order of their times.
fn leave_out_dominated(pace: &Pace, starts: &mut Vec<Start>) {
    if starts.len() < 2 {
        return;
    }
    let mut at = 0;
    while at < starts.len() {
        let start = &starts[at];
        let is_dominated = starts[at + 1..].iter().any(|later| {
            later.entry <= start.entry
                && (0..pace.steps).all(|step| start.filled[step] <= later.filled[step])
        });
        if is_dominated {
            starts.remove(at);
        } else {
            at += 1;
        }
    }
}

impl Start {
    fn at(pace: &Pace, instant: &Instant<'_>, entry: usize) -> Self {
        let time = instant.time();
        let mut start = Self {
            time,
            entry,
            filled: [None; MAX_STEPS],
            depth: entry + 1,
            completion: time,
        };
        start.filled[entry] = Some(time);
        for last in entry + 1..pace.steps {
            if instant.can_fill(&between(pace, entry, last)) {
                start.fill(last, time);
            }
        }
        start
    }

    fn merit(&self) -> Merit {
        Merit {
            depth: self.depth,
            entry: self.entry,
            completion: self.completion,
            start: self.time,
        }
    }

    fn fill(&mut self, step: usize, time: Time) {
        self.filled[step] = Some(time);
        if step + 1 > self.depth {
            self.depth = step + 1;
            self.completion = time;
        }
    }

    /// Goes on with the events of a later instant; how it ended, if it did.
    fn meet(&mut self, pace: &Pace, instant: &Instant<'_>) -> Option<End> {
        let time = instant.time();
        if time.since(self.time) > pace.window {
            return Some(End::TimedOut);
        }
        let (before, depth) = (self.filled, self.depth);
        let until = depth.min(pace.steps - 1);
        for (reached, last) in before.iter().enumerate().take(until).skip(self.entry) {
            if let Some(last) = last {
                self.advance(pace, instant, reached, *last);
            }
        }
        if self.depth == depth && pace.terms.end(depth, instant.excludes()) {
            return Some(End::Excluded(time));
        }
        self.end_of_instant(pace, instant)
    }

    /// Fills steps after `reached`, which was filled at `last`.
    fn advance(&mut self, pace: &Pace, instant: &Instant<'_>, reached: usize, last: Time) {
        let time = instant.time();
        for next in reached + 1..pace.steps {
            let is_in_time = pace
                .terms
                .limit(next)
                .is_none_or(|limit| time.since(last) <= limit);
            if is_in_time && instant.fits(next) {
                self.fill(next, time);
                for deeper in next + 1..pace.steps {
                    if instant.can_fill(&between(pace, next, deeper)) {
                        self.fill(deeper, time);
                    }
                }
            }
            if !pace.terms.optional.contains(next) {
                break;
            }
        }
    }

    /// What an instant leaves of it.
    fn end_of_instant(&mut self, pace: &Pace, instant: &Instant<'_>) -> Option<End> {
        if self.depth == pace.steps {
            return Some(End::Converted(instant.time()));
        }
        if pace.terms.order != Order::Strict || !instant.breaks() {
            return None;
        }
        let time = Some(instant.time());
        for filled in &mut self.filled {
            if *filled != time {
                *filled = None;
            }
        }
        let is_over = self.filled.iter().all(Option::is_none);
        is_over.then_some(End::Broken(instant.time()))
    }
}

/// The steps that an instant must fill to get from one to a later one: all that are not optional, with both ends.
fn between(pace: &Pace, from: usize, to: usize) -> Vec<usize> {
    let must = |step: &usize| *step == from || *step == to || !pace.terms.optional.contains(*step);
    (from..=to).filter(must).collect()
}
