//! Dates of 2026 and 2024 as a printed calendar has them.

use super::*;

fn at(seconds: i64) -> Time {
    Time::from_micros(seconds * MICROS)
}

#[test]
fn days_and_dates() {
    for (date, day) in [
        ((1970, 1, 1), 0),
        ((2000, 3, 1), 11_017),
        ((2024, 2, 29), 19_782),
        ((2026, 1, 1), 20_454),
    ] {
        assert_eq!(day_of(date.0, date.1, date.2), day);
        assert_eq!(date_of(day), date);
    }
    // 2026-01-01 is a Thursday.
    assert_eq!(weekday(20_454), 4);
}

#[test]
fn summer_time() {
    // 2026-03-29T01:00Z and 2026-10-25T01:00Z; 2026-03-08T07:00Z and 2026-11-01T06:00Z.
    assert_eq!(
        Place::Berlin.changes(2026),
        Some([at(1_774_746_000), at(1_792_890_000)])
    );
    assert_eq!(
        Place::NewYork.changes(2026),
        Some([at(1_772_953_200), at(1_793_512_800)])
    );
}

#[test]
fn a_day_has_23_or_25_hours() {
    let calendar = |place, interval| Calendar {
        place,
        interval,
        week_start: WeekStart::Monday,
    };
    let hours = |calendar: Calendar, time: Time| {
        let number = calendar.number(time);
        (calendar.begin(number + 1).micros() - calendar.begin(number).micros()) / MICROS / HOUR
    };
    for place in [Place::Berlin, Place::NewYork] {
        let [spring, autumn] = place.changes(2026).unwrap();
        assert_eq!(hours(calendar(place, Interval::Day), spring), 23);
        assert_eq!(hours(calendar(place, Interval::Day), autumn), 25);
        assert_eq!(hours(calendar(place, Interval::Week), spring), 7 * 24 - 1);
    }
    let berlin = calendar(Place::Berlin, Interval::Month);
    let [spring, _] = Place::Berlin.changes(2026).unwrap();
    assert_eq!(hours(berlin, spring), 31 * 24 - 1);
    assert_eq!(berlin.label(berlin.number(spring)), "2026-03-01");
    // 2026-03-29 is a Sunday: the last day of a week from Monday, the first of one from Sunday.
    let week = calendar(Place::Berlin, Interval::Week);
    assert_eq!(week.label(week.number(spring)), "2026-03-23");
    let sunday = Calendar {
        week_start: WeekStart::Sunday,
        ..week
    };
    assert_eq!(sunday.label(sunday.number(spring)), "2026-03-29");
}
