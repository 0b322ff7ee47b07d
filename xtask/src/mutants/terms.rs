//! The mutants of funnels under terms.

use super::mutant::{Mutant, mutant};

const TERMS: &str = "funnel/terms.rs";
const PACE: &str = "funnel/pace.rs";
const STARTS: &str = "funnel/starts.rs";
const FOLLOW: &str = "funnel/follow.rs";
const ANY_ORDER: &str = "funnel/any_order.rs";
const CHOOSE: &str = "funnel/choose.rs";

/// All of these.
pub(super) const MUTANTS: &[Mutant] = &[
    mutant(
        "a strict attempt outlives what breaks it",
        STARTS,
        "if *filled != time {",
        "if filled.is_none() {",
    ),
    mutant(
        "strict attempts break at their own instant",
        STARTS,
        "if *filled != time {",
        "if filled.is_some() {",
    ),
    mutant(
        "a limit excludes its end",
        STARTS,
        "time.since(last) <= limit",
        "time.since(last) < limit",
    ),
    mutant(
        "a limit runs from the start",
        STARTS,
        "time.since(last) <= limit",
        "time.since(self.time) <= limit",
    ),
    mutant(
        "an exclusion ends who advances at that instant",
        STARTS,
        "if self.depth == depth && pace",
        "if pace",
    ),
    mutant(
        "an exclusion is judged after its instant",
        STARTS,
        "if self.depth == depth && pace.terms.end(depth, instant.excludes())",
        "if pace.terms.end(self.depth, instant.excludes())",
    ),
    mutant(
        "every step can be left out",
        STARTS,
        "if !pace.terms.optional.contains(next) {",
        "if next > MAX_STEPS {",
    ),
    mutant(
        "no step can be left out",
        STARTS,
        "if !pace.terms.optional.contains(next) {",
        "if next < MAX_STEPS {",
    ),
    mutant(
        "a start is let go though a limit tells it apart",
        STARTS,
        "get_on_alike && terms.on_exclusion",
        "terms.on_exclusion",
    ),
    mutant(
        "an open entry is in the first step",
        STARTS,
        "true => pace.steps,",
        "true => 1,",
    ),
    mutant(
        "nobody is dropped",
        STARTS,
        "self.spared >= best.depth",
        "self.spared <= pace.steps",
    ),
    mutant(
        "an exclusion reaches beyond its last step",
        TERMS,
        "depth < exclusion.until",
        "depth <= exclusion.until",
    ),
    mutant(
        "an exclusion begins a step late",
        TERMS,
        "exclusion.after <= depth",
        "exclusion.after < depth",
    ),
    mutant(
        "the later completion is better",
        PACE,
        ".then(other.completion.cmp(&self.completion))",
        ".then(self.completion.cmp(&other.completion))",
    ),
    mutant(
        "the later entry step is better",
        PACE,
        ".then(other.entry.cmp(&self.entry))",
        ".then(self.entry.cmp(&other.entry))",
    ),
    mutant(
        "nobody waits for what does not break",
        FOLLOW,
        "let may_wait = is_strict || later",
        "let may_wait = later",
    ),
    mutant(
        "fewer optional steps are better",
        FOLLOW,
        "chain.steps().cmp(&best.steps())",
        "best.steps().cmp(&chain.steps())",
    ),
    mutant(
        "later steps are better",
        FOLLOW,
        "best.instants(depth).cmp(&chain.instants(depth))",
        "chain.instants(depth).cmp(&best.instants(depth))",
    ),
    mutant(
        "nobody waits for the sake of a limit",
        FOLLOW,
        "if !may_wait {",
        "if later > at {",
    ),
    mutant(
        "anchors hold nothing back",
        ANY_ORDER,
        "is_some_and(|from| *from <= event)",
        "is_none_or(|from| *from <= event)",
    ),
    mutant(
        "a filled group takes later events",
        ANY_ORDER,
        "is_none_or(|until| event < *until)",
        "is_none_or(|until| event <= *until + self.stream.len())",
    ),
    mutant(
        "events that hold a step can't move",
        ANY_ORDER,
        "if !self.augment(self.held[holder].0, tried) => (),",
        "if holder < usize::MAX => (),",
    ),
    mutant(
        "others begin while an attempt goes on",
        CHOOSE,
        "End::TimedOut => attempt.start.plus(pace.window),",
        "End::TimedOut => attempt.start,",
    ),
    mutant(
        "what breaks an attempt begins none",
        CHOOSE,
        "event.time == ended && !may_begin",
        "event.time == ended",
    ),
    mutant(
        "what an exclusion ended stays",
        CHOOSE,
        "if !is_dropped {",
        "if !is_dropped || may_begin == may_begin {",
    ),
];
