//! Mappings guessed from names and samples.

use super::{GuessError, guess};
use crate::dialect::columns_of;
use crate::test_rows::{csv, csv_event, fields, ndjson};
use crate::{Fields, Mapping};

fn guessed(file: &str) -> Result<Mapping, GuessError> {
    let (columns, rows) = csv(file);
    guess(&columns, &fields(&rows))
}

/// Checks a guess against the mapping file it is printed as.
fn check(file: &str, expected: &str) {
    let mapping = guessed(file).unwrap_or_else(|error| panic!("{error}"));
    let expected = Mapping::parse(&format!("format = \"csv\"\n{expected}")).expect("a mapping");
    assert_eq!(mapping.to_toml(), expected.to_toml(), "{file}");
}

#[test]
fn the_shop_demo_is_understood() {
    // The columns of shop_journeys/ab_test_demo.csv.
    check(
        "client_id,event,timestamp,user_backet,transaction_value,transaction_ID\n\
         219,catalog,2019-11-01 17:59:13.273932,test,,\n\
         220,payment_done,2019-11-01 18:00:00,test,19.99,A-1\n",
        r#"[columns]
        event = "event"
        event_time = "timestamp"
        user_id = "client_id"
        value = "transaction_value"
        order_id = "transaction_ID"
        "#,
    );
}

#[test]
fn other_real_columns_are_understood() {
    // The columns of shop_journeys/ecom.csv.
    check(
        "user_id,session_id,event,timestamp,platform,acquisition_channel,user_cohort,user_lifecycle\n\
         user_0,sess_1,home,2024-03-13 10:21:14,desktop,email,2024-01,returning\n",
        "[columns]\nevent = \"event\"\nevent_time = \"timestamp\"\nuser_id = \"user_id\"\nsession_hint = \"session_id\"",
    );
    check(
        "Event Name,Event-Time,Device ID,Customer ID,$insert_id,URL,Referrer,utm_source,utm_campaign,gclid,page_title\n\
         view,2026-01-01T00:00:00Z,d,c,12345678,https://x.io,,google,2026,g,T\n",
        r#"[columns]
        event = "Event Name"
        event_time = "Event-Time"
        message_id = "$insert_id"
        user_id = "Customer ID"
        anonymous_id = "Device ID"
        "context.page.url" = "URL"
        "context.page.referrer" = "Referrer"
        "context.page.title" = "page_title"
        "context.campaign.source" = "utm_source"
        "context.campaign.name" = "utm_campaign"
        "context.click_ids.gclid" = "gclid"
        "#,
    );
    // A client id is the user only where nothing better is.
    check(
        "event,time,client_id,user_id\nx,2026-01-01,c,u\n",
        "[columns]\nevent = \"event\"\nevent_time = \"time\"\nuser_id = \"user_id\"\nanonymous_id = \"client_id\"",
    );
    check(
        "action,date,time,amount\nx,2026-01-01,08:30,5\n",
        "[columns]\nevent = \"action\"\nevent_time = [\"date\", \"time\"]\nvalue = \"amount\"",
    );
}

#[test]
fn an_export_of_cairn_means_itself() {
    check(
        "event,event_time,received_at,event_id,user_id,value,currency,source,trust,import_id,properties.n,context.device.width,group_ids.co\n\
         x,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z,000000000000000000000000000000ff,u,5,EUR,s,server,imp-1,1,320,7\n",
        r#"ignore = ["import_id", "received_at"]
        [columns]
        event = "event"
        event_time = "event_time"
        event_id = "event_id"
        user_id = "user_id"
        value = "value"
        currency = "currency"
        source = "source"
        trust = "trust"
        "properties.n" = "properties.n"
        "context.device.width" = "context.device.width"
        "group_ids.co" = "group_ids.co"
        [types]
        "properties.n" = "number"
        "context.device.width" = "number"
        "#,
    );
    // The same names in another tool's file are only properties.
    check(
        "event,event_time,source,trust,received_at\nx,2026-01-01,google,high,y\n",
        "[columns]\nevent = \"event\"\nevent_time = \"event_time\"",
    );
}

#[test]
fn a_column_must_hold_what_its_name_promises() {
    let base = "[columns]\nevent = \"event\"\nevent_time = \"ts\"\n";
    let cases = [
        ("value", "5\n7.5", "value = \"value\""),
        ("value", "high\nlow", ""),
        ("currency", "EUR\nusd", "currency = \"currency\""),
        ("currency", "gems\nEUR", ""),
        (
            "event_id",
            "000000000000000000000000000000ff\n000000000000000000000000000000fe",
            "event_id = \"event_id\"",
        ),
        (
            "event_id",
            "0b9a2c1e-1\n0b9a2c1e-2",
            "message_id = \"event_id\"",
        ),
        // Counters start again in the next file, and repeated ids are none.
        ("event_id", "a1\na2", ""),
        ("message_id", "0b9a2c1e-1\n0b9a2c1e-1", ""),
    ];
    for (name, values, expected) in cases {
        let rows: String = values
            .lines()
            .map(|v| format!("x,2026-01-01,{v}\n"))
            .collect();
        check(
            &format!("event,ts,{name}\n{rows}"),
            &format!("{base}{expected}"),
        );
    }
}

