//! From a planned deed to a row of the log.

use cairn_core::event::PAGEVIEW;
use cairn_core::money::{Currency, Money, MoneyError};
use cairn_core::time::Time;

use crate::fate::FUNNEL_STEPS;
use crate::journey::{Act, Deed, Journey, Journeys};
use crate::plan::ShopPlan;

/// One event of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShopRow {
    /// When, to the millisecond.
    pub event_time: Time,
    /// `pageview`, `search`, `newsletter_signup` or one of [`FUNNEL_STEPS`].
    pub event: &'static str,
    /// Who; `None` for persons who refuse cookies.
    pub user_id: Option<String>,
    /// Unique over all logs of one seed.
    pub message_id: String,
    /// `context.page.path`.
    pub path: String,
    /// The channel of the visit. Funnel steps always carry the channel the person first came by.
    pub channel: &'static str,
    /// `mobile`, `desktop` or `tablet`.
    pub device: &'static str,
    /// The browser's name.
    pub browser: &'static str,
    /// ISO 3166 code.
    pub country: &'static str,
    /// Of `product_viewed` and `cart`.
    pub category: Option<&'static str>,
    /// Of `purchase`.
    pub value: Option<Money>,
    /// Of `purchase`; now and then two rows tell of one order.
    pub order_id: Option<String>,
}

impl ShopPlan {
    /// The log's rows: person by person in the order of arrival, each person's by time. Drawn while
    /// iterating; only one person's rows are in memory.
    pub fn rows(&self) -> impl Iterator<Item = Result<ShopRow, MoneyError>> + use<> {
        let seed = self.seed();
        Journeys::of(self).flat_map(move |journey| {
            let rows: Vec<_> = rows_of(seed, &journey).collect();
            rows
        })
    }
}

pub(crate) fn rows_of(
    seed: u64,
    journey: &Journey,
) -> impl Iterator<Item = Result<ShopRow, MoneyError>> {
    let deeds = journey.deeds.iter().enumerate();
    deeds.map(move |(place, deed)| row_of(seed, journey, place, deed))
}

fn row_of(seed: u64, journey: &Journey, place: usize, deed: &Deed) -> Result<ShopRow, MoneyError> {
    let person = journey.person;
    let traits = &journey.traits;
    let (value, order_id) = match deed.act {
        Act::Purchase { order, minor } => {
            let currency = Currency::parse(traits.currency)?;
            let order_id = format!("o{person}-{order}");
            (Some(Money { minor, currency }), Some(order_id))
        }
        _ => (None, None),
    };
    Ok(ShopRow {
        event_time: deed.time,
        event: deed.act.event(),
        user_id: journey.has_id.then(|| format!("u{person}")),
        message_id: format!("{seed}-{person}-{place}"),
        path: path_of(deed.act),
        channel: deed.channel,
        device: traits.device.name,
        browser: traits.browser,
        country: traits.country,
        category: match deed.act {
            Act::View { category, .. } | Act::Cart { category } => Some(category),
            _ => None,
        },
        value,
        order_id,
    })
}

impl Act {
    /// The event name.
    pub(crate) fn event(self) -> &'static str {
        let [view, cart, checkout, purchase] = FUNNEL_STEPS;
        match self {
            Self::Page(_) => PAGEVIEW,
            Self::Search => "search",
            Self::Newsletter => "newsletter_signup",
            Self::View { .. } => view,
            Self::Cart { .. } => cart,
            Self::Checkout => checkout,
            Self::Purchase { .. } => purchase,
        }
    }
}

fn path_of(act: Act) -> String {
    match act {
        Act::Page(path) => path.to_owned(),
        Act::Search => "/search".to_owned(),
        Act::Newsletter => "/newsletter".to_owned(),
        Act::View { category, product } => format!("/{category}/{product}"),
        Act::Cart { .. } => "/cart".to_owned(),
        Act::Checkout => "/checkout".to_owned(),
        Act::Purchase { .. } => "/thank-you".to_owned(),
    }
}

#[cfg(test)]
mod tests;
