//! Mapping files, there and back.

use cairn_core::event::Trust;
use cairn_core::time::{CivilFormat, Zone};
use cairn_core::value::{Number, Value};

use super::{CanonicalField, ColumnType, Mapping};
use crate::format::Format;
use crate::test_rows::time;

/// The file of the contract.
const CONTRACT: &str = r#"
format = "csv"
timezone = "UTC"            # for times without offset; default: the site's
trust = "client"
[columns]                   # canonical field = column, or a list of columns joined
event = "event"
event_time = "timestamp"
user_id = "client_id"
value = "transaction_value"
order_id = "transaction_ID"
[constants]
currency = "EUR"
[types]
user_backet = "string"
"#;

#[test]
fn the_file_of_the_contract_is_read() {
    let mapping = Mapping::parse(CONTRACT).expect("a mapping");
    assert_eq!(mapping.format, Some(Format::Csv));
    assert_eq!(mapping.timezone, Some(Zone::utc()));
    assert_eq!(mapping.trust, Some(Trust::Client));
    assert_eq!(mapping.time_format, CivilFormat::Iso);
    assert_eq!(mapping.columns.len(), 5);
    assert_eq!(
        mapping.columns[&CanonicalField::OrderId],
        ["transaction_ID"]
    );
    let currency = &mapping.constants[&CanonicalField::Currency];
    assert_eq!(currency, &Value::String("EUR".to_owned()));
    assert_eq!(mapping.types["user_backet"], ColumnType::String);
}

#[test]
fn nested_tables_and_quoted_keys_are_one() {
    let quoted = r#"
        [columns]
        "context.page.path" = "path"
        "properties.plan" = "p"
        "properties.a.b" = "ab"
        "group_ids.company" = "co"
        [types]
        "user.age" = "number"
    "#;
    let nested = r#"
        [columns]
        properties = { plan = "p", a = { b = "ab" } }
        group_ids.company = "co"
        [columns.context.page]
        path = "path"
        [types.user]
        age = "number"
    "#;
    let quoted = Mapping::parse(quoted).expect("a mapping");
    assert_eq!(quoted, Mapping::parse(nested).expect("a mapping"));
    let fields: Vec<String> = quoted.columns.keys().map(ToString::to_string).collect();
    assert_eq!(
        fields,
        [
            "properties.a.b",
            "properties.plan",
            "context.page.path",
            "group_ids.company"
        ]
    );
    assert_eq!(quoted.types["user.age"], ColumnType::Number);
}

#[test]
fn constants_keep_their_type() {
    let mapping = Mapping::parse(
        r#"
        [constants]
        event = "row"
        event_time = 2026-01-31T12:00:00+01:00
        properties.n = 5
        properties.f = 0.5
        properties.b = true
        "#,
    )
    .expect("a mapping");
    let property = |name: &str| &mapping.constants[&CanonicalField::Property(name.to_owned())];
    assert_eq!(
        mapping.constants[&CanonicalField::EventTime],
        Value::Time(time("2026-01-31T11:00:00Z"))
    );
    assert_eq!(property("n"), &Value::Number(Number::Integer(5)));
    assert_eq!(property("f"), &Value::Number(Number::Float(0.5)));
    assert_eq!(property("b"), &Value::Boolean(true));
}

#[test]
fn what_is_written_is_read_back() {
    let files = [
        CONTRACT,
        "",
        "delimiter = \"\\t\"\ntime_format = \"%d.%m.%Y %H:%M\"\nignore = [\"b\", \"a b\"]",
        "time_format = \"unix_ms\"\ntrust = \"provider\"\ntimezone = \"Europe/Berlin\"",
        r#"
        [columns]
        event_time = ["date", "ti\"me\\"]
        "properties.with \" quote" = "c\u0001\nd"
        "properties.ä" = ""
        [constants]
        event_time = 2026-01-31T11:00:00.5Z
        "context.a.b" = -7
        "context.whole" = 5.0
        "context.tiny" = 1e-7
        properties.b = false
        source = "shop \\ x"
        [types]
        "a b" = "time"
        "#,
    ];
    for file in files {
        let mapping = Mapping::parse(file).expect("a mapping");
        let written = mapping.to_toml();
        assert_eq!(Mapping::parse(&written).as_ref(), Ok(&mapping), "{written}");
    }
}

