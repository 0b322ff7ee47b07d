//! A small shop: random events, stores of them, and all that a snapshot holds.

#[allow(
    dead_code,
    reason = "every test that has a shop compiles all of it, and not each erases somebody"
)]
pub(crate) mod gone;
mod walk;

use std::collections::BTreeMap;

use cairn_core::entity::{Entity, EntityKind};
use cairn_core::event::{Delivery, Event, Identity, Trust};
use cairn_core::id::SiteId;
use cairn_core::ledger::FactKind;
use cairn_core::money::{Currency, Money};
use cairn_core::time::Time;
use cairn_core::value::{Number, Value};
use cairn_storage::{
    Block, Columns, CompactionSizes, Partition, PersonRows, Snapshot, StorageError, StoredEvent,
};
use cairn_testkit::dice::Dice;

pub(crate) const NEW_YEAR: i64 = 1_767_225_600_000_000;

pub(crate) fn site(id: &str) -> SiteId {
    SiteId::new(id).unwrap()
}

/// An event of few persons in few instants, so that both coincide often; one in eight is a fact about one of few
/// entities.
#[allow(dead_code, reason = "not every test that has a shop has facts in it")]
pub(crate) fn random_entry(dice: &mut Dice, identity: Identity) -> Event {
    let mut event = random_event(dice, identity);
    if dice.below(8) == 0 {
        event.event = dice.pick(&FactKind::ALL).as_str().to_owned();
        event.entity = Some(Entity {
            kind: dice.pick(&[EntityKind::Order, EntityKind::Lead]),
            id: format!("order-{}", 1 + dice.below(3)),
        });
    }
    event
}

/// An event of few persons in few instants, so that both coincide often.
pub(crate) fn random_event(dice: &mut Dice, identity: Identity) -> Event {
    let id = |dice: &mut Dice, kind: &str, of: usize| Some(format!("{kind}-{}", dice.below(of)));
    let (user_id, anonymous_id) = match dice.below(8) {
        0 => (None, None),
        1 | 2 => (None, id(dice, "device", 4)),
        3 => (id(dice, "user", 6), id(dice, "device", 4)),
        _ => (id(dice, "user", 6), None),
    };
    let currency = Currency::parse(dice.pick(&["EUR", "JPY"])).unwrap();
    let value = dice.percent(30).then(|| Money {
        minor: dice.between(-500, 99_900),
        currency,
    });
    Event {
        event: dice
            .pick(&["view", "cart", "purchase", "$identify"])
            .to_owned(),
        entity: None,
        event_time: Time::from_micros(NEW_YEAR + dice.between(-20, 20)),
        received_at: Time::from_micros(NEW_YEAR + dice.between(0, 1_000)),
        identity,
        anonymous_id,
        user_id,
        session_hint: dice.percent(10).then(|| "hint".to_owned()),
        properties: random_values(dice),
        context: random_values(dice),
        value,
        currency: dice.percent(30).then_some(currency),
        order_id: dice.percent(20).then(|| "order-1".to_owned()),
        group_ids: random_groups(dice),
        source: dice.pick(&["a.csv", "b.csv"]).to_owned(),
        import_id: None,
        trust: dice.pick(&[Trust::Client, Trust::Server, Trust::Provider]),
        delivery: Delivery::default(),
    }
}

fn random_values(dice: &mut Dice) -> BTreeMap<String, Value> {
    let count = dice.below(4);
    let value = |dice: &mut Dice| match dice.below(6) {
        0 => Value::String(format!("v{}", dice.below(5))),
        1 => Value::Number(Number::Integer(dice.between(-3, 3))),
        2 => Value::Number(Number::Float(0.5)),
        3 => Value::Boolean(dice.percent(50)),
        4 => Value::Time(Time::from_micros(dice.between(-9, 9))),
        _ => Value::Json("[1]".to_owned()),
    };
    (0..count)
        .map(|_| (dice.pick(&["a", "b", "page.path"]).to_owned(), value(dice)))
        .collect()
}

fn random_groups(dice: &mut Dice) -> BTreeMap<String, String> {
    let count = dice.below(3);
    let kinds = ["account", "team"].into_iter().take(count);
    kinds
        .map(|kind| (kind.to_owned(), format!("{kind}-{}", dice.below(3))))
        .collect()
}

/// The whole events of a block.
fn whole(block: &Block) -> Result<Vec<StoredEvent>, StorageError> {
    let event = |row| block.stored_event(row).unwrap();
    Ok((0..block.len()).map(event).collect())
}

/// The persons of a partition with their whole events, in the order of the scan.
pub(crate) fn persons(
    snapshot: &Snapshot,
    site: &SiteId,
    partition: Partition,
) -> Vec<PersonRows<StoredEvent>> {
    let mut scan = snapshot
        .scan(site, &Columns::ALL, partition, whole)
        .unwrap();
    let mut persons = Vec::new();
    let mut rows = 0;
    while let Some(person) = scan.next_person().unwrap() {
        rows += person.rows.len() as u64;
        persons.push(person);
    }
    assert_eq!(scan.rows_scanned(), rows, "rows scanned");
    walk::tells_the_same(snapshot, site, partition, &persons);
    persons
}

/// All events and facts of a site.
pub(crate) fn events(snapshot: &Snapshot, site: &SiteId) -> Vec<StoredEvent> {
    let persons = persons(snapshot, site, Partition::ALL);
    let events: Vec<StoredEvent> = persons.into_iter().flat_map(|person| person.rows).collect();
    let facts = facts(snapshot, site);
    assert_eq!(snapshot.rows(site), events.len() as u64, "events");
    assert_eq!(snapshot.facts(site), facts.len() as u64, "facts");
    assert!(events.iter().all(|stored| stored.event.entity.is_none()));
    [events, facts].concat()
}

/// All facts of a site, which come entity by entity, those of each in order.
#[allow(dead_code, reason = "not every test that has a shop has facts in it")]
pub(crate) fn facts(snapshot: &Snapshot, site: &SiteId) -> Vec<StoredEvent> {
    let mut scan = snapshot.ledger(site, &Columns::ALL, whole).unwrap();
    let mut facts: Vec<StoredEvent> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    while let Some(of_entity) = scan.next_person().unwrap() {
        let entity = of_entity.rows[0].event.entity.clone().unwrap();
        assert_eq!(of_entity.person, Some(entity.key()));
        let place = |stored: &StoredEvent| (stored.event.event_time, stored.event_id);
        assert!(of_entity.rows.is_sorted_by_key(place));
        let is_about = |stored: &StoredEvent| stored.event.entity.as_ref() == Some(&entity);
        assert!(of_entity.rows.iter().all(is_about));
        assert!(seen.insert(entity), "each entity comes once");
        facts.extend(of_entity.rows);
    }
    facts
}

/// Copies a folder.
#[allow(dead_code, reason = "not every test that has a shop has fixtures")]
pub(crate) fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Sizes at which a handful of events is compacted in many ways.
pub(crate) fn compaction_sizes(dice: &mut Dice) -> CompactionSizes {
    CompactionSizes {
        waiting_runs: 1 + dice.below(3),
        rows_at_once: 1 + dice.below(40) as u64,
        alike_groups: 2 + dice.below(2),
        cell_rows: dice.pick(&[1, 5, 1_000]),
        part_rows: dice.pick(&[1, 7, 1_000]),
        months: 1 + dice.below(2),
        row_group_rows: 1 + dice.below(6),
        misplaced_ids: 0,
        misplaced_of: dice.pick(&[1, 1_000]),
    }
}
