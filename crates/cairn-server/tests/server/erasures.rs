//! A person is taken along and erased, over HTTP: found before, nowhere after, in no file of the data directory.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::harness::{Running, start};

const PERSON: &str = "/api/v1/sites/shop/persons/ann%40example.org";

fn message(number: u32, user: Option<&str>, device: &str) -> Value {
    json!({
        "type": "track",
        "event": "cart",
        "messageId": format!("m{number}"),
        "userId": user,
        "anonymousId": device,
        "properties": {"plan": "gold", "seen_on": device},
        "timestamp": format!("2026-01-01T00:00:{number:02}Z"),
    })
}

fn post(running: &Running, messages: &[Value]) -> Value {
    let key = running.write_key();
    let reply = running.post_batch(&key, json!({"batch": messages}).to_string().as_bytes());
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.json()
}

/// Ann on a phone and a laptop, Bob on her phone; one of her messages is no event.
fn shop() -> Running {
    let running = start("");
    post(
        &running,
        &[
            message(1, None, "ann-phone"),
            message(2, Some("ann@example.org"), "ann-phone"),
            message(3, Some("bob@example.org"), "ann-phone"),
            message(4, Some("bob@example.org"), "bob-phone"),
        ],
    );
    running.live.flush().unwrap();
    post(
        &running,
        &[
            message(5, Some("ann@example.org"), "ann-laptop"),
            message(6, None, "ann-laptop"),
            json!({"type": "track", "event": "cart", "userId": "ann@example.org", "timestamp": "never"}),
        ],
    );
    running
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files(&path, found),
            false => found.push(path),
        }
    }
}

/// The files in which one of these texts stands, SQLite's pages included; runs are decoded.
fn naming(data: &Path, texts: &[&str]) -> Vec<PathBuf> {
    let mut all = Vec::new();
    files(data, &mut all);
    all.retain(|path| {
        let mut content = std::fs::read(path).unwrap_or_default();
        if content.starts_with(b"PAR1") {
            let mut events = cairn_storage::own_events(path).unwrap().unwrap();
            content.clear();
            while let Some(stored) = events.next_event().unwrap() {
                content.extend(format!("{stored:?}").into_bytes());
            }
        }
        let is_in = |text: &&str| {
            let mut places = content.windows(text.len());
            places.any(|part| part == text.as_bytes())
        };
        texts.iter().any(is_in)
    });
    all
}

