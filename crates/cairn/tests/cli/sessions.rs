//! Sessions and their channels, end to end: a log small enough to be counted by hand, and two real ones.

use serde_json::{Value as Json, json};

use crate::support::{Cairn, counts, recount, shared};

/// Ada on two devices, Bob over the end of January, and a purchase of nobody. The sessions are:
///
/// - A: 10:00 and 10:30, a gap of exactly the limit; an ad on a search engine
/// - B: from 10:31, cut by a campaign; a mail. The server's purchase at 11:05 is in no session
/// - C: from 11:21, 31 minutes after B's last event: the server's did not prolong it; a search engine
/// - D: Bob's, over midnight; an AI assistant
/// - E: Ada's tablet, between B's events; direct
const LOG: &str = "\
event,event_time,anonymous_id,user_id,trust,source,medium,campaign,gclid,referrer,url,path,device,value
pageview,2026-01-05T10:00:00Z,d1,,,google,cpc,spring,Ck1,https://www.google.com/,https://shop.example/shoes,/shoes,mobile,
cart,2026-01-05T10:30:00Z,d1,,,,,,,https://shop.example/shoes,https://shop.example/cart,/cart,,
pageview,2026-01-05T10:31:00Z,d1,,,crm,email,june,,,https://shop.example/sale,/sale,,
pageview,2026-01-05T10:35:00Z,d3,,,,,,,,https://shop.example/tablet,/tablet,tablet,
$identify,2026-01-05T10:40:00Z,d1,ada,,,,,,,,,,
purchase,2026-01-05T10:45:00Z,d3,ada,,,,,,,,,tablet,50.00
purchase,2026-01-05T10:50:00Z,d1,ada,,,,,,,,,mobile,10.00
purchase,2026-01-05T11:05:00Z,,ada,server,,,,,,,,,20.00
pageview,2026-01-05T11:21:00Z,d1,,,,,,,https://www.google.com/,https://shop.example/,/,mobile,
purchase,2026-01-05T11:22:00Z,d1,ada,,,,,,,,,mobile,30.00
purchase,2026-01-05T11:23:00Z,d1,ada,,,,,,,,,mobile,3.00
purchase,2026-01-06T09:00:00Z,,,,,,,,,,,,5.00
pageview,2026-01-31T23:50:00Z,d2,,,,,,,https://chatgpt.com/,https://www.shop.example/a,/a,desktop,
purchase,2026-02-01T00:05:00Z,d2,,,,,,,,,,desktop,40.00
";

const MAPPING: &str = r#"
format = "csv"
[columns]
event = "event"
event_time = "event_time"
anonymous_id = "anonymous_id"
user_id = "user_id"
trust = "trust"
value = "value"
"context.campaign.source" = "source"
"context.campaign.medium" = "medium"
"context.campaign.name" = "campaign"
"context.click_ids.gclid" = "gclid"
"context.page.referrer" = "referrer"
"context.page.url" = "url"
"context.page.path" = "path"
"context.device.type" = "device"
"#;

pub(crate) fn small_log() -> Cairn {
    let cairn = Cairn::new();
    let mapping = cairn.file("mapping.toml", MAPPING);
    let log = cairn.file("log.csv", LOG);
    let more = ["--mapping", mapping.to_str().unwrap()];
    assert_eq!(cairn.import(&log, &more), [14, 14, 0, 0]);
    cairn
}

/// Value of each series that has conversions, with the numbers of its total: conversions, persons, sessions.
fn totals(answer: &Json) -> Vec<(Json, [u64; 3])> {
    let series = answer["series"].as_array().unwrap();
    let mut rows: Vec<(Json, [u64; 3])> = series
        .iter()
        .map(|series| (series["value"].clone(), numbers(&series["total"])))
        .filter(|(_, [conversions, ..])| *conversions > 0)
        .collect();
    rows.sort_by_key(|(value, _)| value.as_str().map(str::to_owned));
    rows
}

fn numbers(point: &Json) -> [u64; 3] {
    ["conversions", "persons", "sessions"].map(|name| point[name].as_u64().unwrap())
}

fn purchases(cairn: &Cairn, fields: Json) -> Json {
    let mut question = json!({"kind": "trend", "event": "purchase", "interval": "month"});
    for (name, value) in fields.as_object().unwrap() {
        question[name.as_str()] = value.clone();
    }
    cairn.query(&question.to_string())
}

fn by(property: &str) -> Json {
    json!({"breakdown": {"property": property, "of": "session"}})
}

