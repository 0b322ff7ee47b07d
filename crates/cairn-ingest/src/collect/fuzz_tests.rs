//! Seeded mutations of valid bodies: whatever comes in, every message becomes one event or dead letter.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::samples::{RUDDER_NODE, SEGMENT_NODE, SEGMENT_PYTHON, SEGMENT_WEB, collected};
use super::{Call, Item, Unreadable, unpack, write_key_in_body};
use crate::limits::{MAX_BATCH_BYTES, MAX_RAW_BYTES};
use crate::test_mutations::{Xorshift, for_a_while};
use crate::test_rows::{gzip, time};

/// How many messages a batch holds, counted by another parser; `None` if it has no list of them.
struct BatchLen(Option<usize>);

impl<'de> Deserialize<'de> for BatchLen {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_any(Self(None))
    }
}

impl<'de> Visitor<'de> for BatchLen {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a batch")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self, A::Error> {
        let mut len = 0;
        while items.next_element::<IgnoredAny>()?.is_some() {
            len += 1;
        }
        Ok(Self(Some(len)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self, A::Error> {
        let mut len: Option<usize> = None;
        while let Some(name) = members.next_key::<String>()? {
            let value: serde_json::Value = members.next_value()?;
            if let (true, serde_json::Value::Array(items)) = (name == "batch", value) {
                len = Some(len.unwrap_or(0) + items.len());
            }
        }
        Ok(Self(len))
    }
}

/// Collects a body as the server would; gives how many events and dead letters it makes.
fn take(call: Call, body: &[u8]) -> Option<(usize, usize)> {
    let shown = String::from_utf8_lossy(body);
    write_key_in_body(body);
    let collected = collected(call, body);
    let counted = std::str::from_utf8(body).map(serde_json::from_str);
    if let (Call::Batch, Ok(Ok(BatchLen(Some(len))))) = (call, counted) {
        let items = collected.as_ref().map(|collected| collected.items.len());
        assert_eq!(items, Ok(len), "{shown}");
    }
    let items = collected.ok()?.items;
    if call != Call::Batch {
        assert_eq!(items.len(), 1, "{shown}");
    }
    let latest = time("2026-06-02T12:00:00Z");
    let mut events = 0;
    for item in &items {
        match item {
            Item::Event(event) => {
                assert!(
                    !event.event.trim().is_empty() && event.event_time <= latest,
                    "{shown}"
                );
                assert!(!event.context.contains_key("ip"), "{shown}");
                events += 1;
            }
            Item::DeadLetter { detail, raw, .. } => {
                assert!(!detail.is_empty() && raw.len() <= MAX_RAW_BYTES, "{shown}");
            }
        }
    }
    Some((events, items.len() - events))
}

#[test]
fn mutated_bodies_conserve_their_messages() {
    const BODIES: [&str; 4] = [SEGMENT_NODE, SEGMENT_PYTHON, RUDDER_NODE, SEGMENT_WEB];
    const CALLS: [Call; 7] = [
        Call::Track,
        Call::Identify,
        Call::Page,
        Call::Screen,
        Call::Group,
        Call::Alias,
        Call::Batch,
    ];
    let mut random = Xorshift(0x9e37_79b9_7f4a_7c15);
    let (mut events, mut dead_letters, mut unreadable) = (0, 0, 0);
    for_a_while(|| {
        let valid = match random.below(4) {
            0 => BODIES[random.below(BODIES.len())].to_owned(),
            1 => random.json(6),
            _ => {
                let messages = [0; 5].map(|_| random.json(4));
                let good =
                    r#"{"type":"track","event":"e","userId":"u","properties":{"revenue":"5"}}"#;
                let sent_at = random.json(1);
                format!(
                    r#"{{"batch":[{good},{}],"sentAt":{sent_at}}}"#,
                    messages.join(",")
                )
            }
        };
        let body = match random.below(4) {
            0 => valid.into_bytes(),
            _ => random.mutated(valid.as_bytes()),
        };
        let call = CALLS[random.below(CALLS.len())];
        for call in [Call::Batch, call] {
            match take(call, &body) {
                Some(told) => {
                    events += told.0;
                    dead_letters += told.1;
                }
                None => unreadable += 1,
            }
        }
    });
    assert!(
        events > 500 && dead_letters > 500 && unreadable > 500,
        "{events} events, {dead_letters} dead letters, {unreadable} unreadable bodies"
    );
}

#[test]
fn mutated_packings_are_unpacked_or_refused() {
    const LIMIT: usize = 64 * 1024;
    let mut random = Xorshift(0xa076_1d64_78bd_642f);
    let packed = [
        gzip(SEGMENT_NODE.as_bytes()),
        gzip(&vec![b'x'; LIMIT]),
        gzip(SEGMENT_WEB.repeat(20).as_bytes()),
    ];
    for_a_while(|| {
        let valid = &packed[random.below(packed.len())];
        let body = random.mutated(valid);
        let encoding = random.pick(&["gzip", "deflate", "", "br"]);
        match unpack(&body, Some(encoding), LIMIT) {
            Ok(unpacked) => assert!(unpacked.len() <= LIMIT),
            Err(Unreadable::TooLarge { limit }) => assert_eq!(limit, LIMIT),
            Err(Unreadable::BadGzip(_) | Unreadable::UnknownEncoding(_)) => {}
            Err(other) => panic!("{other}"),
        }
    });
    assert!(unpack(&packed[0], None, MAX_BATCH_BYTES).is_ok());
}
