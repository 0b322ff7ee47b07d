//! From a number to a journey: who it is, on which days they come, and what they do there.

use cairn_core::time::{Span, Time};

use crate::catalogue::{draw_basket_minor, draw_category, draw_page};
use crate::dice::Dice;

use super::channel::{Channel, DIRECT};
use super::choices::{Choices, Video};
use super::days::Days;
use super::faults::Regression;
use super::journey::{Act, Deed, Journey, Place, Shopping};
use super::person::Person;

/// Of a thousand people with little, some and much intent so many come again, each time.
const RETURN_PER_MILLE: [u32; 3] = [240, 420, 560];
/// Of a thousand visits so many look at products, likewise.
const LOOK_PER_MILLE: [u32; 3] = [420, 580, 700];
const MOST_VISITS: u32 = 8;
/// More than the funnel's window and a day: who looks at products again later begins anew.
const DAYS_BETWEEN_SHOPPING: u32 = 9;
/// One day more than the window, so that even the latest hour is followed by one after it.
const DAYS_TO_LATE_ORDER: u32 = 8;
/// Of a thousand visits after the first so many come by no link, others by the channel of the first.
const DIRECT_PER_MILLE: u32 = 450;
const NEWSLETTER_PER_MILLE: u32 = 45;
/// Of a thousand shopping visits of people with two devices so many go on at the other one.
const HAND_OVER_PER_MILLE: u32 = 400;
/// Of a thousand other visits of theirs so many are on the second device.
const SECOND_DEVICE_PER_MILLE: u32 = 300;
/// Of a thousand visits of people with an account on a device that does not know them so many sign in.
const SIGN_IN_PER_MILLE: u32 = 500;
/// Of a thousand visits so many end with a cart that its owner comes back to after more than a week.
const LATE_PER_MILLE: u32 = 25;
const TOLD_TWICE_PER_MILLE: u32 = 18;
const SENT_TWICE_PER_MILLE: u32 = 8;

/// What everybody's journey is planned from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Planner<'a> {
    pub(super) seed: u64,
    pub(super) days: &'a Days,
    pub(super) regression: &'a Regression,
}

impl Planner<'_> {
    pub(super) fn journey(&self, number: u32, video: Video) -> Journey {
        // A person's own dice decide when they come; each visit has its own, so that what comes of one
        // visit moves no other.
        let stream = u64::from(number) << 8;
        let mut dice = Dice::of_stream(self.seed, stream);
        let person = Person::draw(number, &mut dice);
        let signs_up = dice.per_mille(NEWSLETTER_PER_MILLE);
        let mut writer = Writer::of(person);
        let mut day = self.days.draw_arrival(&mut dice);
        let mut shops_from = day;
        for visit in 0..MOST_VISITS {
            let mut own = Dice::of_stream(self.seed, stream + u64::from(visit) + 1);
            let intent = writer.journey.person.intent as usize;
            let channel = if visit > 0 && own.per_mille(DIRECT_PER_MILLE) {
                DIRECT
            } else {
                writer.journey.person.channel
            };
            writer.now = self.days.draw_moment(day, &mut own);
            let shops = writer.journey.person.has_cookies
                && day >= shops_from
                && own.per_mille(LOOK_PER_MILLE[intent]);
            let last_day = if shops {
                shops_from = day + DAYS_BETWEEN_SHOPPING;
                self.shop(&mut writer, day, channel, video, &mut own)
            } else {
                browse(&mut writer, channel, &mut own);
                day
            };
            if visit == 0 && signs_up && writer.journey.person.has_cookies {
                writer.act(Act::Newsletter, 5_000, 60_000, &mut own);
            }
            let longest = dice.between(1, 20);
            let wait = dice.between(1, longest);
            day = last_day + wait;
            if !dice.per_mille(RETURN_PER_MILLE[intent]) || day >= self.days.number() {
                break;
            }
        }
        writer.journey
    }

    /// A visit on which somebody looks at products; gives the last day of what belongs to it.
    fn shop(
        &self,
        writer: &mut Writer,
        day: u32,
        channel: &'static Channel,
        video: Video,
        dice: &mut Dice,
    ) -> u32 {
        let (viewer, payer) = draw_devices(&writer.journey.person, dice);
        let late_day = day + DAYS_TO_LATE_ORDER;
        let is_late = dice.per_mille(LATE_PER_MILLE) && late_day < self.days.number();
        let last_day = if is_late { late_day } else { day };
        let person = &writer.journey.person;
        let paid_on = &person.devices[payer];
        let is_faulty = self.regression.concerns(paid_on.browser, last_day);
        let choices = Choices::draw(person.intent, paid_on, is_faulty, video, dice);
        let mut shopping = Shopping::default();
        writer.land(viewer, channel, dice);
        writer.look(&choices, &mut shopping, dice);
        if choices.steps > 1 {
            shopping
                .later
                .push(vec![writer.act(Act::Cart, 8_000, 180_000, dice)]);
        }
        if viewer != payer && choices.steps > 1 {
            // To find the cart on the other device they sign in on both.
            writer.sign_in(dice);
        }
        if choices.steps > 2 {
            if is_late {
                writer.now = self.days.draw_moment(late_day, dice);
                writer.land(payer, DIRECT, dice);
            } else if viewer != payer {
                writer.now = writer.now.plus(draw_millis(600_000, 2_400_000, dice));
                writer.land(payer, DIRECT, dice);
            }
            let paid = writer.pay(choices.steps > 3, dice);
            if !is_late {
                shopping.later.extend(paid);
            }
        }
        writer.journey.shopping.push(shopping);
        last_day
    }
}

