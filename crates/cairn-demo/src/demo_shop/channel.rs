//! The ways into the demo shop: how good the people are that come by them, and what a landing tells of them.
//!
//! No event names its channel. Whoever wants it derives it from referrer, campaign and click id, as the default
//! channel rules of Google Analytics 4 do.

use crate::dice::Dice;

/// A way into the shop.
#[derive(Debug)]
pub(super) struct Channel {
    pub(super) name: &'static str,
    weight: u32,
    /// How many have little, some and much intent.
    intents: [u32; 3],
    /// The page before the landing page.
    pub(super) referrer: Option<&'static str>,
    pub(super) campaign: Option<Campaign>,
    /// The parameter that an advertiser's click id comes by.
    pub(super) click_id: Option<&'static str>,
}

/// The tags of a link.
#[derive(Debug)]
pub(super) struct Campaign {
    pub(super) source: &'static str,
    pub(super) medium: &'static str,
    pub(super) name: &'static str,
}

/// How much somebody wants to buy. Not to be seen in any event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Intent {
    Little,
    Some,
    Much,
}

/// Who comes by no link at all.
pub(super) const DIRECT: &Channel = &CHANNELS[0];

pub(super) const CHANNELS: &[Channel] = &[
    Channel {
        name: "direct",
        weight: 17,
        intents: [40, 38, 22],
        referrer: None,
        campaign: None,
        click_id: None,
    },
    Channel {
        name: "organic_search",
        weight: 26,
        intents: [46, 38, 16],
        referrer: Some("https://www.google.com/"),
        campaign: None,
        click_id: None,
    },
    Channel {
        name: "paid_search",
        weight: 17,
        intents: [36, 42, 22],
        referrer: Some("https://www.google.com/"),
        campaign: Some(Campaign {
            source: "google",
            medium: "cpc",
            name: "boots-autumn",
        }),
        click_id: Some("gclid"),
    },
    Channel {
        name: "paid_social",
        weight: 15,
        intents: [72, 23, 5],
        referrer: Some("https://www.instagram.com/"),
        campaign: Some(Campaign {
            source: "instagram",
            medium: "paid_social",
            name: "lookalike-video",
        }),
        click_id: Some("fbclid"),
    },
    Channel {
        name: "display",
        weight: 8,
        intents: [88, 11, 1],
        referrer: Some("https://news.example/"),
        campaign: Some(Campaign {
            source: "adnetwork",
            medium: "display",
            name: "awareness",
        }),
        click_id: None,
    },
    Channel {
        name: "organic_social",
        weight: 6,
        intents: [62, 30, 8],
        referrer: Some("https://www.instagram.com/"),
        campaign: None,
        click_id: None,
    },
    Channel {
        name: "email",
        weight: 5,
        intents: [22, 43, 35],
        referrer: None,
        campaign: Some(Campaign {
            source: "newsletter",
            medium: "email",
            name: "weekly",
        }),
        click_id: None,
    },
    Channel {
        name: "referral",
        weight: 4,
        intents: [48, 38, 14],
        referrer: Some("https://www.leather-blog.example/best-boots"),
        campaign: None,
        click_id: None,
    },
    Channel {
        name: "ai_assistant",
        weight: 2,
        intents: [30, 44, 26],
        referrer: Some("https://chatgpt.com/"),
        campaign: None,
        click_id: None,
    },
];

impl Channel {
    pub(super) fn draw(dice: &mut Dice) -> &'static Self {
        &CHANNELS[dice.weighted(CHANNELS.iter().map(|channel| channel.weight))]
    }

    pub(super) fn draw_intent(&self, dice: &mut Dice) -> Intent {
        let all = [Intent::Little, Intent::Some, Intent::Much];
        all[dice.weighted(self.intents.into_iter())]
    }
}
