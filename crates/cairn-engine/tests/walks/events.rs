//! Random sites: some imports, compacted or not, flushes, and a log.

use std::collections::BTreeMap;
use std::path::Path;

use cairn_core::event::{Delivery, Event, Identity, Trust};
use cairn_core::id::SiteId;
use cairn_core::money::{Currency, Money};
use cairn_core::time::Time;
use cairn_core::value::{Number, Value};
use cairn_storage::{CompactionSizes, ImportSizes, Store, Submission};
use cairn_testkit::dice::Dice;

pub(crate) const NAMES: [&str; 6] = [
    "view",
    "search",
    "cart",
    "checkout",
    "purchase",
    "$identify",
];
pub(crate) const BEGIN: i64 = 1_767_225_600_000_000;
pub(crate) const NOW: Time = Time::from_micros(BEGIN + 100 * DAY);
pub(crate) const DAY: i64 = 86_400_000_000;
pub(crate) const MINUTE: i64 = 60_000_000;

pub(crate) fn site() -> SiteId {
    SiteId::new("shop").unwrap()
}

/// Events of few devices and users, many of them at equal times, some of them with campaigns and money.
fn event(dice: &mut Dice, name: String) -> Event {
    let id = |dice: &mut Dice, kind: &str, of: usize| Some(format!("{kind}-{}", dice.below(of)));
    let (user_id, anonymous_id) = match dice.below(12) {
        0 => (None, None),
        1..=5 => (None, id(dice, "device", 9)),
        6 | 7 => (id(dice, "user", 4), id(dice, "device", 9)),
        _ => (id(dice, "user", 12), None),
    };
    let coarse = dice.between(0, 40) * DAY + dice.between(0, 3) * 10 * MINUTE;
    Event {
        event: dice.pick(&NAMES).to_owned(),
        entity: None,
        event_time: Time::from_micros(BEGIN + coarse + dice.between(0, 1)),
        received_at: NOW,
        identity: Identity::Message(name),
        anonymous_id,
        user_id,
        session_hint: None,
        properties: properties(dice),
        context: context(dice),
        value: dice.percent(30).then(|| Money {
            minor: dice.between(-500, 9_900),
            currency: Currency::parse("EUR").unwrap(),
        }),
        currency: { dice.percent(20) }
            .then(|| Currency::parse(dice.pick(&["EUR", "USD"])).unwrap()),
        order_id: dice.percent(40).then(|| format!("order-{}", dice.below(9))),
        group_ids: BTreeMap::new(),
        source: "test".to_owned(),
        import_id: None,
        trust: dice.pick(&[Trust::Client, Trust::Client, Trust::Server]),
        delivery: Delivery::default(),
    }
}

/// Properties of all types, some of them of several, some rare.
fn properties(dice: &mut Dice) -> BTreeMap<String, Value> {
    let mut properties = BTreeMap::new();
    let mut set = |name: &str, value: Value| properties.insert(name.to_owned(), value);
    if dice.percent(70) {
        set(
            "plan",
            Value::String(dice.pick(&["free", "pro", "team"]).to_owned()),
        );
    }
    if dice.percent(50) {
        let number = dice.between(-1, 3);
        set(
            "price",
            match dice.below(4) {
                0 => Value::Number(Number::Float(number as f64 + 0.5)),
                1 => Value::Number(Number::Float(number as f64)),
                2 => Value::String(number.to_string()),
                _ => Value::Number(Number::Integer(number)),
            },
        );
    }
    if dice.percent(3) {
        set("rare", Value::Boolean(dice.percent(50)));
    }
    if dice.percent(30) {
        set(
            "since",
            Value::Time(Time::from_micros(dice.between(0, 2) * DAY)),
        );
    }
    if dice.percent(10) {
        set("tags", Value::Json("[1]".to_owned()));
    }
    properties
}

/// Devices, pages, and what brought somebody.
fn context(dice: &mut Dice) -> BTreeMap<String, Value> {
    let mut context = BTreeMap::new();
    let mut set =
        |path: &str, text: &str| context.insert(path.to_owned(), Value::String(text.to_owned()));
    if dice.percent(80) {
        set("device.type", dice.pick(&["mobile", "desktop"]));
    }
    if dice.percent(60) {
        set(
            "page.url",
            dice.pick(&["https://shop.example/a", "https://shop.example/b?x=1"]),
        );
        set("page.path", dice.pick(&["/a", "/b"]));
    }
    if dice.percent(30) {
        set(
            "page.referrer",
            dice.pick(&[
                "https://www.google.com/search",
                "https://shop.example/",
                "https://blog.example/post",
                "",
            ]),
        );
    }
    if dice.percent(20) {
        set("campaign.source", dice.pick(&["news", "ads", " "]));
        set("campaign.medium", dice.pick(&["email", "cpc"]));
    }
    if dice.percent(10) {
        set("campaign.name", dice.pick(&["spring", "autumn"]));
        set("campaign.term", dice.pick(&["shoes", "hats"]));
    }
    if dice.percent(10) {
        set(
            dice.pick(&[
                "click_ids.gclid",
                "click_ids.fbclid",
                "click_ids.gad_source",
            ]),
            dice.pick(&["1", "2"]),
        );
    }
    context
}

/// Some imports, some of them compacted, a flush, and a log that was not flushed.
pub(crate) fn store(data: &Path, dice: &mut Dice) -> Store {
    let store = Store::at(data);
    let imports = 1 + dice.below(3);
    let compacted_after = dice.below(4);
    for import in 0..imports {
        let sizes = ImportSizes {
            chunk_rows: 20 + dice.below(200),
            row_group_rows: 1 + dice.below(20),
            ..ImportSizes::default()
        };
        let mut file = store.begin_import_sized(&site(), sizes).unwrap();
        let rows = dice.below(200) as u64;
        for row in 0..rows {
            let event = event(dice, format!("i-{import}-{row}"));
            file.add(event, row + 1).unwrap();
        }
        file.resolve()
            .unwrap()
            .commit("file", NOW, rows, 0)
            .unwrap();
        if import == compacted_after {
            let sizes = CompactionSizes {
                waiting_runs: 1,
                rows_at_once: 1_000,
                alike_groups: 2,
                cell_rows: dice.pick(&[20, 1_000]),
                part_rows: 1_000,
                months: 2,
                row_group_rows: 1 + dice.below(20),
                misplaced_ids: 1_000,
                misplaced_of: 1,
            };
            store.compact_sized(sizes).unwrap();
        }
    }
    let (mut committer, _) = store.open_committer(Box::new(|| 9)).unwrap();
    committer.load_recent(NOW).unwrap();
    for batch in 0..2 + dice.below(3) {
        let mut submission = Submission::new(&site(), NOW);
        for number in 0..dice.below(40) {
            submission.add(&event(dice, format!("m-{batch}-{number}")));
        }
        committer.commit(vec![submission], NOW).unwrap();
        if batch == 0 {
            committer.flush().unwrap();
        }
    }
    store
}
