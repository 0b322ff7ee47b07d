use cairn_core::flow::PathOutcome;
use cairn_core::persons::{Cell, FlowNode};
use cairn_core::question::{Question, QuestionKind};
use cairn_core::time::Span;
use serde_json::json;

use super::*;
use crate::question::parse_question;

fn parsed(document: &Json) -> Result<Question, ApiError> {
    parse_question(&document.to_string(), &Zone::utc())
}

/// A flow with more fields.
fn document(fields: &Json) -> Json {
    let mut document = json!({"kind": "flow", "anchor": {"event": "cart"}});
    let more = fields.as_object().unwrap().clone();
    document.as_object_mut().unwrap().extend(more);
    document
}

fn flow(document: &Json) -> Flow {
    let question = parsed(document).unwrap_or_else(|error| panic!("{document}: {error}"));
    let QuestionKind::Flow(flow) = question.kind else {
        panic!("{document} asks for something else");
    };
    flow
}

/// An error as `code field`.
fn fault(document: &Json) -> String {
    let Err(error) = parsed(document) else {
        panic!("{document} was taken");
    };
    let field = error.field.as_deref().unwrap_or("-");
    format!("{} {field}", error.code.as_str())
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn the_example_of_the_contract() {
    let asked = flow(&document(&json!({"direction": "forward", "depth": 5})));
    assert_eq!((asked.direction, asked.columns), (Direction::After, 5));
    let asked = flow(&document(&json!({"direction": "backward"})));
    assert_eq!(asked.direction, Direction::Before);
}

#[test]
fn what_is_left_out_has_a_meaning() {
    let nulls = json!({"columns": null, "rows": null, "by": null, "clean": null, "count": null,
        "window": null, "compare": null, "breakdown": null});
    for fields in [json!({}), nulls] {
        let asked = flow(&document(&fields));
        assert_eq!(asked.name, "cart");
        assert_eq!(
            (asked.direction, asked.of, asked.repeats),
            (Direction::After, PathsOf::Sessions, Repeats::Collapsed)
        );
        assert_eq!((asked.columns, asked.rows), (4, 10));
        assert_eq!(asked.labels, Labels::default());
    }
}

#[test]
fn directions_units_and_repeats() {
    let asked = flow(&document(
        &json!({"direction": "before", "repeats": "kept", "count": "sessions"}),
    ));
    assert_eq!(
        (asked.direction, asked.of, asked.repeats),
        (Direction::Before, PathsOf::Sessions, Repeats::Kept)
    );
    for (window, seconds) in [(json!(null), 86_400), (json!("30m"), 1_800)] {
        let asked = flow(&document(&json!({"count": "persons", "window": window})));
        let window = Span::from_seconds(seconds);
        assert_eq!(asked.of, PathsOf::Persons { window });
    }
    let asked = flow(&document(&json!({"columns": 10, "rows": 50})));
    assert_eq!((asked.columns, asked.rows), (MAX_COLUMNS, MAX_ROWS));
}

#[test]
fn names_are_cleaned() {
    let fields = json!({
    "by": {"property": "context.page.path", "events": ["pageview"]},
    "clean": {"hide": ["scroll"], "only": ["a", "b"], "merge": [
        {"as": "ab", "names": ["a", "b"]}
    ]}});
    let labels = flow(&document(&fields)).labels;
    let by = LabelProperty {
        property: PropertyRef::Context("page.path".to_owned()),
        events: Some(set(&["pageview"])),
    };
    assert_eq!(labels.by, Some(by));
    assert_eq!(
        (labels.hide, labels.only),
        (set(&["scroll"]), Some(set(&["a", "b"])))
    );
    let merged = ["a", "b"].map(|name| (name.to_owned(), "ab".to_owned()));
    assert_eq!(labels.merge, BTreeMap::from(merged));
}

#[test]
fn faults_are_named_with_their_place() {
    let merge = |merge: Json| json!({"clean": {"hide": ["h"], "merge": merge}});
    for (fields, expected) in [
        (json!({"anchor": null}), "invalid_field anchor"),
        (json!({"anchor": {}}), "invalid_field anchor"),
        (
            json!({"anchor": {"event": ""}}),
            "invalid_field anchor.event",
        ),
        (
            json!({"anchor": {"event": "a", "first_ever": true}}),
            "invalid_field anchor.first_ever",
        ),
        (json!({"direction": "up"}), "invalid_field direction"),
        (json!({"repeats": "twice"}), "invalid_field repeats"),
        (json!({"count": "totals"}), "unsupported count"),
        (json!({"count": "visits"}), "invalid_field count"),
        (json!({"window": "1d"}), "invalid_field window"),
        (
            json!({"count": "persons", "window": "day"}),
            "invalid_field window",
        ),
        (json!({"columns": 0}), "too_large columns"),
        (json!({"columns": 11}), "too_large columns"),
        (json!({"rows": 51}), "too_large rows"),
        (json!({"rows": -1}), "invalid_field rows"),
        (json!({"by": "path"}), "invalid_field by"),
        (json!({"by": {"property": ""}}), "invalid_field by.property"),
        (
            json!({"by": {"property": "p", "of": "session"}}),
            "invalid_field by.of",
        ),
        (
            json!({"by": {"property": "p", "events": []}}),
            "invalid_field by.events",
        ),
        (json!({"clean": {"hide": [""]}}), "invalid_field clean.hide"),
        (json!({"clean": {"only": []}}), "invalid_field clean.only"),
        (json!({"clean": {"drop": []}}), "invalid_field clean.drop"),
        (
            json!({"clean": {"hide": ["a"], "only": ["a"]}}),
            "invalid_field clean.only",
        ),
        (
            merge(json!([{"as": "", "names": ["a"]}])),
            "invalid_field clean.merge[0].as",
        ),
        (
            merge(json!([{"as": "x", "names": []}])),
            "invalid_field clean.merge[0].names",
        ),
        (
            merge(json!([{"as": "x", "names": ["h"]}])),
            "invalid_field clean.merge[0].names",
        ),
        (
            merge(json!([{"as": "x", "names": ["a"]}, {"as": "y", "names": ["a"]}])),
            "invalid_field clean.merge[1].names",
        ),
        (json!({"compare": "previous"}), "unsupported compare"),
        (
            json!({"breakdown": {"property": "x"}}),
            "unsupported breakdown",
        ),
        (json!({"population": {}}), "invalid_field population"),
    ] {
        assert_eq!(fault(&document(&fields)), expected, "{fields}");
    }
    let many: Vec<String> = (0..=MAX_NAMES).map(|name| name.to_string()).collect();
    let fields = json!({"clean": {"hide": many}});
    assert_eq!(fault(&document(&fields)), "too_large clean.hide");
}

#[test]
fn cells_of_persons() {
    let persons = |cell: Json| json!({"kind": "persons", "of": document(&json!({})), "cell": cell});
    let cell_of = |cell: Json| {
        let question = parsed(&persons(cell)).unwrap();
        let QuestionKind::Persons(persons) = question.kind else {
            panic!("no persons");
        };
        match persons.of {
            Cell::Flow {
                column,
                node,
                outcome,
                ..
            } => (column, node, outcome),
            other => panic!("{other:?} is no cell of a flow"),
        }
    };
    let named = |name: &str| FlowNode::Named(name.to_owned());
    for (cell, expected) in [
        (
            json!({"column": 0}),
            (0, FlowNode::All, PathOutcome::Reached),
        ),
        (
            json!({"column": 0, "name": "cart"}),
            (0, FlowNode::All, PathOutcome::Reached),
        ),
        (
            json!({"column": 4, "name": "buy", "outcome": "ended"}),
            (4, named("buy"), PathOutcome::Ended),
        ),
        (
            json!({"column": 1, "other": true, "outcome": "open"}),
            (1, FlowNode::Other, PathOutcome::Open),
        ),
        (
            json!({"column": 1, "outcome": "ended_open"}),
            (1, FlowNode::All, PathOutcome::EndedOpen),
        ),
    ] {
        assert_eq!(cell_of(cell.clone()), expected, "{cell}");
    }
    for (cell, expected) in [
        (json!({}), "invalid_field cell"),
        (json!({"column": 5}), "unknown_cell cell.column"),
        (
            json!({"column": 0, "name": "buy"}),
            "unknown_cell cell.name",
        ),
        (
            json!({"column": 0, "other": true}),
            "unknown_cell cell.other",
        ),
        (
            json!({"column": 1, "other": true, "name": "a"}),
            "invalid_field cell.other",
        ),
        (
            json!({"column": 1, "outcome": "dropped"}),
            "invalid_field cell.outcome",
        ),
        (
            json!({"column": 1, "breakdown": "x"}),
            "unknown_cell cell.breakdown",
        ),
    ] {
        assert_eq!(fault(&persons(cell.clone())), expected, "{cell}");
    }
}
