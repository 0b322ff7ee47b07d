//! Retention over a few journeys that can be counted by hand; and the persons behind each cell.

use serde_json::{Value as Json, json};

use crate::support::Cairn;

/// Who did what, with day and hour of January 2026 in UTC. u4's first signup is the only event without the plan `pro`,
/// the last line is nobody's.
const JOURNEYS: [(&str, &str); 6] = [
    ("u1", "signup@05.10 login@05.11 login@06.09 login@08.10"),
    ("u2", "login@05.08 signup@05.10 login@06.10"),
    ("u3", "signup@05.23 login@07.22"),
    ("u4", "signup@06.10 signup@08.10 login@08.11"),
    ("u5", "signup@01.10 signup@06.10 login@07.10"),
    ("", "signup@05.12 login@06.12"),
];

fn site() -> Cairn {
    let mut rows = "message_id,event,event_time,user_id,plan\n".to_owned();
    for (user, line) in JOURNEYS {
        for (at, word) in line.split(' ').enumerate() {
            let (event, time) = word.split_once('@').unwrap();
            let (day, hour) = time.split_once('.').unwrap();
            let plan = if (user, at) == ("u4", 0) {
                "free"
            } else {
                "pro"
            };
            rows += &format!("{user}-{at},{event},2026-01-{day}T{hour}:00:00Z,{user},{plan}\n");
        }
    }
    let cairn = Cairn::new();
    cairn.import(&cairn.file("site.csv", rows), &[]);
    let twice = r#"{"id": "twice", "name": "Twice", "class": "micro", "counting": "every",
        "when": {"count": {"event": "login"}, "at_least": 2, "within": "7d"}, "value": {"none": "a step"}}"#;
    cairn.ok(&["goal", "add", "--site", "shop", twice]);
    cairn
}

/// Signup to login by days from the 5th to the 8th, as of the 9th at noon, with other fields.
fn question(fields: &Json) -> Json {
    let mut question = json!({"kind": "retention", "start": {"event": "signup"}, "return": {"event": "login"},
        "range": {"start": "2026-01-05", "end": "2026-01-09"}, "periods": 3, "now": "2026-01-09T12:00:00Z"});
    let fields = fields.as_object().unwrap().clone();
    question.as_object_mut().unwrap().extend(fields);
    question
}

fn fraction(rate: &Json) -> String {
    if rate.is_null() {
        return String::new();
    }
    format!("{}/{}", rate["numerator"], rate["denominator"])
}

/// One line per cohort: its day, its size, and of each period `returned/of all`; where it is unfinished how many have
/// returned, `*`, and the rate of those for whom it is over.
fn told(answer: &Json) -> Vec<String> {
    let cohorts = answer["cohorts"].as_array().unwrap().iter();
    let line = |cohort: &Json| {
        let mut line = format!("{} {}:", cohort["start"].as_str().unwrap(), cohort["size"]);
        for (period, cell) in cohort["cells"].as_array().unwrap().iter().enumerate() {
            assert_eq!(cell["period"], period);
            let rate = fraction(&cell["rate"]);
            match cell["complete"].as_bool().unwrap() {
                true => line += &format!(" {rate}"),
                false => line += &format!(" {}*{rate}", cell["count"]),
            }
        }
        line
    };
    cohorts.map(line).collect()
}

/// Of each period how many cohorts are complete, and their rate.
fn overall(answer: &Json) -> Vec<String> {
    let cells = answer["overall"]["cells"].as_array().unwrap().iter();
    cells
        .map(|cell| format!("{}: {}", cell["cohorts"], fraction(&cell["rate"])))
        .collect()
}

