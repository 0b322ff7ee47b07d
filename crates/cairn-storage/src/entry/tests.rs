//! What is written is read back; what was not written is an error, never a panic.

use std::collections::BTreeMap;

use cairn_core::entity::{Entity, EntityKind};
use cairn_core::event::{ALIAS, Delivery, Identity, Trust};
use cairn_core::identity::{IdentityFact, PREVIOUS_ID, facts_of};
use cairn_core::money::{Currency, Money};
use cairn_core::value::{Number, Value};

use super::*;
use crate::plain_event::plain_event;
use crate::stream::Stream;

fn sparse(id: u128) -> (EventId, Event) {
    let event_id = EventId(id);
    let event = Event {
        event_time: Time::from_micros(-5),
        received_at: Time::from_micros(1_700_000_000_000_000),
        identity: Identity::Event(event_id),
        source: String::new(),
        ..plain_event("view")
    };
    (event_id, event)
}

fn full(id: u128) -> (EventId, Event) {
    let (event_id, event) = sparse(id);
    let eur = Currency::parse("EUR").unwrap();
    let values = [
        ("text", Value::String("grün\u{0}\n".to_owned())),
        ("least", Value::Number(Number::Integer(i64::MIN))),
        ("most", Value::Number(Number::Integer(i64::MAX))),
        ("float", Value::Number(Number::Float(-0.1))),
        ("yes", Value::Boolean(true)),
        ("no", Value::Boolean(false)),
        ("when", Value::Time(Time::from_micros(-1))),
        ("list", Value::Json("[1,{}]".to_owned())),
    ];
    let values: BTreeMap<String, Value> = values
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    let event = Event {
        event_time: Time::MAX,
        identity: Identity::Message("m-1".to_owned()),
        anonymous_id: Some("a".to_owned()),
        user_id: Some("u".to_owned()),
        session_hint: Some("s".to_owned()),
        properties: values.clone(),
        context: values,
        value: Some(Money {
            minor: -4_990,
            currency: eur,
        }),
        currency: Some(eur),
        order_id: Some("o".to_owned()),
        group_ids: [("group".to_owned(), "acme".to_owned())].into(),
        source: "sdk/1".to_owned(),
        trust: Trust::Provider,
        delivery: Delivery {
            client_time: Some(Time::MIN),
            sent_at: Some(Time::from_micros(7)),
            at_least_once: true,
        },
        ..event
    };
    (event_id, event)
}

fn entry() -> Entry {
    let received_at = Time::from_micros(1_700_000_000_000_000);
    let dead = |message_id: Option<&str>| DeadLetter {
        reason: "bad_time".to_owned(),
        detail: "no".to_owned(),
        raw: "{}".to_owned(),
        source: "sdk".to_owned(),
        message_id: message_id.map(str::to_owned),
        received_at,
    };
    let mut lonely = sparse(3);
    lonely.1.currency = Some(Currency::parse("JPY").unwrap());
    lonely.1.trust = Trust::Server;
    Entry {
        head: EntryHead {
            site: SiteId::new("shop").unwrap(),
            received_at,
            received: 300,
            duplicates: 128,
        },
        events: vec![full(u128::MAX), sparse(0), lonely],
        dead_letters: vec![dead(None), dead(Some("m-2"))],
    }
}

fn encode(entry: &Entry) -> Vec<u8> {
    let bytes: Vec<(EventId, Vec<u8>)> = entry
        .events
        .iter()
        .map(|(id, event)| {
            let mut writer = Writer::default();
            write_event(&mut writer, event);
            (*id, writer.into_bytes())
        })
        .collect();
    let mut writer = Writer::default();
    entry.head.write(&mut writer);
    write_events(
        &mut writer,
        bytes.iter().map(|(id, bytes)| (*id, bytes.as_slice())),
    );
    write_dead_letters(&mut writer, &entry.dead_letters);
    writer.into_bytes()
}

