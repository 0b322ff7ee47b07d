//! Crashes and failures at every call and at random ones: what was acknowledged is recovered, in order, once.

use cairn_testkit::dice::Dice;

use super::*;
use crate::vfs::Fault;

/// How many random schedules run.
const SCHEDULES: u64 = 4_000;

/// What a life of the log has promised so far.
#[derive(Default)]
struct Promises {
    /// All that was ever given to the log, by sequence number; a number that was lost unacknowledged is given
    /// again.
    tried: BTreeMap<u64, Vec<Vec<u8>>>,
    /// What must be there from now on.
    kept: BTreeMap<u64, Vec<u8>>,
    flushed: u64,
    payloads: u64,
}

impl Promises {
    fn payload(&mut self, dice: &mut Dice) -> Vec<u8> {
        self.payloads += 1;
        let mut payload = self.payloads.to_le_bytes().to_vec();
        let length = match dice.below(4) {
            0 => 0,
            1 => dice.below(50),
            _ => dice.below(5_000),
        };
        payload.extend((0..length).map(|at| at.to_le_bytes()[0] | 1));
        payload
    }

    /// Holds what was recovered against what was promised.
    fn check(&mut self, recovery: &Recovery, records: &Records, what: &str) {
        let mut last = self.flushed;
        for (seq, payload) in records {
            assert!(*seq > last, "{what}: {seq} after {last}");
            last = *seq;
            let tried = self.tried.get(seq);
            let is_ours = tried.is_some_and(|tried| tried.contains(payload));
            assert!(is_ours, "{what}: record {seq} was never given");
        }
        let recovered: BTreeMap<u64, Vec<u8>> = records.iter().cloned().collect();
        for (seq, payload) in self.kept.range(self.flushed + 1..) {
            assert_eq!(recovered.get(seq), Some(payload), "{what}: record {seq}");
        }
        // A group that was not acknowledged may have lost a record before one that is there.
        for missing in recovery.damage.iter().filter_map(|d| d.missing.clone()) {
            let acknowledged = self.kept.range(missing.clone()).next();
            assert_eq!(acknowledged, None, "{what}: {missing:?} is said to miss");
        }
        // What was handed on is as good as acknowledged.
        self.kept.extend(recovered);
    }

    /// Appends groups, rotates and flushes until something fails.
    fn live(&mut self, log: &mut Log, dice: &mut Dice) {
        for _ in 0..30 {
            match dice.below(10) {
                0 => {
                    if log.rotate().is_err() {
                        return;
                    }
                }
                1 => {
                    if log.rotate().is_err() {
                        return;
                    }
                    self.flushed = log.last_seq();
                    if remove_through(log, self.flushed).is_err() {
                        return;
                    }
                }
                _ => {
                    let count = 1 + dice.below(4);
                    let group: Vec<Vec<u8>> = (0..count).map(|_| self.payload(dice)).collect();
                    if !self.append(log, &group) {
                        return;
                    }
                }
            }
        }
    }

    fn append(&mut self, log: &mut Log, group: &[Vec<u8>]) -> bool {
        let first = log.last_seq() + 1;
        for (seq, payload) in (first..).zip(group) {
            self.tried.entry(seq).or_default().push(payload.clone());
        }
        let payloads: Vec<&[u8]> = group.iter().map(Vec::as_slice).collect();
        match log.append_group(&payloads) {
            Ok(last) => {
                assert_eq!(last + 1 - first, group.len() as u64);
                self.kept.extend((first..).zip(group.iter().cloned()));
                true
            }
            Err(error) => {
                assert!(matches!(error, StorageError::LogPoisoned { .. }), "{error}");
                assert!(log.is_poisoned());
                for _ in 0..3 {
                    assert!(log.append_group(&[b"more"]).is_err());
                    assert!(log.rotate().is_err());
                }
                false
            }
        }
    }
}

/// One schedule: some processes after each other, each ended by a crash, a failure or a stop.
fn run(seed: u64) -> usize {
    let mut dice = Dice::new(seed);
    let mut vfs = SimVfs::new();
    let mut promises = Promises::default();
    let segment_bytes = 2_000 + dice.below(20_000) as u64;
    for life in 0..2 + dice.below(4) {
        let what = format!("schedule {seed}, life {life}");
        let n = 1 + dice.below(60) as u64;
        match dice.below(8) {
            0 => {}
            1 => vfs.fail_at(n, Fault::Eio),
            2 => vfs.fail_at(n, Fault::Enospc),
            3 => vfs.fail_at(n, Fault::Short),
            4 => vfs.fail_sync_at(n.div_ceil(2)),
            _ => vfs.crash_at(n),
        }
        if let Ok((log, recovery, records)) = try_open(&vfs, promises.flushed) {
            promises.check(&recovery, &records, &what);
            let mut log = log.with_segment_bytes(segment_bytes);
            promises.live(&mut log, &mut dice);
        }
        vfs = if dice.percent(60) {
            vfs.crash(seed + life as u64)
        } else {
            vfs.restart()
        };
    }
    let (_, recovery, records) = open(&vfs, promises.flushed);
    promises.check(&recovery, &records, &format!("schedule {seed}, at last"));
    promises.kept.len()
}

