//! What a dead letter keeps.

use super::{Item, dead_letter};
use crate::limits::MAX_RAW_BYTES;
use crate::rejection::{RejectReason, Rejection};

/// The raw text and message id that are kept of a message.
fn kept(message: &str) -> (String, Option<String>) {
    match dead_letter(message, Rejection::new(RejectReason::NotJson, "x")) {
        Item::DeadLetter {
            raw, message_id, ..
        } => (raw, message_id),
        Item::Event(_) => panic!("a dead letter"),
    }
}

#[test]
fn the_raw_text_is_the_message_without_keys_and_addresses() {
    let cases = [
        (r#"{"a":1}"#, r#"{"a":1}"#),
        (
            r#"{"context":{"ip" : "203.0.113.7","x":1},"request_ip":"::1","writeKey":"k"}"#,
            r#"{"context":{"ip":"","x":1},"request_ip":"","writeKey":""}"#,
        ),
        (r#"{"ip":5,"ip":"a","ip""#, r#"{"ip":5,"ip":"","ip""#),
        (r#"{"ip":"never ends"#, r#"{"ip":""#),
        (
            r#"{"zip":"1","ip_truncated":"2"}"#,
            r#"{"zip":"1","ip_truncated":"2"}"#,
        ),
    ];
    for (message, raw) in cases {
        assert_eq!(kept(message).0, raw);
    }
}

#[test]
fn the_raw_text_is_cut() {
    let long = format!("{{\"a\":\"{}", "é".repeat(MAX_RAW_BYTES));
    let (raw, _) = kept(&long);
    assert!(raw.len() <= MAX_RAW_BYTES && long.starts_with(&raw));
}

#[test]
fn the_message_id_is_read_if_it_can_be() {
    let long = format!(r#"{{"messageId":"{}"}}"#, "m".repeat(501));
    let cases = [
        (r#"{"messageId":"m","a":NaN}"#, Some("m")),
        (r#"{"a":1e999,"messageId":5}"#, Some("5")),
        (r#"{"messageId":"\ud800"}"#, None),
        (r#"{"messageId":"undefined"}"#, None),
        (r#"{"messageId":["m"]}"#, None),
        (long.as_str(), None),
        ("5", None),
    ];
    for (message, message_id) in cases {
        assert_eq!(kept(message).1.as_deref(), message_id, "{message}");
    }
}
