//! Journeys as lines, `A@0 ABk@5#7`: each word is an event, the rules it fits as letters (`k` is the
//! question's filter), its time, and the order it belongs to. Events stand in the order of their ids.

use super::*;
use crate::journey::{OrderOfEvent, RuleSet, TargetFact};

const LETTERS: [char; 3] = ['A', 'B', 'k'];

fn rule(letter: char) -> RuleIndex {
    let place = LETTERS.iter().position(|known| *known == letter);
    RuleIndex::new(place.unwrap()).unwrap()
}

fn journey(line: &str) -> Vec<JourneyEvent> {
    let event = |(id, word): (usize, &str)| {
        let (letters, rest) = word.split_once('@').unwrap();
        let (time, order) = rest.split_once('#').unwrap_or((rest, ""));
        let mut rules = RuleSet::default();
        for letter in letters.chars() {
            rules.insert(rule(letter));
        }
        JourneyEvent {
            time: Time::from_micros(time.parse().unwrap()),
            event_id: EventId(id as u128),
            rules,
            is_active: true,
            breakdowns: std::iter::once(Some(BreakdownCode(u32::try_from(id).unwrap()))).collect(),
            session: None,
            facts: vec![TargetFact {
                restated: None,
                target: 0,
                value: None,
                order: order.parse().ok().map(|order| OrderOfEvent {
                    order,
                    event_id: EventId(id as u128),
                }),
            }],
        }
    };
    line.split_whitespace().enumerate().map(event).collect()
}

fn plan(rule: RulePlan, counting: Counting) -> TargetPlan {
    TargetPlan {
        target: 0,
        rule,
        counting,
        keep: None,
    }
}

fn event() -> RulePlan {
    RulePlan::Event(rule('A'))
}

fn count(at_least: u32, within: i64) -> RulePlan {
    RulePlan::Count {
        rule: rule('A'),
        at_least,
        within: Span::from_micros(within),
    }
}

fn sequence(within: i64) -> RulePlan {
    RulePlan::Sequence {
        first: rule('A'),
        then: rule('B'),
        within: Span::from_micros(within),
    }
}

fn absence(within: i64) -> RulePlan {
    RulePlan::Absence {
        start: rule('A'),
        without: rule('B'),
        within: Span::from_micros(within),
    }
}

fn per_order() -> Counting {
    Counting::OncePerOrder { property: None }
}

/// The times of the conversions, such as `0 5`.
fn times(plan: &TargetPlan, line: &str, now: i64, first_of_order: &FirstOfOrder) -> String {
    let found = conversions(plan, &journey(line), Time::from_micros(now), first_of_order);
    let times: Vec<String> = found
        .iter()
        .map(|conversion| conversion.time.micros().to_string())
        .collect();
    times.join(" ")
}

/// Each case: the rule, the journey, the times of its conversions.
fn check(counting: &Counting, keep: Option<RuleIndex>, cases: &[(RulePlan, &str, &str)]) {
    for (rule, line, expected) in cases {
        let plan = TargetPlan {
            keep,
            ..plan(*rule, counting.clone())
        };
        let times = times(&plan, line, 1_000, &FirstOfOrder::default());
        assert_eq!(times, *expected, "{rule:?}: {line}");
    }
}

#[test]
fn every_fitting_event_converts() {
    check(
        &Counting::Every,
        None,
        &[(event(), "A@0 B@1 A@2 A@2", "0 2 2"), (event(), "B@0", "")],
    );
}

/// S9: count fires at the event that completes n, then starts afresh.
#[test]
fn a_count_converts_when_complete_and_starts_afresh() {
    check(
        &Counting::Every,
        None,
        &[
            (count(2, 7), "A@0 A@7", "7"),
            (count(2, 7), "A@0 A@8", ""),
            (count(2, 7), "A@0 A@1 A@2", "1"),
            (count(2, 7), "A@0 A@1 A@2 A@3", "1 3"),
            (count(2, 0), "A@4 A@4", "4"),
            (count(3, 5), "A@0 A@3 A@6 A@7", "7"),
            (count(3, 5), "A@0 B@1 A@2 B@3", ""),
            (count(1, 0), "A@0 A@3", "0 3"),
        ],
    );
}

/// S9: sequence converts at B, a later event than A; the pair is used up.
#[test]
fn a_sequence_converts_at_its_second_event() {
    check(
        &Counting::Every,
        None,
        &[
            (sequence(5), "A@0 B@5", "5"),
            (sequence(5), "A@0 B@6", ""),
            (sequence(5), "B@0 A@1", ""),
            (sequence(5), "A@0 A@4 B@6", "6"),
            (sequence(5), "A@0 B@1 B@2", "1"),
            (sequence(5), "A@0 A@1 B@2 B@3", "2"),
            (sequence(5), "A@0 B@1 A@2 B@3", "1 3"),
        ],
    );
}

