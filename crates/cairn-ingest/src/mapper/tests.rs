//! Rows to events by a mapping.

use std::sync::Arc;

use cairn_core::event::{Event, Identity, Trust};
use cairn_core::id::{ContentHash, EventId};
use cairn_core::value::{Number, Value};

use crate::test_rows::{csv_event, json_event, mapper, time, told};
use crate::{Fields, Mapping};

const COLUMNS: &str = "[columns]\nevent = \"e\"\nevent_time = \"t\"\n";

/// The event of a CSV row with `e` and `t` given and the columns and values of `rest` beside them.
fn with(mapping: &str, names: &str, values: &str) -> Result<Event, &'static str> {
    let file = format!("e,t{names}\nview,2026-01-01 12:00:00{values}\n");
    csv_event(&format!("{COLUMNS}{mapping}"), &file)
}

fn event(mapping: &str, names: &str, values: &str) -> Event {
    with(mapping, names, values).expect("an event")
}

#[test]
fn a_row_of_the_shop_becomes_an_event() {
    // The columns of shop_journeys/ab_test_demo.csv.
    let mapping = r#"
        format = "csv"
        timezone = "UTC"
        [columns]
        event = "event"
        event_time = "timestamp"
        user_id = "client_id"
        value = "transaction_value"
        order_id = "transaction_ID"
        [constants]
        currency = "EUR"
    "#;
    let file = "client_id,event,timestamp,user_backet,transaction_value,transaction_ID\n\
                007,purchase,2025-11-01 17:59:13.273932,test,19.99,A-1\n";
    let event = csv_event(mapping, file).expect("an event");
    assert_eq!(event.event, "purchase");
    assert_eq!(event.event_time, time("2025-11-01T17:59:13.273932Z"));
    assert_eq!(event.received_at, time("2026-06-01T00:00:00Z"));
    assert_eq!(event.user_id.as_deref(), Some("007"));
    assert_eq!(event.anonymous_id, None);
    assert_eq!(
        event.value.map(|money| money.to_string()).as_deref(),
        Some("19.99 EUR")
    );
    assert_eq!(event.currency.map(|currency| currency.code()), Some("EUR"));
    assert_eq!(event.order_id.as_deref(), Some("A-1"));
    assert_eq!(told(&event.properties), "user_backet=s:test");
    assert!(event.context.is_empty() && event.group_ids.is_empty());
    assert_eq!(event.source, "shop.csv");
    assert_eq!(event.trust, Trust::Client);
    assert_eq!(event.import_id, None);
    let content = ContentHash::of([
        ("client_id", b"007".as_slice()),
        ("event", b"purchase"),
        ("timestamp", b"2025-11-01 17:59:13.273932"),
        ("transaction_ID", b"A-1"),
        ("transaction_value", b"19.99"),
        ("user_backet", b"test"),
    ]);
    assert_eq!(event.identity, Identity::Content(content));
}

#[test]
fn columns_go_where_the_mapping_says_and_others_become_properties() {
    let event = event(
        "\"properties.tier\" = \"plan\"\n\"context.page.path\" = \"p\"\ngroup_ids.company = \"co\"\n\
         session_hint = \"s\"\nanonymous_id = \"a\"\nsource = \"s\"\ntrust = \"tr\"\n",
        ",plan,p,co,s,a,tr,Other One,empty",
        ",pro,/x,acme,s1,a1,server, kept ,",
    );
    assert_eq!(told(&event.properties), "Other One=s: kept  tier=s:pro");
    assert_eq!(told(&event.context), "page.path=s:/x");
    assert_eq!(event.group_ids["company"], "acme");
    // Two fields may take one column.
    assert_eq!(event.session_hint.as_deref(), Some("s1"));
    assert_eq!(event.source, "s1");
    assert_eq!(event.anonymous_id.as_deref(), Some("a1"));
    assert_eq!(event.trust, Trust::Server);
}

#[test]
fn ignored_columns_are_left_out_but_hashed() {
    let file = "e,t,x\nview,2026-01-01 12:00:00,1\n";
    let columns =
        |mapping: &str| csv_event(&format!("{mapping}{COLUMNS}"), file).expect("an event");
    let (kept, ignored) = (columns(""), columns("ignore = [\"x\"]\n"));
    assert_eq!(told(&kept.properties), "x=s:1");
    assert_eq!(told(&ignored.properties), "");
    assert_eq!(kept.identity, ignored.identity);
}

