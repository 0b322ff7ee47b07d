//! Envelopes, friendly and hostile.

use cairn_core::time::Zone;

use super::{batch, member, single, write_key_in_body};

/// Checks a batch as its messages with bars between, or its fault.
fn check(body: impl AsRef<[u8]>, expected: &str) {
    let told = match batch(body.as_ref()) {
        Ok(envelope) => {
            let messages: Vec<&str> = envelope.messages.iter().map(|piece| piece.text).collect();
            messages.join("|")
        }
        Err(unreadable) => format!("!{unreadable}"),
    };
    let body = String::from_utf8_lossy(body.as_ref()).into_owned();
    assert_eq!(told, expected, "{}", body.get(..80).unwrap_or(&body));
}

#[test]
fn a_batch_is_cut_into_its_messages() {
    check(r#"{"batch":[]}"#, "");
    check("[]", "");
    check(
        r#"{"a":{"batch":[0]},"batch":[{"n":1}, {"n":2}],"sentAt":"x"}"#,
        r#"{"n":1}|{"n":2}"#,
    );
    check(" [ {} , 5 ,null] ", "{}|5|null");
    check("\u{feff}[{}]", "{}");
    check(r#"{"batch":[1],"batch":[2]}"#, "1|2");
    check(
        r#"{"batch":[{"a":NaN},{"b":1e999],{}]}"#,
        r#"{"a":NaN}|{"b":1e999]|{}"#,
    );
}

#[test]
fn bodies_without_a_batch_are_unreadable() {
    let json = "!the body is not JSON: expected ";
    check("", "!the body is not JSON: it is empty");
    check(" \n", "!the body is not JSON: it is empty");
    check("hello", &format!("{json}an object after 0 bytes"));
    check("5", "!the body is JSON, but not an object: expected {…}");
    check("null", "!the body is JSON, but not an object: expected {…}");
    check(
        b"{\"batch\":[\"\xff\"]}",
        "!the body is not UTF-8: the first foreign byte is byte 12",
    );
    check(
        r#"{"batch":[{}"#,
        &format!("{json}a comma or the closing bracket after 12 bytes"),
    );
    check(
        r#"{"batch":[{}]"#,
        &format!("{json}a comma or the closing bracket after 13 bytes"),
    );
    check(
        r#"{"batch":[{}]} x"#,
        &format!("{json}the end after 15 bytes"),
    );
    check(
        r#"{"batch":[{},]}"#,
        &format!("{json}a value after 13 bytes"),
    );
    check(
        r#"{"batch":[{"a":1]"#,
        &format!("{json}a comma or the closing bracket after 17 bytes"),
    );
    check(r#"{"batch" [] }"#, &format!("{json}a colon after 9 bytes"));
    check(
        r#"{batch: []}"#,
        &format!("{json}a name in quotes after 1 bytes"),
    );
    let no_batch = "!the body has no list `batch`: expected {\"batch\": [{…}, …]}";
    check("{}", no_batch);
    check(r#"{"batch":{}}"#, no_batch);
    check(r#"{"type":"track","event":"e"}"#, no_batch);
    let deep = format!(
        r#"{{"batch":[],"context":{}1{}}}"#,
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    check(
        deep,
        "!the batch's `context` can't be read: lists and objects nest deeper than 64 levels",
    );
    check(
        r#"{"batch":[],"context":{"a":1e999}}"#,
        "!the batch's `context` can't be read: the number at column 10 of the context is too large for 64 bits",
    );
}

#[test]
fn a_batch_has_at_most_ten_thousand_messages() {
    let body = |count: usize| format!("[{}]", vec!["1"; count].join(","));
    assert_eq!(
        batch(body(10_000).as_bytes())
            .expect("allowed")
            .messages
            .len(),
        10_000
    );
    let refused = batch(body(10_001).as_bytes()).expect_err("too many");
    assert!(refused.is_too_large(), "{refused}");
}

#[test]
fn one_message_is_an_object() {
    let message = |body: &'static str| single(body.as_bytes()).map(|one| one.messages[0].text);
    assert_eq!(message(r#" {"a":NaN} "#).as_deref(), Ok(r#"{"a":NaN}"#));
    for body in ["", "[{}]", "1", "{} {}", "{", "{\"a\":\"b}", "x"] {
        assert!(message(body).is_err(), "{body}");
    }
}

#[test]
fn the_time_of_sending_is_read_or_absent() {
    let cases = [
        (r#""2026-06-01T12:00:00Z""#, true),
        ("null", false),
        ("1780315200000", false),
        (r#""soon""#, false),
        ("{}", false),
        ("1e999", false),
    ];
    for (sent_at, is_read) in cases {
        let body = format!(r#"{{"batch":[],"sentAt":{sent_at}}}"#);
        let envelope = batch(body.as_bytes()).expect("a batch");
        assert_eq!(
            envelope.sent_at(&Zone::utc()).is_some(),
            is_read,
            "{sent_at}"
        );
    }
    let rudder = br#"{"batch":[],"timestamp":"2026-06-01T12:00:00Z"}"#;
    assert_eq!(batch(rudder).expect("a batch").sent_at(&Zone::utc()), None);
}

#[test]
fn the_write_key_is_found_at_the_top() {
    let cases = [
        (r#"{"batch":[{"writeKey":"no"}],"writeKey":"k"}"#, Some("k")),
        (r#"{"writeKey":"k\u0031","a":NaN}"#, Some("k1")),
        (r#"{"writeKey":""}"#, None),
        (r#"{"writeKey":null}"#, None),
        (r#"{"writeKey":{}}"#, None),
        (r#"[{"writeKey":"k"}]"#, None),
        ("{", None),
        ("", None),
    ];
    for (body, expected) in cases {
        assert_eq!(
            write_key_in_body(body.as_bytes()).as_deref(),
            expected,
            "{body}"
        );
    }
    assert_eq!(
        member(r#"{"a":1e999,"messageId":7}"#, "messageId").as_deref(),
        Some("7")
    );
}

#[test]
fn a_context_that_every_message_would_repeat_is_not_long() {
    let body = |length: usize| {
        let text = "x".repeat(length);
        format!(r#"{{"batch":[],"context":"{text}"}}"#).into_bytes()
    };
    assert!(batch(&body(crate::limits::MAX_BATCH_CONTEXT_BYTES - 2)).is_ok());
    assert!(matches!(
        batch(&body(crate::limits::MAX_BATCH_CONTEXT_BYTES - 1)),
        Err(super::Unreadable::BadContext(_))
    ));
}
