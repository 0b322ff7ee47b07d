//! Stopping and starting.

use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::time::Duration;

use cairn_core::id::SiteId;
use cairn_core::time::Time;
use cairn_storage::{DeadLetter, Store, Submission};
use serde_json::Value;

use crate::harness::{START, batch, read_reply, request_bytes, start, start_on};

#[test]
fn requests_under_way_end_and_new_ones_find_nobody() {
    let mut running = start("");
    let key = running.write_key();
    let body = batch(0..10);
    let whole = request_bytes("POST", "/v1/batch", &[("x-write-key", &key)], &body);
    let (first, rest) = whole.split_at(whole.len() - 20);
    let mut stream = running.connect();
    stream.write_all(first).unwrap();
    std::thread::sleep(Duration::from_millis(100));
    running.tell_to_stop();
    std::thread::sleep(Duration::from_millis(100));
    assert!(std::net::TcpStream::connect(running.address).is_err());
    assert!(!running.data.path().join("cairn.sock").exists());
    stream.write_all(rest).unwrap();
    let reply = read_reply(&mut stream);
    assert_eq!(reply.status, 200, "{reply:?}");
    assert_eq!(reply.json()["accepted"], 10);
    running.wait().unwrap();
    let store = Store::at(running.data.path());
    let site = SiteId::new("shop").unwrap();
    assert_eq!(store.snapshot().unwrap().totals(&site).stored, 10);
}

#[test]
fn requests_that_do_not_end_are_cut_off() {
    let mut running = start("[limits]\ndrain_seconds = 1");
    let mut stream = running.connect();
    stream
        .write_all(b"POST /v1/batch HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{")
        .unwrap();
    std::thread::sleep(Duration::from_millis(100));
    running.tell_to_stop();
    let began = std::time::Instant::now();
    running.wait().unwrap();
    assert!(began.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_stopping_server_lives_and_is_not_ready() {
    let mut running = start("");
    assert_eq!(running.send("GET", "/healthz", &[], b"").status, 200);
    let ready = running.send("GET", "/readyz", &[], b"");
    assert_eq!((ready.status, ready.text().as_str()), (200, "ready\n"));
    let key = running.write_key();
    let whole = request_bytes("POST", "/v1/batch", &[("x-write-key", &key)], &batch(0..1));
    let (first, rest) = whole.split_at(whole.len() - 20);
    let mut stream = running.connect();
    stream.write_all(first).unwrap();
    running.wait_until(|| running.in_flight() > 0);
    running.tell_to_stop();
    running.wait_until(|| running.local("GET", "/readyz", &Value::Null).status == 503);
    let ready = running.local("GET", "/readyz", &Value::Null);
    assert!(ready.text().contains("stopping"), "{ready:?}");
    assert_eq!(running.local("GET", "/healthz", &Value::Null).status, 200);
    stream.write_all(rest).unwrap();
    assert_eq!(read_reply(&mut stream).status, 200);
    running.wait().unwrap();
}

#[test]
fn damage_of_the_log_is_told_to_whoever_asks_whether_it_is_ready() {
    let site = SiteId::new("shop").unwrap();
    let running = start_on("", |data| {
        let store = Store::at(data);
        let (mut committer, _) = store.open_committer(Box::new(|| 7)).unwrap();
        for text in ["first", "second", "third"] {
            let mut submission = Submission::new(&site, Time::from_micros(START));
            submission.add_dead_letter(DeadLetter {
                reason: "bad_time".to_owned(),
                detail: String::new(),
                raw: text.to_owned(),
                source: "test".to_owned(),
                message_id: None,
                received_at: Time::from_micros(START),
            });
            let group = vec![submission];
            committer.commit(group, Time::from_micros(START)).unwrap();
        }
        drop(committer);
        let segment = data.join("log/000000000001.log");
        let mut bytes = std::fs::read(&segment).unwrap();
        let at = bytes.windows(6).position(|text| text == b"second").unwrap();
        bytes[at] ^= 1;
        std::fs::write(&segment, bytes).unwrap();
        store
    });
    let ready = running.send("GET", "/readyz", &[], b"");
    assert_eq!(ready.status, 200);
    let text = ready.text();
    let (first, rest) = text.split_once('\n').unwrap();
    assert_eq!(first, "ready");
    assert!(rest.starts_with("the log is damaged: "), "{rest}");
    assert!(rest.contains(" of 000000000001.log "), "{rest}");
    assert!(rest.contains("records 2 to 2 may be lost"), "{rest}");
    assert_eq!(running.totals().dead_lettered, 2);
}

#[test]
fn without_a_writer_events_are_refused_and_counted() {
    let running = start("");
    running.live.close().unwrap();
    let key = running.write_key();
    let refused = running.post_batch(&key, &batch(0..1));
    assert_eq!(refused.status, 503, "{refused:?}");
    assert!(refused.header("retry-after").is_some());
    assert_eq!(running.counter("cairn_events_refused_total"), 1);
}

#[test]
fn the_local_socket_is_the_owners_and_needs_no_key() {
    let running = start("");
    let path = running.data.path().join("cairn.sock");
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let mut stream = UnixStream::connect(&path).unwrap();
    stream
        .write_all(&request_bytes("GET", "/api/v1/sites", &[], b""))
        .unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    assert!(text.starts_with("HTTP/1.1 200"), "{text}");
    assert!(text.contains("\"shop\""), "{text}");
}