#[test]
fn lists_of_columns_are_joined_by_a_space() {
    let mapping = "[columns]\nevent = [\"a\", \"b\", \"c\"]\nevent_time = [\"d\", \"h\"]\n";
    let event = csv_event(mapping, "a,b,c,d,h\nadd,,cart,2026-01-01,08:30\n").expect("an event");
    assert_eq!(event.event, "add cart");
    // 08:30 in Berlin, in winter.
    assert_eq!(event.event_time, time("2026-01-01T07:30:00Z"));
    assert_eq!(
        csv_event(mapping, "a,b,c,d,h\n,,,2026-01-01,08:30\n"),
        Err("missing_event")
    );
    assert_eq!(
        csv_event(mapping, "a,b,c,d,h\nadd,,,,\n"),
        Err("missing_time")
    );
}

#[test]
fn identity_is_the_message_id_else_the_event_id_else_the_content() {
    let hex = "000000000000000000000000000000ff";
    let both = "message_id = \"m\"\nevent_id = \"i\"\n";
    let identity = |values: &str| with(both, ",m,i", values).map(|event| event.identity);
    assert_eq!(
        identity(&format!(", m1,{hex}")),
        Ok(Identity::Message(" m1".to_owned()))
    );
    assert_eq!(
        identity(",m1,not hex"),
        Ok(Identity::Message("m1".to_owned()))
    );
    assert_eq!(
        identity(&format!(", ,{hex}")),
        Ok(Identity::Event(EventId(255)))
    );
    assert_eq!(identity(",,ff"), Err("bad_event_id"));
    let content = ContentHash::of([("e", b"view".as_slice()), ("t", b"2026-01-01 12:00:00")]);
    assert_eq!(identity(",,"), Ok(Identity::Content(content)));
}

#[test]
fn times_are_read_by_format_and_zone() {
    // S1: Berlin skips 02:30 on 2026-03-29 and shows it twice on 2025-10-26.
    let cases = [
        ("", "2026-01-01T12:00:00Z", Ok("2026-01-01T12:00:00Z")),
        ("", "2026-01-01 12:00:00+05:00", Ok("2026-01-01T07:00:00Z")),
        ("", "2026-03-29 02:30:00", Ok("2026-03-29T01:30:00Z")),
        ("", "2025-10-26 02:30:00", Ok("2025-10-26T00:30:00Z")),
        (
            "timezone = \"UTC\"\n",
            "2026-01-01 12:00:00",
            Ok("2026-01-01T12:00:00Z"),
        ),
        (
            "timezone = \"America/New_York\"\n",
            "2026-01-01",
            Ok("2026-01-01T05:00:00Z"),
        ),
        ("", "0000-01-01T00:00:00Z", Ok("0000-01-01T00:00:00Z")),
        ("", "9999-12-30T00:00:00Z", Err("future_time")),
        ("", "9999-12-31T23:59:59Z", Err("bad_time")),
        ("", "2026-06-02T00:00:00Z", Ok("2026-06-02T00:00:00Z")),
        ("", "2026-06-02T00:00:01Z", Err("future_time")),
        ("", "yesterday", Err("bad_time")),
        ("", "2026-13-01", Err("bad_time")),
        ("", "", Err("missing_time")),
        ("", "  ", Err("missing_time")),
        (
            "time_format = \"unix_s\"\n",
            "1767268800.5",
            Ok("2026-01-01T12:00:00.5Z"),
        ),
        (
            "time_format = \"unix_ms\"\n",
            "1767268800000",
            Ok("2026-01-01T12:00:00Z"),
        ),
        (
            "time_format = \"unix_us\"\n",
            "1767268800000000",
            Ok("2026-01-01T12:00:00Z"),
        ),
        (
            "time_format = \"unix_s\"\n",
            "99999999999999999999",
            Err("bad_time"),
        ),
        (
            "time_format = \"%d.%m.%Y %H:%M\"\n",
            "31.01.2026 13:00",
            Ok("2026-01-31T12:00:00Z"),
        ),
        (
            "time_format = \"%d.%m.%Y %H:%M\"\n",
            "2026-01-31",
            Err("bad_time"),
        ),
    ];
    for (mapping, text, expected) in cases {
        let file = format!("e,t\nview,{text}\n");
        let found = csv_event(&format!("{mapping}{COLUMNS}"), &file).map(|event| event.event_time);
        assert_eq!(found, expected.map(time), "{mapping} {text}");
    }
}

