//! Populations over a few journeys that can be counted by hand; questions asked of them; and the persons behind.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use crate::support::Cairn;

/// Who did what, with day and hour of January 2026 in UTC; what follows `=` is the plan that the call tells, or money.
const JOURNEYS: [(&str, &str); 6] = [
    (
        "ann",
        "$identify@02.09=free pricing@02.10 pricing@06.10 $identify@08.09=pro trial@08.10",
    ),
    (
        "ben",
        "$identify@05.09=pro pricing@05.10 pricing@05.11 pricing@08.12",
    ),
    ("cyd", "pricing@03.10"),
    ("dee", "trial@04.10"),
    (
        "eve",
        "home@07.10 purchase@07.11=60.00 purchase@08.10=50.00",
    ),
    ("", "pricing@05.12"),
];

const HOT: &str = r#"{"id": "hot", "name": "Hot leads", "is": {"all": [
    {"did": {"event": "pricing"}, "at_least": 2, "range": {"last": "7d"}},
    {"not": {"did": {"event": "trial"}}}]}}"#;

fn site() -> Cairn {
    let mut rows = "message_id,event,event_time,user_id,plan,value,currency\n".to_owned();
    for (user, line) in JOURNEYS {
        for (at, word) in line.split(' ').enumerate() {
            let (word, more) = word.split_once('=').unwrap_or((word, ""));
            let (event, time) = word.split_once('@').unwrap();
            let (day, hour) = time.split_once('.').unwrap();
            let [plan, value, currency] = match event {
                "purchase" => ["", more, "EUR"],
                _ => [more, "", ""],
            };
            rows += &format!(
                "{user}-{at},{event},2026-01-{day}T{hour}:00:00Z,{user},{plan},{value},{currency}\n"
            );
        }
    }
    let cairn = Cairn::new();
    cairn.import(&cairn.file("site.csv", rows), &[]);
    cairn.ok(&["population", "add", "--site", "shop", HOT]);
    cairn
}

fn with(mut question: Json, fields: &Json) -> Json {
    let fields = fields.as_object().unwrap().clone();
    question.as_object_mut().unwrap().extend(fields);
    question
}

/// The size over time from the 5th, as of the 9th at noon.
fn size(of: Json) -> Json {
    json!({"kind": "population", "population": of, "range": {"start": "2026-01-05", "end": "2026-01-10"},
        "now": "2026-01-09T12:00:00Z"})
}

/// The people behind a cell of a question.
fn people(cairn: &Cairn, of: &Json, cell: &Json) -> Vec<String> {
    let page = cairn.query(&json!({"kind": "persons", "of": of, "cell": cell}).to_string());
    let persons = page["persons"].as_array().unwrap();
    assert_eq!(page["total"], persons.len());
    let id = |person: &Json| {
        let ids = person["ids"].as_array().unwrap();
        ids[0]["user_id"].as_str().unwrap().to_owned()
    };
    let mut people: Vec<String> = persons.iter().map(id).collect();
    people.sort();
    people
}

#[test]
fn a_size_over_time_is_counted_by_hand() {
    let cairn = site();
    let answer = cairn.query(&size(json!("hot")).to_string());
    assert_eq!(answer["name"], "Hot leads");
    assert_eq!((&answer["size"], &answer["known"]), (&json!(1), &json!(5)));
    assert_eq!(
        (&answer["rate"]["numerator"], &answer["rate"]["denominator"]),
        (&json!(1), &json!(5))
    );
    let line = |point: &Json| {
        let number = |name: &str| point[name].as_u64().unwrap();
        format!(
            "{} {}/{} +{} -{} {}",
            point["start"].as_str().unwrap(),
            number("size"),
            number("known"),
            number("entered"),
            number("left"),
            point["complete"]
        )
    };
    let points = answer["points"].as_array().unwrap();
    let lines: Vec<String> = points.iter().map(line).collect();
    assert_eq!(
        lines,
        [
            // ben looked twice on the 5th.
            "2026-01-05 1/4 +1 -0 true",
            // ann's second look; her first was on the 2nd.
            "2026-01-06 2/4 +1 -0 true",
            "2026-01-07 2/5 +0 -0 true",
            // ann began a trial.
            "2026-01-08 1/5 +0 -1 true",
            "2026-01-09 1/5 +0 -0 false",
        ]
    );
    let of = size(json!("hot"));
    for (cell, expected) in [
        (json!({}), &["ben"][..]),
        (json!({"start": "2026-01-06"}), &["ann", "ben"]),
        (
            json!({"start": "2026-01-06", "change": "entered"}),
            &["ann"],
        ),
        (json!({"start": "2026-01-08", "change": "left"}), &["ann"]),
        (json!({"start": "2026-01-07", "change": "entered"}), &[]),
    ] {
        assert_eq!(people(&cairn, &of, &cell), expected, "{cell}");
    }
    let csv = cairn.query_csv(&size(json!("hot")).to_string());
    assert_eq!(
        csv[0][..6],
        ["start", "size", "known", "entered", "left", "complete"]
    );
    assert_eq!(csv[4][..6], ["2026-01-08", "1", "5", "0", "1", "true"]);
    let table = cairn.query_table(&size(json!("hot")).to_string());
    assert!(table.contains("Hot leads: 1 of 5 persons"), "{table}");
}

