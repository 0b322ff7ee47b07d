//! Flows over a few journeys that can be counted by hand; and the people behind each cell.

use serde_json::{Value as Json, json};

use crate::support::Cairn;

/// Who did what, with hour and minute of January 5th in UTC and, behind a slash, where.
const JOURNEYS: [(&str, &str); 7] = [
    (
        "u1",
        "view@10.00 cart@10.01 view@10.02/a view@10.03/b buy@10.04",
    ),
    (
        "u2",
        "cart@10.00 view@10.01 buy@10.02 cart@12.00 view@12.05",
    ),
    ("u3", "cart@10.00 cart@10.01 help@10.02"),
    ("u4", "view@10.00 cart@10.05"),
    ("u5", "cart@23.50 view@23.55"),
    ("u6", "cart@10.00 search@10.10 view@10.20"),
    ("", "cart@10.00 buy@10.01"),
];

fn site() -> Cairn {
    let mut rows = "message_id,event,event_time,user_id,place\n".to_owned();
    for (user, line) in JOURNEYS {
        for (at, word) in line.split(' ').enumerate() {
            let (event, rest) = word.split_once('@').unwrap();
            let (time, path) = rest.split_once('/').unwrap_or((rest, ""));
            let path = if path.is_empty() {
                String::new()
            } else {
                format!("/{path}")
            };
            let time = time.replace('.', ":");
            rows += &format!("{user}-{at},{event},2026-01-05T{time}:00Z,{user},{path}\n");
        }
    }
    let cairn = Cairn::new();
    cairn.import(&cairn.file("site.csv", rows), &[]);
    cairn
}

/// After `cart` in sessions, two columns, as of ten past midnight: u5's session may still go on.
fn question(fields: &Json) -> Json {
    let mut question = json!({"kind": "flow", "anchor": {"event": "cart"}, "columns": 2,
        "now": "2026-01-06T00:10:00Z"});
    let fields = fields.as_object().unwrap().clone();
    question.as_object_mut().unwrap().extend(fields);
    question
}

/// `count(open)-ended(open)`, the open left out where there are none.
fn numbers(cell: &Json, count: &str) -> String {
    let number = |all: &str, open: &str| match cell[open].as_u64().unwrap() {
        0 => cell[all].to_string(),
        open => format!("{}({open})", cell[all]),
    };
    format!(
        "{}-{}",
        number(count, "open"),
        number("ended", "ended_open")
    )
}

/// A line per column: all of it, then its names, then the others.
fn told(answer: &Json) -> Vec<String> {
    let columns = answer["columns"].as_array().unwrap().iter();
    let line = |(number, column): (usize, &Json)| {
        assert_eq!(column["column"], number);
        let mut line = numbers(column, "total") + ":";
        for node in column["nodes"].as_array().unwrap() {
            line += &format!(
                " {} {}",
                node["name"].as_str().unwrap(),
                numbers(node, "count")
            );
        }
        if column["other"] != 0 {
            line += &format!(" + {}", column["other"]);
        }
        line
    };
    columns.enumerate().map(line).collect()
}

fn fraction(rate: &Json) -> String {
    if rate.is_null() {
        return String::new();
    }
    format!(
        "{}/{} {}",
        rate["numerator"],
        rate["denominator"],
        rate["method"].as_str().unwrap()
    )
}

