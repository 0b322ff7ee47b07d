//! The mutants of goals, sessions and plain funnels. Whoever changes a kernel moves the texts here along; a text that is gone stops the run.

use super::mutant::{Mutant, mutant};

const DEPTHS: &str = "funnel/depths.rs";
const KERNEL: &str = "funnel/kernel.rs";
const INSTANT: &str = "funnel/instant.rs";
const STREAM: &str = "funnel/stream.rs";
const SUMMARY: &str = "funnel/summary.rs";
const CONVERSIONS: &str = "goal/conversions.rs";
const SESSION: &str = "session.rs";

/// All of these.
pub(super) const MUTANTS: &[Mutant] = &[
    mutant(
        "without places the window excludes its end",
        DEPTHS,
        "if time.since(start) <= pace.window {",
        "if time.since(start) < pace.window {",
    ),
    mutant(
        "without places an event fills several steps",
        DEPTHS,
        "(1..=depth.min(pace.steps - 1)).rev()",
        "1..=depth.min(pace.steps - 1)",
    ),
    mutant(
        "without places an earlier start stays",
        DEPTHS,
        "latest[reached] = latest[reached].max(Some(start));",
        "latest[reached] = latest[reached].or(Some(start));",
    ),
    mutant(
        "without places the first entry gives way to later ones",
        DEPTHS,
        "(pace.entry == Entry::Best || depth == 0)",
        "(pace.entry == Entry::Best || depth < 2)",
    ),
    mutant(
        "without places the order of an instant is that of ids",
        DEPTHS,
        "return Depth::Tied;",
        "{}",
    ),
    mutant(
        "without places an exclusion ends who got past it",
        DEPTHS,
        "if is_deepest && terms.end(depth, excludes) {",
        "if terms.end(depth, excludes) {",
    ),
    mutant(
        "without places who was ended goes on from an earlier step",
        DEPTHS,
        "for ended in latest.iter_mut().filter(|at| **at == Some(start)) {",
        "for ended in latest.iter_mut().skip(depth - 1).take(1) {",
    ),
    mutant(
        "without places an exclusion that is a step ends nobody",
        DEPTHS,
        "|| steps != 0 && excludes != 0 {",
        "{",
    ),
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
        "{ let last = filled.last().copied().flatten().map_or(start, |at: usize| stream[at].time); \
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
        "Some((_, kept)) if *kept >= most => continue,",
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
        "matching.add_step(*later))",
        "matching.add_step(*later) || true)",
    ),
    mutant(
        "a window that ends now is open",
        STREAM,
        "attempt.start.plus(plan.pace.window) > plan.now",
        "attempt.start.plus(plan.pace.window) >= plan.now",
    ),
    mutant(
        "the first value from step 1 only",
        STREAM,
        "{ events.iter().flatten() }.find_map(|event| event.breakdowns.get(place)),\n        Take::LastSet",
        "{ events.iter().flatten().take(1) }.find_map(|event| event.breakdowns.get(place)),\n        Take::LastSet",
    ),
    mutant(
        "a step's value from the last one reached",
        STREAM,
        "(*events.get(step - 1)?)?.breakdowns",
        "(*events.get(step - 1).or(events.last())?)?.breakdowns",
    ),
    mutant(
        "the entry's value from a later step",
        STREAM,
        "(*events.get(step - 1)?)?.breakdowns.get(place)",
        "events.iter().skip(step - 1).flatten().find_map(|event| event.breakdowns.get(place))",
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
        "RulePlan::Event(rule) if target.counting == Counting::Every => Some(Self {",
        "RulePlan::Event(rule) => Some(Self {",
    ),
    mutant(
        "a step forgets its filter",
        STREAM,
        " && self.keep.is_none_or(|keep| rules.contains(keep))",
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
];
