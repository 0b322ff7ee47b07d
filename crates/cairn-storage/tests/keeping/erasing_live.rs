//! Somebody is erased while events come, somebody reads and runs are compacted: every message is accounted for, nothing
//! of the erased person is left, and of everybody else nothing is missing at any moment.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};

use cairn_core::entity::Entity;
use cairn_core::event::{Event, Identity, Trust};
use cairn_core::id::PersonKey;
use cairn_storage::{
    CompactionSizes, DeadLetter, Depth, Live, LiveOptions, Receipt, SimVfs, Submission, TailSizes,
};

use crate::shop::{events, site};
use crate::stored::{NOW, committer, event, letter, store_on};

const USERS: [&str; 5] = ["ann", "ben", "cas", "dan", "eve"];
/// Who is erased.
const GONE: &str = "ann";
/// So many batches at least come before the erasure, and after it.
const BATCHES: u64 = 15;

/// What a user does in a batch: signed in on a device, on it without a user, a purchase, and a fact about the order.
fn told(batch: u64, user: &str) -> Vec<Event> {
    let named = |what: &str| Event {
        event: what.to_owned(),
        entity: None,
        identity: Identity::Message(format!("{user}/{what}/{batch}")),
        user_id: Some(user.to_owned()),
        anonymous_id: Some(format!("{user}-phone")),
        order_id: None,
        trust: Trust::Server,
        properties: [].into(),
        context: [].into(),
        ..event(batch)
    };
    let order = format!("order-of-{user}");
    let anonymous = Event {
        user_id: None,
        ..named("view")
    };
    let purchase = Event {
        order_id: Some(order.clone()),
        ..named("purchase")
    };
    let fact = Event {
        entity: Some(Entity::order(&order)),
        user_id: None,
        anonymous_id: None,
        ..named("paid")
    };
    vec![named("cart"), anonymous, purchase, fact]
}

