//! Facts about zones were found with Python 3.11's zoneinfo (tzdata 2025b): a time that a clock skips or
//! shows twice is taken with `fold=0`.

use super::*;

fn zone(name: &str) -> Zone {
    Zone::named(name).unwrap()
}

fn utc(text: &str) -> Time {
    parse_time(text, &CivilFormat::Iso, &Zone::utc()).unwrap()
}

/// `None` stands for an error.
fn check_parsing(format: &CivilFormat, zone_name: &str, cases: &[(&str, Option<&str>)]) {
    for (text, expected) in cases {
        let parsed = parse_time(text, format, &zone(zone_name)).ok();
        let told = parsed.map(|time| time.to_string());
        assert_eq!(told.as_deref(), *expected, "{text} in {zone_name}");
    }
}

#[test]
fn iso_times_in_all_their_forms() {
    let cases = [
        ("2026-01-31T17:59:13Z", Some("2026-01-31T17:59:13Z")),
        (
            "2026-01-31T17:59:13.123456Z",
            Some("2026-01-31T17:59:13.123456Z"),
        ),
        ("2026-01-31T17:59:13+02:00", Some("2026-01-31T15:59:13Z")),
        ("2026-01-31 17:59:13-0530", Some("2026-01-31T23:29:13Z")),
        ("2026-01-31 17:59:13 UTC", Some("2026-01-31T17:59:13Z")),
        ("  2026-01-31T17:59:13Z\n", Some("2026-01-31T17:59:13Z")),
        // Without an offset: civil time in Berlin.
        ("2026-01-31T17:59:13", Some("2026-01-31T16:59:13Z")),
        ("2026-01-31 17:59:13.5", Some("2026-01-31T16:59:13.5Z")),
        ("2026-07-31 17:59", Some("2026-07-31T15:59:00Z")),
        ("2026-07-31", Some("2026-07-30T22:00:00Z")),
        ("2024-02-29", Some("2024-02-28T23:00:00Z")),
        ("2026-02-29", None),
        ("2026-13-01", None),
        ("2026-01-31T25:00:00Z", None),
        ("31.01.2026", None),
        ("1769882353", None),
        ("", None),
        ("yesterday", None),
    ];
    check_parsing(&CivilFormat::Iso, "Europe/Berlin", &cases);
}

#[test]
fn a_skipped_time_moves_forward_and_a_doubled_one_is_the_first() {
    let iso = CivilFormat::Iso;
    for (zone, text, expected) in [
        (
            "Europe/Berlin",
            "2026-03-29T02:30:00",
            "2026-03-29T01:30:00Z",
        ),
        (
            "Europe/Berlin",
            "2026-10-25T02:30:00",
            "2026-10-25T00:30:00Z",
        ),
        (
            "America/New_York",
            "2026-03-08T02:30:00",
            "2026-03-08T07:30:00Z",
        ),
        (
            "America/New_York",
            "2026-11-01T01:30:00",
            "2026-11-01T05:30:00Z",
        ),
        (
            "Australia/Lord_Howe",
            "2026-10-04T02:15:00",
            "2026-10-03T15:45:00Z",
        ),
        (
            "Australia/Lord_Howe",
            "2026-04-05T01:45:00",
            "2026-04-04T14:45:00Z",
        ),
        (
            "Pacific/Apia",
            "2011-12-30T12:00:00",
            "2011-12-30T22:00:00Z",
        ),
        (
            "America/Sao_Paulo",
            "2018-11-04T00:00:00",
            "2018-11-04T03:00:00Z",
        ),
        (
            "Asia/Kathmandu",
            "2026-01-02T00:00:00",
            "2026-01-01T18:15:00Z",
        ),
    ] {
        check_parsing(&iso, zone, &[(text, Some(expected))]);
    }
    // An offset says which of the two is meant.
    let second = [("2026-10-25T02:30:00+01:00", Some("2026-10-25T01:30:00Z"))];
    check_parsing(&iso, "Europe/Berlin", &second);
}

#[test]
fn patterns() {
    for (pattern, text, expected) in [
        (
            "%d.%m.%Y %H:%M",
            "31.01.2026 17:59",
            Some("2026-01-31T16:59:00Z"),
        ),
        ("%d.%m.%Y", "31.01.2026", Some("2026-01-30T23:00:00Z")),
        (
            "%m/%d/%Y %I:%M %p",
            "01/31/2026 05:59 PM",
            Some("2026-01-31T16:59:00Z"),
        ),
        (
            "%Y-%m-%d %H:%M:%S %z",
            "2026-01-31 17:59:13 +0000",
            Some("2026-01-31T17:59:13Z"),
        ),
        (
            "%d.%m.%Y %H:%M",
            "25.10.2026 02:30",
            Some("2026-10-25T00:30:00Z"),
        ),
        ("%d.%m.%Y", "31.02.2026", None),
        ("%d.%m.%Y", "31.01.2026 17:59", None),
        ("%H:%M", "17:59", None),
    ] {
        let format = CivilFormat::Pattern(pattern.to_owned());
        check_parsing(&format, "Europe/Berlin", &[(text, expected)]);
    }
    let format = CivilFormat::Pattern("%d.%m.%Y".to_owned());
    let error = parse_time("x", &format, &Zone::utc()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`x` is not a time: expected the form %d.%m.%Y"
    );
}

#[test]
fn unix_times() {
    let seconds = [
        ("1769882353", Some("2026-01-31T17:59:13Z")),
        ("1769882353.25", Some("2026-01-31T17:59:13.25Z")),
        ("1769882353.1234569", Some("2026-01-31T17:59:13.123456Z")),
        ("0", Some("1970-01-01T00:00:00Z")),
        ("-1", Some("1969-12-31T23:59:59Z")),
        ("-0.5", Some("1969-12-31T23:59:59.5Z")),
        ("1e9", None),
        ("+1", None),
        ("", None),
        ("-", None),
        (".5", None),
        ("1.2.3", None),
        ("1 000", None),
        ("99999999999999", None),
        ("9223372036854775807", None),
        ("99999999999999999999", None),
    ];
    check_parsing(&CivilFormat::UnixSeconds, "Europe/Berlin", &seconds);
    let millis = [
        ("1769882353250", Some("2026-01-31T17:59:13.25Z")),
        ("1769882353250.75", Some("2026-01-31T17:59:13.25075Z")),
    ];
    check_parsing(&CivilFormat::UnixMillis, "UTC", &millis);
    let micros = [("1769882353250001", Some("2026-01-31T17:59:13.250001Z"))];
    check_parsing(&CivilFormat::UnixMicros, "UTC", &micros);
}

#[test]
fn a_day_is_written_in_one_way() {
    let berlin = zone("Europe/Berlin");
    for text in [
        "2026-1-31",
        "20260131",
        "2026-01-31T00:00",
        "2026-02-30",
        "",
        "31.01.2026",
    ] {
        assert_eq!(parse_day(text, &berlin), None, "{text}");
    }
    let first = utc("2026-03-28T23:00:00Z");
    assert_eq!(parse_day("2026-03-29", &berlin), Some(first));
}
