//! What is too much, too large or too slow.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::collecting::gzip;
use crate::harness::{batch, read_reply, request_bytes, start};

const JSON: (&str, &str) = ("content-type", "application/json");

#[test]
fn a_head_that_does_not_come_is_not_waited_for() {
    let running = start("[limits]\nhead_seconds = 1");
    let mut stream = running.connect();
    stream
        .write_all(b"POST /v1/batch HTTP/1.1\r\nhost: x\r\nx-slow: ")
        .unwrap();
    let began = Instant::now();
    let reply = read_reply(&mut stream);
    assert_eq!(reply.status, 0, "{reply:?}");
    assert!(began.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_body_that_stops_is_answered_408() {
    let running = start("[limits]\nbody_pause_seconds = 1");
    let key = running.write_key();
    let mut stream = running.connect();
    let head = format!(
        "POST /v1/batch HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\ncontent-length: 100\r\n\r\n{{\"batch\""
    );
    stream.write_all(head.as_bytes()).unwrap();
    let reply = read_reply(&mut stream);
    assert_eq!(reply.status, 408, "{reply:?}");
    assert_eq!(reply.json()["code"], "request_timeout");
    assert_eq!(running.counter("cairn_events_refused_total"), 1);
}

#[test]
fn a_body_that_dribbles_is_answered_408() {
    let running = start("[limits]\nbody_total_seconds = 1");
    let key = running.write_key();
    let mut stream = running.connect();
    stream
        .set_read_timeout(Some(Duration::from_millis(50)))
        .unwrap();
    let head = format!(
        "POST /v1/batch HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\ncontent-length: 100000\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    let began = Instant::now();
    let mut beginning = [0; 12];
    // A byte every now and then: no pause is long.
    while stream.read_exact(&mut beginning).is_err() {
        assert!(began.elapsed() < Duration::from_secs(8));
        let _ = stream.write_all(b" ");
    }
    assert_eq!(&beginning, b"HTTP/1.1 408");
    assert!(began.elapsed() >= Duration::from_secs(1));
}

#[test]
fn senders_without_a_key_can_not_take_the_room_of_others() {
    let running = start("[limits]\nin_flight_bytes = 400000\nbody_pause_seconds = 5");
    let key = running.write_key();
    let mut held = running.connect();
    held.write_all(b"POST /v1/batch HTTP/1.1\r\nhost: x\r\ncontent-length: 95000\r\n\r\n")
        .unwrap();
    held.write_all(&[b' '; 90_000]).unwrap();
    running.wait_until(|| running.in_flight() >= 90_000);
    let mut body: serde_json::Value = serde_json::from_slice(&batch(0..200)).unwrap();
    body["writeKey"] = json!(key);
    let body = body.to_string();
    assert!((10_001..90_000).contains(&body.len()));
    for path in ["/v1/batch", "/api/v1/session"] {
        let refused = running.send("POST", path, &[JSON], body.as_bytes());
        assert_eq!(refused.status, 503, "{path} {refused:?}");
        assert!(refused.header("retry-after").is_some());
    }
    let known = running.post_batch(&key, body.as_bytes());
    assert_eq!(known.status, 200, "{known:?}");
    drop(held);
    running.wait_until(|| running.in_flight() == 0);
    let in_body = running.send("POST", "/v1/batch", &[JSON], body.as_bytes());
    assert_eq!(in_body.json()["duplicates"], 200);
}

#[test]
fn a_batch_that_its_context_makes_huge_is_refused_whole() {
    let running = start("");
    let key = running.write_key();
    let messages: Vec<String> = (0..10_000)
        .map(|id| format!(r#"{{"type":"track","event":"x","anonymousId":"a","messageId":"{id}"}}"#))
        .collect();
    let huge = |context: &str| {
        let messages = messages.join(",");
        gzip(format!(r#"{{"context":{{"a":"{context}"}},"batch":[{messages}]}}"#).as_bytes())
    };
    let body = huge(&"x".repeat(60_000));
    assert!(body.len() < 200_000);
    let began = Instant::now();
    let reply = running.post_batch(&key, &body);
    assert_eq!(reply.status, 413, "{reply:?}");
    assert_eq!(reply.json()["code"], "body_too_large");
    // It is left after some hundred messages.
    assert!(began.elapsed() < Duration::from_secs(5));
    assert_eq!(running.totals().received, 0);
    assert_eq!(running.counter("cairn_events_refused_total"), 1);
    assert_eq!(running.counter("cairn_events_received_total"), 1);
    assert_eq!(running.in_flight(), 0);

    let longer = running.post_batch(&key, &huge(&"x".repeat(70_000)));
    assert_eq!(longer.status, 400, "{longer:?}");
    let totals = running.totals();
    assert_eq!((totals.received, totals.dead_lettered), (1, 1));
    let letters = running.local("GET", "/api/v1/sites/shop/dead-letters", &json!(null));
    let letter = &letters.json()["dead_letters"][0];
    assert!(
        letter["raw"].as_str().unwrap().starts_with("{\"context\""),
        "the beginning of what was packed"
    );
    let usual = running.post_batch(&key, &huge(&"x".repeat(500)));
    assert_eq!(usual.json()["accepted"], 10_000);
    assert!(running.totals().is_conserved());
}

#[test]
fn a_long_user_agent_is_cut_before_every_message_gets_it() {
    let running = start("");
    let key = running.write_key();
    let agent = "agent ".repeat(5_000);
    let bearer = format!("Bearer {key}");
    let headers = [("authorization", bearer.as_str()), ("user-agent", &agent)];
    let reply = running.send("POST", "/v1/batch", &headers, &gzip(&batch(0..5_000)));
    assert_eq!(reply.json()["accepted"], 5_000, "{reply:?}");
    let log: u64 = std::fs::read_dir(running.data.path().join("log"))
        .unwrap()
        .filter_map(|entry| std::fs::read(entry.unwrap().path()).ok())
        .map(|bytes| bytes.windows(6).filter(|text| *text == b"agent ").count() as u64)
        .sum();
    assert!((1..=5_000 * 84).contains(&log), "{log}");
}

#[test]
fn a_batch_asks_for_few_users_and_for_each_once() {
    let running = start("");
    let key = running.write_key();
    let aliases = |from: std::ops::Range<u32>, previous: fn(u32) -> u32| {
        let messages: Vec<serde_json::Value> = from
            .map(|id| {
                json!({
                    "type": "alias", "userId": "ann", "messageId": format!("a{id}"),
                    "previousId": format!("device-{}", previous(id)),
                })
            })
            .collect();
        json!({ "batch": messages }).to_string().into_bytes()
    };
    let many = running.post_batch(&key, &aliases(0..101, |id| id));
    assert_eq!(many.status, 413, "{many:?}");
    assert!(many.json()["hint"].as_str().unwrap().contains("in parts"));
    assert_eq!(running.totals().received, 0);
    assert_eq!(running.counter("cairn_events_refused_total"), 1);
    let as_many_as_may_be = running.post_batch(&key, &aliases(0..100, |id| id));
    assert_eq!(as_many_as_may_be.json()["accepted"], 100);
    let of_few = running.post_batch(&key, &aliases(100..1_000, |id| id % 100));
    assert_eq!(of_few.json()["accepted"], 900);
    // Whoever may join two users is not looked up.
    let (_, secret) = running.key("shop", "secret", &["append"]);
    let trusted = running.post_batch(&secret, &aliases(1_000..2_000, |id| id));
    assert_eq!(trusted.json()["accepted"], 1_000);
}

#[test]
fn commands_may_send_larger_documents_than_others() {
    let running = start("");
    let (_, secret) = running.key("shop", "secret", &["read"]);
    let name = "x".repeat(300 << 10);
    let question = json!({"kind": "trend", "event": name});
    let path = "/api/v1/sites/shop/query";
    let local = running.local("POST", path, &question);
    assert_ne!(local.status, 413, "{local:?}");
    let bearer = format!("Bearer {secret}");
    let headers = [("authorization", bearer.as_str()), JSON];
    let remote = running.send("POST", path, &headers, question.to_string().as_bytes());
    assert_eq!(remote.status, 413);
}

#[test]
fn heads_that_are_too_large_are_answered_431() {
    let running = start("");
    let long = "x".repeat(60 << 10);
    let reply = running.send("GET", "/healthz", &[("x-long", &long)], b"");
    assert_eq!(reply.status, 431);
    let many: Vec<(String, &str)> = (0..150).map(|n| (format!("x-{n}"), "1")).collect();
    let many: Vec<(&str, &str)> = many
        .iter()
        .map(|(name, value)| (name.as_str(), *value))
        .collect();
    assert_eq!(running.send("GET", "/healthz", &many, b"").status, 431);
    // The largest that is fine.
    let fine = "x".repeat(30 << 10);
    assert_eq!(
        running
            .send("GET", "/healthz", &[("x-long", &fine)], b"")
            .status,
        200
    );
}

#[test]
fn bodies_that_are_too_large_are_answered_413_declared_or_not() {
    let running = start("[limits]\nbody_bytes = 100000");
    let key = running.write_key();
    let large = vec![b' '; 200_000];
    let declared = running.post_batch(&key, &large);
    assert_eq!(declared.status, 413, "{declared:?}");
    assert_eq!(declared.json()["code"], "body_too_large");

    let mut stream = running.connect();
    let head = format!(
        "POST /v1/batch HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    for _ in 0..20 {
        stream.write_all(b"2710\r\n").unwrap();
        stream.write_all(&[b' '; 10_000]).unwrap();
        stream.write_all(b"\r\n").unwrap();
    }
    stream.write_all(b"0\r\n\r\n").unwrap();
    assert_eq!(read_reply(&mut stream).status, 413);

    let document = running.send(
        "POST",
        "/api/v1/session",
        &[("content-type", "application/json")],
        &vec![b' '; 300 << 10],
    );
    assert_eq!(document.status, 413);
}

#[test]
fn a_gzip_bomb_is_answered_413_and_opens_nothing() {
    let running = start("");
    let key = running.write_key();
    let bomb = gzip(&vec![b' '; 300 << 20]);
    assert!(bomb.len() < 10 << 20);
    let began = Instant::now();
    for headers in [vec![("x-write-key", key.as_str())], vec![]] {
        let reply = running.send("POST", "/v1/batch", &headers, &bomb);
        let expected = if headers.is_empty() { 401 } else { 413 };
        assert_eq!(reply.status, expected, "{reply:?}");
    }
    // It is left after 10 MiB, not unpacked to its end.
    assert!(began.elapsed() < Duration::from_secs(5));
    assert_eq!(running.in_flight(), 0);
}

#[test]
fn more_bytes_than_may_be_held_are_answered_503_and_given_back() {
    let running = start("[limits]\nin_flight_bytes = 50000\nbody_pause_seconds = 3");
    let key = running.write_key();
    // Somebody sends 40,000 bytes and then nothing: they are held.
    let mut held = running.connect();
    let head = format!(
        "POST /v1/batch HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\ncontent-length: 45000\r\n\r\n"
    );
    held.write_all(head.as_bytes()).unwrap();
    held.write_all(&[b' '; 40_000]).unwrap();
    running.wait_until(|| running.in_flight() >= 40_000);
    let refused = running.post_batch(&key, &batch(0..200));
    assert_eq!(refused.status, 503, "{refused:?}");
    let seconds: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=5).contains(&seconds));
    assert_eq!(refused.json()["code"], "overloaded");
    // Small ones still pass, and afterwards all do.
    assert_eq!(running.post_batch(&key, &batch(0..2)).status, 200);
    assert_eq!(read_reply(&mut held).status, 408);
    assert_eq!(running.in_flight(), 0);
    assert_eq!(running.post_batch(&key, &batch(0..200)).status, 200);
}

#[test]
fn a_key_that_sends_too_often_is_told_when_to_come_back() {
    let running = start("[limits]\nrequests_per_second = 2");
    let key = running.write_key();
    let other = running.write_key();
    let statuses: Vec<u16> = (0..6)
        .map(|_| running.post_batch(&key, &batch(0..1)).status)
        .collect();
    assert_eq!(statuses[..2], [200, 200]);
    assert!(statuses.contains(&429), "{statuses:?}");
    let refused = (0..20)
        .map(|_| running.post_batch(&key, &batch(0..1)))
        .find(|reply| reply.status == 429)
        .unwrap();
    assert_eq!(refused.header("retry-after"), Some("1"));
    assert_eq!(running.post_batch(&other, &batch(0..1)).status, 200);
}

#[test]
fn questions_that_nest_too_deep_are_answered_400() {
    let running = start("");
    let deep = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
    let question = format!("{{\"kind\": \"trend\", \"event\": \"x\", \"filters\": {deep}}}");
    let headers = [("content-type", "application/json")];
    let path = "/api/v1/sites/shop/query";
    let reply = running.in_process("POST", path, &headers, question, cairn_server::Peer::Local);
    assert_eq!(reply.status, 400, "{reply:?}");
    assert_eq!(reply.json()["code"], "malformed_json");
}

#[test]
fn requests_follow_each_other_on_one_connection() {
    let running = start("");
    let key = running.write_key();
    let mut stream = running.connect();
    let body = batch(0..3);
    let mut both = String::from_utf8(request_bytes(
        "POST",
        "/v1/batch",
        &[("x-write-key", &key)],
        &body,
    ))
    .unwrap()
    .replace("connection: close\r\n", "");
    both.push_str(&String::from_utf8(request_bytes("GET", "/healthz", &[], b"")).unwrap());
    stream.write_all(both.as_bytes()).unwrap();
    let replies = read_reply(&mut stream);
    assert_eq!(replies.status, 200);
    assert!(
        replies.text().contains(&json!("accepted").to_string()),
        "{replies:?}"
    );
    assert!(replies.text().ends_with("alive\n"), "{replies:?}");
}
