//! Answers beside those of another range: each is what the question of that range alone is answered, and the
//! change of a rate follows from the ends of the two rates' intervals by Newcombe's formula.

use serde_json::{Value as Json, json};

use crate::support::{Cairn, repository};

const RANGE: [&str; 2] = ["2026-02-01", "2026-03-01"];
/// As many days before.
const BEFORE: [&str; 2] = ["2026-01-04", "2026-02-01"];

fn example() -> Cairn {
    let cairn = Cairn::new();
    let [read, ..] = cairn.import(&repository("examples/shop.csv"), &[]);
    assert!(read > 6_000);
    cairn
}

fn ask(cairn: &Cairn, question: &Json, [start, end]: [&str; 2], compare: Option<Json>) -> Json {
    let mut question = question.clone();
    question["range"] = json!({"start": start, "end": end});
    question["now"] = json!("2026-06-01");
    if let Some(compare) = compare {
        question["compare"] = compare;
    }
    cairn.query(&question.to_string())
}

/// What the two rates' own ends make of their difference.
fn change_of(rate: &Json, before: &Json) -> [f64; 3] {
    let end = |rate: &Json, name: &str| rate[name].as_f64().unwrap();
    let [p, l, u] = ["value", "low", "high"].map(|name| end(rate, name));
    let [q, m, v] = ["value", "low", "high"].map(|name| end(before, name));
    let below = ((p - l).powi(2) + (v - q).powi(2)).sqrt();
    let above = ((u - p).powi(2) + (q - m).powi(2)).sqrt();
    [p - q, p - q - below, p - q + above]
}

fn check_change(found: &Json, rate: &Json, before: &Json) {
    let expected = change_of(rate, before);
    for (name, expected) in ["value", "low", "high"].iter().zip(expected) {
        let found = found[name].as_f64().unwrap();
        assert!(
            (found - expected).abs() < 1e-12,
            "{name}: {found} {expected}"
        );
    }
    assert_eq!(
        (&found["level"], &found["method"]),
        (&json!(0.95), &json!("newcombe"))
    );
}

/// An answer's parts, cleared of changes.
fn parts(answer: &Json, names: [&str; 2]) -> Vec<Json> {
    names.map(|name| without_changes(&answer[name])).to_vec()
}

fn without_changes(json: &Json) -> Json {
    match json {
        Json::Object(object) => object
            .iter()
            .filter(|(name, _)| !name.ends_with("_change"))
            .map(|(name, value)| (name.clone(), without_changes(value)))
            .collect(),
        Json::Array(items) => items.iter().map(without_changes).collect(),
        other => other.clone(),
    }
}

