//! What the run of format 1 under tests/fixtures/run-v1 holds, by hand, in the order of the file.
//!
//! Persons come by the hash of their id, nobody first, then by (time, event id). The hashes were made with
//! Python's `blake3`, see crates/cairn-core/src/id/tests.rs: persons 385a… user ann, 4f5a… user Ünal,
//! d083… device dev-1, d342… device ann, fe45… the user whose id is empty. Event ids are those of the
//! message ids m1 to m10 and of the content 7, all of the site shop.

use std::collections::BTreeMap;

use cairn_core::event::{Event, Identity, Trust};
use cairn_core::id::{EventId, ImportId};
use cairn_core::money::{Currency, Money};
use cairn_core::time::Time;
use cairn_core::value::{Number, Value};

use crate::block::StoredEvent;
use crate::plain_event::plain_event;

pub(super) const NEW_YEAR: i64 = 1_767_225_600_000_000;
/// The event ids of the first and the second row with the content 7.
pub(super) const CONTENT_7: [u128; 2] = [
    0x0673_0f34_f83a_e7f6_504b_1a75_2056_77e2,
    0x4708_7997_c43d_7fb6_f4f3_8de5_5256_6e64,
];

enum Who {
    Nobody,
    User(&'static str),
    Device(&'static str),
}

fn of_message(message: &str, id: u128, who: Who, name: &str, micros: i64) -> StoredEvent {
    let mut stored = of_id(id, who, name, micros);
    stored.event.identity = Identity::Message(message.to_owned());
    stored
}

fn of_id(id: u128, who: Who, name: &str, micros: i64) -> StoredEvent {
    let event_id = EventId(id);
    let (user, device) = match who {
        Who::Nobody => (None, None),
        Who::User(id) => (Some(id), None),
        Who::Device(id) => (None, Some(id)),
    };
    StoredEvent {
        event_id,
        event: Event {
            event_time: Time::from_micros(micros),
            received_at: Time::from_micros(NEW_YEAR + 86_400_000_000),
            identity: Identity::Event(event_id),
            anonymous_id: device.map(str::to_owned),
            user_id: user.map(str::to_owned),
            source: "fixture.csv".to_owned(),
            import_id: Some(ImportId::new(1)),
            ..plain_event(name)
        },
    }
}

/// Both the amount and its currency, as storage keeps them.
fn paid(mut stored: StoredEvent, minor: i64, currency: &str) -> StoredEvent {
    let currency = Currency::parse(currency).unwrap();
    stored.event.value = Some(Money { minor, currency });
    stored.event.currency = Some(currency);
    stored
}

fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

fn whole(number: i64) -> Value {
    Value::Number(Number::Integer(number))
}

fn float(number: f64) -> Value {
    Value::Number(Number::Float(number))
}

fn values<const N: usize>(pairs: [(&str, Value); N]) -> BTreeMap<String, Value> {
    pairs
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn groups<const N: usize>(pairs: [(&str, &str); N]) -> BTreeMap<String, String> {
    pairs
        .into_iter()
        .map(|(kind, id)| (kind.to_owned(), id.to_owned()))
        .collect()
}

pub(super) fn stored_events() -> Vec<StoredEvent> {
    [nobody(), ann(), others()].concat()
}

fn nobody() -> Vec<StoredEvent> {
    let server_start = 0x8d4e_5f57_012e_faaa_592f_b54f_275b_f1af;
    let year_one = -62_135_596_800_000_000;
    vec![
        of_id(0, Who::Nobody, "heartbeat", year_one),
        of_id(CONTENT_7[0], Who::Nobody, "row", 0),
        of_id(CONTENT_7[1], Who::Nobody, "row", 0),
        of_message("m1", server_start, Who::Nobody, "server_start", NEW_YEAR),
    ]
}

fn ann() -> Vec<StoredEvent> {
    let event = |message: &str, id: u128, name: &str, micros: i64| {
        of_message(message, id, Who::User("ann"), name, NEW_YEAR + micros)
    };
    // Two events of one instant: m5 has the smaller event id.
    let mut view = event(
        "m5",
        0xb0f6_eb4f_f4f1_6f71_ea85_c7f9_7939_2563,
        "pageview",
        0,
    );
    view.event.context = values([
        ("page.path", text("/")),
        ("page.url", text("https://shop.example/?q=1")),
        ("device.browser", text("Firefox")),
        ("screen.width", whole(1_920)),
    ]);
    let mut cart = event("m2", 0xda9b_d6cb_199a_f94c_02f0_6653_b198_b579, "cart", 0);
    cart.event.properties = values([
        ("string", text("shoes, \"red\"")),
        ("integer", whole(3)),
        ("float", float(0.1)),
        ("boolean", Value::Boolean(true)),
        ("time", Value::Time(Time::from_micros(NEW_YEAR - 1))),
        ("json", Value::Json(r#"{"a":[1,null]}"#.to_owned())),
    ]);
    let mut purchase = paid(
        event(
            "m3",
            0xc9f4_225f_6f41_fbce_83f3_24c2_2da8_71b1,
            "purchase",
            1,
        ),
        129_900,
        "EUR",
    );
    purchase.event.order_id = Some("o-1".to_owned());
    purchase.event.group_ids = groups([("account", "acme")]);
    purchase.event.trust = Trust::Server;
    let mut refund = paid(
        event("m4", 0x68fa_bec9_5960_7814_d6e9_e2bc_6510_536a, "refund", 2),
        -4_990,
        "EUR",
    );
    refund.event.order_id = Some("o-1".to_owned());
    refund.event.source = "provider".to_owned();
    refund.event.trust = Trust::Provider;
    let free = paid(
        event(
            "m7",
            0xb691_dd42_33b3_20e7_a646_c478_ef42_b7af,
            "purchase",
            3,
        ),
        0,
        "JPY",
    );
    let mut priced = event(
        "m8",
        0xd31c_5a2b_cbe5_4fe3_c2be_7258_03f0_67e8,
        "price_seen",
        4,
    );
    priced.event.currency = Some(Currency::parse("USD").unwrap());
    vec![view, cart, purchase, refund, free, priced]
}

fn others() -> Vec<StoredEvent> {
    let late = 253_402_300_799_999_999;
    let mut both = of_message(
        "m9",
        0x9a79_0a15_8520_6d6a_bcdd_3d5b_33f1_8455,
        Who::User("Ünal"),
        "login",
        NEW_YEAR,
    );
    both.event.anonymous_id = Some("dev-1".to_owned());
    both.event.group_ids = groups([("account", "Ö & Co"), ("team", "")]);
    let mut numbers = of_id(1, Who::User("Ünal"), "numbers", NEW_YEAR + 1);
    numbers.event.properties = values([
        ("least", whole(i64::MIN)),
        ("greatest", whole(i64::MAX)),
        ("minus_zero", float(-0.0)),
        ("huge", float(f64::MAX)),
        ("tiny", float(f64::MIN_POSITIVE)),
    ]);
    let mut screen = of_message(
        "m6",
        0xd235_6a5c_c278_00a8_d4a8_e2c9_373b_50cf,
        Who::Device("dev-1"),
        "screenview",
        NEW_YEAR,
    );
    screen.event.session_hint = Some("s-1".to_owned());
    let mut odd = of_id(
        u128::MAX,
        Who::Device("dev-1"),
        "größe \u{1F600}",
        NEW_YEAR + 7,
    );
    odd.event.properties = values([("", text("")), ("\u{1F600}", text("\0\n"))]);
    let last = of_id(2, Who::Device("dev-1"), "", late);
    let mut signup = of_id(3, Who::Device("ann"), "signup", NEW_YEAR);
    signup.event.properties = values([("newsletter", Value::Boolean(false))]);
    let identify = of_id(4, Who::Device("ann"), "$identify", NEW_YEAR);
    let mut empty = of_message(
        "",
        0xed3a_1ca3_01e6_6751_3d80_9da6_2a2b_f7a8,
        Who::User(""),
        "login",
        -1,
    );
    empty.event.received_at = Time::from_micros(-2);
    let mut before = of_id(5, Who::User(""), "born", 0);
    before.event.properties = values([("at", Value::Time(Time::from_micros(-1)))]);
    before.event.context = values([("list", Value::Json("[]".to_owned()))]);
    vec![
        both, numbers, screen, odd, last, signup, identify, empty, before,
    ]
}
