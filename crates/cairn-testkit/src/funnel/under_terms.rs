//! The funnel under any terms by brute force (semantics S16 to S21): from each start every chain there is.
//!
//! **Chain**: different events that fill steps; the first at the start, none more than the window after it. In order:
//! steps ascend, only optional ones are left out, times never decrease, the time since the step filled before keeps
//! the limit, and where the order is strict no event that breaks lies at a time between those of two steps. In any
//! order: an anchored step cuts the others into groups; a step needs all steps of the groups before it, filled no later.
//!
//! **Attempt**: all chains of one start. Its depth at a time is that of its deepest chain by then. An exclusion ends
//! it at a time when its depth before lies between the two steps and no chain of that time is deeper. What was reached
//! stays. Where the order is strict it is over when no chain can go on.
//!
//! **Which attempt**: the deepest, then the one with the earliest entry step, then the earliest completion, then the
//! latest start. **Which events**: of its chains that get there then the one with the most steps filled, then with the
//! earliest times, step by step, then the smallest positions, step by step; in any order the smallest positions.

use std::cmp::Reverse;

use cairn_core::funnel::{Attempt, Entry, FunnelEvent, OnExclusion, Order, Pace, StepSet};
use cairn_core::time::Time;

use super::brute_force::{distance, fits, in_range};

/// Steps and the places of the events that fill them, in the order they were filled.
type Chain = Vec<(usize, usize)>;

/// How an attempt ended, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Converted(Time),
    Excluded(Time),
    Broken(Time),
    TimedOut,
}

/// A start with its chains.
struct Begun<'a> {
    pace: &'a Pace,
    stream: &'a [FunnelEvent],
    start: Time,
    entry: usize,
    chains: Vec<Chain>,
}

/// The attempt that counts.
pub fn brute_force_under_terms(pace: &Pace, stream: &[FunnelEvent]) -> Option<Attempt> {
    let mut begun = all_begun(pace, stream, &|_| true);
    if pace.entry == Entry::First {
        begun.truncate(1);
    }
    let rank = |begun: &Begun<'_>| {
        let (depth, completion) = begun.reached();
        let entry = Reverse(begun.entry);
        (depth, entry, Reverse(completion), begun.start)
    };
    let best = begun.iter().max_by_key(|begun| rank(begun))?;
    let depth = best.reached().0;
    let is_spared =
        |begun: &Begun<'_>| begun.reached().0 == depth && !matches!(begun.end(), End::Excluded(_));
    let drops = pace.terms.on_exclusion == OnExclusion::Drop;
    (!drops || begun.iter().any(is_spared)).then(|| best.chosen())
}

/// Every attempt where a subject may enter again.
pub fn all_under_terms(pace: &Pace, stream: &[FunnelEvent]) -> Vec<Attempt> {
    let mut attempts = Vec::new();
    // What may begin: after a time, or from it on.
    let mut from: (Time, bool) = (Time::MIN, true);
    loop {
        let may_begin = |time: Time| time > from.0 || from.1 && time == from.0;
        let Some(begun) = all_begun(pace, stream, &may_begin).into_iter().next() else {
            return attempts;
        };
        let end = begun.end();
        from = match end {
            End::Converted(time) | End::Excluded(time) => (time, false),
            End::Broken(time) => (time, true),
            End::TimedOut => (begun.start.plus(pace.window), false),
        };
        let is_excluded = matches!(end, End::Excluded(_));
        if !(is_excluded && pace.terms.on_exclusion == OnExclusion::Drop) {
            attempts.push(begun.chosen());
        }
    }
}

