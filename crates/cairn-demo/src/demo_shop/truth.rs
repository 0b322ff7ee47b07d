//! What any correct reader of the demo shop's events must find, and what was planted: counted from plans.

use std::collections::{BTreeMap, BTreeSet};

use cairn_core::time::Time;
use serde::Serialize;

use crate::fate::{FUNNEL_STEPS, FUNNEL_WINDOW};

use super::channel::DIRECT;
use super::days::Days;
use super::faults::{Outage, Regression};
use super::journey::Act;
use super::tracked::{Tracked, Tracker};

/// The counts. Amounts are minor units of `currency`; a day is one of `timezone`, ranges are half-open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DemoTruth {
    /// The seed.
    pub seed: u64,
    /// The zone days are cut in.
    pub timezone: &'static str,
    /// The currency of all amounts.
    pub currency: &'static str,
    /// The first day.
    pub start: String,
    /// The day after the last.
    pub until: String,
    /// People who were planned.
    pub people: u32,
    /// Lines that are written: every event that arrives, and some twice to the letter.
    pub lines: u64,
    /// Of these, second copies. None of them is counted below.
    pub sent_twice: u64,
    /// Events that arrive, by name; `$identify` is a system event, which is no conversion.
    pub events_by_name: BTreeMap<&'static str, u64>,
    /// Persons by event name.
    pub persons_by_event: BTreeMap<&'static str, u64>,
    /// Events that are no system events.
    pub events: u64,
    /// Of these, events without any id.
    pub events_without_person: u64,
    /// Persons as the ids tell: a user with the devices they signed in on, or a device nobody signed in on.
    pub persons: u64,
    /// Different orders that are told of.
    pub orders: u64,
    /// What these are worth, each once.
    pub revenue_minor: i64,
    /// Orders that two events tell of.
    pub orders_told_twice: u64,
    /// All days in order.
    pub days: Vec<DayTruth>,
    /// Persons by the channel of their first event.
    pub channels: BTreeMap<&'static str, ChannelTruth>,
    /// What did not arrive.
    pub outage: OutageTruth,
    /// The faulty checkout.
    pub regression: RegressionTruth,
    /// How far persons get before and after the checkout became faulty.
    pub funnel: DemoFunnelTruth,
    /// What is known of the micro-conversions.
    pub micros: Vec<MicroTruth>,
}

/// One day of the zone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DayTruth {
    /// The date.
    pub day: String,
    /// Events that are no system events.
    pub events: u64,
    /// Persons with such an event.
    pub persons: u64,
    /// Orders by the day they are first told of.
    pub orders: u64,
    /// What these are worth.
    pub revenue_minor: i64,
}

/// A channel by the default rules of Google Analytics 4, applied to a person's first event.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct ChannelTruth {
    /// Persons.
    pub persons: u64,
    /// Their orders.
    pub orders: u64,
    /// What these are worth.
    pub revenue_minor: i64,
}

/// A time in which nothing arrived.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct OutageTruth {
    /// Its first instant.
    pub start: String,
    /// The first instant after it.
    pub end: String,
    /// Events that happened and are nowhere, system events left out.
    pub events_lost: u64,
    /// Orders that happened and no event tells of.
    pub orders_lost: u64,
}

/// A checkout that fails for some.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RegressionTruth {
    /// For whom.
    pub browser: &'static str,
    /// The first day.
    pub day: String,
    /// By what the chance of an order from the checkout is multiplied, in thousandths.
    pub factor_per_mille: u32,
}

/// The ordered funnel, persons by their deepest attempt, split by the browser of its first event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DemoFunnelTruth {
    /// The steps' event names.
    pub steps: [&'static str; 4],
    /// From step 1 to any later step at most so long, inclusive.
    pub window_seconds: i64,
    /// The event property of the browser.
    pub breakdown: &'static str,
    /// Attempts from the first day on, before the checkout became faulty.
    pub before: BTreeMap<&'static str, [u64; 4]>,
    /// Attempts from then to the last day.
    pub after: BTreeMap<&'static str, [u64; 4]>,
}

/// A micro-conversion and what it has to do with orders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MicroTruth {
    /// Its event.
    pub event: &'static str,
    /// Its part in orders.
    pub role: MicroRole,
    /// Why, in a sentence.
    pub because: String,
    /// By what it multiplies the chance that a visit with product views fills a cart, in thousandths.
    pub cart_factor_per_mille: u32,
    /// Orders of all people, told of or not: as it happened.
    pub orders_as_happened: u64,
    /// The same if it had happened on every visit with product views.
    pub orders_if_always: u64,
    /// The same if it had never happened.
    pub orders_if_never: u64,
}

/// What a micro-conversion has to do with orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MicroRole {
    /// It makes them likelier.
    Causes,
    /// Both come of something else.
    Confounded,
    /// Nothing.
    Noise,
}

const BROWSER: &str = "context.device.browser";