type Case = (&'static str, Json, [&'static str; 4], [&'static str; 4]);

fn cases() -> [Case; 9] {
    [
        (
            "u2 logs in before it signs up, u5 signed up before the range; nobody is no person",
            json!({}),
            [
                "2026-01-05 3: 1/3 2/3 1/3 1/3",
                "2026-01-06 1: 0/1 0/1 1/1 0*",
                "2026-01-07 0:   0*",
                "2026-01-08 0:  0*",
            ],
            ["4: 1/4", "3: 2/4", "2: 2/4", "1: 1/3"],
        ),
        (
            "u1 comes last on the 8th, u2 on the 6th, u3 on the 7th",
            json!({"mode": "on_or_after"}),
            [
                "2026-01-05 3: 3/3 3/3 2/3 1/3",
                "2026-01-06 1: 1/1 1/1 1/1 0*",
                "2026-01-07 0:   0*",
                "2026-01-08 0:  0*",
            ],
            ["4: 4/4", "3: 4/4", "2: 3/4", "1: 1/3"],
        ),
        (
            "u1 is back after 1, 23 and exactly 72 hours, u2 after 24, u3 after 47, u4 after 49; the last day of u3 ends on the 9th at 23",
            json!({"mode": "rolling"}),
            [
                "2026-01-05 3: 1/3 2/3 0/3 1*1/2",
                "2026-01-06 1: 0/1 0/1 1*1/1 0*",
                "2026-01-07 0:  0* 0*",
                "2026-01-08 0: 0* 0*",
            ],
            ["3: 1/4", "2: 2/4", "1: 0/3", "0: "],
        ),
        (
            "u4 and u5 on the 6th, u4 on the 8th once more",
            json!({"starts": "any"}),
            [
                "2026-01-05 3: 1/3 2/3 1/3 1/3",
                "2026-01-06 2: 0/2 1/2 1/2 0*",
                "2026-01-07 0:   0*",
                "2026-01-08 1: 1/1 0*",
            ],
            ["4: 2/6", "3: 3/5", "2: 2/5", "1: 1/3"],
        ),
        (
            "who starts has returned in period 0 where both are the same",
            json!({"return": {"event": "signup"}, "starts": "any"}),
            [
                "2026-01-05 3: 3/3 0/3 0/3 0/3",
                "2026-01-06 2: 2/2 0/2 1/2 0*",
                "2026-01-07 0:   0*",
                "2026-01-08 1: 1/1 0*",
            ],
            ["4: 6/6", "3: 0/5", "2: 1/5", "1: 0/3"],
        ),
        (
            "by the first event of all, which of u2 is a login",
            json!({"start": null}),
            [
                "2026-01-05 3: 2/3 2/3 1/3 1/3",
                "2026-01-06 1: 0/1 0/1 1/1 0*",
                "2026-01-07 0:   0*",
                "2026-01-08 0:  0*",
            ],
            ["4: 2/4", "3: 2/4", "2: 2/4", "1: 1/3"],
        ),
        (
            "u4's first signup is left out, and its second is no first one",
            json!({"filters": [{"property": "plan", "op": "eq", "value": "pro"}]}),
            [
                "2026-01-05 3: 1/3 2/3 1/3 1/3",
                "2026-01-06 0:    0*",
                "2026-01-07 0:   0*",
                "2026-01-08 0:  0*",
            ],
            ["4: 1/3", "3: 2/3", "2: 1/3", "1: 1/3"],
        ),
        (
            "u1 and u2 log in for the second time on the 6th",
            json!({"return": {"goal": "twice"}}),
            [
                "2026-01-05 3: 0/3 2/3 0/3 0/3",
                "2026-01-06 1: 0/1 0/1 0/1 0*",
                "2026-01-07 0:   0*",
                "2026-01-08 0:  0*",
            ],
            ["4: 0/4", "3: 2/4", "2: 0/4", "1: 0/3"],
        ),
        (
            "as of the 6th at 9:30, u1 has come back twice and u2 not yet",
            json!({"now": "2026-01-06T09:30:00Z"}),
            ["2026-01-05 3: 1/3 1*", "2026-01-06 0: 0*", "", ""],
            ["1: 1/3", "0: ", "", ""],
        ),
    ]
}

fn filled(lines: [&'static str; 4]) -> Vec<&'static str> {
    lines.into_iter().filter(|line| !line.is_empty()).collect()
}

#[test]
fn counted_by_hand() {
    let cairn = site();
    for (why, fields, cohorts, all) in cases() {
        let question = question(&fields);
        let answer = cairn.query(&question.to_string());
        assert_eq!(told(&answer), filled(cohorts), "{why}: {answer}");
        assert_eq!(overall(&answer), filled(all), "{why}: {answer}");
        let by = if fields.get("start").is_some() {
            "acquisition"
        } else {
            "behaviour"
        };
        assert_eq!(answer["cohorts_by"], by);
        assert_persons_are_those(&cairn, &question, &answer);
    }
}

/// The persons behind each cell are as many as the cell says.
fn assert_persons_are_those(cairn: &Cairn, question: &Json, answer: &Json) {
    let total = |cell: Json| {
        let persons = json!({"kind": "persons", "of": question, "cell": cell});
        cairn.query(&persons.to_string())["total"].clone()
    };
    for cohort in answer["cohorts"].as_array().unwrap() {
        let day = &cohort["start"];
        assert_eq!(total(json!({"cohort": day})), cohort["size"]);
        // Commands take their time: the cells of whoever is there, and one of nobody.
        let cells = cohort["cells"].as_array().unwrap().iter();
        let some = if cohort["size"] == 0 { 1 } else { 4 };
        for cell in cells.take(some) {
            let of = |outcome: &str| {
                total(json!({"cohort": day, "period": cell["period"], "outcome": outcome}))
            };
            assert_eq!(of("returned"), cell["count"], "{cell} of {question}");
            let missing = |rate: &Json| {
                let number = |name: &str| rate[name].as_u64().unwrap_or(0);
                number("denominator") - number("numerator")
            };
            assert_eq!(
                of("not_returned"),
                missing(&cell["rate"]),
                "{cell} of {question}"
            );
        }
    }
}

/// u1 is back in the period from the 72nd hour on, u2 is not, and for u3 it goes on.
#[test]
fn who_did_not_return_is_told_once_the_period_is_over() {
    let cairn = site();
    let of = question(&json!({"mode": "rolling"}));
    let who = |outcome: &str| -> Vec<String> {
        let cell = json!({"cohort": "2026-01-05", "period": 3, "outcome": outcome});
        let persons = json!({"kind": "persons", "of": of, "cell": cell});
        let answer = cairn.query(&persons.to_string());
        let persons = answer["persons"].as_array().unwrap().iter();
        persons
            .map(|person| person["ids"][0]["user_id"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(who("returned"), ["u1"]);
    assert_eq!(who("not_returned"), ["u2"]);
}

/// In Berlin the night to 2026-03-29 ends an hour early; half past ten in UTC is half past eleven before, and half past
/// midnight after.
#[test]
fn days_are_those_of_the_zone() {
    let cairn = Cairn::new();
    let rows = "message_id,event,event_time,user_id
1,signup,2026-03-28T22:30:00Z,ann
2,login,2026-03-28T23:30:00Z,ann
3,login,2026-03-29T22:30:00Z,ann
";
    cairn.import(&cairn.file("site.csv", rows), &[]);
    let asked = |zone: &str, mode: &str| {
        let fields = json!({"timezone": zone, "mode": mode, "range": null, "periods": 2, "now": "2026-04-05"});
        told(&cairn.query(&question(&fields).to_string()))
    };
    assert_eq!(
        asked("Europe/Berlin", "on"),
        [
            "2026-03-28 1: 0/1 1/1 1/1",
            "2026-03-29 0:   ",
            "2026-03-30 0:   "
        ]
    );
    assert_eq!(asked("UTC", "on")[0], "2026-03-28 1: 1/1 1/1 0/1");
    // Exactly 24 hours after the start its second day begins.
    assert_eq!(
        asked("Europe/Berlin", "rolling")[0],
        "2026-03-28 1: 1/1 1/1 0/1"
    );
}

#[test]
fn weeks_and_months() {
    let cairn = site();
    let asked = |interval: &str| {
        let fields =
            json!({"interval": interval, "range": null, "periods": 1, "now": "2026-02-15"});
        told(&cairn.query(&question(&fields).to_string()))
    };
    // u5 signed up in the week from December 29th and is back in the next one.
    assert_eq!(
        asked("week"),
        ["2025-12-29 1: 0/1 1/1", "2026-01-05 4: 4/4 0/4"]
    );
    assert_eq!(asked("month"), ["2026-01-01 5: 5/5 0*"]);
}

#[test]
fn as_a_table_and_as_csv() {
    let cairn = site();
    let question = question(&json!({})).to_string();
    let table = cairn.query_table(&question);
    for part in [
        "started with signup, returned with login, by period",
        // One and two of three, by Wilson.
        "33 % (6–79)",
        "67 % (21–94)",
        "0 *",
        "* not over yet",
    ] {
        assert!(table.contains(part), "{part}: {table}");
    }
    let csv = cairn.query_csv(&question);
    let cells = |row: &[String]| {
        [0, 1, 2, 3, 4, 5, 9, 10]
            .map(|at| row[at].clone())
            .join(" ")
    };
    let rows: Vec<String> = csv.iter().map(|row| cells(row)).collect();
    assert_eq!(
        rows[..6],
        [
            "cohort size period count open complete rate_numerator rate_denominator",
            "(all) 4 0 1 0 true 1 4",
            "(all) 4 1 2 0 true 2 4",
            "(all) 4 2 2 0 true 2 4",
            "(all) 4 3 1 0 true 1 3",
            "2026-01-05 3 0 1 0 true 1 3",
        ]
    );
    assert_eq!(rows[12], "2026-01-06 1 3 0 1 false  ");
    // Four cells of all, four and four, three and two.
    assert_eq!(rows.len(), 1 + 4 + 4 + 4 + 3 + 2);
}

#[test]
fn what_cannot_be_asked_is_told_with_its_place() {
    let cairn = site();
    let persons = |cell: Json| json!({"kind": "persons", "of": question(&json!({})), "cell": cell});
    for (document, parts) in [
        (
            question(&json!({"return": null})),
            ["`return`", "any activity"],
        ),
        (
            question(&json!({"interval": "month", "mode": "rolling"})),
            ["`interval`", "day or week"],
        ),
        (
            question(&json!({"compare": "previous"})),
            ["`compare`", "leave it out"],
        ),
        (
            question(&json!({"start": {"goal": "nope"}})),
            ["no goal `nope`", "goal list"],
        ),
        (
            question(
                &json!({"range": {"start": "2020-01-01", "end": "2026-01-01"}, "periods": 366}),
            ),
            ["2192 cohorts of 367 periods", "fewer periods"],
        ),
        (
            persons(json!({"cohort": "2026-01-04"})),
            ["`cell.cohort`", "no cohort that starts at `2026-01-04`"],
        ),
        (
            persons(json!({"cohort": "2026-01-08", "period": 2})),
            ["`cell.period`", "has not begun"],
        ),
    ] {
        let error = cairn.fails(&["query", "--site", "shop", &document.to_string()]);
        for part in parts {
            assert!(error.contains(part), "{part}: {error}");
        }
    }
}

/// Nothing has happened yet.
#[test]
fn a_site_without_such_events_has_no_cohorts() {
    let cairn = site();
    let fields = json!({"start": {"event": "sign_up"}, "range": {"start": "2026-01-05", "end": "2026-01-06"}});
    let answer = cairn.query(&question(&fields).to_string());
    assert_eq!(told(&answer), ["2026-01-05 0:    "]);
    assert!(
        answer["notes"][0]
            .as_str()
            .unwrap()
            .contains("did you mean `signup`?")
    );
    let future = json!({"range": {"start": "2026-02-01", "end": "2026-03-01"}});
    let answer = cairn.query(&question(&future).to_string());
    assert!(told(&answer).is_empty());
    assert!(overall(&answer).is_empty());
}