#[test]
fn a_session_counts_where_it_starts() {
    let cairn = small_log();
    // B, C and E are of January; so is D, whose purchase is of February.
    let whole = purchases(&cairn, json!({}));
    let points = whole["series"][0]["points"].as_array().unwrap();
    let by_month: Vec<[u64; 3]> = points.iter().map(numbers).collect();
    assert_eq!(by_month, [[6, 1, 4], [1, 1, 0]]);
    assert_eq!(numbers(&whole["series"][0]["total"]), [7, 2, 4]);

    let range = |start: &str, end: &str| json!({"range": {"start": start, "end": end}});
    let total = |fields: Json| numbers(&purchases(&cairn, fields)["series"][0]["total"]);
    assert_eq!(total(range("2026-01-01", "2026-02-01")), [6, 1, 4]);
    assert_eq!(total(range("2026-02-01", "2026-03-01")), [1, 1, 0]);
    // The first purchase of the range is B's, the session began before it.
    let noon = range("2026-01-05T10:50:00Z", "2026-01-05T12:00:00Z");
    assert_eq!(total(noon), [4, 1, 1]);
}

#[test]
fn conversions_have_their_sessions_properties() {
    let cairn = small_log();
    let check = |property: &str, expected: [(&str, [u64; 3]); 4]| {
        let answer = purchases(&cairn, by(property));
        let mut expected: Vec<(Json, [u64; 3])> = expected
            .into_iter()
            .map(|(value, numbers)| (json!(value), numbers))
            .collect();
        // The server's purchase and nobody's are in no session.
        expected.insert(0, (Json::Null, [2, 1, 0]));
        assert_eq!(totals(&answer), expected, "{property}");
        assert_eq!(numbers(&answer["overall"]["total"]), [7, 2, 4]);
    };
    let [b, c, d, e] = [[1, 1, 1], [2, 1, 1], [1, 1, 1], [1, 1, 1]];
    check(
        "channel",
        [
            ("ai_assistant", d),
            ("direct", e),
            ("email", b),
            ("organic_search", c),
        ],
    );
    check(
        "source",
        [
            ("(direct)", e),
            ("chatgpt.com", d),
            ("crm", b),
            ("google", c),
        ],
    );
    check(
        "medium",
        [
            ("(none)", e),
            ("ai-assistant", d),
            ("email", b),
            ("organic", c),
        ],
    );
    check(
        "entry_path",
        [("/", c), ("/a", d), ("/sale", b), ("/tablet", e)],
    );

    // B's first event names no device, its purchase does.
    let devices = purchases(&cairn, by("context.device.type"));
    let expected = [
        (Json::Null, [2, 1, 0]),
        (json!("desktop"), [1, 1, 1]),
        (json!("mobile"), [3, 1, 2]),
        (json!("tablet"), [1, 1, 1]),
    ];
    assert_eq!(totals(&devices), expected);
    // C and E came without a campaign; only a session's first event has a say.
    let campaigns = purchases(&cairn, by("campaign"));
    let expected = [
        (Json::Null, [5, 1, 2]),
        (json!("(ai-assistant)"), [1, 1, 1]),
        (json!("june"), [1, 1, 1]),
    ];
    assert_eq!(totals(&campaigns), expected);
}

#[test]
fn filters_ask_of_sessions() {
    let cairn = small_log();
    let of = |property: &str, op: &str, value: Json| json!({"property": property, "op": op, "value": value, "of": "session"});
    let total = |filters: Json| {
        let answer = purchases(&cairn, json!({"filters": filters}));
        numbers(&answer["series"][0]["total"])
    };
    let both = of("channel", "in", json!(["email", "ai_assistant"]));
    assert_eq!(total(json!([both])), [2, 2, 2]);
    // What is in no session has no channel, so it is none of these.
    assert_eq!(
        total(json!([of("channel", "ne", json!("email"))])),
        [6, 2, 3]
    );
    let nowhere = json!({"property": "channel", "op": "is_not_set", "of": "session"});
    assert_eq!(total(json!([nowhere])), [2, 1, 0]);
    let mobile = json!({"property": "context.device.type", "op": "eq", "value": "mobile"});
    let mail = of("medium", "eq", json!("email"));
    assert_eq!(total(json!([mobile, mail])), [1, 1, 1]);

    let trend = |rule: Json| {
        let mut question = json!({"kind": "trend", "interval": "month"});
        question["any_of"] = rule;
        numbers(&cairn.query(&question.to_string())["series"][0]["total"])
    };
    // The cart of A, and B's page: the filter is of one alternative alone.
    let alternatives = json!([{"event": "cart"},
        {"event": "pageview", "filters": [of("channel", "eq", json!("email"))]}]);
    assert_eq!(trend(alternatives), [2, 1, 2]);

    // Active are those who pass the filter: Ada by her mail, not Bob.
    let answer = purchases(
        &cairn,
        json!({"filters": [of("channel", "eq", json!("email"))]}),
    );
    assert_eq!(answer["series"][0]["total"]["rate"]["denominator"], 1);
}

