//! Whose an order is outlasts the event that said so, as long as there are facts about it: until the import is taken back
//! or the person is erased.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use cairn_core::entity::Entity;
use cairn_core::event::{Event, Identity, Trust};
use cairn_core::id::{EventId, PersonKey};
use cairn_core::time::Time;
use cairn_storage::{Backups, Depth, SimVfs, Store, Vfs, WayOut};
use cairn_testkit::dice::Dice;

use crate::retention::{
    DAY, by_id, check_whole, check_whole_but_leftovers, compact, days, expire, import,
    random_rules, rules, submission,
};
use crate::shop::gone::claims;
use crate::shop::{compaction_sizes, site};
use crate::stored::{NOW, at, committer, event, snapshot, spoil, store_on};

const KEY: [u8; 32] = [7; 32];

/// An event of a number, up to 400 days ago: of few orders, or a fact about fewer.
fn entry(number: u64) -> Event {
    let dice = &mut Dice::new(number ^ 99);
    let days = dice.between(0, 400);
    let order = |dice: &mut Dice, of: usize| format!("o-{}", dice.below(of));
    let base = event(number);
    let mut made = Event {
        event_time: Time::from_micros(base.event_time.micros() - days * DAY),
        order_id: dice.percent(50).then(|| order(dice, 12)),
        ..base
    };
    if dice.percent(12) {
        made.event = "refunded".to_owned();
        made.entity = Some(Entity::order(&order(dice, 8)));
        made.order_id = None;
        if dice.percent(70) {
            (made.user_id, made.anonymous_id) = (None, None);
        }
    }
    made
}

/// Whose every entity is, by its key: as it is stored, and restated with plain loops of what is there and of events
/// that have gone.
fn check_links(disk: &SimVfs, gone: &BTreeMap<EventId, Event>, told: &str) {
    let links = snapshot(disk).links(&site("shop")).unwrap();
    let found: BTreeMap<PersonKey, PersonKey> = links
        .iter()
        .map(|(entity, claim)| (entity, claim.id))
        .collect();
    let mut said = by_id(disk);
    said.extend(gone.clone());
    let key = |(user, device): (Option<&str>, Option<&str>)| {
        let user = user.map(PersonKey::of_user);
        user.or_else(|| device.map(PersonKey::of_device)).unwrap()
    };
    let expected = claims(&said).into_iter();
    let expected: BTreeMap<PersonKey, PersonKey> = expected
        .map(|(entity, who)| (entity.key(), key(who)))
        .collect();
    assert_eq!(found, expected, "{told}");
}

fn with_facts(events: &BTreeMap<EventId, Event>) -> BTreeSet<Entity> {
    let entities = events.values().filter_map(|event| event.entity.clone());
    entities.collect()
}

/// Expires, and notes what went of events of orders that there are facts about.
fn expire_noting(
    disk: &SimVfs,
    retention: &cairn_core::retention::Retention,
    gone: &mut BTreeMap<EventId, Event>,
) {
    let before = by_id(disk);
    expire(disk, retention, NOW).unwrap();
    let left = by_id(disk);
    let known = with_facts(&before);
    let went = before.into_iter().filter(|(id, _)| !left.contains_key(id));
    gone.extend(went.filter(|(_, event)| {
        let order = event.order_id.as_deref().map(Entity::order);
        order.is_some_and(|order| known.contains(&order))
    }));
}

fn stored_in_all_ways(dice: &mut Dice) -> SimVfs {
    let disk = SimVfs::new();
    let first = dice.below(1_000) as u64 * 200;
    let numbers = |from: u64, to: u64| (first + from..first + to).map(entry);
    import(&disk, numbers(0, 50));
    {
        let mut writer = committer(&disk);
        writer
            .commit(vec![submission(numbers(50, 70))], NOW)
            .unwrap();
        writer.flush().unwrap();
    }
    if dice.percent(70) {
        compact(&disk, compaction_sizes(dice));
    }
    import(&disk, numbers(70, 90));
    let mut writer = committer(&disk);
    writer
        .commit(vec![submission(numbers(90, 110))], NOW)
        .unwrap();
    drop(writer);
    disk
}

