//! Journeys written by hand: what arrives of them, and as whose.

use super::*;
use crate::demo_shop::journey::{Place, Shopping};
use crate::demo_shop::person::Person;
use crate::dice::Dice;
use cairn_core::time::Time;

/// Acts at seconds 10, 20, …, each on a device, with the user known or not.
fn journey(acts: &[(usize, bool, Act)]) -> Journey {
    let mut person = (0..)
        .map(|number| Person::draw(number, &mut Dice::of_person(1, number)))
        .find(|person| person.devices.len() == 2)
        .unwrap();
    person.has_cookies = true;
    let deed = |(place, (device, is_signed_in, act)): (usize, &(usize, bool, Act))| Deed {
        time: at(10 * (i64::try_from(place).unwrap() + 1)),
        device: *device,
        act: *act,
        is_signed_in: *is_signed_in,
        landing: None,
        is_sent_twice: false,
    };
    Journey {
        person,
        deeds: acts.iter().enumerate().map(deed).collect(),
        shopping: Vec::new(),
    }
}

fn at(second: i64) -> Time {
    Time::from_micros(second * 1_000_000)
}

fn outage(start: i64, end: i64) -> Outage {
    Outage {
        start: at(start),
        end: at(end),
    }
}

const NONE: (i64, i64) = (0, 0);
const ORDER: Act = Act::Purchase {
    order: 1,
    minor: 990,
};
const PAGE: Act = Act::Page(Place::Page("/"));

fn check_trackers(acts: &[(usize, bool, Act)], lost: (i64, i64), expected: &[Tracker]) {
    let journey = journey(acts);
    let tracked = Tracked::of(&journey, outage(lost.0, lost.1));
    let found: Vec<Tracker> = tracked
        .deeds()
        .map(|deed| tracked.tracker(deed).unwrap())
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn a_device_is_its_users_from_the_beginning_if_a_sign_in_on_it_arrives() {
    use Tracker::{Device, User};
    let acts = [(0, false, PAGE), (1, false, PAGE), (0, true, Act::SignIn)];
    check_trackers(&acts, NONE, &[User, Device(1), User]);
    // The sign-in is lost, and nothing else tells of it.
    check_trackers(&acts, (25, 35), &[Device(0), Device(1)]);
    // What comes after it carries the user too.
    let acts = [(0, false, PAGE), (0, true, Act::SignIn), (0, true, PAGE)];
    check_trackers(&acts, (15, 25), &[User, User]);
}

fn check_depth(lost: (i64, i64), second_device_known: bool, expected: &[usize]) {
    let known = second_device_known;
    let mut journey = journey(&[
        (0, false, Act::View),
        (0, false, Act::View),
        (0, false, Act::Cart),
        (0, known, Act::SignIn),
        (1, true, Act::Checkout),
        (1, true, ORDER),
        (1, true, ORDER),
    ]);
    journey.shopping.push(Shopping {
        views: vec![0, 1],
        later: vec![vec![2], vec![4], vec![5, 6]],
    });
    let tracked = Tracked::of(&journey, outage(lost.0, lost.1));
    let found: Vec<usize> = tracked.depths().map(|(_, _, depth)| depth).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_visit_is_as_deep_as_what_arrives_of_it_under_one_person() {
    check_depth(NONE, true, &[4]);
    check_depth((5, 15), true, &[4]);
    check_depth((5, 25), true, &[]);
    check_depth((25, 35), true, &[1]);
    check_depth((55, 65), true, &[4]);
    check_depth((55, 75), true, &[3]);
    check_depth(NONE, false, &[2]);
}

#[test]
fn an_order_is_told_by_the_first_event_that_arrives() {
    let journey = journey(&[(0, true, ORDER), (0, true, ORDER)]);
    let told = |lost: (i64, i64)| {
        let tracked = Tracked::of(&journey, outage(lost.0, lost.1));
        let orders = tracked.orders().map(|(deed, _)| deed.time);
        orders.collect::<Vec<_>>()
    };
    assert_eq!(told(NONE), [at(10)]);
    assert_eq!(told((5, 15)), [at(20)]);
    assert_eq!(told((5, 25)), []);
}
