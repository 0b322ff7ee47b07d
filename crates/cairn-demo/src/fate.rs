//! How a person goes through the funnel: decided before anything is written, its depth said outright.

use cairn_core::time::Span;

use crate::catalogue::Traits;
use crate::dice::Dice;

/// The event names of the shop's funnel, in order.
pub const FUNNEL_STEPS: [&str; 4] = ["product_viewed", "cart", "checkout", "purchase"];
/// The window the planned depths are true for: 7 days, inclusive.
pub const FUNNEL_WINDOW: Span = Span::from_seconds(7 * 86_400);

/// A step of the funnel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    View,
    Cart,
    Checkout,
    Purchase,
}

use Step::{Cart, Checkout, Purchase, View};

/// What a person's steps are like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// The first so many steps in order, within hours; 0 for none.
    Prefix(u32),
    /// All steps in order, so many times over, every time within hours.
    Regular(u32),
    /// Cart and checkout first, then the product: never further than step 1.
    Backwards,
    /// Product, checkout, purchase, without a cart: never further than step 1.
    Shortcut,
    /// Product and cart; checkout and purchase one millisecond and more after the window.
    TooLate,
    /// All steps, the last exactly at the window's end, which counts.
    JustInTime,
    /// Product and cart, then after more than a window all steps: deepest and first attempt differ.
    SecondTry,
}

/// How deep a person gets, by which attempt counts (semantics S18).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Depth {
    pub(crate) best: usize,
    pub(crate) first: usize,
}

const DAY_MILLIS: u32 = 86_400_000;
const WINDOW_MILLIS: u32 = 7 * DAY_MILLIS;
/// The longest itinerary in order within hours, with room for the views before it.
const HOURS_MILLIS: u32 = DAY_MILLIS / 4;
/// Persons with steps that are not simply in order, of a thousand, and what theirs are like.
const UNUSUAL_PER_MILLE: u32 = 50;
const UNUSUAL: [(u32, Fate); 5] = [
    (30, Fate::Backwards),
    (20, Fate::Shortcut),
    (20, Fate::TooLate),
    (10, Fate::JustInTime),
    (20, Fate::SecondTry),
];
/// Of a thousand buyers so many come back, and of these again so many.
const REGULAR_PER_MILLE: u32 = 260;
const MOST_ORDERS: u32 = 6;

impl Fate {
    /// A fate that fits into `room`.
    pub(crate) fn draw(traits: &Traits, room: Span, dice: &mut Dice) -> Self {
        if dice.per_mille(UNUSUAL_PER_MILLE) {
            let (_, fate) = UNUSUAL[dice.weighted(UNUSUAL.iter().map(|(weight, _)| *weight))];
            if fate.longest() <= room {
                return fate;
            }
        }
        let steps = draw_prefix(traits, dice);
        let mut orders = 1;
        while steps == 4 && orders < MOST_ORDERS && dice.per_mille(REGULAR_PER_MILLE) {
            orders += 1;
        }
        while orders > 1 && Self::Regular(orders).longest() > room {
            orders -= 1;
        }
        if orders > 1 {
            Self::Regular(orders)
        } else {
            Self::Prefix(steps)
        }
    }

    pub(crate) fn depth(self) -> Depth {
        let (best, first) = match self {
            Self::Prefix(steps) => (steps as usize, steps as usize),
            Self::Regular(_) | Self::JustInTime => (4, 4),
            Self::Backwards | Self::Shortcut => (1, 1),
            Self::TooLate => (2, 2),
            Self::SecondTry => (4, 2),
        };
        Depth { best, first }
    }

