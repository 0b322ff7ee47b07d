//! What a generated flow shows.

use std::collections::BTreeSet;

use cairn_core::flow::{Direction, PathsOf, Repeats};
use cairn_core::goal::{Conversion, RulePlan};
use cairn_core::journey::JourneyEvent;
use cairn_core::time::{Span, Time};

use super::{Case, Said, Told, ToldCell, restated};
use crate::goal::conversions_of_all;

/// What a case shows, by name.
pub fn features(case: &Case, told: &Told) -> Vec<(&'static str, bool)> {
    let journeys = &case.population.persons;
    let paths = || told.paths.iter().flatten();
    let is_of_sessions = case.of == PathsOf::Sessions;
    let without = |change: &dyn Fn(&mut Case)| {
        let mut other = case.clone();
        change(&mut other);
        restated::told(&other)
    };
    let changes = |change: &dyn Fn(&mut Case)| without(change).paths != told.paths;
    let said = || {
        journeys
            .iter()
            .zip(&case.said)
            .flat_map(|(a, b)| a.iter().zip(b))
    };
    let kind =
        |is_one: fn(&RulePlan) -> bool| is_one(&case.anchor.rule) && paths().next().is_some();
    let columns = &told.columns[1..];
    vec![
        ("somebody has a path", paths().next().is_some()),
        ("after", case.direction == Direction::After),
        (
            "before",
            case.direction == Direction::Before && columns.len() > 1,
        ),
        ("sessions", is_of_sessions && !columns.is_empty()),
        ("persons", !is_of_sessions && !columns.is_empty()),
        (
            "a person with two sessions",
            told.paths.iter().any(|paths| paths.len() > 1),
        ),
        ("three columns", told.columns.len() > 3),
        (
            "a path goes on beyond the last column",
            paths().any(|path| path.names.len() > case.columns),
        ),
        (
            "a path ends at the anchor",
            paths().any(|path| path.names.is_empty()),
        ),
        (
            "other names",
            columns.iter().any(|column| column.other[0].count > 0),
        ),
        (
            "other names end",
            columns.iter().any(|column| column.other[1].count > 0),
        ),
        (
            "the last name told is as frequent as the first of the others",
            {
                let more = without(&|case| case.rows = 100);
                columns.iter().zip(&more.columns[1..]).any(|(few, all)| {
                    let at = few.names.len();
                    all.names.len() > at && all.names[at].1[0] == all.names[at - 1].1[0]
                })
            },
        ),
        (
            "repeats change something",
            changes(&|case| {
                case.repeats = match case.repeats {
                    Repeats::Collapsed => Repeats::Kept,
                    Repeats::Kept => Repeats::Collapsed,
                };
            }),
        ),
        ("repeats are kept", case.repeats == Repeats::Kept),
        ("a name repeats itself around something hidden", {
            case.repeats == Repeats::Collapsed
                && !case.naming.hide.is_empty()
                && changes(&|case| case.naming.hide.clear())
        }),
        (
            "hidden",
            !case.naming.hide.is_empty() && changes(&|case| case.naming.hide.clear()),
        ),
        (
            "only some",
            case.naming.only.is_some() && changes(&|case| case.naming.only = None),
        ),
        (
            "merged",
            !case.naming.merge.is_empty() && changes(&|case| case.naming.merge.clear()),
        ),
        (
            "by a property",
            case.naming.by.is_some() && changes(&|case| case.naming.by = None),
        ),
        ("by a property of some names", {
            let some = case
                .naming
                .by
                .as_ref()
                .is_some_and(|names| !names.is_empty());
            some && changes(&|case| case.naming.by = Some(Vec::new()))
        }),
        (
            "bookkeeping",
            said().any(|(event, said)| said.name == "$identify" && event.session.is_some()),
        ),
        ("a session ends with bookkeeping", {
            let last_of = |journey: &[JourneyEvent], said: &[Said], number: u32| {
                let mut events = journey.iter().zip(said).rev();
                events
                    .find(|(event, _)| event.session.is_some_and(|of| of.number == number))
                    .map(|(_, said)| said.name)
            };
            is_of_sessions
                && journeys.iter().zip(&case.said).zip(&told.paths).any(
                    |((journey, said), paths)| {
                        let mut numbers = journey
                            .iter()
                            .filter_map(|event| Some(event.session?.number));
                        !paths.is_empty()
                            && numbers
                                .any(|number| last_of(journey, said, number) == Some("$identify"))
                    },
                )
        }),
        (
            "filters",
            case.anchor.keep.is_some() && paths().next().is_some(),
        ),
        (
            "a count",
            kind(|rule| matches!(rule, RulePlan::Count { .. })),
        ),
        (
            "a sequence",
            kind(|rule| matches!(rule, RulePlan::Sequence { .. })),
        ),
        (
            "a wait in vain",
            kind(|rule| matches!(rule, RulePlan::Absence { .. })),
        ),
        ("an open path", paths().any(|path| path.open)),
        (
            "open and ended",
            columns.iter().any(|column| column.whole[1].open > 0),
        ),
        ("open and closed in a column", {
            let is_both = |[here, _]: [ToldCell; 2]| 0 < here.open && here.open < here.count;
            columns.iter().any(|column| is_both(column.whole))
        }),
        ("an anchor outside of sessions", told.outside > 0),
        (
            "a tie",
            journeys
                .iter()
                .any(|journey| journey.windows(2).any(|pair| pair[0].time == pair[1].time)),
        ),
        (
            "an event at the anchor's time is on the path, another is not",
            {
                let (anchors, _) = conversions_of_all(&case.anchor, &case.population, case.now);
                anchors
                    .iter()
                    .zip(journeys)
                    .zip(&told.paths)
                    .any(|((anchors, journey), paths)| {
                        let tied = |event: &&JourneyEvent| {
                            anchors
                                .first()
                                .is_some_and(|anchor| event.time == anchor.time)
                        };
                        !paths.is_empty() && journey.iter().filter(tied).count() > 1
                    })
            },
        ),
        ("a second anchor of a unit", {
            let (anchors, _) = conversions_of_all(&case.anchor, &case.population, case.now);
            anchors
                .iter()
                .zip(&told.paths)
                .any(|(anchors, paths)| !paths.is_empty() && anchors.len() > paths.len())
        }),
        (
            "an anchor before the range",
            case.range.start.micros() > 0
                && changes(&|case| case.range.start = Time::from_micros(-1)),
        ),
        (
            "a session begins in the range and its anchor lies after it, or the other way",
            {
                let (anchors, _) = conversions_of_all(&case.anchor, &case.population, case.now);
                let is_apart = |anchor: &Conversion| {
                    let starts = anchor
                        .session
                        .map(|session| case.range.contains(session.start));
                    starts == Some(!case.range.contains(anchor.time))
                };
                is_of_sessions && anchors.iter().flatten().any(is_apart)
            },
        ),
        ("sessions lie in one another", {
            let numbers = |journey: &Vec<JourneyEvent>| -> Vec<u32> {
                let mut numbers: Vec<u32> = { journey.iter() }
                    .filter_map(|event| Some(event.session?.number))
                    .collect();
                numbers.dedup();
                numbers
            };
            is_of_sessions
                && journeys.iter().any(|journey| {
                    let numbers = numbers(journey);
                    numbers.iter().collect::<BTreeSet<_>>().len() < numbers.len()
                })
        }),
        ("an event exactly the window away", {
            let shorter = match case.of {
                PathsOf::Persons { window } if window.micros() > 0 => {
                    Some(Span::from_micros(window.micros() - 1))
                }
                _ => None,
            };
            shorter.is_some_and(|window| changes(&|case| case.of = PathsOf::Persons { window }))
        }),
    ]
}