fn letter_of(user: &str) -> DeadLetter {
    DeadLetter {
        raw: format!(r#"{{"userId": "{user}", "timestamp": "never"}}"#),
        ..letter(1)
    }
}

/// All that comes in one batch; one message more comes twice.
fn submission(batch: u64) -> Submission {
    let mut submission = Submission::new(&site("shop"), NOW);
    for user in USERS {
        let told = told(batch, user);
        told.iter().for_each(|event| submission.add(event));
        submission.add_dead_letter(letter_of(user));
    }
    submission.add(&told(batch, "ben")[0]);
    submission
}

/// So many messages of each user are in a batch.
const OF_EACH: u64 = 5;

fn send(live: &Live, batch: u64) -> Receipt {
    let (answer, answered) = channel();
    let done = Box::new(move |result| answer.send(result).unwrap());
    live.submit(submission(batch), done).unwrap();
    answered.recv().unwrap().unwrap()
}

/// The message ids that are stored of everybody but the erased person, and how many are that person's.
fn seen(live: &Live) -> (BTreeSet<String>, u64) {
    let snapshot = live.snapshot().unwrap();
    let mut others = BTreeSet::new();
    let mut hers = 0;
    for stored in events(&snapshot, &site("shop")) {
        let Identity::Message(name) = stored.event.identity else {
            panic!("every event has a name");
        };
        if name.starts_with(GONE) {
            hers += 1;
        } else {
            assert!(others.insert(name.clone()), "{name} is there twice");
        }
    }
    (others, hers)
}

fn names(batch: u64) -> impl Iterator<Item = String> {
    let others = USERS.into_iter().filter(|user| *user != GONE);
    let all = others.flat_map(move |user| told(batch, user));
    all.filter_map(|event| match event.identity {
        Identity::Message(name) => Some(name),
        _ => None,
    })
}

/// Tells of each compaction that has ended and was not called off.
fn open(disk: &SimVfs, compacted: Sender<()>) -> Live {
    let compacted = Mutex::new(compacted);
    let options = LiveOptions {
        tail_sizes: TailSizes {
            flush_events: 30,
            ..TailSizes::default()
        },
        compaction: CompactionSizes {
            waiting_runs: 2,
            alike_groups: 2,
            cell_rows: 40,
            part_rows: 30,
            ..CompactionSizes::default()
        },
        on_compaction: Some(Arc::new(move |_| {
            // Nobody listens any more once the first was told of.
            let _ = compacted.lock().unwrap().send(());
        })),
        ..LiveOptions::new(Arc::new(|| NOW))
    };
    store_on(disk).open_live(options, Box::new(|| 7)).unwrap().0
}

#[test]
fn an_erasure_beside_traffic_readers_and_compaction_is_exact() {
    let disk = SimVfs::new();
    let (on_compaction, compacted) = channel();
    let live = open(&disk, on_compaction);
    let shop = site("shop");
    let (sent, has_ended) = (AtomicU64::new(0), AtomicBool::new(false));
    let acknowledged = Mutex::new(BTreeSet::new());
    let ((begin, begins), (read, reads_begin)) = (channel(), channel());
    let (receipts, record, reads) = std::thread::scope(|threads| {
        let (to, sent, acknowledged, ended) = (&live, &sent, &acknowledged, &has_ended);
        let sender = threads.spawn(move || {
            let mut receipts = Vec::new();
            let mut after = 0;
            // Until the erasure has ended, and some more.
            while after < BATCHES {
                let batch = sent.fetch_add(1, Ordering::SeqCst);
                receipts.push(send(to, batch));
                acknowledged.lock().unwrap().extend(names(batch));
                if batch == BATCHES {
                    // Compaction gives way to everything else, so it is waited for.
                    compacted.recv().unwrap();
                    begin.send(()).unwrap();
                    read.send(()).unwrap();
                }
                after += u64::from(ended.load(Ordering::SeqCst));
            }
            receipts
        });
        let reader = threads.spawn(move || {
            reads_begin.recv().unwrap();
            let mut reads = 0;
            while !ended.load(Ordering::SeqCst) || reads == 0 {
                let before = acknowledged.lock().unwrap().clone();
                let (others, _) = seen(to);
                assert!(others.is_superset(&before), "something is missing");
                reads += 1;
            }
            let (_, hers) = seen(to);
            assert_eq!(hers, 0, "once it has ended nothing is to be seen");
            reads
        });
        begins.recv().unwrap();
        let key = PersonKey::of_device("ann-phone");
        let record = live.erase(&shop, key, [7; 32], &|_, _| Ok(0), NOW);
        ended.store(true, Ordering::SeqCst);
        let reads = reader.join().unwrap();
        (sender.join().unwrap(), record.unwrap(), reads)
    });
    let batches = sent.load(Ordering::SeqCst);
    assert_eq!(receipts.len() as u64, batches);
    assert!(
        reads > 0 && live.compaction().done > 0,
        "{:?}",
        live.compaction()
    );
    live.close().unwrap();

    // What came of hers was erased, or came later and was never stored.
    let sum = |of: fn(&Receipt) -> u64| receipts.iter().map(of).sum::<u64>();
    let (stored, suppressed) = (
        sum(|receipt| receipt.stored),
        sum(|receipt| receipt.suppressed),
    );
    let dead_lettered = sum(|receipt| receipt.dead_lettered);
    let erased = record.ended.unwrap();
    assert_eq!(record.ids, 2);
    assert_eq!(
        erased.events + erased.dead_letters + suppressed,
        batches * OF_EACH
    );
    assert_eq!(erased.events, 4 * erased.dead_letters);
    assert!(erased.dead_letters > BATCHES && suppressed >= OF_EACH * BATCHES / 2);
    assert_eq!(sum(|receipt| receipt.duplicates), batches);
    let others = (USERS.len() as u64 - 1) * batches;
    assert_eq!(stored, 4 * others + erased.events);
    assert_eq!(dead_lettered, others + erased.dead_letters);

    // A writer that is opened anew removes what readers kept, and nothing of hers is in what is left.
    drop(committer(&disk));
    let verified = store_on(&disk).verify(Depth::Contents).unwrap();
    assert_eq!((&verified.faults[..], verified.left_behind), (&[][..], 0));
    let snapshot = store_on(&disk).snapshot().unwrap();
    let totals = snapshot.totals(&shop);
    let received = batches * (OF_EACH * USERS.len() as u64 + 1);
    assert_eq!(
        (
            totals.received,
            totals.stored,
            totals.duplicates,
            totals.dead_lettered,
            totals.suppressed
        ),
        (received, stored, batches, dead_lettered, suppressed)
    );
    let left = events(&snapshot, &shop);
    let left: BTreeSet<String> = left
        .into_iter()
        .filter_map(|stored| match stored.event.identity {
            Identity::Message(name) => Some(name),
            _ => None,
        })
        .collect();
    assert_eq!(left, (0..batches).flat_map(names).collect());
    let page = snapshot.dead_letters(&shop, None, usize::MAX).unwrap();
    assert_eq!(page.letters.len() as u64, others);
    let hers = snapshot.keys_of(&shop, PersonKey::of_user(GONE)).unwrap();
    assert_eq!(
        hers,
        BTreeSet::from([PersonKey::of_user(GONE)]),
        "of her nothing is known"
    );
    for path in crate::erasure::files(&disk, &crate::stored::at("")) {
        let content = disk.content(&path).unwrap();
        let holds = |part: &[u8]| content.windows(part.len()).any(|window| window == part);
        let keys = [PersonKey::of_user(GONE), PersonKey::of_device("ann-phone")];
        for key in keys
            .into_iter()
            .chain([Entity::order("order-of-ann").key()])
        {
            let is_in = holds(&key.0.to_le_bytes()) || holds(&key.0.to_be_bytes());
            assert!(!is_in, "{} has a key of hers", path.display());
        }
        assert!(
            !holds(b"ann-phone") && !holds(b"ann/"),
            "{}",
            path.display()
        );
    }
}
