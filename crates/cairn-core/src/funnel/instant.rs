//! The events of one instant: which consecutive steps they can fill, each event used once (semantics S16).

use super::MAX_STEPS;
use crate::id::EventId;
use crate::time::Time;

/// An event of a subject's stream, or a conversion that happens between events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FunnelEvent {
    /// When.
    pub time: Time,
    /// Which; orders the events of one instant where a choice must be made.
    pub event_id: EventId,
    /// Bit `i` is set if it can fill step `i + 1`.
    pub steps: u32,
    /// Bit `i` is set if it fits exclusion `i` of the terms.
    pub excludes: u32,
    /// Whether it may not lie between steps where the order is strict.
    pub breaks: bool,
    /// Its place in the journey.
    pub source: usize,
}

/// Events that share one time, in order of event id.
#[derive(Clone, Copy)]
pub(super) struct Instant<'a> {
    events: &'a [FunnelEvent],
    /// Where the first of them stands in the stream.
    offset: usize,
}

impl<'a> Instant<'a> {
    /// The instants of a stream sorted by time.
    pub(super) fn all(stream: &'a [FunnelEvent]) -> impl Iterator<Item = Self> {
        let mut offset = 0;
        stream.chunk_by(|a, b| a.time == b.time).map(move |events| {
            let instant = Self { events, offset };
            offset += events.len();
            instant
        })
    }

    pub(super) fn time(&self) -> Time {
        self.events[0].time
    }

    /// Where its events begin in the stream.
    pub(super) fn offset(&self) -> usize {
        self.offset
    }

    pub(super) fn events(&self) -> &'a [FunnelEvent] {
        self.events
    }

    /// The exclusions that some event fits, by bits.
    pub(super) fn excludes(&self) -> u32 {
        { self.events.iter() }.fold(0, |bits, event| bits | event.excludes)
    }

    /// Whether some event may not lie between steps where the order is strict.
    pub(super) fn breaks(&self) -> bool {
        self.events.iter().any(|event| event.breaks)
    }

    /// Whether some event fits a step, counted from 0.
    pub(super) fn fits(&self, step: usize) -> bool {
        self.events
            .iter()
            .any(|event| event.steps & (1 << step) != 0)
    }

    /// Whether different events can fill all of some ascending steps.
    pub(super) fn can_fill(&self, steps: &[usize]) -> bool {
        if steps.len() > self.events.len() || !steps.iter().all(|step| self.fits(*step)) {
            return false;
        }
        steps.len() == 1 || {
            let mut matching = Matching::of(self.candidates(set_of(steps)));
            steps.iter().all(|step| matching.add_step(*step))
        }
    }

    /// Places in the stream of the events that fill some ascending steps, which must be possible. Where there is a
    /// choice the earlier step takes the smaller event id.
    pub(super) fn fill_all(&self, steps: &[usize]) -> Vec<usize> {
        let mut free = self.candidates(set_of(steps));
        let mut filled = Vec::with_capacity(steps.len());
        for (place, step) in steps.iter().enumerate() {
            let leaves_the_rest_possible = |taken: &usize| {
                let others = free.iter().enumerate().filter(|(at, _)| at != taken);
                let mut matching = Matching::of(others.map(|(_, candidate)| *candidate).collect());
                { steps[place + 1..].iter() }.all(|later| matching.add_step(*later))
            };
            let fitting = (0..free.len()).filter(|at| free[*at].steps & (1 << step) != 0);
            let Some(taken) = { fitting }.find(leaves_the_rest_possible) else {
                break;
            };
            filled.push(self.offset + free.remove(taken).at);
        }
        filled
    }

    /// The greatest step `s ≤ limit` such that the steps `reached + 1 ..= s` can all be filled by
    /// different events of this instant; `reached` if none can.
    pub(super) fn reach(&self, reached: usize, limit: usize) -> usize {
        if let [only] = self.events {
            let fits = reached < limit && only.steps & (1 << reached) != 0;
            return reached + usize::from(fits);
        }
        let most = limit.min(reached + self.events.len());
        let steps_in_question = mask_below(most) & !mask_below(reached);
        let mut matching = Matching::of(self.candidates(steps_in_question));
        (reached..most)
            .find(|step| !matching.add_step(*step))
            .unwrap_or(most)
    }

    /// Places in the stream of the events that fill the steps `reached + 1 ..= until`, which must be
    /// possible. Where there is a choice the earlier step takes the smaller event id.
    pub(super) fn fill(&self, reached: usize, until: usize) -> Vec<usize> {
        if let [only] = self.events {
            let fits = reached < until && only.steps & (1 << reached) != 0;
            return if fits { vec![self.offset] } else { Vec::new() };
        }
        self.fill_all(&(reached..until).collect::<Vec<_>>())
    }

    /// The events that fit one of some steps, reduced to that part of their fit. Of events that fit the same ones
    /// only as many are kept as there are steps: more can't be used.
    fn candidates(&self, steps_in_question: u32) -> Vec<Candidate> {
        let most = steps_in_question.count_ones() as usize;
        let mut kept_per_fit: Vec<(u32, usize)> = Vec::new();
        let mut candidates = Vec::new();
        for (at, event) in self.events.iter().enumerate() {
            let steps = event.steps & steps_in_question;
            if steps == 0 {
                continue;
            }
            let known = kept_per_fit.iter_mut().find(|(fit, _)| *fit == steps);
            match known {
                Some((_, kept)) if *kept >= most => continue,
                Some((_, kept)) => *kept += 1,
                None => kept_per_fit.push((steps, 1)),
            }
            candidates.push(Candidate { at, steps });
        }
        candidates
    }
}

fn set_of(steps: &[usize]) -> u32 {
    steps.iter().fold(0, |set, step| set | 1 << step)
}

fn mask_below(step: usize) -> u32 {
    debug_assert!(step <= MAX_STEPS);
    (1_u32 << step) - 1
}

#[derive(Clone, Copy)]
struct Candidate {
    /// Place within the instant.
    at: usize,
    /// Steps it can fill, among those in question.
    steps: u32,
}

/// A bipartite matching of steps to events that grows by augmenting paths (Kuhn, 1955).
struct Matching {
    candidates: Vec<Candidate>,
    /// For each candidate the step it fills.
    step_of: Vec<Option<usize>>,
}

impl Matching {
    fn of(candidates: Vec<Candidate>) -> Self {
        let step_of = vec![None; candidates.len()];
        Self {
            candidates,
            step_of,
        }
    }

    /// Fills one more step, moving earlier ones if need be; false if no event can be found for it.
    fn add_step(&mut self, step: usize) -> bool {
        let mut tried = vec![false; self.candidates.len()];
        self.augment(step, &mut tried)
    }

    fn augment(&mut self, step: usize, tried: &mut [bool]) -> bool {
        for at in 0..self.candidates.len() {
            if tried[at] || self.candidates[at].steps & (1 << step) == 0 {
                continue;
            }
            tried[at] = true;
            let is_free = match self.step_of[at] {
                None => true,
                Some(holder) => self.augment(holder, tried),
            };
            if is_free {
                self.step_of[at] = Some(step);
                return true;
            }
        }
        false
    }
}
