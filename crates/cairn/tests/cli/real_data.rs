//! Real logs with published or independently recounted truth (shared/data/README.md).

use std::path::PathBuf;

use serde_json::Value as Json;

use crate::support::{Cairn, counts, recount, repository, shared};

const CHECKOUT: &str = r#"{"kind": "funnel", "window": "10m", "steps": [{"event": "catalog"}, {"event": "cart"},
    {"event": "delivery_choice"}, {"event": "payment_choice"}, {"event": "payment_done"}]}"#;
const BROWSING: &str = r#"{"kind": "funnel", "window": "1d", "steps": [{"event": "main"}, {"event": "catalog"},
    {"event": "product"}, {"event": "cart"}, {"event": "payment_done"}]}"#;

fn mapping(name: &str) -> String {
    repository(name).to_str().unwrap().to_owned()
}

/// The shop's log, imported.
fn shop_journeys() -> Option<(Cairn, PathBuf)> {
    let file = shared("shop_journeys/ab_test_demo.csv.gz")?;
    let cairn = Cairn::new();
    let stored = cairn.import(
        &file,
        &["--mapping", &mapping("examples/shop-journeys.toml")],
    );
    assert_eq!(stored, [33_279, 33_279, 0, 0]);
    Some((cairn, file))
}

#[test]
fn a_second_import_adds_nothing_and_an_undo_leaves_nothing() {
    let Some((cairn, file)) = shop_journeys() else {
        return;
    };
    let again = cairn.import(
        &file,
        &["--mapping", &mapping("examples/shop-journeys.toml")],
    );
    assert_eq!(again, [33_279, 0, 33_279, 0]);

    let undone = cairn.run(&["import", "undo", "imp-1"]);
    assert_eq!(undone.stdout, "undone imp-1: 33279 events taken back\n");
    assert!(
        undone.stderr.contains("imp-2 left out 33279 rows"),
        "{}",
        undone.stderr
    );
    assert_eq!(counts(&cairn.query(CHECKOUT)), [0; 5]);
    assert!(
        !cairn.data().join("runs/shop").exists(),
        "run files are left"
    );
    assert!(
        cairn
            .fails(&["import", "undo", "imp-1"])
            .contains("was undone before")
    );

    // Its ids are forgotten: the file comes in again, whole.
    let anew = cairn.import(
        &file,
        &["--mapping", &mapping("examples/shop-journeys.toml")],
    );
    assert_eq!(anew, [33_279, 33_279, 0, 0]);
}