#[test]
fn every_form_of_condition_is_counted_by_hand() {
    let cairn = site();
    let members = |is: Json| people(&cairn, &size(json!({"is": is})), &json!({}));
    let pricing = json!({"event": "pricing"});
    for (is, expected) in [
        (json!({"did": pricing}), &["ann", "ben", "cyd"][..]),
        (json!({"did": pricing, "at_least": 2}), &["ann", "ben"]),
        (
            json!({"did": pricing, "at_most": 1}),
            &["cyd", "dee", "eve"],
        ),
        (
            json!({"did": pricing, "at_least": 2, "at_most": 2}),
            &["ann"],
        ),
        // The 8th and the 9th, local days.
        (json!({"did": pricing, "range": {"last": "2d"}}), &["ben"]),
        (
            json!({"did": pricing, "range": {"start": "2026-01-03", "end": "2026-01-04"}}),
            &["cyd"],
        ),
        // An hour apart, and no more.
        (
            json!({"did": pricing, "at_least": 2, "in_any": "1h"}),
            &["ben"],
        ),
        (json!({"did": pricing, "at_least": 2, "in_any": "59m"}), &[]),
        (
            json!({"not": {"did": {"any_of": [pricing, {"event": "trial"}]}}}),
            &["eve"],
        ),
        (json!({"sequence": [pricing, {"event": "trial"}]}), &["ann"]),
        (json!({"sequence": [{"event": "trial"}, pricing]}), &[]),
        (
            json!({"sequence": [pricing, {"event": "trial"}], "within": "47h"}),
            &[],
        ),
        (
            json!({"sequence": [pricing, {"event": "trial"}], "within": "2d"}),
            &["ann"],
        ),
        (
            json!({"did": {"event": "purchase"}, "value": {"currency": "EUR", "at_least": "110"}}),
            &["eve"],
        ),
        (
            json!({"did": {"event": "purchase"}, "value": {"currency": "EUR", "at_least": "110.01"}}),
            &[],
        ),
        (
            json!({"did": {"event": "purchase"}, "value": {"currency": "USD", "at_least": "1"}}),
            &[],
        ),
        (
            json!({"did": {"event": "purchase"}, "range": {"last": "2d"}, "value": {"currency": "EUR", "at_most": "50"}}),
            &["eve"],
        ),
        (
            json!({"person": {"property": "plan", "op": "eq", "value": "pro"}}),
            &["ann", "ben"],
        ),
        (
            json!({"person": {"property": "plan", "op": "eq", "value": "free"}}),
            &[],
        ),
        (
            json!({"person": {"property": "plan", "op": "ne", "value": "pro"}}),
            &["cyd", "dee", "eve"],
        ),
        (
            json!({"any": [{"did": {"event": "home"}}, {"did": {"event": "trial"}}]}),
            &["ann", "dee", "eve"],
        ),
    ] {
        assert_eq!(members(is.clone()), expected, "{is}");
    }
    // On the 8th at nine ann's plan was still the one of the 2nd.
    let free = json!({"is": {"person": {"property": "plan", "op": "eq", "value": "free"}}});
    let before = with(size(free), &json!({"now": "2026-01-08T08:59:59Z"}));
    assert_eq!(people(&cairn, &before, &json!({})), ["ann"]);
}

