//! Timelines, end to end: of the log that `sessions` counts by hand.

use serde_json::{Value as Json, json};

use crate::sessions::small_log;
use crate::support::Cairn;

const GOAL: &str = r#"{"id": "buyer", "name": "Buyer", "class": "macro", "kind": "revenue",
    "when": {"event": "purchase"}, "counting": "once_per_session", "value": {"event_value": true}}"#;
const FIRST: &str = r#"{"id": "first", "name": "First", "class": "micro", "when": {"event": "purchase"},
    "counting": "once_per_person"}"#;

fn timeline(cairn: &Cairn, person: &str, more: Json) -> Json {
    let mut question = json!({"kind": "timeline", "person": person});
    for (name, value) in more.as_object().unwrap() {
        question[name.as_str()] = value.clone();
    }
    cairn.query(&question.to_string())
}

/// A block as `start–end channel: events`, each event as minutes, first letter and the goals it reaches.
fn shown(block: &Json) -> String {
    let clock = |time: &Json| time.as_str().unwrap()[11..16].to_owned();
    let events = block["events"].as_array().unwrap().iter().map(|event| {
        let name = event["event"].as_str().unwrap();
        let goals = event["goals"].as_array().unwrap().iter();
        let goals: Vec<&str> = goals.map(|goal| goal.as_str().unwrap()).collect();
        let joined = if event["joined"] == true { "!" } else { "" };
        let goals = if goals.is_empty() {
            String::new()
        } else {
            format!("={}", goals.join("+"))
        };
        format!("{}{joined}{goals}", &name[..2])
    });
    let events: Vec<String> = events.collect();
    let channel = block["channel"].as_str().unwrap_or("-");
    format!(
        "{}-{} {channel}: {}",
        clock(&block["start"]),
        clock(&block["end"]),
        events.join(" ")
    )
}

fn blocks(answer: &Json) -> Vec<String> {
    answer["sessions"]
        .as_array()
        .unwrap()
        .iter()
        .map(shown)
        .collect()
}

/// Ada's sessions by hand, the newest first: C, the server's purchase, E on her tablet between B's events, B, A.
/// The goal counts once per session and every one outside; her first purchase of all is on the tablet, at 10:45.
const ADA: [&str; 5] = [
    "11:21-11:23 organic_search: pa pu=buyer pu",
    "11:05-11:05 -: pu=buyer",
    "10:35-10:45 direct: pa pu!=buyer+first",
    "10:31-10:50 email: pa $i! pu=buyer",
    "10:00-10:30 paid_search: pa ca",
];

