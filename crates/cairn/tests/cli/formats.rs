//! One log in every format gives one answer; files by other programs are read.

use std::path::Path;

use crate::support::{Cairn, counts, repository};

const FUNNEL: &str = r#"{"kind": "funnel", "window": "7d", "steps": [{"event": "product_viewed"}, {"event": "cart"},
    {"event": "checkout"}, {"event": "purchase"}]}"#;

fn import_ok(cairn: &Cairn, file: &Path) -> [u64; 4] {
    cairn.import(file, &[])
}

#[test]
fn csv_ndjson_and_gzip_of_one_log_give_one_answer() {
    let csv_file = repository("examples/shop.csv");
    let from_csv = Cairn::new();
    let [read, stored, ..] = import_ok(&from_csv, &csv_file);
    assert_eq!(read, stored);
    let expected = from_csv.query(FUNNEL)["steps"].clone();

    let mut lines = String::new();
    let mut reader = csv::Reader::from_path(&csv_file).unwrap();
    let header = reader.headers().unwrap().clone();
    for row in reader.records() {
        let row = row.unwrap();
        let filled = header
            .iter()
            .zip(row.iter())
            .filter(|(_, value)| !value.is_empty());
        let object: serde_json::Map<String, serde_json::Value> = filled
            .map(|(name, value)| (name.to_owned(), value.into()))
            .collect();
        lines.push_str(&serde_json::Value::Object(object).to_string());
        lines.push('\n');
    }
    let from_ndjson = Cairn::new();
    let file = from_ndjson.file("shop.ndjson", &lines);
    assert_eq!(import_ok(&from_ndjson, &file), [read, read, 0, 0]);
    assert_eq!(from_ndjson.query(FUNNEL)["steps"], expected);

    let gzipped = Cairn::new();
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut encoder, lines.as_bytes()).unwrap();
    // A name without an ending: the first bytes tell.
    let file = gzipped.file("shop.jsonl.gz", encoder.finish().unwrap());
    assert_eq!(import_ok(&gzipped, &file), [read, read, 0, 0]);
    assert_eq!(gzipped.query(FUNNEL)["steps"], expected);
}

