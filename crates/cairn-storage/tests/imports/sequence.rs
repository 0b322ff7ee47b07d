//! One random sequence of batches, imports, undoings, compactions, erasures and deaths, checked after every step.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use cairn_core::event::Event;
use cairn_core::id::{EventId, SiteId};
use cairn_storage::{
    Depth, ImportState, Outcome, Partition, SimVfs, Snapshot, StorageError, Store,
};
use cairn_testkit::dice::Dice;

use crate::disk;
use crate::model::Model;
use crate::shop::{persons, site};

const DATA: &str = "/data";

pub(crate) struct Sequence {
    pub(crate) seed: u64,
    pub(crate) dice: Dice,
    disk: SimVfs,
    pub(crate) store: Store,
    pub(crate) model: Model,
    /// What holds with a change of which nobody was told how it ended.
    pub(crate) in_doubt: Option<Model>,
    /// Whether users are merged; else persons are erased. What is left of an erased one's merges is another question.
    pub(crate) merges: bool,
    pub(crate) log: Vec<String>,
    pub(crate) played: Played,
}

/// What happened, so that a proof over sequences in which nothing happens is noticed.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Played {
    pub(crate) batches: u64,
    pub(crate) imports: u64,
    pub(crate) undone: u64,
    pub(crate) rewritten: usize,
    pub(crate) erased: u64,
    /// Snapshots in which somebody is known by several ids.
    pub(crate) joined: u64,
    /// Deaths in the middle of a step whose change was found, and not found.
    pub(crate) kept: u64,
    pub(crate) lost: u64,
}

/// What is seen of a site.
#[derive(Debug, PartialEq)]
struct Seen {
    events: BTreeMap<EventId, Event>,
    /// Of each import, with whether it is live.
    imports: Vec<(Outcome, bool)>,
    /// How many persons were erased, known or not.
    erasures: usize,
}

impl Sequence {
    pub(crate) fn new(seed: u64) -> Self {
        let disk = SimVfs::new();
        Self {
            seed,
            dice: Dice::new(seed),
            store: store_on(&disk),
            disk,
            model: Model::default(),
            in_doubt: None,
            merges: seed.is_multiple_of(2),
            log: Vec::new(),
            played: Played::default(),
        }
    }

    pub(crate) fn play(mut self) -> Played {
        for _ in 0..2 + self.dice.below(12) {
            self.step();
        }
        self.check_garbage();
        self.played
    }

    fn step(&mut self) {
        let dies = self.dice.percent(30);
        if dies {
            self.disk.crash_at(1 + self.dice.below(90) as u64);
        }
        if let Err(error) = self.act() {
            assert!(dies, "{error}; {}", self.told());
        }
        if dies || self.dice.percent(20) {
            self.revive();
        }
        self.check();
    }

    fn act(&mut self) -> Result<(), StorageError> {
        match self.dice.below(16) {
            0..4 => self.import(true),
            4 => self.import(false),
            5 | 6 => self.undo(),
            7 => self.undo_in_vain(),
            8 | 9 => self.compact(),
            10 | 11 if !self.merges => self.erase(),
            _ => self.collect(),
        }
    }

    /// The process or the power is gone; the next process finds what was acknowledged, and what was under way whole
    /// or not at all.
    fn revive(&mut self) {
        let seed = self.dice.below(1 << 30) as u64;
        let has_power = self.dice.percent(40);
        self.disk = match has_power {
            true => self.disk.restart(),
            false => self.disk.crash(seed),
        };
        self.log.push(format!("died, power {has_power}"));
        self.store = store_on(&self.disk);
        self.resume();
        let Some(after) = self.in_doubt.take() else {
            return;
        };
        let is_kept = self.look() == seen_of(&after);
        self.played.kept += u64::from(is_kept);
        self.played.lost += u64::from(!is_kept);
        if is_kept {
            self.model = after;
        }
    }

    fn look(&self) -> Vec<Seen> {
        match self.store.snapshot() {
            Ok(snapshot) => sites().map(|site| self.see(&snapshot, &site)).collect(),
            Err(StorageError::NoDataDirectory(_)) => seen_of(&Model::default()),
            Err(error) => panic!("{error}; {}", self.told()),
        }
    }

    fn see(&self, snapshot: &Snapshot, site: &SiteId) -> Seen {
        let mut events = BTreeMap::new();
        for stored in crate::shop::events(snapshot, site) {
            let before = events.insert(stored.event_id, stored.event);
            assert_eq!(before, None, "{} twice; {}", stored.event_id, self.told());
        }
        let records = snapshot.imports(site).iter();
        let outcomes = records.map(|record| {
            let outcome = Outcome {
                stored: record.tally.stored,
                duplicates: record.tally.duplicates,
                duplicates_of: record.duplicates_of.clone(),
                suppressed: record.tally.suppressed,
            };
            (outcome, record.state == ImportState::Live)
        });
        Seen {
            events,
            imports: outcomes.collect(),
            erasures: snapshot.erasures(site).unwrap().len(),
        }
    }

    fn check(&mut self) {
        let (found, expected) = (self.look(), seen_of(&self.model));
        assert_eq!(found, expected, "{}", self.told());
        let Ok(snapshot) = self.store.snapshot() else {
            return;
        };
        for (site, seen) in sites().zip(&expected) {
            let rows = seen.events.len() as u64;
            let stored = snapshot.rows(&site) + snapshot.facts(&site);
            assert_eq!(stored, rows, "{}", self.told());
            let events = seen.events.values();
            let events = events.filter(|event| event.entity.is_none());
            let times = events.map(|event| event.event_time);
            let span = times.clone().min().zip(times.max());
            assert_eq!(snapshot.time_span(&site).unwrap(), span, "{}", self.told());
            let mut groups = BTreeSet::new();
            for person in persons(&snapshot, &site, Partition::ALL) {
                let rows = person.rows.iter().map(|stored| stored.event_id);
                if person.person.is_some() {
                    groups.insert(rows.collect());
                }
                let mut ids = person.rows.iter().map(|stored| stored.event.own_key());
                let first = ids.next();
                self.played.joined += u64::from(ids.any(|id| Some(id) != first));
            }
            assert_eq!(groups, self.model.persons(&site), "{}", self.told());
        }
    }

    /// After the next writer came there are exactly the files that the manifest names.
    fn check_garbage(&mut self) {
        drop(self.store.begin_import(&site("shop")).unwrap());
        let data = Path::new(DATA);
        let mut files = disk::files(&self.disk, &data.join("runs"));
        files.extend(disk::files(&self.disk, &data.join("ledger")));
        assert_eq!(files, disk::named(&self.disk, data), "{}", self.told());
        let staging = disk::files(&self.disk, &data.join("staging"));
        assert_eq!(staging, BTreeSet::new(), "{}", self.told());
        let verified = self.store.verify(Depth::Contents).unwrap();
        assert_eq!(verified.faults, [], "{}", self.told());
        self.check();
    }

    pub(crate) fn told(&self) -> String {
        format!("seed {}: {}", self.seed, self.log.join("; "))
    }
}

fn store_on(disk: &SimVfs) -> Store {
    Store::with_vfs(Path::new(DATA), Arc::new(disk.clone()))
}

fn sites() -> impl Iterator<Item = SiteId> {
    ["shop", "blog"].into_iter().map(site)
}

fn seen_of(model: &Model) -> Vec<Seen> {
    let seen = |site| Seen {
        events: model.events(&site),
        imports: model.outcomes(&site),
        erasures: model.erasures(&site),
    };
    sites().map(seen).collect()
}
