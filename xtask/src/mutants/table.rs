//! The mutants. Whoever changes a kernel moves the texts here along; a text that is gone stops the run.

/// A mistake someone could make in a kernel.
pub(super) struct Mutant {
    /// What is wrong with it.
    pub(super) name: &'static str,
    /// Where, under `crates/cairn-core/src`.
    pub(super) file: &'static str,
    /// The right text; it occurs exactly once.
    pub(super) original: &'static str,
    /// The wrong text.
    pub(super) mutated: &'static str,
}

const fn mutant(
    name: &'static str,
    file: &'static str,
    original: &'static str,
    mutated: &'static str,
) -> Mutant {
    Mutant {
        name,
        file,
        original,
        mutated,
    }
}

const KERNEL: &str = "funnel/kernel.rs";
const INSTANT: &str = "funnel/instant.rs";
const TERMS: &str = "funnel/terms.rs";
const PACE: &str = "funnel/pace.rs";
const STARTS: &str = "funnel/starts.rs";
const FOLLOW: &str = "funnel/follow.rs";
const ANY_ORDER: &str = "funnel/any_order.rs";
const CHOOSE: &str = "funnel/choose.rs";
const STREAM: &str = "funnel/stream.rs";
const SUMMARY: &str = "funnel/summary.rs";
const CONVERSIONS: &str = "goal/conversions.rs";
const SESSION: &str = "session.rs";

