//! Where a page view came from, read off the query of its address.
//!
//! Parameters: reference of Google Analytics for `utm_*`; each network's own name for its click id.

use std::collections::BTreeMap;

use cairn_core::value::Value;

use crate::limits::{MAX_ID_BYTES, MAX_PROPERTIES};

/// Parameters and where their values go. Click ids keep their own names, in lower case.
const PLACES: [(&str, &str); 23] = [
    ("utm_source", "campaign.source"),
    ("utm_medium", "campaign.medium"),
    ("utm_campaign", "campaign.name"),
    ("utm_term", "campaign.term"),
    ("utm_content", "campaign.content"),
    ("utm_id", "campaign.id"),
    ("gclid", "click_ids.gclid"),
    ("gbraid", "click_ids.gbraid"),
    ("wbraid", "click_ids.wbraid"),
    ("dclid", "click_ids.dclid"),
    ("gad_source", "click_ids.gad_source"),
    ("msclkid", "click_ids.msclkid"),
    ("fbclid", "click_ids.fbclid"),
    ("ttclid", "click_ids.ttclid"),
    ("twclid", "click_ids.twclid"),
    ("li_fat_id", "click_ids.li_fat_id"),
    ("rdt_cid", "click_ids.rdt_cid"),
    ("sccid", "click_ids.sccid"),
    ("epik", "click_ids.epik"),
    ("oppref", "click_ids.oppref"),
    ("irclid", "click_ids.irclid"),
    ("mc_cid", "click_ids.mc_cid"),
    ("_kx", "click_ids.kx"),
];

/// Adds what the query of the page's address says and the message does not. Values that are blank or longer
/// than an id are left out: the address itself is kept.
pub(super) fn add_campaign_and_clicks(context: &mut BTreeMap<String, Value>) {
    let text = |path: &str| match context.get(path) {
        Some(Value::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let address = text("page.url").and_then(query_of);
    let Some(query) = address.or_else(|| text("page.search").and_then(query_of)) else {
        return;
    };
    let mut found = Vec::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let place = PLACES
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(&name));
        let is_kept = !value.trim().is_empty() && value.len() <= MAX_ID_BYTES;
        if let Some((_, place)) = place.filter(|_| is_kept) {
            found.push((*place, value.into_owned()));
        }
    }
    for (place, value) in found {
        if context.len() < MAX_PROPERTIES && !context.contains_key(place) {
            context.insert(place.to_owned(), Value::String(value));
        }
    }
}

/// What stands behind the first `?` and before any `#`.
fn query_of(address: &str) -> Option<&str> {
    let before_fragment = address.split('#').next()?;
    let (_, query) = before_fragment.split_once('?')?;
    (!query.is_empty()).then_some(query)
}

#[cfg(test)]
mod tests;
