//! What is too much, too large or too slow.

use std::io::Write;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::collecting::gzip;
use crate::harness::{batch, read_reply, request_bytes, start};

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
    assert_eq!(running.counter("cairn_in_flight_bytes"), 0);
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
    let metric = |running: &crate::harness::Running| {
        let text = running
            .local("GET", "/metrics", &serde_json::Value::Null)
            .text();
        let line = text
            .lines()
            .find(|line| line.starts_with("cairn_in_flight_bytes "))
            .unwrap();
        line.rsplit_once(' ').unwrap().1.parse::<u64>().unwrap()
    };
    let began = Instant::now();
    while metric(&running) < 40_000 {
        assert!(began.elapsed() < Duration::from_secs(2));
        std::thread::sleep(Duration::from_millis(5));
    }
    let refused = running.post_batch(&key, &batch(0..200));
    assert_eq!(refused.status, 503, "{refused:?}");
    let seconds: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=5).contains(&seconds));
    assert_eq!(refused.json()["code"], "overloaded");
    // Small ones still pass, and afterwards all do.
    assert_eq!(running.post_batch(&key, &batch(0..2)).status, 200);
    assert_eq!(read_reply(&mut held).status, 408);
    assert_eq!(metric(&running), 0);
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
