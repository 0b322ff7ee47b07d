//! From a planned deed to a line of NDJSON in the canonical event shape.

use std::collections::BTreeMap;
use std::io::Write;

use cairn_core::money::{Currency, decimal_text};
use serde::Serialize;

use super::channel::Channel;
use super::error::DemoError;
use super::journey::{Act, Deed, Journey, Place};
use super::tracked::Tracked;

const ADDRESS: &str = "https://boots.example";

/// One event.
#[derive(Serialize)]
struct Line<'a> {
    event: &'static str,
    event_time: String,
    message_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    anonymous_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    order_id: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    properties: BTreeMap<&'static str, String>,
    context: BTreeMap<&'static str, BTreeMap<&'static str, String>>,
}

/// Which page a person is on, what they came to it from and by which link.
struct Page<'a> {
    place: Place,
    address: String,
    referrer: Option<String>,
    /// The link and its click id.
    landing: Option<(&'static Channel, Option<String>)>,
    journey: &'a Journey,
}

/// Writes the events of a journey that arrive, and those that are sent twice twice.
pub(super) fn write(
    tracked: &Tracked<'_>,
    seed: u64,
    currency: Currency,
    out: &mut impl Write,
) -> Result<(), DemoError> {
    let journey = tracked.journey;
    let mut page = Page::before(journey);
    for (place, deed) in journey.deeds.iter().enumerate() {
        if let Act::Page(to) = deed.act {
            page.go(to, deed, place);
        }
        if !tracked.arrives(deed) {
            continue;
        }
        let mut text = serde_json::to_vec(&line_of(&page, deed, place, seed, currency))?;
        text.push(b'\n');
        for _ in 0..=u32::from(deed.is_sent_twice) {
            out.write_all(&text)?;
        }
    }
    Ok(())
}

fn line_of<'a>(
    page: &Page<'a>,
    deed: &Deed,
    place: usize,
    seed: u64,
    currency: Currency,
) -> Line<'a> {
    let person = &page.journey.person;
    let (value, order_id) = match deed.act {
        Act::Purchase { order, minor } => {
            let order_id = format!("B{:05}-{order}", person.number + 1);
            (Some(decimal_text(minor.into(), currency)), Some(order_id))
        }
        _ => (None, None),
    };
    let device = &person.devices[deed.device];
    Line {
        event: deed.act.event(),
        event_time: deed.time.to_string(),
        message_id: format!("{seed}-{}-{place}", person.number),
        anonymous_id: person.has_cookies.then_some(device.anonymous_id.as_str()),
        user_id: deed.is_signed_in.then(|| person.user_id()),
        currency: value.is_some().then_some(currency.code()),
        value,
        order_id,
        properties: properties_of(page.place, deed.act),
        context: page.context(deed),
    }
}

fn properties_of(place: Place, act: Act) -> BTreeMap<&'static str, String> {
    match (act, place) {
        (Act::View | Act::Video | Act::Wish | Act::Cart, Place::Product { category, product }) => {
            BTreeMap::from([
                ("category", category.to_owned()),
                ("product_id", format!("{category}-{product}")),
            ])
        }
        _ => BTreeMap::new(),
    }
}

impl<'a> Page<'a> {
    fn before(journey: &'a Journey) -> Self {
        Self {
            place: Place::Page("/"),
            address: String::new(),
            referrer: None,
            landing: None,
            journey,
        }
    }

    fn go(&mut self, to: Place, deed: &Deed, place: usize) {
        let before = format!("{ADDRESS}{}", self.place.path());
        self.place = to;
        self.referrer = match deed.landing {
            Some(channel) => channel.referrer.map(str::to_owned),
            None => Some(before),
        };
        self.landing = deed.landing.map(|channel| {
            // An advertiser's id of one click: as good as any other that is not used again.
            let click = format!("{}{place:x}", self.journey.person.devices[0].anonymous_id);
            (channel, channel.click_id.map(|_| click))
        });
        self.address = format!("{ADDRESS}{}{}", to.path(), self.query());
    }

    /// The parameters of the address, with the question mark.
    fn query(&self) -> String {
        let Some((channel, click)) = &self.landing else {
            return String::new();
        };
        let mut parameters = Vec::new();
        if let Some(campaign) = &channel.campaign {
            parameters.push(format!("utm_source={}", campaign.source));
            parameters.push(format!("utm_medium={}", campaign.medium));
            parameters.push(format!("utm_campaign={}", campaign.name));
        }
        if let (Some(name), Some(click)) = (channel.click_id, click) {
            parameters.push(format!("{name}={click}"));
        }
        if parameters.is_empty() {
            return String::new();
        }
        format!("?{}", parameters.join("&"))
    }

    fn context(&self, deed: &Deed) -> BTreeMap<&'static str, BTreeMap<&'static str, String>> {
        let person = &self.journey.person;
        let device = &person.devices[deed.device];
        let mut page = BTreeMap::from([("url", self.address.clone()), ("path", self.place.path())]);
        page.extend(self.referrer.clone().map(|referrer| ("referrer", referrer)));
        let mut context = BTreeMap::from([
            ("page", page),
            (
                "device",
                BTreeMap::from([
                    ("type", device.kind.to_owned()),
                    ("browser", device.browser.to_owned()),
                    ("os", device.os().to_owned()),
                ]),
            ),
            (
                "geo",
                BTreeMap::from([("country", person.country.to_owned())]),
            ),
        ]);
        let Some((channel, click)) = &self.landing else {
            return context;
        };
        if let Some(campaign) = &channel.campaign {
            let tags = BTreeMap::from([
                ("source", campaign.source.to_owned()),
                ("medium", campaign.medium.to_owned()),
                ("name", campaign.name.to_owned()),
            ]);
            context.insert("campaign", tags);
        }
        if let (Some(name), Some(click)) = (channel.click_id, click) {
            context.insert("click_ids", BTreeMap::from([(name, click.clone())]));
        }
        context
    }
}

#[cfg(test)]
mod tests;