#[test]
fn the_example_log_equals_the_truth_its_generator_wrote() {
    let truth: serde_json::Value = serde_json::from_str(
        &std::fs::read_to_string(repository("examples/shop.truth.json")).unwrap(),
    )
    .unwrap();
    let cairn = Cairn::new();
    let [read, stored, ..] = import_ok(&cairn, &repository("examples/shop.csv"));
    assert_eq!(
        (read, stored),
        (
            truth["rows"].as_u64().unwrap(),
            truth["rows"].as_u64().unwrap()
        )
    );
    for entry in ["best", "first"] {
        let question = FUNNEL.replacen('{', &format!(r#"{{"entry": "{entry}", "#), 1);
        let expected: Vec<u64> =
            serde_json::from_value(truth["funnel"][format!("entry_{entry}")].clone()).unwrap();
        assert_eq!(counts(&cairn.query(&question)), expected, "{entry}");
    }
    for (event, persons) in truth["persons_per_event"].as_object().unwrap() {
        let answer = cairn.query(&format!(r#"{{"kind": "trend", "event": "{event}"}}"#));
        assert_eq!(&answer["series"][0]["total"]["persons"], persons, "{event}");
    }
    // Some purchases were written twice with one order id: a goal that counts orders counts them once.
    let goal = r#"{"id": "order", "name": "Order", "class": "macro", "kind": "revenue",
        "when": {"event": "purchase"}, "counting": "once_per_order", "value": {"event_value": true}}"#;
    cairn.ok(&["goal", "add", "--site", "shop", goal]);
    let rows = &truth["rows_per_event"]["purchase"];
    for (target, conversions, sums) in [
        (r#""event": "purchase""#, rows, &truth["revenue"]),
        (
            r#""goal": "order""#,
            &truth["orders"],
            &truth["order_revenue"],
        ),
    ] {
        let total =
            cairn.query(&format!(r#"{{"kind": "trend", {target}}}"#))["series"][0]["total"].clone();
        assert_eq!(&total["conversions"], conversions);
        for amount in total["amounts"].as_array().unwrap() {
            assert_eq!(
                amount["minor"],
                sums[amount["currency"].as_str().unwrap()],
                "{target}"
            );
        }
        assert_eq!(
            total["amounts"].as_array().unwrap().len(),
            sums.as_object().unwrap().len()
        );
    }
}

/// Written by DuckDB; see tests/fixtures/make_parquet.py.
#[test]
fn a_parquet_file_by_another_program_is_read_with_its_types() {
    let cairn = Cairn::new();
    let mapping = cairn.file(
        "m.toml",
        "[columns]\nuser_id = \"user_id\"\nevent = \"event\"\nevent_time = \"at\"\nvalue = \"amount\"\nmessage_id = \"id\"\n[constants]\ncurrency = \"EUR\"\n[types]\nseen = \"time\"\n",
    );
    let file = repository("tests/fixtures/by_duckdb.parquet");
    let tally = cairn.import(&file, &["--mapping", mapping.to_str().unwrap()]);
    assert_eq!(tally, [1_000, 1_000, 0, 0]);
    let total = |filter: &str| {
        let question = format!(
            r#"{{"kind": "trend", "event": "*", "interval": "month", "filters": [{filter}]}}"#
        );
        cairn.query(&question)["series"][0]["total"].clone()
    };
    // Row n of 1,000: amount n/100, `flag` where n is even, `score` n/2, `big` 2^53 + n, tags [n % 3].
    let all = total("");
    assert_eq!(
        (all["conversions"].as_u64(), all["persons"].as_u64()),
        (Some(1_000), Some(50))
    );
    assert_eq!(all["value"]["minor"], 999 * 1_000 / 2);
    assert_eq!(
        total(r#"{"property": "flag", "op": "eq", "value": true}"#)["conversions"],
        500
    );
    assert_eq!(
        total(r#"{"property": "score", "op": "lt", "value": 10}"#)["conversions"],
        20
    );
    assert_eq!(
        total(r#"{"property": "big", "op": "eq", "value": 9007199254740993}"#)["conversions"],
        1
    );
    assert_eq!(
        total(r#"{"property": "tags", "op": "is_set"}"#)["conversions"],
        1_000
    );
    assert_eq!(
        total(r#"{"property": "seen", "op": "before", "value": "2026-01-02"}"#)["conversions"],
        24
    );
}

/// A civil time means the same in every format: Parquet's timestamps without a zone are no instants.
#[test]
fn civil_times_are_read_in_the_sites_zone_whatever_the_format() {
    let in_new_york = |file: &Path, more: &[&str]| {
        let cairn = Cairn::new();
        let mut arguments = vec!["--timezone", "America/New_York"];
        arguments.extend(more);
        cairn.import(file, &arguments);
        cairn.query(r#"{"kind": "trend", "event": "*"}"#)["series"][0]["points"][0]["start"].clone()
    };
    let here = Cairn::new();
    let csv_file = here.file(
        "a.csv",
        "user_id,event,timestamp\nann,view,2026-01-01 23:00:00\n",
    );
    assert_eq!(in_new_york(&csv_file, &[]), "2026-01-01");
    // Row 0 of the fixture: seen is the civil time 2026-01-01 00:00:00, d the date 2026-01-01.
    for column in ["seen", "d"] {
        let mapping = here.file(
            "m.toml",
            format!(
                "[columns]\nevent = \"event\"\nuser_id = \"user_id\"\nevent_time = \"{column}\"\n"
            ),
        );
        let fixture = repository("tests/fixtures/by_duckdb.parquet");
        assert_eq!(
            in_new_york(&fixture, &["--mapping", mapping.to_str().unwrap()]),
            "2026-01-01",
            "{column}"
        );
    }
    let zoned = here.file(
        "z.csv",
        "user_id,event,timestamp\nann,view,2026-01-01T23:30:00[Asia/Tokyo]\n",
    );
    let mapping = here.file(
        "z.toml",
        "[columns]\nuser_id = \"user_id\"\nevent = \"event\"\nevent_time = \"timestamp\"\n",
    );
    // Half past eleven in Tokyo is half past nine in the morning in New York.
    assert_eq!(
        in_new_york(&zoned, &["--mapping", mapping.to_str().unwrap()]),
        "2026-01-01"
    );
    let cairn = Cairn::new();
    cairn.import(&zoned, &["--mapping", mapping.to_str().unwrap()]);
    let hours = cairn.query(r#"{"kind": "trend", "event": "view", "interval": "hour"}"#);
    assert_eq!(
        hours["series"][0]["points"][0]["start"],
        "2026-01-01T14:00:00+00:00"
    );
}
