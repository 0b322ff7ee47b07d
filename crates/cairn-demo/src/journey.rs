//! One person's whole time with the shop, planned.

use cairn_core::time::{Span, Time};

use crate::calendar::{Calendar, draw_moment};
use crate::catalogue::{DIRECT, Traits, draw_basket_minor, draw_category, draw_page};
use crate::dice::Dice;
use crate::fate::{Depth, Fate, Step};
use crate::plan::ShopPlan;

/// Of a thousand persons so many refuse cookies: they look at pages, and their rows carry no id.
const WITHOUT_ID_PER_MILLE: u32 = 15;
const NEWSLETTER_PER_MILLE: u32 = 45;
/// Of a thousand pages looked at so many are search results.
const SEARCH_PER_MILLE: u32 = 90;
/// Of a thousand purchases so many are told twice, because somebody reloads the thank-you page.
const TOLD_TWICE_PER_MILLE: u32 = 15;
const MOST_PAGES_PER_VISIT: u32 = 8;
/// So many persons tell how many rows a person has besides page views.
const PILOT_PERSONS: u32 = 4_096;

/// What a person does at one moment.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Act {
    Page(&'static str),
    Search,
    Newsletter,
    View {
        category: &'static str,
        product: u32,
    },
    Cart {
        category: &'static str,
    },
    Checkout,
    Purchase {
        order: u32,
        minor: i64,
    },
}

/// An act, when it happens and the channel of the visit it belongs to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deed {
    pub(crate) time: Time,
    pub(crate) channel: &'static str,
    pub(crate) act: Act,
}

/// All a person will do, in order of time.
#[derive(Debug)]
pub(crate) struct Journey {
    pub(crate) person: u32,
    pub(crate) has_id: bool,
    pub(crate) traits: Traits,
    pub(crate) depth: Depth,
    pub(crate) deeds: Vec<Deed>,
}

/// The journeys of a plan, by first arrival.
pub(crate) struct Journeys {
    plan: ShopPlan,
    calendar: Calendar,
    mean_views: f64,
    next: u32,
}

impl Journeys {
    pub(crate) fn of(plan: &ShopPlan) -> Self {
        let mut journeys = Self {
            plan: *plan,
            calendar: Calendar::of(plan),
            mean_views: 1.0,
            next: 0,
        };
        let rows_per_person = plan.rows_aimed_at() as f64 / f64::from(plan.persons());
        let views = rows_per_person - journeys.mean_deeds_besides_views();
        journeys.mean_views = views.max(1.0);
        journeys
    }

    fn mean_deeds_besides_views(&self) -> f64 {
        let pilots = self.plan.persons().min(PILOT_PERSONS);
        let stride = self.plan.persons() / pilots;
        let deeds: usize = (0..pilots)
            .map(|pilot| self.begin(pilot * stride).0.deeds.len())
            .sum();
        deeds as f64 / f64::from(pilots)
    }

    /// A person's journey without page views, where and when it begins, and the dice to go on with.
    fn begin(&self, person: u32) -> (Journey, Arrival, Dice) {
        let mut dice = Dice::of_person(self.plan.seed(), person);
        let traits = Traits::draw(&mut dice);
        let day = self.calendar.arrival_day(person, self.plan.persons());
        let arrival = Arrival {
            day,
            time: draw_moment(day, &mut dice),
        };
        let has_id = !dice.per_mille(WITHOUT_ID_PER_MILLE);
        let start = arrival.time.plus(draw_seconds(5, 300, &mut dice));
        let fate = if has_id {
            Fate::draw(&traits, self.calendar.room_after(start), &mut dice)
        } else {
            Fate::Prefix(0)
        };
        let mut journey = Journey {
            person,
            has_id,
            traits,
            depth: fate.depth(),
            deeds: Vec::new(),
        };
        journey.take_steps(fate, start, &mut dice);
        if has_id && dice.per_mille(NEWSLETTER_PER_MILLE) {
            let time = arrival.time.plus(draw_seconds(30, 600, &mut dice));
            journey.push(time, Act::Newsletter);
        }
        (journey, arrival, dice)
    }

    fn plan_person(&self, person: u32) -> Journey {
        let (mut journey, arrival, mut dice) = self.begin(person);
        let views = dice.heavy_tailed(self.mean_views).max(1);
        journey.look_around(arrival, views, &self.calendar, &mut dice);
        journey.deeds.sort_by_key(|deed| deed.time);
        journey
    }
}

impl Iterator for Journeys {
    type Item = Journey;

    fn next(&mut self) -> Option<Journey> {
        let person = self.next;
        (person < self.plan.persons()).then(|| {
            self.next += 1;
            self.plan_person(person)
        })
    }
}

#[derive(Clone, Copy)]
struct Arrival {
    day: u32,
    time: Time,
}

impl Journey {
    /// An act of the acquisition channel.
    fn push(&mut self, time: Time, act: Act) {
        let channel = self.traits.channel.name;
        self.deeds.push(Deed { time, channel, act });
    }

    fn take_steps(&mut self, fate: Fate, start: Time, dice: &mut Dice) {
        let mut category = draw_category(dice);
        let mut orders = 0;
        for (since_start, step) in fate.itinerary(dice) {
            let time = start.plus(since_start);
            match step {
                Step::View => {
                    category = draw_category(dice);
                    let product = dice.between(1, 40);
                    self.push(time, Act::View { category, product });
                }
                Step::Cart => self.push(time, Act::Cart { category }),
                Step::Checkout => self.push(time, Act::Checkout),
                Step::Purchase => {
                    orders += 1;
                    let purchase = Act::Purchase {
                        order: orders,
                        minor: draw_basket_minor(dice),
                    };
                    self.push(time, purchase);
                    if dice.per_mille(TOLD_TWICE_PER_MILLE) {
                        self.push(time.plus(draw_seconds(2, 8, dice)), purchase);
                    }
                }
            }
        }
    }

    /// Page views and searches: none of them is a step of the funnel. The first visit begins with the
    /// arrival; later ones come by the same channel or directly.
    fn look_around(&mut self, arrival: Arrival, views: u32, calendar: &Calendar, dice: &mut Dice) {
        let mut time = arrival.time;
        let mut channel = self.traits.channel.name;
        let mut left = views;
        loop {
            let pages = left.min(dice.between(1, MOST_PAGES_PER_VISIT));
            for page in 0..pages {
                let act = if page > 0 && dice.per_mille(SEARCH_PER_MILLE) {
                    Act::Search
                } else {
                    Act::Page(draw_page(dice))
                };
                self.deeds.push(Deed { time, channel, act });
                time = time.plus(draw_seconds(4, 180, dice));
            }
            left -= pages;
            if left == 0 {
                return;
            }
            time = draw_moment(calendar.day_of_return(arrival.day, dice), dice);
            channel = if dice.per_mille(450) {
                DIRECT
            } else {
                self.traits.channel.name
            };
        }
    }
}

/// So many seconds, to the millisecond.
fn draw_seconds(low: u32, high: u32, dice: &mut Dice) -> Span {
    let millis = dice.between(low * 1_000, high * 1_000);
    Span::from_micros(i64::from(millis) * 1_000)
}

#[cfg(test)]
mod tests;
