//! Single live messages.

use cairn_core::event::{Event, Identity, Trust};
use cairn_core::id::EventId;

use crate::collect::samples::collected;
use crate::collect::{Call, Item};
use crate::test_rows::told;

/// The event of one message of a batch, or the code of its dead letter.
fn result(message: &str) -> Result<Event, &'static str> {
    let collected = collected(Call::Batch, format!("[{message}]")).expect("a batch");
    assert_eq!(collected.items.len(), 1, "{message}");
    match collected.items.into_iter().next() {
        Some(Item::Event(event)) => Ok(event),
        Some(Item::DeadLetter { reason, .. }) => Err(reason.as_str()),
        None => Err("nothing"),
    }
}

fn event(message: &str) -> Event {
    result(message).expect("an event")
}

/// Checks `user anonymous` of a message, or the code of its dead letter.
fn check_ids(fields: &str, expected: Result<&str, &str>) {
    let told = result(&format!("{{{fields}}}")).map(|event| {
        let id = |id: Option<String>| id.unwrap_or_else(|| "-".to_owned());
        format!("{} {}", id(event.user_id), id(event.anonymous_id))
    });
    assert_eq!(told.as_deref().map_err(|code| *code), expected, "{fields}");
}

#[test]
fn placeholders_are_no_ids_and_events_need_none() {
    let track = r#""type":"track","event":"e""#;
    check_ids(
        &format!(r#"{track},"userId":"u","anonymousId":"a""#),
        Ok("u a"),
    );
    check_ids(&format!(r#"{track},"userId":5"#), Ok("5 -"));
    check_ids(
        &format!(r#"{track},"userId":"null","anonymousId":"a""#),
        Ok("- a"),
    );
    check_ids(
        &format!(r#"{track},"userId":0,"anonymousId":false"#),
        Ok("- -"),
    );
    check_ids(
        &format!(r#"{track},"userId":null,"anonymousId":" ""#),
        Ok("- -"),
    );
    check_ids(track, Ok("- -"));
    check_ids(&format!(r#"{track},"userId":{{}}"#), Err("bad_text"));
    check_ids(&format!(r#"{track},"userId":1e300"#), Err("bad_text"));
    check_ids(
        &format!(r#"{track},"userId":"{}""#, "u".repeat(501)),
        Err("too_large"),
    );
}

#[test]
fn calls_about_ids_must_say_whom_they_mean() {
    let cases = [
        (r#""type":"identify","userId":"u""#, Ok("u -")),
        (r#""type":"identify","anonymousId":"a""#, Ok("- a")),
        (r#""type":"identify""#, Err("missing_id")),
        (
            r#""type":"identify","userId":"undefined","anonymousId":"a""#,
            Err("missing_id"),
        ),
        (r#""type":"alias","userId":"u","previousId":"a""#, Ok("u -")),
        (
            r#""type":"alias","userId":"u","anonymousId":"a""#,
            Ok("u a"),
        ),
        (r#""type":"alias","userId":"u""#, Err("missing_id")),
        (r#""type":"alias","previousId":"a""#, Err("missing_id")),
        (
            r#""type":"alias","userId":"u","previousId":"null""#,
            Err("missing_id"),
        ),
        (
            r#""type":"alias","userId":"NaN","previousId":"a""#,
            Err("missing_id"),
        ),
        (r#""type":"group","groupId":"g""#, Ok("- -")),
        (r#""type":"page","userId":"none""#, Ok("- -")),
        (r#""type":"screen","name":"Cart""#, Ok("- -")),
    ];
    for (fields, expected) in cases {
        check_ids(fields, expected);
    }
}

#[test]
fn a_message_without_an_id_gets_a_fresh_one_and_is_flagged() {
    let given = event(r#"{"type":"track","event":"e","messageId":"m"}"#);
    assert_eq!(given.identity, Identity::Message("m".to_owned()));
    assert!(!given.delivery.at_least_once);
    for id in [
        "null",
        r#""""#,
        r#""undefined""#,
        r#""00000000-0000-0000-0000-000000000000""#,
    ] {
        let fresh = event(&format!(
            r#"{{"type":"track","event":"e","messageId":{id}}}"#
        ));
        assert_eq!(fresh.identity, Identity::Event(EventId(1)), "{id}");
        assert!(fresh.delivery.at_least_once, "{id}");
    }
}

#[test]
fn a_message_needs_a_known_type_in_a_batch() {
    assert_eq!(event(r#"{"type":"track","event":"e"}"#).event, "e");
    for (message, code) in [
        (r#"{"event":"e"}"#, "unsupported_shape"),
        (r#"{"type":"click","event":"e"}"#, "unsupported_shape"),
        (r#"{"type":5}"#, "unsupported_shape"),
        (r#"{"type":"track"}"#, "missing_event"),
        (r#"{"type":"track","event":" "}"#, "missing_event"),
        (
            r#"{"type":"track","event":"e","properties":[]}"#,
            "unsupported_shape",
        ),
        (
            r#"{"type":"track","event":"e","context":"x"}"#,
            "unsupported_shape",
        ),
        (
            r#"{"type":"track","event":"e","properties":{"revenue":"ten"}}"#,
            "bad_value",
        ),
        ("5", "not_an_object"),
        ("[]", "not_an_object"),
        ("NaN", "not_json"),
    ] {
        assert_eq!(result(message).map(drop), Err(code), "{message}");
    }
}

#[test]
fn arrival_says_what_the_message_does_not() {
    let event = event(r#"{"type":"track","event":"e"}"#);
    assert_eq!(
        (event.source.as_str(), event.trust),
        ("segment", Trust::Client)
    );
    assert_eq!(event.event_time, event.received_at);
    let libraries = [
        (r#"{"name":"l","version":"1.2"}"#, "l/1.2"),
        (r#"{"name":"l"}"#, "l"),
        (r#"{"name":"","version":"1"}"#, "segment"),
        (r#"{"name":5}"#, "segment"),
        (r#""l""#, "segment"),
    ];
    for (library, source) in libraries {
        let message =
            format!(r#"{{"type":"track","event":"e","context":{{"library":{library}}}}}"#);
        assert_eq!(
            result(&message).expect("an event").source,
            source,
            "{library}"
        );
    }
}

#[test]
fn the_session_of_rudderstack_is_a_hint() {
    for (id, hint) in [
        ("1780315200000", Some("1780315200000")),
        (r#""s""#, Some("s")),
        ("{}", None),
        ("null", None),
    ] {
        let message = format!(r#"{{"type":"track","event":"e","context":{{"sessionId":{id}}}}}"#);
        assert_eq!(event(&message).session_hint.as_deref(), hint, "{id}");
    }
}

#[test]
fn the_rules_of_files_hold_for_live_messages() {
    let event = event(
        r#"{"type":"track","event":"Order Completed","userId":"u","groupId":"g",
            "properties":{"revenue":19.99,"currency":"USD","orderId":7,"list":[{"b":1,"a":2}],"none":null}}"#,
    );
    assert_eq!(
        event.value.map(|money| money.to_string()).as_deref(),
        Some("19.99 USD")
    );
    assert_eq!(event.order_id.as_deref(), Some("7"));
    assert_eq!(event.group_ids["group"], "g");
    assert_eq!(
        told(&event.properties),
        r#"currency=s:USD list=j:[{"a":2,"b":1}] orderId=n:7 revenue=n:19.99"#
    );
}
