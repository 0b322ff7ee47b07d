//! `cairn demo`: what Cairn answers about the shop is what its truth says, and what Python counts in an export.

mod answers;

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value as Json, json};

use crate::support::{Cairn, conservation, counts, recount};

const UNTIL: &str = "2025-12-01";

/// A data directory with the shop in it, and its truth.
fn planted() -> (Cairn, Json) {
    let cairn = Cairn::new();
    let path = cairn.path("truth.json");
    let arguments = [
        "demo",
        "--no-serve",
        "--seed",
        "3",
        "--until",
        UNTIL,
        "--truth",
    ];
    let done = cairn.run(&[&arguments[..], &[path.to_str().unwrap()]].concat());
    assert_eq!(done.code, 0, "{done:?}");
    let truth: Json = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let lines = truth["lines"].as_u64().unwrap();
    let twice = truth["sent_twice"].as_u64().unwrap();
    let expected = [lines, lines - twice, twice, 0];
    assert_eq!(conservation(&done.stdout), expected, "{done:?}");
    (cairn, truth)
}

fn ask(cairn: &Cairn, question: &Json) -> Json {
    let question = question.to_string();
    let answer = cairn.ok(&["query", "--site", "demo", "--format", "json", &question]);
    serde_json::from_str(&answer).unwrap()
}

#[test]
fn answers_are_the_truth_and_so_is_a_recount_in_another_language() {
    let (cairn, truth) = planted();
    check_whole(&cairn, &truth);
    check_days(&cairn, &truth);
    check_funnels(&cairn, &truth);
    check_recount(&cairn, &truth);
    answers::check(&cairn, &truth);
    check_questions(&cairn);
    check_definitions(&cairn);
}

/// What somebody would set who knows the shop.
fn check_definitions(cairn: &Cairn) {
    let shown = cairn.ok(&["site", "show", "demo"]);
    let told = |name: &str| {
        let mut lines = shown.lines().map(str::trim);
        let line = lines.find(|line| line.starts_with(name));
        let line = line.unwrap_or_else(|| panic!("no {name}: {shown}"));
        line[name.len()..].trim().to_owned()
    };
    assert_eq!(told("name"), "Demo shop");
    assert_eq!(told("north star"), "order");
    let funnel: Json =
        serde_json::from_str(&cairn.ok(&["funnel", "show", "checkout", "--site", "demo"])).unwrap();
    assert_eq!(
        funnel["steps"],
        json!([{"event": "product_viewed"}, {"event": "cart"}, {"event": "checkout"}, {"goal": "order"}])
    );
    assert_eq!(funnel["window"], "7d");
}

/// What it says to ask can be pasted.
fn check_questions(cairn: &Cairn) {
    let said = cairn.run(&["demo", "--no-serve"]).stderr;
    let directory = cairn.data().display().to_string();
    let mut asked = 0;
    for line in said
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with("cairn query"))
    {
        assert!(
            line.contains(&format!("--data '{directory}' --site demo '")),
            "{line}"
        );
        let question = line.split('\'').nth(3).unwrap();
        let answer = ask(cairn, &serde_json::from_str(question).unwrap());
        assert_eq!(answer["notes"], json!([]), "{line}");
        asked += 1;
    }
    assert_eq!(asked, 5, "{said}");
    let goals = cairn.ok(&["goal", "list", "--site", "demo"]);
    for goal in ["order", "cart", "video", "wishlist", "newsletter"] {
        assert!(goals.contains(goal), "{goals}");
    }
}

fn check_whole(cairn: &Cairn, truth: &Json) {
    let total = |target: Json| {
        let mut question = json!({"kind": "trend", "interval": "month"});
        let target = target.as_object().unwrap().clone();
        question.as_object_mut().unwrap().extend(target);
        ask(cairn, &question)["series"][0]["total"].clone()
    };
    let all = total(json!({"event": "*"}));
    assert_eq!(all["conversions"], truth["events"]);
    assert_eq!(all["persons"], truth["persons"]);
    let orders = total(json!({"goal": "order"}));
    assert_eq!(orders["conversions"], truth["orders"]);
    let revenue = json!({"minor": truth["revenue_minor"], "currency": "EUR"});
    assert_eq!(orders["value"], revenue);
    for (event, events) in truth["events_by_name"].as_object().unwrap() {
        let found = total(json!({"event": event}));
        assert_eq!(found["conversions"], *events, "{event}");
        assert_eq!(
            found["persons"], truth["persons_by_event"][event],
            "{event}"
        );
    }
}

fn check_days(cairn: &Cairn, truth: &Json) {
    let range = json!({"start": truth["start"], "end": truth["until"]});
    let points = |target: &str, name: &str| {
        let question = json!({"kind": "trend", target: name, "interval": "day", "range": range});
        let answer = ask(cairn, &question);
        assert_eq!(answer["timezone"], truth["timezone"]);
        answer["series"][0]["points"].as_array().unwrap().clone()
    };
    let (all, orders) = (points("event", "*"), points("goal", "order"));
    let days = truth["days"].as_array().unwrap();
    assert_eq!((all.len(), orders.len(), days.len()), (120, 120, 120));
    for (day, (all, orders)) in days.iter().zip(all.iter().zip(&orders)) {
        assert_eq!(all["start"], day["day"]);
        assert_eq!(all["conversions"], day["events"], "{day}");
        assert_eq!(all["persons"], day["persons"], "{day}");
        assert_eq!(orders["conversions"], day["orders"], "{day}");
        let revenue = orders["value"]["minor"].as_i64().unwrap_or(0);
        assert_eq!(json!(revenue), day["revenue_minor"], "{day}");
    }
    assert!(days.iter().any(|day| day["events"] == 0), "the outage");
}

