//! From what an event tells to source, medium, campaign and channel.

use super::click::{Click, Network, click_of};
use super::referrer::{Referral, referral_of};
use super::rules::{Tags, channel_of, is_paid};
use super::{Acquisition, Origin};

/// Where a visit came from, by its first event. Tags go before click ids, these before the referrer.
pub fn acquisition(origin: &Origin) -> Acquisition {
    let [source, medium, campaign] = [&origin.source, &origin.medium, &origin.campaign].map(text);
    let click = click_of(origin);
    if source.is_some() || medium.is_some() || campaign.is_some() {
        return tagged(source, medium, campaign, click);
    }
    let referral = referral_of(text(&origin.referrer), text(&origin.page));
    match (click, referral) {
        (Some(click), referral) if click.is_proof || referral.is_none() => {
            tagged(None, None, None, Some(click))
        }
        (_, Some(referral)) => {
            let Referral {
                source,
                medium,
                campaign,
            } = referral;
            judged(Some(&source), Some(medium), campaign, None)
        }
        (_, None) => judged(Some("(direct)"), Some("(none)"), None, None),
    }
}

/// Tags as they are; what they leave out is the click id's, unless they name another source.
fn tagged(
    source: Option<&str>,
    medium: Option<&str>,
    campaign: Option<&str>,
    click: Option<Click>,
) -> Acquisition {
    let agrees = |click: &Click| {
        source.is_none_or(|source| {
            let source = source.to_lowercase();
            source.split('.').next() == Some(click.source)
        })
    };
    let click = click.filter(agrees);
    let network = click.and_then(|click| click.network);
    judged(
        source.or(click.map(|click| click.source)),
        medium.or(click.map(|click| click.medium)),
        campaign,
        network.filter(|_| medium.is_none_or(is_paid)),
    )
}

fn judged(
    source: Option<&str>,
    medium: Option<&str>,
    campaign: Option<&str>,
    network: Option<Network>,
) -> Acquisition {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    Acquisition {
        channel: channel_of(&Tags {
            source,
            medium,
            campaign,
            network,
        }),
        source: owned(source),
        medium: owned(medium),
        campaign: owned(campaign),
    }
}

fn text(text: &Option<String>) -> Option<&str> {
    text.as_deref()
        .map(str::trim)
        .filter(|text| !text.is_empty())
}
