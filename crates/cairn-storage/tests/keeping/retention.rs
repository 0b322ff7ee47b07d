//! What is older than a site keeps it goes, nothing else does, and whatever happens in between is simply done again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use cairn_core::entity::Entity;
use cairn_core::event::{Event, Identity};
use cairn_core::id::{EventId, ImportId, PersonKey};
use cairn_core::retention::{KeptDays, Retention};
use cairn_core::time::{Month, Span, Time};
use cairn_storage::{
    CompactionSizes, Depth, Expiry, FreeSpace, ImportSizes, LiveOptions, SimVfs, StorageError,
    Submission,
};
use cairn_testkit::dice::Dice;

use crate::shop::{compaction_sizes, site};
use crate::stored::{NOW, WAYS_TO_FAIL, committer, event, snapshot, store_on, stored};

pub(crate) const DAY: i64 = 86_400_000_000;
const NAMES: [&str; 4] = ["view", "cart", "purchase", "$identify"];

/// The event of a number, up to 400 days ago.
fn aged(number: u64) -> Event {
    let days = Dice::new(number ^ 77).between(0, 400);
    let event = event(number);
    Event {
        event_time: Time::from_micros(event.event_time.micros() - days * DAY),
        ..event
    }
}

pub(crate) fn submission(events: impl IntoIterator<Item = Event>) -> Submission {
    let mut submission = Submission::new(&site("shop"), NOW);
    events.into_iter().for_each(|event| submission.add(&event));
    submission
}

pub(crate) fn import(disk: &SimVfs, events: impl IntoIterator<Item = Event>) -> ImportId {
    let sizes = ImportSizes {
        chunk_rows: 20,
        row_group_rows: 4,
        ..ImportSizes::default()
    };
    let store = store_on(disk);
    let mut import = store.begin_import_sized(&site("shop"), sizes).unwrap();
    let mut rows = 0;
    for event in events {
        rows += 1;
        import.add(event, rows).unwrap();
    }
    let resolved = import.resolve().unwrap();
    resolved.commit("file.csv", NOW, rows, 0).unwrap();
    let imports = snapshot(disk).imports(&site("shop")).to_vec();
    imports.last().unwrap().id
}

pub(crate) fn compact(disk: &SimVfs, sizes: CompactionSizes) {
    store_on(disk).compact_sized(sizes).unwrap();
}

/// Of 120 events some lie in cells, others in runs of an import, a live run and the log. No run has more than 20 rows,
/// so wherever one row has expired it goes.
fn mixed(dice: &mut Dice) -> SimVfs {
    // What the ledger says is kept, whatever it is called.
    let some_facts = |number: u64| Event {
        entity: number
            .is_multiple_of(7)
            .then(|| Entity::order(&format!("o-{}", number % 4))),
        ..aged(number)
    };
    of_events(some_facts, compaction_sizes(dice))
}

/// The same of two months, in cells of many rows: few files.
fn in_few_cells() -> SimVfs {
    let recent = |number: u64| Event {
        event_time: Time::from_micros(NOW.micros() - aged(number).event_time.micros() % (40 * DAY)),
        ..aged(number)
    };
    let sizes = CompactionSizes {
        waiting_runs: 1,
        ..CompactionSizes::default()
    };
    of_events(recent, sizes)
}

fn of_events(aged: impl Fn(u64) -> Event, sizes: CompactionSizes) -> SimVfs {
    let disk = SimVfs::new();
    import(&disk, (0..40).map(&aged));
    {
        let mut writer = committer(&disk);
        writer
            .commit(vec![submission((40..55).map(&aged))], NOW)
            .unwrap();
        writer.flush().unwrap();
    }
    compact(&disk, sizes);
    import(&disk, (60..80).map(&aged));
    let mut writer = committer(&disk);
    writer
        .commit(vec![submission((80..95).map(&aged))], NOW)
        .unwrap();
    writer.flush().unwrap();
    writer
        .commit(vec![submission((100..115).map(&aged))], NOW)
        .unwrap();
    drop(writer);
    disk
}

pub(crate) fn days(number: u64) -> Option<KeptDays> {
    Some(KeptDays::new(number).unwrap())
}

pub(crate) fn rules(all: Option<KeptDays>, by_event: &[(&str, Option<KeptDays>)]) -> Retention {
    let by_event = by_event.iter();
    let by_event = by_event.map(|(name, days)| ((*name).to_owned(), *days));
    Retention::new(all, by_event.collect()).unwrap()
}

