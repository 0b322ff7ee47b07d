//! Random schedules as a server has them: a flush is begun, batches come while it is written, it is finished, and
//! the process may die at any point. Two sites, imports, undos, and a clock that passes the window in which events
//! are known. After each death exactly what was acknowledged is there; what was under way is there whole or not
//! at all.

use std::sync::atomic::{AtomicU64, Ordering};

use cairn_core::event::Event;
use cairn_core::time::Time;
use cairn_storage::{
    Committer, DedupeWindow, FlushJob, Flushed, ImportSizes, SimVfs, StorageError, Store,
    Submission,
};
use cairn_testkit::dice::Dice;

use crate::crashes::{schedules, store_on};
use crate::shop::{compaction_sizes, site};
use crate::window::{Model, SITES, Seen, event_of, moment, says, seen_in};

/// What happened, so that a proof over schedules in which nothing happens is noticed.
#[derive(Debug, Default, Clone, Copy)]
struct Played {
    /// Batches that came while a flush was written.
    during_flush: u64,
    flushes: u64,
    undone: u64,
    /// Runs that were written anew.
    compacted: usize,
    /// Events that were stored a second time, after the window.
    again: u64,
    /// Deaths whose last change was found, and not found.
    kept: u64,
    lost: u64,
}

/// A flush as it goes on beside the writer.
enum Flush {
    Begun(FlushJob),
    Written(Result<Flushed, StorageError>),
}

struct Schedule {
    dice: Dice,
    model: Model,
    /// What held before a change that nobody was told of and that the last process left to be read: it is durable
    /// once a writer has recovered it, and until then a crash may take it back.
    unsure: Option<Model>,
    names: u32,
    day: i64,
    micros: i64,
    played: Played,
}

impl Schedule {
    fn play(seed: u64) -> Played {
        let window = [7, 30][usize::from(seed.is_multiple_of(3))];
        let mut schedule = Self {
            dice: Dice::new(seed),
            model: Model::new(window),
            unsure: None,
            names: 0,
            day: 0,
            micros: 0,
            played: Played::default(),
        };
        let mut disk = SimVfs::new();
        for life in 0..2 + schedule.dice.below(5) {
            let store = store_on(&disk).with_dedupe_window(DedupeWindow::of_days(window).unwrap());
            if schedule.dice.percent(70) {
                disk.crash_at(1 + schedule.dice.below(250) as u64);
            }
            let in_doubt = match schedule.dice.below(4) {
                0 => schedule.import(&store),
                _ => schedule.collect(&store),
            };
            let lost_power = schedule.dice.below(3) > 0;
            disk = if lost_power {
                disk.crash(seed.wrapping_mul(31).wrapping_add(life as u64))
            } else {
                disk.restart()
            };
            let told = format!("seed {seed}, life {life}");
            schedule.settle(&disk, in_doubt, lost_power, &told);
        }
        schedule.played
    }

    fn now(&mut self) -> Time {
        self.micros += 1;
        moment(self.day, self.micros)
    }

    /// Some names: new ones and earlier ones.
    fn some_names(&mut self) -> Vec<u32> {
        let count = self.dice.below(7);
        let mut names = Vec::with_capacity(count);
        for _ in 0..count {
            if self.names > 0 && self.dice.percent(50) {
                names.push(u32::try_from(self.dice.below(self.names as usize)).unwrap());
            } else {
                names.push(self.names);
                self.names += 1;
            }
        }
        names
    }

    /// Lives as a server does until it is tired or dead. If it dies in a change, gives what holds with it.
    fn collect(&mut self, store: &Store) -> Option<Model> {
        let (mut committer, _) = store.open_committer(Box::new(|| 1)).ok()?;
        self.unsure = None;
        let now = self.now();
        committer.load_recent(now).ok()?;
        let mut flush = None;
        for _ in 0..self.dice.below(30) {
            match self.dice.below(13) {
                0 if flush.is_none() => flush = committer.begin_flush().ok()?.map(Flush::Begun),
                1 | 2 => {
                    flush = flush.map(|flush| match flush {
                        Flush::Begun(job) => Flush::Written(job.write()),
                        written @ Flush::Written(_) => written,
                    });
                }
                3 => self.finish(&mut committer, &mut flush)?,
                4 => {
                    let rest = i64::from(self.model.window_days()) - 7;
                    self.day += self.dice.pick(&[1, 1, 6, 7 + rest, 8 + rest, 9 + rest]);
                }
                5 => {
                    // The writer finishes a flush before it does anything else but commits.
                    self.finish(&mut committer, &mut flush)?;
                    let live = self.model.live_imports();
                    if !live.is_empty() {
                        let (id, now) = (self.dice.pick(&live), self.now());
                        let mut after = self.model.clone();
                        after.undo(id);
                        if committer.undo(id, now).is_err() {
                            return Some(after);
                        }
                        self.played.undone += 1;
                        self.model = after;
                    }
                }
                12 => {
                    self.finish(&mut committer, &mut flush)?;
                    committer.set_compaction_sizes(compaction_sizes(&mut self.dice));
                    self.played.compacted += committer.compact().ok()?;
                }
                _ => {
                    let after = self.commit(&mut committer);
                    self.played.during_flush += u64::from(flush.is_some());
                    if after.is_some() {
                        return after;
                    }
                }
            }
        }
        None
    }

