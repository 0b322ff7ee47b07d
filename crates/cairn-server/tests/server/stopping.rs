//! Stopping and starting.

use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::time::Duration;

use crate::harness::{batch, read_reply, request_bytes, start};

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
    let store = cairn_storage::Store::at(running.data.path());
    let site = cairn_core::id::SiteId::new("shop").unwrap();
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
    let running = start("");
    assert_eq!(running.send("GET", "/healthz", &[], b"").status, 200);
    assert_eq!(running.send("GET", "/readyz", &[], b"").status, 200);
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
