//! What the collector knows beside the bytes.

use std::net::IpAddr;

use cairn_core::event::Trust;
use cairn_core::money::Currency;
use cairn_core::time::{Time, Zone};

/// What the collector knows beside the bytes of one request.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// When the request arrived.
    pub received_at: Time,
    /// The currency of amounts that name none.
    pub currency: Currency,
    /// The zone of times without an offset.
    pub timezone: Zone,
    /// Who vouches for the messages, by the key they came with.
    pub trust: Trust,
    /// Where messages come from that name no library.
    pub source: String,
    /// The address the request came from.
    pub client_ip: Option<IpAddr>,
    /// The `User-Agent` of the request.
    pub user_agent: Option<String>,
}