/// All of them.
pub(super) const MUTANTS: &[Mutant] = &[
    mutant(
        "window excludes its end, choosing a start",
        KERNEL,
        "if time.since(start) > pace.window {",
        "if time.since(start) >= pace.window {",
    ),
    mutant(
        "window excludes its end, following it",
        KERNEL,
        "instant.time().since(start) > pace.window",
        "instant.time().since(start) >= pace.window",
    ),
    mutant(
        "window runs from the previous step",
        KERNEL,
        "instant.time().since(start) > pace.window",
        "{ let last = filled.last().map_or(start, |at: &usize| stream[*at].time); \
         instant.time().since(last) > pace.window }",
    ),
    mutant(
        "chains outlive their window",
        KERNEL,
        "if time.since(start) > pace.window {",
        "if false {",
    ),
    mutant(
        "a later start never replaces an earlier one",
        KERNEL,
        "*step = Some(time);",
        "*step = (*step).or(Some(time));",
    ),
    mutant(
        "a later chain never replaces an earlier one",
        KERNEL,
        "*step = (*step).max(Some(start));",
        "*step = (*step).or(Some(start));",
    ),
    mutant(
        "chains advance from shallow to deep",
        KERNEL,
        "for reached in (1..=depth.min(pace.steps - 1)).rev() {",
        "for reached in 1..=depth.min(pace.steps - 1) {",
    ),
    mutant(
        "range ignored by entry best",
        KERNEL,
        "if pace.range.contains(time) {",
        "if true {",
    ),
    mutant(
        "range ignored by entry first",
        KERNEL,
        " && pace.range.contains(event.time)",
        "",
    ),
    mutant(
        "range includes its end",
        "range.rs",
        "self.start <= time && time < self.end",
        "self.start <= time && time <= self.end",
    ),
    mutant(
        "entry first counts the best attempt",
        KERNEL,
        "Entry::First => first_start(pace, stream)?,",
        "Entry::First => best_start(pace, stream)?,",
    ),
    mutant(
        "entry best counts the first attempt",
        KERNEL,
        "Entry::Best => best_start(pace, stream)?,",
        "Entry::Best => first_start(pace, stream)?,",
    ),
    mutant(
        "of equal depths the later completion",
        KERNEL,
        "let newly_reached = (depth_before..pace.steps)",
        "let newly_reached = (depth_before.saturating_sub(1)..pace.steps)",
    ),
    mutant(
        "one step per instant",
        INSTANT,
        "let most = limit.min(reached + self.events.len());",
        "let most = limit.min(reached + 1);",
    ),
    mutant(
        "events of an instant in order of id",
        INSTANT,
        "for at in 0..self.candidates.len() {",
        "let after = self.step_of.iter().rposition(Option::is_some).map_or(0, |at| at + 1);\n\
         for at in after..self.candidates.len() {",
    ),
    mutant(
        "a lone event fills all steps it fits",
        INSTANT,
        "return reached + usize::from(fits);",
        "return if fits { (reached..limit).find(|step| only.steps & (1 << step) == 0)\
         .unwrap_or(limit) } else { reached };",
    ),
    mutant(
        "an event fills two steps of an instant",
        INSTANT,
        "Some(holder) => self.augment(holder, tried),",
        "Some(_) => true,",
    ),
    mutant(
        "matching without augmenting",
        INSTANT,
        "Some(holder) => self.augment(holder, tried),",
        "Some(_) => false,",
    ),
    mutant(
        "one candidate per fit",
        INSTANT,
        "Some((_, kept)) if *kept >= until - reached => continue,",
        "Some((_, kept)) if *kept >= 1 => continue,",
    ),
    mutant(
        "the greater event id first",
        INSTANT,
        "{ fitting }.find(leaves_the_rest_possible)",
        "fitting.rev().find(leaves_the_rest_possible)",
    ),
    mutant(
        "a step takes an event the rest needs",
        INSTANT,
        "matching.add_step(later))",
        "matching.add_step(later) || true)",
    ),
    mutant(
        "a window that ends now is open",
        STREAM,
        "attempt.start.plus(plan.window) > plan.now",
        "attempt.start.plus(plan.window) >= plan.now",
    ),
    mutant(
        "the first value from step 1 only",
        STREAM,
        "{ events.iter() }.find_map(|event| event.breakdowns.get(place))",
        "{ events.first() }.and_then(|event| event.breakdowns.get(place))",
    ),
    mutant(
        "a step's value from the last one reached",
        STREAM,
        "events.get(step - 1)?.breakdowns",
        "events.get(step - 1).or(events.last())?.breakdowns",
    ),
    mutant(
        "the entry's value from a later step",
        STREAM,
        "events.get(step - 1)?.breakdowns.get(place)",
        "events.iter().skip(step - 1).find_map(|event| event.breakdowns.get(place))",
    ),
    mutant(
        "another property's values",
        STREAM,
        "(0..plan.breakdowns).map(value_of)",
        "(0..plan.breakdowns).rev().map(value_of)",
    ),
    mutant(
        "open persons tell segments apart",
        SUMMARY,
        "if !entered.is_open {\n            step.closed.add(person)",
        "if true {\n            step.closed.add(person)",
    ),
    mutant(
        "one conversion fills two steps",
        STREAM,
        "let is_same = (again.time, again.event_id) == (event.time, event.event_id);",
        "let is_same = false;",
    ),
    mutant(
        "a step forgets its goal's counting",
        STREAM,
        "(target.counting == Counting::Every).then_some(",
        "true.then_some(",
    ),
    mutant(
        "a step forgets its filter",
        STREAM,
        " && keep.is_none_or(|keep| event.rules.contains(keep))",
        "",
    ),
    mutant(
        "merging loses open entries",
        "funnel/summary.rs",
        "into.open += from.open;",
        "into.open = from.open;",
    ),
    mutant(
        "rates count open entries",
        "answer/funnel.rs",
        "let closed = |count: &StepCount| count.count - count.open;",
        "let closed = |count: &StepCount| count.count;",
    ),
    mutant(
        "count does not start afresh",
        CONVERSIONS,
        "recent.clear();",
        "",
    ),
    mutant(
        "count's window excludes its end",
        CONVERSIONS,
        "time.since(*oldest) > within",
        "time.since(*oldest) >= within",
    ),
    mutant(
        "count needs one more",
        CONVERSIONS,
        "if recent.len() >= at_least as usize {",
        "if recent.len() > at_least as usize {",
    ),
    mutant(
        "sequence takes one event as both",
        CONVERSIONS,
        "&& latest_first.is_some_and(|first_time|",
        "&& latest_first.or(event.rules.contains(first).then_some(event.time))\
         .is_some_and(|first_time|",
    ),
    mutant(
        "sequence's window excludes its end",
        CONVERSIONS,
        "event.time.since(first_time) <= within",
        "event.time.since(first_time) < within",
    ),
    mutant(
        "sequence keeps the earliest first event",
        CONVERSIONS,
        "latest_first = Some(event.time);",
        "latest_first = latest_first.or(Some(event.time));",
    ),
    mutant(
        "sequence does not use its pair up",
        CONVERSIONS,
        "latest_first = None;",
        "",
    ),
    mutant(
        "the end of a pair begins the next",
        CONVERSIONS,
        "} else if event.rules.contains(first) {",
        "}\nif event.rules.contains(first) {",
    ),
    mutant(
        "absence's window excludes its end",
        CONVERSIONS,
        "if event.time > end_of_wait(source) {",
        "if event.time >= end_of_wait(source) {",
    ),
    mutant(
        "a further start begins the wait anew",
        CONVERSIONS,
        "if waiting.is_none() && event.rules.contains(start) {",
        "if event.rules.contains(start) {",
    ),
    mutant(
        "a wait that ends now is not over",
        CONVERSIONS,
        "conversion.time <= now",
        "conversion.time < now",
    ),
    mutant(
        "once per person keeps the last",
        CONVERSIONS,
        "found.truncate(1)",
        "{ found.drain(..found.len().saturating_sub(1)); }",
    ),
    mutant(
        "once per session loses conversions outside of sessions",
        CONVERSIONS,
        ".is_none_or(|session| counted.insert(session))",
        ".is_some_and(|session| counted.insert(session))",
    ),
    mutant(
        "once per session counts every one",
        CONVERSIONS,
        ".is_none_or(|session| counted.insert(session))",
        ".is_none_or(|session| counted.insert(session) || true)",
    ),
    mutant(
        "once per order keeps the last",
        "goal.rs",
        "*first = seen.min(*first)",
        "*first = seen.max(*first)",
    ),
    mutant(
        "conversions without an order are lost",
        CONVERSIONS,
        "order.is_none_or(|order| {",
        "order.is_some_and(|order| {",
    ),
    mutant(
        "filter before counting",
        CONVERSIONS,
        "let mut found = occurrences(plan.rule, journey, now);",
        "let mut found = occurrences(plan.rule, journey, now);\n\
         found.retain(|conversion| is_kept(plan, &journey[conversion.source]));",
    ),
    mutant(
        "nobody converts once per person",
        CONVERSIONS,
        " || plan.counting == Counting::OncePerPerson;",
        ";",
    ),
    mutant(
        "a gap of exactly the limit ends a session",
        SESSION,
        "visit.time.since(open.last) <= gap",
        "visit.time.since(open.last) < gap",
    ),
    mutant(
        "the gap runs from the session's start",
        SESSION,
        "visit.time.since(open.last) <= gap",
        "visit.time.since(open.session.start) <= gap",
    ),
    mutant(
        "an event without a campaign is of another one",
        SESSION,
        "visit.campaign.is_none() || visit.campaign == open.carried",
        "visit.campaign == open.carried",
    ),
    mutant(
        "the first campaign of a session does not cut",
        SESSION,
        "visit.campaign == open.carried",
        "open.carried.is_none() || visit.campaign == open.carried",
    ),
    mutant(
        "no campaign cuts",
        SESSION,
        "let is_same_campaign = visit.campaign.is_none()",
        "let is_same_campaign = true || visit.campaign.is_none()",
    ),
    mutant(
        "server events make sessions",
        SESSION,
        ".filter(|_| visit.trust == Trust::Client)",
        ".filter(|_| visit.trust != Trust::Provider)",
    ),
    mutant(
        "provider events make sessions",
        SESSION,
        ".filter(|_| visit.trust == Trust::Client)",
        ".filter(|_| visit.trust != Trust::Server)",
    ),
    mutant(
        "a session remembers only its first event",
        SESSION,
        "open.last = visit.time;",
        "",
    ),
    mutant(
        "a session forgets what it carried at its beginning",
        SESSION,
        "carried: visit.campaign,",
        "carried: None,",
    ),
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
        "a start is let go for a less deep one",
        STARTS,
        "let must_be_level = !pace.terms.exclusions.is_empty();",
        "let must_be_level = false;",
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
        "if !has_limits {",
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
        "an attempt follows at the instant that ended one",
        CHOOSE,
        "event.time == ended && !may_begin",
        "event.time == ended && !may_begin && false",
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
