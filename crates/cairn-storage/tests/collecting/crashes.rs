//! Random schedules of requests, flushes, imports and crashes on a file system that forgets and tears what was
//! not synced. `CAIRN_SCHEDULES` sets their number.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use cairn_core::event::Identity;
use cairn_core::id::EventId;
use cairn_core::time::Time;
use cairn_storage::{ImportSizes, SimVfs, StorageError, Store, Submission};
use cairn_testkit::dice::Dice;

use crate::batches::{BEGIN, Batch, Outbox, later};
use crate::shop::{compaction_sizes, events, random_entry, site};

const SCHEDULES: u64 = 500;

pub(crate) fn schedules() -> u64 {
    std::env::var("CAIRN_SCHEDULES")
        .ok()
        .and_then(|number| number.parse().ok())
        .unwrap_or(SCHEDULES)
}

/// One process after the other works on the same disk until it dies.
struct Schedule {
    dice: Dice,
    outbox: Outbox,
    clock: i64,
    imports: u64,
}

impl Schedule {
    fn play(seed: u64) -> (u64, u64) {
        let mut schedule = Self {
            dice: Dice::new(seed),
            outbox: Outbox::default(),
            clock: BEGIN,
            imports: 0,
        };
        let mut disk = SimVfs::new();
        for life in 0..2 + schedule.dice.below(4) {
            let store = store_on(&disk);
            if schedule.dice.percent(75) {
                disk.crash_at(1 + schedule.dice.below(120) as u64);
            }
            // Why a process died is told by its disk alone.
            let _ = match schedule.dice.below(4) {
                0 => schedule.import(&store),
                _ => schedule.collect(&store),
            };
            disk = match schedule.dice.below(3) {
                0 => disk.restart(),
                _ => disk.crash(seed.wrapping_mul(31).wrapping_add(life as u64)),
            };
            let told = format!("seed {seed}, life {life}");
            schedule.check(&disk, &told);
        }
        let stored = schedule.outbox.acknowledged.stored;
        (stored, schedule.outbox.unanswered)
    }

