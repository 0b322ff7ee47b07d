//! Which rows need a mapping.

use super::{Dialect, columns_of};
use crate::test_rows::{csv, defaults, fields, ndjson, outcomes};

#[test]
fn the_first_valid_line_decides_whether_a_file_needs_a_mapping() {
    let cases = [
        (
            "bad\n{\"event\": \"e\", \"event_time\": \"t\"}\n{\"a\": 1}",
            true,
        ),
        (
            "{\"a\": 1}\n{\"event\": \"e\", \"event_time\": \"t\"}",
            false,
        ),
        ("bad", false),
        ("", false),
    ];
    for (file, messages) in cases {
        let sample = fields(&ndjson(file));
        let dialect = Dialect::without_mapping(&sample, &defaults());
        assert_eq!(dialect.is_some(), messages, "{file}");
    }
    let sample = fields(&csv("event,event_time\nx,2026-01-01\n").1);
    assert!(Dialect::without_mapping(&sample, &defaults()).is_none());
}

#[test]
fn both_shapes_may_mix_and_other_lines_are_rejected() {
    let rows = ndjson(
        "{\"event\": \"a\", \"event_time\": \"2026-01-01\"}\n\
         {\"type\": \"page\", \"userId\": \"u\", \"timestamp\": \"2026-01-01\"}\n\
         {\"x\": 1}\nbad\n",
    );
    let dialect = Dialect::without_mapping(&fields(&rows), &defaults()).expect("messages");
    let told: Vec<_> = outcomes(&dialect, &rows)
        .into_iter()
        .map(|outcome| outcome.map(|event| event.event))
        .collect();
    let event = |name: &str| Ok(name.to_owned());
    assert_eq!(
        told,
        [
            event("a"),
            event("pageview"),
            Err("unsupported_shape"),
            Err("not_json")
        ]
    );
}

#[test]
fn columns_of_json_are_its_paths() {
    let sample = fields(&ndjson(
        "{\"b\": 1, \"a\": {\"x\": [1], \"y\": {\"z\": null}}}\n{\"a\": 5, \"b\": 2}",
    ));
    let columns = columns_of(&sample);
    let mut sorted = columns.clone();
    sorted.sort();
    assert_eq!(sorted, ["a", "a.x", "a.y.z", "b"]);
    assert_eq!(columns.last().map(String::as_str), Some("a"));
    assert_eq!(columns_of(&fields(&csv("b,a\n1,2\n").1)), ["b", "a"]);
}
