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

/// The gaps as (first hour, hour after, expected), asked for when all hours are over.
fn gaps(hours: i64, events: impl Fn(i64) -> u64) -> Vec<(i64, i64, f64)> {
    let (counts, start, end) = counted(hours, events);
    told(&counts, start, TimeRange { start, end }, end)
}

fn told(counts: &HourCounts, start: Time, range: TimeRange, now: Time) -> Vec<(i64, i64, f64)> {
    let hour = |time: Time| (time.micros() - start.micros()) / HOUR;
    let found = counts.gaps(range, now, &Zone::utc());
    let found = found
        .iter()
        .map(|gap| (hour(gap.start), hour(gap.end), gap.expected_events));
    found.collect()
}

/// The instant so many hours after another.
fn later(start: Time, hours: i64) -> Time {
    Time::from_micros(start.micros() + hours * HOUR)
}

const WEEK: i64 = 168;

#[test]
fn an_empty_stretch_is_expected_what_the_weeks_around_have() {
    // Ten persons an hour; in the third week three hours are missing: 30 expected. One alone is 10, which chance may do.
    let out = |first: i64, after: i64| {
        gaps(5 * WEEK, move |hour| {
            if (first..after).contains(&hour) {
                0
            } else {
                10
            }
        })
    };
    let third = 2 * WEEK;
    assert_eq!(out(third + 5, third + 8), [(third + 5, third + 8, 30.0)]);
    assert_eq!(out(third + 5, third + 7), [(third + 5, third + 7, 20.0)]);
    assert_eq!(out(third + 5, third + 6), []);
    // More than a week, and it still goes on.
    let found = out(third + 100, 5 * WEEK);
    assert_eq!(
        found,
        [(third + 100, 5 * WEEK, (2 * WEEK + 68) as f64 * 10.0)]
    );
}

#[test]
fn nights_are_no_gaps_and_one_loud_week_makes_none() {
    let nights = |hour: i64| if hour % 24 < 6 { 0 } else { 50 };
    assert_eq!(gaps(5 * WEEK, nights), []);
    // In one week something sent a thousand an hour at night. It makes none later, nor when it is the last.
    for loud_week in 0..5 {
        let loud = |hour: i64| {
            if hour / WEEK == loud_week && hour % 24 < 6 {
                1_000
            } else {
                nights(hour)
            }
        };
        assert_eq!(gaps(5 * WEEK, loud), [], "week {loud_week}");
    }
    // Of 30 and 50 in the weeks before, both had 30 at least.
    let growing = |hour: i64| match hour / WEEK {
        0 => 30,
        1 | 3 => 50,
        _ => 0,
    };
    assert_eq!(
        gaps(4 * WEEK, growing),
        [(2 * WEEK, 3 * WEEK, WEEK as f64 * 30.0)]
    );
}

/// What began after the stretch says nothing about it: years of silence behind one old event are no outage.
#[test]
fn an_old_event_and_what_is_new_make_no_gap() {
    let year = 52 * WEEK;
    let since = |first: i64| move |hour: i64| if hour >= first { 50 } else { 0 };
    let lone = |hour: i64| since(year)(hour) + u64::from(hour == 0);
    assert_eq!(gaps(year + 6 * WEEK, lone), []);
    // Nor do two of them at the same hour of two weeks, nor a file of a few old hours.
    let two = |hour: i64| since(year)(hour) + u64::from(hour == 0 || hour == WEEK);
    assert_eq!(gaps(year + 6 * WEEK, two), []);
    let old_file = |hour: i64| since(year)(hour) + if hour < 30 { 1_000 } else { 0 };
    assert_eq!(gaps(year + 6 * WEEK, old_file), []);
    // What a filter leaves of a property that is new: nothing came before its first event.
    assert_eq!(gaps(9 * WEEK, since(6 * WEEK)), []);
    // Two weeks of history say something; a day less does not.
    let outage = |first: i64| {
        gaps(9 * WEEK, move |hour| {
            if (2 * WEEK..2 * WEEK + 24).contains(&hour) {
                0
            } else {
                since(first)(hour)
            }
        })
    };
    assert_eq!(outage(0), [(2 * WEEK, 2 * WEEK + 24, 1_200.0)]);
    assert_eq!(outage(24), []);
}

/// A campaign of 50 an hour ends on a Sunday's midnight; one an hour remains, but for the first empty one. While nothing
/// else is known it looks like an outage; when the next Monday has come it does not.
#[test]
fn what_ends_for_good_is_no_gap_once_that_shows() {
    let over = 4 * WEEK;
    let events = |hour: i64| match hour {
        _ if hour < over => 50,
        _ if hour == over => 0,
        _ => 1,
    };
    assert_eq!(gaps(over + 2, events), [(over, over + 1, 50.0)]);
    assert_eq!(gaps(over + WEEK, events), [(over, over + 1, 50.0)]);
    assert_eq!(gaps(over + WEEK + 1, events), []);
}

