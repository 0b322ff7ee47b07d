//! Ends of values, friendly and hostile.

use super::Cursor;

/// Checks the first value of a text as `value/depth`, or what should stand at which byte.
fn check(text: &str, expected: &str) {
    let told = match Cursor::new(text).value() {
        Ok(piece) => format!("{}/{}", piece.text, piece.depth),
        Err(fault) => format!("!{} at {}", fault.expected, fault.at),
    };
    assert_eq!(told, expected, "{text:?}");
}

#[test]
fn a_value_ends_where_its_brackets_and_quotes_close() {
    check(" 1 , 2", "1/0");
    check("1e999,", "1e999/0");
    check("NaN]", "NaN/0");
    check("\"a,\\\"]}\" x", "\"a,\\\"]}\"/0");
    check("{} {}", "{}/1");
    check("[1,[2]],3", "[1,[2]]/2");
    check(r#"{"a":"}","b":["\\"]}x"#, r#"{"a":"}","b":["\\"]}/2"#);
    check("{\"a\" 1 : NaN \u{0}]}", "{\"a\" 1 : NaN \u{0}]/1");
    check("é{", "é/0");
}

#[test]
fn what_never_ends_is_told() {
    check("", "!a value at 0");
    check("  ", "!a value at 2");
    check(",", "!a value at 0");
    check("]", "!a value at 0");
    check("{\"a\":[1}", "!a closing bracket at 8");
    check("\"abc", "!a closing quote at 4");
    check("\"abc\\", "!a closing quote at 5");
    check("[\"abc", "!a closing quote at 5");
}

#[test]
fn depth_needs_no_stack() {
    let deep = format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
    let piece = Cursor::new(&deep).value().expect("closed");
    assert_eq!((piece.text.len(), piece.depth), (2_000_000, 1_000_000));
}
