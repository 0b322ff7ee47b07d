use super::*;

fn journeys(persons: u32, days: u32, rows: u64) -> Vec<Journey> {
    Journeys::of(&ShopPlan::new(11, persons, days, rows).unwrap()).collect()
}

#[test]
fn about_as_many_rows_as_asked_for() {
    for (persons, rows) in [(4_000, 20_000), (4_000, 100_000), (20_000, 160_000)] {
        let found: usize = journeys(persons, 60, rows)
            .iter()
            .map(|journey| journey.deeds.len())
            .sum();
        let ratio = found as f64 / rows as f64;
        assert!(
            (0.93..1.07).contains(&ratio),
            "{found} rows, asked for {rows}"
        );
    }
}

#[test]
fn nothing_happens_outside_of_the_log() {
    let end = ShopPlan::START.plus(Span::from_seconds(30 * 86_400));
    for journey in journeys(3_000, 30, 30_000) {
        assert!(journey.deeds.is_sorted_by_key(|deed| deed.time));
        let first = journey.deeds.first().unwrap().time;
        let last = journey.deeds.last().unwrap().time;
        assert!(first >= ShopPlan::START && last < end, "{journey:?}");
    }
}

#[test]
fn a_person_does_not_depend_on_how_many_are_planned() {
    // Half as many persons on the same days arrive at twice the pace: only person 0 has the same day.
    let of_many = &journeys(2_000, 60, 20_000)[0];
    let of_few = &journeys(1_000, 60, 10_000)[0];
    assert_eq!(of_many.depth, of_few.depth);
    assert_eq!(of_many.traits.browser, of_few.traits.browser);
}

#[test]
fn funnel_steps_carry_the_channel_the_person_first_came_by() {
    let mut by_other_channels = 0;
    for journey in journeys(3_000, 60, 40_000) {
        let acquisition = journey.traits.channel.name;
        for deed in &journey.deeds {
            let is_look_around = matches!(deed.act, Act::Page(_) | Act::Search);
            assert!(is_look_around || deed.channel == acquisition, "{journey:?}");
            by_other_channels += u32::from(deed.channel != acquisition);
        }
    }
    assert!(by_other_channels > 1_000, "{by_other_channels}");
}

#[test]
fn who_refuses_cookies_takes_no_steps() {
    let refusing: Vec<Journey> = journeys(5_000, 60, 40_000)
        .into_iter()
        .filter(|journey| !journey.has_id)
        .collect();
    assert!((40..120).contains(&refusing.len()), "{}", refusing.len());
    for journey in refusing {
        assert_eq!((journey.depth.best, journey.depth.first), (0, 0));
        assert!(
            journey
                .deeds
                .iter()
                .all(|deed| matches!(deed.act, Act::Page(_) | Act::Search))
        );
    }
}

#[test]
fn baskets_stay_in_their_bounds() {
    let amounts: Vec<i64> = journeys(20_000, 60, 100_000)
        .iter()
        .flat_map(|journey| &journey.deeds)
        .filter_map(|deed| match deed.act {
            Act::Purchase { minor, .. } => Some(minor),
            _ => None,
        })
        .collect();
    assert!(amounts.len() > 1_000);
    assert!(
        amounts
            .iter()
            .all(|minor| (990..=24_900).contains(minor) && minor % 10 == 0)
    );
}
