//! From a stream to the attempts that count: which kernel judges it.

use super::pace::{Attempt, End, Pace};
use super::terms::{OnExclusion, Order};
use super::{Entry, FunnelEvent, MAX_STEPS, any_order, follow, kernel, starts};

/// The attempt that counts, of a stream sorted by (time, event id); `None` if nothing enters.
pub fn choose_attempt(pace: &Pace, stream: &[FunnelEvent]) -> Option<Attempt> {
    check(pace, stream);
    if pace.terms.are_plain() {
        return kernel::best(pace, stream);
    }
    match pace.terms.order {
        Order::Any { anchored } => any_order::best(pace, anchored, stream),
        Order::Ordered | Order::Strict => {
            let merit = starts::best(pace, stream)?;
            Some(follow::follow(pace, stream, merit))
        }
    }
}

/// Every attempt where a subject may enter again (semantics S21): once the one before has converted, was ended or its
/// window is over, with a later event. An event that ends a strict attempt may begin the next one. Of each start the
/// deepest attempt counts, whatever [`Pace::entry`] says; one that an exclusion ended leaves with
/// [`OnExclusion::Drop`].
pub fn all_attempts(pace: &Pace, stream: &[FunnelEvent]) -> Vec<Attempt> {
    check(pace, stream);
    let pace = &Pace {
        entry: Entry::First,
        ..pace.clone()
    };
    let mut attempts = Vec::new();
    let mut from = 0;
    while let Some((mut attempt, end)) = next_attempt(pace, &stream[from..]) {
        let ended = match end {
            End::Converted(time) | End::Excluded(time) | End::Broken(time) => time,
            End::TimedOut => attempt.start.plus(pace.window),
        };
        let may_begin = matches!(end, End::Broken(_));
        let is_dropped =
            matches!(end, End::Excluded(_)) && pace.terms.on_exclusion == OnExclusion::Drop;
        if !is_dropped {
            for at in attempt.filled.iter_mut().flatten() {
                *at += from;
            }
            attempts.push(attempt);
        }
        from =
            stream.partition_point(|event| event.time < ended || event.time == ended && !may_begin);
    }
    attempts
}

fn next_attempt(pace: &Pace, stream: &[FunnelEvent]) -> Option<(Attempt, End)> {
    match pace.terms.order {
        Order::Any { anchored } => any_order::first(pace, anchored, stream),
        Order::Ordered | Order::Strict => {
            let (merit, end) = starts::first(pace, stream)?;
            Some((follow::follow(pace, stream, merit), end))
        }
    }
}

fn check(pace: &Pace, stream: &[FunnelEvent]) {
    debug_assert!(stream.is_sorted_by_key(|event| (event.time, event.event_id)));
    debug_assert!((1..=MAX_STEPS).contains(&pace.steps));
}
