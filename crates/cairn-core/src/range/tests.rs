//! Facts about zones were found with Python 3.11's zoneinfo (tzdata 2025b).

use super::*;

fn utc(text: &str) -> Time {
    parse_time(text, &CivilFormat::Iso, &Zone::utc()).unwrap()
}

fn between(start: &str, end: &str) -> Range {
    Range::Between {
        start: Edge::new(start),
        end: Edge::new(end),
    }
}

fn last(text: &str) -> Range {
    Range::Last(Last::parse(text).unwrap())
}

/// The range at `now` as `start end`, or the error.
fn resolved(range: &Range, now: &str, zone: &str) -> String {
    match range.resolve(utc(now), &Zone::named(zone).unwrap()) {
        Ok(range) => format!("{} {}", range.start, range.end),
        Err(error) => format!("error: {error}"),
    }
}

#[test]
fn s1_ranges_are_half_open() {
    let range = TimeRange {
        start: utc("2026-01-01T00:00:00Z"),
        end: utc("2026-02-01T00:00:00Z"),
    };
    let tick = Span::from_micros(1);
    assert!(range.contains(range.start));
    assert!(!range.contains(range.start.minus(tick)));
    assert!(range.contains(range.end.minus(tick)));
    assert!(!range.contains(range.end));
    assert!(TimeRange::ALL.contains(Time::MIN));
}

#[test]
fn s1_last_days_are_local_days_up_to_and_including_today() {
    for (text, now, zone, expected) in [
        // Summer time begins on 2026-03-29 in Berlin: a day of 23 hours.
        (
            "1d",
            "2026-03-29T20:00:00Z",
            "Europe/Berlin",
            "2026-03-28T23:00:00Z 2026-03-29T22:00:00Z",
        ),
        (
            "30d",
            "2026-03-29T20:00:00Z",
            "Europe/Berlin",
            "2026-02-27T23:00:00Z 2026-03-29T22:00:00Z",
        ),
        // It ends on 2026-10-25: a day of 25 hours.
        (
            "30d",
            "2026-10-25T00:30:00Z",
            "Europe/Berlin",
            "2026-09-25T22:00:00Z 2026-10-25T23:00:00Z",
        ),
        // Half past midnight in Berlin is still yesterday in UTC.
        (
            "2d",
            "2026-01-09T23:30:00Z",
            "Europe/Berlin",
            "2026-01-08T23:00:00Z 2026-01-10T23:00:00Z",
        ),
        (
            "2d",
            "2026-01-09T23:30:00Z",
            "UTC",
            "2026-01-08T00:00:00Z 2026-01-10T00:00:00Z",
        ),
        (
            "4w",
            "2026-01-28T12:00:00Z",
            "UTC",
            "2026-01-01T00:00:00Z 2026-01-29T00:00:00Z",
        ),
        // Samoa skipped 2011-12-30: the two days end with the 31st and begin with it.
        (
            "2d",
            "2011-12-31T00:00:00Z",
            "Pacific/Apia",
            "2011-12-30T10:00:00Z 2011-12-31T10:00:00Z",
        ),
    ] {
        assert_eq!(resolved(&last(text), now, zone), expected, "{text} {zone}");
    }
}

#[test]
fn last_hours_and_minutes_are_elapsed_time() {
    for (text, expected) in [
        ("12h", "2026-03-29T08:00:00Z 2026-03-29T20:00:00Z"),
        ("90m", "2026-03-29T18:30:00Z 2026-03-29T20:00:00Z"),
    ] {
        let now = "2026-03-29T20:00:00Z";
        assert_eq!(resolved(&last(text), now, "Europe/Berlin"), expected);
    }
}

#[test]
fn what_is_no_length_of_time_is_refused() {
    for text in [
        "",
        "0d",
        "0h",
        "d",
        "30",
        "30 d",
        "-30d",
        "1.5d",
        "30D",
        "30x",
        "2 weeks",
        "month",
        "4294967296d",
        "4294967295w",
        "３０d",
    ] {
        let error = Last::parse(text).unwrap_err();
        assert_eq!(error, RangeError::Last(text.to_owned()));
    }
    assert_eq!(Last::parse("30d"), Ok(Last::Days(30)));
    assert_eq!(Last::parse("4w"), Ok(Last::Days(28)));
    let twelve_hours = Last::Elapsed(Span::from_seconds(43_200));
    assert_eq!(Last::parse("12h"), Ok(twelve_hours));
}

#[test]
fn more_days_than_a_calendar_has_are_refused() {
    for text in ["5000000d", "8000000d", "4294967295d"] {
        let found = resolved(&last(text), "2026-01-01T00:00:00Z", "UTC");
        assert!(found.starts_with("error: `"), "{text}: {found}");
    }
}

#[test]
fn days_begin_where_the_zone_says() {
    for (range, zone, expected) in [
        (
            between("2026-01-01", "2026-02-01"),
            "UTC",
            "2026-01-01T00:00:00Z 2026-02-01T00:00:00Z",
        ),
        (
            between("2026-03-29", "2026-03-30"),
            "Europe/Berlin",
            "2026-03-28T23:00:00Z 2026-03-29T22:00:00Z",
        ),
        (
            between("2026-01-01T12:00:00", "2026-01-01T12:00:00Z"),
            "Europe/Berlin",
            "2026-01-01T11:00:00Z 2026-01-01T12:00:00Z",
        ),
        (
            between("2026-01-01", "2026-01-01"),
            "UTC",
            "2026-01-01T00:00:00Z 2026-01-01T00:00:00Z",
        ),
    ] {
        assert_eq!(resolved(&range, "2026-06-01", zone), expected);
    }
}

