//! How long a site keeps its events: said through the API, counted before, kept to by the server day by day. What must
//! remain is told by a filter over what was sent, which knows nothing of runs.

use std::collections::BTreeSet;

use cairn_core::id::SiteId;
use cairn_core::time::Time;
use cairn_server::Peer;
use serde_json::{Value, json};

use crate::harness::{Running, SECOND, START, start};

const SHOP: &str = "/api/v1/sites/shop";
const EXPIRY: &str = "/api/v1/sites/shop/expiry";
const DAY: i64 = 86_400 * SECOND;
const NAMES: [&str; 3] = ["view", "cart", "purchase"];

/// An event that was sent: its number, its name and how many hours before the start it happened.
struct Sent {
    number: i64,
    name: &'static str,
    hours_before: i64,
}

/// One event every seven hours over the 60 days before the start, of three names in turn.
fn sent() -> Vec<Sent> {
    (0..200_i64)
        .map(|number| Sent {
            number,
            name: NAMES[usize::try_from(number % 3).unwrap()],
            hours_before: number * 7,
        })
        .collect()
}

fn send(running: &Running, key: &str, events: &[Sent]) {
    let messages: Vec<Value> = events
        .iter()
        .map(|event| {
            let at = START - event.hours_before * 3_600 * SECOND;
            json!({
                "type": "track",
                "event": event.name,
                "messageId": format!("m{}", event.number),
                "anonymousId": format!("a{}", event.number % 10),
                "timestamp": Time::from_micros(at).to_string(),
                "properties": {"number": event.number},
            })
        })
        .collect();
    let body = json!({ "batch": messages }).to_string();
    let reply = running.post_batch(key, body.as_bytes());
    assert_eq!(reply.status, 200, "{reply:?}");
}

/// The numbers of the events that have their days before the UTC day of `now` still in them.
fn remaining(events: &[Sent], now: i64, days: impl Fn(&str) -> Option<i64>) -> BTreeSet<i64> {
    let today = now / DAY;
    let is_kept = |event: &&Sent| {
        let at = START - event.hours_before * 3_600 * SECOND;
        days(event.name).is_none_or(|days| today - at.div_euclid(DAY) <= days)
    };
    events
        .iter()
        .filter(is_kept)
        .map(|event| event.number)
        .collect()
}

/// The numbers of the events that are there, by the exports of all persons.
fn there(running: &Running) -> BTreeSet<i64> {
    let mut numbers = BTreeSet::new();
    for device in 0..10 {
        let path = format!("{SHOP}/persons/a{device}/export");
        let reply = running.local("GET", &path, &Value::Null);
        // Whose events have all gone is nobody.
        if reply.status == 404 {
            continue;
        }
        for event in reply.json()["events"].as_array().unwrap() {
            numbers.insert(event["properties"]["number"].as_i64().unwrap());
        }
    }
    numbers
}

fn rows(running: &Running) -> u64 {
    let snapshot = running.live.snapshot().unwrap();
    snapshot.rows(&SiteId::new("shop").unwrap())
}

#[track_caller]
fn save(running: &Running, retention: &Value) {
    let reply = running.local("PATCH", SHOP, &json!({ "retention": retention }));
    assert_eq!(reply.status, 200, "{reply:?}");
    assert_eq!(&reply.json()["retention"], retention);
    let shown = running.local("GET", SHOP, &Value::Null).json();
    assert_eq!(&shown["retention"], retention);
}

fn count(running: &Running, retention: &Value) -> Value {
    let asked = json!({"dry_run": true, "retention": retention});
    let reply = running.local("POST", EXPIRY, &asked);
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.json()
}

#[test]
fn the_server_takes_out_each_day_exactly_what_is_too_old() {
    let running = start("");
    let key = running.write_key();
    let events = sent();
    send(&running, &key, &events);
    // Today's pass has been, before anybody said anything.
    running.wait_until(|| {
        running
            .block_on(running.meta.last_expiry())
            .unwrap()
            .is_some()
    });
    let rules = json!({"keep_days": 30, "by_event": {"view": 10, "purchase": null}});
    let days = |name: &str| match name {
        "view" => Some(10),
        "purchase" => None,
        _ => Some(30),
    };
    let all = events.len() as u64;
    let by_today = remaining(&events, START, days);
    let counted = count(&running, &rules);
    assert_eq!(counted["expired"], all - by_today.len() as u64);
    assert_eq!(counted["waiting"], 0);
    assert_eq!(counted["kept_from"], "2025-12-02");
    assert_eq!(
        counted["kept_from_by_event"],
        json!({"view": "2025-12-22", "purchase": null})
    );
    save(&running, &rules);
    // Counting and saying takes nothing out.
    assert_eq!(rows(&running), all);
    let mut expired = 0;
    let mut day = 0;
    for (later, is_worth_it) in [(1, true), (1, false), (8, true), (22, true)] {
        day += later;
        let now = START + day * DAY;
        let kept = remaining(&events, now, days);
        let before = there(&running);
        running.advance(later * DAY);
        let now = Some(Time::from_micros(now));
        running.wait_until(|| running.block_on(running.meta.last_expiry()).unwrap() == now);
        if is_worth_it {
            assert_eq!(there(&running), kept, "on day {day}");
        } else {
            // Less than one in 20 of a run's events wait for at most seven days.
            assert_eq!(there(&running), before, "on day {day}");
            let counted = count(&running, &rules);
            let late = before.difference(&kept).count();
            assert!(late > 0);
            assert_eq!(
                (&counted["expired"], &counted["waiting"]),
                (&json!(0), &json!(late))
            );
        }
        expired = all - rows(&running);
        assert_eq!(running.counter("cairn_events_expired_total"), expired);
    }
    // Purchases stay for ever, the rest has gone.
    assert_eq!(
        expired,
        all - (0..200).filter(|n| n % 3 == 2).count() as u64
    );
    let snapshot = running.live.snapshot().unwrap();
    let shop = SiteId::new("shop").unwrap();
    assert_eq!(snapshot.removed(&shop).expired, expired);
    assert_eq!(running.totals().stored, all);
}

