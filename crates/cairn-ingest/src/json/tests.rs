//! Canonical text, numbers and depth.

use cairn_core::value::{Number, Value};

use super::{canonical_text, nests_within, value_of};

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn canonical_text_sorts_keys_at_every_level_and_has_no_spaces() {
    let cases = [
        (
            r#"{ "b": 1, "a": {"d": [1, 2.50, null], "c": "ü\n"} }"#,
            r#"{"a":{"c":"ü\n","d":[1,2.5,null]},"b":1}"#,
        ),
        (r#"[ ]"#, "[]"),
        (r#"{"k\"ey": {}}"#, r#"{"k\"ey":{}}"#),
        (r#"{"a": 1, "a": 2}"#, r#"{"a":2}"#),
    ];
    for (given, canonical) in cases {
        assert_eq!(canonical_text(&json(given)), canonical);
    }
}

#[test]
fn values_keep_their_type() {
    let integer = |n| Some(Value::Number(Number::Integer(n)));
    let float = |n| Some(Value::Number(Number::Float(n)));
    let cases = [
        ("null", None),
        ("true", Some(Value::Boolean(true))),
        ("\"\"", Some(Value::String(String::new()))),
        ("9223372036854775807", integer(i64::MAX)),
        // 2^63 does not fit 63 bits.
        ("9223372036854775808", float(9_223_372_036_854_775_808.0)),
        ("-0.5", float(-0.5)),
        ("1e3", float(1000.0)),
        ("[1, 2]", Some(Value::Json("[1,2]".to_owned()))),
    ];
    for (given, value) in cases {
        assert_eq!(value_of(&json(given)), value, "{given}");
    }
}

#[test]
fn depth_counts_lists_and_objects() {
    assert!(nests_within(&json("1"), 0));
    assert!(nests_within(&json(r#"{"a": [1]}"#), 2));
    assert!(!nests_within(&json(r#"{"a": [{}]}"#), 2));
}
