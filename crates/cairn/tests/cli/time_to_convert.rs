//! Times to convert over a few journeys that can be counted by hand; and the people behind each number.

use serde_json::{Value as Json, json};

use crate::support::Cairn;

/// Who did what, with day, hour and minute of January 2026 in UTC, and from where. u7 never signs up; the last line is
/// nobody's.
const JOURNEYS: [(&str, &str, &str); 8] = [
    ("u1", "news", "signup@05.10.00 buy@05.10.30"),
    ("u2", "news", "signup@05.12.00 buy@06.12.00"),
    ("u3", "ads", "signup@04.00.00"),
    ("u4", "ads", "signup@11.00.00"),
    ("u5", "news", "signup@05.09.00 signup@07.09.00 buy@08.09.00"),
    ("u6", "", "signup@12.00.00 buy@12.06.00"),
    ("u7", "ads", "buy@05.10.00"),
    ("", "ads", "signup@05.10.00 buy@05.10.01"),
];

fn site() -> Cairn {
    let mut rows = "message_id,event,event_time,user_id,source\n".to_owned();
    for (user, source, line) in JOURNEYS {
        for (at, word) in line.split(' ').enumerate() {
            let (event, time) = word.split_once('@').unwrap();
            let mut parts = time.split('.');
            let [day, hour, minute] = [(); 3].map(|()| parts.next().unwrap());
            let time = format!("2026-01-{day}T{hour}:{minute}:00Z");
            rows += &format!("{user}-{at},{event},{time},{user},{source}\n");
        }
    }
    let cairn = Cairn::new();
    cairn.import(
        &cairn.file("site.csv", rows.replace("source", "came_from")),
        &[],
    );
    cairn
}

/// From signup to buy within 7 days as of the 13th, with other fields.
fn question(fields: &Json) -> Json {
    let mut question = json!({"kind": "time_to_convert", "window": "7d",
        "steps": [{"event": "signup"}, {"event": "buy"}], "now": "2026-01-13"});
    let fields = fields.as_object().unwrap().clone();
    question.as_object_mut().unwrap().extend(fields);
    question
}

fn ask(cairn: &Cairn, fields: &Json) -> Json {
    cairn.query(&question(fields).to_string())
}

const MINUTE: f64 = 60.0;
const HOUR: f64 = 60.0 * MINUTE;
const DAY: f64 = 24.0 * HOUR;

/// The curve as its times and its shares in twelfths, with who is at risk.
fn curve(times: &Json) -> Vec<(f64, f64, u64)> {
    let points = times["curve"].as_array().unwrap().iter();
    let point = |point: &Json| {
        let twelfths = point["converted"].as_f64().unwrap() * 12.0;
        let seconds = point["seconds"].as_f64().unwrap();
        let at_risk = point["at_risk"].as_u64().unwrap();
        assert!(point["low"].as_f64() <= point["converted"].as_f64());
        assert!(point["converted"].as_f64() <= point["high"].as_f64());
        (seconds, (twelfths * 1e6).round() / 1e6, at_risk)
    };
    points.map(point).collect()
}

fn counts(times: &Json) -> [u64; 3] {
    ["entered", "converted", "open"].map(|field| times[field].as_u64().unwrap())
}

fn percentiles(times: &Json) -> [Option<f64>; 3] {
    ["median", "p75", "p90"].map(|field| times[field]["seconds"].as_f64())
}

/// The bars that are not empty, as from, to and count.
fn bars(times: &Json) -> Vec<(f64, f64, u64)> {
    let bins = times["bins"].as_array().unwrap().iter();
    let number = |bin: &Json, field: &str| bin[field].as_f64().unwrap();
    let bar = |bin: &Json| {
        let count = bin["count"].as_u64().unwrap();
        (
            number(bin, "from_seconds"),
            number(bin, "to_seconds"),
            count,
        )
    };
    bins.map(bar).filter(|(_, _, count)| *count > 0).collect()
}