#[test]
fn a_record_comes_back_as_it_was_written() {
    let entry = entry();
    assert_eq!(Entry::decode(&encode(&entry)).unwrap(), entry);
    let empty = Entry {
        events: Vec::new(),
        dead_letters: Vec::new(),
        ..entry
    };
    assert_eq!(Entry::decode(&encode(&empty)).unwrap(), empty);
}

/// The batches of a group, as bytes.
fn batches(group: &[u8]) -> Result<Vec<&[u8]>, EntryError> {
    let ranges = batches_of(group)?;
    Ok(ranges.into_iter().map(|range| &group[range]).collect())
}

#[test]
fn a_group_comes_back_batch_by_batch() {
    let written = [encode(&entry()), Vec::new(), vec![7]];
    let group = group_of(written.iter().map(Vec::as_slice));
    assert_eq!(batches(&group).unwrap(), written);
    for end in 0..group.len() {
        assert!(batches_of(&group[..end]).is_err(), "cut at {end}");
    }
    assert!(batches_of(&group_of([].into_iter())).unwrap().is_empty());
}

/// What the facts of an event are, read without it and from it.
fn both_facts(bytes: &[u8], id: EventId) -> (Result<Said, Malformed>, Result<Said, Malformed>) {
    let read = read_facts(bytes, id).map(|(stream, facts)| (stream, facts.collect()));
    let event = read_event(bytes, id, Time::MIN);
    let told = event.map(|event| (Stream::of(&event), facts_of(&event, id).collect()));
    (read, told)
}

type Said = (Stream, Vec<IdentityFact>);

#[test]
fn facts_are_read_as_the_event_tells_them() {
    let alias = |previous: Value, trust: Trust| {
        let (id, event) = full(9);
        let properties = [(PREVIOUS_ID.to_owned(), previous)].into();
        let event = Event {
            event: ALIAS.to_owned(),
            properties,
            trust,
            ..event
        };
        (id, event)
    };
    let fact = |id: u128| {
        let entity = Entity {
            kind: EntityKind::Deal,
            id: "d-1".to_owned(),
        };
        let (id, event) = full(id);
        (
            id,
            Event {
                entity: Some(entity),
                ..event
            },
        )
    };
    let text = || Value::String("old".to_owned());
    let events = [
        (full(1), 2),
        (sparse(2), 0),
        (fact(3), 2),
        (alias(text(), Trust::Server), 4),
        (alias(text(), Trust::Client), 3),
        (alias(Value::Boolean(true), Trust::Server), 2),
    ];
    for ((id, event), count) in events {
        let mut writer = Writer::default();
        write_event(&mut writer, &event);
        let bytes = writer.into_bytes();
        let (read, told) = both_facts(&bytes, id);
        assert_eq!(read, told, "{event:?}");
        assert_eq!(read.unwrap().1.len(), count, "{event:?}");
        // What can't be read as an event can't be read for its facts either, with the same words.
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut changed = bytes.clone();
                changed[at] ^= 1 << bit;
                let (read, told) = both_facts(&changed, id);
                assert_eq!(read, told, "bit {bit} of byte {at} of {event:?}");
            }
            let (read, told) = both_facts(&bytes[..at], id);
            assert_eq!(read, told, "{event:?} cut at {at}");
        }
    }
}

#[test]
fn a_record_cut_short_or_too_long_is_an_error() {
    let bytes = encode(&entry());
    for end in 0..bytes.len() {
        assert!(Entry::decode(&bytes[..end]).is_err(), "cut at {end}");
    }
    let mut longer = bytes.clone();
    longer.push(0);
    assert!(Entry::decode(&longer).is_err());
    let newer = [&[VERSION + 1], &bytes[1..]].concat();
    assert_eq!(Entry::decode(&newer), Err(EntryError::Newer(VERSION + 1)));
}

#[test]
fn changed_bytes_never_make_it_panic_or_run_out_of_memory() {
    let bytes = encode(&entry());
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << bit;
            let _ = Entry::decode(&changed);
        }
        let mut high = bytes.clone();
        high[at] = 0xff;
        let _ = Entry::decode(&high);
    }
}
