//! Timelines, drop-offs and overviews of the shop, counted again from an export or from the answers they rest on.

use std::collections::{BTreeMap, BTreeSet};

use cairn_core::gap::HourCounts;
use cairn_core::range::TimeRange;
use cairn_core::time::{CivilFormat, Span, Time, Zone, parse_time};
use cairn_demo::DemoShop;
use serde_json::{Value as Json, json};

use super::{UNTIL, ask};
use crate::support::{Cairn, recount};

/// The export must be there.
pub(super) fn check(cairn: &Cairn, truth: &Json) {
    check_timelines(cairn, truth);
    check_drop_offs(cairn, truth);
    check_overview(cairn, truth);
}

/// Timelines of some people, and all sessions there are, as a recount of the export cuts them.
fn check_timelines(cairn: &Cairn, truth: &Json) {
    let export = cairn.path("export.csv");
    let recounted = recount("timeline.py", &export, &["--people", "20"]);
    let all = ask(
        cairn,
        &json!({"kind": "trend", "event": "*", "interval": "month"}),
    );
    assert_eq!(all["series"][0]["total"]["sessions"], recounted["sessions"]);
    let mut blocks = 0;
    for person in recounted["people"].as_array().unwrap() {
        let question = json!({"kind": "timeline", "person": person["id"], "limit": 1000});
        let answer = ask(cairn, &question);
        let event = |event: &Json| json!([event["event_id"], event["goals"], event["joined"]]);
        let block = |block: &Json| {
            let events = block["events"].as_array().unwrap().iter().map(event);
            json!([
                block["session"],
                block["channel"],
                events.collect::<Vec<_>>()
            ])
        };
        let found = answer["sessions"].as_array().unwrap().iter().map(block);
        let found: Vec<Json> = found.collect();
        assert_eq!(json!(found), person["blocks"], "{}", person["id"]);
        blocks += found.len();
    }
    assert!(blocks > 50, "{blocks} of {}", truth["people"]);
}

/// Every row again from the funnel's own breakdowns, by plain arithmetic; and the planted fault is found.
fn check_drop_offs(cairn: &Cairn, truth: &Json) {
    let fault = &truth["regression"]["day"];
    let browser = json!("context.device.browser");
    let after = check_drop_off(cairn, json!({"start": fault, "end": truth["until"]}));
    let first = &after[0];
    assert_eq!(
        (&first["step"], &first["name"]),
        (&json!(4), &json!("order"))
    );
    assert_eq!(
        (&first["property"], &first["value"]),
        (&browser, &truth["regression"]["browser"])
    );
    assert_eq!(first["significant"], true);
    // Over the whole time the fault is the first of its step; that phones check out less often costs more.
    let whole = check_drop_off(
        cairn,
        json!({"start": truth["start"], "end": truth["until"]}),
    );
    let first = whole.iter().find(|row| row["step"] == 4).unwrap();
    assert_eq!(
        (&first["property"], &first["value"]),
        (&browser, &truth["regression"]["browser"])
    );
    assert_eq!(first["significant"], true);
}

