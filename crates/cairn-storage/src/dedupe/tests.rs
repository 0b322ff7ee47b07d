//! The window against a plain list of all that ever came.

use super::*;

const SECOND: i64 = 1_000_000;

fn time(seconds: i64) -> Time {
    Time::from_micros(seconds * SECOND)
}

fn day(number: i32) -> ReceivedDay {
    ReceivedDay::of_number(number)
}

#[test]
fn an_event_is_known_for_the_windows_days_and_forgotten_after_one_more() {
    for days in [7, 8, 30] {
        check_window(days);
    }
    assert_eq!([6, 31, 0].map(DedupeWindow::of_days), [None; 3]);
    assert_eq!(DedupeWindow::of_days(7), Some(DedupeWindow::default()));
}

fn check_window(days: u8) {
    let day = 86_400;
    let window = i64::from(days) * day;
    let cases = [
        (0, window, false),
        (0, window + day / 2, false),
        (day / 2, window + day / 2 - 1, false),
        (0, window + day, true),
        (day - 1, window + day - 1, false),
        (day - 1, window + day, true),
    ];
    for (first, again, is_new) in cases {
        let mut ids = RecentIds::within(DedupeWindow::of_days(days).unwrap());
        assert!(ids.insert(EventId(1), time(first)));
        ids.expire(time(again));
        assert_eq!(
            ids.insert(EventId(1), time(again)),
            is_new,
            "{first} {again}"
        );
    }
}

#[test]
fn what_was_taken_back_can_come_again() {
    let mut ids = RecentIds::default();
    ids.note(EventId(1), day(0));
    ids.note(EventId(2), day(1));
    ids.forget(EventId(1), day(0));
    assert!(ids.insert(EventId(1), time(86_400)));
    assert!(!ids.insert(EventId(2), time(86_400)));
}

#[test]
fn what_arrived_on_another_day_stays_known() {
    let mut ids = RecentIds::default();
    ids.note(EventId(1), day(0));
    ids.expire(time(9 * 86_400));
    assert!(ids.insert(EventId(1), time(9 * 86_400)));
    ids.forget(EventId(1), day(0));
    assert!(!ids.insert(EventId(1), time(9 * 86_400)));
}

#[test]
fn within_the_window_it_answers_as_a_list_would() {
    let mut state = 11_u64;
    let mut dice = |most: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) % most
    };
    let mut ids = RecentIds::default();
    let mut list: Vec<(u128, i64)> = Vec::new();
    let mut now = 0_i64;
    for _ in 0..20_000 {
        now += i64::try_from(dice(120)).unwrap();
        ids.expire(time(now));
        let id = u128::from(dice(3_000));
        let last_stored = list.iter().rev().find(|(known, _)| *known == id);
        let age = last_stored.map(|(_, at)| now - at);
        let is_new = ids.insert(EventId(id), time(now));
        match age {
            None => assert!(is_new),
            Some(age) if age <= 7 * 86_400 => assert!(!is_new, "known {age} s ago"),
            Some(age) if age > 8 * 86_400 => assert!(is_new, "forgotten after {age} s"),
            Some(_) => {}
        }
        if is_new {
            list.push((id, now));
        }
    }
    assert!(list.len() > 3_000, "some ids came again after the window");
}