fn random_days(dice: &mut Dice) -> Option<KeptDays> {
    match dice.below(4) {
        0 => None,
        _ => days(1 + dice.below(400) as u64),
    }
}

pub(crate) fn random_rules(dice: &mut Dice) -> Retention {
    let all = random_days(dice);
    let mut by_event = BTreeMap::new();
    for name in NAMES {
        if dice.percent(30) {
            by_event.insert(name.to_owned(), random_days(dice));
        }
    }
    Retention::new(all, by_event).unwrap()
}

pub(crate) fn by_id(disk: &SimVfs) -> BTreeMap<EventId, Event> {
    let events = stored(disk).into_iter();
    events
        .map(|stored| (stored.event_id, stored.event))
        .collect()
}

/// What is left, by the rules alone.
fn left_of(
    events: &BTreeMap<EventId, Event>,
    retention: &Retention,
    now: Time,
) -> BTreeMap<EventId, Event> {
    let mut left = events.clone();
    left.retain(|_, event| {
        event.entity.is_some() || !retention.is_expired(&event.event, event.event_time, now)
    });
    left
}

pub(crate) fn expire(
    disk: &SimVfs,
    retention: &Retention,
    now: Time,
) -> Result<Expiry, StorageError> {
    store_on(disk).expire(&site("shop"), retention, now)
}

pub(crate) fn check_whole(disk: &SimVfs, told: &str) {
    let verified = store_on(disk).verify(Depth::Contents).unwrap();
    let (faults, foreign) = (&verified.faults[..], &verified.foreign[..]);
    assert_eq!((faults, foreign), (&[][..], &[][..]), "{told}");
    assert_eq!(verified.left_behind, 0, "{told}");
}

/// How many expired events are on record.
fn on_record(disk: &SimVfs) -> u64 {
    let snapshot = snapshot(disk);
    let imports = snapshot.imports(&site("shop")).iter();
    let of_imports: u64 = imports.map(|import| import.removed.expired).sum();
    of_imports + snapshot.removed(&site("shop")).expired
}

#[test]
fn what_is_left_is_what_a_plain_filter_leaves() {
    let mut seen = BTreeSet::new();
    for seed in 0..16 {
        let dice = &mut Dice::new(seed);
        let disk = mixed(dice);
        let before = by_id(&disk);
        let mut now = NOW;
        let mut gone = 0;
        // Again and again, by other rules, later, and after a compaction of what is left.
        for turn in 0..4 {
            let retention = random_rules(dice);
            let told = format!("seed {seed}, turn {turn}, {retention:?}");
            let here = by_id(&disk);
            let left = left_of(&here, &retention, now);
            let expected = Expiry {
                expired: (here.len() - left.len()) as u64,
                ..Expiry::default()
            };
            let foreseen = snapshot(&disk).expiry(&site("shop"), &retention, now);
            let in_log = turn == 0;
            if !in_log {
                assert_eq!(foreseen.unwrap(), expected, "{told}");
            }
            assert_eq!(by_id(&disk), here, "{told}: foreseeing changes nothing");
            assert_eq!(expire(&disk, &retention, now).unwrap(), expected, "{told}");
            assert_eq!(by_id(&disk), left, "{told}");
            gone += expected.expired;
            assert_eq!(on_record(&disk), gone, "{told}");
            check_whole(&disk, &told);
            assert_eq!(expire(&disk, &retention, now).unwrap(), Expiry::default());
            let is_nothing = left.values().all(|event| event.entity.is_some());
            seen.insert((is_nothing, left.len() == here.len()));
            if dice.percent(50) {
                compact(&disk, compaction_sizes(dice));
                assert_eq!(by_id(&disk), left, "{told}");
            }
            now = now.plus(Span::from_seconds(86_400 * 20));
        }
        assert_eq!(before.len() as u64, gone + by_id(&disk).len() as u64);
    }
    assert_eq!(seen.len(), 4, "{seen:?}");
}

