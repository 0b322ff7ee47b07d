//! Streams as lines, `A@0 BC@5 -@7`: each word is an event, the steps it fits as letters (`-` for none)
//! and its time. Events stand in the order of their ids.

use super::*;
use crate::funnel::{Terms, choose_attempt};
use crate::id::EventId;
use crate::range::TimeRange;
use crate::time::Span;

fn stream(line: &str) -> Vec<FunnelEvent> {
    let event = |(source, word): (usize, &str)| {
        let (letters, time) = word.split_once('@').unwrap();
        let bit = |letter: u8| match letter {
            b'-' => 0,
            letter => 1_u32 << (letter - b'A'),
        };
        FunnelEvent {
            time: Time::from_micros(time.parse().unwrap()),
            event_id: EventId(source as u128),
            steps: letters.bytes().map(bit).sum(),
            excludes: 0,
            breaks: false,
            source,
        }
    };
    line.split_whitespace().enumerate().map(event).collect()
}

fn pace(steps: usize, window: i64, entry: Entry) -> Pace {
    Pace {
        steps,
        window: Span::from_micros(window),
        entry,
        range: TimeRange::ALL,
        terms: Terms::default(),
    }
}

/// The times of the filled steps, such as `0 5`; empty if nothing enters.
fn times(pace: &Pace, line: &str) -> String {
    let stream = stream(line);
    let Some(attempt) = choose_attempt(pace, &stream) else {
        return String::new();
    };
    let filled: Vec<Time> = attempt.events().map(|at| stream[at].time).collect();
    assert_eq!(attempt.start, filled[0], "{line}");
    let times: Vec<String> = filled
        .iter()
        .map(|time| time.micros().to_string())
        .collect();
    times.join(" ")
}