#[test]
fn types_are_inferred_only_where_nothing_is_lost() {
    let cases = [
        ("1\n-2.50\n0\n0.001\n", Some("number")),
        ("123456789012345\n", Some("number")),
        ("1234567890123456\n", None),
        ("0.000123456789012345\n", Some("number")),
        ("007\n", None),
        ("+5\n", None),
        ("1e5\n", None),
        (".5\n", None),
        ("5.\n", None),
        ("1 000\n", None),
        (" 5\n", None),
        ("1\nn/a\n", None),
        ("1\n\n", Some("number")),
        ("true\nFALSE\n", Some("boolean")),
        ("true\n1\n", None),
        ("yes\n", None),
        ("2026-01-01\n", None),
        ("\n", None),
    ];
    for (values, expected) in cases {
        let rows: String = values
            .lines()
            .map(|v| format!("e,2026-01-01,{v}\n"))
            .collect();
        let mapping = guessed(&format!("event,ts,x\n{rows}")).expect("a guess");
        let found = mapping
            .types
            .get("x")
            .map(|column_type| column_type.as_str());
        assert_eq!(found, expected, "{values}");
    }
}

/// The `time_format` line of the guess for times in a column, or the beginning of the error.
fn time_format(times: &[&str]) -> String {
    let rows: String = times.iter().map(|time| format!("e,\"{time}\"\n")).collect();
    match guessed(&format!("event,timestamp\n{rows}")) {
        Ok(mapping) => {
            let text = mapping.to_toml();
            let line = text
                .lines()
                .find_map(|line| line.strip_prefix("time_format = "));
            line.unwrap_or("iso").trim_matches('"').to_owned()
        }
        Err(GuessError::AmbiguousTime { formats, .. }) => formats.join(" or "),
        Err(GuessError::UnreadableTime { .. }) => "unreadable".to_owned(),
        Err(other) => other.to_string(),
    }
}

#[test]
fn the_spelling_of_times_is_found() {
    let cases: [(&[&str], &str); 24] = [
        (&["2026-01-31T17:59:13Z"], "iso"),
        (&["2026-01-31 17:59:13.27", "2026-02-01"], "iso"),
        (&["2026-01-31 17:59:13 UTC"], "iso"),
        (&["1767268800"], "unix_s"),
        (&["1767268800.123"], "unix_s"),
        (&["1767268800123"], "unix_ms"),
        (&["1767268800123456"], "unix_us"),
        (&["1767268800", "1767268800123"], "unreadable"),
        (&["12"], "unreadable"),
        (&["12/1/2010 8:26", "12/13/2010 9:00"], "%m/%d/%Y %H:%M"),
        (&["1/12/2010 8:26", "13/12/2010 9:00"], "%d/%m/%Y %H:%M"),
        (
            &["1/12/2010 8:26", "2/12/2010 9:00"],
            "%d/%m/%Y %H:%M or %m/%d/%Y %H:%M",
        ),
        (&["05/05/2010"], "%d/%m/%Y or %m/%d/%Y"),
        (&["31.01.2026 17:59"], "%d.%m.%Y %H:%M"),
        (&["01.02.2026"], "%d.%m.%Y"),
        (&["31.01.26 17:59:13"], "%d.%m.%y %H:%M:%S"),
        (&["2026/01/31 17:59"], "%Y/%m/%d %H:%M"),
        (&["01/31/2026 5:59 PM"], "%m/%d/%Y %I:%M %p"),
        (&["1/31/2026, 5:59:13 PM"], "%m/%d/%Y, %I:%M:%S %p"),
        (&["1/31/26 17:59"], "%m/%d/%y %H:%M"),
        (&["31 Jan 2026"], "%d %b %Y"),
        (&["Jan 31, 2026 17:59"], "%b %d, %Y %H:%M"),
        (&["soon"], "unreadable"),
        (&[], "iso"),
    ];
    for (times, expected) in cases {
        assert_eq!(time_format(times), expected, "{times:?}");
    }
}

#[test]
fn a_few_faulty_times_do_not_hide_the_spelling() {
    let mut times = vec!["31/01/2026"; 19];
    times.push("n/a");
    assert_eq!(time_format(&times), "%d/%m/%Y");
    times.extend(["n/a"; 18]);
    assert_eq!(time_format(&times), "unreadable");
}

