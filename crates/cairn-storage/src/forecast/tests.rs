use super::*;

const DAY: i64 = 86_400_000_000;
/// Noon of day 100.
const NOW: Time = Time::from_micros(100 * DAY + DAY / 2);
const GIB: u64 = 1 << 30;

/// A site of so many bytes and events, with (day, live events).
fn site(bytes: u64, events: u64, live: &[(i32, u64)]) -> SiteArrivals {
    let mut site = SiteArrivals {
        bytes,
        events,
        ..SiteArrivals::default()
    };
    for (day, events) in live {
        site.note_live(ReceivedDay::of_number(*day), *events);
    }
    site
}

fn space(free: u64, low_water: u64) -> Option<DiskSpace> {
    Some(DiskSpace {
        free,
        of: 100 * GIB,
        low_water,
    })
}

fn grows(bytes_per_day: u64, days_until_low_water: Option<u64>) -> Outlook {
    Outlook::Grows {
        bytes_per_day,
        days_until_low_water,
    }
}

#[track_caller]
fn check(sites: &[SiteArrivals], free: Option<DiskSpace>, expected: (u64, u64, Outlook)) {
    let forecast = Forecast::of(sites, free, NOW);
    let found = (forecast.days, forecast.live_events, forecast.outlook);
    assert_eq!(found, expected);
}

#[test]
fn less_than_two_whole_days_are_too_early() {
    let room = space(10, 0);
    check(&[], room, (0, 0, Outlook::TooEarly));
    // What came today is of no whole day, nor is the day on which it began.
    check(&[site(80, 8, &[(100, 8)])], room, (0, 0, Outlook::TooEarly));
    check(&[site(80, 8, &[(99, 8)])], room, (0, 0, Outlook::TooEarly));
    let one = site(80, 8, &[(98, 5), (99, 3)]);
    check(&[one], room, (1, 3, Outlook::TooEarly));
}

#[test]
fn the_mean_of_whole_days_by_hand() {
    // Days 98 and 99 brought 30 and 10 events of 10 bytes: 200 bytes a day, and 1,000 bytes above the mark.
    let two = site(1_000, 100, &[(97, 50), (98, 30), (99, 10), (100, 10)]);
    check(
        std::slice::from_ref(&two),
        space(1_500, 500),
        (2, 40, grows(200, Some(5))),
    );
    check(
        std::slice::from_ref(&two),
        space(1_499, 500),
        (2, 40, grows(200, Some(4))),
    );
    check(
        std::slice::from_ref(&two),
        space(400, 500),
        (2, 40, grows(200, Some(0))),
    );
    check(&[two], None, (2, 40, grows(200, None)));
}

#[test]
fn days_without_events_count_as_days() {
    let gaps = site(100, 10, &[(90, 1), (95, 9)]);
    // Days 91 to 99: nine days, 9 events of 10 bytes.
    check(&[gaps], space(25, 0), (9, 9, grows(10, Some(2))));
}

#[test]
fn what_came_before_the_last_thirty_days_is_known_to_have_begun_and_no_more() {
    // Days 70 to 99; day 69 is one too early.
    let old = site(600, 600, &[(3, 0), (69, 500), (70, 30), (99, 30)]);
    check(&[old], space(60, 0), (30, 60, grows(2, Some(30))));
}

#[test]
fn each_site_is_weighed_with_its_own_bytes() {
    let heavy = site(1_000, 10, &[(97, 1), (98, 2)]);
    let light = site(100, 100, &[(98, 0), (99, 40)]);
    // Two days: 2 of 100 bytes and 40 of 1 byte are 240 bytes, 120 a day.
    check(&[heavy, light], space(600, 0), (2, 42, grows(120, Some(5))));
}

#[test]
fn where_nothing_came_lately_there_is_no_end() {
    let still = site(1_000, 10, &[(12, 0)]);
    check(&[still], space(0, 0), (30, 0, Outlook::Still));
}

#[test]
fn imports_are_told_and_left_out() {
    let mut both = site(1_000, 100, &[(97, 1), (98, 10), (99, 10)]);
    both.note_import(ReceivedDay::of_number(99), 70);
    both.note_import(ReceivedDay::of_number(97), 5);
    both.note_import(ReceivedDay::of_number(100), 4);
    let forecast = Forecast::of(&[both], space(1_000, 0), NOW);
    assert_eq!(forecast.imported_events, 70);
    assert_eq!(forecast.outlook, grows(100, Some(10)));
}

#[test]
fn less_than_a_byte_a_day_is_still_a_pace() {
    let slow = site(10, 10, &[(1, 0), (80, 3)]);
    // 3 bytes in 30 days: a byte in ten.
    check(&[slow], space(7, 0), (30, 3, grows(0, Some(70))));
}

#[test]
fn numbers_as_large_as_can_be_do_not_overflow() {
    let most = site(u64::MAX, 1, &[(1, 0), (99, u64::MAX / 2)]);
    let forecast = Forecast::of(std::slice::from_ref(&most), space(u64::MAX, 0), NOW);
    assert_eq!(forecast.outlook, grows(u64::MAX, Some(0)));
    for now in [Time::MIN, Time::MAX] {
        Forecast::of(std::slice::from_ref(&most), space(u64::MAX, 0), now);
    }
}
