//! Which events fill the steps of the attempt that was chosen.
//!
//! Of all chains from its start to its depth and completion: the one with the most steps filled, then with every step
//! as early as possible, the earlier step first; of several events of one instant the earlier step takes the smaller
//! event id.

use std::collections::BTreeMap;

use super::FunnelEvent;
use super::instant::Instant;
use super::pace::{Attempt, Merit, Pace};
use super::terms::Order;
use crate::time::Time;

/// The attempt of this merit, which the stream must hold.
pub(super) fn follow(pace: &Pace, stream: &[FunnelEvent], merit: Merit) -> Attempt {
    let from = stream.partition_point(|event| event.time < merit.start);
    let until = stream.partition_point(|event| event.time <= merit.completion);
    let instants: Vec<Instant<'_>> = Instant::all(&stream[from..until]).collect();
    let mut search = Search {
        pace,
        merit,
        instants: &instants,
        known: BTreeMap::new(),
    };
    let chain = search.begin();
    let mut filled = vec![None; merit.depth];
    for block in chain.blocks() {
        let instant = &instants[block.instant];
        for (step, at) in block.steps.iter().zip(instant.fill_all(&block.steps)) {
            filled[*step] = Some(from + at);
        }
    }
    Attempt {
        start: merit.start,
        filled,
    }
}

/// Steps that are filled in one instant.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Block {
    instant: usize,
    steps: Vec<usize>,
}

/// Blocks up to the attempt's depth, the last first; none if the depth can't be reached.
#[derive(Debug, Clone, Default)]
struct Chain(Vec<Block>);

impl Chain {
    fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.0.iter().rev()
    }

    fn steps(&self) -> usize {
        self.0.iter().map(|block| block.steps.len()).sum()
    }

    /// By step in which instant it is filled; what is left out comes after everything.
    fn instants(&self, depth: usize) -> Vec<usize> {
        let mut instants = vec![usize::MAX; depth];
        for block in &self.0 {
            for step in &block.steps {
                instants[*step] = block.instant;
            }
        }
        instants
    }
}

struct Search<'a> {
    pace: &'a Pace,
    merit: Merit,
    instants: &'a [Instant<'a>],
    /// The best chain after a step that was filled in an instant.
    known: BTreeMap<(usize, usize), Option<Chain>>,
}

impl Search<'_> {
    fn begin(&mut self) -> Chain {
        let mut best = None;
        for last in self.merit.entry..self.merit.depth {
            self.consider(&mut best, 0, self.merit.entry, last);
        }
        debug_assert!(best.is_some(), "the stream holds no attempt of this merit");
        best.unwrap_or_default()
    }

    /// The best chain that goes on after `reached` was filled in an instant.
    fn after(&mut self, reached: usize, at: usize) -> Option<Chain> {
        if reached + 1 == self.merit.depth {
            let is_there = self.instants[at].time() == self.merit.completion;
            return is_there.then(Chain::default);
        }
        if let Some(known) = self.known.get(&(reached, at)) {
            return known.clone();
        }
        let mut best = None;
        for next in reached + 1..self.merit.depth {
            self.go_on(&mut best, at, next);
            if !self.pace.terms.optional.contains(next) {
                break;
            }
        }
        self.known.insert((reached, at), best.clone());
        best
    }

    /// Tries chains that go on after an instant with this step.
    fn go_on(&mut self, best: &mut Option<Chain>, at: usize, next: usize) {
        let terms = &self.pace.terms;
        let (limit, last) = (terms.limit(next), self.instants[at].time());
        let is_strict = terms.order == Order::Strict;
        // Waiting longer is never better, unless a later step has a limit, or what lies between breaks.
        let later = next + 1..self.merit.depth;
        let may_wait = is_strict || later.into_iter().any(|step| terms.limit(step).is_some());
        let is_in_time = |time: Time| limit.is_none_or(|limit| time.since(last) <= limit);
        for later in at + 1..self.instants.len() {
            let instant = &self.instants[later];
            if !is_in_time(instant.time()) {
                return;
            }
            if instant.fits(next) {
                for deepest in next..self.merit.depth {
                    self.consider(best, later, next, deepest);
                }
                if !may_wait {
                    return;
                }
            }
            if is_strict && instant.breaks() {
                return;
            }
        }
    }

    /// Tries the chains that fill steps from one to another in an instant, both of them.
    fn consider(&mut self, best: &mut Option<Chain>, at: usize, from: usize, to: usize) {
        let Some(steps) = self.most_steps(at, from, to) else {
            return;
        };
        let Some(mut chain) = self.after(to, at) else {
            return;
        };
        chain.0.push(Block { instant: at, steps });
        let depth = self.merit.depth;
        let is_better = best.as_ref().is_none_or(|best| {
            let more = chain.steps().cmp(&best.steps());
            let earlier = || best.instants(depth).cmp(&chain.instants(depth));
            more.then_with(earlier).is_gt()
        });
        if is_better {
            *best = Some(chain);
        }
    }

    /// The steps that an instant can fill from one to another, both of them: with as many optional ones as it can,
    /// the earlier ones first; `None` if a step that is not optional can't be filled.
    fn most_steps(&self, at: usize, from: usize, to: usize) -> Option<Vec<usize>> {
        let optional = self.pace.terms.optional;
        let is_inside = |step: usize| from < step && step < to;
        let mut steps: Vec<usize> = (from..=to)
            .filter(|step| !(is_inside(*step) && optional.contains(*step)))
            .collect();
        if !self.instants[at].can_fill(&steps) {
            return None;
        }
        for step in (from + 1..to).filter(|step| optional.contains(*step)) {
            let mut more = steps.clone();
            more.push(step);
            more.sort_unstable();
            if self.instants[at].can_fill(&more) {
                steps = more;
            }
        }
        Some(steps)
    }
}
