//! Facts about zones were found with Python 3.11's zoneinfo (tzdata 2025b), for instance
//! `datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"), fold=0).astimezone(timezone.utc)`.

use super::*;

fn zone(name: &str) -> Zone {
    Zone::named(name).unwrap()
}

/// An instant in UTC.
fn utc(text: &str) -> Time {
    parse_time(text, &CivilFormat::Iso, &Zone::utc()).unwrap()
}

/// The labels of the buckets that cover a range, and the end of the last.
fn labels(
    (interval, week_start): (Interval, WeekStart),
    zone_name: &str,
    (start, end): (&str, &str),
) -> (Vec<String>, Option<Time>) {
    let zone = zone(zone_name);
    let buckets = Bucketing::cover(utc(start), utc(end), interval, week_start, &zone, 100).unwrap();
    let labels = (0..buckets.len()).map(|bucket| buckets.label(bucket).to_owned());
    let last_end = buckets
        .len()
        .checked_sub(1)
        .map(|last| buckets.end_of(last));
    (labels.collect(), last_end)
}

fn check_buckets(
    interval: Interval,
    zone_name: &str,
    range: (&str, &str),
    expected: &[&str],
    end: &str,
) {
    let (labels, last_end) = labels((interval, WeekStart::Monday), zone_name, range);
    let told = format!("{interval:?} {zone_name} {range:?}");
    assert_eq!(labels, expected, "{told}");
    assert_eq!(last_end, Some(utc(end)), "{told}");
}

#[test]
fn s1_hours_at_both_dst_edges() {
    for (zone, range, expected, end) in [
        (
            "Europe/Berlin",
            ("2026-03-29T00:10:00Z", "2026-03-29T02:10:00Z"),
            &[
                "2026-03-29T01:00:00+01:00",
                "2026-03-29T03:00:00+02:00",
                "2026-03-29T04:00:00+02:00",
            ][..],
            "2026-03-29T03:00:00Z",
        ),
        (
            "Europe/Berlin",
            ("2026-10-25T00:10:00Z", "2026-10-25T02:10:00Z"),
            &[
                "2026-10-25T02:00:00+02:00",
                "2026-10-25T02:00:00+01:00",
                "2026-10-25T03:00:00+01:00",
            ],
            "2026-10-25T03:00:00Z",
        ),
        (
            "America/New_York",
            ("2026-03-08T06:59:59Z", "2026-03-08T07:00:01Z"),
            &["2026-03-08T01:00:00-05:00", "2026-03-08T03:00:00-04:00"],
            "2026-03-08T08:00:00Z",
        ),
        (
            "America/New_York",
            ("2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z"),
            &["2026-11-01T01:00:00-04:00", "2026-11-01T01:00:00-05:00"],
            "2026-11-01T07:00:00Z",
        ),
        (
            "Asia/Kathmandu",
            ("2026-01-01T18:00:00Z", "2026-01-01T18:30:00Z"),
            &["2026-01-01T23:00:00+05:45", "2026-01-02T00:00:00+05:45"],
            "2026-01-01T19:15:00Z",
        ),
    ] {
        check_buckets(Interval::Hour, zone, range, expected, end);
    }
}

/// Lord Howe's summer time is half an hour: 02:00 becomes 01:30 in April and 02:30 in October.
#[test]
fn s1_hours_where_half_an_hour_is_shown_twice_or_skipped() {
    check_buckets(
        Interval::Hour,
        "Australia/Lord_Howe",
        ("2026-04-04T14:00:00Z", "2026-04-04T16:00:00Z"),
        &[
            "2026-04-05T01:00:00+11:00",
            "2026-04-05T01:30:00+10:30",
            "2026-04-05T02:00:00+10:30",
        ],
        "2026-04-04T16:30:00Z",
    );
    check_buckets(
        Interval::Hour,
        "Australia/Lord_Howe",
        ("2026-10-03T15:00:00Z", "2026-10-03T16:10:00Z"),
        &[
            "2026-10-04T01:00:00+10:30",
            "2026-10-04T02:30:00+11:00",
            "2026-10-04T03:00:00+11:00",
        ],
        "2026-10-03T17:00:00Z",
    );
}