#[test]
fn in_a_sequence_one_event_is_never_both_ends_of_a_pair() {
    check(
        &Counting::Every,
        None,
        &[
            (sequence(5), "AB@0", ""),
            (sequence(5), "AB@0 AB@3", "3"),
            (sequence(5), "AB@0 AB@3 B@4", "3"),
            (sequence(5), "AB@0 AB@1 AB@2 AB@3", "1 3"),
        ],
    );
}

/// Within an instant the event id says what is later.
#[test]
fn later_means_later_by_time_and_event_id() {
    check(
        &Counting::Every,
        None,
        &[
            (sequence(5), "A@0 B@0", "0"),
            (sequence(5), "B@0 A@0", ""),
            (absence(5), "A@0 B@0", ""),
            (absence(5), "B@0 A@0", "5"),
        ],
    );
}

/// S9: absence converts at t(A) + t, further A meanwhile ignored.
#[test]
fn an_absence_converts_at_the_end_of_a_wait_in_vain() {
    check(
        &Counting::Every,
        None,
        &[
            (absence(5), "A@0", "5"),
            (absence(5), "A@0 B@5", ""),
            (absence(5), "A@0 B@6", "5"),
            (absence(5), "A@0 A@3 B@7", "5"),
            (absence(5), "A@0 A@5", "5"),
            (absence(5), "A@0 A@6", "5 11"),
            (absence(5), "A@0 B@2 A@3", "8"),
            (absence(5), "AB@0", "5"),
            (absence(5), "A@0 AB@2", ""),
        ],
    );
}

#[test]
fn a_wait_counts_when_it_is_over() {
    let plan = plan(absence(5), Counting::Every);
    let none = FirstOfOrder::default();
    assert_eq!(times(&plan, "A@0 A@6", 4, &none), "");
    assert_eq!(times(&plan, "A@0 A@6", 5, &none), "5");
    assert_eq!(times(&plan, "A@0 A@6", 11, &none), "5 11");
}

/// S9: the first in all history is kept before anything else cuts.
#[test]
fn once_per_person_keeps_the_first_and_filters_come_after() {
    check(
        &Counting::OncePerPerson,
        None,
        &[
            (event(), "A@1 A@3", "1"),
            (absence(5), "A@0 B@1 A@2 A@9", "7"),
        ],
    );
    check(
        &Counting::OncePerPerson,
        Some(rule('k')),
        &[(event(), "A@1 Ak@3", ""), (event(), "Ak@1 A@3", "1")],
    );
    check(
        &Counting::Every,
        Some(rule('k')),
        &[
            (event(), "A@1 Ak@3", "3"),
            (count(2, 5), "A@0 Ak@1", "1"),
            (count(2, 5), "Ak@0 A@1", ""),
            (sequence(5), "A@0 Bk@1", "1"),
            (absence(5), "Ak@0", "5"),
        ],
    );
}

#[test]
fn an_order_converts_once_over_all_persons() {
    let plan = plan(event(), per_order());
    let persons = ["A@5#1 A@6#3", "A@3#1 A@7#2 A@8 A@9 A@9#2"];
    let mut parts = [FirstOfOrder::default(), FirstOfOrder::default()];
    for (line, part) in persons.iter().zip(&mut parts) {
        note_orders(&plan, &journey(line), Time::MAX, part);
    }
    let [mut first, second] = parts;
    first.merge(second);
    assert_eq!(times(&plan, persons[0], 1_000, &first), "6");
    assert_eq!(times(&plan, persons[1], 1_000, &first), "3 7 8 9");
}

#[test]
fn a_wait_in_vain_belongs_to_the_event_that_started_it() {
    let plan = plan(absence(5), Counting::Every);
    let none = FirstOfOrder::default();
    let found = conversions(&plan, &journey("B@0 A@1 A@2"), Time::MAX, &none);
    let expected = Conversion {
        time: Time::from_micros(6),
        event_id: EventId(1),
        source: 1,
        at_event: false,
        value: None,
        breakdown: Some(BreakdownCode(1)),
        session: None,
    };
    assert_eq!(found, [expected]);
}

#[test]
fn an_event_without_person_converts_only_where_no_person_is_needed() {
    let event_without_person = &journey("A@4#1")[0];
    let mut first_of_order = FirstOfOrder::default();
    first_of_order.note(
        0,
        1,
        event_without_person.time,
        event_without_person.event_id,
    );
    let cases = [
        (event(), Counting::Every, Some(4)),
        (event(), per_order(), Some(4)),
        (event(), Counting::OncePerPerson, None),
        (count(1, 5), Counting::Every, None),
        (sequence(5), Counting::Every, None),
        (absence(5), Counting::Every, None),
    ];
    for (rule, counting, expected) in cases {
        let plan = plan(rule, counting);
        let found = conversions_without_person(&plan, event_without_person, &first_of_order);
        let time = found.map(|conversion| conversion.time.micros());
        assert_eq!(time, expected, "{plan:?}");
    }
}