#[test]
fn a_pass_can_be_asked_for_by_the_rules_that_are_saved_alone() {
    let running = start("");
    let key = running.write_key();
    let events = sent();
    send(&running, &key, &events);
    let nothing = running.local("POST", EXPIRY, &json!({})).json();
    assert_eq!(
        (&nothing["expired"], &nothing["kept_from"]),
        (&json!(0), &Value::Null)
    );
    let rules = json!({"keep_days": 20, "by_event": {}});
    let refused = running.local("POST", EXPIRY, &json!({ "retention": rules }));
    assert_eq!(
        (refused.status, refused.json()["field"].as_str()),
        (400, Some("retention"))
    );
    assert_eq!(rows(&running), events.len() as u64);
    save(&running, &rules);
    let kept = remaining(&events, START, |_| Some(20));
    let gone = running.local("POST", EXPIRY, &json!({})).json();
    assert_eq!(gone["expired"], events.len() as u64 - kept.len() as u64);
    assert_eq!(there(&running), kept);
    let again = running.local("POST", EXPIRY, &json!({})).json();
    assert_eq!(
        (&again["expired"], &again["dry_run"]),
        (&json!(0), &json!(false))
    );
    assert_eq!(
        running.counter("cairn_events_expired_total"),
        gone["expired"].as_u64().unwrap()
    );
}

#[test]
fn rules_that_cant_be_are_refused_and_change_nothing() {
    let running = start("");
    let rules = json!({"keep_days": 400, "by_event": {"view": 30}});
    save(&running, &rules);
    let many: serde_json::Map<String, Value> = (0..201)
        .map(|number| (format!("e{number}"), json!(3)))
        .collect();
    for (retention, field) in [
        (
            json!({"keep_days": 0, "by_event": {}}),
            "retention.keep_days",
        ),
        (json!({"keep_days": 36_526}), "retention.keep_days"),
        (
            json!({"keep_days": 1, "by_event": {"view": 0}}),
            "retention.by_event",
        ),
        (
            json!({"keep_days": 1, "by_event": {" ": 3}}),
            "retention.by_event",
        ),
        (
            json!({"keep_days": null, "by_event": many}),
            "retention.by_event",
        ),
    ] {
        for (method, path, body) in [
            ("PATCH", SHOP, json!({ "retention": retention })),
            (
                "POST",
                EXPIRY,
                json!({"dry_run": true, "retention": retention}),
            ),
        ] {
            let reply = running.local(method, path, &body);
            assert_eq!(
                (reply.status, reply.json()["field"].as_str()),
                (400, Some(field)),
                "{reply:?}"
            );
        }
    }
    for retention in [
        json!({"keep_days": -1}),
        json!({"keep_days": "4"}),
        json!({"days": 4}),
        json!(4),
    ] {
        let reply = running.local("PATCH", SHOP, &json!({ "retention": retention }));
        assert_eq!(reply.status, 400, "{reply:?}");
    }
    assert_eq!(
        running.local("GET", SHOP, &Value::Null).json()["retention"],
        rules
    );
    // Who has seen an older version changes nothing.
    let headers = [("content-type", "application/json"), ("if-match", "\"1\"")];
    let body = json!({"retention": {"keep_days": 1}}).to_string();
    let reply = running.in_process("PATCH", SHOP, &headers, body, Peer::Local);
    assert_eq!(reply.status, 412, "{reply:?}");
    // Another change leaves the rules as they are.
    let reply = running.local("PATCH", SHOP, &json!({"name": "Shop"}));
    assert_eq!(reply.json()["retention"], rules);
    let reply = running.local(
        "POST",
        "/api/v1/sites/nosuch/expiry",
        &json!({"dry_run": true}),
    );
    assert_eq!(reply.status, 404, "{reply:?}");
}

/// What goes can't be had back, so a clock that jumps is believed only when somebody says that it is right.
#[test]
fn after_a_jump_of_the_clock_somebody_has_to_ask() {
    let running = start("");
    let key = running.write_key();
    let events = sent();
    send(&running, &key, &events);
    let last = || running.block_on(running.meta.last_expiry()).unwrap();
    running.wait_until(|| last().is_some());
    save(&running, &json!({"keep_days": 30, "by_event": {}}));
    running.advance(3_600 * DAY);
    let now = START + 3_600 * DAY;
    let counted = running.local("POST", EXPIRY, &json!({"dry_run": true}));
    assert_eq!(counted.json()["expired"], events.len());
    assert_eq!(last(), Some(Time::from_micros(START)));
    assert_eq!(rows(&running), events.len() as u64);
    let asked = running.local("POST", EXPIRY, &json!({}));
    assert_eq!(asked.json()["expired"], events.len());
    assert_eq!(last(), Some(Time::from_micros(now)));
    // From then on it goes by itself again.
    running.advance(DAY);
    running.wait_until(|| last() == Some(Time::from_micros(now + DAY)));
}