#[test]
fn funnels_split_and_filter_by_sessions() {
    let cairn = small_log();
    let funnel = |fields: Json| {
        let mut question =
            json!({"kind": "funnel", "steps": [{"event": "pageview"}, {"event": "purchase"}]});
        for (name, value) in fields.as_object().unwrap() {
            question[name.as_str()] = value.clone();
        }
        cairn.query(&question.to_string())
    };
    let rows = |fields: Json| -> Vec<(Json, Vec<u64>)> {
        let answer = funnel(fields);
        let rows = answer["breakdown"].as_array().unwrap();
        rows.iter()
            .map(|row| (row["value"].clone(), counts(row)))
            .collect()
    };
    let mut first = by("channel");
    first["entry"] = json!("first");
    // Ada's first page is A's.
    let expected = [
        (json!("ai_assistant"), vec![1, 1]),
        (json!("paid_search"), vec![1, 1]),
    ];
    assert_eq!(rows(first), expected);
    // Her best attempt ends with E's purchase, the earliest, and starts with the last page before it: E's.
    let expected = [
        (json!("ai_assistant"), vec![1, 1]),
        (json!("direct"), vec![1, 1]),
    ];
    assert_eq!(rows(by("channel")), expected);

    let paid =
        json!([{"property": "channel", "op": "eq", "value": "paid_search", "of": "session"}]);
    let steps = json!({"steps": [{"event": "pageview", "filters": paid}, {"event": "cart"}]});
    assert_eq!(counts(&funnel(steps)), [1, 1]);
    // Of the paid session itself nobody bought.
    assert_eq!(counts(&funnel(json!({"filters": paid}))), [1, 0]);

    let persons = json!({"kind": "persons", "cell": {"breakdown": "email"},
        "of": {"kind": "trend", "event": "purchase", "breakdown": by("channel")["breakdown"]}});
    let answer = cairn.query(&persons.to_string());
    assert_eq!(answer["total"], 1);
    assert!(
        answer["persons"][0]["ids"]
            .as_array()
            .unwrap()
            .contains(&json!({"user_id": "ada"}))
    );
}

#[test]
fn goals_count_once_per_session_and_ask_of_sessions() {
    let cairn = small_log();
    let add = |goal: Json| cairn.ok(&["goal", "add", "--site", "shop", &goal.to_string()]);
    let goal = |id: &str, counting: &str, when: Json| {
        json!({"id": id, "name": id, "class": "micro", "counting": counting, "when": when,
            "value": {"event_value": true}})
    };
    add(goal(
        "per-session",
        "once_per_session",
        json!({"event": "purchase"}),
    ));
    let of_assistants = json!({"event": "purchase", "filters":
        [{"property": "channel", "op": "eq", "value": "ai_assistant", "of": "session"}]});
    add(goal("of-assistants", "every", of_assistants));
    let total = |id: &str| {
        let answer =
            cairn.query(&json!({"kind": "trend", "goal": id, "interval": "month"}).to_string());
        answer["series"][0]["total"].clone()
    };
    // C's second purchase, of 3.00, does not count; those in no session each do: 158.00 less 3.00.
    let per_session = total("per-session");
    assert_eq!(numbers(&per_session), [6, 2, 4]);
    assert_eq!(per_session["value"]["minor"], 15_500);
    let of_assistants = total("of-assistants");
    assert_eq!(numbers(&of_assistants), [1, 1, 1]);
    assert_eq!(of_assistants["value"]["minor"], 4_000);
}

