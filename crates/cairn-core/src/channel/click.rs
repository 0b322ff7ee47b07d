//! What a click id says about where a visit came from.
//!
//! Click ids are put on a link by the network that sends the visitor. All but `fbclid` stand for one means:
//! Facebook adds its id to every link, paid or not.

use super::{CLICK_IDS, Origin};

/// On which of its networks a provider showed an ad.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Network {
    Display,
    CrossNetwork,
}

/// What a click id says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Click {
    pub(super) source: &'static str,
    pub(super) medium: &'static str,
    pub(super) network: Option<Network>,
    /// Whether it tells more than the referrer.
    pub(super) is_proof: bool,
}

const PAID: &str = "cpc";

/// The first click id there is, in the order of [`CLICK_IDS`].
pub(super) fn click_of(origin: &Origin) -> Option<Click> {
    let is_set = |id: &Option<String>| id.as_ref().is_some_and(|id| !id.trim().is_empty());
    let place = origin.click_ids.iter().position(is_set)?;
    let (source, medium) = match CLICK_IDS[place] {
        "gclid" | "gbraid" | "wbraid" | "dclid" | "gad_source" => ("google", PAID),
        "msclkid" => ("bing", PAID),
        "ttclid" => ("tiktok", PAID),
        "twclid" => ("x", PAID),
        "li_fat_id" => ("linkedin", PAID),
        "rdt_cid" => ("reddit", PAID),
        "sccid" => ("snapchat", PAID),
        "epik" => ("pinterest", PAID),
        "oppref" => ("openai", PAID),
        "irclid" => ("impact", "affiliate"),
        "mc_cid" => ("mailchimp", "email"),
        "kx" => ("klaviyo", "email"),
        _ => ("facebook", "referral"),
    };
    Some(Click {
        source,
        medium,
        network: (source == "google")
            .then(|| google_network(origin))
            .flatten(),
        is_proof: source != "facebook",
    })
}

/// `gad_source` numbers the networks of Google Ads: 1 is search, 2 display, 5 several of them. `dclid` is the id
/// of Google's display products.
fn google_network(origin: &Origin) -> Option<Network> {
    let value = |name: &str| {
        let place = CLICK_IDS.iter().position(|known| *known == name)?;
        origin.click_ids[place].as_deref().map(str::trim)
    };
    match value("gad_source") {
        Some("2") => Some(Network::Display),
        Some("5") => Some(Network::CrossNetwork),
        Some(_) => None,
        None => value("dclid").map(|_| Network::Display),
    }
}