#[test]
fn persons_per_event_are_as_recounted() {
    let Some((cairn, _)) = shop_journeys() else {
        return;
    };
    let truth = [
        ("catalog", 3_611),
        ("main", 2_385),
        ("product", 2_010),
        ("cart", 1_924),
        ("delivery_choice", 1_356),
        ("payment_choice", 958),
        ("payment_done", 653),
    ];
    for (event, persons) in truth {
        let answer = cairn.query(&format!(
            r#"{{"kind": "trend", "event": "{event}", "interval": "month"}}"#
        ));
        assert_eq!(answer["series"][0]["total"]["persons"], persons, "{event}");
    }
    let everyone = cairn.query(r#"{"kind": "trend", "event": "*", "interval": "month"}"#);
    assert_eq!(everyone["series"][0]["total"]["persons"], 3_751);
    assert_eq!(everyone["series"][0]["total"]["conversions"], 33_279);
}

#[test]
fn both_funnels_are_as_recounted_in_every_format() {
    let Some((cairn, _)) = shop_journeys() else {
        return;
    };
    let truth = [
        (CHECKOUT, [3_611, 1_924, 1_356, 958, 653]),
        (BROWSING, [2_385, 2_015, 1_161, 719, 245]),
    ];
    for (question, persons) in truth {
        assert_eq!(counts(&cairn.query(question)), persons);

        let rows = cairn.query_csv(question);
        let column = rows[0].iter().position(|name| name == "count").unwrap();
        let in_csv: Vec<u64> = rows[1..]
            .iter()
            .map(|row| row[column].parse().unwrap())
            .collect();
        assert_eq!(in_csv, persons);

        let table = cairn.query_table(question);
        let second_word = |line: &str| {
            line.split_whitespace()
                .nth(1)
                .map(|word| word.replace(',', ""))
        };
        let numbers: Vec<u64> = table
            .lines()
            .filter_map(|line| second_word(line)?.parse().ok())
            .collect();
        assert_eq!(numbers, persons, "{table}");
    }
}

#[test]
fn payments_and_revenue_are_as_recounted_in_every_format() {
    let Some((cairn, _)) = shop_journeys() else {
        return;
    };
    let goal = r#"{"id": "purchase", "name": "Purchase", "class": "macro", "kind": "revenue", "when":
        {"event": "payment_done"}, "counting": "once_per_order", "value": {"event_value": true}}"#;
    cairn.ok(&["goal", "add", "--site", "shop", goal]);
    for target in [r#""event": "payment_done""#, r#""goal": "purchase""#] {
        let question = format!(r#"{{"kind": "trend", {target}, "interval": "month"}}"#);
        let total = &cairn.query(&question)["series"][0]["total"];
        assert_eq!(total["conversions"], 706);
        assert_eq!(
            total["value"],
            serde_json::json!({"minor": 53_074_800, "currency": "EUR"})
        );

        let rows = cairn.query_csv(&question);
        let column = |name: &str| rows[0].iter().position(|header| header == name).unwrap();
        let sum = |name: &str| {
            rows[1..]
                .iter()
                .map(|row| row[column(name)].parse::<i64>().unwrap())
                .sum::<i64>()
        };
        assert_eq!([sum("conversions"), sum("value_minor")], [706, 53_074_800]);

        let table = cairn.query_table(&question);
        let total = table
            .lines()
            .find(|line| line.trim_start().starts_with("total"))
            .unwrap();
        assert!(
            total.contains(" 706 ") && total.contains("530,748.00 EUR"),
            "{table}"
        );
    }

    let by_group = cairn.query(
        r#"{"kind": "trend", "event": "payment_done", "interval": "month", "breakdown": {"property": "user_backet"}}"#,
    );
    let mut groups: Vec<(&str, u64, i64)> = by_group["series"]
        .as_array()
        .unwrap()
        .iter()
        .map(group_total)
        .collect();
    groups.sort_unstable();
    let truth = [
        ("control", 94, 6_870_200),
        ("not_in_test", 478, 36_325_700),
        ("test", 134, 9_878_900),
    ];
    assert_eq!(groups, truth);
}

fn group_total(series: &Json) -> (&str, u64, i64) {
    let total = &series["total"];
    let conversions = total["conversions"].as_u64().unwrap();
    (
        series["value"].as_str().unwrap(),
        conversions,
        total["value"]["minor"].as_i64().unwrap(),
    )
}

#[test]
fn the_people_behind_a_bar_are_as_many_as_the_bar_says() {
    let Some((cairn, _)) = shop_journeys() else {
        return;
    };
    let total = |cell: &str| {
        let question =
            format!(r#"{{"kind": "persons", "of": {CHECKOUT}, "cell": {cell}, "limit": 10000}}"#);
        let answer = cairn.query(&question);
        assert_eq!(
            answer["persons"].as_array().unwrap().len() as u64,
            answer["total"].as_u64().unwrap()
        );
        answer["total"].as_u64().unwrap()
    };
    assert_eq!(total(r#"{"step": 2}"#), 1_924);
    assert_eq!(total(r#"{"step": 5, "outcome": "reached"}"#), 653);
    assert_eq!(total(r#"{"step": 5, "outcome": "dropped"}"#), 958 - 653);
    assert_eq!(total(r#"{"step": 1, "outcome": "open"}"#), 0);
}

#[test]
fn funnels_equal_an_independent_recount_by_group_and_entry() {
    let Some((cairn, file)) = shop_journeys() else {
        return;
    };
    let recount = recount(
        "recount.py",
        &file,
        &[
            "--event=event",
            "--time=timestamp",
            "--person=client_id",
            "--funnel=catalog,cart,delivery_choice,payment_choice,payment_done",
            "--window=600",
            "--breakdown=user_backet",
        ],
    );
    let recount = &recount["funnels"][0];
    for entry in ["best", "first"] {
        let question = CHECKOUT.replacen('{', &format!(r#"{{"entry": "{entry}", "#), 1);
        assert_eq!(
            Json::from(counts(&cairn.query(&question))),
            recount[format!("entry_{entry}")],
            "{entry}"
        );
    }
    let by_group = CHECKOUT.replacen('{', r#"{"breakdown": {"property": "user_backet"}, "#, 1);
    let answer = cairn.query(&by_group);
    let mut found: Vec<(String, Json)> =
        rows_of(&answer["breakdown"], |row| Json::from(counts(row)));
    found.sort_by(|a, b| a.0.cmp(&b.0));
    let expected: Vec<(String, Json)> =
        rows_of(&recount["entry_best_by_value"], |row| row["counts"].clone());
    assert_eq!(found, expected);
}

fn rows_of(rows: &Json, counts: impl Fn(&Json) -> Json) -> Vec<(String, Json)> {
    let row = |row: &Json| (row["value"].as_str().unwrap().to_owned(), counts(row));
    rows.as_array().unwrap().iter().map(row).collect()
}

#[test]
fn every_real_row_is_kept_and_a_second_import_adds_none() {
    // 30 rows of the first and 5,268 of the second file repeat another row to the letter.
    let files = [
        ("shop_journeys/ecom.csv.gz", None, 31_106),
        (
            "online_retail/onlineretail.csv.gz",
            Some("examples/online-retail.toml"),
            541_909,
        ),
    ];
    for (name, mapping_name, rows) in files {
        let Some(file) = shared(name) else { return };
        let cairn = Cairn::new();
        let mapping = mapping_name.map(mapping);
        let more: Vec<&str> = mapping
            .iter()
            .flat_map(|mapping| ["--mapping", mapping])
            .collect();
        assert_eq!(cairn.import(&file, &more), [rows, rows, 0, 0], "{name}");
        assert_eq!(cairn.import(&file, &more), [rows, 0, rows, 0], "{name}");
        let everything = cairn.query(r#"{"kind": "trend", "event": "*", "interval": "month"}"#);
        assert_eq!(
            everything["series"][0]["total"]["conversions"], rows,
            "{name}"
        );
    }
}

#[test]
fn the_second_shops_persons_are_as_recounted() {
    let Some(file) = shared("shop_journeys/ecom.csv.gz") else {
        return;
    };
    let cairn = Cairn::new();
    cairn.import(&file, &[]);
    let truth = [
        ("product_view", 598),
        ("add_to_cart", 522),
        ("cart", 489),
        ("shipping_details", 441),
        ("payment_details", 390),
        ("purchase", 328),
    ];
    for (event, persons) in truth {
        let answer = cairn.query(&format!(
            r#"{{"kind": "trend", "event": "{event}", "interval": "month"}}"#
        ));
        assert_eq!(answer["series"][0]["total"]["persons"], persons, "{event}");
    }
    let purchases = cairn.query(r#"{"kind": "trend", "event": "purchase"}"#);
    assert_eq!(purchases["series"][0]["total"]["conversions"], 470);
}

#[test]
fn retail_counts_are_as_published() {
    let Some(file) = shared("online_retail/onlineretail.csv.gz") else {
        return;
    };
    let cairn = Cairn::new();
    cairn.import(
        &file,
        &[
            "--mapping",
            &mapping("examples/online-retail.toml"),
            "--currency",
            "GBP",
        ],
    );
    let total = |question: &str| cairn.query(question)["series"][0]["total"].clone();
    let all = total(r#"{"kind": "trend", "event": "order_line", "interval": "month"}"#);
    // 135,080 lines have no customer: they are conversions, and nobody.
    assert_eq!(
        (all["conversions"].as_u64(), all["persons"].as_u64()),
        (Some(541_909), Some(4_372))
    );

    let invoices = r#"{"id": "invoice", "name": "Invoice", "class": "micro", "when": {"event": "order_line"},
        "counting": "once_per_order"}"#;
    cairn.ok(&["goal", "add", "--site", "shop", invoices]);
    assert_eq!(
        total(r#"{"kind": "trend", "goal": "invoice", "interval": "month"}"#)["conversions"],
        25_900
    );
}