    /// Collects batches until it is tired or dead.
    fn collect(&mut self, store: &Store) -> Result<(), StorageError> {
        let mut salt = 0;
        let salts = move || {
            salt += 1;
            salt
        };
        let (mut committer, _) = store.open_committer(Box::new(salts))?;
        committer.load_recent(Time::from_micros(self.clock))?;
        for _ in 0..self.dice.below(25) {
            if self.dice.percent(12) {
                committer.flush()?;
                continue;
            }
            if self.dice.percent(10) {
                committer.set_compaction_sizes(compaction_sizes(&mut self.dice));
                committer.compact()?;
                continue;
            }
            let now = later(&mut self.clock);
            let group: Vec<Batch> = (0..1 + self.dice.below(4))
                .map(|_| self.outbox.batch(&mut self.dice, now))
                .collect();
            let mut submissions = Vec::new();
            let mut news = Vec::new();
            for batch in group {
                news.push((batch.all, batch.new, batch.submission.len()));
                submissions.push(batch.submission);
            }
            match committer.commit(submissions, now) {
                Ok(receipts) => {
                    for ((all, ..), receipt) in news.iter().zip(receipts) {
                        self.outbox.note(all, receipt);
                    }
                }
                Err(error) => {
                    assert!(committer.is_broken());
                    let again = committer.commit(Vec::new(), now);
                    assert!(again.is_err(), "a broken committer acknowledges nothing");
                    for (_, new, messages) in news {
                        self.outbox.leave_in_doubt(new, messages);
                    }
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// Imports a file: events of its own, and some that came live.
    fn import(&mut self, store: &Store) -> Result<(), StorageError> {
        self.imports += 1;
        let now = later(&mut self.clock);
        let sizes = ImportSizes {
            chunk_rows: 5,
            row_group_rows: 2,
            ..ImportSizes::default()
        };
        let rows = self.dice.below(12) as u64;
        let (mut all, mut new) = (Vec::new(), Vec::new());
        let mut import = store.begin_import_sized(&site("shop"), sizes)?;
        for row in 1..=rows {
            let event = if !self.outbox.sent.is_empty() && self.dice.percent(40) {
                let (id, event) = self.outbox.again(&mut self.dice);
                all.push(id);
                event
            } else {
                let name = format!("import-{}-{row}", self.imports);
                let event = random_entry(&mut self.dice, Identity::Message(name.clone()));
                let id = event.id_of_message(&site("shop"), &name);
                all.push(id);
                new.push(id);
                let sent = crate::batches::Sent {
                    event: event.clone(),
                    is_acknowledged: false,
                };
                self.outbox.sent.insert(id, sent);
                event
            };
            import.add(event, row)?;
        }
        let committed = import
            .resolve()
            .and_then(|resolved| resolved.commit("file", now, rows, 0));
        match committed {
            Ok(_) => {
                self.outbox.acknowledge(&all);
                Ok(())
            }
            Err(error) => {
                self.outbox.in_doubt.push(new);
                Err(error)
            }
        }
    }

    /// What the next process finds: as one that only reads, and as one that recovers.
    fn check(&self, disk: &SimVfs, told: &str) {
        let looked_at = store_on(disk);
        match looked_at.snapshot() {
            Ok(snapshot) => self.outbox.check(&snapshot, told),
            Err(StorageError::NoDataDirectory(_)) => {
                assert_eq!(self.outbox.acknowledged.received, 0, "{told}");
            }
            Err(error) => panic!("{told}: {error}"),
        }
        let recovered = disk.restart();
        let store = store_on(&recovered);
        let (committer, found) = store.open_committer(Box::new(|| 77)).unwrap();
        assert!(found.damage.is_empty(), "{told}: {:?}", found.damage);
        self.outbox.check(&store.snapshot().unwrap(), told);
        // To decode every row takes longer than all the rest.
        if recovered.changes().is_multiple_of(8) {
            let verified = store.verify(cairn_storage::Depth::Contents).unwrap();
            assert_eq!(verified.faults, [], "{told}");
        }
        drop(committer);
        // A second start finds nothing to mend.
        let (_, again) = store.open_committer(Box::new(|| 78)).unwrap();
        assert_eq!((again.cut, again.damage), (None, Vec::new()), "{told}");
        self.outbox.check(&store.snapshot().unwrap(), told);
    }
}

pub(crate) fn store_on(disk: &SimVfs) -> Store {
    Store::with_vfs(Path::new("/data"), Arc::new(disk.clone()))
}

#[test]
fn acknowledged_is_recovered_once_after_any_crash() {
    let next = AtomicU64::new(0);
    let work = || {
        let (mut stored, mut unanswered) = (0, 0);
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= schedules() {
                return (stored, unanswered);
            }
            let played = Schedule::play(seed);
            stored += played.0;
            unanswered += played.1;
        }
    };
    let (stored, unanswered) = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..2).map(|_| scope.spawn(work)).collect();
        workers.into_iter().fold((0, 0), |sum, worker| {
            let done = worker.join().unwrap();
            (sum.0 + done.0, sum.1 + done.1)
        })
    });
    // A proof over schedules in which nothing happens would prove nothing.
    assert!(stored > 20 * schedules(), "{stored} stored");
    assert!(unanswered > schedules(), "{unanswered} unanswered");
}

/// A process that dies in the last step of a commit leaves one that can be read and is not durable. What the next
/// process answers as a duplicate of it must survive all the same.
#[test]
fn a_duplicate_of_what_a_dead_process_committed_survives_any_crash() {
    let shop = site("shop");
    let event = random_entry(&mut Dice::new(1), Identity::Message("m".to_owned()));
    let id = EventId::of_message(&shop, "m");
    let mut duplicates = 0;
    for n in 1.. {
        let disk = SimVfs::new();
        disk.crash_at(n);
        let imported = store_on(&disk).begin_import(&shop).and_then(|mut import| {
            import.add(event.clone(), 1)?;
            import
                .resolve()?
                .commit("file", Time::from_micros(BEGIN), 1, 0)
        });
        let next = disk.restart();
        let store = store_on(&next);
        let now = Time::from_micros(BEGIN + 1);
        let (mut committer, _) = store.open_committer(Box::new(|| 7)).unwrap();
        committer.load_recent(now).unwrap();
        let mut again = Submission::new(&shop, now);
        again.add(&event);
        duplicates += committer.commit(vec![again], now).unwrap()[0].duplicates;
        for seed in 0..40 {
            let snapshot = store_on(&next.crash(seed)).snapshot().unwrap();
            let stored = events(&snapshot, &shop);
            let ids: Vec<EventId> = stored.iter().map(|event| event.event_id).collect();
            assert_eq!(ids, [id], "died in call {n}, seed {seed}");
        }
        if imported.is_ok() {
            break;
        }
    }
    // After the whole import, and after those that died when all was there to be read.
    assert!(duplicates > 1, "{duplicates}");
}
