//! The whole shop: the same on every machine, and as large as it is said to be.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::*;

/// A shop of few people, for what does not need all.
fn small(seed: u64) -> DemoShop {
    DemoShop {
        people: 2_000,
        ..DemoShop::new(seed, "2026-03-31").unwrap()
    }
}

fn written(shop: &DemoShop) -> Vec<u8> {
    let mut out = Vec::new();
    shop.write_ndjson(&mut out).unwrap();
    out
}

fn lines(shop: &DemoShop) -> Vec<Json> {
    let text = String::from_utf8(written(shop)).unwrap();
    let line = |line: &str| serde_json::from_str(line).unwrap();
    text.lines().map(line).collect()
}

/// FNV-1a: short, and no part of what it checks.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[test]
fn seed_and_end_decide_every_byte() {
    let bytes = written(&small(7));
    assert_eq!(bytes, written(&small(7)));
    assert_ne!(bytes, written(&small(8)));
    // Made once, on another day: whoever changes the generator changes it here.
    assert_eq!(fingerprint(&bytes), 0x27d7_02ba_569d_337e);
}

#[test]
fn the_whole_shop_is_about_as_large_as_documented() {
    let truth = DemoShop::new(1, "2026-11-26").unwrap().truth();
    assert!((190_000..215_000).contains(&truth.lines), "{}", truth.lines);
    assert_eq!((truth.people, truth.days.len()), (30_000, 120));
    assert_eq!(truth.start, "2026-07-29");
}

#[test]
fn lines_are_as_many_as_the_truth_says_and_lie_in_the_days() {
    let shop = small(3);
    let truth = shop.truth();
    let lines = lines(&shop);
    assert_eq!(lines.len() as u64, truth.lines);
    let ids: BTreeSet<&str> = lines
        .iter()
        .map(|line| line["message_id"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len() as u64, truth.lines - truth.sent_twice);
    // Berlin is an hour ahead of UTC in winter and two in summer; the clock changes on 2026-03-29.
    for line in &lines {
        let time = line["event_time"].as_str().unwrap();
        assert!(
            ("2025-11-30T23:00:00".."2026-03-30T22:00:00").contains(&time),
            "{line}"
        );
    }
}

#[test]
fn nothing_arrives_in_the_outage_and_it_is_counted() {
    let shop = small(3);
    let OutageTruth {
        start,
        end,
        events_lost,
        orders_lost,
    } = shop.truth().outage;
    let in_outage = |line: &&Json| {
        let time = line["event_time"].as_str().unwrap();
        (start.as_str()..end.as_str()).contains(&time)
    };
    assert_eq!(lines(&shop).iter().filter(in_outage).count(), 0);
    assert!(
        events_lost > 50 && orders_lost > 0,
        "{events_lost} {orders_lost}"
    );
}

#[test]
fn only_the_video_moves_orders() {
    let micros = small(3).truth().micros;
    let moved = |event: &str| {
        let micro = micros.iter().find(|micro| micro.event == event).unwrap();
        (
            micro.orders_if_never,
            micro.orders_as_happened,
            micro.orders_if_always,
        )
    };
    let (never, happened, always) = moved("video_watched");
    // A factor of 1.6 on the way to the cart, less where the chance is near 1.
    assert!(never < happened && happened < always);
    assert!(
        (never * 13..never * 19).contains(&(always * 10)),
        "{never} {always}"
    );
    for event in ["wishlist_added", "newsletter_signup"] {
        assert_eq!(moved(event), (happened, happened, happened), "{event}");
    }
}

#[test]
fn people_of_good_channels_order_more_often() {
    let truth = DemoShop::new(5, "2026-11-26").unwrap().truth();
    let rate = |channel: &str| {
        let row = truth.channels[channel];
        row.orders as f64 / row.persons as f64
    };
    assert!(rate("email") > 1.3 * rate("organic_search"));
    assert!(rate("organic_search") > 1.3 * rate("paid_social"));
    assert!(rate("paid_social") > 1.2 * rate("display"));
}

#[test]
fn the_checkout_gets_worse_on_one_browser_only() {
    let funnel = DemoShop::new(5, "2026-11-26").unwrap().truth().funnel;
    let rate = |period: &BTreeMap<&str, [u64; 4]>, browser: &str| {
        let [_, _, checkout, order] = period[browser];
        order as f64 / checkout as f64
    };
    let change = |browser| rate(&funnel.after, browser) / rate(&funnel.before, browser);
    // Some look at products on one browser and pay on another.
    assert!(
        (0.38..0.62).contains(&change("Safari")),
        "{}",
        change("Safari")
    );
    assert!(
        (0.85..1.15).contains(&change("Chrome")),
        "{}",
        change("Chrome")
    );
}

#[test]
fn an_end_that_is_no_day_is_refused() {
    for until in ["", "yesterday", "2026-02-30", "-009999-01-01", "2026-13-01"] {
        let error = DemoShop::new(1, until).unwrap_err();
        assert!(matches!(error, DemoError::Until(_)), "{until}: {error}");
    }
}

#[test]
fn today_is_that_of_the_shops_zone() {
    // 2026-06-30T22:30:00Z is half an hour into July in Berlin.
    let moment = Time::from_micros(1_782_858_600_000_000);
    assert_eq!(DemoShop::today(moment).unwrap(), "2026-07-01");
}