#[test]
fn s1_days_at_both_dst_edges() {
    for (zone, range, expected, end) in [
        (
            "Europe/Berlin",
            ("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"),
            &["2026-03-29"][..],
            "2026-03-29T22:00:00Z",
        ),
        (
            "Europe/Berlin",
            ("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"),
            &["2026-10-25"],
            "2026-10-25T23:00:00Z",
        ),
        (
            "America/New_York",
            ("2026-03-08T05:00:00Z", "2026-03-09T04:00:01Z"),
            &["2026-03-08", "2026-03-09"],
            "2026-03-10T04:00:00Z",
        ),
        (
            "America/New_York",
            ("2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z"),
            &["2026-11-01"],
            "2026-11-02T05:00:00Z",
        ),
        (
            "Australia/Lord_Howe",
            ("2026-10-03T13:30:00Z", "2026-10-04T13:00:00Z"),
            &["2026-10-04"],
            "2026-10-04T13:00:00Z",
        ),
        (
            "Asia/Kathmandu",
            ("2026-01-01T18:14:59Z", "2026-01-01T18:15:01Z"),
            &["2026-01-01", "2026-01-02"],
            "2026-01-02T18:15:00Z",
        ),
        // Summer time began at midnight: the day's first instant is 01:00.
        (
            "America/Sao_Paulo",
            ("2018-11-04T02:59:59Z", "2018-11-04T03:00:01Z"),
            &["2018-11-03", "2018-11-04"],
            "2018-11-05T02:00:00Z",
        ),
    ] {
        check_buckets(Interval::Day, zone, range, expected, end);
    }
}

#[test]
fn s1_the_day_samoa_skipped_is_no_bucket() {
    let zone = "Pacific/Apia";
    check_buckets(
        Interval::Day,
        zone,
        ("2011-12-29T12:00:00Z", "2011-12-31T12:00:00Z"),
        &["2011-12-29", "2011-12-31", "2012-01-01"],
        "2012-01-01T10:00:00Z",
    );
    check_buckets(
        Interval::Day,
        zone,
        ("2011-12-30T10:00:00Z", "2011-12-30T11:00:00Z"),
        &["2011-12-31"],
        "2011-12-31T10:00:00Z",
    );
    check_buckets(
        Interval::Hour,
        zone,
        ("2011-12-30T09:30:00Z", "2011-12-30T10:30:00Z"),
        &["2011-12-29T23:00:00-10:00", "2011-12-31T00:00:00+14:00"],
        "2011-12-30T11:00:00Z",
    );
}

#[test]
fn s1_weeks_begin_on_monday_or_sunday() {
    // 2026-03-29 is a Sunday, and summer time begins on it.
    let range = ("2026-03-28T22:00:00Z", "2026-03-30T21:00:00Z");
    for (week_start, expected, end) in [
        (
            WeekStart::Monday,
            ["2026-03-23", "2026-03-30"],
            "2026-04-05T22:00:00Z",
        ),
        (
            WeekStart::Sunday,
            ["2026-03-22", "2026-03-29"],
            "2026-04-04T22:00:00Z",
        ),
    ] {
        let found = labels((Interval::Week, week_start), "Europe/Berlin", range);
        assert_eq!(found.0, expected);
        assert_eq!(found.1, Some(utc(end)));
    }
}

#[test]
fn s1_months_of_all_lengths() {
    check_buckets(
        Interval::Month,
        "Europe/Berlin",
        ("2023-12-31T22:59:59Z", "2024-04-01T00:00:00Z"),
        &[
            "2023-12-01",
            "2024-01-01",
            "2024-02-01",
            "2024-03-01",
            "2024-04-01",
        ],
        "2024-04-30T22:00:00Z",
    );
    // The first of November 2026 has 25 hours in New York.
    check_buckets(
        Interval::Month,
        "America/New_York",
        ("2026-11-01T03:59:59Z", "2026-11-01T04:00:01Z"),
        &["2026-10-01", "2026-11-01"],
        "2026-12-01T05:00:00Z",
    );
}

