//! The rules of the default channel group, of which the first that fits counts. Case is ignored.

use super::Channel;
use super::click::Network;
use super::sites::{Category, category_of};

/// What the rules look at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tags<'a> {
    pub(super) source: Option<&'a str>,
    pub(super) medium: Option<&'a str>,
    pub(super) campaign: Option<&'a str>,
    pub(super) network: Option<Network>,
}

const DISPLAY: [&str; 5] = ["display", "banner", "expandable", "interstitial", "cpm"];
const SOCIAL: [&str; 6] = [
    "social",
    "social-network",
    "social-media",
    "sm",
    "social network",
    "social media",
];
const EMAIL: [&str; 4] = ["email", "e-mail", "e_mail", "e mail"];
const REFERRAL: [&str; 3] = ["referral", "app", "link"];

/// The channel of a visit.
pub(super) fn channel_of(tags: &Tags<'_>) -> Channel {
    let lower = |text: Option<&str>| text.unwrap_or("(not set)").to_lowercase();
    let [source, medium, campaign] = [tags.source, tags.medium, tags.campaign].map(lower);
    let [source, medium, campaign] = [source.as_str(), medium.as_str(), campaign.as_str()];
    let category = category_of(source);
    let is_from = |wanted: Category| category == Some(wanted);
    let is_shopping = is_from(Category::Shopping) || is_shopping_campaign(campaign);
    let is_paid = is_paid(medium);
    let rules = [
        (
            source == "(direct)" && ["(not set)", "(none)"].contains(&medium),
            Channel::Direct,
        ),
        (
            campaign.contains("cross-network") || tags.network == Some(Network::CrossNetwork),
            Channel::CrossNetwork,
        ),
        // An ad that is known to be shown on the display network is no search ad, wherever it was bought.
        (tags.network == Some(Network::Display), Channel::Display),
        (is_shopping && is_paid, Channel::PaidShopping),
        (is_from(Category::Search) && is_paid, Channel::PaidSearch),
        (is_from(Category::Social) && is_paid, Channel::PaidSocial),
        (is_from(Category::Video) && is_paid, Channel::PaidVideo),
        (DISPLAY.contains(&medium), Channel::Display),
        (is_paid, Channel::PaidOther),
        (is_shopping, Channel::OrganicShopping),
        (
            is_from(Category::Social) || SOCIAL.contains(&medium),
            Channel::OrganicSocial,
        ),
        (
            is_from(Category::Video) || medium.contains("video"),
            Channel::OrganicVideo,
        ),
        (
            is_from(Category::Search) || medium == "organic",
            Channel::OrganicSearch,
        ),
        (
            is_from(Category::Ai) || medium == "ai-assistant",
            Channel::AiAssistant,
        ),
        (
            EMAIL.contains(&source) || EMAIL.contains(&medium),
            Channel::Email,
        ),
        (medium == "affiliate", Channel::Affiliates),
        (REFERRAL.contains(&medium), Channel::Referral),
        (medium == "audio", Channel::Audio),
        (source == "sms" || medium == "sms", Channel::Sms),
        (
            medium.ends_with("push")
                || medium.contains("mobile")
                || medium.contains("notification")
                || source == "firebase",
            Channel::MobilePush,
        ),
    ];
    let fitting = rules.into_iter().find(|(fits, _)| *fits);
    fitting.map_or(Channel::Unassigned, |(_, channel)| channel)
}

/// `^(.*cp.*|ppc|retargeting|paid.*)$`
pub(super) fn is_paid(medium: &str) -> bool {
    let medium = medium.to_lowercase();
    medium.contains("cp")
        || medium == "ppc"
        || medium == "retargeting"
        || medium.starts_with("paid")
}

/// `^(.*(([^a-df-z]|^)shop|shopping).*)$`: `shop` at the beginning, or behind an `e` or what is no letter.
fn is_shopping_campaign(campaign: &str) -> bool {
    let begins_a_word = |(at, _): (usize, &str)| {
        let before = campaign[..at].chars().next_back();
        before.is_none_or(|letter| letter == 'e' || !letter.is_ascii_lowercase())
    };
    campaign.contains("shopping") || campaign.match_indices("shop").any(begins_a_word)
}