/// All starts, by time and by the step they begin with.
fn all_begun<'a>(
    pace: &'a Pace,
    stream: &'a [FunnelEvent],
    may_begin: &dyn Fn(Time) -> bool,
) -> Vec<Begun<'a>> {
    let mut times: Vec<Time> = stream.iter().map(|event| event.time).collect();
    times.dedup();
    times.retain(|time| in_range(pace, *time) && may_begin(*time));
    let mut all = Vec::new();
    for start in times {
        let entries = match pace.terms.order {
            Order::Any { .. } => 0..1,
            _ if pace.terms.is_open => 0..pace.steps,
            _ => 0..1,
        };
        for entry in entries {
            let mut begun = Begun {
                pace,
                stream,
                start,
                entry,
                chains: Vec::new(),
            };
            match pace.terms.order {
                Order::Any { anchored } => begun.assign(&groups(pace.steps, anchored)),
                Order::Ordered | Order::Strict => begun.lengthen(&mut Vec::new()),
            }
            if !begun.chains.is_empty() {
                all.push(begun);
            }
        }
    }
    all
}

/// The group of each step.
fn groups(steps: usize, anchored: StepSet) -> Vec<usize> {
    let mut groups = vec![0];
    for step in 1..steps {
        let is_cut = anchored.contains(step) || anchored.contains(step - 1);
        groups.push(groups[step - 1] + usize::from(is_cut));
    }
    groups
}