impl DemoTruth {
    /// A truth to which nobody has been added.
    pub(super) fn empty(seed: u64, people: u32, days: &Days, until: &str, outage: Outage) -> Self {
        let regression = Regression::PLANTED;
        let day_truth = |day| DayTruth {
            day: days.date(day),
            ..DayTruth::default()
        };
        Self {
            seed,
            timezone: super::settings::TIMEZONE,
            currency: super::settings::CURRENCY,
            start: days.date(0),
            until: until.to_owned(),
            people,
            lines: 0,
            sent_twice: 0,
            events_by_name: BTreeMap::new(),
            persons_by_event: BTreeMap::new(),
            events: 0,
            events_without_person: 0,
            persons: 0,
            orders: 0,
            revenue_minor: 0,
            orders_told_twice: 0,
            days: (0..days.number()).map(day_truth).collect(),
            channels: BTreeMap::new(),
            outage: OutageTruth {
                start: outage.start.to_string(),
                end: outage.end.to_string(),
                ..OutageTruth::default()
            },
            regression: RegressionTruth {
                browser: regression.browser,
                day: days.date(regression.day),
                factor_per_mille: super::choices::REGRESSION_FACTOR,
            },
            funnel: DemoFunnelTruth {
                steps: FUNNEL_STEPS,
                window_seconds: FUNNEL_WINDOW.micros() / 1_000_000,
                breakdown: BROWSER,
                before: BTreeMap::new(),
                after: BTreeMap::new(),
            },
            micros: Vec::new(),
        }
    }

    /// Adds what arrives of a journey.
    pub(super) fn add(&mut self, tracked: &Tracked<'_>, days: &Days) {
        self.add_events(tracked, days);
        self.add_orders(tracked, days);
        self.add_losses(tracked);
        self.add_channels(tracked);
        self.funnel
            .add(tracked, days.start(Regression::PLANTED.day));
    }

    fn add_events(&mut self, tracked: &Tracked<'_>, days: &Days) {
        let mut by_event = BTreeSet::new();
        let mut by_day = BTreeSet::new();
        for deed in tracked.deeds() {
            let event = deed.act.event();
            let tracker = tracked.tracker(deed);
            let copies = u64::from(deed.is_sent_twice);
            self.lines += 1 + copies;
            self.sent_twice += copies;
            *self.events_by_name.entry(event).or_default() += 1;
            by_event.extend(tracker.map(|tracker| (event, tracker)));
            if matches!(deed.act, Act::SignIn) {
                continue;
            }
            let day = days.day_of(deed.time) as usize;
            self.events += 1;
            self.days[day].events += 1;
            self.events_without_person += u64::from(tracker.is_none());
            by_day.extend(tracker.map(|tracker| (day, tracker)));
        }
        for (event, _) in by_event {
            *self.persons_by_event.entry(event).or_default() += 1;
        }
        for (day, _) in &by_day {
            self.days[*day].persons += 1;
        }
        let persons: BTreeSet<Tracker> = by_day.into_iter().map(|(_, tracker)| tracker).collect();
        self.persons += persons.len() as u64;
    }

    fn add_orders(&mut self, tracked: &Tracked<'_>, days: &Days) {
        let mut orders = 0;
        for (deed, minor) in tracked.orders() {
            let day = &mut self.days[days.day_of(deed.time) as usize];
            day.orders += 1;
            day.revenue_minor += minor;
            self.revenue_minor += minor;
            orders += 1;
        }
        let is_purchase = |act| matches!(act, Act::Purchase { .. });
        let told = tracked.deeds().filter(|deed| is_purchase(deed.act));
        self.orders += orders;
        self.orders_told_twice += told.count() as u64 - orders;
    }

    fn add_losses(&mut self, tracked: &Tracked<'_>) {
        let lost = tracked.journey.deeds.iter();
        let lost = lost.filter(|deed| !tracked.arrives(deed) && !matches!(deed.act, Act::SignIn));
        self.outage.events_lost += lost.count() as u64;
        let happened = u64::from(tracked.journey.orders());
        self.outage.orders_lost += happened - tracked.orders().count() as u64;
    }

    fn add_channels(&mut self, tracked: &Tracked<'_>) {
        let mut first_of = BTreeMap::new();
        for deed in tracked
            .deeds()
            .filter(|deed| !matches!(deed.act, Act::SignIn))
        {
            if let Some(tracker) = tracked.tracker(deed) {
                // Who is first seen in the middle of a visit seems to come from nowhere.
                let channel = deed.landing.unwrap_or(DIRECT);
                first_of.entry(tracker).or_insert(channel.name);
            }
        }
        for channel in first_of.values() {
            self.channels.entry(channel).or_default().persons += 1;
        }
        for (deed, minor) in tracked.orders() {
            let channel = tracked
                .tracker(deed)
                .and_then(|tracker| first_of.get(&tracker));
            if let Some(channel) = channel {
                let row = self.channels.entry(channel).or_default();
                row.orders += 1;
                row.revenue_minor += minor;
            }
        }
    }
}

impl DemoFunnelTruth {
    fn add(&mut self, tracked: &Tracked<'_>, faulty_from: Time) {
        let mut best: BTreeMap<(bool, Tracker), (usize, &'static str)> = BTreeMap::new();
        for (first, tracker, depth) in tracked.depths() {
            let Some(tracker) = tracker else { continue };
            let browser = tracked.journey.person.devices[first.device].browser;
            let known = best
                .entry((first.time >= faulty_from, tracker))
                .or_insert((0, browser));
            // Of equally deep attempts the one that completes first, which is the earlier one.
            if depth > known.0 {
                *known = (depth, browser);
            }
        }
        for ((is_after, _), (depth, browser)) in best {
            let period = if is_after {
                &mut self.after
            } else {
                &mut self.before
            };
            let row = period.entry(browser).or_default();
            row[..depth].iter_mut().for_each(|count| *count += 1);
        }
    }
}

#[cfg(test)]
mod tests;
