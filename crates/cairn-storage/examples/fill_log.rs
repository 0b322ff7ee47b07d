//! Writes a log that nobody flushes, for `bench/storage.py`: `fill_log DATA SITE [BYTES]`.
//!
//! With BYTES until the log's files have so many; without, until the writer takes no more, which is the longest log
//! that a server can have. Batches are those of `cairn-load`: 50 events each, 16 of them per group. Prints one line of
//! JSON.

#![expect(clippy::print_stdout, reason = "the result is what it is for")]

use std::error::Error;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use cairn_core::event::{Delivery, Event, Identity, Trust};
use cairn_core::id::SiteId;
use cairn_core::time::Time;
use cairn_core::value::{Number, Value};
use cairn_storage::{StorageError, Store, Submission, TailSizes};

const BATCHES: u64 = 16;
const EVENTS: u64 = 50;
const PERSONS: u64 = 200_000;
/// One person in so many is signed in.
const SIGNED_IN: u64 = 20;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (Some(data), Some(site)) = (arguments.first(), arguments.get(1)) else {
        return Err("usage: fill_log DATA SITE [BYTES]".into());
    };
    let most: Option<u64> = arguments.get(2).map(|bytes| bytes.parse()).transpose()?;
    let (data, site) = (Path::new(data), SiteId::new(site)?);
    let micros = SystemTime::now().duration_since(UNIX_EPOCH)?.as_micros();
    let now = Time::from_micros(i64::try_from(micros)?);
    // Nobody else sends events here, so nobody has to guess the salts.
    let mut salt = 0;
    let salts = move || {
        salt += 1;
        salt
    };
    let (mut committer, _) = Store::at(data).open_committer(Box::new(salts))?;
    committer.load_recent(now)?;
    if most.is_some() {
        committer.set_tail_sizes(TailSizes {
            flush_events: u64::MAX,
            flush_bytes: usize::MAX,
            most_events: u64::MAX,
            most_bytes: usize::MAX,
        });
    }
    let mut events = 0;
    let mut bytes = log_bytes(data)?;
    while most.is_none_or(|most| bytes < most) {
        let group = (0..BATCHES).map(|batch| {
            let mut submission = Submission::new(&site, now);
            let first = events + batch * EVENTS;
            (first..first + EVENTS).for_each(|number| submission.add(&event(number, now)));
            submission
        });
        match committer.commit(group.collect(), now) {
            Ok(_) => events += BATCHES * EVENTS,
            Err(StorageError::TailFull { .. }) if most.is_none() => break,
            Err(error) => return Err(error.into()),
        }
        bytes = log_bytes(data)?;
    }
    println!("{{\"events\": {events}, \"log_bytes\": {bytes}}}");
    Ok(())
}

fn log_bytes(data: &Path) -> std::io::Result<u64> {
    let files = std::fs::read_dir(data.join("log"))?;
    files
        .map(|file| file?.metadata())
        .filter(|file| file.as_ref().map_or(true, std::fs::Metadata::is_file))
        .map(|file| file.map(|file| file.len()))
        .sum()
}

/// An event as `cairn-load` sends it.
fn event(number: u64, now: Time) -> Event {
    let person = number * 104_729 % PERSONS;
    let text = |text: &str| Value::String(text.to_owned());
    let product = number % EVENTS;
    let properties = [
        ("product_id", text(&format!("sku-{product}"))),
        ("category", text("shoes")),
        ("price", Value::Number(Number::Float(49.9))),
        ("quantity", Value::Number(Number::Integer(1))),
    ];
    let context = [
        ("library.name", text("@segment/analytics-node")),
        ("library.version", text("3.1.0")),
        ("locale", text("de-DE")),
        ("page.path", text(&format!("/p/{product}"))),
        (
            "page.url",
            text(&format!("https://shop.example/p/{product}")),
        ),
    ];
    let named = |(name, value): (&str, Value)| (name.to_owned(), value);
    Event {
        event: "Product Viewed".to_owned(),
        entity: None,
        event_time: now,
        received_at: now,
        identity: Identity::Message(format!("node-next-{number:016x}")),
        anonymous_id: Some(format!("0b9d1c1e-7f5c-4f1e-9a55-{person:012}")),
        user_id: person
            .is_multiple_of(SIGNED_IN)
            .then(|| format!("u{person}")),
        session_hint: None,
        properties: properties.into_iter().map(named).collect(),
        context: context.into_iter().map(named).collect(),
        value: None,
        currency: None,
        order_id: None,
        group_ids: [].into(),
        source: "@segment/analytics-node".to_owned(),
        import_id: None,
        trust: Trust::Client,
        delivery: Delivery {
            client_time: Some(now),
            ..Delivery::default()
        },
    }
}
