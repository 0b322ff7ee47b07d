//! The oracle itself, by hand: what it says where the semantics leave one reading only.

use cairn_core::funnel::Terms;
use cairn_core::range::TimeRange;
use cairn_core::time::Span;

use super::super::quadratic;
use super::*;
use crate::line::{of_stream, to_stream};

/// Both oracles on a line of events: the places of the events that fill the steps.
fn filled(steps: usize, window: i64, entry: Entry, line: &str) -> Vec<usize> {
    let pace = Pace {
        steps,
        window: Span::from_micros(window),
        entry,
        range: TimeRange::ALL,
        terms: Terms::default(),
    };
    let stream = to_stream(line).unwrap();
    assert_eq!(of_stream(&stream), line);
    let reached = brute_force(&pace, &stream);
    assert_eq!(quadratic(&pace, &stream), reached, "{line}");
    reached.map_or_else(Vec::new, |reached| reached.filled)
}

#[test]
fn the_best_attempt() {
    let cases = [
        (3, 10, "1@0 2@5 3@9", vec![0, 1, 2]),
        (2, 10, "1@0 2@10", vec![0, 1]),
        (2, 10, "1@0 2@11", vec![0]),
        (3, 10, "1@0 2@8 3@12", vec![0, 1]),
        (3, 10, "1@0 23@1", vec![0, 1]),
        (2, 20, "1@0 1@3 -@4 2@5", vec![1, 3]),
        (2, 5, "1@0 2@2 1@3 2@4", vec![0, 1]),
        (3, 6, "1@0 2@1 1@4 2@5 3@7", vec![2, 3, 4]),
        (3, 10, "3@0 2@0 1@0", vec![2, 1, 0]),
        (3, 10, "12@0 13@0 1@0", vec![2, 0, 1]),
        (2, 10, "1@0 1@5", vec![0]),
        (2, 10, "2@0 -@1", vec![]),
    ];
    for (steps, window, line, expected) in cases {
        let filled = filled(steps, window, Entry::Best, line);
        assert_eq!(filled, expected, "{line}");
    }
}

#[test]
fn the_first_attempt() {
    let cases = [
        (2, 5, "1@0 1@8 2@10", vec![0]),
        (2, 20, "2@-3 1@0 1@3 2@5", vec![1, 3]),
        (2, 20, "12@0 1@0", vec![1, 0]),
    ];
    for (steps, window, line, expected) in cases {
        let filled = filled(steps, window, Entry::First, line);
        assert_eq!(filled, expected, "{line}");
    }
}