#[test]
fn whose_an_order_is_outlasts_its_events_and_goes_with_their_import() {
    let (mut kept, mut taken_back) = (0, 0);
    for seed in 0..8 {
        let dice = &mut Dice::new(seed);
        let disk = stored_in_all_ways(dice);
        let mut gone = BTreeMap::new();
        check_links(&disk, &gone, "at first");
        for turn in 0..3 {
            let told = format!("seed {seed}, turn {turn}");
            expire_noting(&disk, &random_rules(dice), &mut gone);
            check_links(&disk, &gone, &told);
            check_whole(&disk, &told);
            // Again, by a writer that was opened anew, and after all was written anew.
            expire_noting(&disk, &random_rules(dice), &mut gone);
            if dice.percent(50) {
                compact(&disk, compaction_sizes(dice));
            }
            check_links(&disk, &gone, &told);
        }
        kept += gone.len();
        let imports = snapshot(&disk).imports(&site("shop")).to_vec();
        for record in imports {
            store_on(&disk).undo(record.id, NOW).unwrap();
            let before = gone.len();
            gone.retain(|_, event| event.import_id != Some(record.id));
            taken_back += before - gone.len();
            check_links(&disk, &gone, &format!("seed {seed}, without {}", record.id));
            check_whole(&disk, &format!("seed {seed}, without {}", record.id));
        }
    }
    assert!(kept > 30 && taken_back > 15, "{kept}, {taken_back}");
}

fn of(name: &str, days: i64, order: &str, user: Option<&str>) -> Event {
    Event {
        event: "purchase".to_owned(),
        entity: None,
        event_time: Time::from_micros(NOW.micros() - days * DAY),
        identity: Identity::Message(name.to_owned()),
        user_id: user.map(str::to_owned),
        anonymous_id: None,
        order_id: Some(order.to_owned()),
        trust: Trust::Server,
        ..event(1)
    }
}

fn fact(name: &str, order: &str) -> Event {
    Event {
        event: "refunded".to_owned(),
        entity: Some(Entity::order(order)),
        order_id: None,
        ..of(name, 50, order, None)
    }
}

/// Orders of ann and ben, long ago; facts about one of each name nobody.
fn two_customers() -> SimVfs {
    let disk = SimVfs::new();
    let told = [
        of("a-1", 100, "o-ann", Some("ann")),
        of("a-2", 100, "o-quiet", Some("ann")),
        of("b-1", 90, "o-ben", Some("ben")),
        of("b-2", 1, "o-new", Some("ben")),
    ];
    import(&disk, told);
    let mut writer = committer(&disk);
    let facts = [fact("f-1", "o-ann"), fact("f-2", "o-ben")];
    writer.commit(vec![submission(facts)], NOW).unwrap();
    drop(writer);
    disk
}

fn owner(disk: &SimVfs, order: &str) -> Option<PersonKey> {
    let links = snapshot(disk).links(&site("shop")).unwrap();
    links.of(Entity::order(order).key()).map(|claim| claim.id)
}

fn files_of_links(disk: &SimVfs) -> Vec<std::path::PathBuf> {
    let listed = Vfs::list(disk, &at("ledger/shop")).unwrap();
    let paths = listed.into_iter().map(|entry| entry.path);
    paths
        .filter(|path| path.extension().is_some_and(|ending| ending == "links"))
        .collect()
}

#[test]
fn of_an_order_without_facts_nothing_is_kept() {
    let disk = two_customers();
    assert_eq!(
        expire(&disk, &rules(days(30), &[]), NOW).unwrap().expired,
        3
    );
    let key = |user| Some(PersonKey::of_user(user));
    assert_eq!(owner(&disk, "o-ann"), key("ann"));
    assert_eq!(owner(&disk, "o-ben"), key("ben"));
    assert_eq!(owner(&disk, "o-new"), key("ben"));
    assert_eq!(owner(&disk, "o-quiet"), None);
    assert_eq!(files_of_links(&disk).len(), 1);
    let stored = snapshot(&disk).stored().unwrap().sites[&site("shop")].bytes;
    let verified = store_on(&disk).verify(Depth::Files).unwrap();
    assert_eq!(stored.total(), verified.sites[&site("shop")].bytes);
    check_whole(&disk, "");

    // Where there are no facts at all there is no file of it.
    let disk = SimVfs::new();
    import(&disk, [of("a-1", 100, "o-ann", Some("ann"))]);
    expire(&disk, &rules(days(30), &[]), NOW).unwrap();
    assert_eq!(owner(&disk, "o-ann"), None);
    assert_eq!(
        snapshot(&disk).stored().unwrap().sites[&site("shop")]
            .bytes
            .total(),
        0
    );
    check_whole(&disk, "");
}

