//! Limits, amounts and the edge of the future.

use std::collections::BTreeMap;

use cairn_core::money::Currency;
use cairn_core::time::Time;
use cairn_core::value::{Number, Value};

use super::{event_id, event_name, id, money, not_in_future, put};
use crate::rejection::Rejection;
use crate::test_rows::time;

fn code<T>(result: Result<T, Rejection>) -> Result<T, &'static str> {
    result.map_err(|rejection| rejection.reason.as_str())
}

#[test]
fn amounts_move_their_point_by_the_exponent() {
    let cases = [
        ("49.90", Ok(4_990)),
        (" -0.005 ", Ok(-1)),
        ("1e3", Ok(100_000)),
        ("1.5E2", Ok(15_000)),
        ("-12.345e-1", Ok(-123)),
        ("5e-3", Ok(1)),
        ("4e-3", Ok(0)),
        (".5e1", Ok(500)),
        ("1e-400", Ok(0)),
        ("1e16", Ok(1_000_000_000_000_000_000)),
        ("1e17", Err("bad_value")),
        ("1e400", Err("bad_value")),
        ("1e99999999999999999999", Err("bad_value")),
        ("1e-9223372036854775808", Err("bad_value")),
        ("e5", Err("bad_value")),
        ("1e", Err("bad_value")),
        ("1,50", Err("bad_value")),
        ("$5", Err("bad_value")),
        ("NaN", Err("bad_value")),
        ("Infinity", Err("bad_value")),
        ("", Err("bad_value")),
    ];
    let euro = Currency::parse("EUR").expect("a currency");
    for (text, minor) in cases {
        assert_eq!(
            code(money(text, euro)).map(|money| money.minor),
            minor,
            "{text}"
        );
    }
}

#[test]
fn names_and_ids_have_limits_in_bytes() {
    let name = |text: &str| code(event_name(Some(text.to_owned().into())));
    assert_eq!(name(" verbatim "), Ok(" verbatim ".to_owned()));
    assert_eq!(name(&"é".repeat(100)), Ok("é".repeat(100)));
    assert_eq!(name(&"é".repeat(101)), Err("too_large"));
    assert_eq!(name("  "), Err("missing_event"));
    let id = |text: &str| code(id("user_id", Some(text.to_owned().into())));
    assert_eq!(id(" u 1 "), Ok(Some(" u 1 ".to_owned())));
    assert_eq!(id(" \t"), Ok(None));
    assert!(id(&"x".repeat(500)).is_ok());
    assert_eq!(id(&"x".repeat(501)), Err("too_large"));
}

#[test]
fn an_event_id_is_32_hexadecimal_digits() {
    let cases = [
        ("000000000000000000000000000000ff", Ok(255)),
        ("000000000000000000000000000000FF", Ok(255)),
        ("ff", Err("bad_event_id")),
        ("00000000-0000-0000-0000-0000000000ff", Err("bad_event_id")),
        ("g00000000000000000000000000000ff", Err("bad_event_id")),
    ];
    for (text, number) in cases {
        assert_eq!(code(event_id(text)).map(|id| id.0), number, "{text}");
    }
}

#[test]
fn a_day_ahead_is_the_edge_of_the_future() {
    let received_at = time("2026-06-01T00:00:00Z");
    let cases = [
        ("2026-06-02T00:00:00Z", Ok(())),
        ("2026-06-02T00:00:00.000001Z", Err("future_time")),
        ("0000-01-01T00:00:00Z", Ok(())),
        ("9999-12-30T00:00:00Z", Err("future_time")),
    ];
    for (text, result) in cases {
        assert_eq!(
            code(not_in_future(time(text), received_at)),
            result,
            "{text}"
        );
    }
    assert_eq!(code(not_in_future(Time::MIN, received_at)), Ok(()));
    assert_eq!(
        code(not_in_future(Time::MAX, received_at)),
        Err("future_time")
    );
}

#[test]
fn properties_have_limits() {
    let one = |name: &str, value| code(put(&mut BTreeMap::new(), name, value));
    let text = |bytes| Value::String("x".repeat(bytes));
    let float = |number| Value::Number(Number::Float(number));
    assert_eq!(one(&"n".repeat(200), text(65_536)), Ok(()));
    assert_eq!(one(&"n".repeat(201), text(1)), Err("too_large"));
    assert_eq!(one("n", text(65_537)), Err("too_large"));
    assert_eq!(one("n", float(f64::NAN)), Err("bad_number"));
    assert_eq!(one("n", float(f64::INFINITY)), Err("bad_number"));
    let mut properties = BTreeMap::new();
    for n in 0..1_000 {
        assert_eq!(code(put(&mut properties, &n.to_string(), text(1))), Ok(()));
    }
    assert_eq!(code(put(&mut properties, "0", text(2))), Ok(()));
    assert_eq!(
        code(put(&mut properties, "more", text(1))),
        Err("too_many_properties")
    );
}