fn check_funnels(cairn: &Cairn, truth: &Json) {
    let fault = &truth["regression"]["day"];
    let periods = [
        ("before", &truth["start"], fault),
        ("after", fault, &truth["until"]),
    ];
    for (period, start, end) in periods {
        let answer = ask(
            cairn,
            &json!({"kind": "funnel", "window": "7d", "range": {"start": start, "end": end},
                "steps": [{"event": "product_viewed"}, {"event": "cart"}, {"event": "checkout"}, {"goal": "order"}],
                "breakdown": {"property": truth["funnel"]["breakdown"]}}),
        );
        let rows = answer["breakdown"].as_array().unwrap();
        let found: BTreeMap<&str, Json> = rows
            .iter()
            .map(|row| (row["value"].as_str().unwrap(), json!(counts(row))))
            .collect();
        assert_eq!(json!(found), truth["funnel"][period], "{period}");
    }
}

fn check_recount(cairn: &Cairn, truth: &Json) {
    let export = cairn.path("export.csv");
    cairn.ok(&[
        "export",
        "csv",
        "--site",
        "demo",
        "--output",
        export.to_str().unwrap(),
    ]);
    let recount = recount_of(&export, truth);
    assert_eq!(recount["longest_gap_is_the_outage"], true);
    for period in ["before", "after"] {
        assert_eq!(
            recount["funnel"][period], truth["funnel"][period],
            "{period}"
        );
    }
    let rest = recount.as_object().unwrap().iter();
    let rest =
        rest.filter(|(name, _)| !["funnel", "longest_gap_is_the_outage"].contains(&name.as_str()));
    let mut compared = 0;
    for (name, found) in rest {
        assert_eq!(*found, truth[name], "{name}");
        compared += 1;
    }
    assert_eq!(compared, 10);
}

fn recount_of(export: &Path, truth: &Json) -> Json {
    let text = |value: &Json| value.as_str().unwrap().to_owned();
    let arguments = [
        "--zone",
        &text(&truth["timezone"]),
        "--start",
        &text(&truth["start"]),
        "--fault",
        &text(&truth["regression"]["day"]),
        "--until",
        &text(&truth["until"]),
        "--outage",
        &text(&truth["outage"]["start"]),
        &text(&truth["outage"]["end"]),
    ];
    recount("demo.py", export, &arguments)
}

#[test]
fn a_second_time_nothing_is_added_and_another_shop_is_refused() {
    let (cairn, truth) = planted();
    let again = cairn.run(&["demo", "--no-serve"]);
    assert_eq!((again.code, again.stdout.as_str()), (0, ""), "{again:?}");
    assert!(
        again
            .stderr
            .contains("is there already: seed 3, until 2025-12-01"),
        "{again:?}"
    );
    let first = truth["start"].as_str().unwrap();
    assert!(
        again.stderr.contains(&format!("Planted, {first} up to")),
        "{again:?}"
    );
    let other = cairn.fails(&["demo", "--no-serve", "--seed", "4"]);
    assert!(other.contains("cairn import undo imp-1"), "{other}");
    let events = json!({"kind": "trend", "event": "*", "interval": "month"});
    let total = ask(&cairn, &events)["series"][0]["total"]["conversions"].clone();
    assert_eq!(total, truth["events"]);
    let left: Vec<_> = std::fs::read_dir(cairn.data().join("staging"))
        .map(|folder| folder.collect())
        .unwrap_or_default();
    assert!(left.is_empty(), "{left:?}");

    // Taken back, it can be planted anew, and its goals are there still.
    cairn.ok(&["import", "undo", "imp-1"]);
    let anew = cairn.run(&["demo", "--no-serve", "--seed", "3", "--until", UNTIL]);
    assert_eq!(anew.code, 0, "{anew:?}");
    assert!(!anew.stderr.contains("goals added"), "{anew:?}");
    let total = ask(&cairn, &events)["series"][0]["total"]["conversions"].clone();
    assert_eq!(total, truth["events"]);
}

#[test]
fn what_cannot_be_planted_is_refused_and_leaves_nothing() {
    let cairn = Cairn::new();
    for (until, fault) in [
        ("tomorrow", "is not a day"),
        ("2026-02-30", "is not a day"),
        ("9000-01-01", "lies after today"),
    ] {
        let said = cairn.fails(&["demo", "--no-serve", "--until", until]);
        assert!(said.contains(fault), "{said}");
    }
    assert!(!cairn.data().exists());

    let file = cairn.file("own.csv", "user_id,event,timestamp\nann,cart,2026-01-05\n");
    cairn.ok(&["import", "events", file.to_str().unwrap(), "--site", "demo"]);
    let said = cairn.fails(&["demo", "--no-serve"]);
    assert!(
        said.contains("holds events that are not the demo shop's"),
        "{said}"
    );
}
