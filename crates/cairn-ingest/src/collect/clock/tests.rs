//! When it happened, by whose clock.

use cairn_core::time::Time;

use super::times;
use crate::collect::samples::arrival;
use crate::node::{Node, Object};
use crate::test_rows::time;

fn message(text: &str) -> Object<'_> {
    match Node::parse(text) {
        Ok(Node::Object(message)) => message,
        other => panic!("an object, not {other:?}"),
    }
}

/// Checks the event time of a message that arrives at noon of 2026-06-01, or the code of its rejection.
fn check(fields: &str, sent_at: Option<&str>, expected: Result<&str, &str>) {
    let text = format!("{{{fields}}}");
    let told = times(&message(&text), sent_at.map(time), &arrival());
    let told = told.map(|times| times.event_time.to_string());
    let told = told
        .as_deref()
        .map_err(|rejection| rejection.reason.as_str());
    assert_eq!(told, expected, "{fields}, sent at {sent_at:?}");
}

#[test]
fn the_senders_clock_is_corrected_by_at_most_a_day() {
    let at = r#""timestamp":"2026-06-01T11:00:00Z""#;
    check(at, None, Ok("2026-06-01T11:00:00Z"));
    check(at, Some("2026-06-01T12:00:00Z"), Ok("2026-06-01T11:00:00Z"));
    check(at, Some("2026-06-01T11:30:00Z"), Ok("2026-06-01T11:30:00Z"));
    check(at, Some("2026-06-01T13:00:00Z"), Ok("2026-06-01T10:00:00Z"));
    check(at, Some("2020-01-01T00:00:00Z"), Ok("2026-06-02T11:00:00Z"));
    check(at, Some("2099-01-01T00:00:00Z"), Ok("2026-05-31T11:00:00Z"));
    let own = format!(r#"{at},"sentAt":"2026-06-01T11:59:00Z""#);
    check(
        &own,
        Some("2026-06-01T11:00:00Z"),
        Ok("2026-06-01T11:01:00Z"),
    );
    let unreadable = format!(r#"{at},"sentAt":"yesterday""#);
    check(
        &unreadable,
        Some("2026-06-01T11:59:00Z"),
        Ok("2026-06-01T11:01:00Z"),
    );
    check(&unreadable, None, Ok("2026-06-01T11:00:00Z"));
}

#[test]
fn the_given_time_goes_before_the_one_of_the_call_and_arrival_stands_in() {
    check(
        r#""timestamp":"2026-06-01T11:00:00Z","originalTimestamp":"2026-06-01T10:00:00Z""#,
        None,
        Ok("2026-06-01T11:00:00Z"),
    );
    check(
        r#""timestamp":null,"originalTimestamp":"2026-06-01T10:00:00Z""#,
        None,
        Ok("2026-06-01T10:00:00Z"),
    );
    check(
        r#""originalTimestamp":null,"timestamp":"2026-06-01""#,
        None,
        Ok("2026-05-31T22:00:00Z"),
    );
    check("", Some("2026-06-01T11:00:00Z"), Ok("2026-06-01T12:00:00Z"));
    check(
        r#""timestamp":" ","originalTimestamp":null"#,
        None,
        Ok("2026-06-01T12:00:00Z"),
    );
}

#[test]
fn unreadable_and_future_times_are_refused_and_any_past_is_taken() {
    check(r#""timestamp":"soon""#, None, Err("bad_time"));
    check(r#""timestamp":1780315200000"#, None, Err("bad_time"));
    check(r#""timestamp":[]"#, None, Err("bad_time"));
    check(
        r#""timestamp":"2026-06-02T12:00:00Z""#,
        None,
        Ok("2026-06-02T12:00:00Z"),
    );
    check(
        r#""timestamp":"2026-06-02T12:00:00.000001Z""#,
        None,
        Err("future_time"),
    );
    check(
        r#""timestamp":"2026-06-02T11:00:00Z""#,
        Some("2020-01-01T00:00:00Z"),
        Err("future_time"),
    );
    check(
        r#""timestamp":"2026-06-03T11:00:00Z""#,
        Some("2026-06-03T11:00:01Z"),
        Ok("2026-06-02T11:00:00Z"),
    );
    check(
        r#""timestamp":"1969-07-20T20:17:40Z""#,
        None,
        Ok("1969-07-20T20:17:40Z"),
    );
    check(
        r#""timestamp":"0000-01-01T00:00:00Z""#,
        None,
        Ok("0000-01-01T00:00:00Z"),
    );
    check(
        r#""timestamp":"-009999-01-02T02:00:00Z""#,
        Some("2099-01-01T00:00:00Z"),
        Ok("-009999-01-02T02:00:00Z"),
    );
    for year in [
        r#""timestamp":"9999-12-30T00:00:00Z""#,
        r#""timestamp":"9999-12-31T23:59:59Z""#,
    ] {
        let told = times(&message(&format!("{{{year}}}")), None, &arrival());
        assert!(told.is_err(), "{year}");
    }
}

#[test]
fn what_the_sender_said_is_kept() {
    let told = message(r#"{"timestamp":"2026-06-01T11:00:00Z"}"#);
    let told = times(&told, Some(time("2026-06-01T11:30:00Z")), &arrival()).expect("times");
    assert_eq!(told.client_time, Some(time("2026-06-01T11:00:00Z")));
    assert_eq!(told.sent_at, Some(time("2026-06-01T11:30:00Z")));
    let none = times(&message("{}"), None, &arrival()).expect("times");
    assert_eq!((none.client_time, none.sent_at), (None, None));
}

/// S2 on its own reading: in 128 bits nothing can overflow.
#[test]
fn corrections_follow_the_rule_for_any_clocks() {
    let day = 86_400_000_000_i128;
    let received = i128::from(arrival().received_at.micros());
    let offsets = [
        0,
        1,
        -1,
        3_600_000_000,
        day - 1,
        day,
        day + 1,
        40 * day,
        20_000 * day,
    ];
    for client in offsets {
        for sent in offsets {
            for (a, b) in [(1, 1), (1, -1), (-1, 1), (-1, -1)] {
                let (client, sent) = (received + a * client, received + b * sent);
                let at = |micros: i128| Time::from_micros(i64::try_from(micros).expect("in range"));
                let expected = client + (received - sent).clamp(-day, day);
                let text = format!(
                    r#"{{"timestamp":"{}","sentAt":"{}"}}"#,
                    at(client),
                    at(sent)
                );
                let told = times(&message(&text), None, &arrival());
                match told {
                    Ok(told) => assert_eq!(told.event_time, at(expected), "{text}"),
                    Err(_) => assert!(expected > received + day, "{text}"),
                }
            }
        }
    }
}