/// u5 is counted from its last signup before it bought. Of six one converts after half an hour, one of the five left
/// after 6 hours, two of the four left after a day; u4 has been watched for two days.
#[test]
fn the_times_of_the_example() {
    let answer = ask(&site(), &json!({}));
    assert_eq!(answer["kind"], "time_to_convert");
    assert_eq!(answer["window_seconds"], 604_800);
    let overall = &answer["overall"];
    assert_eq!(counts(overall), [6, 4, 1]);
    let expected = [
        (0.0, 0.0, 6),
        (30.0 * MINUTE, 2.0, 6),
        (6.0 * HOUR, 4.0, 5),
        (DAY, 8.0, 4),
        (7.0 * DAY, 8.0, 1),
    ];
    assert_eq!(curve(overall), expected);
    assert_eq!(overall["within_window"]["method"], "kaplan_meier");
    assert!((overall["within_window"]["value"].as_f64().unwrap() - 2.0 / 3.0).abs() < 1e-12);
    // Half of ⅔ is ⅓, where the curve is from 6 hours on.
    assert_eq!(
        percentiles(overall),
        [Some(6.0 * HOUR), Some(DAY), Some(DAY)]
    );
    let expected = [
        (30.0 * MINUTE, HOUR, 1),
        (6.0 * HOUR, 12.0 * HOUR, 1),
        (DAY, 2.0 * DAY, 2),
    ];
    assert_eq!(bars(overall), expected);
    assert_eq!(overall["bins"].as_array().unwrap().len(), 15);
    assert_eq!(overall["fastest"], 1_800.0);
    assert_eq!(overall["slowest"], 86_400.0);
    assert_eq!(overall["observed_seconds"], 604_800.0);
    assert!(answer["breakdown"].is_null() && answer["periods"].is_null());
}

/// From its first signup u5 takes three days, and by then u4 is out of sight: of the two left one converts.
#[test]
fn from_the_first_start() {
    let answer = ask(&site(), &json!({"entry": "first"}));
    let expected = [
        (0.0, 0.0, 6),
        (30.0 * MINUTE, 2.0, 6),
        (6.0 * HOUR, 4.0, 5),
        (DAY, 6.0, 4),
        (3.0 * DAY, 9.0, 2),
        (7.0 * DAY, 9.0, 1),
    ];
    assert_eq!(curve(&answer["overall"]), expected);
    let told = percentiles(&answer["overall"]);
    assert_eq!(told, [Some(DAY), Some(3.0 * DAY), Some(3.0 * DAY)]);
}

/// Who is at the last step of the funnel has converted.
#[test]
fn the_funnel_says_the_same() {
    let cairn = site();
    for fields in [
        json!({}),
        json!({"entry": "first"}),
        json!({"window": "6h"}),
    ] {
        let overall = ask(&cairn, &fields)["overall"].clone();
        let mut funnel = question(&fields);
        funnel["kind"] = json!("funnel");
        let steps = cairn.query(&funnel.to_string())["steps"].clone();
        let [entered, converted, open] = counts(&overall);
        assert_eq!(steps[0]["count"], entered, "{fields}");
        assert_eq!(steps[1]["count"], converted, "{fields}");
        let open_at_first = steps[0]["open"].as_u64().unwrap();
        let open_at_last = steps[1]["open"].as_u64().unwrap();
        assert_eq!(open_at_first - open_at_last, open, "{fields}");
    }
}

#[test]
fn rows_by_value() {
    let answer = ask(&site(), &json!({"breakdown": {"property": "came_from"}}));
    let rows = answer["breakdown"].as_array().unwrap();
    let told: Vec<_> = { rows.iter() }
        .map(|row| (row["value"].clone(), counts(row), percentiles(row)[0]))
        .collect();
    let expected = [
        (json!("news"), [3, 3, 0], Some(DAY)),
        (json!("ads"), [2, 0, 1], None),
        (Json::Null, [1, 1, 0], Some(6.0 * HOUR)),
    ];
    assert_eq!(told, expected);
    assert_eq!(rows[0]["within_window"]["value"], 1.0);
    assert_eq!(rows[1]["within_window"]["value"], 0.0);
}

