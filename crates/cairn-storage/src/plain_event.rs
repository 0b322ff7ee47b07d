//! The event that tests of events begin with.

use std::collections::BTreeMap;

use cairn_core::event::{Delivery, Event, Identity, Trust};
use cairn_core::id::EventId;
use cairn_core::time::Time;

/// An event of nobody that says nothing but its name.
pub(crate) fn plain_event(name: &str) -> Event {
    Event {
        event: name.to_owned(),
        entity: None,
        event_time: Time::from_micros(0),
        received_at: Time::from_micros(0),
        identity: Identity::Event(EventId(0)),
        anonymous_id: None,
        user_id: None,
        session_hint: None,
        properties: BTreeMap::new(),
        context: BTreeMap::new(),
        value: None,
        currency: None,
        order_id: None,
        group_ids: BTreeMap::new(),
        source: "test".to_owned(),
        import_id: None,
        trust: Trust::Client,
        delivery: Delivery::default(),
    }
}
