//! Where a visit came from: source, medium, campaign and the default channel group (semantics S7).
//!
//! The rules are those of Google Analytics' default channel group (support.google.com/analytics/answer/9756891)
//! with AI assistants. `tests/vectors/channels.json` holds them as cases for every implementation, and
//! docs/concepts/channels.md as prose.

mod click;
mod referrer;
mod resolve;
mod rules;
mod sites;

pub use referrer::host_of;
pub use resolve::acquisition;

/// The click ids that are known, by their names in `context.click_ids`.
pub const CLICK_IDS: [&str; 17] = [
    "gclid",
    "gbraid",
    "wbraid",
    "dclid",
    "gad_source",
    "msclkid",
    "ttclid",
    "twclid",
    "li_fat_id",
    "rdt_cid",
    "sccid",
    "epik",
    "oppref",
    "irclid",
    "mc_cid",
    "kx",
    "fbclid",
];

/// What the first event of a visit tells about where it came from. Blank texts count as absent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Origin {
    /// `utm_source`.
    pub source: Option<String>,
    /// `utm_medium`.
    pub medium: Option<String>,
    /// `utm_campaign`.
    pub campaign: Option<String>,
    /// Click ids by their places in [`CLICK_IDS`].
    pub click_ids: [Option<String>; CLICK_IDS.len()],
    /// The address or host of the page before.
    pub referrer: Option<String>,
    /// The address or host of the page itself: links within a site are no origin.
    pub page: Option<String>,
}

/// Where a visit came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acquisition {
    /// The default channel group.
    pub channel: Channel,
    /// Who sent the visitor: a site, an engine, a newsletter; `(direct)` where nobody did. `None` where the
    /// tags name no source.
    pub source: Option<String>,
    /// By which means: `cpc`, `organic`, `referral`, `email`, …; `(none)` where nobody sent the visitor.
    pub medium: Option<String>,
    /// The campaign's name.
    pub campaign: Option<String>,
}

/// A default channel group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// An address typed or kept, or nothing known.
    Direct,
    /// Ads on several networks of one provider.
    CrossNetwork,
    /// Ads on shopping sites, or shopping campaigns.
    PaidShopping,
    /// Ads on search engines.
    PaidSearch,
    /// Ads on social sites.
    PaidSocial,
    /// Ads on video sites.
    PaidVideo,
    /// Display ads.
    Display,
    /// Other ads.
    PaidOther,
    /// Links on shopping sites.
    OrganicShopping,
    /// Links on social sites.
    OrganicSocial,
    /// Links on video sites.
    OrganicVideo,
    /// Results of search engines.
    OrganicSearch,
    /// Links in answers of AI assistants.
    AiAssistant,
    /// Links in mails.
    Email,
    /// Links of affiliates.
    Affiliates,
    /// Links on other sites.
    Referral,
    /// Ads on audio platforms.
    Audio,
    /// Links in text messages.
    Sms,
    /// Links in push messages.
    MobilePush,
    /// Tagged in a way that fits no rule.
    Unassigned,
}

impl Channel {
    /// All channels, in the order of their rules.
    pub const ALL: [Self; 20] = [
        Self::Direct,
        Self::CrossNetwork,
        Self::PaidShopping,
        Self::PaidSearch,
        Self::PaidSocial,
        Self::PaidVideo,
        Self::Display,
        Self::PaidOther,
        Self::OrganicShopping,
        Self::OrganicSocial,
        Self::OrganicVideo,
        Self::OrganicSearch,
        Self::AiAssistant,
        Self::Email,
        Self::Affiliates,
        Self::Referral,
        Self::Audio,
        Self::Sms,
        Self::MobilePush,
        Self::Unassigned,
    ];

    /// The name in questions and answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::CrossNetwork => "cross_network",
            Self::PaidShopping => "paid_shopping",
            Self::PaidSearch => "paid_search",
            Self::PaidSocial => "paid_social",
            Self::PaidVideo => "paid_video",
            Self::Display => "display",
            Self::PaidOther => "paid_other",
            Self::OrganicShopping => "organic_shopping",
            Self::OrganicSocial => "organic_social",
            Self::OrganicVideo => "organic_video",
            Self::OrganicSearch => "organic_search",
            Self::AiAssistant => "ai_assistant",
            Self::Email => "email",
            Self::Affiliates => "affiliates",
            Self::Referral => "referral",
            Self::Audio => "audio",
            Self::Sms => "sms",
            Self::MobilePush => "mobile_push",
            Self::Unassigned => "unassigned",
        }
    }
}
