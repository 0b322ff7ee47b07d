//! The same events give the same answers, however they came in and however many threads read them.

use std::path::PathBuf;

use serde_json::Value as Json;

use crate::support::{Cairn, repository};

const QUESTIONS: [&str; 11] = [
    r#"{"kind": "funnel", "window": "7d", "steps": [{"event": "product_viewed"}, {"event": "cart"}, {"event": "purchase"}],
        "breakdown": {"property": "channel"}, "now": "2026-03-01"}"#,
    r#"{"kind": "funnel", "window": "1h", "entry": "first", "steps": [{"event": "pageview"}, {"event": "pageview"},
        {"any_of": [{"event": "search"}, {"event": "cart"}]}], "now": "2026-02-01"}"#,
    r#"{"kind": "trend", "goal": "order", "interval": "week", "breakdown": {"property": "country"}, "now": "2026-03-01"}"#,
    r#"{"kind": "trend", "event": "*", "interval": "day", "timezone": "America/New_York", "now": "2026-03-01"}"#,
    r#"{"kind": "persons", "of": {"kind": "funnel", "steps": [{"event": "cart"}, {"event": "purchase"}]},
        "cell": {"step": 2, "outcome": "dropped"}, "limit": 50}"#,
    r#"{"kind": "retention", "start": {"event": "product_viewed"}, "return": {"goal": "order"}, "interval": "week",
        "starts": "any", "mode": "rolling", "timezone": "America/New_York", "now": "2026-03-01"}"#,
    r#"{"kind": "flow", "anchor": {"event": "product_viewed"}, "rows": 3, "now": "2026-03-01"}"#,
    r#"{"kind": "flow", "anchor": {"goal": "order"}, "direction": "before", "count": "persons", "window": "7d", "rows": 2,
        "repeats": "kept", "by": {"property": "category"}, "clean": {"hide": ["pageview"]}, "now": "2026-03-01"}"#,
    r#"{"kind": "persons", "of": {"kind": "flow", "anchor": {"event": "product_viewed"}, "rows": 2, "now": "2026-03-01"},
        "cell": {"column": 2, "other": true, "outcome": "ended"}, "limit": 50}"#,
    r#"{"kind": "time_to_convert", "window": "7d", "steps": [{"event": "product_viewed"}, {"event": "cart"}, {"goal": "order"}],
        "breakdown": {"property": "channel"}, "interval": "week", "now": "2026-03-01"}"#,
    r#"{"kind": "persons", "of": {"kind": "time_to_convert", "steps": [{"event": "cart"}, {"event": "purchase"}],
        "now": "2026-02-20"}, "cell": {"from_seconds": 60, "to_seconds": 86400}, "limit": 50}"#,
];

const GOAL: &str = r#"{"id": "order", "name": "Order", "class": "macro", "kind": "revenue",
    "when": {"event": "purchase"}, "counting": "once_per_order", "value": {"event_value": true}}"#;

fn example_rows() -> (String, Vec<String>) {
    let text = std::fs::read_to_string(repository("examples/shop.csv")).unwrap();
    let mut lines = text.lines().map(str::to_owned);
    let header = lines.next().unwrap();
    (header, lines.collect())
}

fn write(cairn: &Cairn, name: &str, header: &str, rows: &[String]) -> PathBuf {
    cairn.file(name, format!("{header}\n{}\n", rows.join("\n")))
}

/// Answers without what may differ: which commit made the manifest, and the moment of asking.
fn answers(cairn: &Cairn, threads: &str) -> Vec<Json> {
    let answer = |question: &&str| {
        let arguments = [
            "--threads",
            threads,
            "query",
            "--site",
            "shop",
            "--format",
            "json",
            question,
        ];
        let mut answer: Json = serde_json::from_str(&cairn.ok(&arguments)).unwrap();
        answer["snapshot"] = Json::Null;
        answer["now"] = Json::Null;
        answer
    };
    QUESTIONS.iter().map(answer).collect()
}

fn imported(files: &[(&str, &[String])], header: &str) -> Cairn {
    let cairn = Cairn::new();
    for (name, rows) in files {
        let file = write(&cairn, name, header, rows);
        cairn.import(&file, &[]);
    }
    cairn.ok(&["goal", "add", "--site", "shop", GOAL]);
    cairn
}

