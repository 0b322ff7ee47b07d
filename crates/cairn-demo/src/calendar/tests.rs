use super::*;

fn calendar() -> Option<Calendar> {
    let plan = ShopPlan::new(1, 10_000, 90, 100_000).ok()?;
    Some(Calendar::of(&plan))
}

#[test]
fn persons_arrive_in_order_on_all_days_but_the_last_and_more_on_sundays() {
    let calendar = calendar().unwrap();
    let days: Vec<u32> = (0..10_000)
        .map(|person| calendar.arrival_day(person, 10_000))
        .collect();
    assert!(days.is_sorted());
    assert_eq!(days.first(), Some(&0));
    assert_eq!(days.last(), Some(&88));
    let arrivals_on = |day: u32| days.iter().filter(|d| **d == day).count();
    // 2026-01-04 is a Sunday, 2026-01-09 a Friday: weights 136 and 92.
    let ratio = arrivals_on(3) as f64 / arrivals_on(8) as f64;
    assert!((ratio - 136.0 / 92.0).abs() < 0.05, "{ratio}");
}

#[test]
fn returns_lie_between_the_first_day_and_the_last_but_one() {
    let calendar = calendar().unwrap();
    let mut dice = Dice::of_person(1, 1);
    for day in [0, 50, 88] {
        let returns: Vec<u32> = (0..5_000)
            .map(|_| calendar.day_of_return(day, &mut dice))
            .collect();
        assert_eq!(returns.iter().min(), Some(&day));
        let latest = returns.iter().max().copied().unwrap();
        assert!(latest <= 88.min(day + LONGEST_INTEREST_DAYS), "{latest}");
    }
}

#[test]
fn moments_lie_in_their_day_and_mostly_in_the_evening() {
    let mut dice = Dice::of_person(1, 2);
    let hour_of = |time: Time| {
        let since_start = time.since(ShopPlan::START).micros();
        assert_eq!(since_start / 86_400_000_000, 12);
        since_start % 86_400_000_000 / 3_600_000_000
    };
    let hours: Vec<i64> = (0..20_000)
        .map(|_| hour_of(draw_moment(12, &mut dice)))
        .collect();
    let at = |hour: i64| hours.iter().filter(|h| **h == hour).count();
    assert!(at(20) > 20 * at(3), "{} and {}", at(20), at(3));
}

#[test]
fn room_is_what_is_left_of_the_log() {
    let calendar = calendar().unwrap();
    assert_eq!(
        calendar.room_after(ShopPlan::START).micros(),
        90 * 86_400_000_000
    );
}