#[test]
fn a_person_by_sessions() {
    let cairn = small_log();
    for goal in [GOAL, FIRST] {
        cairn.ok(&["goal", "add", "--site", "shop", goal]);
    }
    let answer = timeline(&cairn, "ada", json!({}));
    assert_eq!(blocks(&answer), ADA);
    assert_eq!(answer["next"], Json::Null);
    let person = &answer["person"];
    assert_eq!(person["user_ids"], json!(["ada"]));
    let devices = person["devices"].as_array().unwrap();
    let joined: Vec<_> = devices
        .iter()
        .map(|d| (&d["anonymous_id"], &d["joined_at"]))
        .collect();
    let expected = [
        (json!("d1"), json!("2026-01-05T10:40:00Z")),
        (json!("d3"), json!("2026-01-05T10:45:00Z")),
    ];
    assert_eq!(joined, expected.each_ref().map(|(device, at)| (device, at)));
    assert_eq!(
        (&person["events"], &person["first_seen"]),
        (&json!(10), &json!("2026-01-05T10:00:00Z"))
    );
    let [c, server, e, _, a] = [0, 1, 2, 3, 4].map(|at| &answer["sessions"][at]);
    assert_eq!(
        (&a["source"], &a["medium"], &a["campaign"]),
        (&json!("google"), &json!("cpc"), &json!("spring"))
    );
    assert_eq!(
        (&a["entry_path"], &a["referrer"]),
        (&json!("/shoes"), &json!("google.com"))
    );
    assert_eq!(
        (&e["device"], &e["anonymous_id"]),
        (&json!({"type": "tablet"}), &json!("d3"))
    );
    assert_eq!(
        (&server["session"], &server["anonymous_id"]),
        (&json!(false), &Json::Null)
    );
    let told = &server["events"][0];
    assert_eq!(
        (&told["trust"], &told["user_id"]),
        (&json!("server"), &json!("ada"))
    );
    assert_eq!(told["value"], json!({"minor": 2000, "currency": "EUR"}));
    assert_eq!(
        (&told["import_id"], &told["page"]),
        (&json!("imp-1"), &Json::Null)
    );
    assert_eq!(
        c["events"][0]["page"],
        json!({"path": "/", "url": "https://shop.example/", "title": null})
    );

    // By a device and by the key it is the same person.
    let key = person["key"].as_str().unwrap();
    for id in ["d1", "d3", key] {
        let again = timeline(&cairn, id, json!({}));
        assert_eq!(again["sessions"], answer["sessions"], "{id}");
    }
    // Bob's night is one session: midnight does not cut. With Ada's they are the sessions that a trend counts.
    let bob = timeline(&cairn, "d2", json!({}));
    assert_eq!(
        blocks(&bob),
        ["23:50-00:05 ai_assistant: pa pu=buyer+first"]
    );
    let all = cairn.query(r#"{"kind": "trend", "event": "*", "interval": "month"}"#);
    assert_eq!(all["series"][0]["total"]["sessions"], 5);
}

#[test]
fn pages_lead_to_the_oldest() {
    let cairn = small_log();
    let whole = timeline(&cairn, "ada", json!({}))["sessions"].clone();
    for limit in 1..=5 {
        let mut found = Vec::new();
        let mut after = Json::Null;
        loop {
            let page = timeline(&cairn, "ada", json!({"limit": limit, "after": after}));
            let blocks = page["sessions"].as_array().unwrap();
            assert!(blocks.len() <= limit && !blocks.is_empty());
            found.extend(blocks.clone());
            after = page["next"].clone();
            if after.is_null() {
                break;
            }
        }
        assert_eq!(json!(found), whole, "{limit}");
    }
}

#[test]
fn as_a_table_and_as_csv() {
    let cairn = small_log();
    let question = r#"{"kind": "timeline", "person": "ada"}"#;
    let table = cairn.query_table(question);
    for part in [
        "users ada; devices d1 d3",
        "session: paid_search, google, spring",
        "outside of sessions",
        "joined the device",
        "20.00 EUR",
        "5 blocks",
    ] {
        assert!(table.contains(part), "{part}: {table}");
    }
    let csv = cairn.query_csv(question);
    assert_eq!(csv.len(), 1 + 11);
    let at = |name: &str| csv[0].iter().position(|column| column == name).unwrap();
    let sums = csv[1..]
        .iter()
        .filter_map(|row| row[at("value_minor")].parse::<i64>().ok());
    assert_eq!(sums.sum::<i64>(), 5_000 + 1_000 + 2_000 + 3_000 + 300);
    let outside: Vec<_> = csv
        .iter()
        .filter(|row| row[at("session")] == "false")
        .collect();
    assert_eq!(outside.len(), 1);
    assert_eq!(outside[0][at("trust")], "server");
}

#[test]
fn what_is_no_timeline_is_said() {
    let cairn = small_log();
    for (fields, said) in [
        (r#""person": "nobody""#, "nobody is known as `nobody`"),
        (r#""limit": 5"#, "missing field `person`"),
        (r#""person": "ada", "limit": 0"#, "a page holds 1 to 1000"),
        (
            r#""person": "ada", "after": "x""#,
            "expected the `next` of an earlier page",
        ),
        (
            r#""person": "ada", "after": "00000000000000000000000000000001""#,
            "the person has no event",
        ),
        (
            r#""person": "ada", "range": {"last": "7d"}"#,
            "tells all that a person did",
        ),
        (
            r#""person": "ada", "filters": []"#,
            "tells all that a person did",
        ),
    ] {
        let question = format!(r#"{{"kind": "timeline", {fields}}}"#);
        let error = cairn.fails(&["query", "--site", "shop", &question]);
        assert!(error.contains(said), "{question}: {error}");
    }
    let of = r#"{"kind": "persons", "of": {"kind": "timeline", "person": "ada"}, "cell": {}}"#;
    let error = cairn.fails(&["query", "--site", "shop", of]);
    assert!(
        error.contains("use funnel, trend, retention, flow, time_to_convert or population"),
        "{error}"
    );
}