#[test]
fn values_are_money_in_the_currency_of_the_row_the_constant_or_the_site() {
    let by_row = "value = \"v\"\ncurrency = \"c\"\n";
    let by_constant = "value = \"v\"\ncurrency = \"c\"\n[constants]\ncurrency = \"usd\"\n";
    let cases = [
        (by_row, ",12.5,", Ok((Some("12.50 EUR"), Some("EUR")))),
        (by_row, ",12.5,jpy", Ok((Some("13 JPY"), Some("JPY")))),
        (by_constant, ",1e2, ", Ok((Some("100.00 USD"), Some("USD")))),
        (by_constant, ",-5,GBP", Ok((Some("-5.00 GBP"), Some("GBP")))),
        (by_constant, ",,", Ok((None, Some("USD")))),
        (by_row, ",,GBP", Ok((None, Some("GBP")))),
        (by_row, ", ,", Ok((None, None))),
        (by_row, ",free,", Err("bad_value")),
        (by_row, ",NaN,", Err("bad_value")),
        (by_row, ",1,XYZZY", Err("bad_currency")),
        (by_row, ",,XQX", Err("bad_currency")),
    ];
    for (mapping, values, expected) in cases {
        let found = with(mapping, ",v,c", values).map(|event| {
            (
                event.value.map(|v| v.to_string()),
                event.currency.map(|c| c.code()),
            )
        });
        let found = found
            .as_ref()
            .map(|(v, c)| (v.as_deref(), *c))
            .map_err(|code| *code);
        assert_eq!(found, expected, "{values}");
    }
}

#[test]
fn typed_columns_are_read_as_their_type() {
    let cases = [
        ("string", "007", Ok("x=s:007")),
        ("number", "007", Ok("x=n:7")),
        ("number", " -2.50 ", Ok("x=n:-2.5")),
        ("number", "9007199254740993", Ok("x=n:9007199254740993")),
        (
            "number",
            "99999999999999999999",
            Ok("x=n:100000000000000000000"),
        ),
        ("number", "1e999", Err("bad_number")),
        ("number", "NaN", Err("bad_number")),
        ("number", "inf", Err("bad_number")),
        ("number", "0x10", Err("bad_number")),
        ("number", "1 000", Err("bad_number")),
        ("number", " ", Ok("")),
        ("boolean", "TRUE", Ok("x=b:true")),
        ("boolean", "0", Ok("x=b:false")),
        ("boolean", "yes", Err("bad_boolean")),
        (
            "time",
            "2026-01-01T00:00:00Z",
            Ok("x=t:2026-01-01T00:00:00Z"),
        ),
        ("time", "soon", Err("bad_time")),
        ("number", "", Ok("")),
    ];
    for (column_type, value, expected) in cases {
        let mapping = format!("[types]\nx = \"{column_type}\"\n");
        let found = with(&mapping, ",x", &format!(",{value}"));
        let found = found.map(|event| told(&event.properties));
        assert_eq!(
            found.as_deref().map_err(|code| *code),
            expected,
            "{column_type} {value}"
        );
    }
    // A column of another spelling than the event time's may still be ISO 8601.
    let mapping =
        format!("time_format = \"unix_s\"\n{COLUMNS}[types]\na = \"time\"\nb = \"time\"\n");
    let event = csv_event(
        &mapping,
        "e,t,a,b\nview,1767268800,86400,2026-01-01T00:00:00Z\n",
    );
    let event = event.expect("an event");
    assert_eq!(
        told(&event.properties),
        "a=t:1970-01-02T00:00:00Z b=t:2026-01-01T00:00:00Z"
    );
    // Types follow a column to where it is mapped, by the column's name.
    let mapping = format!(
        "{COLUMNS}\"context.device.width\" = \"w\"\n\"properties.n\" = \"m\"\n[types]\nw = \"number\"\nm = \"boolean\"\n"
    );
    let event = csv_event(&mapping, "e,t,w,m\nview,2026-01-01,320,true\n").expect("an event");
    assert_eq!(told(&event.context), "device.width=n:320");
    assert_eq!(told(&event.properties), "n=b:true");
}

#[test]
fn constants_stand_in_where_columns_are_empty() {
    let mapping = "[columns]\nevent_time = \"t\"\n\"properties.plan\" = \"p\"\n\
                   [constants]\nevent = \"row\"\nproperties.plan = \"free\"\ncontext.n = 5\n\
                   group_ids.company = \"acme\"\nuser_id = 7\ntrust = \"provider\"\nsource = \"crm\"\n";
    let plan = |file: &str| told(&csv_event(mapping, file).expect("an event").properties);
    assert_eq!(plan("t,p\n2026-01-01,pro\n"), "plan=s:pro");
    assert_eq!(plan("t,p\n2026-01-01,\n"), "plan=s:free");
    let event = csv_event(mapping, "t,p\n2026-01-01,\n").expect("an event");
    assert_eq!(event.event, "row");
    assert_eq!(told(&event.context), "n=n:5");
    assert_eq!(event.group_ids["company"], "acme");
    assert_eq!(event.user_id.as_deref(), Some("7"));
    assert_eq!(event.trust, Trust::Provider);
    assert_eq!(event.source, "crm");
    let timed = "time_format = \"unix_s\"\n[columns]\nevent = \"e\"\n[constants]\nevent_time = 2026-01-01T00:00:00Z\n";
    let event = csv_event(timed, "e\nview\n").expect("an event");
    assert_eq!(event.event_time, time("2026-01-01T00:00:00Z"));
}