/// The device somebody looks at products on, and the one at the checkout.
fn draw_devices(person: &Person, dice: &mut Dice) -> (usize, usize) {
    let hands_over = dice.per_mille(HAND_OVER_PER_MILLE);
    let on_second = usize::from(dice.per_mille(SECOND_DEVICE_PER_MILLE));
    match (person.devices.len(), hands_over) {
        (1, _) => (0, 0),
        (_, true) => (0, 1),
        (_, false) => (on_second, on_second),
    }
}

/// A visit on which somebody looks at pages only.
fn browse(writer: &mut Writer, channel: &'static Channel, dice: &mut Dice) {
    let on_second = usize::from(dice.per_mille(SECOND_DEVICE_PER_MILLE));
    let device = on_second.min(writer.journey.person.devices.len() - 1);
    writer.land(device, channel, dice);
    let knows_them = writer.signed_in.contains(&true);
    if knows_them && dice.per_mille(SIGN_IN_PER_MILLE) {
        writer.sign_in(dice);
    }
    for _ in 0..dice.below(5) {
        writer.act(
            Act::Page(Place::Page(draw_page(dice))),
            4_000,
            180_000,
            dice,
        );
    }
}

/// Writes a journey down while time goes on.
struct Writer {
    journey: Journey,
    now: Time,
    device: usize,
    /// Which devices know their user.
    signed_in: Vec<bool>,
}

impl Writer {
    fn of(person: Person) -> Self {
        Self {
            now: Time::MIN,
            device: 0,
            signed_in: vec![false; person.devices.len()],
            journey: Journey {
                person,
                deeds: Vec::new(),
                shopping: Vec::new(),
            },
        }
    }

    /// Comes to the shop.
    fn land(&mut self, device: usize, channel: &'static Channel, dice: &mut Dice) {
        self.device = device;
        let place = self.act(Act::Page(Place::Page(draw_page(dice))), 1, 900, dice);
        self.journey.deeds[place].landing = Some(channel);
    }

    /// Does something after a while; gives its place.
    fn act(&mut self, act: Act, least_millis: u32, most_millis: u32, dice: &mut Dice) -> usize {
        self.now = self.now.plus(draw_millis(least_millis, most_millis, dice));
        let place = self.journey.deeds.len();
        self.journey.deeds.push(Deed {
            time: self.now,
            device: self.device,
            act,
            is_signed_in: self.signed_in[self.device],
            landing: None,
            is_sent_twice: dice.per_mille(SENT_TWICE_PER_MILLE),
        });
        place
    }

    fn sign_in(&mut self, dice: &mut Dice) {
        if !self.signed_in[self.device] {
            self.signed_in[self.device] = true;
            self.act(Act::SignIn, 2_000, 40_000, dice);
        }
    }

    fn look(&mut self, choices: &Choices, shopping: &mut Shopping, dice: &mut Dice) {
        for view in 0..choices.views {
            let place = Place::Product {
                category: draw_category(dice),
                product: dice.between(1, 40),
            };
            self.act(Act::Page(place), 4_000, 120_000, dice);
            shopping.views.push(self.act(Act::View, 50, 900, dice));
            if view == 0 && choices.watches {
                self.act(Act::Video, 10_000, 90_000, dice);
            }
        }
        if choices.wishes {
            self.act(Act::Wish, 4_000, 60_000, dice);
        }
    }

    /// Goes to the checkout, which one has to be signed in for, and maybe orders; gives the places of both.
    fn pay(&mut self, buys: bool, dice: &mut Dice) -> Vec<Vec<usize>> {
        self.sign_in(dice);
        self.act(Act::Page(Place::Page("/checkout")), 5_000, 240_000, dice);
        let mut paid = vec![vec![self.act(Act::Checkout, 50, 900, dice)]];
        if buys {
            let purchase = Act::Purchase {
                order: self.journey.orders() + 1,
                minor: draw_basket_minor(dice),
            };
            self.act(Act::Page(Place::Page("/thank-you")), 30_000, 480_000, dice);
            let mut told = vec![self.act(purchase, 50, 900, dice)];
            if dice.per_mille(TOLD_TWICE_PER_MILLE) {
                told.push(self.act(purchase, 2_000, 8_000, dice));
            }
            paid.push(told);
        }
        paid
    }
}

/// A length of time, to the millisecond.
fn draw_millis(least: u32, most: u32, dice: &mut Dice) -> Span {
    Span::from_micros(i64::from(dice.between(least, most)) * 1_000)
}

#[cfg(test)]
mod tests;
