//! Whole requests: real SDKs' bodies and a corpus of hostile ones.

use cairn_core::event::Event;
use cairn_core::id::EventId;

use super::samples::{RUDDER_NODE, SEGMENT_NODE, SEGMENT_PYTHON, SEGMENT_WEB, arrival, collected};
use std::ops::ControlFlow;

use super::{Call, Item, collect_each};
use crate::limits::MAX_RAW_BYTES;
use crate::test_rows::{time, told};

fn only_event(call: Call, body: &str) -> Event {
    let items = collected(call, body).expect("readable").items;
    match <[Item; 1]>::try_from(items) {
        Ok([Item::Event(event)]) => event,
        other => panic!("one event, not {other:?}"),
    }
}

/// Checks a body as what became of each message: an event's name or a dead letter's code.
fn check(call: Call, body: impl AsRef<[u8]>, expected: &str) {
    let shown = String::from_utf8_lossy(body.as_ref())
        .chars()
        .take(200)
        .collect::<String>();
    let told = match collected(call, body) {
        Ok(collected) => {
            let told = collected.items.into_iter().map(|item| match item {
                Item::Event(event) => event.event,
                Item::DeadLetter {
                    reason,
                    detail,
                    raw,
                    ..
                } => {
                    assert!(!detail.is_empty() && !raw.is_empty() && raw.len() <= MAX_RAW_BYTES);
                    format!("!{reason}")
                }
            });
            told.collect::<Vec<_>>().join(" ")
        }
        Err(unreadable) => format!("unreadable: {unreadable}"),
    };
    assert_eq!(told, expected, "{shown}");
}

#[test]
fn what_segment_node_sends() {
    let event = only_event(Call::Batch, SEGMENT_NODE);
    assert_eq!(event.event, "Order Completed");
    assert_eq!(event.event_time, time("2026-06-01T11:59:58.123Z"));
    assert_eq!(event.delivery.sent_at, Some(time("2026-06-01T12:00:00Z")));
    assert_eq!(event.source, "@segment/analytics-node/3.1.0");
    assert_eq!(
        event.value.map(|money| money.to_string()).as_deref(),
        Some("49.90 EUR")
    );
    assert_eq!(
        (event.user_id.as_deref(), event.anonymous_id),
        (Some("user-1024"), None)
    );
}

#[test]
fn what_segment_python_sends() {
    let event = only_event(Call::Batch, SEGMENT_PYTHON);
    assert_eq!(event.event, "$identify");
    assert_eq!(event.event_time, time("2026-06-01T11:59:58.123456Z"));
    assert_eq!(told(&event.properties), "email=s:a@example.org plan=s:pro");
    assert_eq!(
        (event.user_id.as_deref(), event.anonymous_id),
        (Some("user-7"), None)
    );
}

#[test]
fn what_rudderstack_node_sends() {
    let event = only_event(Call::Batch, RUDDER_NODE);
    assert_eq!(event.event, "Signed Up");
    assert_eq!(event.event_time, time("2026-06-01T11:59:50Z"));
    assert_eq!(
        event.delivery.client_time,
        Some(time("2026-06-01T11:59:50Z"))
    );
    assert_eq!(event.source, "analytics-node/3.0.13");
}

#[test]
fn what_segment_web_sends() {
    let event = only_event(Call::Page, SEGMENT_WEB);
    assert_eq!(event.event, "pageview");
    let of = |path: &str| event.context.get(path).map(ToString::to_string);
    assert_eq!(of("click_ids.gclid").as_deref(), Some("Cj0KCQ"));
    assert_eq!(of("campaign.source").as_deref(), Some("google"));
    assert_eq!(of("ip_truncated").as_deref(), Some("203.0.113.0"));
    assert!(of("user_agent").is_some_and(|agent| agent.starts_with("Mozilla/5.0")));
    assert_eq!(of("userAgent"), None);
}

