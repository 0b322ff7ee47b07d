use super::*;
use crate::time::{CivilFormat, parse_time};

fn utc(text: &str) -> Time {
    parse_time(text, &CivilFormat::Iso, &Zone::utc()).unwrap()
}

const HOUR: i64 = 3_600_000_000;

/// Hours from a Monday's midnight on; `events` of each hour by its number, each of another person.
fn counted(hours: i64, events: impl Fn(i64) -> u64) -> (HourCounts, Time, Time) {
    let start = utc("2026-01-05T00:00:00Z");
    let mut counts = HourCounts::default();
    for hour in 0..hours {
        let time = Time::from_micros(start.micros() + hour * HOUR + 60_000_000);
        (0..events(hour)).for_each(|_| counts.add_person(std::iter::once(time)));
    }
    (
        counts,
        start,
        Time::from_micros(start.micros() + hours * HOUR),
    )
}

/// The gaps as (first hour, hour after, expected).
fn gaps(hours: i64, events: impl Fn(i64) -> u64) -> Vec<(i64, i64, f64)> {
    let (counts, start, end) = counted(hours, events);
    let hour = |time: Time| (time.micros() - start.micros()) / HOUR;
    let found = counts.gaps(start, end, &Zone::utc());
    let found = found
        .iter()
        .map(|gap| (hour(gap.start), hour(gap.end), gap.expected_events));
    found.collect()
}

const WEEK: i64 = 168;

#[test]
fn an_empty_stretch_is_expected_what_other_weeks_have() {
    // Ten persons an hour; in the second week three hours are missing: 30 expected. One alone is 10, which chance may do.
    let out = |first: i64, after: i64| {
        gaps(4 * WEEK, move |hour| {
            if (first..after).contains(&hour) {
                0
            } else {
                10
            }
        })
    };
    assert_eq!(out(WEEK + 5, WEEK + 8), [(WEEK + 5, WEEK + 8, 30.0)]);
    assert_eq!(out(WEEK + 5, WEEK + 7), [(WEEK + 5, WEEK + 7, 20.0)]);
    assert_eq!(out(WEEK + 5, WEEK + 6), []);
    // More than a week, up to the end: of the hours of the week twice missing two others remain.
    let found = out(2 * WEEK + 100, 4 * WEEK);
    assert_eq!(
        found,
        [(2 * WEEK + 100, 4 * WEEK, (WEEK + 68) as f64 * 10.0)]
    );
}

#[test]
fn nights_are_no_gaps_and_one_loud_week_makes_none() {
    let nights = |hour: i64| if hour % 24 < 6 { 0 } else { 50 };
    assert_eq!(gaps(5 * WEEK, nights), []);
    // In the second week something sent a thousand an hour at night.
    let loud = |hour: i64| {
        if hour / WEEK == 1 && hour % 24 < 6 {
            1_000
        } else {
            nights(hour)
        }
    };
    assert_eq!(gaps(5 * WEEK, loud), []);
    // One other week is none to expect by.
    assert_eq!(gaps(2 * WEEK, |hour| if hour < 20 { 0 } else { 50 }), []);
    // Medians of two weeks are their mean: of 30 and 50.
    let two = |hour: i64| match hour / WEEK {
        0 => 0,
        1 => 30,
        _ => 50,
    };
    let found = gaps(3 * WEEK, two);
    assert_eq!(found, [(0, WEEK, WEEK as f64 * 40.0)]);
}

#[test]
fn hours_are_those_of_the_zones_clock() {
    // A shop that is open from 9 to 10 of Berlin: from 2026-03-29 on that is an hour earlier in UTC.
    let berlin = Zone::named("Europe/Berlin").unwrap();
    let mut counts = HourCounts::default();
    let start = utc("2026-03-01T23:00:00Z");
    for day in 0..56 {
        let hours = if day < 27 { 9 } else { 8 };
        let opens = Time::from_micros(start.micros() + (day * 24 + hours) * HOUR);
        (0..40).for_each(|_| counts.add_person(std::iter::once(opens)));
    }
    let end = Time::from_micros(start.micros() + 56 * 24 * HOUR);
    assert_eq!(counts.gaps(start, end, &berlin), []);
    assert!(!counts.gaps(start, end, &Zone::utc()).is_empty());
}

#[test]
fn hours_that_lie_in_it_in_part_are_left_out() {
    let (counts, start, end) = counted(4 * WEEK, |hour| if hour % 24 == 0 { 0 } else { 30 });
    let late = Time::from_micros(start.micros() + HOUR / 2);
    assert_eq!(counts.gaps(late, end, &Zone::utc()), []);
    let mut merged = HourCounts::default();
    merged.merge(counts.clone());
    assert_eq!(merged, counts);
}

/// Three hours in which four persons with ten events each are due are 120 events, and 12 persons: chance may do that.
/// Five hours are 20 persons.
#[test]
fn events_of_one_person_come_together() {
    let told = |missing: i64| {
        let (mut counts, start, end) = counted(4 * WEEK, |_| 0);
        for hour in (0..4 * WEEK).filter(|hour| !(WEEK..WEEK + missing).contains(hour)) {
            let time = Time::from_micros(start.micros() + hour * HOUR);
            (0..4).for_each(|_| counts.add_person(std::iter::repeat_n(time, 10)));
        }
        counts.gaps(start, end, &Zone::utc())
    };
    assert_eq!(told(3), []);
    let found = told(5);
    assert_eq!(found.len(), 1);
    assert!((found[0].expected_events - 200.0).abs() < 1e-9);
}

#[test]
fn an_event_of_nobody_ends_a_gap_and_makes_none() {
    let (mut counts, start, end) = counted(4 * WEEK, |hour| {
        if (WEEK..WEEK + 8).contains(&hour) {
            0
        } else {
            5
        }
    });
    assert_eq!(counts.gaps(start, end, &Zone::utc()).len(), 1);
    counts.add_without_person(Time::from_micros(start.micros() + (WEEK + 4) * HOUR));
    assert_eq!(
        counts.gaps(start, end, &Zone::utc()).len(),
        1,
        "of four hours, and one of three"
    );
    let mut alone = HourCounts::default();
    for hour in (0..4 * WEEK).filter(|hour| !(WEEK..WEEK + 24).contains(hour)) {
        let time = Time::from_micros(start.micros() + hour * HOUR);
        (0..50).for_each(|_| alone.add_without_person(time));
    }
    assert_eq!(alone.gaps(start, end, &Zone::utc()), []);
}