/// Everybody is who they are by the events that are left, whether the writer went on or was opened anew.
#[test]
fn what_expired_events_said_about_who_is_who_goes_with_them() {
    let disk = SimVfs::new();
    let sign_in = |number: u64, user: &str, days: i64| Event {
        event: "view".to_owned(),
        user_id: Some(user.to_owned()),
        anonymous_id: Some("phone".to_owned()),
        event_time: Time::from_micros(NOW.micros() - days * DAY),
        identity: Identity::Message(format!("sign-in-{number}")),
        ..event(1)
    };
    let anonymous = Event {
        user_id: None,
        ..sign_in(3, "", 1)
    };
    let events = [sign_in(1, "ann", 100), sign_in(2, "ben", 5), anonymous];
    let mut writer = committer(&disk);
    for event in events {
        writer.commit(vec![submission([event])], NOW).unwrap();
        writer.flush().unwrap();
    }
    drop(writer);
    let phone = PersonKey::of_device("phone");
    let owner = |disk: &SimVfs| snapshot(disk).person(&site("shop"), phone).unwrap();
    assert_eq!(owner(&disk), PersonKey::of_user("ann"));

    let options = LiveOptions::new(Arc::new(|| NOW));
    let (live, _) = store_on(&disk).open_live(options, Box::new(|| 7)).unwrap();
    let told = |days| (rules(Some(KeptDays::new(days).unwrap()), &[]), site("shop"));
    let (keep_50, shop) = told(50);
    assert_eq!(live.expire(&shop, &keep_50, NOW).unwrap().expired, 1);
    let now_owner = live.snapshot().unwrap().person(&shop, phone).unwrap();
    assert_eq!(now_owner, PersonKey::of_user("ben"));
    let (keep_3, _) = told(3);
    assert_eq!(live.expire(&shop, &keep_3, NOW).unwrap().expired, 1);
    // Split off: nobody has signed in on it by what is left.
    assert_eq!(
        live.snapshot().unwrap().person(&shop, phone).unwrap(),
        phone
    );
    live.close().unwrap();
    assert_eq!(owner(&disk), phone);
    check_whole(&disk, "");
}

#[test]
fn a_cell_is_not_written_anew_for_few_rows_unless_they_are_late() {
    let disk = SimVfs::new();
    let of = |number: u64, name: &str, days: i64| Event {
        event: name.to_owned(),
        event_time: Time::from_micros(NOW.micros() - days * DAY),
        ..event(number)
    };
    // One in 50, of the same month.
    let others = (1..50).map(|number| of(number, "view", 24));
    import(&disk, others.chain([of(0, "cart", 24)]));
    compact(
        &disk,
        CompactionSizes {
            waiting_runs: 1,
            ..CompactionSizes::default()
        },
    );
    let keep = rules(None, &[("cart", days(20))]);
    let waiting = Expiry {
        waiting: 1,
        ..Expiry::default()
    };
    let before = snapshot(&disk).manifest_sequence();
    assert_eq!(expire(&disk, &keep, NOW).unwrap(), waiting);
    assert_eq!(
        snapshot(&disk).expiry(&site("shop"), &keep, NOW).unwrap(),
        waiting
    );
    assert_eq!(snapshot(&disk).manifest_sequence(), before);
    let after = |days: u32| NOW.plus(Span::from_seconds(86_400 * days));
    assert_eq!(expire(&disk, &keep, after(3)).unwrap(), waiting);
    assert_eq!(expire(&disk, &keep, after(4)).unwrap().expired, 1);
    assert_eq!(stored(&disk).len(), 49);
    check_whole(&disk, "");
}

#[test]
fn whole_runs_go_also_where_the_disk_has_no_room_for_more() {
    let disk = SimVfs::new();
    let of = |number: u64, days: i64| Event {
        event_time: Time::from_micros(NOW.micros() - days * DAY),
        ..event(number)
    };
    import(&disk, (0..20).map(|number| of(number, 300)));
    import(
        &disk,
        (20..40).map(|number| of(number, if number < 30 { 300 } else { 1 })),
    );
    let keep = rules(days(100), &[]);
    let full = store_on(&disk).with_min_free_space(u64::MAX);
    disk.set_free_space(Some(FreeSpace { free: 0, of: 1_000 }));
    let expiry = full.expire(&site("shop"), &keep, NOW).unwrap();
    let expected = Expiry {
        expired: 20,
        waiting: 10,
        lacks_room: true,
    };
    assert_eq!(expiry, expected);
    disk.set_free_space(None);
    check_whole(&disk, "");
    assert_eq!(expire(&disk, &keep, NOW).unwrap().expired, 10);
    assert_eq!(stored(&disk).len(), 10);
    check_whole(&disk, "");
}