/// u3 signs up on a Sunday, whose week is over for everybody since the 12th. Of those of the second week nobody has been
/// watched for 7 days who has not converted, so that no median is told.
#[test]
fn by_the_week_in_which_they_start() {
    let answer = ask(&site(), &json!({"interval": "week"}));
    let periods = answer["periods"].as_array().unwrap().iter();
    let told: Vec<_> = periods
        .map(|period| {
            let start = period["start"].as_str().unwrap().to_owned();
            let is_complete = period["complete"].as_bool().unwrap();
            (start, is_complete, counts(period), percentiles(period)[0])
        })
        .collect();
    let expected = [
        ("2025-12-29".to_owned(), true, [1, 0, 0], None),
        ("2026-01-05".to_owned(), false, [4, 3, 1], None),
        ("2026-01-12".to_owned(), false, [1, 1, 0], Some(6.0 * HOUR)),
    ];
    assert_eq!(told, expected);
}

#[test]
fn what_nobody_has_been_watched_for_is_told_later() {
    let fields = json!({"range": {"start": "2026-01-11", "end": "2026-01-12"}});
    let answer = ask(&site(), &fields);
    assert_eq!(counts(&answer["overall"]), [1, 0, 1]);
    assert!(answer["overall"]["within_window"].is_null());
    assert_eq!(answer["overall"]["observed_seconds"], 172_800.0);
    let note = answer["notes"][0].as_str().unwrap();
    assert!(note.contains("from 2026-01-18T00:00:00Z on"), "{note}");
}