fn cases() -> Vec<(&'static str, Json, Vec<&'static str>)> {
    vec![
        (
            "u2 has two sessions; u1's views are one; u3's second cart repeats the anchor; nobody is in no session",
            json!({}),
            vec![
                "7(1)-1: cart 7(1)-1",
                "6(1)-3(1): view 4(1)-2(1) help 1-1 search 1-0",
                "3-3: buy 2-2 view 1-1",
            ],
        ),
        (
            "help and search are others, and so is u6's view",
            json!({"rows": 1}),
            vec![
                "7(1)-1: cart 7(1)-1",
                "6(1)-3(1): view 4(1)-2(1) + 2",
                "3-3: buy 2-2 + 1",
            ],
        ),
        (
            "by persons u2 has one path, from its first cart on",
            json!({"count": "persons", "columns": 4, "now": "2026-01-08"}),
            vec![
                "6-1: cart 6-1",
                "5-2: view 3-1 help 1-1 search 1-0",
                "3-2: buy 2-1 view 1-1",
                "1-0: cart 1-0",
                "1-1: view 1-1",
            ],
        ),
        (
            "two minutes after the cart, the last of them too, help and buy of u2 are there",
            json!({"count": "persons", "window": "2m", "now": "2026-01-08"}),
            vec!["6-3: cart 6-3", "3-2: view 2-1 help 1-1", "1-1: buy 1-1"],
        ),
        (
            "u1 and u4 viewed something before",
            json!({"direction": "before"}),
            vec!["7-5: cart 7-5", "2-2: view 2-2"],
        ),
        (
            "repeats are kept: u1's second view, u3's second cart",
            json!({"repeats": "kept"}),
            vec![
                "7(1)-1: cart 7(1)-1",
                "6(1)-2(1): view 4(1)-2(1) cart 1-0 search 1-0",
                "4-3: view 2-1 buy 1-1 help 1-1",
            ],
        ),
        (
            "view is hidden, help and search are one",
            json!({"clean": {"hide": ["view"], "merge": [{"as": "look", "names": ["help", "search"]}]}}),
            vec!["7(1)-3(1): cart 7(1)-3(1)", "4-4: buy 2-2 look 2-2"],
        ),
        (
            "only buy",
            json!({"clean": {"only": ["buy"]}}),
            vec!["7(1)-5(1): cart 7(1)-5(1)", "2-2: buy 2-2"],
        ),
        (
            "u1's views are two places",
            json!({"by": {"property": "place", "events": ["view"]}}),
            vec![
                "7(1)-1: cart 7(1)-1",
                "6(1)-3(1): view 3(1)-2(1) /a 1-0 help 1-1 search 1-0",
                "3-2: /b 1-0 buy 1-1 view 1-1",
            ],
        ),
        (
            "after the goal's second cart u2's later view and u3's help remain",
            json!({"anchor": {"goal": "twice"}}),
            vec!["2-0: twice 2-0", "2-2: help 1-1 view 1-1"],
        ),
        (
            "of the anchors from noon on u2's second session and u5's",
            json!({"range": {"start": "2026-01-05T12:00:00Z", "end": "2026-01-06"}}),
            vec!["2(1)-0: cart 2(1)-0", "2(1)-2(1): view 2(1)-2(1)"],
        ),
    ]
}

#[test]
fn counted_by_hand() {
    let cairn = site();
    let twice = r#"{"id": "twice", "name": "Twice", "class": "micro", "counting": "every",
        "when": {"count": {"event": "cart"}, "at_least": 2, "within": "1d"}, "value": {"none": "a step"}}"#;
    cairn.ok(&["goal", "add", "--site", "shop", twice]);
    for (why, fields, lines) in cases() {
        let question = question(&fields);
        let answer = cairn.query(&question.to_string());
        assert_eq!(told(&answer), lines, "{why}: {answer}");
        assert_first_column_is_the_trend(&cairn, &question, &answer);
    }
}

/// S26: sums reconcile with the anchor's trend.
fn assert_first_column_is_the_trend(cairn: &Cairn, question: &Json, answer: &Json) {
    let mut trend = question["anchor"].clone();
    for field in ["range", "now"] {
        trend[field] = question[field].clone();
    }
    trend["kind"] = json!("trend");
    let trend = cairn.query(&trend.to_string());
    let total = &trend["series"][0]["total"];
    let counted = answer["count"].as_str().unwrap();
    assert_eq!(answer["columns"][0]["total"], total[counted], "{question}");
}