#[test]
fn every_instant_of_a_range_lies_in_one_bucket() {
    let zone = zone("Europe/Berlin");
    let (start, end) = (utc("2026-03-29T00:10:00Z"), utc("2026-03-29T05:00:00Z"));
    let buckets =
        Bucketing::cover(start, end, Interval::Hour, WeekStart::Monday, &zone, 10).unwrap();
    assert_eq!(buckets.len(), 5);
    assert_eq!(buckets.index_of(utc("2026-03-28T23:59:59Z")), None);
    assert_eq!(buckets.index_of(start), Some(0));
    assert_eq!(buckets.index_of(utc("2026-03-29T01:00:00Z")), Some(1));
    assert_eq!(buckets.index_of(end.minus(Span::from_micros(1))), Some(4));
    assert_eq!(buckets.index_of(end), None);
    assert_eq!(buckets.index_of_label("2026-03-29T03:00:00+02:00"), Some(1));
    assert_eq!(buckets.index_of_label("2026-03-29T02:00:00+01:00"), None);
}

#[test]
fn an_empty_range_has_no_buckets_and_a_long_one_too_many() {
    let cover = |start: Time, end: Time, limit| {
        let day = Interval::Day;
        Bucketing::cover(start, end, day, WeekStart::Monday, &Zone::utc(), limit)
    };
    let (start, end) = (utc("2026-01-01"), utc("2026-01-11"));
    assert!(cover(start, start, 10).unwrap().is_empty());
    assert!(cover(end, start, 10).unwrap().is_empty());
    assert_eq!(cover(start, end, 10).unwrap().len(), 10);
    assert_eq!(
        cover(start, end, 9),
        Err(BucketsError::TooMany { limit: 9 })
    );
    assert_eq!(
        cover(Time::MIN, end, 10),
        Err(BucketsError::OutsideCalendar)
    );
    let last_day = utc("9999-12-30T12:00:00Z");
    assert_eq!(
        cover(last_day, Time::MAX, 10),
        Err(BucketsError::OutsideCalendar)
    );
}

#[test]
fn spans() {
    for (text, seconds) in [
        ("0s", 0),
        ("90s", 90),
        ("30m", 1_800),
        ("12h", 43_200),
        ("7d", 604_800),
        ("2w", 1_209_600),
        ("007d", 604_800),
    ] {
        let span = Span::parse(text).map(Span::micros);
        assert_eq!(span, Ok(seconds * MICROS_PER_SECOND), "{text}");
    }
    for text in [
        "",
        "d",
        "7",
        "7 d",
        " 7d",
        "7d ",
        "-7d",
        "+7d",
        "7.5h",
        "7D",
        "7dd",
        "7y",
        "7µ",
        "７d",
        "1e3s",
        "4294967296s",
        "4294967295w",
    ] {
        let error = Span::parse(text).unwrap_err().to_string();
        assert!(
            error.starts_with(&format!("`{text}` is not a duration")),
            "{error}"
        );
    }
}

#[test]
fn a_span_is_shown_in_its_largest_whole_unit() {
    for (micros, text) in [
        (0, "0s"),
        (604_800_000_000, "1w"),
        (259_200_000_000, "3d"),
        (5_400_000_000, "90m"),
        (3_600_000_000, "1h"),
        (61_000_000, "61s"),
        (1_500_000, "1500000µs"),
        (-5, "0s"),
    ] {
        assert_eq!(Span::from_micros(micros).to_string(), text);
    }
}

#[test]
fn arithmetic_stops_at_the_ends_of_time() {
    let day = Span::from_seconds(86_400);
    let noon = utc("2026-01-31T12:00:00Z");
    assert_eq!(noon.plus(day).since(noon), day);
    assert_eq!(noon.minus(day).plus(day), noon);
    assert_eq!(noon.since(noon.plus(day)), Span::default());
    assert_eq!(Time::MAX.plus(day), Time::MAX);
    assert_eq!(Time::MIN.minus(day), Time::MIN);
    assert_eq!(Time::MAX.since(Time::MIN).micros(), i64::MAX);
    assert_eq!(Time::MAX.to_string(), "9223372036854775807 µs since 1970");
}

#[test]
fn zones_have_iana_names() {
    assert_eq!(Zone::named("UTC").unwrap(), Zone::utc());
    assert_eq!(zone("europe/berlin").name(), "Europe/Berlin");
    for name in ["", "Mars/Olympus", "+02:00", "Europe/Berlin "] {
        assert!(Zone::named(name).is_err(), "{name}");
    }
}
