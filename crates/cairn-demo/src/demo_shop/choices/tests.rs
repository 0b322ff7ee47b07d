use super::*;
use crate::demo_shop::person::Person;

const VISITS: u32 = 60_000;

fn payer() -> Device {
    Person::draw(1, &mut Dice::of_person(1, 1))
        .devices
        .remove(0)
}

fn draw(intent: Intent, is_faulty: bool, video: Video, visit: u32) -> Choices {
    let mut dice = Dice::of_person(2, visit);
    Choices::draw(intent, &payer(), is_faulty, video, &mut dice)
}

fn share(of: impl Fn(u32) -> bool) -> f64 {
    let count = (0..VISITS).filter(|visit| of(*visit)).count();
    count as f64 / f64::from(VISITS)
}

#[test]
fn the_video_multiplies_full_carts_by_its_factor() {
    for intent in [Intent::Little, Intent::Some, Intent::Much] {
        let carts = |video| share(|visit| draw(intent, false, video, visit).steps > 1);
        let without = f64::from(CART_PER_MILLION[intent as usize]) / 1e6;
        // The standard deviation of a share is at most √(0.25 / 60,000) = 0.002.
        assert!((carts(Video::Nobody) - without).abs() < 0.008);
        assert!((carts(Video::Everyone) - without * 1.6).abs() < 0.008);
    }
}

#[test]
fn who_watches_is_a_lot_and_who_wishes_is_intent() {
    let watches = |intent| share(|visit| draw(intent, false, Video::ByLot, visit).watches);
    let wishes = |intent| share(|visit| draw(intent, false, Video::ByLot, visit).wishes);
    assert!((watches(Intent::Little) - 0.3).abs() < 0.008);
    assert!((watches(Intent::Much) - 0.3).abs() < 0.008);
    assert!((wishes(Intent::Little) - 0.02).abs() < 0.008);
    assert!((wishes(Intent::Much) - 0.32).abs() < 0.008);
}

#[test]
fn only_what_follows_from_it_differs_with_and_without_the_video() {
    for visit in 0..5_000 {
        let with = draw(Intent::Some, false, Video::Everyone, visit);
        let without = draw(Intent::Some, false, Video::Nobody, visit);
        assert!(with.steps >= without.steps, "{with:?} {without:?}");
        let rest = |choices: Choices| (choices.views, choices.wishes);
        assert_eq!(rest(with), rest(without));
    }
}

#[test]
fn a_faulty_checkout_lets_fewer_orders_through_and_stops_nobody_before() {
    let of = |is_faulty, steps| {
        share(|visit| draw(Intent::Much, is_faulty, Video::ByLot, visit).steps >= steps)
    };
    assert!((of(true, 3) - of(false, 3)).abs() < f64::EPSILON);
    let ratio = of(true, 4) / of(false, 4);
    assert!((ratio - 0.45).abs() < 0.03, "{ratio}");
}