fn check_drop_off(cairn: &Cairn, range: Json) -> Vec<Json> {
    let mut funnel = json!({"kind": "funnel", "range": range, "window": "7d", "steps":
        [{"event": "product_viewed"}, {"event": "cart"}, {"event": "checkout"}, {"goal": "order"}]});
    let answer = ask(
        cairn,
        &json!({"kind": "drop_off", "of": funnel, "limit": 1000}),
    );
    assert_eq!(answer["notes"], json!([]));
    let whole = ask(cairn, &funnel);
    assert_eq!(answer["steps"], whole["steps"]);
    let told = answer["rows"].as_array().unwrap();
    let rows = with_the_same(told);
    let closed = |step: &Json| step["count"].as_f64().unwrap() - step["open"].as_f64().unwrap();
    let minor = |step: &Json| step["value"]["minor"].as_f64().unwrap_or(0.0);
    let mut expected = 0;
    for (property, of) in PROPERTIES {
        funnel["breakdown"] = json!({"property": property, "of": of});
        for segment in ask(cairn, &funnel)["breakdown"].as_array().unwrap() {
            for at in 1..4 {
                let [reached, from] = [at, at - 1].map(|at| closed(&segment["steps"][at]));
                let [all, all_from] = [at, at - 1].map(|at| closed(&whole["steps"][at]));
                let (others, others_from) = (all - reached, all_from - from);
                let excess = others / others_from * from - reached;
                let is_row = |row: &&Json| {
                    (&row["property"], &row["of"]) == (&json!(property), &json!(of))
                        && (&row["value"], &row["step"]) == (&segment["value"], &json!(at + 1))
                };
                let row = rows.iter().find(is_row);
                if from == 0.0 || others_from == 0.0 || excess <= 0.0 {
                    assert!(row.is_none(), "{row:?}");
                    continue;
                }
                expected += 1;
                let row = row.unwrap();
                let number = |json: &Json| json.as_f64().unwrap();
                let parts =
                    |rate: &Json| (number(&rate["numerator"]), number(&rate["denominator"]));
                assert_eq!(parts(&row["rate"]), (reached, from));
                assert_eq!(parts(&row["others"]), (others, others_from));
                assert!(
                    (number(&row["excess_dropped"]) - excess).abs() < 1e-6,
                    "{row}"
                );
                let money = minor(&whole["steps"][3]) - minor(&segment["steps"][3]);
                let lost = excess * money / others;
                assert!(
                    (number(&row["value_lost"]["minor"]) - lost).abs() < 0.51,
                    "{row}"
                );
                assert!(!row["significant"].as_bool().unwrap() || number(&row["p"]) <= 0.05);
            }
        }
    }
    assert_eq!(rows.len(), expected);
    let cost = |row: &Json| {
        (
            row["significant"].as_bool().unwrap(),
            row["value_lost"]["minor"].as_i64(),
        )
    };
    assert!(told.is_sorted_by(|a, b| cost(a) >= cost(b)));
    check_the_same(cairn, &funnel, told);
    told.clone()
}

/// The usual properties that the shop has, in their order.
const PROPERTIES: [(&str, &str); 7] = [
    ("context.device.browser", "event"),
    ("context.device.os", "event"),
    ("context.device.type", "event"),
    ("context.geo.country", "event"),
    ("channel", "session"),
    ("source", "session"),
    ("entry_path", "session"),
];

/// The rows as if each segment had its own.
fn with_the_same(told: &[Json]) -> Vec<Json> {
    let mut rows = Vec::new();
    for row in told {
        let mut alone = row.clone();
        let same = alone.as_object_mut().unwrap().remove("same_as").unwrap();
        for same in same.as_array().unwrap() {
            let mut again = alone.clone();
            for field in ["property", "of", "value"] {
                again[field] = same[field].clone();
            }
            rows.push(again);
        }
        rows.push(alone);
    }
    rows
}

/// Segments are one row if and only if the very same people went on, and the very same dropped out.
fn check_the_same(cairn: &Cairn, funnel: &Json, told: &[Json]) {
    let place = |segment: &Json| {
        let is_it = |(property, of): &(&str, &str)| {
            (&segment["property"], &segment["of"]) == (&json!(property), &json!(of))
        };
        PROPERTIES.iter().position(is_it).unwrap()
    };
    let people = |segment: &Json, step: &Json| {
        let mut funnel = funnel.clone();
        funnel["breakdown"] = json!({"property": segment["property"], "of": segment["of"]});
        ["reached", "dropped", "open"].map(|outcome| {
            let cell = json!({"step": step, "outcome": outcome, "breakdown": segment["value"]});
            let question = json!({"kind": "persons", "of": funnel, "cell": cell, "limit": 10_000});
            let persons = ask(cairn, &question)["persons"].clone();
            let keys = persons.as_array().unwrap().iter();
            keys.map(|person| person["person"].as_str().unwrap().to_owned())
                .collect::<BTreeSet<String>>()
        })
    };
    let closed = |segment: &Json, step: &Json| {
        let [reached, dropped, open] = people(segment, step);
        (&reached - &open, dropped)
    };
    let mut compared = (0, 0);
    for (at, row) in told.iter().enumerate() {
        let step = &row["step"];
        let same = row["same_as"].as_array().unwrap();
        for other in same {
            assert!(place(row) < place(other), "{row}");
            // It costs three passes each, so the first few do.
            if compared.0 < 3 {
                assert_eq!(closed(row, step), closed(other, step), "{row}");
                compared.0 += 1;
            }
        }
        let counts = |row: &Json| {
            let rate = &row["rate"];
            [&rate["numerator"], &rate["denominator"], &row["step"]].map(Json::clone)
        };
        let lookalike = |other: &&Json| counts(other) == counts(row);
        if let Some(other) = told[at + 1..].iter().find(lookalike)
            && compared.1 < 3
        {
            assert_ne!(closed(row, step), closed(other, step), "{row}");
            compared.1 += 1;
        }
    }
    assert!(compared.0 > 0, "channels and sources are much the same");
}

