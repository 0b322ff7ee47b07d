//! The pulse over HTTP: ways, imports, dead letters.

use serde_json::{Value, json};

use crate::harness::{Running, SECOND, start};

const SHOP: &str = "/api/v1/sites/shop/pulse";

fn pulse(running: &Running, path: &str) -> Value {
    let reply = running.local("GET", path, &Value::Null);
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.json()
}

fn send(running: &Running, key: &str, messages: &Value) {
    let body = json!({ "batch": messages }).to_string();
    assert_eq!(running.post_batch(key, body.as_bytes()).status, 200);
}

#[test]
fn a_site_without_events_has_thirty_empty_minutes() {
    let running = start("");
    running.advance(90 * SECOND);
    let pulse = pulse(&running, SHOP);
    assert_eq!(pulse["now"], "2026-01-01T00:01:30Z");
    assert_eq!(pulse["last_event_at"], Value::Null);
    assert_eq!(pulse["recent"], json!([]));
    assert_eq!(pulse["dead_letters_last_hour"], 0);
    let minutes = pulse["minutes"].as_array().unwrap();
    assert_eq!(minutes.len(), 30);
    assert_eq!(
        minutes[29],
        json!({"start": "2026-01-01T00:01:00Z", "events": 0})
    );
    assert_eq!(minutes[0]["start"], "2025-12-31T23:32:00Z");
    let unknown = running.local("GET", "/api/v1/sites/tee/pulse", &Value::Null);
    assert_eq!(unknown.status, 404);
}

#[test]
fn what_comes_is_seen_at_once_with_the_way_it_came() {
    let running = start("");
    let write = running.write_key();
    let (_, secret) = running.key("shop", "secret", &["append"]);
    let library = |name: &str| json!({"library": {"name": name, "version": "1.2"}});
    let message = |id: &str, context: Value| {
        json!({"type": "track", "event": id, "messageId": id, "anonymousId": "dev", "context": context,
               "timestamp": "2026-01-01T00:00:00Z"})
    };
    send(
        &running,
        &write,
        &json!([message("page", library("cairn.js"))]),
    );
    running.advance(60 * SECOND);
    send(
        &running,
        &write,
        &json!([message("app", library("analytics-swift")), {"type": "track"}, message("page", json!({}))]),
    );
    running.advance(SECOND);
    send(&running, &secret, &json!([message("paid", json!({}))]));
    let told = pulse(&running, SHOP);
    let seen: Vec<[&Value; 3]> = told["recent"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| [&entry["event"], &entry["way"], &entry["library"]])
        .collect();
    // The page's message came twice and is one event.
    assert_eq!(
        seen,
        [
            [&json!("paid"), &json!("server"), &Value::Null],
            [&json!("app"), &json!("app"), &json!("analytics-swift/1.2")],
            [&json!("page"), &json!("browser"), &json!("cairn.js/1.2")],
        ]
    );
    let person = told["recent"][0]["person"].as_str().unwrap();
    let path = format!("/api/v1/sites/shop/persons/{person}");
    assert_eq!(
        running.local("GET", &path, &Value::Null).json()["events"],
        3
    );
    assert_eq!(told["last_event_at"], "2026-01-01T00:01:01Z");
    assert_eq!(told["recent"][0]["received_at"], "2026-01-01T00:01:01Z");
    assert_eq!(told["minutes"][29]["events"], 2);
    assert_eq!(told["minutes"][28]["events"], 1);
    assert_eq!(told["dead_letters_last_hour"], 1);
    assert_eq!(
        pulse(&running, "/api/v1/sites/blog/pulse")["recent"],
        json!([])
    );
    running.advance(3_600 * SECOND);
    let later = pulse(&running, SHOP);
    assert_eq!(later["dead_letters_last_hour"], 0);
    assert_eq!(later["recent"], told["recent"]);
}

#[test]
fn an_import_is_one_entry_until_it_is_undone() {
    let running = start("");
    let file = running.data.path().join("events.csv");
    let rows =
        "user_id,event,timestamp\neve,Seen,2025-06-01 00:00:00\nbob,Seen,2025-06-01 00:00:00\n";
    std::fs::write(&file, rows).unwrap();
    running.advance(SECOND);
    let imported = running.local(
        "POST",
        "/api/v1/sites/shop/imports",
        &json!({ "path": file }),
    );
    assert_eq!(imported.status, 201, "{imported:?}");
    let told = pulse(&running, SHOP);
    assert_eq!(
        told["recent"],
        json!([{
            "event": null, "event_time": null, "received_at": "2026-01-01T00:00:01Z", "way": "import",
            "library": null, "anonymous_id": null, "user_id": null, "person": null,
            "import_id": "imp-1", "events": 2,
        }])
    );
    assert_eq!(told["last_event_at"], Value::Null);
    let minutes = told["minutes"].as_array().unwrap();
    assert!(minutes.iter().all(|minute| minute["events"] == 0));
    let undone = running.local("DELETE", "/api/v1/sites/shop/imports/imp-1", &Value::Null);
    assert_eq!(undone.status, 200);
    assert_eq!(pulse(&running, SHOP)["recent"], json!([]));
}
