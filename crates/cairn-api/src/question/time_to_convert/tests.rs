use serde_json::json;

use cairn_core::funnel::Entry;
use cairn_core::persons::Cell;
use cairn_core::question::QuestionKind;
use cairn_core::time::Interval;
use cairn_core::time_to_convert::{Bounds, ConvertOutcome};

use super::*;
use crate::question::parse_question;

/// From `a` to `b` within a day, with more fields.
fn document(fields: &Json) -> Json {
    let mut document = json!({"kind": "time_to_convert", "window": "1d",
        "steps": [{"event": "a"}, {"event": "b"}]});
    let fields = fields.as_object().cloned().unwrap_or_default();
    document.as_object_mut().unwrap().extend(fields);
    document
}

fn asked(fields: &Json) -> TimeToConvert {
    let text = document(fields).to_string();
    match parse_question(&text, &Zone::utc()).unwrap().kind {
        QuestionKind::TimeToConvert(asked) => asked,
        other => panic!("{other:?}"),
    }
}

#[test]
fn it_has_the_fields_of_a_funnel_and_periods() {
    let plain = asked(&json!({}));
    assert_eq!(plain.funnel.window, Span::from_seconds(86_400));
    assert_eq!(plain.funnel.entry, Entry::Best);
    assert_eq!(plain.interval, None);
    let fields = json!({"entry": "first", "breakdown": {"property": "plan"}, "open": false,
        "exclusions": [{"event": "x"}], "compare": null});
    let first = asked(&fields).funnel;
    assert_eq!(first.entry, Entry::First);
    assert!(first.breakdown.is_some() && first.terms.exclusions.len() == 1);
    for (name, interval) in [
        ("day", Interval::Day),
        ("week", Interval::Week),
        ("month", Interval::Month),
    ] {
        assert_eq!(asked(&json!({"interval": name})).interval, Some(interval));
    }
}

#[test]
fn what_makes_no_sense_is_refused() {
    for (fields, field) in [
        (json!({"steps": [{"event": "a"}]}), "steps"),
        (json!({"window": "0d"}), "window"),
        (json!({"steps": []}), "steps"),
        (json!({"open": true}), "open"),
        (json!({"compare": "previous"}), "compare"),
        (json!({"interval": "hour"}), "interval"),
        (json!({"unknown": 1}), "unknown"),
        (json!({"window": "soon"}), "window"),
    ] {
        let error = parse_question(&document(&fields).to_string(), &Zone::utc()).unwrap_err();
        assert_eq!(error.field.as_deref(), Some(field), "{fields}: {error}");
    }
}

fn cell(of: &Json, cell: &Json) -> Result<Cell, ApiError> {
    let question = json!({"kind": "persons", "of": document(of), "cell": cell});
    let question = parse_question(&question.to_string(), &Zone::utc())?;
    match question.kind {
        QuestionKind::Persons(persons) => Ok(persons.of),
        other => panic!("{other:?}"),
    }
}

fn outcome(wanted: &Json) -> ConvertOutcome {
    match cell(&json!({}), wanted).unwrap() {
        Cell::TimeToConvert { outcome, .. } => outcome,
        other => panic!("{other:?}"),
    }
}

#[test]
fn cells_are_outcomes_and_bars() {
    let bounds = |from: u32, to: Option<u32>| {
        ConvertOutcome::Converted(Bounds {
            from: Span::from_seconds(from),
            to: to.map(Span::from_seconds),
        })
    };
    assert_eq!(outcome(&json!({})), bounds(0, None));
    assert_eq!(outcome(&json!({"from_seconds": 60})), bounds(60, None));
    let bar = json!({"outcome": "converted", "from_seconds": 60, "to_seconds": 300});
    assert_eq!(outcome(&bar), bounds(60, Some(300)));
    // The last bar ends with the window, and holds who took all of it.
    let last = json!({"from_seconds": 43_200, "to_seconds": 86_400});
    assert_eq!(outcome(&last), bounds(43_200, None));
    assert_eq!(outcome(&json!({"outcome": "open"})), ConvertOutcome::Open);
    assert_eq!(outcome(&json!({"outcome": "lost"})), ConvertOutcome::Lost);
    let entered = json!({"outcome": "entered"});
    assert_eq!(outcome(&entered), ConvertOutcome::Entered);
}

#[test]
fn cells_that_are_none_are_refused() {
    for (of, wanted, field) in [
        (
            json!({}),
            json!({"outcome": "open", "from_seconds": 1}),
            "from_seconds",
        ),
        (
            json!({}),
            json!({"outcome": "lost", "to_seconds": 1}),
            "to_seconds",
        ),
        (
            json!({}),
            json!({"from_seconds": 60, "to_seconds": 60}),
            "to_seconds",
        ),
        (json!({}), json!({"from_seconds": 86_401}), "from_seconds"),
        (json!({}), json!({"start": "2026-01-05"}), "start"),
        (json!({}), json!({"breakdown": "x"}), "breakdown"),
        (json!({}), json!({"step": 1}), "step"),
    ] {
        let error = cell(&of, &wanted).unwrap_err();
        let told = error.field.as_deref();
        assert_eq!(
            told,
            Some(format!("cell.{field}").as_str()),
            "{wanted}: {error}"
        );
    }
    assert!(
        cell(
            &json!({"interval": "week"}),
            &json!({"start": "2026-01-05"})
        )
        .is_ok()
    );
}