/// The people behind each cell bring as many sessions to it as it counts, or are as many.
#[test]
fn persons_are_those_of_the_cells() {
    let cairn = site();
    let persons = json!({"count": "persons", "now": "2026-01-05T23:55:00Z", "rows": 1});
    for fields in [json!({"rows": 1}), persons] {
        let question = question(&fields);
        let answer = cairn.query(&question.to_string());
        let counted = |cell: &Json| {
            let page = json!({"kind": "persons", "of": question, "cell": cell});
            let page = cairn.query(&page.to_string());
            match answer["count"].as_str().unwrap() {
                "sessions" => page["sessions"].clone(),
                _ => {
                    assert!(page.get("sessions").is_none());
                    page["total"].clone()
                }
            }
        };
        for column in &answer["columns"].as_array().unwrap()[1..] {
            let number = &column["column"];
            let node = &column["nodes"][0];
            for (outcome, field) in [
                ("ended", "ended"),
                ("open", "open"),
                ("ended_open", "ended_open"),
            ] {
                let whole = json!({"column": number, "outcome": outcome});
                assert_eq!(counted(&whole), column[field], "{whole}");
                let named = json!({"column": number, "outcome": outcome, "name": node["name"]});
                assert_eq!(counted(&named), node[field], "{named}");
            }
            assert_eq!(counted(&json!({"column": number})), column["total"]);
            assert_eq!(
                counted(&json!({"column": number, "name": node["name"]})),
                node["count"]
            );
            assert_eq!(
                counted(&json!({"column": number, "other": true})),
                column["other"]
            );
        }
    }
    let cell = json!({"column": 1, "name": "view"});
    let page = json!({"kind": "persons", "of": question(&json!({})), "cell": cell});
    let page = cairn.query(&page.to_string());
    // u1, u2 twice and u5.
    assert_eq!((&page["total"], &page["sessions"]), (&json!(3), &json!(4)));
    let mut ids: Vec<&str> = { page["persons"].as_array().unwrap().iter() }
        .map(|person| person["ids"][0]["user_id"].as_str().unwrap())
        .collect();
    ids.sort_unstable();
    assert_eq!(ids, ["u1", "u2", "u5"]);
}

/// Six sessions are closed, two of them of one person: 6² ÷ (4 · 1² + 2²) = 4.5 that tell as much as independent ones.
#[test]
fn rates_leave_out_what_is_open_and_know_persons() {
    let cairn = site();
    let answer = cairn.query(&question(&json!({})).to_string());
    let columns = &answer["columns"];
    let view = &columns[1]["nodes"][0];
    assert_eq!(fraction(&view["rate_from_start"]), "3/6 wilson_clustered");
    assert_eq!(
        fraction(&view["rate_from_previous"]),
        "3/6 wilson_clustered"
    );
    let buy = &columns[2]["nodes"][0];
    assert_eq!(fraction(&buy["rate_from_start"]), "2/6 wilson_clustered");
    assert_eq!(fraction(&buy["rate_from_previous"]), "2/5 wilson_clustered");
    assert_eq!(fraction(&columns[0]["rate_from_start"]), "");
    // At p = ½ half the width is z ÷ 2√(n + z²), with z² = 3.841459 and n = 4.5.
    let low = view["rate_from_start"]["low"].as_f64().unwrap();
    assert!(
        (low - (0.5 - 1.959964 / (2.0 * 8.341459_f64.sqrt()))).abs() < 1e-6,
        "{low}"
    );
    let persons = question(&json!({"count": "persons", "now": "2026-01-08"}));
    let answer = cairn.query(&persons.to_string());
    let view = &answer["columns"][1]["nodes"][0];
    assert_eq!(fraction(&view["rate_from_start"]), "3/6 wilson");
}

