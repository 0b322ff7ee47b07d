//! What the page before says about where a visit came from.

use super::sites::{Category, category_of, engine_of};

/// What a referrer says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Referral {
    pub(super) source: String,
    pub(super) medium: &'static str,
    pub(super) campaign: Option<&'static str>,
}

/// The medium and campaign that Google Analytics gives to links of AI assistants.
const AI_MEDIUM: &str = "ai-assistant";
const AI_CAMPAIGN: &str = "(ai-assistant)";

/// The host of an address, in lower case, without `www.` and port; of a bare host too. An app's address
/// (`android-app://com.example`) gives the app's name.
pub fn host_of(address: &str) -> Option<String> {
    let address = address.trim();
    let rest = match address.split_once("://") {
        Some((_, rest)) => rest,
        None => address.strip_prefix("//").unwrap_or(address),
    };
    let authority = rest.split(['/', '?', '#']).next()?;
    let host_and_port = authority.rsplit('@').next()?;
    let host = host_and_port.split(':').next()?.trim_end_matches('.');
    let host = host.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let is_host = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    let is_name = !host.is_empty() && host.chars().all(is_host);
    is_name.then(|| host.to_owned())
}

/// What the page before says, unless it belongs to the site itself.
pub(super) fn referral_of(referrer: Option<&str>, page: Option<&str>) -> Option<Referral> {
    let host = host_of(referrer?)?;
    if page
        .and_then(host_of)
        .is_some_and(|own| is_within(&host, &own))
    {
        return None;
    }
    let (medium, campaign) = match category_of(&host) {
        Some(Category::Ai) => (AI_MEDIUM, Some(AI_CAMPAIGN)),
        _ if engine_of(&host).is_some() => ("organic", None),
        _ => ("referral", None),
    };
    Some(Referral {
        source: engine_of(&host).map_or(host, str::to_owned),
        medium,
        campaign,
    })
}

/// Whether two hosts are one, or one is a part of the other.
fn is_within(host: &str, own: &str) -> bool {
    let is_part = |inner: &str, outer: &str| {
        inner
            .strip_suffix(outer)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    is_part(host, own) || is_part(own, host)
}
