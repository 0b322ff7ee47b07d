//! Where a live message's event happened, under the names of the canonical event.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use cairn_core::event::Trust;
use cairn_core::value::Value;

use super::arrival::Arrival;
use super::consent;
use super::page_query::add_campaign_and_clicks;
use crate::flatten::flatten_member;
use crate::limits::MAX_PROPERTIES;
use crate::messages::segment::{MessageKind, complete_page};
use crate::node::{Node, Object};
use crate::rejection::Rejection;

/// The network an address lies in.
const IP_TRUNCATED: &str = "ip_truncated";
/// What the visitor's browser calls itself.
const USER_AGENT: &str = "user_agent";

/// The context of a message: `sent` are the envelope's and the message's own, which goes before it.
pub(super) fn context(
    sent: [Option<&Object<'_>>; 2],
    kind: MessageKind,
    message: &Object<'_>,
    arrival: &Arrival,
) -> Result<BTreeMap<String, Value>, Rejection> {
    let mut context = BTreeMap::new();
    let mut path = String::new();
    let mut sent_ip = None;
    for (name, node) in sent.into_iter().flatten().flat_map(Object::iter) {
        match (name, node) {
            // The full address is never stored.
            ("ip" | IP_TRUNCATED, Node::Text(ip)) => sent_ip = Some(ip.as_ref()),
            ("ip" | IP_TRUNCATED, _) => {}
            ("userAgent", _) => flatten_member(&mut context, &mut path, USER_AGENT, node)?,
            ("consent", Node::Object(told)) => consent::of_segment(&mut context, told)?,
            ("consentManagement", Node::Object(told)) => consent::of_rudder(&mut context, told)?,
            _ => flatten_member(&mut context, &mut path, name, node)?,
        }
    }
    complete_page(&mut context, kind, message)?;
    add_campaign_and_clicks(&mut context);
    // With a secret key a server speaks of its visitors: its own address and agent are not theirs.
    let is_direct = arrival.trust == Trust::Client;
    let direct_ip = arrival.client_ip.filter(|_| is_direct);
    let ip = sent_ip.and_then(parse_ip).or(direct_ip);
    if let Some(network) = ip.and_then(network_of) {
        complete(&mut context, IP_TRUNCATED, network);
    }
    if let Some(agent) = arrival.user_agent.as_ref().filter(|_| is_direct) {
        complete(&mut context, USER_AGENT, agent.clone());
    }
    Ok(context)
}

/// Adds what the message does not say itself, unless there is no room for it.
fn complete(context: &mut BTreeMap<String, Value>, name: &str, text: String) {
    if context.len() < MAX_PROPERTIES && !context.contains_key(name) {
        context.insert(name.to_owned(), Value::String(text));
    }
}

/// The first address of a list such as proxies write.
fn parse_ip(text: &str) -> Option<IpAddr> {
    let first = text.split(',').next()?;
    first.trim().parse().ok()
}

/// The network of an address: 24 bits of IPv4, 48 of IPv6. `0.0.0.0` is what SDKs send to hide it.
fn network_of(ip: IpAddr) -> Option<String> {
    match ip.to_canonical() {
        ip if ip.is_unspecified() => None,
        IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            Some(Ipv4Addr::new(a, b, c, 0).to_string())
        }
        IpAddr::V6(ip) => {
            let [a, b, c, ..] = ip.segments();
            Some(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0).to_string())
        }
    }
}

#[cfg(test)]
mod tests;