#[test]
fn as_a_table_and_as_csv() {
    let cairn = site();
    let question = question(&json!({"rows": 1})).to_string();
    let table = cairn.query_table(&question);
    for part in [
        "after cart, sessions by column",
        "(all)",
        "(other)",
        "(ended)",
        "50 % (",
    ] {
        assert!(table.contains(part), "{part}: {table}");
    }
    let csv = cairn.query_csv(&question);
    let rows: Vec<String> = csv[1..]
        .iter()
        .map(|row| row[..9].join(" ").trim_end().to_owned())
        .collect();
    let expected = [
        "0 all    7 1 1 0",
        "0 name cart   7 1 1 0",
        "0 name cart name view 4 1",
        "0 name cart other  2 0",
        "0 name cart ended  1 0",
        "1 all    6 1 3 1",
        "1 name view   4 1 2 1",
        "1 other    2 0 1 0",
        "1 name view name buy 2 0",
        "1 name view ended  2 1",
        "1 other  other  1 0",
        "1 other  ended  1 0",
        "2 all    3 0 3 0",
        "2 name buy   2 0 2 0",
        "2 other    1 0 1 0",
        "2 name buy ended  2 0",
        "2 other  ended  1 0",
    ];
    assert_eq!(rows, expected);
    // JSON has the same links.
    let answer = cairn.query(&question);
    let links: u64 = { answer["links"].as_array().unwrap().iter() }
        .map(|link| link["count"].as_u64().unwrap())
        .sum();
    assert_eq!(links, 4 + 2 + 1 + 2 + 2 + 1 + 1 + 2 + 1);
}

/// What servers send lies in no session.
#[test]
fn anchors_outside_of_sessions_are_told_of() {
    let cairn = Cairn::new();
    let line = |event: &str, minute: u32, trust: &str| {
        format!(
            r#"{{"event": "{event}", "event_time": "2026-01-05T10:0{minute}:00Z", "user_id": "u", "trust": "{trust}"}}"#
        )
    };
    let lines = [line("buy", 0, "server"), line("view", 1, "client")];
    cairn.import(&cairn.file("site.ndjson", lines.join("\n")), &[]);
    let fields = json!({"anchor": {"event": "buy"}, "now": "2026-01-08"});
    let answer = cairn.query(&question(&fields).to_string());
    assert_eq!(told(&answer), ["0-0: buy 0-0"]);
    let note = answer["notes"][0].as_str().unwrap();
    assert!(note.starts_with("1 of `buy` are in no session"), "{note}");
    let persons = json!({"anchor": {"event": "buy"}, "now": "2026-01-08", "count": "persons"});
    let answer = cairn.query(&question(&persons).to_string());
    assert_eq!(told(&answer), ["1-0: buy 1-0", "1-1: view 1-1"]);
    assert_eq!(answer["notes"], json!([]));
}

#[test]
fn what_cannot_be_asked_is_told_with_its_place() {
    let cairn = site();
    let persons = |cell: Json| json!({"kind": "persons", "of": question(&json!({})), "cell": cell});
    for (document, parts) in [
        (
            question(&json!({"anchor": null})),
            ["`anchor`", "paths begin with"],
        ),
        (
            question(&json!({"anchor": {"goal": "nope"}})),
            ["no goal `nope`", "goal list"],
        ),
        (
            question(&json!({"window": "1d"})),
            ["`window`", r#""count": "persons""#],
        ),
        (question(&json!({"columns": 11})), ["`columns`", "1 to 10"]),
        (
            question(&json!({"compare": "previous"})),
            ["`compare`", "each range"],
        ),
        (persons(json!({"column": 3})), ["`cell.column`", "0 to 2"]),
    ] {
        let error = cairn.fails(&["query", "--site", "shop", &document.to_string()]);
        for part in parts {
            assert!(error.contains(part), "{part}: {error}");
        }
    }
    let misspelt = question(&json!({"anchor": {"event": "carts"}}));
    let answer = cairn.query(&misspelt.to_string());
    assert_eq!(told(&answer), ["0-0: carts 0-0"]);
    assert!(
        answer["notes"][0]
            .as_str()
            .unwrap()
            .contains("did you mean `cart`?")
    );
}
