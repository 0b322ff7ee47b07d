//! Berlin is at UTC+1 in winter and at UTC+2 in summer; 2026-10-25 has 25 hours there.

use super::*;
use crate::returning::rolling_length;
use crate::time::{CivilFormat, parse_day, parse_time};

fn at(text: &str) -> Time {
    let utc = Zone::utc();
    let time = || parse_time(text, &CivilFormat::Iso, &utc).unwrap();
    parse_day(text, &utc).unwrap_or_else(time)
}

fn grid(start: &str, end: &str, shape: Shape, now: &str) -> Result<Grid, GridError> {
    let zone = Zone::named("Europe/Berlin").unwrap();
    let range = TimeRange {
        start: at(start),
        end: at(end),
    };
    Grid::cover(range, shape, WeekStart::Monday, &zone, at(now), 100_000)
}

fn shape(interval: Interval, mode: Mode, periods: usize) -> Shape {
    Shape {
        interval,
        mode,
        periods,
    }
}

fn rolling(interval: Interval) -> Mode {
    Mode::Rolling {
        length: rolling_length(interval).unwrap(),
    }
}

/// Of each cohort its first day, its periods that have begun, and how many of them are complete.
fn told(grid: &Grid) -> Vec<(String, usize, usize)> {
    let cohort = |cohort: usize| {
        let begun = grid.begun(cohort);
        let is_complete = |period: &usize| grid.is_complete(cohort, *period);
        let complete = (0..begun).filter(is_complete).count();
        (grid.label(cohort).to_owned(), begun, complete)
    };
    (0..grid.cohorts()).map(cohort).collect()
}

#[test]
fn months_up_to_now() {
    let months = shape(Interval::Month, Mode::On, 12);
    // From the middle of January until the end of February, as of April 1st in Berlin.
    let (start, end) = ("2026-01-15T00:00:00Z", "2026-02-28T23:00:00Z");
    let found = grid(start, end, months, "2026-03-31T22:00:00Z").unwrap();
    assert_eq!(
        told(&found),
        [
            ("2026-01-01".to_owned(), 4, 3),
            ("2026-02-01".to_owned(), 3, 2)
        ]
    );
    // What lies before the range is in no cohort, though the bucket holds it.
    assert_eq!(found.cohort_of(at("2026-01-14T12:00:00Z")), None);
    assert_eq!(found.cohort_of(at(start)), Some(0));
    assert_eq!(found.cohort_of(at(end)), None);
    assert_eq!(found.cohort_of_label("2026-02-01"), Some(1));
    assert_eq!(found.cohort_of_label("2026-03-01"), None);
}

#[test]
fn who_starts_just_after_now_has_not_started() {
    let days = shape(Interval::Day, Mode::On, 2);
    let found = grid("2026-01-01", "2026-02-01", days, "2026-01-02T12:00:00Z").unwrap();
    let expected = [
        ("2026-01-01".to_owned(), 2, 1),
        ("2026-01-02".to_owned(), 1, 0),
    ];
    assert_eq!(told(&found), expected);
    assert_eq!(found.cohort_of(at("2026-01-02T12:00:00Z")), Some(1));
    assert_eq!(found.cohort_of(at("2026-01-02T12:00:00.000001Z")), None);
}

#[test]
fn nothing_has_begun() {
    let days = shape(Interval::Day, Mode::OnOrAfter, 2);
    for (start, end, now) in [
        ("2026-01-01", "2026-01-01", "2026-02-01"),
        ("2026-01-02", "2026-02-01", "2026-01-01"),
    ] {
        assert_eq!(grid(start, end, days, now).unwrap().cohorts(), 0, "{start}");
    }
}

/// On a day of 25 hours whoever starts in the first one has a second day of its own before the calendar has.
#[test]
fn a_persons_own_day_has_24_hours() {
    let (start, end) = ("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z");
    let days = |mode: Mode| shape(Interval::Day, mode, 3);
    let now = "2026-10-25T22:30:00Z";
    let calendar = grid(start, end, days(Mode::On), now).unwrap();
    assert_eq!(told(&calendar), [("2026-10-25".to_owned(), 1, 0)]);
    let own = grid(start, end, days(rolling(Interval::Day)), now).unwrap();
    assert_eq!(told(&own), [("2026-10-25".to_owned(), 2, 0)]);
    assert!(own.is_over(0, at(start), 0));
    assert!(!own.is_over(0, at("2026-10-24T22:30:00.000001Z"), 0));
    assert_eq!(own.period_of(0, at(start), at(now)), Some(1));
    assert_eq!(calendar.period_of(0, at(start), at(now)), Some(0));
    // It is complete for who starts at the end of the day a whole day later.
    let later = |now| told(&grid(start, end, days(rolling(Interval::Day)), now).unwrap())[0].2;
    assert_eq!(later("2026-10-26T22:59:59Z"), 0);
    assert_eq!(later("2026-10-26T23:00:00Z"), 1);
}

#[test]
fn a_month_has_no_fixed_length() {
    assert_eq!(rolling_length(Interval::Month), None);
    let seven_days = Span::from_seconds(604_800);
    assert_eq!(rolling_length(Interval::Week), Some(seven_days));
}

#[test]
fn cells_are_bounded() {
    let days = shape(Interval::Day, Mode::On, 366);
    let year = |start| grid(start, "2025-12-31T23:00:00Z", days, "2026-02-01");
    assert!(year("2025-01-01").is_ok());
    // 731 days of 2024 and 2025, each with 367 periods, are 268,277.
    assert_eq!(
        year("2024-01-01"),
        Err(GridError::TooManyCells {
            cohorts: 731,
            periods: 367
        })
    );
    assert!(matches!(
        grid("0001-01-01", "2026-01-01", days, "2026-02-01"),
        Err(GridError::Buckets(_))
    ));
}
