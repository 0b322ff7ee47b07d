//! What the content hash sees and what it does not (semantics S3).

use std::sync::Arc;

use cairn_core::id::ContentHash;
use cairn_core::value::{Number, Value};

use super::content_hash;
use crate::Fields;
use crate::test_rows::{csv, fields, ndjson};

fn of_csv(file: &str) -> ContentHash {
    content_hash(&fields(&csv(file).1)[0])
}

fn of_json(line: &str) -> ContentHash {
    content_hash(&fields(&ndjson(line))[0])
}

fn of_typed(value: Value) -> ContentHash {
    content_hash(&Fields::typed(
        Arc::new(["a".to_owned()]),
        vec![Some(value)],
    ))
}

#[test]
fn it_is_the_hash_of_sorted_names_and_values() {
    let expected = ContentHash::of([("a", b"1".as_slice()), ("b", b"x y".as_slice())]);
    assert_eq!(of_csv("b,a\nx y,1\n"), expected);
    let expected = ContentHash::of([("a", br#"{"x":1,"y":[]}"#.as_slice())]);
    assert_eq!(of_json(r#"{"a": {"y": [], "x": 1}}"#), expected);
    assert_eq!(
        of_typed(Value::Number(Number::Integer(5))),
        ContentHash::of([("a", b"n:5".as_slice())])
    );
}

#[test]
fn order_spelling_and_absent_values_do_not_matter() {
    assert_eq!(of_csv("a,b,c\n1,2,\n"), of_csv("b,a\n\"2\",1\r\n"));
    assert_eq!(
        of_json(r#"{"a":1,"b":"x"}"#),
        of_json(r#" {"b": "\u0078", "c": null, "a": 1}"#)
    );
}

#[test]
fn names_values_and_types_do() {
    assert_ne!(of_csv("a,b\n1,2\n"), of_csv("a,b\n2,1\n"));
    assert_ne!(of_csv("a,b\n1,\n"), of_csv("a,b\n,1\n"));
    assert_ne!(of_json(r#"{"a":1}"#), of_json(r#"{"a":"1"}"#));
    assert_ne!(
        of_typed(Value::String("true".to_owned())),
        of_typed(Value::Boolean(true))
    );
}