#[test]
fn a_column_that_reads_as_times_is_preferred() {
    let mapping = guessed("event,timestamp,created_at\nx,soon,2026-01-01\n").expect("a guess");
    assert!(mapping.to_toml().contains("event_time = \"created_at\""));
}

#[test]
fn what_is_missing_is_named_with_a_mapping_to_complete() {
    // The columns of online_retail.csv.
    let file = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n\
                536365,85123A,HOLDER,6,2010-12-01 08:26:00,2.55,17850,United Kingdom\n";
    let error = guessed(file).expect_err("no event");
    let message = error.to_string();
    assert!(
        message.starts_with(
            "could not guess which column is `event`; the columns are InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country."
        ),
        "{message}"
    );
    let template = error.template();
    assert!(template.contains("event = \"COLUMN\""), "{template}");
    let line = template
        .lines()
        .find(|line| line.starts_with("event = "))
        .expect("a line");
    let completed = template
        .replace(line, "")
        .replace("[types]", "[constants]\nevent = \"sale\"\n[types]");
    let event = csv_event(&completed, file).expect("an event");
    assert_eq!(event.event, "sale");
    assert_eq!(event.user_id.as_deref(), Some("17850"));
    assert_eq!(event.order_id.as_deref(), Some("536365"));
    assert_eq!(event.value, None, "a unit price is not the row's value");

    let error = guessed("a,b\n1,2\n")
        .expect_err("nothing known")
        .to_string();
    assert!(error.contains("`event` and `event_time`"), "{error}");
}

#[test]
fn every_template_is_a_mapping_file() {
    let files = [
        "a,b\n1,2\n",
        "event,timestamp\nx,01/02/2026\n",
        "event,timestamp\nx,soon\n",
        "event,user_id\nx,u\n",
    ];
    for file in files {
        let error = guessed(file).expect_err(file);
        let template = error.template();
        assert!(Mapping::parse(template).is_ok(), "{template}");
        assert!(error.to_string().ends_with(template));
    }
}

#[test]
fn flat_json_is_guessed_like_csv_with_its_own_types() {
    let sample = fields(&ndjson(
        r#"{"name": "x", "event": "buy", "ts": 1767268800123, "user": {"id": 5, "tags": [1]}, "n": "5", "properties": {"plan": "pro"}}"#,
    ));
    let mapping = guess(&columns_of(&sample), &sample).expect("a guess");
    let expected = r#"
        format = "ndjson"
        time_format = "unix_ms"
        [columns]
        event = "event"
        event_time = "ts"
        user_id = "user.id"
        "properties.plan" = "properties.plan"
    "#;
    assert_eq!(mapping, Mapping::parse(expected).expect("a mapping"));
}

#[test]
fn no_sample_is_no_evidence_and_no_fault() {
    let columns = ["event", "timestamp"].map(String::from);
    let mapping = guess(&columns, &[] as &[Fields]).expect("a guess");
    assert_eq!(mapping.columns.len(), 2);
    assert_eq!(mapping.format, None);
    assert!(guess(&[], &[]).is_err());
}

#[test]
fn a_decimal_comma_is_known_by_the_numbers() {
    check(
        "event;timestamp;value;weight;pieces\n\
         order;2026-01-05 10:00:00;148,34;0,5;3\n\
         order;2026-01-05 11:00:00;1.248,00;12,25;10\n",
        r#"decimal_mark = ","
        [columns]
        event = "event"
        event_time = "timestamp"
        value = "value"
        [types]
        weight = "number"
        pieces = "number"
        "#,
    );
    // Where a point stands before a fraction, a comma is none.
    check(
        "event;timestamp;value;place\n\
         order;2026-01-05 10:00:00;148.34;1,5\n",
        r#"[columns]
        event = "event"
        event_time = "timestamp"
        value = "value"
        "#,
    );
}

#[test]
fn columns_of_a_german_shop_and_of_its_accountant_are_understood() {
    check(
        "Vorgang;Zeitpunkt;Kundennr;Bestell-Nr.;Betrag;Währung\n\
         Bestellung;05.01.2026 10:00:00;K-17;B-1;148,34;EUR\n\
         Bestellung;31.01.2026 11:00:00;K-18;B-2;1.248,00;EUR\n",
        r#"time_format = "%d.%m.%Y %H:%M:%S"
        decimal_mark = ","
        [columns]
        event = "Vorgang"
        event_time = "Zeitpunkt"
        user_id = "Kundennr"
        order_id = "Bestell-Nr."
        value = "Betrag"
        currency = "Währung"
        "#,
    );
    check(
        "Action,Moment,Client No.,Total (gross)\n\
         order,2026-01-05 10:00:00,17,148.34\n",
        r#"[columns]
        event = "Action"
        event_time = "Moment"
        user_id = "Client No."
        value = "Total (gross)"
        "#,
    );
}