#[test]
fn random_schedules_of_groups_and_crashes_lose_nothing_acknowledged() {
    let kept: usize = (0..SCHEDULES).map(run).sum();
    assert!(
        kept as u64 > SCHEDULES * 10,
        "{kept} records kept: too idle"
    );
}

/// Appends until something fails; what was acknowledged, and whether all went well.
fn write_some(vfs: &SimVfs) -> (Records, bool) {
    let mut acknowledged = Records::new();
    let Ok((log, _, records)) = try_open(vfs, 0) else {
        return (acknowledged, false);
    };
    acknowledged.extend(records);
    let mut log = log.with_segment_bytes(300);
    for at in 0..12_u8 {
        let group = [vec![at; 40], vec![at; 3]];
        let Ok(last) = log.append_group(&[&group[0], &group[1]]) else {
            assert!(log.append_group(&[b"more"]).is_err());
            assert!(log.rotate().is_err());
            assert!(log.append_group(&[b"more"]).is_err());
            return (acknowledged, false);
        };
        let [first, second] = group;
        acknowledged.extend([(last - 1, first), (last, second)]);
    }
    (acknowledged, true)
}

/// Lets the `n`th call fail for all n, until nothing fails any more.
fn fail_everywhere(fail: impl Fn(&SimVfs, u64)) {
    for n in 1.. {
        let vfs = SimVfs::new();
        fail(&vfs, n);
        let (acknowledged, went_well) = write_some(&vfs);
        for next in [vfs.restart(), vfs.crash(n), vfs.crash(n + 1_000)] {
            let (_, recovery, records) = open(&next, 0);
            let recovered: BTreeMap<u64, Vec<u8>> = records.iter().cloned().collect();
            assert_eq!(recovered.len(), records.len());
            for (seq, payload) in &acknowledged {
                assert_eq!(recovered.get(seq), Some(payload), "record {seq}, call {n}");
            }
            let missing = recovery.damage.iter().filter_map(|d| d.missing.clone());
            for missing in missing {
                assert!(*missing.start() > acknowledged.len() as u64, "call {n}");
            }
        }
        if went_well {
            assert!(n > 10, "only {n} calls");
            return;
        }
    }
}

#[test]
fn a_failed_sync_whichever_it_is_ends_all_acknowledging() {
    fail_everywhere(|vfs, n| vfs.fail_sync_at(n));
}

#[test]
fn a_failed_call_whichever_it_is_ends_all_acknowledging() {
    for fault in [Fault::Eio, Fault::Enospc, Fault::Short] {
        fail_everywhere(|vfs, n| vfs.fail_at(n, fault));
    }
}

#[test]
fn a_death_in_any_call_loses_nothing_acknowledged() {
    fail_everywhere(|vfs, n| vfs.crash_at(n));
}

/// A repair that dies anywhere is done by the next.
#[test]
fn a_death_in_any_call_of_a_recovery_loses_nothing() {
    let payloads: [&[u8]; 4] = [b"1", b"2", b"3", b"4"];
    let spoiled = || {
        let vfs = written(&payloads);
        let second = place(&payloads, 2);
        change(&vfs, &segment(1), |content| {
            content[second.start] ^= 1;
            content.extend(b"torn");
        });
        vfs
    };
    let mut expected = numbered(&payloads);
    expected.remove(1);
    for n in 1.. {
        let vfs = spoiled();
        vfs.crash_at(n);
        let went_well = try_open(&vfs, 0).is_ok();
        for seed in 0..20 {
            let next = vfs.crash(seed);
            let (_, recovery, records) = open(&next, 0);
            assert_eq!(records, expected, "call {n}");
            assert_eq!(recovery.damage.len(), 1, "call {n}");
            let kept = quarantined(&next);
            let of_tail = |name: &&String| name.ends_with(".tail");
            let tails: Vec<&String> = kept.keys().filter(of_tail).collect();
            assert!(!tails.is_empty(), "call {n}: {kept:?}");
            assert!(kept.values().any(|kept| kept == b"torn"));
            assert_eq!(kept.len() - tails.len(), 1, "call {n}: {kept:?}");
        }
        if went_well {
            return;
        }
    }
}
