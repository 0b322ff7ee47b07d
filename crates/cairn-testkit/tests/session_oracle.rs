//! Sessions equal the rule restated with plain loops (semantics S6).

use cairn_core::event::Trust;
use cairn_core::session::{Session, sessions_of};
use cairn_testkit::proof::{Coverage, cases};
use cairn_testkit::session::{Stream, firsts, stream};

/// The kernel's sessions as they must be: numbered by their first events, beginning when these happen.
fn expected(stream: &Stream, firsts: &[Option<usize>]) -> Vec<Option<Session>> {
    let is_first = |at: &usize| firsts[*at] == Some(*at);
    let begun: Vec<usize> = (0..firsts.len()).filter(is_first).collect();
    let session = |first: &Option<usize>| {
        let first = (*first)?;
        let number = begun.iter().position(|at| *at == first)?;
        Some(Session {
            start: stream.visits[first].time,
            number: u32::try_from(number).ok()?,
        })
    };
    firsts.iter().map(session).collect()
}

fn features(stream: &Stream, firsts: &[Option<usize>]) -> Vec<(&'static str, bool)> {
    let visits = &stream.visits;
    let gap = stream.gap.micros();
    let pairs = || {
        let later = |a: usize| (a + 1..visits.len()).map(move |b| (a, b));
        (0..visits.len()).flat_map(later)
    };
    let is_same = |a: usize, b: usize| visits[a].visitor == visits[b].visitor;
    let distance = |a: usize, b: usize| visits[b].time.micros() - visits[a].time.micros();
    let together = |a: usize, b: usize| firsts[a].is_some() && firsts[a] == firsts[b];
    let is_client = |at: usize| visits[at].trust == Trust::Client;
    vec![
        (
            "two events at one instant in one session",
            pairs().any(|(a, b)| distance(a, b) == 0 && together(a, b)),
        ),
        (
            "one instant in two sessions of a visitor",
            pairs().any(|(a, b)| {
                let both = firsts[a].is_some() && firsts[b].is_some();
                both && distance(a, b) == 0 && is_same(a, b) && !together(a, b)
            }),
        ),
        (
            "a gap of exactly the limit",
            pairs().any(|(a, b)| gap > 0 && distance(a, b) == gap && together(a, b)),
        ),
        (
            "a gap just over the limit",
            pairs().any(|(a, b)| {
                is_same(a, b) && distance(a, b) == gap + 1 && firsts[b] == Some(b) && is_client(a)
            }),
        ),
        (
            "a campaign cuts",
            pairs().any(|(a, b)| {
                let near = is_same(a, b) && distance(a, b) <= gap && is_client(a);
                near && firsts[b] == Some(b) && visits[b].campaign.is_some()
            }),
        ),
        (
            "a campaign goes on",
            pairs().any(|(a, b)| {
                together(a, b)
                    && visits[a].campaign.is_some()
                    && visits[a].campaign == visits[b].campaign
            }),
        ),
        (
            "devices are interleaved",
            pairs().any(|(a, b)| {
                together(a, b) && (a..b).any(|at| firsts[at].is_some() && !together(a, at))
            }),
        ),
        (
            "a server event inside a session",
            pairs().any(|(a, b)| together(a, b) && (a..b).any(|at| !is_client(at))),
        ),
    ]
}

#[test]
fn sessions_equal_the_restated_rule() {
    let mut coverage = Coverage::default();
    for seed in 0..cases(200_000) {
        let stream = stream(seed);
        let firsts = firsts(&stream);
        assert_eq!(
            sessions_of(&stream.visits, stream.gap),
            expected(&stream, &firsts),
            "kernel (left), oracle (right)\n{stream}"
        );
        coverage.note(&features(&stream, &firsts));
    }
    coverage.assert_each(0.05);
    println!("{coverage}");
}