#[test]
fn a_question_is_asked_of_who_is_in_it_at_an_instant() {
    let cairn = site();
    let trend = |of: Json| {
        let question = json!({"kind": "trend", "event": "pricing", "population": of, "now": "2026-01-09T12:00:00Z"});
        cairn.query(&question.to_string())
    };
    let total = |answer: &Json| answer["series"][0]["total"]["conversions"].clone();
    let now = trend(json!("hot"));
    assert_eq!(total(&now), 3);
    assert_eq!(
        now["population"],
        json!({"id": "hot", "name": "Hot leads", "as_of": "2026-01-09T12:00:00Z", "size": 1})
    );
    let then = trend(json!({"id": "hot", "as_of": "2026-01-07"}));
    assert_eq!(
        (total(&then), &then["population"]["size"]),
        (json!(5), &json!(2))
    );
    let table = cairn.query_table(r#"{"kind": "trend", "event": "pricing", "population": "hot", "now": "2026-01-09T12:00:00Z"}"#);
    assert!(
        table.starts_with("of Hot leads alone: 1 person as"),
        "{table}"
    );
}

#[test]
fn filters_on_persons_ask_of_those_of_whom_they_hold() {
    let cairn = site();
    let ask = |fields: &Json| {
        let trend = json!({"kind": "trend", "event": "pricing", "now": "2026-01-09T12:00:00Z"});
        cairn.query(&with(trend, fields).to_string())
    };
    let pro = json!([{"property": "plan", "op": "eq", "value": "pro", "of": "person"}]);
    let total = |answer: &Json| answer["series"][0]["total"]["conversions"].clone();
    // ann's two, before she was pro too, and ben's three.
    let of_pros = ask(&json!({"filters": pro}));
    assert_eq!(
        (total(&of_pros), &of_pros["population"]["size"]),
        (json!(5), &json!(2))
    );
    let others = json!([{"property": "plan", "op": "ne", "value": "pro", "of": "person"}]);
    // cyd's; nobody's is nobody's.
    assert_eq!(total(&ask(&json!({"filters": others}))), 1);
    assert_eq!(
        total(&ask(&json!({"filters": pro, "population": "hot"}))),
        3
    );
    let then = json!({"id": "hot", "as_of": "2026-01-07"});
    // On the 7th ann was hot and no pro.
    let of_both = ask(&json!({"filters": pro, "population": then}));
    assert_eq!(
        (total(&of_both), &of_both["population"]["size"]),
        (json!(3), &json!(1))
    );
    let step = r#"{"kind": "funnel", "steps": [{"event": "pricing", "filters": [{"property": "plan", "op": "is_set", "of": "person"}]}]}"#;
    let told = cairn.fails(&["query", "--site", "shop", step]);
    assert!(told.contains("filter the whole question by it"), "{told}");
}

#[test]
fn what_can_not_be_asked_is_told_with_the_way_out() {
    let cairn = site();
    let trend =
        |of: &str| format!(r#"{{"kind": "trend", "event": "pricing", "population": {of}}}"#);
    for (question, expected) in [
        (trend(r#""hod""#), "did you mean `hot`?"),
        (trend(r#""nothing-like-it""#), "cairn population list"),
        (
            trend(r#"{"is": {"did": {"goal": "trail"}}}"#),
            "no goal `trail`",
        ),
        (trend(r#"{"is": {}}"#), "exactly one of"),
        (
            trend(
                r#"{"is": {"did": {"event": "a"}, "range": {"start": "2026-02-01", "end": "2026-01-01"}}}"#,
            ),
            "ends before it starts",
        ),
    ] {
        let told = cairn.fails(&["query", "--site", "shop", &question]);
        assert!(told.contains(expected), "{question}: {told}");
    }
    let twice = cairn.fails(&["population", "add", "--site", "shop", HOT]);
    assert!(twice.contains("cairn population edit"), "{twice}");
    let unknown = r#"{"id": "x", "name": "X", "is": {"did": {"goal": "nothing"}}}"#;
    let unknown = cairn.fails(&["population", "add", "--site", "shop", unknown]);
    assert!(unknown.contains("no goal `nothing`"), "{unknown}");
    assert!(
        cairn
            .ok(&["population", "list", "--site", "shop"])
            .contains("Hot leads")
    );
    let shown: Json =
        serde_json::from_str(&cairn.ok(&["population", "show", "--site", "shop", "hot"])).unwrap();
    let edited = with(shown, &json!({"name": "Warm leads"})).to_string();
    cairn.ok(&["population", "edit", "--site", "shop", &edited]);
    assert!(cairn.ok(&["site", "show", "shop"]).contains("Warm leads"));
    cairn.ok(&["population", "remove", "--site", "shop", "hot"]);
    let gone = cairn.fails(&["population", "show", "--site", "shop", "hot"]);
    assert!(gone.contains("no population `hot`"), "{gone}");
}

/// Rows of a log, by person; also some that are nobody's.
fn log() -> BTreeMap<String, Vec<String>> {
    let mut dice = cairn_testkit::dice::Dice::new(7);
    let mut rows: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for number in 0..4_000 {
        let user = match dice.percent(5) {
            true => String::new(),
            false => format!("user-{}", dice.below(300)),
        };
        let event = dice.pick(&["home", "home", "view", "view", "cart", "purchase", "trial"]);
        let minute = dice.between(0, 30 * 1_440);
        let (day, hour, minute) = (1 + minute / 1_440, minute / 60 % 24, minute % 60);
        let source = dice.pick(&["google", "mail", "", ""]);
        let device = dice.pick(&["mobile", "desktop"]);
        let value = if event == "purchase" {
            "19.90,EUR"
        } else {
            ","
        };
        let row = format!(
            "m{number},{event},2026-01-{day:02}T{hour:02}:{minute:02}:00Z,{user},{source},{device},{value}\n"
        );
        rows.entry(user).or_default().push(row);
    }
    rows
}

const HEADER: &str =
    "message_id,event,event_time,user_id,context.campaign.source,device,value,currency\n";

/// Every kind of question, asked of a population, is answered as on a site that has nobody else.
#[test]
fn asked_of_a_population_is_asked_of_a_site_that_has_nobody_else() {
    let log = log();
    let carts = |rows: &[String]| rows.iter().filter(|row| row.contains(",cart,")).count();
    let is_trial = |row: &String| row.contains(",trial,");
    let members: BTreeSet<&String> = { log.iter() }
        .filter(|(user, rows)| !user.is_empty() && carts(rows) >= 2 && !rows.iter().any(is_trial))
        .map(|(user, _)| user)
        .collect();
    assert!((20..200).contains(&members.len()), "{}", members.len());
    let whole: String = log.values().flatten().map(String::as_str).collect();
    let alone: String = { log.iter() }
        .filter(|(user, _)| members.contains(user))
        .flat_map(|(_, rows)| rows.iter().map(String::as_str))
        .collect();
    let [of_all, of_members] = [whole, alone].map(|rows| {
        let cairn = Cairn::new();
        cairn.import(&cairn.file("log.csv", format!("{HEADER}{rows}")), &[]);
        let order = r#"{"id": "order", "name": "Order", "class": "macro", "kind": "revenue", "when": {"event": "purchase"},
            "value": {"event_value": true}}"#;
        cairn.ok(&["goal", "add", "--site", "shop", order]);
        cairn
    });
    let population = json!({"is": {"all": [
        {"did": {"event": "cart"}, "at_least": 2}, {"not": {"did": {"event": "trial"}}}]}});
    let steps = json!([{"event": "view"}, {"event": "cart"}, {"goal": "order"}]);
    let range = json!({"start": "2026-01-03", "end": "2026-01-28"});
    let questions = [
        json!({"kind": "funnel", "steps": steps}),
        json!({"kind": "funnel", "steps": steps, "range": range, "compare": "previous"}),
        json!({"kind": "funnel", "steps": steps, "order": "any", "breakdown": {"property": "device"}}),
        json!({"kind": "funnel", "steps": steps, "exclusions": [{"event": "home"}], "on_exclusion": "drop"}),
        json!({"kind": "trend", "goal": "order", "range": range}),
        json!({"kind": "trend", "event": "*", "breakdown": {"property": "channel", "of": "session"}, "range": range}),
        json!({"kind": "retention", "return": {"event": "*"}, "range": range, "interval": "week"}),
        json!({"kind": "flow", "anchor": {"event": "cart"}, "range": range}),
        json!({"kind": "time_to_convert", "steps": steps, "range": range, "interval": "week"}),
        json!({"kind": "overview", "range": range, "compare": "previous"}),
        json!({"kind": "drop_off", "of": {"kind": "funnel", "steps": steps}}),
        json!({"kind": "persons", "of": {"kind": "funnel", "steps": steps}, "cell": {"step": 2}}),
        json!({"kind": "population", "population": {"is": {"did": {"event": "purchase"}}}}),
    ];
    for question in questions {
        let now = json!({"now": "2026-02-01T00:00:00Z"});
        let of = json!({"population": population});
        let (all, alone) = match question["kind"].as_str().unwrap() {
            "persons" | "drop_off" => {
                let mut alone = question.clone();
                alone["of"] = with(alone["of"].clone(), &now);
                let mut all = alone.clone();
                all["of"] = with(all["of"].clone(), &of);
                (all, alone)
            }
            // Its own population stands where that of other questions does: both conditions at once.
            "population" => {
                let alone = with(question.clone(), &now);
                let both = json!({"is": {"all": [population["is"], question["population"]["is"]]}});
                (with(alone.clone(), &json!({"population": both})), alone)
            }
            _ => {
                let alone = with(question.clone(), &now);
                (with(alone.clone(), &of), alone)
            }
        };
        let mut told = [
            of_all.query(&all.to_string()),
            of_members.query(&alone.to_string()),
        ];
        for answer in &mut told {
            let answer = answer.as_object_mut().unwrap();
            for field in ["snapshot", "rows_scanned", "population", "notes", "range"] {
                answer.remove(field);
            }
        }
        let [all, alone] = told;
        if question["kind"] == "population" {
            // Who is known, and when somebody became a member, differ: on the other site all are members from the start.
            assert_eq!(all["size"], alone["size"]);
            continue;
        }
        assert_eq!(all, alone, "{question}");
    }
}
