//! Rows whose values have types of their own: JSON and Parquet.

use cairn_core::event::Event;
use cairn_core::value::{Number, Value};

use crate::Fields;
use crate::rejection::Rejection;
use crate::test_rows::{json_event, mapper, time, told};

const COLUMNS: &str = "[columns]\nevent = \"e\"\nevent_time = \"t\"\n";

#[test]
fn rows_of_json_keep_their_types_and_nested_names_can_be_mapped() {
    let mapping = "[columns]\nevent = \"name\"\nevent_time = \"meta.at\"\nuser_id = \"user.id\"\n\
                   \"context.page\" = \"page\"\n\"properties.first\" = \"user.names.first\"\n";
    let line = r#"{"name": "buy", "meta": {"at": "2026-01-01T00:00:00Z"},
        "user": {"id": 12345678901234567890, "names": {"first": "A", "last": "B"}, "x": [1]},
        "page": {"path": "/p", "q": {"n": 1}}, "n": 1, "f": 1.5, "b": false, "s": "", "none": null, "list": [{"b": 1, "a": 2}]}"#
        .replace('\n', "");
    let event = json_event(mapping, &line).expect("an event");
    assert_eq!(event.event_time, time("2026-01-01T00:00:00Z"));
    assert_eq!(event.user_id.as_deref(), Some("12345678901234567890"));
    assert_eq!(told(&event.context), "page.path=s:/p page.q.n=n:1");
    assert_eq!(
        told(&event.properties),
        r#"b=b:false f=n:1.5 first=s:A list=j:[{"a":2,"b":1}] n=n:1 s=s: user=j:{"names":{"last":"B"},"x":[1]}"#
    );
}

#[test]
fn rows_of_json_are_refused_where_text_belongs() {
    let mapping = "[columns]\nevent = \"e\"\nevent_time = \"t\"\nuser_id = \"u\"\nvalue = \"v\"\n";
    let cases = [
        (r#""e": "x", "u": {"id": 1}"#, Err("bad_text")),
        (r#""e": ["x"]"#, Err("bad_text")),
        (r#""e": "x", "u": 1e20"#, Err("bad_text")),
        (r#""e": "x", "u": 12.0"#, Ok(())),
        (r#""e": 5"#, Ok(())),
        (r#""e": "x", "v": [1]"#, Err("bad_value")),
        (r#""e": "x", "v": true"#, Err("bad_value")),
        (r#""e": "x", "v": 1e300"#, Err("bad_value")),
        (r#""e": "x", "v": 0.285"#, Ok(())),
        (r#""e": null"#, Err("missing_event")),
        (r#""e": """#, Err("missing_event")),
    ];
    for (line, expected) in cases {
        let line = format!("{{{line}, \"t\": \"2026-01-01\"}}");
        assert_eq!(json_event(mapping, &line).map(drop), expected, "{line}");
    }
    let times = [
        ("{}", "bad_text"),
        ("true", "bad_time"),
        ("5", "bad_time"),
        ("\"\"", "missing_time"),
        ("null", "missing_time"),
    ];
    for (t, expected) in times {
        let line = format!("{{\"e\": \"x\", \"t\": {t}}}");
        assert_eq!(
            json_event(mapping, &line).map(drop),
            Err(expected),
            "{line}"
        );
    }
}

#[test]
fn json_amounts_are_the_shortest_decimals_of_their_floats() {
    let mapping = "[columns]\nevent = \"e\"\nevent_time = \"t\"\nvalue = \"v\"\n";
    // 0.285 as a binary float lies below 0.285, yet it was sent as 0.285: half away from zero is 29.
    for (amount, minor) in [
        ("0.285", 29),
        ("19.99", 1_999),
        ("1e2", 10_000),
        ("-7", -700),
    ] {
        let line = format!("{{\"e\": \"x\", \"t\": \"2026-01-01\", \"v\": {amount}}}");
        let event = json_event(mapping, &line).expect("an event");
        assert_eq!(
            event.value.map(|money| money.minor),
            Some(minor),
            "{amount}"
        );
    }
}

#[test]
fn types_apply_to_json_as_well() {
    let types = "[columns]\nevent = \"e\"\nevent_time = \"t\"\n[types]\na = \"string\"\nb = \"number\"\nc = \"string\"\nd = \"time\"\n";
    let line = r#"{"e": "x", "t": "2026-01-01", "a": 5, "b": "5.5", "c": {"k": 1}, "d": "2026-01-01T00:00:00Z"}"#;
    let event = json_event(types, line).expect("an event");
    assert_eq!(
        told(&event.properties),
        r#"a=s:5 b=n:5.5 c=s:{"k":1} d=t:2026-01-01T00:00:00Z"#
    );
    assert_eq!(
        json_event(types, r#"{"e": "x", "t": "2026-01-01", "b": [1]}"#).map(drop),
        Err("bad_number")
    );
}

fn typed_row(names: &[&str], values: Vec<Option<Value>>) -> Result<Event, Rejection> {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mapper = mapper(
        &format!("format = \"parquet\"\n{COLUMNS}value = \"v\"\nuser_id = \"u\"\n"),
        &names,
    );
    mapper.event(&Fields::typed(names.into(), values))
}

#[test]
fn typed_rows_keep_their_types() {
    let names = ["e", "t", "v", "u", "x", "y"];
    let row = |v: Value, u: Value, x: Value| {
        let values = [
            Value::String("view".to_owned()),
            Value::Time(time("2026-01-01T00:00:00Z")),
            v,
            u,
            x,
        ];
        let mut values: Vec<_> = values.into_iter().map(Some).collect();
        values.push(None);
        typed_row(&names, values)
    };
    let float = |number| Value::Number(Number::Float(number));
    let json = || Value::Json("[1]".to_owned());
    let event = row(float(9.99), float(123.0), json()).expect("an event");
    assert_eq!(event.event_time, time("2026-01-01T00:00:00Z"));
    assert_eq!(event.value.map(|money| money.minor), Some(999));
    assert_eq!(event.user_id.as_deref(), Some("123"));
    assert_eq!(told(&event.properties), "x=j:[1]");
    let reason = |result: Result<Event, Rejection>| result.expect_err("refused").reason.as_str();
    assert_eq!(reason(row(float(f64::NAN), json(), json())), "bad_value");
    assert_eq!(reason(row(float(1.0), json(), json())), "bad_text");
    assert_eq!(
        reason(row(float(1.0), float(1.0), float(f64::NAN))),
        "bad_number"
    );
    let large = Value::String("x".repeat(1024 * 1024 + 1));
    assert_eq!(reason(row(float(1.0), float(1.0), large)), "too_large");
    let short = typed_row(&names, vec![]);
    assert_eq!(reason(short), "missing_event");
}