/// A case: why, how many steps, window, stream, times of the filled steps.
type Case = (&'static str, usize, i64, &'static str, &'static str);

fn check(entry: Entry, cases: &[Case]) {
    for (why, steps, window, line, expected) in cases {
        let times = times(&pace(*steps, *window, entry), line);
        assert_eq!(times, *expected, "{why}: {line}");
    }
}

#[test]
fn steps_are_taken_in_order_and_anything_may_lie_between() {
    check(
        Entry::Best,
        &[
            ("in order", 3, 10, "A@0 B@5 C@9", "0 5 9"),
            ("others between", 3, 10, "A@0 -@1 B@5 -@6 C@9", "0 5 9"),
            ("single step", 1, 10, "-@0 A@1", "1"),
            ("a step missing", 3, 10, "A@0 C@5", "0"),
            ("out of order", 2, 10, "B@0 A@1", "1"),
            (
                "early D is harmless",
                4,
                9,
                "A@0 B@1 D@2 C@3 D@4",
                "0 1 3 4",
            ),
            ("repeat, the earliest", 3, 10, "A@0 B@1 B@2 C@3", "0 1 3"),
            ("no step 1", 2, 10, "B@0 B@1", ""),
            ("no event", 2, 10, "", ""),
            ("before 1970", 2, 10, "A@-9 B@-4", "-9 -4"),
        ],
    );
}

#[test]
fn one_event_fills_one_step() {
    check(
        Entry::Best,
        &[
            ("alone", 2, 10, "AB@0", "0"),
            ("two of them", 2, 10, "AB@0 AB@4", "0 4"),
            ("two of them at once", 2, 10, "AB@0 AB@0", "0 0"),
            ("later steps too", 3, 10, "A@0 BC@1", "0 1"),
            ("a third for the third", 3, 10, "ABC@0 ABC@1 ABC@2", "0 1 2"),
        ],
    );
}

/// S17: from step 1, not from the step before; the end belongs to it.
#[test]
fn the_window_runs_from_step_1_and_includes_its_end() {
    check(
        Entry::Best,
        &[
            ("at its end", 2, 10, "A@0 B@10", "0 10"),
            ("just after", 2, 10, "A@0 B@11", "0"),
            ("from step 1", 3, 10, "A@0 B@8 C@12", "0 8"),
            ("zero", 2, 0, "A@0 B@1 A@5 B@5", "5 5"),
            ("a late repeat is no help", 3, 6, "A@0 B@1 B@5 C@7", "0 1"),
        ],
    );
}

/// S18: greatest depth, then earliest completion, then latest start.
#[test]
fn best_is_the_deepest_then_the_earliest_done_then_the_latest_begun() {
    check(
        Entry::Best,
        &[
            ("a later, better start", 2, 5, "A@0 A@8 B@10", "8 10"),
            (
                "deeper though later",
                3,
                5,
                "A@0 B@1 A@9 B@10 C@11",
                "9 10 11",
            ),
            ("A B X A B", 2, 10, "A@0 B@1 -@2 A@3 B@4", "0 1"),
            ("A B X A B C", 3, 5, "A@0 B@1 -@2 A@3 B@4 C@7", "3 4 7"),
            ("latest start of equals", 2, 20, "A@0 A@3 B@5", "3 5"),
            (
                "done first before begun last",
                2,
                5,
                "A@0 B@2 A@3 B@4",
                "0 2",
            ),
            (
                "a new start lacks the old B",
                3,
                9,
                "A@0 B@1 A@2 C@3",
                "0 1 3",
            ),
            (
                "old start too old for C",
                3,
                6,
                "A@0 B@1 A@4 B@5 C@7",
                "4 5 7",
            ),
            ("nobody gets on: done at once", 2, 10, "A@0 A@5", "0"),
            ("a single step is done at once", 1, 10, "A@0 A@5", "0"),
        ],
    );
}

#[test]
fn first_is_the_first_step_1_whatever_follows() {
    check(
        Entry::First,
        &[
            ("a later start is better", 2, 5, "A@0 A@8 B@10", "0"),
            ("the same B", 2, 20, "A@0 A@3 B@5", "0 5"),
            ("too old for C", 3, 6, "A@0 B@1 A@4 B@5 C@7", "0 1"),
            ("after other steps", 2, 5, "B@0 A@1 B@2", "1 2"),
            ("no step 1", 2, 5, "B@0", ""),
        ],
    );
}

/// S16: the events of one instant are matched to steps, whatever the order of their ids.
#[test]
fn equal_times_are_free_of_order() {
    check(
        Entry::Best,
        &[
            ("B has the smaller id", 2, 10, "B@0 A@0", "0 0"),
            ("all three backwards", 3, 10, "C@0 B@0 A@0", "0 0 0"),
            ("old chain and new start", 3, 3, "A@0 B@3 A@3 C@5", "3 3 5"),
            (
                "the latest start of two",
                3,
                5,
                "A@0 C@4 B@4 A@4 C@9",
                "4 4 4",
            ),
            (
                "a gap ends the instant's run",
                4,
                9,
                "A@1 D@1 C@1 B@2",
                "1 2",
            ),
        ],
    );
}

/// Of several events of one instant the earlier step takes the smaller id that leaves the rest possible.
#[test]
fn the_smaller_event_id_goes_to_the_earlier_step() {
    let cases = [
        ("free choice", 2, "A@0 A@0 B@1", vec![0, 2]),
        ("both fit both", 2, "AB@0 AB@0", vec![0, 1]),
        ("only the first fits B", 2, "AB@0 A@0", vec![1, 0]),
        ("a chain of moves", 3, "AB@0 AC@0 A@0", vec![2, 0, 1]),
        (
            "the rest is still free",
            3,
            "A@0 BC@1 BC@1 B@1",
            vec![0, 1, 2],
        ),
        (
            "B must leave C its event",
            3,
            "A@0 BC@1 B@1 B@1",
            vec![0, 2, 1],
        ),
    ];
    for (why, steps, line, filled) in cases {
        for entry in [Entry::Best, Entry::First] {
            let attempt = choose_attempt(&pace(steps, 10, entry), &stream(line)).unwrap();
            assert_eq!(
                attempt.events().collect::<Vec<_>>(),
                filled,
                "{why}: {line}"
            );
        }
    }
}

/// S17: step 1 lies in the half-open range; later steps may lie after its end.
#[test]
fn only_step_1_must_lie_in_the_range() {
    let cases = [
        ("before the range", "A@9 B@12", "", ""),
        ("its first instant", "A@10 B@12", "10 12", "10 12"),
        ("later steps after its end", "A@19 B@25", "19 25", "19 25"),
        ("its end is outside", "A@20 B@21", "", ""),
        ("the first inside", "A@5 A@12 B@13", "12 13", "12 13"),
        (
            "a start outside brings no chain",
            "A@9 A@11 B@21",
            "11 21",
            "11 21",
        ),
        ("a B from before is no help", "A@8 B@10 A@11", "11", "11"),
        ("a better start outside", "A@10 A@21 B@22", "10", "10"),
        ("first and best differ", "A@11 A@15 B@25", "15 25", "11"),
    ];
    let range = TimeRange {
        start: Time::from_micros(10),
        end: Time::from_micros(20),
    };
    for (why, line, best, first) in cases {
        for (entry, expected) in [(Entry::Best, best), (Entry::First, first)] {
            let pace = Pace {
                range,
                ..pace(2, 10, entry)
            };
            assert_eq!(times(&pace, line), expected, "{why}, {entry:?}: {line}");
        }
    }
}

#[test]
fn the_greatest_number_of_steps_is_reached() {
    let event = |step: usize| FunnelEvent {
        time: Time::from_micros(7),
        event_id: EventId(step as u128),
        steps: 1 << (MAX_STEPS - 1 - step),
        excludes: 0,
        breaks: false,
        source: step,
    };
    let at_once: Vec<FunnelEvent> = (0..MAX_STEPS).map(event).collect();
    let attempt = choose_attempt(&pace(MAX_STEPS, 0, Entry::Best), &at_once).unwrap();
    let backwards: Vec<usize> = (0..MAX_STEPS).rev().collect();
    assert_eq!(attempt.events().collect::<Vec<_>>(), backwards);
}
