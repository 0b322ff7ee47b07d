//! The rule of sessions, restated event by event with plain loops.

use cairn_core::event::Trust;
use cairn_core::session::Visit;

use super::Stream;

/// For each event the place of the first event of its session, if it is in one.
///
/// An event begins a session if the visitor has no earlier client event, if the one before is more than the gap
/// away, or if the event carries a campaign and what the session so far carried last is not the same one.
pub fn firsts(stream: &Stream) -> Vec<Option<usize>> {
    let mut firsts: Vec<Option<usize>> = Vec::new();
    for (at, visit) in stream.visits.iter().enumerate() {
        let first = is_of_a_visitor(visit).then(|| first_of(stream, &firsts, at));
        firsts.push(first);
    }
    firsts
}

fn is_of_a_visitor(visit: &Visit) -> bool {
    visit.visitor.is_some() && visit.trust == Trust::Client
}

fn first_of(stream: &Stream, firsts: &[Option<usize>], at: usize) -> usize {
    let visits = &stream.visits;
    let same_visitor: Vec<usize> = (0..at)
        .filter(|before| {
            is_of_a_visitor(&visits[*before]) && visits[*before].visitor == visits[at].visitor
        })
        .collect();
    let Some(before) = same_visitor.last().copied() else {
        return at;
    };
    let distance = visits[at].time.micros() - visits[before].time.micros();
    if distance > stream.gap.micros() {
        return at;
    }
    let mut carried = None;
    for earlier in same_visitor {
        if firsts[earlier] == firsts[before] && visits[earlier].campaign.is_some() {
            carried = visits[earlier].campaign;
        }
    }
    match visits[at].campaign {
        Some(campaign) if carried != Some(campaign) => at,
        _ => firsts[before].unwrap_or(before),
    }
}