#[test]
fn an_import_can_be_taken_back_after_some_of_it_has_expired() {
    for seed in 0..8 {
        let dice = &mut Dice::new(seed);
        let disk = mixed(dice);
        let retention = rules(days(1 + dice.below(300) as u64), &[]);
        expire(&disk, &retention, NOW).unwrap();
        let mut left = by_id(&disk);
        let imports = snapshot(&disk).imports(&site("shop")).to_vec();
        for import in imports {
            store_on(&disk).undo(import.id, NOW).unwrap();
            left.retain(|_, event| event.import_id != Some(import.id));
            assert_eq!(by_id(&disk), left, "seed {seed}");
            check_whole(&disk, &format!("seed {seed}"));
        }
    }
}

#[test]
fn the_same_old_file_is_stored_again_and_goes_again() {
    let disk = SimVfs::new();
    import(&disk, (0..40).map(aged));
    let all = by_id(&disk);
    let keep = rules(days(100), &[]);
    let first = expire(&disk, &keep, NOW).unwrap();
    assert!(first.expired > 10);
    import(&disk, (0..40).map(aged));
    let imports = snapshot(&disk).imports(&site("shop")).to_vec();
    let tally = imports.last().unwrap().tally;
    assert_eq!(
        (tally.stored, tally.duplicates),
        (first.expired, 40 - first.expired)
    );
    assert_eq!(by_id(&disk).len(), all.len());
    assert_eq!(expire(&disk, &keep, NOW).unwrap(), first);
    check_whole(&disk, "");
}

#[test]
fn a_pass_that_dies_anywhere_is_done_again() {
    let whole = in_few_cells();
    let keep = rules(days(15), &[("purchase", None), ("view", days(6))]);
    let expired = whole.restart();
    let all = expire(&expired, &keep, NOW).unwrap();
    assert!(all.expired > 20);
    let (mut cut_short, mut steps) = (0, 0);
    for n in 1.. {
        let disk = whole.restart();
        disk.crash_at(n);
        let done = expire(&disk, &keep, NOW);
        for seed in [n, n + 1_000] {
            let found = disk.crash(seed);
            let told = format!("step {n}, seed {seed}");
            check_whole_but_leftovers(&found, &told);
            let again = expire(&found, &keep, NOW).unwrap();
            cut_short += u64::from(again.expired > 0 && again != all);
            assert_eq!(by_id(&found), by_id(&expired), "{told}");
            assert_eq!(on_record(&found), all.expired, "{told}");
            check_whole(&found, &told);
        }
        if done.is_ok() {
            steps = n;
            break;
        }
    }
    assert!(steps > 60 && cut_short > 10, "{cut_short} of {steps}");
}

#[test]
fn a_full_disk_or_a_failed_sync_stops_a_pass_and_nothing_else_is_lost() {
    let whole = in_few_cells();
    let keep = rules(days(15), &[("purchase", None)]);
    let expired = whole.restart();
    expire(&expired, &keep, NOW).unwrap();
    for (kind, fail) in WAYS_TO_FAIL.into_iter().enumerate() {
        let mut failures = 0;
        for n in 1.. {
            let disk = whole.restart();
            let (changes, syncs) = (disk.changes(), disk.syncs());
            fail(&disk, n);
            let done = expire(&disk, &keep, NOW);
            failures += u64::from(done.is_err());
            let found = disk.crash(n);
            expire(&found, &keep, NOW).unwrap();
            assert_eq!(by_id(&found), by_id(&expired), "kind {kind}, step {n}");
            check_whole(&found, &format!("kind {kind}, step {n}"));
            if disk.changes() - changes < n || (done.is_ok() && disk.syncs() - syncs < n) {
                break;
            }
        }
        assert!(failures > 20, "{failures}");
    }
}

/// What a death leaves behind is removed by the next writer.
pub(crate) fn check_whole_but_leftovers(disk: &SimVfs, told: &str) {
    let verified = store_on(disk).verify(Depth::Contents).unwrap();
    assert_eq!(verified.faults, [], "{told}");
}

#[test]
fn other_sites_and_other_months_are_as_they_were() {
    let disk = mixed(&mut Dice::new(5));
    let before = by_id(&disk);
    let retention = rules(days(200), &[]);
    let expiry = store_on(&disk).expire(&site("blog"), &retention, NOW);
    assert_eq!(expiry.unwrap(), Expiry::default());
    assert_eq!(by_id(&disk), before);
    assert_eq!(
        expire(&disk, &Retention::default(), NOW).unwrap(),
        Expiry::default()
    );
    let months = |events: &BTreeMap<EventId, Event>| -> BTreeSet<Month> {
        let months = events.values().map(|event| Month::of(event.event_time));
        months.collect()
    };
    assert!(months(&before).len() > 10);
}