/// An outage is told in any range that holds it, by what is known around the range; of one in part, that part.
#[test]
fn a_range_does_not_change_what_is_expected() {
    let (first, after) = (3 * WEEK + 10, 3 * WEEK + 20);
    let events = |hour: i64| {
        if (first..after).contains(&hour) {
            0
        } else {
            10
        }
    };
    let (counts, start, now) = counted(6 * WEEK, events);
    let of = |from: i64, until: i64| {
        let range = TimeRange {
            start: later(start, from),
            end: later(start, until),
        };
        told(&counts, start, range, now)
    };
    assert_eq!(of(first - 3, after + 3), [(first, after, 100.0)]);
    assert_eq!(of(first + 4, after), [(first + 4, after, 60.0)]);
    assert_eq!(of(0, first + 3), [(first, first + 3, 30.0)]);
    assert_eq!(
        of(first + 4, first + 5),
        [],
        "of one hour chance may do that"
    );
    assert_eq!(of(0, first), []);
}

/// All history ends now, not at the last event.
#[test]
fn an_outage_that_still_goes_on_is_told_in_all_history() {
    let (counts, start, last) = counted(4 * WEEK, |_| 10);
    let at = |hours: i64| told(&counts, start, TimeRange::ALL, later(last, hours));
    assert_eq!(at(0), []);
    assert_eq!(at(5), [(4 * WEEK, 4 * WEEK + 5, 50.0)]);
    let half_past = Time::from_micros(later(last, 5).micros() + HOUR / 2);
    let found = told(&counts, start, TimeRange::ALL, half_past);
    assert_eq!(found, at(5), "an hour that is not over is none");
    // Seen from the middle of what was counted, what came later is not known.
    assert_eq!(at(-30), []);
}

#[test]
fn hours_are_those_of_the_zones_clock() {
    // A shop that is open from 9 to 10 of Berlin: from 2026-03-29 on that is an hour earlier in UTC.
    let berlin = Zone::named("Europe/Berlin").unwrap();
    let mut counts = HourCounts::default();
    let start = utc("2026-03-01T23:00:00Z");
    for day in 0..56 {
        let hours = if day < 27 { 9 } else { 8 };
        let opens = later(start, day * 24 + hours);
        (0..40).for_each(|_| counts.add_person(std::iter::once(opens)));
    }
    for days in [28, 29, 56] {
        let now = later(start, days * 24);
        assert_eq!(counts.gaps(TimeRange::ALL, now, &berlin), []);
    }
    let day_after = later(start, 29 * 24);
    assert!(
        !counts
            .gaps(TimeRange::ALL, day_after, &Zone::utc())
            .is_empty()
    );
}

#[test]
fn hours_that_lie_in_it_in_part_are_left_out() {
    let (counts, start, now) = counted(4 * WEEK, |hour| if hour < 3 * WEEK { 30 } else { 0 });
    let range = |from: i64, until: i64| TimeRange {
        start: Time::from_micros(start.micros() + from * HOUR / 2),
        end: Time::from_micros(start.micros() + until * HOUR / 2),
    };
    let first = 2 * 3 * WEEK;
    assert_eq!(told(&counts, start, range(first + 1, first + 3), now), []);
    let found = told(&counts, start, range(first + 1, first + 5), now);
    assert_eq!(found, [(3 * WEEK + 1, 3 * WEEK + 2, 30.0)]);
    let mut merged = HourCounts::default();
    merged.merge(counts.clone());
    assert_eq!(merged, counts);
}

/// Three hours in which four persons with ten events each are due are 120 events, and 12 persons: chance may do that.
/// Five hours are 20 persons.
#[test]
fn events_of_one_person_come_together() {
    let found = |missing: i64| {
        let (mut counts, start, end) = counted(4 * WEEK, |_| 0);
        let is_missing = |hour: &i64| (2 * WEEK..2 * WEEK + missing).contains(hour);
        for hour in (0..4 * WEEK).filter(|hour| !is_missing(hour)) {
            let time = Time::from_micros(start.micros() + hour * HOUR);
            (0..4).for_each(|_| counts.add_person(std::iter::repeat_n(time, 10)));
        }
        counts.gaps(TimeRange { start, end }, end, &Zone::utc())
    };
    assert_eq!(found(3), []);
    let found = found(5);
    assert_eq!(found.len(), 1);
    assert!((found[0].expected_events - 200.0).abs() < 1e-9);
}

#[test]
fn an_event_of_nobody_ends_a_gap_and_makes_none() {
    let (mut counts, start, end) = counted(4 * WEEK, |hour| {
        if (2 * WEEK..2 * WEEK + 8).contains(&hour) {
            0
        } else {
            5
        }
    });
    assert_eq!(
        counts
            .gaps(TimeRange { start, end }, end, &Zone::utc())
            .len(),
        1
    );
    counts.add_without_person(Time::from_micros(start.micros() + (2 * WEEK + 4) * HOUR));
    assert_eq!(
        counts
            .gaps(TimeRange { start, end }, end, &Zone::utc())
            .len(),
        1,
        "of four hours, and one of three"
    );
    let mut alone = HourCounts::default();
    for hour in (0..4 * WEEK).filter(|hour| !(2 * WEEK..2 * WEEK + 24).contains(hour)) {
        let time = Time::from_micros(start.micros() + hour * HOUR);
        (0..50).for_each(|_| alone.add_without_person(time));
    }
    assert_eq!(alone.gaps(TimeRange { start, end }, end, &Zone::utc()), []);
}
