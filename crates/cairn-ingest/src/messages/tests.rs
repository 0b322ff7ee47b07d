//! Lines that need no mapping.

use cairn_core::event::{Event, Identity};
use cairn_core::id::{ContentHash, EventId};

use super::{Messages, Shape, shape_of};
use crate::test_rows::{defaults, ndjson, time, told};

fn result(line: &str) -> Result<Event, &'static str> {
    let row = ndjson(line.replace('\n', " ")).remove(0);
    let fields = row.content.map_err(|rejection| rejection.reason.as_str())?;
    Messages::new(&defaults())
        .event(&fields)
        .map_err(|rejection| rejection.reason.as_str())
}

fn event(line: &str) -> Event {
    result(line).expect("an event")
}

#[test]
fn shapes_are_told_apart() {
    let cases = [
        (
            r#"{"event": "x", "event_time": "t"}"#,
            Some(Shape::Canonical),
        ),
        (
            r#"{"event": "x", "event_time": "t", "type": "page", "userId": "u"}"#,
            Some(Shape::Canonical),
        ),
        (
            r#"{"type": "track", "anonymousId": null}"#,
            Some(Shape::Segment),
        ),
        (
            r#"{"type": "identify", "traits": {}}"#,
            Some(Shape::Segment),
        ),
        (r#"{"type": "page", "context": "x"}"#, None),
        (r#"{"type": "page", "timestamp": "x"}"#, None),
        (r#"{"type": "click", "userId": "x"}"#, None),
        (r#"{"type": 5, "userId": "x"}"#, None),
        (r#"{"event": "x", "timestamp": "t"}"#, None),
        ("{}", None),
    ];
    for (line, shape) in cases {
        let fields = ndjson(line).remove(0).content.expect("an object");
        assert_eq!(shape_of(&fields), shape, "{line}");
    }
}

#[test]
fn a_track_call_is_an_event_of_its_name() {
    let event = event(
        r#"{"type": "track", "messageId": "ajs-next-1-a", "event": "Order Completed", "userId": "u1",
            "anonymousId": "a1", "timestamp": "2026-01-01T10:00:00.123Z",
            "originalTimestamp": "2025-01-01T00:00:00Z", "sentAt": "2025-01-01T00:00:00Z",
            "properties": {"revenue": 19.99, "value": 5, "currency": "USD", "order_id": 1001, "coupon": null,
                           "products": [{"sku": "A", "n": 1}], "first": true},
            "context": {"page": {"url": "https://x.io/p", "path": "/p"}, "campaign": {"source": "google"},
                        "library": {"name": "analytics.js"}, "ip": "203.0.113.7", "groupId": "g1"},
            "integrations": {"All": true}, "writeKey": "k"}"#,
    );
    assert_eq!(event.event, "Order Completed");
    assert_eq!(event.identity, Identity::Message("ajs-next-1-a".to_owned()));
    assert_eq!(event.user_id.as_deref(), Some("u1"));
    assert_eq!(event.anonymous_id.as_deref(), Some("a1"));
    assert_eq!(event.event_time, time("2026-01-01T10:00:00.123Z"));
    assert_eq!(
        event.value.map(|money| money.to_string()).as_deref(),
        Some("19.99 USD")
    );
    assert_eq!(event.order_id.as_deref(), Some("1001"));
    assert_eq!(event.group_ids["group"], "g1");
    assert_eq!(
        told(&event.properties),
        r#"currency=s:USD first=b:true order_id=n:1001 products=j:[{"n":1,"sku":"A"}] revenue=n:19.99 value=n:5"#
    );
    assert_eq!(
        told(&event.context),
        "campaign.source=s:google groupId=s:g1 ip=s:203.0.113.7 library.name=s:analytics.js page.path=s:/p page.url=s:https://x.io/p"
    );
}

/// Checks what a call becomes, as `name | properties | context`.
fn check_call(call: &str, expected: &str) {
    let line = format!(r#"{{"userId": "u", "timestamp": "2026-01-01T00:00:00Z", {call}}}"#);
    let event = event(&line);
    let (properties, context) = (told(&event.properties), told(&event.context));
    assert_eq!(
        format!("{} | {properties} | {context}", event.event),
        expected,
        "{call}"
    );
}

#[test]
fn every_call_has_its_event() {
    check_call(
        r#""type": "track", "event": " As Sent ""#,
        " As Sent  |  | ",
    );
    check_call(
        r#""type": "page", "name": "Home", "category": "Docs", "properties": {"path": "/a", "url": "https://x.io/a", "title": "T", "referrer": "", "n": 1},
           "context": {"page": {"path": "/kept"}}"#,
        "pageview | category=s:Docs n=n:1 name=s:Home path=s:/a referrer=s: title=s:T url=s:https://x.io/a | page.path=s:/kept page.title=s:T page.url=s:https://x.io/a",
    );
    check_call(
        r#""type": "screen", "name": "Cart", "properties": {"path": "/a"}"#,
        "screenview | name=s:Cart path=s:/a | ",
    );
    check_call(
        r#""type": "identify", "traits": {"email": "a@b.c", "address": {"city": "X"}}"#,
        r#"$identify | address=j:{"city":"X"} email=s:a@b.c | "#,
    );
    check_call(
        r#""type": "identify", "traits": {"$set": {"plan": "pro"}, "$set_once": {"first": "a", "o": null}, "$unset": ["old", 7, "x.y"]}"#,
        "$identify | $set_once.first=s:a $unset.old=b:true $unset.x.y=b:true plan=s:pro | ",
    );
    check_call(
        r#""type": "identify", "traits": {"$unset": {"old": ""}, "$set": "text"}"#,
        "$identify | $set=s:text $unset.old=s: | ",
    );
    check_call(
        r#""type": "alias", "previousId": "old""#,
        "$alias | previous_id=s:old | ",
    );
    check_call(
        r#""type": "group", "groupId": "acme", "traits": {"plan": "pro"}"#,
        "$group | plan=s:pro | ",
    );
    let group = r#"{"type": "group", "groupId": 7, "userId": "u", "timestamp": "2026-01-01"}"#;
    assert_eq!(event(group).group_ids["group"], "7");
}

#[test]
fn the_time_is_the_timestamp_else_the_original_else_the_sending() {
    let cases = [
        (
            r#""timestamp": null, "originalTimestamp": "2026-01-02", "sentAt": "2026-01-03""#,
            Ok("2026-01-01T23:00:00Z"),
        ),
        (
            r#""sentAt": "2026-01-03T00:00:00Z""#,
            Ok("2026-01-03T00:00:00Z"),
        ),
        (r#""x": 1"#, Err("missing_time")),
        (r#""timestamp": "soon""#, Err("bad_time")),
        (r#""timestamp": {}"#, Err("bad_time")),
        (r#""timestamp": "2027-01-01T00:00:00Z""#, Err("future_time")),
    ];
    for (times, expected) in cases {
        let line = format!(r#"{{"type": "track", "event": "e", "userId": "u", {times}}}"#);
        assert_eq!(
            result(&line).map(|event| event.event_time),
            expected.map(time),
            "{times}"
        );
    }
}

#[test]
fn revenue_is_money_and_value_is_if_it_can_be() {
    let cases = [
        (r#""revenue": "10""#, Ok(Some("10.00 EUR"))),
        (r#""revenue": 10, "currency": "JPY""#, Ok(Some("10 JPY"))),
        (r#""revenue": "ten""#, Err("bad_value")),
        (r#""revenue": [1]"#, Err("bad_value")),
        (r#""revenue": 1, "currency": "gems""#, Err("bad_currency")),
        (r#""revenue": "", "value": 3"#, Ok(Some("3.00 EUR"))),
        (
            r#""revenue": null, "value": 3, "currency": "USD""#,
            Ok(Some("3.00 USD")),
        ),
        (r#""value": "high""#, Ok(None)),
        (r#""value": 3, "currency": "gems""#, Ok(None)),
        (r#""total": 5"#, Ok(None)),
    ];
    for (properties, expected) in cases {
        let line = format!(
            r#"{{"type": "track", "event": "e", "userId": "u", "timestamp": "2026-01-01", "properties": {{{properties}}}}}"#
        );
        let value = result(&line).map(|event| event.value.map(|money| money.to_string()));
        let value = value
            .as_ref()
            .map(|money| money.as_deref())
            .map_err(|code| *code);
        assert_eq!(value, expected, "{properties}");
    }
    let page = r#"{"type": "page", "userId": "u", "timestamp": "2026-01-01", "properties": {"revenue": "x"}}"#;
    assert_eq!(event(page).value, None);
}

#[test]
fn ids_of_messages_are_optional() {
    let line = r#"{"type":"track","event":"e","timestamp":"2026-01-01","userId":null,"anonymousId":" ","messageId":""}"#;
    let event = event(line);
    assert_eq!((event.user_id, event.anonymous_id), (None, None));
    let content = ContentHash::of([
        ("anonymousId", br#"" ""#.as_slice()),
        ("event", br#""e""#),
        ("messageId", br#""""#),
        ("timestamp", br#""2026-01-01""#),
        ("type", br#""track""#),
    ]);
    assert_eq!(event.identity, Identity::Content(content));
}

#[test]
fn the_canonical_shape_is_taken_field_by_field() {
    let event = event(
        r#"{"event": "purchase", "event_time": "2026-01-01 12:00:00", "received_at": "2020-01-01", "import_id": "imp-1",
            "message_id": "m", "anonymous_id": "a", "user_id": 5, "session_hint": "s", "value": 49.9, "currency": "USD",
            "order_id": "o", "source": "app", "trust": "server", "properties": {"plan": "pro", "none": null},
            "context": {"page": {"path": "/x"}}, "group_ids": {"company": "acme", "team": null},
            "properties.n": 1, "context.geo": {"country": "DE"}, "context.locale": "de", "group_ids.team": 3, "extra": [1]}"#,
    );
    assert_eq!(event.event, "purchase");
    assert_eq!(event.event_time, time("2026-01-01T11:00:00Z"));
    assert_eq!(event.received_at, time("2026-06-01T00:00:00Z"));
    assert_eq!(event.identity, Identity::Message("m".to_owned()));
    let ids = [
        &event.anonymous_id,
        &event.user_id,
        &event.session_hint,
        &event.order_id,
    ];
    assert_eq!(
        ids.map(|id| id.as_deref()),
        [Some("a"), Some("5"), Some("s"), Some("o")]
    );
    assert_eq!(
        event.value.map(|money| money.to_string()).as_deref(),
        Some("49.90 USD")
    );
    assert_eq!(
        (event.source.as_str(), event.trust.as_str()),
        ("app", "server")
    );
    assert_eq!(event.import_id, None);
    assert_eq!(told(&event.properties), "extra=j:[1] n=n:1 plan=s:pro");
    assert_eq!(
        told(&event.context),
        "geo.country=s:DE locale=s:de page.path=s:/x"
    );
    let groups: Vec<String> = event
        .group_ids
        .iter()
        .map(|(k, v)| format!("{k}={v}"))
        .collect();
    assert_eq!(groups, ["company=acme", "team=3"]);
}

#[test]
fn canonical_lines_are_checked() {
    let hex = r#""event_id": "000000000000000000000000000000ff""#;
    let cases = [
        (r#""event": "e", "event_time": "2026-01-01""#, Ok(())),
        (
            r#""event": "", "event_time": "2026-01-01""#,
            Err("missing_event"),
        ),
        (
            r#""event": null, "event_time": "2026-01-01""#,
            Err("missing_event"),
        ),
        (r#""event": "e", "event_time": null"#, Err("missing_time")),
        (r#""event": "e", "event_time": " ""#, Err("missing_time")),
        (r#""event": "e", "event_time": 1767268800"#, Err("bad_time")),
        (
            r#""event": "e", "event_time": "2026-07-01""#,
            Err("future_time"),
        ),
        (
            r#""event": "e", "event_time": "2026-01-01", "event_id": "x""#,
            Err("bad_event_id"),
        ),
        (
            r#""event": "e", "event_time": "2026-01-01", "value": "x""#,
            Err("bad_value"),
        ),
        (
            r#""event": "e", "event_time": "2026-01-01", "currency": "x""#,
            Err("bad_currency"),
        ),
        (
            r#""event": "e", "event_time": "2026-01-01", "trust": "x""#,
            Err("bad_trust"),
        ),
        (
            r#""event": "e", "event_time": "2026-01-01", "user_id": []"#,
            Err("bad_text"),
        ),
        (
            r#""event": "e", "event_time": "2026-01-01", "properties": []"#,
            Err("unsupported_shape"),
        ),
        (
            r#""event": "e", "event_time": "2026-01-01", "context": "x""#,
            Err("unsupported_shape"),
        ),
    ];
    for (fields, expected) in cases {
        assert_eq!(
            result(&format!("{{{fields}}}")).map(drop),
            expected,
            "{fields}"
        );
    }
    let exported = event(&format!(
        r#"{{"event": "e", "event_time": "2026-01-01", {hex}}}"#
    ));
    assert_eq!(exported.identity, Identity::Event(EventId(255)));
}

#[test]
fn a_line_of_neither_shape_is_unsupported() {
    for line in [
        r#"{"event": "e"}"#,
        r#"{"type": "click", "userId": "u"}"#,
        "{}",
    ] {
        assert_eq!(result(line).map(drop), Err("unsupported_shape"), "{line}");
    }
}

#[test]
fn too_many_properties_are_refused_in_messages_too() {
    let pairs: Vec<String> = (0..10_000).map(|n| format!("\"p{n}\": 1")).collect();
    let pairs = pairs.join(",");
    for part in ["properties", "context"] {
        let line = format!(
            r#"{{"type": "track", "event": "e", "userId": "u", "timestamp": "2026-01-01", "{part}": {{{pairs}}}}}"#
        );
        assert_eq!(
            result(&line).map(drop),
            Err("too_many_properties"),
            "{part}"
        );
    }
}