#[test]
fn an_erasure_finds_the_facts_of_a_person_whose_events_have_expired_and_leaves_no_link() {
    let disk = two_customers();
    expire(&disk, &rules(days(30), &[]), NOW).unwrap();
    let (shop, ann) = (site("shop"), PersonKey::of_user("ann"));
    let record = store_on(&disk).erase(&shop, ann, KEY, &|_, _| Ok(0), NOW);
    assert_eq!(record.unwrap().ended.unwrap().events, 1);
    let left = by_id(&disk);
    let facts = with_facts(&left);
    assert_eq!(facts, BTreeSet::from([Entity::order("o-ben")]));
    assert_eq!(owner(&disk, "o-ann"), None);
    assert_eq!(owner(&disk, "o-ben"), Some(PersonKey::of_user("ben")));
    let [file] = &files_of_links(&disk)[..] else {
        panic!("one file of links");
    };
    let content = disk.content(file).unwrap();
    let holds = |key: PersonKey| content.windows(16).any(|part| *part == key.0.to_le_bytes());
    assert!(!holds(ann) && !holds(Entity::order("o-ann").key()));
    assert!(holds(PersonKey::of_user("ben")) && holds(Entity::order("o-ben").key()));
    check_whole(&disk, "");

    // What comes later about the order is suppressed.
    let mut writer = committer(&disk);
    let late = submission([fact("f-3", "o-ann")]);
    assert_eq!(writer.commit(vec![late], NOW).unwrap()[0].suppressed, 1);
    drop(writer);

    // An event of somebody else that names the order stays, and tells nothing of it once it has expired.
    import(&disk, [of("b-3", 60, "o-ann", Some("ben"))]);
    expire(&disk, &rules(days(30), &[]), NOW).unwrap();
    assert_eq!(owner(&disk, "o-ann"), None);
    check_whole(&disk, "");
}

#[test]
fn a_pass_that_dies_anywhere_keeps_whose_orders_are() {
    let whole = two_customers();
    let keep = rules(days(30), &[]);
    let mut steps = 0;
    for n in 1.. {
        let disk = whole.restart();
        disk.crash_at(n);
        let done = expire(&disk, &keep, NOW);
        for seed in [n, n + 1_000] {
            let found = disk.crash(seed);
            let told = format!("step {n}, seed {seed}");
            check_whole_but_leftovers(&found, &told);
            for order in ["o-ann", "o-ben"] {
                assert!(owner(&found, order).is_some(), "{told}: {order}, before");
            }
            expire(&found, &keep, NOW).unwrap();
            assert_eq!(by_id(&found).len(), 3, "{told}");
            for (order, user) in [("o-ann", "ann"), ("o-ben", "ben")] {
                let key = PersonKey::of_user(user);
                assert_eq!(owner(&found, order), Some(key), "{told}: {order}");
            }
            assert_eq!(owner(&found, "o-quiet"), None, "{told}");
            check_whole(&found, &told);
        }
        if done.is_ok() {
            steps = n;
            break;
        }
    }
    assert!(steps > 30, "{steps}");
}

#[test]
fn a_backup_has_them_and_damage_to_them_is_told() {
    let disk = two_customers();
    expire(&disk, &rules(days(30), &[]), NOW).unwrap();
    let backups = Backups::with_vfs(Path::new("/backups"), Arc::new(disk.clone()));
    let backup = store_on(&disk).begin_backup(&backups).unwrap();
    backup.finish(NOW, None).unwrap();
    backups.restore(None, Path::new("/restored")).unwrap();
    let restored = Store::with_vfs(Path::new("/restored"), Arc::new(disk.clone()));
    let links = restored.snapshot().unwrap().links(&site("shop")).unwrap();
    let claim = links.of(Entity::order("o-ann").key()).unwrap();
    assert_eq!(claim.id, PersonKey::of_user("ann"));
    assert_eq!(restored.verify(Depth::Contents).unwrap().faults, []);

    let file = files_of_links(&disk).remove(0);
    for spoiled in [true, false] {
        if spoiled {
            spoil(&disk, &file);
        } else {
            Vfs::remove_file(&disk, &file).unwrap();
        }
        let verified = store_on(&disk).verify(Depth::Files).unwrap();
        let [fault] = &verified.faults[..] else {
            panic!("{:?}", verified.faults);
        };
        assert_eq!((&fault.file, fault.way_out), (&file, WayOut::Restore));
        assert!(store_on(&disk).open_committer(Box::new(|| 1)).is_err());
    }
}