    /// No itinerary of this fate takes longer.
    fn longest(self) -> Span {
        let millis = match self {
            Self::Prefix(_) | Self::Backwards | Self::Shortcut => HOURS_MILLIS,
            Self::Regular(orders) => (orders - 1) * 9 * DAY_MILLIS + HOURS_MILLIS,
            Self::TooLate => WINDOW_MILLIS + DAY_MILLIS,
            Self::JustInTime => WINDOW_MILLIS,
            Self::SecondTry => 20 * DAY_MILLIS + HOURS_MILLIS,
        };
        span_of_millis(millis)
    }

    /// The steps with the time from the first one, in order of time, no two at one instant.
    pub(crate) fn itinerary(self, dice: &mut Dice) -> Vec<(Span, Step)> {
        let mut clock = Clock::default();
        match self {
            Self::Prefix(0) => {}
            Self::Prefix(steps) => clock.in_order(steps, dice),
            Self::Regular(orders) => {
                for order in 0..orders {
                    if order > 0 {
                        clock.wait(dice.between(2 * DAY_MILLIS, 8 * DAY_MILLIS));
                    }
                    clock.in_order(4, dice);
                }
            }
            Self::Backwards => {
                clock.soon(&[Cart, Checkout, View], dice);
            }
            Self::Shortcut => clock.soon(&[View, Checkout, Purchase], dice),
            Self::TooLate => {
                clock.soon(&[View, Cart], dice);
                let lateness = 1 + dice.below(2) * dice.below(DAY_MILLIS / 2);
                clock.now = WINDOW_MILLIS + lateness;
                clock.soon(&[Checkout, Purchase], dice);
            }
            Self::JustInTime => {
                clock.soon(&[View, Cart, Checkout], dice);
                clock.now = WINDOW_MILLIS;
                clock.take(Purchase);
            }
            Self::SecondTry => {
                clock.soon(&[View, Cart], dice);
                clock.wait(dice.between(8 * DAY_MILLIS, 19 * DAY_MILLIS));
                clock.in_order(4, dice);
            }
        }
        clock.taken
    }
}

fn draw_prefix(traits: &Traits, dice: &mut Dice) -> u32 {
    let ease_of_step = [1_000, traits.device.ease, traits.device.ease, 1_000];
    let chances = traits.channel.advance.iter().zip(ease_of_step);
    let mut steps = 0;
    for (chance, ease) in chances {
        if !dice.per_mille(chance * ease / 1_000) {
            break;
        }
        steps += 1;
    }
    steps
}

/// Writes an itinerary down while time goes on.
#[derive(Default)]
struct Clock {
    /// Milliseconds since the first step.
    now: u32,
    taken: Vec<(Span, Step)>,
}

impl Clock {
    fn wait(&mut self, millis: u32) {
        self.now += millis;
    }

    fn take(&mut self, step: Step) {
        self.taken.push((span_of_millis(self.now), step));
    }

    /// The steps with minutes between them, the first at once.
    fn soon(&mut self, steps: &[Step], dice: &mut Dice) {
        for (place, step) in steps.iter().enumerate() {
            if place > 0 {
                self.wait(dice.between(4_000, 900_000));
            }
            self.take(*step);
        }
    }

    /// The funnel's first `steps` steps in order within hours. Some look at several products first, which
    /// changes no depth: every later step lies within the window of every one of these views.
    fn in_order(&mut self, steps: u32, dice: &mut Dice) {
        for _ in 0..dice.weighted([55, 20, 12, 8, 5].into_iter()) {
            self.take(View);
            self.wait(dice.between(5_000, 240_000));
        }
        let all = [View, Cart, Checkout, Purchase];
        for (place, step) in all.iter().take(steps as usize).enumerate() {
            let hesitates = place > 0 && dice.per_mille(150);
            if hesitates {
                self.wait(dice.between(900_000, 6_000_000));
            } else if place > 0 {
                self.wait(dice.between(4_000, 900_000));
            }
            self.take(*step);
        }
    }
}

fn span_of_millis(millis: u32) -> Span {
    Span::from_micros(i64::from(millis) * 1_000)
}

#[cfg(test)]
mod tests;
