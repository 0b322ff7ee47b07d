//! Goals: counting over persons and orders, value rules, versions, and goals as funnel steps (semantics S9).

use crate::support::{Cairn, counts};

/// Event lines: person, event, time, value, currency, order; counted by hand in each test.
fn cairn_with(rows: &str) -> Cairn {
    let cairn = Cairn::new();
    let file = cairn.file(
        "a.csv",
        format!("user_id,event,timestamp,value,currency,order_id,plan,fee\n{rows}"),
    );
    let mapping = cairn.file(
        "m.toml",
        "[columns]\nuser_id = \"user_id\"\nevent = \"event\"\nevent_time = \"timestamp\"\nvalue = \"value\"\ncurrency = \"currency\"\norder_id = \"order_id\"\n[types]\nfee = \"number\"\n",
    );
    cairn.import(&file, &["--mapping", mapping.to_str().unwrap()]);
    cairn
}

fn add(cairn: &Cairn, id: &str, rest: &str) {
    cairn.ok(&[
        "goal",
        "add",
        "--site",
        "shop",
        &format!(r#"{{"id": "{id}", "name": "{id}", "class": "micro", {rest}}}"#),
    ]);
}

fn total(cairn: &Cairn, goal: &str) -> (u64, u64, serde_json::Value) {
    let answer = cairn.query(&format!(
        r#"{{"kind": "trend", "goal": "{goal}", "now": "2026-06-01"}}"#
    ));
    let total = &answer["series"][0]["total"];
    (
        total["conversions"].as_u64().unwrap(),
        total["persons"].as_u64().unwrap(),
        total["value"].clone(),
    )
}

#[test]
fn an_order_counts_once_over_all_persons_and_the_earliest_counts() {
    // Order 7 is told twice: by the browser's visitor and, later and dearer, by the server's customer.
    let cairn = cairn_with(
        "ann,buy,2026-01-02 10:00:00,10.00,EUR,7,,\nbob,buy,2026-01-03 10:00:00,12.00,EUR,7,,\n\
         bob,buy,2026-01-04 10:00:00,20.00,EUR,8,,\ncid,buy,2026-01-05 10:00:00,1.00,EUR,,,\ncid,buy,2026-01-05 11:00:00,1.00,EUR,,,\n",
    );
    add(
        &cairn,
        "order",
        r#""when": {"event": "buy"}, "counting": "once_per_order", "value": {"event_value": true}"#,
    );
    let (conversions, persons, value) = total(&cairn, "order");
    assert_eq!((conversions, persons), (4, 3));
    assert_eq!(
        value,
        serde_json::json!({"minor": 3_200, "currency": "EUR"})
    );
    // "First in all history" before the range cuts: in February order 7 has been counted.
    let later = r#"{"kind": "trend", "goal": "order", "range": {"start": "2026-01-03", "end": "2026-01-04"}}"#;
    assert_eq!(cairn.query(later)["series"][0]["total"]["conversions"], 0);
}

#[test]
fn once_per_person_keeps_the_first_in_all_history() {
    let cairn = cairn_with(
        "ann,join,2026-01-02 10:00:00,,,,,\nann,join,2026-02-02 10:00:00,,,,,\nbob,join,2026-02-03 10:00:00,,,,,\n,join,2026-02-04 10:00:00,,,,,\n",
    );
    add(
        &cairn,
        "joined",
        r#""when": {"event": "join"}, "counting": "once_per_person""#,
    );
    assert_eq!(total(&cairn, "joined").0, 2);
    let february = r#"{"kind": "trend", "goal": "joined", "range": {"start": "2026-02-01", "end": "2026-03-01"}}"#;
    assert_eq!(
        cairn.query(february)["series"][0]["total"]["conversions"],
        1
    );
    add(&cairn, "joins", r#""when": {"event": "join"}"#);
    // The event of nobody counts as a conversion and as no person.
    let (conversions, persons, _) = total(&cairn, "joins");
    assert_eq!((conversions, persons), (4, 2));
}

#[test]
fn values_follow_their_rule_and_currencies_stand_apart() {
    let cairn = cairn_with(
        "ann,buy,2026-01-02 10:00:00,10.005,EUR,1,,2.5\nbob,buy,2026-01-03 10:00:00,300,JPY,2,,7\ncid,buy,2026-01-03 10:00:00,5.00,EUR,3,,\n",
    );
    add(
        &cairn,
        "by_value",
        r#""when": {"event": "buy"}, "value": {"event_value": true}"#,
    );
    add(
        &cairn,
        "by_fee",
        r#""when": {"event": "buy"}, "value": {"property": "fee"}"#,
    );
    add(
        &cairn,
        "fixed",
        r#""when": {"event": "buy"}, "value": {"fixed": {"minor": 4900, "currency": "EUR"}}"#,
    );
    let amounts = |goal: &str| {
        let answer = cairn.query(&format!(r#"{{"kind": "trend", "goal": "{goal}"}}"#));
        answer["series"][0]["total"]["amounts"].clone()
    };
    // 10.005 € are 10.01 €: half a cent is rounded away from zero; yen have no minor unit.
    let expected =
        serde_json::json!([{"minor": 1_501, "currency": "EUR"}, {"minor": 300, "currency": "JPY"}]);
    assert_eq!(amounts("by_value"), expected);
    let expected =
        serde_json::json!([{"minor": 250, "currency": "EUR"}, {"minor": 7, "currency": "JPY"}]);
    assert_eq!(amounts("by_fee"), expected);
    assert_eq!(
        total(&cairn, "fixed").2,
        serde_json::json!({"minor": 14_700, "currency": "EUR"})
    );
}

#[test]
fn count_sequence_and_absence_hold_and_work_as_steps() {
    let cairn = cairn_with(
        "ann,price,2026-01-02 10:00:00,,,,,\nann,price,2026-01-05 10:00:00,,,,,\nann,buy,2026-01-06 10:00:00,,,,,\n\
         bob,price,2026-01-02 10:00:00,,,,,\nbob,price,2026-01-20 10:00:00,,,,,\ncid,cart,2026-01-02 10:00:00,,,,,\n\
         dan,cart,2026-01-02 10:00:00,,,,,\ndan,buy,2026-01-02 12:00:00,,,,,\n",
    );
    add(
        &cairn,
        "keen",
        r#""when": {"count": {"event": "price"}, "at_least": 2, "within": "7d"}"#,
    );
    add(
        &cairn,
        "cart-buy",
        r#""when": {"sequence": [{"event": "cart"}, {"event": "buy"}], "within": "1d"}"#,
    );
    add(
        &cairn,
        "abandoned",
        r#""when": {"absence": [{"event": "cart"}, {"event": "buy"}], "within": "1d"}"#,
    );
    assert_eq!(
        total(&cairn, "keen").0,
        1,
        "ann within three days, bob not within seven"
    );
    assert_eq!(total(&cairn, "cart-buy").0, 1, "dan");
    assert_eq!(total(&cairn, "abandoned").0, 1, "cid");
    let day = cairn.query(r#"{"kind": "trend", "goal": "abandoned"}"#);
    let points = day["series"][0]["points"].as_array().unwrap();
    let counted: Vec<&str> = points
        .iter()
        .filter(|point| point["conversions"] == 1)
        .map(|point| point["start"].as_str().unwrap())
        .collect();
    assert_eq!(counted, ["2026-01-03"], "a day after the cart");
    let keen_buyers =
        r#"{"kind": "funnel", "window": "7d", "steps": [{"goal": "keen"}, {"event": "buy"}]}"#;
    assert_eq!(counts(&cairn.query(keen_buyers)), [1, 1]);
}

#[test]
fn an_edit_counts_history_anew_and_both_versions_stay() {
    let cairn = cairn_with(
        "ann,buy,2026-01-02 10:00:00,,,,,\nbob,order,2026-01-03 10:00:00,,,,,\nbob,order,2026-01-04 10:00:00,,,,,\n",
    );
    add(&cairn, "sale", r#""when": {"event": "buy"}"#);
    let before = cairn.query(r#"{"kind": "trend", "goal": "sale"}"#);
    cairn.ok(&[
        "goal",
        "edit",
        "--site",
        "shop",
        r#"{"id": "sale", "name": "Sale", "class": "micro", "when": {"event": "order"}}"#,
    ]);
    let after = cairn.query(r#"{"kind": "trend", "goal": "sale"}"#);
    assert_eq!(
        (
            total(&cairn, "sale").0,
            &before["series"][0]["total"]["conversions"]
        ),
        (2, &1.into())
    );
    let revision = |answer: &serde_json::Value| answer["snapshot"]["definitions"].as_u64().unwrap();
    assert_eq!(
        revision(&after),
        revision(&before) + 1,
        "an answer names the definitions it saw"
    );
    let versions: serde_json::Value =
        serde_json::from_str(&cairn.ok(&["goal", "show", "--site", "shop", "sale"])).unwrap();
    assert_eq!(versions.as_array().unwrap().len(), 2);
    assert!(
        cairn
            .ok(&["goal", "list", "--site", "shop"])
            .contains("Sale")
    );
}

#[test]
fn a_page_rule_reads_the_path() {
    let cairn = Cairn::new();
    let line = |id: u32, person: &str, path: &str| {
        format!(
            r#"{{"type": "page", "messageId": "message-{id}", "userId": "{person}", "timestamp": "2026-01-02T10:00:0{id}Z", "properties": {{"path": "{path}"}}}}"#
        )
    };
    let lines = [
        line(1, "ann", "/pricing"),
        line(2, "ann", "/pricing/teams"),
        line(3, "bob", "/about"),
    ]
    .join("\n");
    let file = cairn.file("a.ndjson", lines);
    assert_eq!(cairn.import(&file, &[]), [3, 3, 0, 0]);
    for (path, path_match, expected) in [
        ("/pricing", "exact", 1),
        ("/pricing", "prefix", 2),
        ("^/(pricing|about)$", "regex", 2),
    ] {
        let id = path_match;
        add(
            &cairn,
            id,
            &format!(r#""when": {{"page": {{"path": "{path}", "match": "{path_match}"}}}}"#),
        );
        assert_eq!(total(&cairn, id).0, expected, "{path_match}");
    }
}

#[test]
fn a_fourth_primary_macro_needs_one_that_steps_back() {
    let cairn = cairn_with("ann,buy,2026-01-02 10:00:00,,,,,\n");
    let goal = |number: u32| {
        format!(
            r#"{{"id": "g{number}", "name": "G", "class": "macro", "kind": "lead", "when": {{"event": "buy"}}, "value": {{"none": "a test"}}}}"#
        )
    };
    for number in 1..=3 {
        cairn.ok(&["goal", "add", "--site", "shop", &goal(number)]);
    }
    let refused = cairn.fails(&["goal", "add", "--site", "shop", &goal(4)]);
    assert!(
        refused.starts_with("error[conflict]") && refused.contains("which of g1, g2, g3"),
        "{refused}"
    );
    let done = cairn.run(&["goal", "add", "--site", "shop", &goal(4), "--demote", "g2"]);
    assert!(
        done.stderr.contains("`g2` is now a lifecycle goal"),
        "{done:?}"
    );
    let swap = ["goal", "edit", "--site", "shop", &goal(2), "--demote", "g1"];
    cairn.ok(&swap);
    let listed = cairn.ok(&["goal", "list", "--site", "shop"]);
    let lifecycle = listed.lines().filter(|line| line.contains("lifecycle"));
    assert_eq!(lifecycle.count(), 1, "{listed}");
}

#[test]
fn sites_are_renamed_and_funnels_saved() {
    let cairn = cairn_with("ann,buy,2026-01-02 10:00:00,,,,,\n");
    let goal = r#"{"id": "buy", "name": "Buy", "class": "macro", "kind": "revenue", "when": {"event": "buy"}, "value": {"event_value": true}}"#;
    cairn.ok(&["goal", "add", "--site", "shop", goal]);
    let edit = |more: &[&str]| cairn.run(&[&["site", "edit", "shop"], more].concat());
    let done = edit(&["--name", "The shop", "--north-star", "buy"]);
    assert_eq!(done.code, 0, "{done:?}");
    let shown = cairn.ok(&["site", "show", "shop"]);
    assert!(
        shown.contains("The shop") && shown.contains("north star"),
        "{shown}"
    );
    assert!(
        edit(&["--timezone", "Asia/Tokyo"])
            .stderr
            .contains("has events")
    );
    assert!(edit(&[]).stderr.contains("nothing is to be changed"));
    assert_eq!(edit(&["--north-star", ""]).code, 0);
    assert!(!cairn.ok(&["site", "show", "shop"]).contains("north star"));

    let funnel = |name: &str| {
        format!(
            r#"{{"id": "way", "name": "{name}", "steps": [{{"event": "seen"}}, {{"goal": "buy"}}]}}"#
        )
    };
    cairn.ok(&["funnel", "add", "--site", "shop", &funnel("One")]);
    assert!(
        cairn
            .fails(&["funnel", "add", "--site", "shop", &funnel("One")])
            .contains("already")
    );
    cairn.ok(&["funnel", "edit", "--site", "shop", &funnel("Two")]);
    let listed = cairn.ok(&["funnel", "list", "--site", "shop"]);
    assert!(
        listed.contains("seen → buy") && listed.contains("Two"),
        "{listed}"
    );
    let shown = cairn.ok(&["funnel", "show", "--site", "shop", "way"]);
    let shown: serde_json::Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(shown["window"], "7d");
    cairn.ok(&["funnel", "remove", "--site", "shop", "way"]);
    let gone = cairn.fails(&["funnel", "show", "--site", "shop", "way"]);
    assert!(gone.starts_with("error[not_found]"), "{gone}");
}
