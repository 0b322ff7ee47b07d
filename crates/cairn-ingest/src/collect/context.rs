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

/// What the request itself tells of its sender.
#[derive(Debug, Default)]
pub(super) struct Sender {
    ip_truncated: Option<String>,
    user_agent: Option<String>,
}

impl Sender {
    /// With a secret key a server speaks of its visitors: its own address and agent are not theirs.
    pub(super) fn of(arrival: &Arrival) -> Self {
        if arrival.trust != Trust::Client {
            return Self::default();
        }
        Self {
            ip_truncated: arrival.client_ip.and_then(network_of),
            user_agent: arrival.user_agent.clone(),
        }
    }
}

/// The context of a message: `sent` are the envelope's and the message's own, which goes before it.
pub(super) fn context(
    sent: [Option<&Object<'_>>; 2],
    kind: MessageKind,
    message: &Object<'_>,
    sender: &Sender,
) -> Result<BTreeMap<String, Value>, Rejection> {
    let mut context = BTreeMap::new();
    let mut path = String::new();
    let mut sent_ip = None;
    for (name, node) in sent.into_iter().flatten().flat_map(Object::iter) {
        match (name, node) {
            // The full address is never stored.
            ("ip" | IP_TRUNCATED, Node::Text(ip)) => sent_ip = parse_ip(ip),
            ("ip" | IP_TRUNCATED, _) => {}
            ("userAgent", _) => flatten_member(&mut context, &mut path, USER_AGENT, node)?,
            ("consent", Node::Object(told)) => consent::of_segment(&mut context, told)?,
            ("consentManagement", Node::Object(told)) => consent::of_rudder(&mut context, told)?,
            _ => flatten_member(&mut context, &mut path, name, node)?,
        }
    }
    complete_page(&mut context, kind, message)?;
    add_campaign_and_clicks(&mut context);
    match sent_ip {
        Some(ip) => complete(&mut context, IP_TRUNCATED, network_of(ip)),
        None => complete(&mut context, IP_TRUNCATED, sender.ip_truncated.clone()),
    }
    complete(&mut context, USER_AGENT, sender.user_agent.clone());
    Ok(context)
}

/// Adds what the message does not say itself, unless there is no room for it.
fn complete(context: &mut BTreeMap<String, Value>, name: &str, text: Option<String>) {
    let has_room = context.len() < MAX_PROPERTIES;
    if let Some(text) = text.filter(|_| has_room) {
        let entry = context.entry(name.to_owned());
        entry.or_insert(Value::String(text));
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
