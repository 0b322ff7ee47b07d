//! What stays the same about somebody who comes to the demo shop.

use crate::catalogue::{Device as Kind, draw_country, draw_device};
use crate::dice::Dice;

use super::channel::{Channel, Intent};

/// Of a thousand people so many refuse cookies: their events carry no id at all.
const WITHOUT_COOKIES_PER_MILLE: u32 = 15;
/// Of a thousand people so many come on a second device too.
const TWO_DEVICES_PER_MILLE: u32 = 180;

/// Somebody, before it is planned what they do.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) number: u32,
    pub(super) channel: &'static Channel,
    pub(super) intent: Intent,
    pub(super) country: &'static str,
    pub(super) has_cookies: bool,
    /// One or two.
    pub(super) devices: Vec<Device>,
}

/// A browser on a machine.
#[derive(Debug)]
pub(super) struct Device {
    pub(super) anonymous_id: String,
    /// `mobile`, `desktop` or `tablet`.
    pub(super) kind: &'static str,
    pub(super) browser: &'static str,
    /// Of a thousand who would go on from the cart on a desktop so many do.
    pub(super) ease: u32,
}

impl Person {
    pub(super) fn draw(number: u32, dice: &mut Dice) -> Self {
        let channel = Channel::draw(dice);
        let intent = channel.draw_intent(dice);
        let (country, _) = draw_country(dice);
        let has_cookies = !dice.per_mille(WITHOUT_COOKIES_PER_MILLE);
        let has_two = has_cookies && dice.per_mille(TWO_DEVICES_PER_MILLE);
        let devices = (0..=u32::from(has_two)).map(|_| Device::draw(dice));
        Self {
            number,
            channel,
            intent,
            country,
            has_cookies,
            devices: devices.collect(),
        }
    }

    pub(super) fn user_id(&self) -> String {
        format!("customer-{}", self.number + 1)
    }
}

impl Device {
    fn draw(dice: &mut Dice) -> Self {
        let (kind, browser): (&Kind, _) = draw_device(dice);
        Self {
            anonymous_id: dice.hex(),
            kind: kind.name,
            browser,
            ease: kind.ease,
        }
    }

    /// The operating system, as far as kind and browser tell.
    pub(super) fn os(&self) -> &'static str {
        match (self.kind, self.browser) {
            ("desktop", "Safari") => "macOS",
            ("desktop", _) => "Windows",
            (_, "Safari") => "iOS",
            _ => "Android",
        }
    }
}
