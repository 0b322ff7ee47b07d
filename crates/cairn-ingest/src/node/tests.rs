//! Borrowed JSON reads as serde_json's own values do.

use serde_json::Value as Json;

use super::read::read;
use super::{Node, Object};
use crate::json;
use crate::limits::MAX_JSON_DEPTH;
use crate::test_mutations::{Xorshift, for_a_while};

fn parsed(text: &str) -> Node<'_> {
    Node::parse(text).expect("JSON")
}

fn members(count: usize, name: impl Fn(usize) -> String) -> String {
    let members: Vec<String> = (0..count).map(|n| format!("{:?}:{n}", name(n))).collect();
    format!("{{{}}}", members.join(","))
}

#[test]
fn a_node_is_stored_as_the_json_value_is() {
    let cases = [
        "null".to_owned(),
        "true".to_owned(),
        "\"\"".to_owned(),
        r#""a\u00e9\n\"b\\\u0000""#.to_owned(),
        "0".to_owned(),
        "-0".to_owned(),
        "-0.0".to_owned(),
        "18446744073709551615".to_owned(),
        "-9223372036854775808".to_owned(),
        "12345678901234567890123".to_owned(),
        "1e300".to_owned(),
        "0.1".to_owned(),
        "[]".to_owned(),
        r#"[1,"b\tc",{"z":1,"a":[null,{"é":2.50}]}]"#.to_owned(),
        r#"{"b":1,"a":2,"b":null,"":{}}"#.to_owned(),
        r#"{"a":{"x":1},"b":1,"a":{"y":"2"}}"#.to_owned(),
        members(31, |n| format!("n{}", n % 7)),
        members(40, |n| format!("n{}", n % 7)),
        members(40, |n| format!("n{n}")),
    ];
    for text in cases {
        let json: Json = serde_json::from_str(&text).expect("JSON");
        let stored = json::value_of(&json);
        assert_eq!(parsed(&text).value(), stored, "{text}");
        assert_eq!(Node::of(&json).value(), stored, "{text}");
    }
}

#[test]
fn what_serde_json_refuses_is_refused() {
    for text in [
        "",
        "{",
        "1 2",
        "NaN",
        "1e999",
        r#""\ud800""#,
        "\"\0\"",
        "[1,]",
        "{\"a\"}",
    ] {
        assert!(Node::parse(text).is_err(), "{text}");
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(Node::parse(&deep).is_err());
}

#[test]
fn names_are_found_and_nulls_are_not_there() {
    let Node::Object(object) = parsed(r#"{"a":1,"b":null,"a":2,"c":"x"}"#) else {
        panic!("an object");
    };
    let text = |name: &str| object.get(name)?.field()?.text();
    assert_eq!(text("a").as_deref(), Some("2"));
    assert_eq!(text("b"), None);
    assert_eq!(text("c").as_deref(), Some("x"));
    assert_eq!(text("d"), None);
    assert_eq!(Object::default().get("a"), None);
}

#[test]
fn the_short_way_reads_what_serde_json_reads_and_nothing_else() {
    let mut random = Xorshift(0x2545_f491_4f6c_dd1d);
    let (mut taken, mut refused) = (0, 0);
    for_a_while(|| {
        let valid = random.json(6);
        let bytes = match random.below(3) {
            0 => valid.into_bytes(),
            _ => random.mutated(valid.as_bytes()),
        };
        let Ok(text) = std::str::from_utf8(&bytes) else {
            return;
        };
        match (read(text), Node::parse_slowly(text)) {
            (Some(short), Ok(slow)) => {
                assert_eq!(short, slow, "{text}");
                taken += 1;
            }
            (None, Err(_)) => refused += 1,
            (short, slow) => panic!("{text}: {short:?}, but {slow:?}"),
        }
    });
    assert!(
        taken > 500 && refused > 500,
        "{taken} taken, {refused} refused"
    );
    let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    assert!(read(&nested(MAX_JSON_DEPTH)).is_some());
    assert!(read(&nested(MAX_JSON_DEPTH + 1)).is_none());
    assert!(read(&nested(1_000_000)).is_none());
}
