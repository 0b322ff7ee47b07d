use super::*;

fn days(until: &str) -> Days {
    let zone = Zone::named("Europe/Berlin").unwrap();
    Days::before(until.parse().unwrap(), 120, &zone).unwrap()
}

#[test]
fn days_are_cut_in_the_zone_also_where_the_clock_changes() {
    let days = days("2026-04-30");
    let length = |day: u32| days.start(day + 1).since(days.start(day)).micros() / 3_600_000_000;
    let changes: Vec<(String, i64)> = (0..120)
        .map(|day| (days.date(day), length(day)))
        .filter(|(_, hours)| *hours != 24)
        .collect();
    assert_eq!(changes, [("2026-03-29".to_owned(), 23)]);
    assert_eq!(
        (days.date(0), days.date(119)),
        ("2025-12-31".to_owned(), "2026-04-29".to_owned())
    );
}

#[test]
fn a_moment_lies_on_its_day_with_room_for_a_visit_after_it() {
    let days = days("2026-04-30");
    let mut dice = Dice::of_person(1, 1);
    let two_hours = Span::from_seconds(7_200);
    for day in (0..120).chain(std::iter::repeat_n(88, 2_000)) {
        let moment = days.draw_moment(day, &mut dice);
        assert_eq!(days.day_of(moment), day);
        assert_eq!(days.day_of(moment.plus(two_hours)), day, "{moment}");
    }
}

#[test]
fn the_edges_of_days_belong_to_the_later_one() {
    let days = days("2026-04-30");
    for day in 0..120 {
        assert_eq!(days.day_of(days.start(day)), day);
        let last = days.start(day + 1).minus(Span::from_micros(1));
        assert_eq!(days.day_of(last), day);
    }
}

#[test]
fn more_arrive_on_sundays_and_later_on() {
    let days = days("2026-04-30");
    let mut dice = Dice::of_person(1, 2);
    let mut arrivals = [0_u32; 120];
    for _ in 0..400_000 {
        arrivals[days.draw_arrival(&mut dice) as usize] += 1;
    }
    // 2026-01-04 is a Sunday, 2026-01-09 a Friday: weights 136 × 404 and 92 × 409.
    let ratio = f64::from(arrivals[4]) / f64::from(arrivals[9]);
    assert!(
        (ratio - 136.0 * 404.0 / (92.0 * 409.0)).abs() < 0.1,
        "{ratio}"
    );
    let half: [u32; 2] = [arrivals[..60].iter().sum(), arrivals[60..].iter().sum()];
    assert!(half[1] > half[0] + 10_000, "{half:?}");
}
