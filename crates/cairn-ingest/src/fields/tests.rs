//! Values by name.

use std::sync::Arc;

use cairn_core::value::{Number, Value};

use super::{Field, Fields};
use crate::test_rows::time;

fn json_row(text: &str) -> Fields {
    Fields::json(serde_json::from_str(text).expect("an object"))
}

#[test]
fn empty_texts_and_nulls_are_absent() {
    let names: Arc<[String]> = ["a", "b", "c"].map(String::from).into();
    let texts = Fields::texts(Arc::clone(&names), &["1", ""]);
    let typed = Fields::typed(names, vec![Some(Value::Boolean(true)), None]);
    let json = json_row(r#"{"a": 0, "b": null}"#);
    for row in [texts, typed, json] {
        assert!(row.get("a").is_some());
        assert!(row.get("b").is_none());
        assert!(row.get("c").is_none());
        assert!(row.get("d").is_none());
        assert_eq!(row.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["a"]);
    }
}

#[test]
fn dotted_paths_reach_into_objects_also_past_keys_with_dots() {
    let row = json_row(r#"{"a": {"b.c": {"d": 1}, "e": null}, "x.y": 2, "x": {"y": 3}}"#);
    let cases = [
        ("a.b.c.d", Some("1")),
        ("x.y", Some("2")),
        ("a.e", None),
        ("a.b", None),
        ("a.", None),
        ("", None),
    ];
    for (path, text) in cases {
        let found = row.get(path).and_then(Field::text);
        assert_eq!(found.as_deref(), text, "{path}");
    }
}

#[test]
fn scalars_have_a_text_lists_have_none() {
    let number = |n| Value::Number(n);
    let typed = [
        (number(Number::Integer(-5)), Some("-5")),
        (number(Number::Float(123.0)), Some("123")),
        (number(Number::Float(1e21)), Some("1000000000000000000000")),
        (
            Value::Time(time("2026-01-01T00:00:00Z")),
            Some("2026-01-01T00:00:00Z"),
        ),
        (Value::Json("[]".to_owned()), None),
    ];
    for (value, text) in typed {
        assert_eq!(Field::Typed(&value).text().as_deref(), text);
    }
    let json = [
        ("18446744073709551615", Some("18446744073709551615")),
        ("false", Some("false")),
        ("{}", None),
    ];
    for (value, text) in json {
        let value = serde_json::from_str(value).expect("JSON");
        assert_eq!(Field::Json(&value).text().as_deref(), text);
    }
}

#[test]
fn numbers_from_2_to_the_53rd_on_may_have_lost_digits() {
    let cases = [
        ("9007199254740991.0", false),
        ("9007199254740992.0", true),
        ("18446744073709551615", false),
        ("18446744073709551616", true),
        ("\"18446744073709551616\"", false),
    ];
    for (value, lost) in cases {
        let json = serde_json::from_str(value).expect("JSON");
        assert_eq!(Field::Json(&json).lost_digits(), lost, "{value}");
    }
}

#[test]
fn a_row_tells_itself_as_json() {
    let names: Arc<[String]> = ["t", "n", "j"].map(String::from).into();
    let values = vec![
        Some(Value::Time(time("2026-01-01T00:00:00Z"))),
        Some(Value::Number(Number::Float(0.5))),
        Some(Value::Json("[1]".to_owned())),
    ];
    assert_eq!(
        Fields::typed(names, values).to_json_text(),
        r#"{"j":[1],"n":0.5,"t":"2026-01-01T00:00:00Z"}"#
    );
}

#[test]
fn what_a_row_holds_grows_with_its_texts_wherever_they_stand() {
    let long = "x".repeat(1_000);
    let names: Arc<[String]> = ["a"].map(String::from).into();
    let rows = |text: &str| {
        [
            Fields::texts(Arc::clone(&names), &[text]),
            Fields::typed(
                Arc::clone(&names),
                vec![Some(Value::String(text.to_owned()))],
            ),
            json_row(&format!(r#"{{"a": [{{"b": "{text}"}}]}}"#)),
            json_row(&format!(r#"{{"{text}": null}}"#)),
        ]
    };
    for (long, short) in rows(&long).iter().zip(rows("x")) {
        assert_eq!(long.held_bytes() - short.held_bytes(), 999);
        assert!(short.held_bytes() > 0);
    }
}