#[test]
fn people_of_one_device_have_sessions_of_their_own() {
    let cairn = Cairn::new();
    // Ann signs in first, so the device's own events are hers; Ben's are his from his sign-in on.
    let log = cairn.file(
        "log.csv",
        "event,event_time,anonymous_id,user_id\n\
         page,2026-01-05T10:00:00Z,d1,\n\
         page,2026-01-05T10:01:00Z,d1,ann\n\
         page,2026-01-05T10:02:00Z,d1,ben\n\
         page,2026-01-05T10:03:00Z,d1,ben\n\
         page,2026-01-05T10:04:00Z,d1,\n",
    );
    assert_eq!(cairn.import(&log, &[]), [5, 5, 0, 0]);
    let answer = cairn.query(r#"{"kind": "trend", "event": "page"}"#);
    assert_eq!(numbers(&answer["series"][0]["total"]), [5, 2, 2]);
}

#[test]
fn what_a_session_does_not_have_is_named() {
    let cairn = small_log();
    let question = json!({"kind": "trend", "event": "purchase",
        "breakdown": {"property": "device", "of": "session"}});
    let said = cairn.fails(&["query", "--site", "shop", &question.to_string()]);
    for word in ["`breakdown.property`", "`device`", "channel", "context."] {
        assert!(said.contains(word), "{word}: {said}");
    }
}

#[test]
fn sessions_of_a_shop_equal_its_own_and_a_recount() {
    let Some(file) = shared("shop_journeys/ecom.csv.gz") else {
        return;
    };
    let cairn = Cairn::new();
    let mapping = cairn.file(
        "ecom.toml",
        "format = \"csv\"\n[columns]\nevent = \"event\"\nevent_time = \"timestamp\"\nuser_id = \"user_id\"\n\
         session_hint = \"session_id\"\n\"context.campaign.medium\" = \"acquisition_channel\"\n",
    );
    cairn.import(&file, &["--mapping", mapping.to_str().unwrap()]);
    let recount = recount(
        "sessions.py",
        &file,
        &[
            "--time=timestamp",
            "--visitor=user_id",
            "--campaign=acquisition_channel",
            "--event=event",
            "--first=acquisition_channel",
        ],
    );
    // As many as the file itself tells apart by `session_id`.
    assert_eq!(recount["sessions"], 3_605);
    let whole = cairn.query(r#"{"kind": "trend", "event": "*", "interval": "day"}"#);
    let series = &whole["series"][0];
    assert_eq!(numbers(&series["total"]), [31_106, 600, 3_605]);
    let by_day: Vec<&Json> = series["points"]
        .as_array()
        .unwrap()
        .iter()
        .map(|point| &point["sessions"])
        .filter(|sessions| **sessions != 0)
        .collect();
    let recounted: Vec<&Json> = recount["per_day"].as_object().unwrap().values().collect();
    assert_eq!(by_day, recounted);

    // The media as the rules judge them: `direct` is no medium that they know, and a paid one without a source
    // is of no search engine.
    let channels = [
        ("email", "email"),
        ("organic", "organic_search"),
        ("social", "organic_social"),
        ("paid_search", "paid_other"),
        ("direct", "unassigned"),
    ];
    let question = json!({"kind": "trend", "event": "purchase", "interval": "month",
        "breakdown": {"property": "channel", "of": "session"}});
    let found = totals(&cairn.query(&question.to_string()));
    let mut expected: Vec<(Json, [u64; 2])> = channels
        .iter()
        .map(|(medium, channel)| {
            let purchases = &recount["first"]["acquisition_channel"][medium]["events"]["purchase"];
            let number = |name: &str| purchases[name].as_u64().unwrap();
            (json!(channel), [number("rows"), number("sessions")])
        })
        .collect();
    expected.sort_by_key(|(value, _)| value.as_str().map(str::to_owned));
    let found: Vec<(Json, [u64; 2])> = found
        .into_iter()
        .map(|(value, [conversions, _, sessions])| (value, [conversions, sessions]))
        .collect();
    assert_eq!(found, expected);
    let purchases: u64 = found.iter().map(|(_, [conversions, _])| conversions).sum();
    assert_eq!(purchases, 470);
}

#[test]
fn sessions_of_an_encyclopedia_equal_a_recount() {
    let Some(file) = shared("sessions_wikimedia/session_dataset.csv.gz") else {
        return;
    };
    let cairn = Cairn::new();
    let mapping = cairn.file(
        "wikimedia.toml",
        "format = \"csv\"\n[columns]\nevent_time = \"timestamp\"\nanonymous_id = \"uuid\"\n\
         \"context.page.path\" = \"url\"\n[constants]\nevent = \"pageview\"\n",
    );
    cairn.import(&file, &["--mapping", mapping.to_str().unwrap()]);
    let recount = recount(
        "sessions.py",
        &file,
        &["--time=timestamp", "--visitor=uuid"],
    );
    let question = json!({"kind": "trend", "event": "pageview", "interval": "day"});
    let whole = cairn.query(&question.to_string());
    let points = whole["series"][0]["points"].as_array().unwrap();
    let by_day: Vec<&Json> = points.iter().map(|point| &point["sessions"]).collect();
    let recounted: Vec<&Json> = recount["per_day"].as_object().unwrap().values().collect();
    assert_eq!(by_day, recounted);
    assert_eq!(
        numbers(&whole["series"][0]["total"]),
        [63_524, 10_000, 22_224]
    );
}