#[test]
fn a_range_that_makes_no_sense_is_refused() {
    for (range, beginning) in [
        (
            between("2026-02-01", "2026-01-01"),
            "error: the range ends before it starts",
        ),
        (
            between("2026-02-30", "2026-03-01"),
            "error: `2026-02-30` is not a time",
        ),
        (between("2026-01-01", "soon"), "error: `soon` is not a time"),
        (between("", "2026-01-01"), "error: `` is not a time"),
    ] {
        let found = resolved(&range, "2026-06-01", "UTC");
        assert!(found.starts_with(beginning), "{found}");
    }
}

#[test]
fn no_range_is_all_of_time() {
    let all = Range::default().resolve(utc("2026-01-01"), &Zone::utc());
    assert_eq!(all, Ok(TimeRange::ALL));
}

/// The range before `range` at `now` as `start end`, or the error.
fn compared(compare: &Compare, range: &Range, now: &str, zone: &str) -> String {
    match compare.resolve(range, utc(now), &Zone::named(zone).unwrap()) {
        Ok(ComparedRange { range, is_part }) => {
            let part = if is_part { " in part" } else { "" };
            format!("{} {}{part}", range.start, range.end)
        }
        Err(error) => format!("error: {error}"),
    }
}

#[test]
fn the_range_before_has_as_many_local_days_or_as_much_time() {
    let now = "2026-11-01T12:00:00Z";
    for (range, expected) in [
        // Seven days before the change to winter time, whose eighth day has 25 hours.
        (
            between("2026-10-25", "2026-11-01"),
            "2026-10-17T22:00:00Z 2026-10-24T22:00:00Z",
        ),
        (
            between("2026-10-26", "2026-10-27"),
            "2026-10-24T22:00:00Z 2026-10-25T23:00:00Z",
        ),
        (
            between("2026-02-01", "2026-03-01"),
            "2026-01-03T23:00:00Z 2026-01-31T23:00:00Z",
        ),
        (
            between("2026-10-26", "2026-10-26"),
            "2026-10-25T23:00:00Z 2026-10-25T23:00:00Z",
        ),
        // Elapsed time where an end is an instant, also if it is a day's first.
        (
            between("2026-10-26", "2026-10-26T23:00:00Z"),
            "2026-10-24T23:00:00Z 2026-10-25T23:00:00Z",
        ),
        (last("3h"), "2026-11-01T06:00:00Z 2026-11-01T09:00:00Z"),
    ] {
        let found = compared(&Compare::Previous, &range, now, "Europe/Berlin");
        assert_eq!(found, expected, "{range:?}");
    }
    let named = Compare::With(between("2025-01-01", "2025-01-03"));
    let found = compared(&named, &Range::All, now, "UTC");
    assert_eq!(found, "2025-01-01T00:00:00Z 2025-01-03T00:00:00Z");
    let nothing = compared(&Compare::Previous, &Range::All, now, "UTC");
    assert!(
        nothing.contains("all history has no range before it"),
        "{nothing}"
    );
}

/// What is compared has as many days, and the last of them as many hours, as have passed; Berlin's clock is put back on
/// 2026-10-25.
#[test]
fn a_range_that_is_not_over_is_compared_with_as_much_of_the_one_before() {
    let noon = "2026-11-01T12:00:00Z";
    for (range, now, expected) in [
        // 13:00 in winter: of the second day before, too.
        (
            last("2d"),
            noon,
            "2026-10-28T23:00:00Z 2026-10-30T12:00:00Z in part",
        ),
        // Seven days before 13:00 in winter it was 13:00 in summer.
        (
            last("7d"),
            "2026-10-28T12:00:00Z",
            "2026-10-14T22:00:00Z 2026-10-21T11:00:00Z in part",
        ),
        (
            between("2026-10-26", "2026-11-02"),
            noon,
            "2026-10-18T22:00:00Z 2026-10-25T12:00:00Z in part",
        ),
        // Two days and no days: elapsed time.
        (
            between("2026-10-31T12:00:00", "2026-11-02T12:00:00"),
            noon,
            "2026-10-29T11:00:00Z 2026-10-30T12:00:00Z in part",
        ),
        // The first instant of today, and the last that is over.
        (
            last("1d"),
            "2026-10-31T23:00:00Z",
            "2026-10-30T23:00:00Z 2026-10-30T23:00:00Z in part",
        ),
        (
            between("2026-10-31", "2026-11-01"),
            "2026-10-31T23:00:00Z",
            "2026-10-29T23:00:00Z 2026-10-30T23:00:00Z",
        ),
        // Nothing of it has passed.
        (
            between("2026-12-01", "2026-12-08"),
            noon,
            "2026-11-23T23:00:00Z 2026-11-23T23:00:00Z in part",
        ),
        (
            last("3h"),
            noon,
            "2026-11-01T06:00:00Z 2026-11-01T09:00:00Z",
        ),
    ] {
        let found = compared(&Compare::Previous, &range, now, "Europe/Berlin");
        assert_eq!(found, expected, "{range:?} at {now}");
    }
    // A range that was named is taken as it is.
    let named = Compare::With(between("2026-10-25", "2026-11-08"));
    let found = compared(&named, &last("7d"), noon, "UTC");
    assert_eq!(found, "2026-10-25T00:00:00Z 2026-11-08T00:00:00Z");
}
