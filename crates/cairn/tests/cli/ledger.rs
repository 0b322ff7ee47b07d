//! Facts restate the money of the orders they are about, on the day of the order (semantics S13): held against plain
//! arithmetic over the rows of the files.

use std::collections::BTreeMap;

use cairn_testkit::dice::Dice;
use serde_json::{Value as Json, json};

use crate::support::Cairn;

/// By day and by order, in cents.
struct Books {
    orders: BTreeMap<String, (i64, i64)>,
    refunds: Vec<(String, i64)>,
    cancelled: Vec<String>,
    paid: BTreeMap<String, i64>,
}

fn books(dice: &mut Dice) -> Books {
    let mut books = Books {
        orders: BTreeMap::new(),
        refunds: Vec::new(),
        cancelled: Vec::new(),
        paid: BTreeMap::new(),
    };
    for n in 0..60 {
        let order = format!("o-{n}");
        let worth = dice.between(500, 20_000);
        books
            .orders
            .insert(order.clone(), (dice.between(1, 9), worth));
        if dice.percent(40) {
            books.paid.insert(order.clone(), worth);
        }
        for _ in 0..dice.below(3) {
            books.refunds.push((order.clone(), dice.between(1, 400)));
        }
        if dice.percent(15) {
            books.cancelled.push(order);
        }
    }
    // A refund of an order that nobody has ever told of changes nothing.
    books.refunds.push(("o-unheard".to_owned(), 99_999));
    books
}

impl Books {
    fn purchases(&self) -> String {
        let mut csv = "message_id,event,event_time,user_id,order_id,value,currency\n".to_owned();
        for (order, (day, worth)) in &self.orders {
            csv.push_str(&format!(
                "m-{order},purchase,2026-01-0{day}T10:00:00Z,user-{order},{order},{},EUR\n",
                major(*worth)
            ));
        }
        csv
    }

    fn fact(n: usize, order: &str, fact: &str, cents: Option<i64>) -> String {
        let mut line = json!({"type": "fact", "fact": fact, "entityKind": "order", "entityId": order,
            "messageId": format!("f-{n}"), "timestamp": "2026-02-03T10:00:00Z"});
        if let Some(cents) = cents {
            line["properties"] = json!({"value": major(cents), "currency": "EUR"});
        }
        line.to_string()
    }

    fn facts(&self) -> Vec<String> {
        let paid = self.paid.iter();
        let paid = paid.map(|(order, cents)| (order, "paid", Some(*cents)));
        let refunds = self.refunds.iter();
        let refunds = refunds.map(|(order, cents)| (order, "refunded", Some(*cents)));
        let cancelled = self
            .cancelled
            .iter()
            .map(|order| (order, "cancelled", None));
        let all = paid.chain(refunds).chain(cancelled).enumerate();
        all.map(|(n, (order, fact, cents))| Self::fact(n, order, fact, cents))
            .collect()
    }

    /// What each day is worth after all that is on record.
    fn by_day(&self) -> Vec<i64> {
        let mut days = vec![0; 9];
        for (order, (day, worth)) in &self.orders {
            let refunds = self.refunds.iter().filter(|(of, _)| of == order);
            let back: i64 = refunds.map(|(_, cents)| cents).sum();
            let left = match self.cancelled.contains(order) {
                true => self.paid.get(order).copied().unwrap_or(0),
                false => *worth,
            };
            days[usize::try_from(day - 1).unwrap()] += left - back;
        }
        days
    }

    fn gross(&self) -> Vec<i64> {
        let mut days = vec![0; 9];
        for (day, worth) in self.orders.values() {
            days[usize::try_from(day - 1).unwrap()] += worth;
        }
        days
    }
}

fn major(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

const BY_DAY: &str = r#"{"kind": "trend", "event": "purchase", "interval": "day",
    "range": {"start": "2026-01-01", "end": "2026-01-10"}, "now": "2026-03-01"}"#;