#[test]
fn a_mapping_is_written_as_a_reader_expects() {
    assert_eq!(
        Mapping::parse(CONTRACT).expect("a mapping").to_toml(),
        r#"format = "csv"
timezone = "UTC"
trust = "client"

[columns]
event = "event"
event_time = "timestamp"
user_id = "client_id"
value = "transaction_value"
order_id = "transaction_ID"

[constants]
currency = "EUR"

[types]
user_backet = "string"
"#
    );
}

#[test]
fn faults_are_named_with_the_way_out() {
    let cases = [
        ("format = ", "not TOML"),
        (
            "fromat = \"csv\"",
            "unknown key `fromat`; did you mean `format`?",
        ),
        ("[column]\nevent = \"e\"", "did you mean `columns`?"),
        ("zzz = 1", "unknown key `zzz`"),
        (
            "format = \"xls\"",
            "`format` in the mapping is \"xls\": expected csv, ndjson or parquet",
        ),
        ("format = 1", "is 1: expected csv"),
        ("delimiter = \";;\"", "expected one ASCII character"),
        ("delimiter = \"\\\"\"", "expected one ASCII character"),
        ("timezone = \"Mars\"", "expected an IANA name"),
        ("trust = \"me\"", "expected client, server or provider"),
        ("time_format = \"dd.mm.yyyy\"", "a strptime pattern"),
        ("time_format = \"%H:%M\"", "a strptime pattern with a date"),
        ("time_format = \"%Y-%m-%d %!\"", "a strptime pattern"),
        (
            "columns = 1",
            "`columns` in the mapping is 1: expected a table",
        ),
        (
            "[columns]\nevent = []",
            "the name of a column, or a list of names",
        ),
        (
            "[columns]\nevent = [1]",
            "the name of a column, or a list of names",
        ),
        (
            "[columns]\nuserid = \"x\"",
            "`userid` under [columns] is no field of an event (the fields are event,",
        ),
        (
            "[columns]\nuserid = \"x\"",
            "group_ids.KIND); did you mean `user_id`?",
        ),
        (
            "[columns]\nevent.name = \"x\"",
            "`event.name` under [columns] is no field",
        ),
        (
            "[columns]\nproperties = \"x\"",
            "`properties` under [columns] is no field",
        ),
        (
            "[columns]\n\"properties.\" = \"x\"",
            "`properties.` under [columns] is no field",
        ),
        (
            "[columns]\nreceived_at = \"x\"",
            "`received_at` can't be mapped",
        ),
        (
            "[constants]\nreceived_at = \"x\"",
            "`received_at` can't be mapped",
        ),
        ("[constants]\ncurency = \"EUR\"", "did you mean `currency`?"),
        ("[constants]\nproperties.x = nan", "a finite number"),
        (
            "[constants]\nproperties.x = [1]",
            "`constants.properties.x` in the mapping is a list",
        ),
        (
            "[constants]\nproperties.x = 2026-01-01",
            "a time with an offset",
        ),
        (
            "[types]\na = \"int\"",
            "expected string, number, boolean or time",
        ),
        (
            "[columns]\n\"properties.a\" = \"x\"\nproperties.a = \"y\"",
            "twice",
        ),
        ("ignore = \"x\"\nignore = \"y\"", "not TOML"),
    ];
    for (file, expected) in cases {
        let error = Mapping::parse(file).expect_err(file).to_string();
        assert!(error.contains(expected), "{file}: {error}");
    }
}
