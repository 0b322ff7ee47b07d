//! The truth agrees with itself; that it agrees with the events is held by a count in another language.

use crate::DemoShop;

#[test]
fn days_and_channels_add_up_to_the_whole() {
    let truth = DemoShop::new(2, "2025-12-01").unwrap().truth();
    let days = &truth.days;
    assert_eq!(days.iter().map(|day| day.events).sum::<u64>(), truth.events);
    assert_eq!(days.iter().map(|day| day.orders).sum::<u64>(), truth.orders);
    let by_day: i64 = days.iter().map(|day| day.revenue_minor).sum();
    assert_eq!(by_day, truth.revenue_minor);
    let channels = || truth.channels.values();
    assert_eq!(
        channels().map(|row| row.persons).sum::<u64>(),
        truth.persons
    );
    assert_eq!(channels().map(|row| row.orders).sum::<u64>(), truth.orders);
    let system = truth.events_by_name["$identify"];
    let all: u64 = truth.events_by_name.values().sum();
    assert_eq!(all, truth.events + system);
    assert_eq!(truth.lines, all + truth.sent_twice);
    let purchases = truth.events_by_name["purchase"];
    assert_eq!(purchases, truth.orders + truth.orders_told_twice);
    let lost = truth.outage.orders_lost;
    assert_eq!(truth.micros[0].orders_as_happened, truth.orders + lost);
    // A day in the midst of the outage, and one beside it.
    assert_eq!((days[60].events, days[60].orders), (0, 0));
    assert!(days[62].events > 1_000);
}

#[test]
fn funnels_narrow() {
    let funnel = DemoShop::new(2, "2025-12-01").unwrap().truth().funnel;
    for counts in funnel.before.values().chain(funnel.after.values()) {
        assert!(counts.is_sorted_by(|a, b| a >= b), "{counts:?}");
        assert!(counts[3] > 0, "{counts:?}");
    }
}
