//! What the shop sells, where its persons come from and what they hold in their hands.

use crate::dice::Dice;

/// A way into the shop and how good the persons are that come by it.
#[derive(Debug)]
pub(crate) struct Channel {
    pub(crate) name: &'static str,
    weight: u32,
    /// Of a thousand persons so many look at a product; of these so many fill a cart, go to the checkout,
    /// buy.
    pub(crate) advance: [u32; 4],
}

pub(crate) const CHANNELS: [Channel; 5] = [
    Channel {
        name: "organic_search",
        weight: 34,
        advance: [620, 260, 560, 700],
    },
    Channel {
        name: "paid_search",
        weight: 22,
        advance: [700, 310, 600, 740],
    },
    Channel {
        name: "paid_social",
        weight: 20,
        advance: [540, 150, 470, 610],
    },
    Channel {
        name: "direct",
        weight: 15,
        advance: [600, 340, 620, 780],
    },
    Channel {
        name: "email",
        weight: 9,
        advance: [760, 420, 670, 820],
    },
];

/// The channel of persons who come back by themselves.
pub(crate) const DIRECT: &str = "direct";

/// A kind of device, its browsers, and of a thousand persons that would advance on a desktop how many do.
#[derive(Debug)]
pub(crate) struct Device {
    pub(crate) name: &'static str,
    weight: u32,
    pub(crate) ease: u32,
    browsers: &'static [(u32, &'static str)],
}

impl Device {
    pub(crate) fn draw_browser(&self, dice: &mut Dice) -> &'static str {
        self.browsers[dice.weighted(self.browsers.iter().map(|(weight, _)| *weight))].1
    }
}

pub(crate) const DEVICES: [Device; 3] = [
    Device {
        name: "mobile",
        weight: 58,
        ease: 800,
        browsers: &[(55, "Chrome"), (40, "Safari"), (5, "Samsung Internet")],
    },
    Device {
        name: "desktop",
        weight: 35,
        ease: 1_000,
        browsers: &[
            (60, "Chrome"),
            (14, "Firefox"),
            (14, "Edge"),
            (12, "Safari"),
        ],
    },
    Device {
        name: "tablet",
        weight: 7,
        ease: 900,
        browsers: &[(70, "Safari"), (30, "Chrome")],
    },
];

/// Countries with the currency they pay in.
const COUNTRIES: [(u32, &str, &str); 7] = [
    (46, "DE", "EUR"),
    (12, "AT", "EUR"),
    (11, "FR", "EUR"),
    (8, "NL", "EUR"),
    (4, "ES", "EUR"),
    (11, "GB", "GBP"),
    (8, "CH", "CHF"),
];

const CATEGORIES: [(u32, &str); 5] = [
    (30, "shoes"),
    (25, "shirts"),
    (20, "bags"),
    (15, "jackets"),
    (10, "sale"),
];

const PAGES: [(u32, &str); 7] = [
    (34, "/"),
    (18, "/shoes"),
    (14, "/shirts"),
    (11, "/sale"),
    (9, "/bags"),
    (8, "/blog/care-for-leather"),
    (6, "/shipping"),
];

/// What stays the same about a person.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Traits {
    pub(crate) channel: &'static Channel,
    pub(crate) device: &'static Device,
    pub(crate) browser: &'static str,
    pub(crate) country: &'static str,
    pub(crate) currency: &'static str,
}

impl Traits {
    pub(crate) fn draw(dice: &mut Dice) -> Self {
        let channel = &CHANNELS[dice.weighted(CHANNELS.iter().map(|channel| channel.weight))];
        let (device, browser) = draw_device(dice);
        let (country, currency) = draw_country(dice);
        Self {
            channel,
            device,
            browser,
            country,
            currency,
        }
    }
}

/// A kind of device and a browser on it.
pub(crate) fn draw_device(dice: &mut Dice) -> (&'static Device, &'static str) {
    let device = &DEVICES[dice.weighted(DEVICES.iter().map(|device| device.weight))];
    (device, device.draw_browser(dice))
}

/// A country and the currency it pays in.
pub(crate) fn draw_country(dice: &mut Dice) -> (&'static str, &'static str) {
    let (_, country, currency) =
        COUNTRIES[dice.weighted(COUNTRIES.iter().map(|(weight, ..)| *weight))];
    (country, currency)
}

pub(crate) fn draw_category(dice: &mut Dice) -> &'static str {
    CATEGORIES[dice.weighted(CATEGORIES.iter().map(|(weight, _)| *weight))].1
}

pub(crate) fn draw_page(dice: &mut Dice) -> &'static str {
    PAGES[dice.weighted(PAGES.iter().map(|(weight, _)| *weight))].1
}

/// A basket from 9.90 to 249.00, more often small than large.
pub(crate) fn draw_basket_minor(dice: &mut Dice) -> i64 {
    let larger = i64::from(dice.below(2_392)).min(i64::from(dice.below(2_392)));
    990 + 10 * larger
}
