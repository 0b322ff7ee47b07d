//! Mappings that fit a file, and those that don't.

use super::{Mapper, MapperError};
use crate::mapping::Mapping;
use crate::test_rows::{defaults, mapper};

const COLUMNS: &str = "[columns]\nevent = \"e\"\nevent_time = \"t\"\n";

fn misfit(mapping: &str, columns: &[&str]) -> String {
    let mapping = Mapping::parse(mapping).expect("a mapping");
    let columns: Vec<String> = columns.iter().map(|name| (*name).to_owned()).collect();
    let error: MapperError =
        Mapper::new(&mapping, &columns, &defaults()).expect_err("a mapping that does not fit");
    error.to_string()
}

#[test]
fn a_mapping_that_does_not_fit_the_file_says_why() {
    let file = ["event", "timestamp", "client_id"];
    let base = "[columns]\nevent = \"event\"\nevent_time = \"timestamp\"\n";
    let cases = [
        (
            "[columns]\nevent = \"event\"\nevent_time = \"timstamp\"\n".to_owned(),
            "the mapping names the column `timstamp` (event_time), which the file lacks (its columns are event, timestamp, client_id); did you mean `timestamp`?",
        ),
        (
            format!("{base}[types]\nclientid = \"string\"\n"),
            "`clientid` (types)",
        ),
        (format!("ignore = [\"zzz\"]\n{base}"), "`zzz` (ignore)"),
        (
            "[columns]\nevent = \"event\"\n".to_owned(),
            "does not say what `event_time` is",
        ),
        (
            "[columns]\nevent_time = \"timestamp\"\n".to_owned(),
            "does not say what `event` is",
        ),
        (
            format!("{base}[constants]\ncurrency = \"EURO\"\n"),
            "the constant `currency` can't be used",
        ),
        (
            format!("{base}[constants]\nvalue = \"free\"\n"),
            "the constant `value` can't be used",
        ),
        (
            format!("{base}[constants]\ntrust = \"me\"\n"),
            "none of client, server, provider",
        ),
        (
            format!("{base}[constants]\nevent_time = \"soon\"\n"),
            "the constant `event_time`",
        ),
        (
            format!("{base}[constants]\nevent_id = \"1\"\n"),
            "the constant `event_id`",
        ),
        (
            format!("{base}[constants]\nevent = \" \"\n"),
            "the constant `event`",
        ),
        (
            format!("{base}[constants]\nuser_id = \"{}\"\n", "x".repeat(501)),
            "501 bytes",
        ),
    ];
    for (mapping, expected) in cases {
        let error = misfit(&mapping, &file);
        assert!(error.contains(expected), "{error}");
    }
    let many: Vec<String> = (0..60).map(|n| format!("c{n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert!(misfit(COLUMNS, &many).contains("c49 and 10 more)"));
}

#[test]
fn rare_names_of_json_are_no_error() {
    let mapping =
        format!("format = \"ndjson\"\n{COLUMNS}user_id = \"user.id\"\norder_id = \"order\"\n");
    let columns = ["e", "t", "user.name"].map(String::from);
    assert_eq!(
        mapper(&mapping, &columns).unseen_columns(),
        ["order", "user.id"]
    );
    assert!(misfit(&mapping, &["e", "time"]).contains("`t` (event_time)"));
    assert!(
        mapper(&mapping, &[])
            .unseen_columns()
            .contains(&"t".to_owned())
    );
}
