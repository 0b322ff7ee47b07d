//! The demo shop: 30,000 people over 120 days, with findings planted in them that a reader can come upon.
//!
//! Planted are channels of different quality, a checkout that fails on one browser from a day on, a time in which
//! nothing arrived, orders told of twice, people with two devices, and three micro-conversions: one causes orders,
//! one only goes along with them, one has nothing to do with them. [`DemoTruth`] says what any correct reader
//! finds. It is counted from plans, before there is an event.

mod channel;
mod choices;
mod days;
mod definitions;
mod error;
mod faults;
mod journey;
mod line;
mod person;
mod plan;
mod planted;
mod settings;
mod tracked;
mod truth;
mod written;

use std::io::Write;

use cairn_core::money::Currency;
use cairn_core::time::{Time, Zone};
use jiff::civil::Date;

use choices::{VIDEO_FACTOR, Video};
use days::Days;
use faults::{Outage, Regression};
use journey::Journey;
use plan::Planner;
use tracked::Tracked;

pub use error::DemoError;
pub use planted::Planted;
pub use truth::{
    ChannelTruth, DayTruth, DemoFunnelTruth, DemoTruth, MicroRole, MicroTruth, OutageTruth,
    RegressionTruth,
};
pub use written::WrittenShop;

/// A demo shop: seed and end decide every byte of its events.
#[derive(Debug, Clone)]
pub struct DemoShop {
    seed: u64,
    until: Date,
    days: Days,
    people: u32,
}

impl DemoShop {
    /// The zone its days are cut in.
    pub const TIMEZONE: &str = settings::TIMEZONE;
    /// The currency it sells in.
    pub const CURRENCY: &str = settings::CURRENCY;

    /// The shop of a seed over the 120 days before the day `until`, written `2026-01-31`.
    pub fn new(seed: u64, until: &str) -> Result<Self, DemoError> {
        let zone = Zone::named(Self::TIMEZONE)?;
        let date: Date = until
            .parse()
            .map_err(|_| DemoError::Until(until.to_owned()))?;
        Ok(Self {
            seed,
            until: date,
            days: Days::before(date, settings::DAYS, &zone)?,
            people: settings::PEOPLE,
        })
    }

    /// The date at a moment, in the shop's zone.
    pub fn today(now: Time) -> Result<String, DemoError> {
        let unusable = |_| DemoError::Until(now.to_string());
        let zone = jiff::tz::TimeZone::get(Self::TIMEZONE).map_err(unusable)?;
        let moment = jiff::Timestamp::from_microsecond(now.micros()).map_err(unusable)?;
        Ok(zone.to_datetime(moment).date().to_string())
    }

    /// The seed of all drawing.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The day after the last.
    pub fn until(&self) -> String {
        self.until.to_string()
    }

    /// What any correct reader of the events must find; no event is made for it.
    pub fn truth(&self) -> DemoTruth {
        let outage = Outage::of(&self.days);
        let mut truth = DemoTruth::empty(self.seed, self.people, &self.days, &self.until(), outage);
        for journey in self.journeys(Video::ByLot) {
            truth.add(&Tracked::of(&journey, outage), &self.days);
        }
        let orders = |video| {
            let journeys = self.journeys(video);
            journeys.map(|journey| u64::from(journey.orders())).sum()
        };
        let as_happened = orders(Video::ByLot);
        let of_no_effect = |event, role, because: &str| MicroTruth {
            event,
            role,
            because: because.to_owned(),
            cart_factor_per_mille: 1_000,
            orders_as_happened: as_happened,
            orders_if_always: as_happened,
            orders_if_never: as_happened,
        };
        truth.micros = vec![
            MicroTruth {
                cart_factor_per_mille: VIDEO_FACTOR,
                orders_if_always: orders(Video::Everyone),
                orders_if_never: orders(Video::Nobody),
                ..of_no_effect(
                    "video_watched",
                    MicroRole::Causes,
                    "who watches is drawn by lot, and to have watched makes a full cart likelier",
                )
            },
            of_no_effect(
                "wishlist_added",
                MicroRole::Confounded,
                "people with more intent add to the wish list and order more often; the one does nothing for the other",
            ),
            of_no_effect(
                "newsletter_signup",
                MicroRole::Noise,
                "it is drawn independently of everything",
            ),
        ];
        truth
    }

    /// Writes the events as NDJSON in the canonical shape: person by person, each person's by time.
    pub fn write_ndjson(&self, out: &mut impl Write) -> Result<(), DemoError> {
        let outage = Outage::of(&self.days);
        let currency = Currency::parse(Self::CURRENCY)?;
        for journey in self.journeys(Video::ByLot) {
            line::write(&Tracked::of(&journey, outage), self.seed, currency, out)?;
        }
        Ok(())
    }

    fn journeys(&self, video: Video) -> impl Iterator<Item = Journey> {
        let planner = Planner {
            seed: self.seed,
            days: &self.days,
            regression: &Regression::PLANTED,
        };
        (0..self.people).map(move |number| planner.journey(number, video))
    }
}

#[cfg(test)]
mod tests;