fn users(cairn: &Cairn, of: &Json, cell: &Json) -> Vec<String> {
    let question = json!({"kind": "persons", "of": of, "cell": cell});
    let answer = cairn.query(&question.to_string());
    let persons = answer["persons"].as_array().unwrap().iter();
    let mut users: Vec<String> = persons
        .map(|person| person["ids"][0]["user_id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(answer["total"], users.len());
    users.sort();
    users
}

#[test]
fn the_people_behind_each_number() {
    let cairn = site();
    let of = question(&json!({"breakdown": {"property": "came_from"}, "interval": "week"}));
    for (cell, expected) in [
        (json!({}), &["u1", "u2", "u5", "u6"][..]),
        (
            json!({"from_seconds": 86_400, "to_seconds": 172_800}),
            &["u2", "u5"],
        ),
        (json!({"from_seconds": 1_800, "to_seconds": 3_600}), &["u1"]),
        (json!({"to_seconds": 1_800}), &[]),
        (
            json!({"outcome": "entered"}),
            &["u1", "u2", "u3", "u4", "u5", "u6"],
        ),
        (json!({"outcome": "open"}), &["u4"]),
        (json!({"outcome": "lost"}), &["u3"]),
        (json!({"start": "2026-01-05"}), &["u1", "u2", "u5"]),
        (json!({"start": "2026-01-05", "outcome": "open"}), &["u4"]),
        (json!({"breakdown": "news"}), &["u1", "u2", "u5"]),
        (json!({"breakdown": null}), &["u6"]),
        (json!({"breakdown": "ads", "outcome": "lost"}), &["u3"]),
    ] {
        assert_eq!(users(&cairn, &of, &cell), expected, "{cell}");
    }
}

/// The last bar holds who takes the whole window.
#[test]
fn the_last_bar_ends_with_the_window() {
    let cairn = site();
    let of = question(&json!({"window": "1d"}));
    let overall = cairn.query(&of.to_string())["overall"].clone();
    let bars = bars(&overall);
    assert_eq!(bars.last(), Some(&(12.0 * HOUR, DAY, 2)));
    let cell = json!({"from_seconds": 43_200, "to_seconds": 86_400});
    assert_eq!(users(&cairn, &of, &cell), ["u2", "u5"]);
}

#[test]
fn the_csv_holds_what_the_json_holds() {
    let cairn = site();
    let asked = question(&json!({"breakdown": {"property": "came_from"}, "interval": "week"}));
    let answer = cairn.query(&asked.to_string());
    let csv = cairn.ok(&[
        "query",
        "--site",
        "shop",
        "--format",
        "csv",
        &asked.to_string(),
    ]);
    let mut lines = csv.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = lines.next().unwrap();
    let column = |name: &str| header.iter().position(|column| *column == name).unwrap();
    let rows: Vec<Vec<&str>> = lines.collect();
    let cell = |json: &Json| match json {
        Json::Null => String::new(),
        Json::Number(number) => number.as_f64().unwrap().to_string(),
        other => panic!("{other}"),
    };
    let mut at = 0;
    let rows_of = answer["breakdown"].as_array().unwrap().iter();
    for times in std::iter::once(&answer["overall"]).chain(rows_of) {
        for bin in times["bins"].as_array().unwrap() {
            let row = &rows[at];
            for field in ["from_seconds", "to_seconds", "count"] {
                assert_eq!(row[column(field)], cell(&bin[field]), "{field} of {row:?}");
            }
            for field in ["entered", "converted", "open", "fastest", "slowest"] {
                assert_eq!(
                    row[column(field)],
                    cell(&times[field]),
                    "{field} of {row:?}"
                );
            }
            for (name, json) in [
                ("within_window_value", &times["within_window"]["value"]),
                ("within_window_low", &times["within_window"]["low"]),
                ("median_seconds", &times["median"]["seconds"]),
                ("p90_high", &times["p90"]["high"]),
            ] {
                assert_eq!(row[column(name)], cell(json), "{name} of {row:?}");
            }
            at += 1;
        }
    }
    for period in answer["periods"].as_array().unwrap() {
        let row = &rows[at];
        assert_eq!(row[column("start")], period["start"].as_str().unwrap());
        assert_eq!(row[column("converted")], cell(&period["converted"]));
        assert_eq!(
            row[column("median_seconds")],
            cell(&period["median"]["seconds"])
        );
        at += 1;
    }
    assert_eq!(at, rows.len());
}

#[test]
fn a_table_can_be_read() {
    let cairn = site();
    let asked = question(&json!({"breakdown": {"property": "came_from"}, "interval": "week"}));
    let table = cairn.ok(&["query", "--site", "shop", &asked.to_string()]);
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let lines: Vec<String> = table.lines().map(words).collect();
    assert_eq!(lines[0], "from the first step to the last, within 7d");
    let has = |start: &str| lines.iter().any(|line| line.starts_with(start));
    for start in [
        "all 6 4 1 66.7 % (",
        "news 3 3 0 100.0 % (",
        "(not set) 1 1 0",
        "2026-01-05 * 4 3 1",
        "2025-12-29 1 0 0",
        "* not over yet",
    ] {
        assert!(has(start), "{start}: {table}");
    }
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("1d 2d █") && line.ends_with(" 2")),
        "{table}"
    );
}

#[test]
fn what_cannot_be_asked_is_told_with_its_place() {
    let cairn = site();
    let persons = |fields: Json, cell: Json| json!({"kind": "persons", "of": question(&fields), "cell": cell});
    for (document, parts) in [
        (
            question(&json!({"steps": [{"event": "buy"}]})),
            ["`steps`", "to stop it"],
        ),
        (question(&json!({"open": true})), ["`open`", "leave it out"]),
        (
            question(&json!({"compare": "previous"})),
            ["`compare`", "interval"],
        ),
        (
            persons(json!({"interval": "week"}), json!({"start": "2026-01-06"})),
            ["`cell.start`", "no period that starts at `2026-01-06`"],
        ),
        (
            persons(json!({}), json!({"start": "2026-01-05"})),
            ["`cell.start`", "no periods"],
        ),
        (
            question(
                &json!({"interval": "day", "range": {"start": "1600-01-01", "end": "2026-01-01"}}),
            ),
            ["`interval`", "wider interval"],
        ),
    ] {
        let error = cairn.fails(&["query", "--site", "shop", &document.to_string()]);
        for part in parts {
            assert!(error.contains(part), "{part}: {error}");
        }
    }
}