fn values(cairn: &Cairn) -> (Vec<i64>, Json) {
    let answer = cairn.query(BY_DAY);
    let points = answer["series"][0]["points"].as_array().unwrap();
    let minor = |point: &Json| point["value"]["minor"].as_i64().unwrap();
    (points.iter().map(minor).collect(), answer["notes"].clone())
}

/// Conversions and persons of the purchases, one of each for each order.
fn counts(cairn: &Cairn) -> (u64, u64) {
    let total = &cairn.query(BY_DAY)["series"][0]["total"];
    let count = |name: &str| total[name].as_u64().unwrap();
    (count("conversions"), count("persons"))
}

const FUNNEL: &str = r#"{"kind": "funnel", "steps": [{"event": "view"}, {"goal": "order"}],
    "range": {"start": "2026-01-01", "end": "2026-02-01"}, "now": "2026-03-01"}"#;

/// One order in the journeys of a trend and a funnel: its first conversion alone is restated, by any way of counting.
#[test]
fn a_funnel_and_a_goal_say_what_the_trend_says() {
    let cairn = Cairn::new();
    let rows = "message_id,event,event_time,user_id,order_id,value,currency\nv1,view,2026-01-05T09:00:00Z,ann,,,\nm1,purchase,2026-01-05T10:00:00Z,ann,o-1,50.00,EUR\nm2,purchase,2026-01-05T11:00:00Z,ann,o-1,50.00,EUR\nv2,view,2026-01-05T09:00:00Z,bob,,,\nm3,purchase,2026-01-05T10:00:00Z,bob,o-2,7.00,EUR\n";
    cairn.import(&cairn.file("shop.csv", rows), &[]);
    let refund = Books::fact(1, "o-1", "refunded", Some(1_500));
    cairn.import(&cairn.file("facts.ndjson", refund), &[]);
    let goal = json!({"id": "order", "name": "Order", "class": "macro", "kind": "revenue", "standing": "primary",
        "when": {"event": "purchase"}, "counting": "once_per_order", "value": {"event_value": true}, "owner": "me",
        "description": "An order"});
    let goal = cairn.file("goal.json", goal.to_string());
    cairn.ok(&[
        "goal",
        "add",
        "--site",
        "shop",
        "-f",
        &goal.display().to_string(),
    ]);
    let minor = |answer: &Json, place: &str| answer.pointer(place).unwrap()["minor"].clone();
    let trend = cairn.query(BY_DAY);
    assert_eq!(
        minor(&trend, "/series/0/total/value"),
        5_000 - 1_500 + 5_000 + 700
    );
    let goal = cairn.query(&BY_DAY.replace(r#""event": "purchase""#, r#""goal": "order""#));
    assert_eq!(minor(&goal, "/series/0/total/value"), 5_000 - 1_500 + 700);
    let funnel = cairn.query(FUNNEL);
    assert_eq!(
        minor(&funnel, "/steps/1/value"),
        5_000 - 1_500 + 700,
        "{funnel}"
    );
}

#[test]
fn what_is_left_of_orders_is_what_plain_arithmetic_leaves() {
    for seed in 1..=3 {
        let cairn = Cairn::new();
        let books = books(&mut Dice::new(seed));
        cairn.import(&cairn.file("shop.csv", books.purchases()), &[]);
        assert_eq!(values(&cairn), (books.gross(), json!([])));
        assert_eq!(counts(&cairn), (60, 60));
        let facts = books.facts();
        for (n, some) in facts.chunks(facts.len().div_ceil(8)).enumerate() {
            let read = cairn.import(&cairn.file(&format!("{n}.ndjson"), some.join("\n")), &[]);
            assert_eq!(read[1], some.len() as u64);
        }
        let (left, notes) = values(&cairn);
        assert_eq!(left, books.by_day(), "seed {seed}");
        assert_ne!(left, books.gross());
        assert!(notes[0].as_str().unwrap().contains("refunds"), "{notes}");
        // Facts are no events: as many people did as much as before.
        assert_eq!(counts(&cairn), (60, 60));
        assert!(!cairn.ok(&["site", "show", "shop"]).contains("refunded"));
        cairn.ok(&["compact"]);
        assert_eq!(values(&cairn).0, left, "compacted");
        cairn.ok(&["verify"]);
    }
}

#[test]
fn an_import_of_facts_that_is_taken_back_restates_nothing() {
    let cairn = Cairn::new();
    let books = books(&mut Dice::new(9));
    cairn.import(&cairn.file("shop.csv", books.purchases()), &[]);
    let lines = books.facts().join("\n");
    cairn.import(&cairn.file("facts.ndjson", &lines), &[]);
    // The same file once more is nothing new.
    let again = cairn.import(&cairn.file("again.ndjson", &lines), &[]);
    assert_eq!((again[1], again[2]), (0, books.facts().len() as u64));
    assert_eq!(values(&cairn).0, books.by_day());
    cairn.ok(&["import", "undo", "imp-2"]);
    assert_eq!(values(&cairn), (books.gross(), json!([])));
    let empty = cairn.ok(&["ledger", "list", "--site", "shop"]);
    assert!(empty.contains("nothing is on record"), "{empty}");
}

#[test]
fn an_entity_is_shown_with_its_facts_and_whose_it_is() {
    let cairn = Cairn::new();
    let shop = "message_id,event,event_time,user_id,order_id,value,currency\nm1,purchase,2026-01-05T10:00:00Z,ann,o-1,49.90,EUR\n";
    cairn.import(&cairn.file("shop.csv", shop), &[]);
    // A file of any shape, by a mapping.
    let facts = "when,what,order,amount\n2026-02-01 10:00:00,refunded,o-1,10.00\n2026-01-06 10:00:00,paid,o-1,49.90\n2026-02-02 10:00:00,shipped,o-1,\n2026-02-02 10:00:00,refunded,o-1,-5\n";
    let mapping = "[columns]\nevent = \"what\"\nevent_time = \"when\"\nentity_id = \"order\"\nvalue = \"amount\"\n[constants]\nentity_kind = \"order\"\ncurrency = \"EUR\"\n";
    let mapping = cairn.file("facts.toml", mapping);
    let file = cairn.file("facts.csv", facts);
    let [read, stored, _, rejected] =
        cairn.import(&file, &["--mapping", &mapping.display().to_string()]);
    assert_eq!((read, stored, rejected), (4, 2, 2));
    let rejects = std::fs::read_to_string(cairn.data().join("rejects/imp-2.csv")).unwrap();
    for told in ["bad_fact", "shipped", "bad_value", "below nought"] {
        assert!(rejects.contains(told), "{told}: {rejects}");
    }

    let shown = cairn.ok(&["ledger", "show", "order", "o-1", "--site", "shop", "--json"]);
    let shown: Json = serde_json::from_str(&shown).unwrap();
    assert_eq!(
        (&shown["stage"], &shown["facts"]),
        (&json!("refunded"), &json!(2))
    );
    assert_eq!(shown["paid"], json!([{"minor": 4990, "currency": "EUR"}]));
    assert_eq!(
        shown["refunded"],
        json!([{"minor": 1000, "currency": "EUR"}])
    );
    let person = cairn.query(
        r#"{"kind": "timeline", "person": "ann", "now": "2026-03-01"}"#,
    )["person"]["key"]
        .clone();
    assert_eq!(shown["person"], person);
    let told = cairn.ok(&["ledger", "show", "order", "o-1", "--site", "shop"]);
    assert!(
        told.contains("refunded since 2026-02-01") && told.contains("10.00 EUR"),
        "{told}"
    );
    let then = ["--known-at", "2020-01-01T00:00:00Z"];
    let none = cairn.fails(&[
        "ledger", "show", "order", "o-1", "--site", "shop", then[0], then[1],
    ]);
    assert!(
        none.contains("nothing is on record about the order `o-1`"),
        "{none}"
    );
    let bad = cairn.fails(&["ledger", "show", "parcel", "o-1", "--site", "shop"]);
    assert!(bad.contains("order, lead, deal, subscription"), "{bad}");
    let bad = cairn.fails(&["ledger", "list", "--site", "shop", "--stage", "shipped"]);
    assert!(bad.contains("`shipped` is no stage"), "{bad}");

    // Whoever asks what is stored of her gets it, and when she is erased it goes.
    let export = cairn.ok(&["export", "person", "ann", "--site", "shop"]);
    let export: Json = serde_json::from_str(&export).unwrap();
    assert_eq!(export["ledger"][0]["history"].as_array().unwrap().len(), 2);
    let erased = cairn.ok(&["erase", "--site", "shop", "--person", "ann"]);
    assert!(erased.starts_with("erased: 3 events"), "{erased}");
    let gone = cairn.fails(&["ledger", "show", "order", "o-1", "--site", "shop"]);
    assert!(gone.contains("nothing is on record"), "{gone}");
}

/// The events have gone, the ledger has not: whose it is stays known, for whoever asks for it or wants it gone.
#[test]
fn a_person_whose_events_have_expired_is_shown_taken_along_and_erased_by_their_orders() {
    let cairn = Cairn::new();
    let shop = "message_id,event,event_time,user_id,order_id,value,currency\nm1,purchase,2020-01-05T10:00:00Z,ann,o-1,49.90,EUR\nm2,purchase,2020-01-05T10:00:00Z,ben,o-2,9.90,EUR\n";
    cairn.import(&cairn.file("shop.csv", shop), &[]);
    let facts = ["o-1", "o-2"].map(|order| Books::fact(order.len(), order, "refunded", Some(100)));
    for (n, fact) in facts.iter().enumerate() {
        let fact = fact.replace("f-3", &format!("f-{n}"));
        cairn.import(&cairn.file("facts.ndjson", fact), &[]);
    }
    let show = || {
        let shown = cairn.ok(&["ledger", "show", "order", "o-1", "--site", "shop", "--json"]);
        serde_json::from_str::<Json>(&shown).unwrap()
    };
    let before = show();
    assert!(before["person"].is_string(), "{before}");
    let gone = cairn.ok(&["expire", "--site", "shop", "--keep", "30d"]);
    assert_eq!(gone.trim(), "expired events gone: 2");
    assert_eq!(show(), before);

    let export = |id: &str| cairn.ok(&["export", "person", id, "--site", "shop"]);
    for id in ["ann", before["person"].as_str().unwrap()] {
        let export: Json = serde_json::from_str(&export(id)).unwrap();
        assert_eq!(export["events"], json!([]));
        assert_eq!(export["ledger"].as_array().unwrap().len(), 1, "{export}");
        assert_eq!(export["ledger"][0]["id"], "o-1");
        assert_eq!(export["person"]["key"], before["person"]);
        assert_eq!(export["person"]["first_seen"], "2026-02-03T10:00:00Z");
    }
    let erase = |more: &[&str]| {
        cairn.run(&[&["erase", "--site", "shop", "--person", "ann"], more].concat())
    };
    let dry = erase(&["--dry-run"]);
    assert!(dry.stdout.contains("user ids:  ann"), "{dry:?}");
    assert_eq!(
        erase(&[]).stdout.trim(),
        "erased: 1 event, 0 dead letters, 0 rejected rows; 1 id suppressed"
    );
    assert!(erase(&[]).stderr.contains("nobody is known as `ann`"));
    let list = cairn.ok(&["ledger", "list", "--site", "shop"]);
    assert!(list.contains("o-2") && !list.contains("o-1"), "{list}");
    assert!(export("ben").contains("o-2"));
    cairn.ok(&["verify"]);
}
