use super::*;
use crate::demo_shop::faults::Outage;
use cairn_core::time::Zone;

const DAYS: u32 = 120;

fn days() -> Days {
    let zone = Zone::named("Europe/Berlin").unwrap();
    // The clock changes twice a year; this spring it does.
    Days::before("2026-04-30".parse().unwrap(), DAYS, &zone).unwrap()
}

fn journeys(days: &Days, people: u32) -> Vec<Journey> {
    let planner = Planner {
        seed: 4,
        days,
        regression: &Regression::PLANTED,
    };
    (0..people)
        .map(|number| planner.journey(number, Video::ByLot))
        .collect()
}

#[test]
fn deeds_are_in_order_at_instants_of_their_own_and_within_the_days() {
    let days = days();
    for journey in journeys(&days, 4_000) {
        let deeds = &journey.deeds;
        assert!(deeds.is_sorted_by(|a, b| a.time < b.time), "{journey:?}");
        assert!(deeds.first().unwrap().time >= days.start(0));
        assert!(deeds.last().unwrap().time < days.start(DAYS));
        assert!(deeds[0].landing.is_some(), "{journey:?}");
    }
}

#[test]
fn shopping_visits_lie_on_one_day_each_and_more_than_the_window_apart() {
    let days = days();
    let window = crate::fate::FUNNEL_WINDOW;
    let mut visits = 0;
    for journey in journeys(&days, 6_000) {
        let deed = |place: &usize| &journey.deeds[*place];
        let mut last_view: Option<Time> = None;
        for shopping in &journey.shopping {
            visits += 1;
            let first = deed(&shopping.views[0]);
            let places = shopping.views.iter().chain(shopping.later.iter().flatten());
            for place in places {
                assert_eq!(days.day_of(deed(place).time), days.day_of(first.time));
            }
            if let Some(last) = last_view {
                assert!(first.time.since(last) > window, "{journey:?}");
            }
            last_view = shopping.views.last().map(|place| deed(place).time);
        }
    }
    assert!(visits > 3_000, "{visits}");
}

#[test]
fn late_orders_come_after_the_window() {
    let days = days();
    let window = crate::fate::FUNNEL_WINDOW;
    let mut late = 0;
    for journey in journeys(&days, 20_000) {
        let within: Vec<usize> = journey
            .shopping
            .iter()
            .flat_map(|shopping| shopping.later.iter().flatten().copied())
            .collect();
        let views: Vec<Time> = journey
            .deeds
            .iter()
            .filter(|deed| matches!(deed.act, Act::View))
            .map(|deed| deed.time)
            .collect();
        for (place, deed) in journey.deeds.iter().enumerate() {
            if !matches!(deed.act, Act::Purchase { .. }) || within.contains(&place) {
                continue;
            }
            late += 1;
            let last_view = views.iter().rfind(|view| **view < deed.time).unwrap();
            assert!(deed.time.since(*last_view) > window, "{journey:?}");
        }
    }
    assert!(late > 5, "{late}");
}

#[test]
fn who_orders_is_signed_in_and_who_refuses_cookies_does_not_shop() {
    let days = days();
    let mut refusing = 0;
    for journey in journeys(&days, 6_000) {
        let is_purchase = |act| matches!(act, Act::Purchase { .. });
        let mut purchases = journey.deeds.iter().filter(|deed| is_purchase(deed.act));
        assert!(purchases.all(|deed| deed.is_signed_in), "{journey:?}");
        if !journey.person.has_cookies {
            refusing += 1;
            let mut deeds = journey.deeds.iter();
            assert!(
                deeds.all(|deed| matches!(deed.act, Act::Page(_))),
                "{journey:?}"
            );
        }
    }
    assert!(refusing > 50, "{refusing}");
}

#[test]
fn the_outage_is_longer_than_a_visit() {
    let Outage { start, end } = Outage::of(&days());
    assert!(end.since(start) > Span::from_seconds(2 * 86_400));
}
