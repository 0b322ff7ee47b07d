//! What comes out is what went in.

use crate::support::{Cairn, repository};

const ALL: &str = r#"{"kind": "trend", "event": "*", "interval": "week"}"#;

fn cairn_with_the_example() -> (Cairn, u64) {
    let cairn = Cairn::new();
    let [read, ..] = cairn.import(&repository("examples/shop.csv"), &[]);
    (cairn, read)
}

#[test]
fn an_export_comes_in_again_without_a_mapping_and_adds_nothing() {
    let (cairn, rows) = cairn_with_the_example();
    for format in ["csv", "parquet"] {
        let file = cairn.path(&format!("out.{format}"));
        cairn.ok(&[
            "export",
            format,
            "--site",
            "shop",
            "--output",
            file.to_str().unwrap(),
        ]);
        if format == "csv" {
            assert_eq!(cairn.import(&file, &[]), [rows, 0, rows, 0]);
        }
    }
}

#[test]
fn an_exported_csv_answers_alike_elsewhere() {
    let (cairn, rows) = cairn_with_the_example();
    let file = cairn.path("out.csv");
    cairn.ok(&[
        "export",
        "csv",
        "--site",
        "shop",
        "--output",
        file.to_str().unwrap(),
    ]);
    let elsewhere = Cairn::new();
    assert_eq!(elsewhere.import(&file, &[]), [rows, rows, 0, 0]);
    assert_eq!(elsewhere.query(ALL)["series"], cairn.query(ALL)["series"]);
    let by_channel = r#"{"kind": "trend", "event": "purchase", "interval": "month", "breakdown": {"property": "channel"}}"#;
    assert_eq!(
        elsewhere.query(by_channel)["series"],
        cairn.query(by_channel)["series"]
    );
}

#[test]
fn the_csv_holds_every_row_with_its_fields() {
    let (cairn, rows) = cairn_with_the_example();
    let text = cairn.ok(&["export", "csv", "--site", "shop", "--output", "-"]);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|header| header == name).unwrap();
    let exported: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(exported.len() as u64, rows);

    let mut source = csv::Reader::from_path(repository("examples/shop.csv")).unwrap();
    let source_header = source.headers().unwrap().clone();
    let source_column = |name: &str| {
        source_header
            .iter()
            .position(|header| header == name)
            .unwrap()
    };
    let mut expected: Vec<[String; 4]> = source
        .records()
        .map(Result::unwrap)
        .map(|row| {
            ["message_id", "event", "user_id", "order_id"]
                .map(|name| row[source_column(name)].to_owned())
        })
        .collect();
    let mut found: Vec<[String; 4]> = exported
        .iter()
        .map(|row| {
            ["message_id", "event", "user_id", "order_id"].map(|name| row[column(name)].to_owned())
        })
        .collect();
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
}

#[test]
fn places_that_can_not_be_written_are_named() {
    let (cairn, _) = cairn_with_the_example();
    let folder = cairn.path("");
    let error = cairn.fails(&[
        "export",
        "csv",
        "--site",
        "shop",
        "--output",
        folder.to_str().unwrap(),
    ]);
    assert!(error.contains("is a directory"), "{error}");
    let error = cairn.fails(&[
        "export",
        "csv",
        "--site",
        "shop",
        "--output",
        "/nowhere/out.csv",
    ]);
    assert!(error.contains("/nowhere/out.csv"), "{error}");
    let error = cairn.fails(&["export", "parquet", "--site", "shop", "--output", "-"]);
    assert!(error.contains("stdout"), "{error}");
    let error = cairn.fails(&["export", "csv", "--site", "blog", "--output", "-"]);
    assert!(error.contains("there is shop"), "{error}");
}

/// Rows of every type and without message ids: what identifies them must survive the way out and in.
#[test]
fn a_parquet_export_comes_in_again_as_it_was() {
    let lines = [
        r#"{"event": "buy", "event_time": "2026-01-05T10:00:00Z", "user_id": "ann", "value": 12.5, "currency": "USD", "order_id": "7", "properties": {"n": 3, "f": 1.5, "b": true, "s": "x", "list": [1, 2]}, "context": {"page": {"path": "/a"}}, "group_ids": {"team": "t1"}}"#,
        r#"{"event": "view", "event_time": "2026-01-05T11:00:00Z", "anonymous_id": "dev"}"#,
        r#"{"event": "view", "event_time": "2026-01-05T11:00:00Z", "anonymous_id": "dev"}"#,
        r#"{"event": "ping", "event_time": "2026-01-05T12:00:00Z"}"#,
    ];
    let cairn = Cairn::new();
    let file = cairn.file("a.ndjson", lines.join("\n"));
    assert_eq!(cairn.import(&file, &[]), [4, 4, 0, 0]);
    let exported = cairn.path("out.parquet");
    cairn.ok(&[
        "export",
        "parquet",
        "--site",
        "shop",
        "--output",
        exported.to_str().unwrap(),
    ]);
    assert_eq!(cairn.import(&exported, &[]), [4, 0, 4, 0]);

    let elsewhere = Cairn::new();
    assert_eq!(elsewhere.import(&exported, &[]), [4, 4, 0, 0]);
    let questions = [
        ALL.to_owned(),
        r#"{"kind": "trend", "event": "buy", "filters": [{"property": "n", "op": "eq", "value": 3},
            {"property": "f", "op": "lt", "value": 2}, {"property": "b", "op": "eq", "value": true},
            {"property": "s", "op": "eq", "value": "x"}, {"property": "list", "op": "is_set"},
            {"property": "context.page.path", "op": "eq", "value": "/a"}]}"#
            .to_owned(),
    ];
    for question in questions {
        let answer = elsewhere.query(&question);
        assert_eq!(answer["series"], cairn.query(&question)["series"]);
        assert!(
            answer["series"][0]["total"]["conversions"]
                .as_u64()
                .unwrap()
                > 0
        );
    }
    let buy =
        &elsewhere.query(r#"{"kind": "trend", "event": "buy"}"#)["series"][0]["total"]["value"];
    assert_eq!(*buy, serde_json::json!({"minor": 1250, "currency": "USD"}));
}