/// A permutation that is the same in every run: multiplication by a number coprime to the length.
fn shuffled(rows: &[String]) -> Vec<String> {
    let length = rows.len();
    let stride = (length / 3..)
        .find(|stride| gcd(*stride, length) == 1)
        .unwrap();
    (0..length)
        .map(|at| rows[at * stride % length].clone())
        .collect()
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[test]
fn splitting_shuffling_repeating_and_threads_change_no_answer() {
    let (header, rows) = example_rows();
    let whole = imported(&[("whole.csv", &rows)], &header);
    let expected = answers(&whole, "1");
    assert!(
        expected[0]["steps"][2]["count"].as_u64().unwrap() > 10,
        "the questions find something"
    );
    for threads in ["2", "3", "8", "64"] {
        assert_eq!(answers(&whole, threads), expected, "{threads} threads");
    }

    let mixed = shuffled(&rows);
    assert_ne!(mixed, rows);
    assert_eq!(
        answers(&imported(&[("mixed.csv", &mixed)], &header), "2"),
        expected,
        "shuffled"
    );

    let parts: Vec<&[String]> = mixed.chunks(rows.len().div_ceil(7)).collect();
    let names: Vec<String> = (0..parts.len())
        .map(|part| format!("part-{part}.csv"))
        .collect();
    let mut files: Vec<(&str, &[String])> = names.iter().map(String::as_str).zip(parts).collect();
    // Every other part comes twice: its message ids are stored once.
    let repeated: Vec<(&str, &[String])> = files.iter().step_by(2).copied().collect();
    files.extend(repeated);
    assert_eq!(
        answers(&imported(&files, &header), "2"),
        expected,
        "split over many imports"
    );
}

#[test]
fn an_undo_and_a_second_try_change_no_answer() {
    let (header, rows) = example_rows();
    let whole = imported(&[("whole.csv", &rows)], &header);
    let (first, second) = rows.split_at(rows.len() / 2);
    let cairn = imported(&[("first.csv", first), ("second.csv", second)], &header);
    cairn.ok(&["import", "undo", "imp-1"]);
    assert_ne!(answers(&cairn, "2"), answers(&whole, "2"));
    let file = write(&cairn, "first.csv", &header, first);
    cairn.import(&file, &[]);
    assert_eq!(answers(&cairn, "2"), answers(&whole, "2"));
}

/// Numbers that are equal are one value, and limits are on the answer: neither depends on who met what first.
#[test]
fn breakdown_values_do_not_depend_on_threads() {
    let cairn = Cairn::new();
    let line = |person: usize, n: &str| {
        format!(
            r#"{{"event": "view", "event_time": "2026-01-05T10:00:00Z", "user_id": "u{person}", "properties": {{"n": {n}}}}}"#
        )
    };
    let mut lines: Vec<String> = (0..40)
        .map(|person| line(person, if person % 2 == 0 { "1" } else { "1.0" }))
        .collect();
    lines.extend((0..12_000).map(|person| line(person, &format!("\"value {person}\""))));
    let file = cairn.file("a.ndjson", lines.join("\n"));
    cairn.import(&file, &[]);
    let ask = |threads: &str, filter: &str| {
        let question = format!(
            r#"{{"kind": "trend", "event": "view", "breakdown": {{"property": "n"}}, "filters": [{filter}], "now": "2026-02-01"}}"#
        );
        cairn.run(&[
            "--threads",
            threads,
            "query",
            "--site",
            "shop",
            "--format",
            "json",
            &question,
        ])
    };
    let numbers = r#"{"property": "n", "op": "gte", "value": 0}"#;
    let expected = ask("1", numbers);
    assert!(expected.stdout.contains("\"value\": 1,"), "{expected:?}");
    for threads in ["1", "2", "8", "32"] {
        assert_eq!(ask(threads, numbers).stdout, expected.stdout, "{threads}");
        let refused = ask(threads, "");
        assert!(
            refused.code == 2 && refused.stderr.contains("more than 10000 values"),
            "{threads}: {refused:?}"
        );
    }
}