#[test]
fn a_funnel_beside_the_one_before() {
    let cairn = example();
    let funnel = json!({"kind": "funnel", "breakdown": {"property": "channel"},
        "steps": [{"event": "product_viewed"}, {"event": "cart"}, {"event": "purchase"}]});
    let both = ask(&cairn, &funnel, RANGE, Some(json!("previous")));
    let this = ask(&cairn, &funnel, RANGE, None);
    let before = ask(&cairn, &funnel, BEFORE, None);
    let names = ["steps", "breakdown"];
    assert_eq!(parts(&both, names), parts(&this, names));
    assert_eq!(parts(&both["compare"], names), parts(&before, names));
    assert_eq!(both["compare"]["range"], before["range"]);
    assert_eq!(
        both["range"],
        json!({"start": "2026-02-01T00:00:00Z", "end": "2026-03-01T00:00:00Z"})
    );
    let mut compared = 0;
    let rows = both["breakdown"].as_array().unwrap();
    let rows_before = both["compare"]["breakdown"].as_array().unwrap();
    let row_before = |row: &Json| {
        rows_before
            .iter()
            .find(|before| before["value"] == row["value"])
    };
    let mut pairs = vec![(&both, &both["compare"])];
    pairs.extend(rows.iter().filter_map(|row| Some((row, row_before(row)?))));
    for (this, before) in pairs {
        for step in 0..3 {
            let (step, before) = (&this["steps"][step], &before["steps"][step]);
            for (change, rate) in [
                ("rate_change", "rate_from_previous"),
                ("rate_from_start_change", "rate_from_start"),
            ] {
                if step[rate].is_null() || before[rate].is_null() {
                    assert_eq!(step.get(change), None);
                } else {
                    check_change(&step[change], &step[rate], &before[rate]);
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 8, "{compared}");
}

#[test]
fn a_trend_beside_the_one_before() {
    let cairn = example();
    let names = ["series", "overall"];
    for trend in [
        json!({"kind": "trend", "event": "purchase", "interval": "week"}),
        json!({"kind": "trend", "event": "cart", "breakdown": {"property": "country"}}),
    ] {
        let both = ask(&cairn, &trend, RANGE, Some(json!("previous")));
        let named = json!({"start": BEFORE[0], "end": BEFORE[1]});
        let mut with_named = ask(&cairn, &trend, RANGE, Some(named));
        with_named["snapshot"] = both["snapshot"].clone();
        assert_eq!(both, with_named);
        let before = ask(&cairn, &trend, BEFORE, None);
        assert_eq!(parts(&both["compare"], names), parts(&before, names));
        assert_eq!(
            parts(&both, names),
            parts(&ask(&cairn, &trend, RANGE, None), names)
        );
        let whole = |answer: &Json| {
            let of = if answer["overall"].is_null() {
                &answer["series"][0]
            } else {
                &answer["overall"]
            };
            of["total"].clone()
        };
        let (total, total_before) = (whole(&both), whole(&both["compare"]));
        check_change(&total["rate_change"], &total["rate"], &total_before["rate"]);
        assert_eq!(both["series"][0]["points"][0].get("rate_change"), None);
    }
}

#[test]
fn tables_and_csv_show_both() {
    let cairn = example();
    let range = format!(
        r#""range": {{"start": "{}", "end": "{}"}}, "compare": "previous""#,
        RANGE[0], RANGE[1]
    );
    let funnel = format!(
        r#"{{"kind": "funnel", "steps": [{{"event": "cart"}}, {{"event": "purchase"}}], {range}}}"#
    );
    let csv = cairn.query_csv(&funnel);
    assert_eq!(csv[0][0], "range");
    assert_eq!(csv[0].last().unwrap(), "rate_change_high");
    let first: Vec<&str> = csv[1..].iter().map(|row| row[0].as_str()).collect();
    assert_eq!(first, ["this", "this", "compared", "compared"]);
    let json = cairn.query(&funnel);
    assert_eq!(csv[3][2], json["compare"]["steps"][0]["count"].to_string());
    let table = cairn.query_table(&funnel);
    assert!(
        table.contains("compared with 2026-01-04T00:00:00Z to 2026-02-01T00:00:00Z"),
        "{table}"
    );
    assert!(table.contains("change from previous"), "{table}");
    let trend = format!(r#"{{"kind": "trend", "event": "cart", "interval": "week", {range}}}"#);
    let csv = cairn.query_csv(&trend);
    let compared = csv.iter().filter(|row| row[0] == "compared").count();
    let points = cairn.query(&trend)["compare"]["series"][0]["points"]
        .as_array()
        .unwrap()
        .len();
    assert_eq!(compared, points);
    assert!(
        cairn
            .query_table(&trend)
            .contains("change of the total rate")
    );
}

#[test]
fn ranges_are_told_and_nothing_lies_before_all_history() {
    let cairn = example();
    let all = r#"{"kind": "trend", "event": "cart", "interval": "month"}"#;
    // The first and the last event of the example log, and a microsecond.
    let text = std::fs::read_to_string(repository("examples/shop.csv")).unwrap();
    let column = text
        .lines()
        .next()
        .unwrap()
        .split(',')
        .position(|name| name == "event_time")
        .unwrap();
    let times = text
        .lines()
        .skip(1)
        .map(|line| line.split(',').nth(column).unwrap());
    let (first, last) = (times.clone().min().unwrap(), times.max().unwrap());
    let range = cairn.query(all)["range"].clone();
    assert_eq!(range["start"], first);
    let to_the_micro = format!("{:0<26}", last.trim_end_matches('Z'));
    let just_after = format!("{}1Z", to_the_micro.strip_suffix('0').unwrap());
    assert_eq!(range["end"], just_after);

    let compare = r#"{"kind": "trend", "event": "cart", "compare": "previous"}"#;
    let said = cairn.fails(&["query", "--site", "shop", compare]);
    assert!(
        said.contains("compare") && said.contains("all history has no range before it"),
        "{said}"
    );
    let odd =
        r#"{"kind": "trend", "event": "cart", "range": {"last": "7d"}, "compare": "last year"}"#;
    let said = cairn.fails(&["query", "--site", "shop", odd]);
    assert!(said.contains("nothing to compare with"), "{said}");

    let empty = Cairn::new();
    empty.ok(&["site", "add", "shop"]);
    assert_eq!(empty.query(all)["range"], Json::Null);
}