    /// Finishes a flush that was begun; `None` if that failed, which changes nothing that can be seen.
    fn finish(&mut self, committer: &mut Committer, flush: &mut Option<Flush>) -> Option<()> {
        let written = match flush.take() {
            None => return Some(()),
            Some(Flush::Begun(job)) => job.write(),
            Some(Flush::Written(written)) => written,
        };
        committer.finish_flush(written).ok()?;
        self.played.flushes += 1;
        Some(())
    }

    /// Commits a group of batches; gives what would hold with it if it can't be told whether it does.
    fn commit(&mut self, committer: &mut Committer) -> Option<Model> {
        let now = self.now();
        let mut after = self.model.clone();
        let (mut group, mut expected) = (Vec::new(), Vec::new());
        for _ in 0..1 + self.dice.below(3) {
            let (to, names) = (self.dice.pick(&SITES), self.some_names());
            let mut submission = Submission::new(&site(to), now);
            names
                .iter()
                .for_each(|name| submission.add(&event_of(*name)));
            group.push(submission);
            expected.push(after.receive(to, &names, self.day));
        }
        let Ok(receipts) = committer.commit(group, now) else {
            return Some(after);
        };
        for (receipt, expected) in receipts.into_iter().zip(expected) {
            assert!(says(receipt, expected), "{receipt:?} {expected:?}");
            self.played.again += expected[2];
        }
        self.model = after;
        None
    }

    /// Imports a file; gives what holds with it if it can't be told whether it does.
    fn import(&mut self, store: &Store) -> Option<Model> {
        let sizes = ImportSizes {
            chunk_rows: 5,
            row_group_rows: 2,
            ..ImportSizes::default()
        };
        let (to, names, now) = (self.dice.pick(&SITES), self.some_names(), self.now());
        let mut import = store.begin_import_sized(&site(to), sizes).ok()?;
        self.unsure = None;
        for (row, name) in (1..).zip(&names) {
            let event = Event {
                received_at: now,
                ..event_of(*name)
            };
            import.add(event, row).ok()?;
        }
        let resolved = import.resolve().ok()?;
        let mut after = self.model.clone();
        let stored = after.import(to, resolved.id(), &names, self.day);
        assert_eq!(resolved.outcome().stored, stored);
        match resolved.commit("file", now, names.len() as u64, 0) {
            Ok(_) => {
                self.model = after;
                None
            }
            Err(_) => Some(after),
        }
    }

    /// What the next process finds is what must be there, with what was in doubt or without it.
    fn settle(&mut self, disk: &SimVfs, in_doubt: Option<Model>, lost_power: bool, told: &str) {
        let found = look(&store_on(disk));
        if let Some(before) = self.unsure.take_if(|before| found == before.seen()) {
            self.model = before;
        }
        if let Some(after) = in_doubt {
            let is_kept = found == after.seen();
            self.played.kept += u64::from(is_kept);
            self.played.lost += u64::from(!is_kept);
            if is_kept {
                let before = std::mem::replace(&mut self.model, after);
                self.unsure = (!lost_power).then_some(before);
            }
        }
        assert_eq!(found, self.model.seen(), "{told}");
        let store = store_on(&disk.restart());
        let (mut committer, recovered) = store.open_committer(Box::new(|| 77)).unwrap();
        assert!(recovered.damage.is_empty(), "{told}: {recovered:?}");
        let epochs = |store: &Store| {
            let snapshot = store.snapshot().unwrap();
            SITES.map(|name| snapshot.identity_epoch(&site(name)).unwrap())
        };
        let before = epochs(&store);
        committer.flush().unwrap();
        assert_eq!(look(&store), self.model.seen(), "{told}: flushed");
        assert_eq!(epochs(&store), before, "{told}");
    }
}

fn look(store: &Store) -> Vec<Seen> {
    match store.snapshot() {
        Ok(snapshot) => seen_in(&snapshot),
        Err(StorageError::NoDataDirectory(_)) => Model::new(7).seen(),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn what_comes_while_a_flush_is_written_survives_any_crash() {
    // They are longer than others.
    let number = schedules() / 4;
    let next = AtomicU64::new(0);
    let work = || {
        let mut all = Vec::new();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= number {
                return all;
            }
            all.push(Schedule::play(seed));
        }
    };
    let all: Vec<Played> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..2).map(|_| scope.spawn(work)).collect();
        let played = workers.into_iter().map(|worker| worker.join().unwrap());
        played.flatten().collect()
    });
    let sum = |of: fn(&Played) -> u64| all.iter().map(of).sum::<u64>();
    for (what, times, least) in [
        (
            "batches during a flush",
            sum(|played| played.during_flush),
            number,
        ),
        ("flushes", sum(|played| played.flushes), number / 2),
        ("undos", sum(|played| played.undone), number / 10),
        (
            "runs written anew",
            sum(|played| played.compacted as u64),
            number,
        ),
        ("events stored again", sum(|played| played.again), number),
        ("changes kept", sum(|played| played.kept), 1),
        ("changes lost", sum(|played| played.lost), 1),
    ] {
        assert!(times >= least, "{times} {what}");
    }
}