/// Each number of the overview is the one that the trend of the goal has; the outage is the one gap.
fn check_overview(cairn: &Cairn, truth: &Json) {
    let range = json!({"start": truth["regression"]["day"], "end": truth["until"]});
    let trend_total = |target: (&str, &str), compare: Option<&str>, range: &Json| {
        let question = json!({"kind": "trend", target.0: target.1, "interval": "week", "range": range,
            "compare": compare});
        let answer = ask(cairn, &question);
        let mut total = answer["series"][0]["total"].clone();
        let change = total.as_object_mut().unwrap().remove("rate_change");
        let before = answer["compare"]["series"][0]["total"].clone();
        (total, before, change.unwrap_or_default())
    };
    let found = ask(
        cairn,
        &json!({"kind": "overview", "range": range, "compare": "previous"}),
    );
    assert_eq!(found["notes"], json!([]));
    let activity = |total: &Json| {
        json!({"events": total["conversions"], "persons": total["persons"],
        "sessions": total["sessions"]})
    };
    let (total, before, _) = trend_total(("event", "*"), Some("previous"), &range);
    assert_eq!(found["activity"], activity(&total));
    assert_eq!(found["compare"]["activity"], activity(&before));
    let ids: Vec<&str> = found["goals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|goal| goal["goal"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["order", "cart", "newsletter", "video", "wishlist"]);
    let mut tested = Vec::new();
    for goal in found["goals"].as_array().unwrap() {
        let id = goal["goal"].as_str().unwrap();
        let expected = trend_total(("goal", id), Some("previous"), &range);
        let told = (
            goal["total"].clone(),
            goal["previous"].clone(),
            goal["rate_change"].clone(),
        );
        assert_eq!(told, expected, "{id}");
        let change = &goal["rate_change"];
        let is_beyond = change["low"].as_f64() > Some(0.0) || change["high"].as_f64() < Some(0.0);
        tested.push((
            p_of(&goal["total"]["rate"], &goal["previous"]["rate"]),
            id,
            is_beyond,
        ));
    }
    // Benjamini and Hochberg (1995): of m tests the i smallest, for the greatest i with p ≤ 5 % · i ÷ m.
    tested.sort_by(|a, b| a.0.total_cmp(&b.0));
    let share = |at: usize| 0.05 * (at + 1) as f64 / tested.len() as f64;
    let last = (0..tested.len()).rfind(|at| tested[*at].0 <= share(*at));
    let clear = tested.iter().take(last.map_or(0, |last| last + 1));
    let clear = clear.filter(|(_, _, is_beyond)| *is_beyond);
    let mut changed: Vec<&str> = clear.map(|(_, id, _)| *id).collect();
    assert!(
        changed.contains(&"order"),
        "the fault costs orders: {changed:?}"
    );
    let findings = found["findings"].as_array().unwrap();
    let mut told: Vec<&str> = findings
        .iter()
        .filter_map(|finding| finding["goal"].as_str())
        .collect();
    assert_eq!(told[0], "order", "it alone has money");
    told.sort_unstable();
    changed.sort_unstable();
    assert_eq!(told, changed);
    // z² (1 − p) ÷ (r² p) with r = ½.
    let sessions = found["activity"]["sessions"].as_f64().unwrap();
    let p = (found["goals"][0]["total"]["sessions"].as_f64().unwrap() + 0.5) / (sessions + 1.0);
    let needed = (3.841_458_820_694_124 * (1.0 - p) / (0.25 * p)).ceil();
    let maturity = &found["maturity"];
    assert_eq!(
        (&maturity["goal"], &maturity["sessions"]),
        (&json!("order"), &found["activity"]["sessions"])
    );
    let told = maturity["sessions_needed"].as_f64().unwrap();
    assert!((told - needed).abs() < 0.5, "{told} {needed}");
    assert_eq!(maturity["is_reached"], sessions >= needed);

    // All history ends at the question's now; at the clock's the shop has been silent for long.
    let whole = json!({"kind": "overview", "now": truth["until"]});
    let whole = ask(cairn, &whole);
    assert_eq!(whole["activity"]["events"], truth["events"]);
    assert_eq!(whole["activity"]["persons"], truth["persons"]);
    assert_eq!(
        (&whole["compare"], &whole["goals"][0]["previous"]),
        (&Json::Null, &Json::Null)
    );
    let findings = whole["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 1, "{findings:?}");
    let outage = &truth["outage"];
    assert_eq!(findings[0]["kind"], "gap");
    assert_eq!(
        (&findings[0]["start"], &findings[0]["end"]),
        (&outage["start"], &outage["end"])
    );
    let lost = outage["events_lost"].as_f64().unwrap();
    let expected = findings[0]["expected_events"].as_f64().unwrap();
    assert!(
        (expected / lost - 1.0).abs() < 0.3,
        "{expected} expected, {lost} lost"
    );
    let csv = cairn.ok(&[
        "query",
        "--site",
        "demo",
        "--format",
        "csv",
        r#"{"kind": "overview"}"#,
    ]);
    assert_eq!(csv.lines().count(), 6);
    let table = cairn.ok(&["query", "--site", "demo", r#"{"kind": "overview"}"#]);
    assert!(
        table.contains("gap: no event from") && table.contains("sessions needed"),
        "{table}"
    );
}

/// Two-sided p of equal rates: the chi-squared test of two proportions with the factor (N − 1) ÷ N.
fn p_of(rate: &Json, before: &Json) -> f64 {
    let parts = |rate: &Json| ["numerator", "denominator"].map(|part| rate[part].as_f64().unwrap());
    let ([a, n], [b, m]) = (parts(rate), parts(before));
    let pooled = (a + b) / (n + m);
    let variance = pooled * (1.0 - pooled) * (1.0 / n + 1.0 / m);
    let chi_squared = (a / n - b / m).powi(2) / variance * (n + m - 1.0) / (n + m);
    // Abramowitz and Stegun, 7.1.26: the complementary error function to 1.5e-7.
    let x = (chi_squared / 2.0).sqrt();
    let t = 1.0 / (1.0 + 0.327_591_1 * x);
    let terms = [
        1.061_405_429,
        -1.453_152_027,
        1.421_413_741,
        -0.284_496_736,
        0.254_829_592,
    ];
    terms.iter().fold(0.0, |sum, term| (sum + term) * t) * (-x * x).exp()
}

/// Of three shops, with nothing but their lines: the outage is found, and nothing else is taken for one.
#[test]
fn the_outage_is_the_only_gap_of_three_shops() {
    let zone = Zone::named(DemoShop::TIMEZONE).unwrap();
    for seed in 1..=3 {
        let shop = DemoShop::new(seed, UNTIL).unwrap();
        let mut lines = Vec::new();
        shop.write_ndjson(&mut lines).unwrap();
        let mut hours = HourCounts::default();
        let mut times = Vec::new();
        let mut visits: BTreeMap<String, Vec<Time>> = BTreeMap::new();
        for line in lines
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
        {
            let event: Json = serde_json::from_slice(line).unwrap();
            let time = instant(event["event_time"].as_str().unwrap());
            let device = event["anonymous_id"].as_str().or(event["user_id"].as_str());
            match device {
                Some(device) => visits.entry(device.to_owned()).or_default().push(time),
                None => hours.add_without_person(time),
            }
            times.push(time);
        }
        for times in visits.values_mut() {
            times.sort_unstable();
            hours.add_person(times.iter().copied());
        }
        let (first, last) = (times.iter().min().unwrap(), times.iter().max().unwrap());
        let range = TimeRange {
            start: *first,
            end: *last,
        };
        let gaps = hours.gaps(range, *last, &zone);
        let truth = serde_json::to_value(shop.truth()).unwrap();
        let [start, end] =
            ["start", "end"].map(|edge| instant(truth["outage"][edge].as_str().unwrap()));
        assert_eq!(gaps.len(), 1, "{seed}: {gaps:?}");
        assert!(
            gaps[0].start <= start && gaps[0].end >= end,
            "{seed}: {gaps:?}"
        );
        let beside = start.since(gaps[0].start).max(gaps[0].end.since(end));
        assert!(beside <= Span::from_seconds(3 * 3_600), "{seed}: {gaps:?}");
        assert!(
            times
                .iter()
                .all(|time| *time < gaps[0].start || *time >= gaps[0].end)
        );
    }
}

fn instant(text: &str) -> Time {
    parse_time(text, &CivilFormat::Iso, &Zone::utc()).unwrap()
}