#[test]
fn a_person_is_taken_along_and_then_erased() {
    let running = shop();
    let data = running.data.path();
    let hers = ["ann@example.org", "ann-phone", "ann-laptop"];
    assert!(naming(data, &hers).len() >= 2);

    let export = running.local("GET", &format!("{PERSON}/export"), &Value::Null);
    assert_eq!(export.status, 200, "{export:?}");
    let name = export.header("content-disposition").unwrap();
    assert!(name.starts_with("attachment; filename=\"person-"), "{name}");
    let export = export.json();
    let sent: Vec<&Value> = export["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| &event["message_id"])
        .collect();
    let mut sent: Vec<&str> = sent.into_iter().filter_map(Value::as_str).collect();
    sent.sort_unstable();
    assert_eq!(sent, ["m1", "m2", "m5", "m6"]);
    assert_eq!(export["events"][0]["properties"]["plan"], "gold");
    assert_eq!(export["person"]["user_ids"], json!(["ann@example.org"]));
    assert_eq!(export["dead_letters"].as_array().unwrap().len(), 1);

    let erased = running.local("DELETE", PERSON, &Value::Null);
    assert_eq!(erased.status, 200, "{erased:?}");
    let erased = erased.json();
    let erasure = &erased["erasure"];
    assert_eq!(
        (
            &erasure["ids"],
            &erasure["events"],
            &erasure["dead_letters"]
        ),
        (&json!(3), &json!(4), &json!(1))
    );
    assert_eq!(erased["unsearched"], json!([]));
    assert_eq!(erased["has_leftovers"], false);
    assert_eq!(naming(data, &hers), [] as [PathBuf; 0]);
    let gone = running.local("GET", PERSON, &Value::Null);
    assert_eq!(gone.status, 404, "{gone:?}");
    let bob = "/api/v1/sites/shop/persons/bob%40example.org";
    let bob = running.local("GET", bob, &Value::Null).json();
    assert_eq!(bob["events"], 2);
    assert_eq!(bob["devices"][0]["anonymous_id"], "bob-phone");

    // She comes back under each of her ids, and nobody is told.
    let answer = post(
        &running,
        &[
            message(7, Some("ann@example.org"), "new-phone"),
            message(8, None, "ann-laptop"),
            message(9, Some("bob@example.org"), "ann-phone"),
        ],
    );
    assert_eq!(
        (&answer["accepted"], &answer["duplicates"]),
        (&json!(3), &json!(0)),
        "nobody is told who was erased"
    );
    running.live.flush().unwrap();
    assert_eq!(naming(data, &hers), [] as [PathBuf; 0]);
    let listed = running.local("GET", "/api/v1/sites/shop/erasures", &Value::Null);
    let listed = listed.json();
    assert_eq!(listed["suppressed"], 2);
    assert_eq!(listed["erasures"], json!([erasure]));
    assert_eq!(
        running.counter("cairn_events_suppressed_total{site=\"shop\"}"),
        2
    );
    let verified = cairn_storage::Store::at(data)
        .verify(cairn_storage::Depth::Contents)
        .unwrap();
    assert_eq!(verified.faults, []);
}

#[test]
fn whoever_is_not_there_can_t_be_erased() {
    let running = shop();
    for path in ["persons/nobody", "persons/nobody/export"] {
        let method = match path.ends_with("export") {
            true => "GET",
            false => "DELETE",
        };
        let reply = running.local(method, &format!("/api/v1/sites/shop/{path}"), &Value::Null);
        assert_eq!(reply.status, 404, "{reply:?}");
        let told = reply.text();
        assert!(told.contains("nobody is known as `nobody`"), "{told}");
    }
    let elsewhere = running.local(
        "DELETE",
        "/api/v1/sites/blog/persons/ann%40example.org",
        &Value::Null,
    );
    assert_eq!(elsewhere.status, 404, "{elsewhere:?}");
    let there = running.local("GET", PERSON, &Value::Null);
    assert_eq!(there.status, 200);
}

/// Of zoe nothing was ever an event: a message and two rows of a file name her, and one of each somebody else.
#[test]
fn somebody_whom_only_dead_letters_and_rejected_rows_name_is_counted_and_erased() {
    let running = shop();
    let data = running.data.path();
    let never = |user: &str| json!({"type": "track", "event": "cart", "userId": user, "timestamp": "never"});
    post(&running, &[never("zoe-7"), never("yan-8")]);
    let rejects = "row,line,reason,detail,raw\n1,2,bad_time,x,\"zoe-7,never\"\n2,3,bad_time,`zoe-7` is no time,\"a,b\"\n3,4,bad_time,x,\"yan-8,never\"\n";
    let file = data.join("a.csv");
    std::fs::write(
        &file,
        "user_id,event,timestamp\nben,cart,2026-01-05 10:00:00\nben,view,2026-01-05 10:00:00\nben,cart,never\n",
    )
    .unwrap();
    let body = json!({"path": file});
    let imported = running.local("POST", "/api/v1/sites/shop/imports", &body);
    assert_eq!(imported.status, 201, "{imported:?}");
    std::fs::remove_file(&file).unwrap();
    std::fs::write(data.join("rejects/imp-1.csv"), rejects).unwrap();
    let path = "/api/v1/sites/shop/persons/zoe-7";
    assert_eq!(naming(data, &["zoe-7"]).len(), 2);
    let letters = || {
        let listed = running.local("GET", "/api/v1/sites/shop/dead-letters", &Value::Null);
        listed.json()["total"].as_u64().unwrap()
    };
    assert_eq!(letters(), 3);

    let preview = running.local("GET", &format!("{path}/erasure"), &Value::Null);
    let counts = json!({"person": null, "events": 0, "dead_letters": 1, "rejected_rows": 2});
    assert_eq!(preview.json(), counts);
    assert_eq!(letters(), 3, "counting changes nothing");
    let erased = running.local("DELETE", path, &Value::Null);
    assert_eq!(erased.status, 200, "{erased:?}");
    let erasure = &erased.json()["erasure"];
    let told = ["ids", "events", "dead_letters", "rejected_rows"].map(|name| &erasure[name]);
    assert_eq!(told, [&json!(1), &json!(0), &json!(1), &json!(2)]);
    assert_eq!(naming(data, &["zoe-7"]), [] as [PathBuf; 0]);
    assert_eq!(letters(), 2);
    assert_eq!(naming(data, &["yan-8"]).len(), 2);
    for gone in ["GET", "DELETE"] {
        let reply = running.local(gone, path, &Value::Null);
        assert_eq!(reply.status, 404, "{reply:?}");
    }
    let unheard = "/api/v1/sites/shop/persons/unheard/erasure";
    assert_eq!(running.local("GET", unheard, &Value::Null).status, 404);

    // What comes under the id later is left out, as a user's and as a device's.
    let late = [
        message(21, Some("zoe-7"), "some-phone"),
        message(22, None, "zoe-7"),
        never("zoe-7"),
    ];
    post(&running, &late);
    running.live.flush().unwrap();
    assert_eq!(naming(data, &["zoe-7"]), [] as [PathBuf; 0]);
    assert_eq!(
        running.counter("cairn_events_suppressed_total{site=\"shop\"}"),
        3
    );

    // Who is known is counted with all that names it.
    let ann = running.local("GET", &format!("{PERSON}/erasure"), &Value::Null);
    let ann = ann.json();
    assert_eq!(ann["person"]["user_ids"], json!(["ann@example.org"]));
    let counts = ["events", "dead_letters", "rejected_rows"].map(|name| &ann[name]);
    assert_eq!(counts, [&json!(4), &json!(1), &json!(0)]);
    let verified = cairn_storage::Store::at(data).verify(cairn_storage::Depth::Contents);
    assert_eq!(verified.unwrap().faults, []);
}
