//! Messages as real SDKs send them, for tests.

use cairn_core::event::Trust;
use cairn_core::id::EventId;
use cairn_core::money::Currency;
use cairn_core::time::Zone;

use super::{Arrival, Call, Collected, Unreadable, collect};
use crate::test_rows::time;

/// A request of noon on 2026-06-01 from 203.0.113.77.
pub(super) fn arrival() -> Arrival {
    Arrival {
        received_at: time("2026-06-01T12:00:00Z"),
        currency: Currency::parse("EUR").expect("a currency"),
        timezone: Zone::named("Europe/Berlin").expect("a zone"),
        trust: Trust::Client,
        source: "segment".to_owned(),
        client_ip: "203.0.113.77".parse().ok(),
        user_agent: Some("agent/1".to_owned()),
    }
}

/// Collects with ids that count from 1.
pub(super) fn collected(call: Call, body: impl AsRef<[u8]>) -> Result<Collected, Unreadable> {
    let mut last = 0;
    collect(call, body.as_ref(), &arrival(), &mut || {
        last += 1;
        EventId(last)
    })
}

/// What `@segment/analytics-node` sends.
pub(super) const SEGMENT_NODE: &str = r#"{"batch":[{"userId":"user-1024","event":"Order Completed","type":"track","properties":{"order_id":"o-88211","revenue":49.9,"currency":"EUR","coupon":"SPRING","items":3},"context":{"library":{"name":"@segment/analytics-node","version":"3.1.0"}},"timestamp":"2026-06-01T11:59:58.123Z","messageId":"node-next-1780315198123-0d2b9f6e-31a2-4a54-9e1f-c0b3c0ffee11","integrations":{},"_metadata":{"nodeVersion":"20.20.0"}}],"writeKey":"cairn_wk_1","sentAt":"2026-06-01T12:00:00.000Z"}"#;

/// What `segment-analytics-python` sends.
pub(super) const SEGMENT_PYTHON: &str = r#"{"batch": [{"integrations": {}, "anonymousId": null, "timestamp": "2026-06-01T11:59:58.123456+00:00", "type": "identify", "userId": "user-7", "traits": {"plan": "pro", "email": "a@example.org"}, "context": {"library": {"name": "analytics-python", "version": "2.4.0"}}, "messageId": "9b1c7f0e-8a30-4e0b-8b7e-6d1d4c5e9a01"}], "sentAt": "2026-06-01T12:00:00.000000+00:00", "writeKey": "cairn_wk_1"}"#;

/// What `@rudderstack/rudder-sdk-node` sends.
pub(super) const RUDDER_NODE: &str = r#"{"batch":[{"userId":"user-9","event":"Signed Up","properties":{"plan":"free"},"type":"track","context":{"library":{"name":"analytics-node","version":"3.0.13"}},"_metadata":{"nodeVersion":"20.20.0"},"messageId":"6c2f3c9a-1f0e-4b0e-9a7d-0a1b2c3d4e5f","originalTimestamp":"2026-06-01T11:59:50.000Z","channel":"server","sentAt":"2026-06-01T12:00:00.000Z"}],"timestamp":"2026-06-01T12:00:00.000Z","sentAt":"2026-06-01T12:00:00.000Z"}"#;

/// What `@segment/analytics-next` sends from a browser, to the route of page calls.
pub(super) const SEGMENT_WEB: &str = r#"{"timestamp":"2026-06-01T11:59:59.000Z","integrations":{},"anonymousId":"4c1d6f0a-2d59-4c4b-9f10-8f0b53c6d7aa","type":"page","properties":{"path":"/shoes","referrer":"https://www.google.com/","search":"?utm_source=google&utm_medium=cpc&gclid=Cj0KCQ","title":"Shoes","url":"https://shop.example/shoes?utm_source=google&utm_medium=cpc&gclid=Cj0KCQ"},"context":{"page":{"path":"/shoes","referrer":"https://www.google.com/","search":"?utm_source=google&utm_medium=cpc&gclid=Cj0KCQ","title":"Shoes","url":"https://shop.example/shoes?utm_source=google&utm_medium=cpc&gclid=Cj0KCQ"},"userAgent":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36","locale":"en-US","library":{"name":"analytics.js","version":"npm:next-1.84.3"},"timezone":"Europe/Berlin","campaign":{"source":"google","medium":"cpc"}},"messageId":"ajs-next-1780315199000-3c3f1d6a-0b51-4f8a-8f3e-9a52d1f0c6b2","writeKey":"cairn_wk_1","sentAt":"2026-06-01T12:00:00.000Z","_metadata":{"bundled":["Segment.io"],"unbundled":[],"bundledIds":[]}}"#;
