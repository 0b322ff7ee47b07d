use cairn_core::persons::Cell;
use cairn_core::question::{Question, QuestionKind};
use cairn_core::returning::ReturnOutcome;
use cairn_core::time::{Interval, Span};
use serde_json::json;

use super::*;
use crate::question::parse_question;

fn parsed(document: &Json) -> Result<Question, ApiError> {
    parse_question(&document.to_string(), &Zone::utc())
}

/// A retention question with more fields.
fn document(fields: &Json) -> Json {
    let mut document =
        json!({"kind": "retention", "start": {"event": "signup"}, "return": {"event": "login"}});
    let more = fields.as_object().unwrap().clone();
    document.as_object_mut().unwrap().extend(more);
    document
}

fn returning(document: &Json) -> Returning {
    let question = parsed(document).unwrap_or_else(|error| panic!("{document}: {error}"));
    let QuestionKind::Returning(returning) = question.kind else {
        panic!("{document} asks for something else");
    };
    returning
}

/// An error as `code field`.
fn fault(document: &Json) -> String {
    let Err(error) = parsed(document) else {
        panic!("{document} was taken");
    };
    let field = error.field.as_deref().unwrap_or("-");
    format!("{} {field}", error.code.as_str())
}

#[test]
fn the_example_of_the_contract() {
    let asked = returning(&document(&json!({"interval": "week", "mode": "on"})));
    let shape = Shape {
        interval: Interval::Week,
        mode: Mode::On,
        periods: DEFAULT_PERIODS,
    };
    assert_eq!(asked.shape, shape);
    assert_eq!(asked.back.name, "login");
    let Start::Did { what, starts } = asked.start else {
        panic!("no behaviour");
    };
    assert_eq!((what.name.as_str(), starts), ("signup", Starts::First));
}

#[test]
fn what_is_left_out_has_a_meaning() {
    let asked = returning(&json!({"kind": "retention", "return": {"event": "*"}}));
    assert!(matches!(asked.start, Start::Acquired));
    assert_eq!(
        (asked.shape.interval, asked.shape.mode),
        (Interval::Day, Mode::On)
    );
    // A null says nothing.
    let fields = json!({"start": null, "starts": null, "periods": null, "compare": null});
    assert!(matches!(
        returning(&document(&fields)).start,
        Start::Acquired
    ));
}

#[test]
fn modes_starts_and_periods() {
    let day = Span::from_seconds(86_400);
    let week = Span::from_seconds(604_800);
    for (fields, mode) in [
        (json!({"mode": "on", "interval": "month"}), Mode::On),
        (json!({"mode": "on_or_after"}), Mode::OnOrAfter),
        (json!({"mode": "rolling"}), Mode::Rolling { length: day }),
        (
            json!({"mode": "rolling", "interval": "week"}),
            Mode::Rolling { length: week },
        ),
    ] {
        assert_eq!(returning(&document(&fields)).shape.mode, mode, "{fields}");
    }
    let Start::Did { starts, .. } = returning(&document(&json!({"starts": "any"}))).start else {
        panic!("no behaviour");
    };
    assert_eq!(starts, Starts::Any);
    for periods in [1, MAX_PERIODS] {
        let asked = returning(&document(&json!({"periods": periods})));
        assert_eq!(asked.shape.periods, periods);
    }
}

#[test]
fn faults_are_named_with_their_place() {
    for (fields, expected) in [
        (json!({"return": null}), "invalid_field return"),
        (json!({"return": {}}), "invalid_field return"),
        (
            json!({"return": {"event": "a", "goal": "b"}}),
            "invalid_field return",
        ),
        (
            json!({"return": {"event": "a", "optional": true}}),
            "invalid_field return.optional",
        ),
        (json!({"start": {"event": ""}}), "invalid_field start.event"),
        (
            json!({"start": {"any_of": [{"event": "a"}, {"goal": "b"}]}}),
            "invalid_field start.any_of[1].goal",
        ),
        (json!({"start": "signup"}), "invalid_field start"),
        (json!({"interval": "hour"}), "invalid_field interval"),
        (
            json!({"interval": "month", "mode": "rolling"}),
            "invalid_field interval",
        ),
        (json!({"mode": "unbounded"}), "invalid_field mode"),
        (json!({"starts": "last"}), "invalid_field starts"),
        (
            json!({"start": null, "starts": "any"}),
            "invalid_field starts",
        ),
        (json!({"periods": 0}), "too_large periods"),
        (json!({"periods": 367}), "too_large periods"),
        (json!({"periods": -1}), "invalid_field periods"),
        (json!({"compare": "previous"}), "invalid_field compare"),
        (
            json!({"breakdown": {"property": "x"}}),
            "unsupported breakdown",
        ),
        (json!({"window": "7d"}), "invalid_field window"),
        (json!({"known_at": "2026-01-01"}), "unsupported known_at"),
    ] {
        assert_eq!(fault(&document(&fields)), expected, "{fields}");
    }
}

#[test]
fn cells_of_persons() {
    let persons = |cell: Json| json!({"kind": "persons", "of": document(&json!({})), "cell": cell});
    let period_of = |cell: Json| {
        let question = parsed(&persons(cell)).unwrap();
        let QuestionKind::Persons(persons) = question.kind else {
            panic!("no persons");
        };
        let Cell::Returning { cohort, period, .. } = persons.of else {
            panic!("no cell of a cohort");
        };
        assert_eq!(cohort, "2026-01-01");
        period
    };
    let day = "2026-01-01";
    assert_eq!(period_of(json!({"cohort": day})), None);
    assert_eq!(
        period_of(json!({"cohort": day, "period": 2})),
        Some((2, ReturnOutcome::Returned))
    );
    assert_eq!(
        period_of(json!({"cohort": day, "period": 7, "outcome": "not_returned"})),
        Some((7, ReturnOutcome::NotReturned))
    );
    for (cell, expected) in [
        (json!({}), "invalid_field cell"),
        (
            json!({"cohort": day, "period": 8}),
            "unknown_cell cell.period",
        ),
        (
            json!({"cohort": day, "outcome": "returned"}),
            "invalid_field cell.outcome",
        ),
        (
            json!({"cohort": day, "period": 1, "outcome": "dropped"}),
            "invalid_field cell.outcome",
        ),
        (
            json!({"cohort": day, "breakdown": "x"}),
            "unknown_cell cell.breakdown",
        ),
        (json!({"cohort": day, "step": 1}), "invalid_field cell.step"),
    ] {
        assert_eq!(fault(&persons(cell.clone())), expected, "{cell}");
    }
    let compared = json!({"kind": "persons", "of": document(&json!({"compare": "previous"})),
        "cell": {"cohort": day}});
    assert_eq!(fault(&compared), "invalid_field of.compare");
}