#[test]
fn trust_is_the_column_else_the_constant_else_the_mappings() {
    let trust = |mapping: &str, value: &str| {
        let mapping = format!("{mapping}{COLUMNS}trust = \"x\"\n");
        let file = format!("e,t,x\nview,2026-01-01,{value}\n");
        csv_event(&mapping, &file).map(|event| event.trust)
    };
    assert_eq!(
        trust("trust = \"server\"\n", "provider"),
        Ok(Trust::Provider)
    );
    assert_eq!(trust("trust = \"server\"\n", ""), Ok(Trust::Server));
    assert_eq!(trust("", ""), Ok(Trust::Client));
    assert_eq!(trust("", "me"), Err("bad_trust"));
}

#[test]
fn rows_of_another_width_than_the_file_are_refused() {
    let mapper = mapper(COLUMNS, &["e".to_owned(), "t".to_owned()]);
    let names: Arc<[String]> = ["e", "t", "x"].map(String::from).into();
    let row = Fields::texts(names, &["view", "2026-01-01", "1"]);
    let refused = mapper.event(&row).expect_err("refused");
    assert_eq!(refused.reason.as_str(), "too_many_columns");
}

#[test]
fn events_have_limits() {
    let names: Vec<String> = (0..9_000).map(|n| format!("p{n}")).collect();
    let values = vec!["1"; names.len()].join(",");
    let wide = format!(",{}", names.join(","));
    assert_eq!(
        with("", &wide, &format!(",{values}")).map(drop),
        Err("too_many_properties")
    );
    assert_eq!(with("", &wide, &",".repeat(names.len())).map(drop), Ok(()));
    let long = format!(",{}", "x".repeat(65_537));
    assert_eq!(with("", ",x", &long).map(drop), Err("too_large"));
    assert_eq!(
        with("user_id = \"x\"\n", ",x", &long).map(drop),
        Err("too_large")
    );
    assert_eq!(
        with("group_ids.g = \"x\"\n", ",x", &long).map(drop),
        Err("too_large")
    );
    let name = format!(",{}", "n".repeat(201));
    assert_eq!(with("", &name, ",1").map(drop), Err("too_large"));
    let pairs: Vec<String> = (0..10_000).map(|n| format!("\"p{n}\": 1")).collect();
    let line = format!(
        "{{\"e\": \"x\", \"t\": \"2026-01-01\", {}}}",
        pairs.join(",")
    );
    assert_eq!(
        json_event(COLUMNS, &line).map(drop),
        Err("too_many_properties")
    );
}

#[test]
fn amounts_and_numbers_are_read_with_the_mark_of_the_file() {
    let mapping = "value = \"v\"\n[types]\nw = \"number\"\n";
    let marked = |mark: &str| format!("decimal_mark = \"{mark}\"\n{COLUMNS}{mapping}");
    let read = |mark: &str, values: &str| {
        let file = format!("e;t;v;w\nview;2026-01-01;{values}\n");
        csv_event(&marked(mark), &file).map(|event| {
            let weight = event.properties.get("w").cloned();
            (event.value.map(|value| value.to_string()), weight)
        })
    };
    let number = |number: f64| Some(Value::Number(Number::Float(number)));
    let cases = [
        (",", "148,34;0,5", Ok((Some("148.34 EUR"), number(0.5)))),
        (",", "1.148,34;", Ok((Some("1148.34 EUR"), None))),
        (".", "148.34;0.5", Ok((Some("148.34 EUR"), number(0.5)))),
        // What would be a hundred or a thousand times as much is no number.
        (",", "148.34;1,5", Err("bad_value")),
        (",", "1,5;148.34", Err("bad_number")),
        (".", "148,34;1", Err("bad_value")),
    ];
    for (mark, values, expected) in cases {
        let found = read(mark, values);
        let expected = expected.map(|(value, weight)| (value.map(str::to_owned), weight));
        assert_eq!(found, expected, "{mark} {values}");
    }
    let wrong = Mapping::parse("decimal_mark = \"'\"\n")
        .unwrap_err()
        .to_string();
    assert!(wrong.contains("before the fraction of a number"), "{wrong}");
}
