//! Buckets against those of Python's zoneinfo: `zoneinfo_truth.py` says how they were found.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what reads the table is part of the tests"
)]

use std::collections::BTreeMap;

use cairn_core::time::{Bucketing, Interval, Span, Time, WeekStart, Zone};

struct Row {
    zone: Zone,
    interval: Interval,
    week_start: WeekStart,
    at: Time,
    start: Time,
    end: Time,
}

fn rows() -> Vec<Row> {
    let text = include_str!("bucket_truth.csv");
    text.lines().skip(1).map(read).collect()
}

fn read(line: &str) -> Row {
    let fields: Vec<&str> = line.split(',').collect();
    let [zone, interval, at, start, end] = fields[..] else {
        panic!("`{line}` has not five fields");
    };
    let (interval, week_start) = match interval {
        "hour" => (Interval::Hour, WeekStart::Monday),
        "day" => (Interval::Day, WeekStart::Monday),
        "week_monday" => (Interval::Week, WeekStart::Monday),
        "week_sunday" => (Interval::Week, WeekStart::Sunday),
        "month" => (Interval::Month, WeekStart::Monday),
        other => panic!("`{other}` is no interval"),
    };
    let seconds = |text: &str| Time::from_micros(text.parse::<i64>().unwrap() * 1_000_000);
    Row {
        zone: Zone::named(zone).unwrap(),
        interval,
        week_start,
        at: seconds(at),
        start: seconds(start),
        end: seconds(end),
    }
}

/// The row's interval from some time before `at` until just after it.
fn buckets(row: &Row, before: Span) -> Bucketing {
    let from = row.at.minus(before);
    let until = row.at.plus(Span::from_micros(1));
    Bucketing::cover(from, until, row.interval, row.week_start, &row.zone, 10_000).unwrap()
}

#[test]
fn there_are_two_thousand_rows_of_all_kinds() {
    let mut kinds: BTreeMap<(String, String), u32> = BTreeMap::new();
    for row in rows() {
        let interval = format!("{:?} {:?}", row.interval, row.week_start);
        *kinds
            .entry((row.zone.name().to_owned(), interval))
            .or_default() += 1;
    }
    assert_eq!(kinds.values().sum::<u32>(), 2_000);
    assert_eq!(kinds.len(), 11 * 5);
    assert!(kinds.values().all(|count| *count >= 30), "{kinds:?}");
}

#[test]
fn a_bucket_begins_and_ends_where_zoneinfo_says() {
    for row in rows() {
        let buckets = buckets(&row, Span::default());
        let told = format!("{:?} {} {}", row.interval, row.zone.name(), row.at);
        let just_before = row.start.minus(Span::from_micros(1));
        assert_eq!(buckets.index_of(row.start), Some(0), "start of {told}");
        assert_eq!(buckets.index_of(just_before), None, "start of {told}");
        assert_eq!(buckets.end_of(0), row.end, "end of {told}");
    }
}

#[test]
fn a_bucket_does_not_depend_on_where_the_range_begins() {
    let three_days = Span::from_seconds(3 * 86_400);
    let seventy_days = Span::from_seconds(70 * 86_400);
    for row in rows() {
        let alone = buckets(&row, Span::default());
        let is_hour = row.interval == Interval::Hour;
        let buckets = buckets(&row, if is_hour { three_days } else { seventy_days });
        let told = format!("{:?} {} {}", row.interval, row.zone.name(), row.at);
        let bucket = buckets.index_of(row.at).unwrap();
        let just_before = row.start.minus(Span::from_micros(1));
        assert_eq!(buckets.index_of(row.start), Some(bucket), "start of {told}");
        assert_eq!(buckets.index_of(just_before), Some(bucket - 1), "{told}");
        assert_eq!(buckets.end_of(bucket), row.end, "end of {told}");
        assert_eq!(buckets.label(bucket), alone.label(0), "{told}");
    }
}