#[test]
fn the_route_decides_the_kind_of_a_single_message() {
    let message = r#"{"type":"track","event":"e","userId":"u","previousId":"p"}"#;
    let cases = [
        (Call::Track, "e"),
        (Call::Identify, "$identify"),
        (Call::Page, "pageview"),
        (Call::Screen, "screenview"),
        (Call::Group, "$group"),
        (Call::Alias, "$alias"),
    ];
    for (call, name) in cases {
        check(call, message, name);
    }
    check(Call::Track, r#"{"event":"e"}"#, "e");
    check(Call::Track, r#"{"type":5,"event":"e"}"#, "e");
    check(Call::Track, r#"{"userId":"u"}"#, "!missing_event");
    check(
        Call::Track,
        "[{}]",
        "unreadable: the body is JSON, but not an object: expected {…}",
    );
}

#[test]
fn a_faulty_message_spoils_no_other() {
    let good = r#"{"type":"track","event":"e"}"#;
    let with = |part: &str| format!(r#"{{"type":"track","event":"e","properties":{part}}}"#);
    let deep = |levels: usize| format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
    let many = |count: usize| {
        let pairs: Vec<String> = (0..count).map(|n| format!("\"p{n}\":{n}")).collect();
        format!("{{{}}}", pairs.join(","))
    };
    let huge = "x".repeat(2_000_000);
    let cases = [
        (with(r#"{"a":NaN}"#), "!not_json"),
        (with(r#"{"a":-Infinity}"#), "!not_json"),
        (with(r#"{"a":1e999}"#), "!bad_number"),
        (
            with(r#"{"a":-0,"b":1e-999,"c":123456789012345678901234567890}"#),
            "e",
        ),
        (with(r#"{"a":"\ud800"}"#), "!not_json"),
        (with(r#"{"a":"\udc00\ud800"}"#), "!not_json"),
        (with(r#"{"a":"\ud83d\ude00\u0000"}"#), "e"),
        (with("{\"a\":\"\u{0}\"}"), "!not_json"),
        (with("{\"a\":\"line\nbreak\"}"), "!not_json"),
        (with(r#"{"a":1,}"#), "!not_json"),
        (with(r#"{"a" 1}"#), "!not_json"),
        (with(r#"{'a':1}"#), "!not_json"),
        (with(r#"{"a":1,"a":2}"#), "e"),
        (with(r#"{"":1}"#), "e"),
        (with(&format!(r#"{{"a":{}}}"#, deep(62))), "e"),
        (with(&format!(r#"{{"a":{}}}"#, deep(63))), "!too_deep"),
        (with(&format!(r#"{{"a":{}}}"#, deep(200))), "!too_deep"),
        (with(&format!(r#"{{"a":{}}}"#, deep(10_000))), "!too_deep"),
        (with(&many(1_000)), "e"),
        (with(&many(10_000)), "!too_many_properties"),
        (with(&format!(r#"{{"a":"{huge}"}}"#)), "!too_large"),
        (
            with(&format!(r#"{{"a":"{}"}}"#, &huge[..70_000])),
            "!too_large",
        ),
        (with(&format!(r#"{{"{}":1}}"#, &huge[..201])), "!too_large"),
        (
            r#"{"type":"track","event":""}"#.to_owned(),
            "!missing_event",
        ),
        (r#"{"type":"track","event":"\u0000"}"#.to_owned(), "\0"),
        (
            r#"{"type":"track","event":"e","timestamp":"0000-01-01T00:00:00Z"}"#.to_owned(),
            "e",
        ),
        (
            r#"{"type":"track","event":"e","timestamp":"9999-12-30T00:00:00Z"}"#.to_owned(),
            "!future_time",
        ),
        (
            r#"{"type":"track","event":"e","timestamp":"9999-12-31T23:59:59Z"}"#.to_owned(),
            "!bad_time",
        ),
        (
            r#"{"type":"track","event":"e","type":"page"}"#.to_owned(),
            "pageview",
        ),
        ("null".to_owned(), "!not_an_object"),
        ("\"text\"".to_owned(), "!not_an_object"),
        ("{}".to_owned(), "!unsupported_shape"),
    ];
    for (message, expected) in &cases {
        check(
            Call::Batch,
            format!("[{good},{message},{good}]"),
            &format!("e {expected} e"),
        );
        check(
            Call::Batch,
            format!(r#"{{"batch":[{message}],"sentAt":"2026-06-01T12:00:00Z"}}"#),
            expected,
        );
    }
}

#[test]
fn an_unreadable_body_hands_over_nothing() {
    let good = r#"{"type":"track","event":"e"}"#;
    for body in [
        format!("[{good},"),
        format!("[{good}]]"),
        format!(r#"{{"batch":[{good}],"context":{{"a":1e999}}}}"#),
        format!("[{good},\"\u{fffd}"),
    ] {
        let mut count = 0;
        let each = &mut |_| {
            count += 1;
            ControlFlow::Continue(())
        };
        let read = collect_each(
            Call::Batch,
            body.as_bytes(),
            &arrival(),
            &mut || EventId(1),
            each,
        );
        assert!(read.is_err(), "{body}");
        assert_eq!(count, 0, "{body}");
    }
    check(
        Call::Batch,
        b"[\xff]",
        "unreadable: the body is not UTF-8: the first foreign byte is byte 2",
    );
    check(Call::Batch, "[]", "");
    check(Call::Batch, r#"{"batch":[]}"#, "");
}

#[test]
fn dead_letters_keep_the_id_of_their_message() {
    let body = r#"[{"messageId":"m-1","type":"track","event":"e","properties":{"a":1e999}}]"#;
    let items = collected(Call::Batch, body).expect("readable").items;
    let [
        Item::DeadLetter {
            message_id, raw, ..
        },
    ] = items.as_slice()
    else {
        panic!("one dead letter, not {items:?}");
    };
    assert_eq!(message_id.as_deref(), Some("m-1"));
    assert_eq!(raw, &body[1..body.len() - 1]);
}

#[test]
fn who_breaks_off_is_given_nothing_more() {
    let body = r#"[1,2,3,{"type":"track","event":"e","anonymousId":"a"},5]"#;
    let mut count = 0;
    let each = &mut |_| {
        count += 1;
        if count == 2 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    let id = &mut || EventId(1);
    collect_each(Call::Batch, body.as_bytes(), &arrival(), id, each).expect("readable");
    assert_eq!(count, 2);
}