impl Begun<'_> {
    fn lengthen(&mut self, chain: &mut Chain) {
        let (pace, stream) = (self.pace, self.stream);
        for step in self.entry..pace.steps {
            for at in 0..stream.len() {
                if self.can_follow(chain, step, at) {
                    chain.push((step, at));
                    self.chains.push(chain.clone());
                    self.lengthen(chain);
                    chain.pop();
                }
            }
        }
    }

    fn can_follow(&self, chain: &Chain, step: usize, at: usize) -> bool {
        let (pace, stream, terms) = (self.pace, self.stream, &self.pace.terms);
        let time = stream[at].time;
        if !fits(&stream[at], step) || chain.iter().any(|(_, used)| *used == at) {
            return false;
        }
        let Some((before, last)) = chain.last() else {
            return step == self.entry && time == self.start;
        };
        let last = stream[*last].time;
        let leaves_out_only_optional =
            step > *before && (before + 1..step).all(|between| terms.optional.contains(between));
        let limit = terms.limits.get(step).copied().flatten();
        leaves_out_only_optional
            && time >= last
            && distance(self.start, time) <= i128::from(pace.window.micros())
            && limit.is_none_or(|limit| distance(last, time) <= i128::from(limit.micros()))
            && (terms.order != Order::Strict || !self.breaks_between(last, time))
    }

    fn breaks_between(&self, after: Time, before: Time) -> bool {
        let breaks =
            |event: &FunnelEvent| event.breaks && after < event.time && event.time < before;
        self.stream.iter().any(breaks)
    }

    /// All assignments of different steps to different events that hold, told by their places.
    fn assign(&mut self, groups: &[usize]) {
        let window = i128::from(self.pace.window.micros());
        let from_start = |event: &FunnelEvent| distance(self.start, event.time);
        let is_inside = |at: &usize| (0..=window).contains(&from_start(&self.stream[*at]));
        let places: Vec<usize> = (0..self.stream.len()).filter(is_inside).collect();
        let mut all = vec![Vec::new()];
        for at in places {
            let mut more = Vec::new();
            for chain in &all {
                for step in 0..self.pace.steps {
                    let is_free = chain.iter().all(|(used, _)| *used != step);
                    if is_free && fits(&self.stream[at], step) {
                        let mut chain: Chain = chain.clone();
                        chain.push((step, at));
                        more.push(chain);
                    }
                }
            }
            all.append(&mut more);
        }
        all.retain(|chain| self.holds(groups, chain));
        self.chains = all;
    }

    fn holds(&self, groups: &[usize], chain: &Chain) -> bool {
        let Some((_, first)) = chain.first() else {
            return false;
        };
        let time_of = |step: usize| {
            let fill = chain.iter().find(|(filled, _)| *filled == step)?;
            Some(self.stream[fill.1].time)
        };
        let needs = |step: usize, time: Time| {
            let mut before = (0..groups.len()).filter(|other| groups[*other] < groups[step]);
            before.all(|other| time_of(other).is_some_and(|earlier| earlier <= time))
        };
        self.stream[*first].time == self.start && { chain.iter() }
            .all(|(step, at)| needs(*step, self.stream[*at].time))
    }

    fn depth(&self, chain: &Chain) -> usize {
        match self.pace.terms.order {
            Order::Any { .. } => chain.len(),
            _ => chain.last().map_or(0, |(step, _)| step + 1),
        }
    }

    fn last(&self, chain: &Chain) -> Time {
        let times = chain.iter().map(|(_, at)| self.stream[*at].time);
        times.max().unwrap_or(self.start)
    }

    /// The depth by a time, and of chains that got there before it.
    fn depth_by(&self, time: Time) -> (usize, usize) {
        let deepest = |holds: &dyn Fn(Time) -> bool| {
            let chains = self.chains.iter().filter(|chain| holds(self.last(chain)));
            chains.map(|chain| self.depth(chain)).max().unwrap_or(0)
        };
        (deepest(&|last| last < time), deepest(&|last| last <= time))
    }

    fn end(&self) -> End {
        let window = i128::from(self.pace.window.micros());
        let mut times: Vec<Time> = self.stream.iter().map(|event| event.time).collect();
        times.dedup();
        times.retain(|time| (0..=window).contains(&distance(self.start, *time)));
        for time in times {
            let (before, by) = self.depth_by(time);
            if by == self.pace.steps {
                return End::Converted(time);
            }
            let here = self.stream.iter().filter(|event| event.time == time);
            let exclusions = self.pace.terms.exclusions.iter().enumerate();
            let ends = |event: &FunnelEvent| {
                exclusions.clone().any(|(bit, exclusion)| {
                    event.excludes & (1 << bit) != 0
                        && exclusion.after <= before
                        && before < exclusion.until
                })
            };
            if by == before && here.clone().any(ends) {
                return End::Excluded(time);
            }
            if self.pace.terms.order == Order::Strict {
                let goes_on = |chain: &Chain| {
                    let last = self.last(chain);
                    let breaks = |event: &FunnelEvent| {
                        event.breaks && last < event.time && event.time <= time
                    };
                    last <= time && !self.stream.iter().any(breaks)
                };
                if !self.chains.iter().any(goes_on) {
                    return End::Broken(time);
                }
            }
        }
        End::TimedOut
    }

    /// Until when chains count.
    fn until(&self) -> Time {
        match self.end() {
            End::Converted(time) | End::Excluded(time) | End::Broken(time) => time,
            End::TimedOut => Time::MAX,
        }
    }

    /// Depth and completion.
    fn reached(&self) -> (usize, Time) {
        let until = self.until();
        let in_time = self.chains.iter().filter(|chain| self.last(chain) <= until);
        let depth = in_time.clone().map(|chain| self.depth(chain)).max();
        let depth = depth.unwrap_or(0);
        let completions = in_time.filter(|chain| self.depth(chain) == depth);
        let completion = completions.map(|chain| self.last(chain)).min();
        (depth, completion.unwrap_or(self.start))
    }

    fn chosen(&self) -> Attempt {
        let (depth, completion) = self.reached();
        let gets_there =
            |chain: &&Chain| self.depth(chain) == depth && self.last(chain) == completion;
        let is_any = matches!(self.pace.terms.order, Order::Any { .. });
        let by_step = |chain: &Chain| -> Vec<Option<usize>> {
            if is_any {
                return chain.iter().map(|(_, at)| Some(*at)).collect();
            }
            let fill = |step| chain.iter().find(|(filled, _)| *filled == step);
            (0..depth)
                .map(|step| fill(step).map(|(_, at)| *at))
                .collect()
        };
        let rank = |chain: &&Chain| {
            let steps = by_step(chain);
            let late = |at: &Option<usize>| at.map_or(Time::MAX, |at| self.stream[at].time);
            let times: Vec<Time> = match is_any {
                true => Vec::new(),
                false => steps.iter().map(late).collect(),
            };
            let places: Vec<usize> = steps.iter().flatten().copied().collect();
            (Reverse(chain.len()), times, places)
        };
        let chosen = self.chains.iter().filter(gets_there).min_by_key(rank);
        Attempt {
            start: self.start,
            filled: chosen.map(by_step).unwrap_or_default(),
        }
    }
}
