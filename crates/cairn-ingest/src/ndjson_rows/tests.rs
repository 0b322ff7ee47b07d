//! Lines of JSON, friendly and hostile.

use crate::limits::MAX_ROW_BYTES;
use crate::test_rows::ndjson;

/// Checks rows as `number/line text` or `number/line !code`.
fn check(file: impl AsRef<[u8]>, expected: &[&str]) {
    let told: Vec<String> = ndjson(&file)
        .iter()
        .map(|row| {
            let content = match &row.content {
                Ok(fields) => fields.to_json_text(),
                Err(rejection) => format!("!{}", rejection.reason),
            };
            format!("{}/{} {content}", row.number, row.line)
        })
        .collect();
    let file = String::from_utf8_lossy(file.as_ref()).into_owned();
    assert_eq!(told, expected, "{}", file.get(..80).unwrap_or(&file));
}

#[test]
fn each_line_is_a_row_and_blank_lines_are_none() {
    check(
        "{\"a\":1}\n\n  \r\n{\"b\":2}",
        &[r#"1/1 {"a":1}"#, r#"2/4 {"b":2}"#],
    );
    check("\u{feff}{\"a\":1}\r\n", &[r#"1/1 {"a":1}"#]);
    check("", &[]);
    check("\n\n", &[]);
    check("{}", &["1/1 {}"]);
}

#[test]
fn lines_that_are_no_object_are_rejected() {
    check(
        b"not json\n[1]\n1\nnull\n{\"a\":\n\xff\n{\"a\":\"caf\xe9\"}\n{\"a\":1}\n",
        &[
            "1/1 !not_json",
            "2/2 !not_an_object",
            "3/3 !not_an_object",
            "4/4 !not_an_object",
            "5/5 !not_json",
            "6/6 !not_utf8",
            "7/7 !not_utf8",
            r#"8/8 {"a":1}"#,
        ],
    );
}

#[test]
fn hostile_json_is_rejected_without_harm() {
    let deep = |levels: usize| format!("{{\"a\":{}{}}}", "[".repeat(levels), "]".repeat(levels));
    let cases = [
        (r#"{"a": 1e999}"#.to_owned(), "!bad_number"),
        (r#"{"a": NaN}"#.to_owned(), "!not_json"),
        (r#"{"a": -Infinity}"#.to_owned(), "!not_json"),
        (r#"{"a": "\ud800"}"#.to_owned(), "!not_json"),
        (r#"{"a": "\udc00x"}"#.to_owned(), "!not_json"),
        (r#"{"a": 1, "a": 2}"#.to_owned(), r#"{"a":2}"#),
        (r#"{"a": 1} {"a": 2}"#.to_owned(), "!not_json"),
        (deep(64), "!too_deep"),
        (deep(100), "!too_deep"),
        (deep(10_000), "!too_deep"),
        ("[".repeat(10_000), "!too_deep"),
    ];
    for (line, expected) in cases {
        check(&line, &[&format!("1/1 {expected}")]);
    }
    let deepest = deep(63);
    check(&deepest, &[&format!("1/1 {deepest}")]);
}

#[test]
fn a_line_over_the_limit_is_rejected_and_skipped() {
    let line = |bytes: usize| format!("{{\"a\":\"{}\"}}", "x".repeat(bytes - 8));
    let whole = line(MAX_ROW_BYTES);
    check(
        format!("{whole}\n{{}}"),
        &[&format!("1/1 {whole}"), "2/2 {}"],
    );
    check(
        format!("{}\n{{}}", line(MAX_ROW_BYTES + 1)),
        &["1/1 !too_large", "2/2 {}"],
    );
    check(" ".repeat(3 * MAX_ROW_BYTES), &["1/1 !too_large"]);
}

#[test]
fn a_json_list_gets_a_hint() {
    let rows = ndjson("[\n{\"a\":1},\n{\"a\":2}\n]\n");
    let rejection = rows[0].content.as_ref().expect_err("no object");
    assert!(rejection.detail.contains("jq -c '.[]'"), "{rejection}");
}

#[test]
fn utf_16_gets_a_hint() {
    let rows = ndjson(b"\xff\xfe{\0}\0\n\0");
    let rejection = rows[0].content.as_ref().expect_err("foreign");
    assert!(rejection.detail.contains("iconv -f UTF-16"), "{rejection}");
}

#[test]
fn the_raw_text_is_the_line() {
    let rows = ndjson("{\"a\": 1}\r\n  bad \n");
    let raw: Vec<&str> = rows.iter().map(|row| row.raw.as_str()).collect();
    assert_eq!(raw, ["{\"a\": 1}", "  bad "]);
}
