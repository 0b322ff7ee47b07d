//! One random sequence of imports, undoings and reopenings, checked after every step.

use std::collections::BTreeMap;

use cairn_core::event::Identity;
use cairn_core::id::{ContentHash, EventId, ImportId, PersonKey, SiteId};
use cairn_core::time::Time;
use cairn_storage::{ImportSizes, ImportState, StorageError, Store, Tally};
use cairn_testkit::dice::Dice;
use tempfile::TempDir;

use crate::disk;
use crate::model::{Model, Row};
use crate::shop::gone::Known;
use crate::shop::{compaction_sizes, events, random_event, site};

const NOW: Time = Time::from_micros(1_800_000_000_000_000);

pub(crate) struct Sequence {
    seed: u64,
    dice: Dice,
    folder: TempDir,
    store: Store,
    model: Model,
    log: Vec<String>,
}

impl Sequence {
    pub(crate) fn new(seed: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            seed,
            dice: Dice::new(seed),
            store: Store::at(folder.path()),
            folder,
            model: Model::default(),
            log: Vec::new(),
        }
    }

    pub(crate) fn steps(&mut self) -> usize {
        2 + self.dice.below(9)
    }

    pub(crate) fn step(&mut self) {
        match self.dice.below(15) {
            13.. => self.erase(),
            10.. => self.compact(),
            0..5 => self.import(true),
            5 => self.import(false),
            6 | 7 => self.undo(),
            8 => self.undo_in_vain(),
            _ => self.store = Store::at(self.folder.path()),
        }
        self.check();
    }

    fn site(&mut self) -> SiteId {
        site(self.dice.pick(&["shop", "shop", "shop", "blog"]))
    }

    fn import(&mut self, is_committed: bool) {
        let site = self.site();
        let rows = self.rows(&site);
        let sizes = self.sizes(rows.len());
        self.log
            .push(format!("import {} rows, {sizes:?}", rows.len()));
        let mut import = self.store.begin_import_sized(&site, sizes).unwrap();
        assert_eq!(import.id(), self.model.next_import(), "{}", self.told());
        for (event, number) in &rows {
            import.add(event.clone(), *number).unwrap();
        }
        if !is_committed && self.dice.percent(50) {
            return;
        }
        let resolved = import.resolve().unwrap();
        let decided = self.model.decide(&site, &rows);
        assert_eq!(*resolved.outcome(), decided.outcome, "{}", self.told());
        if !is_committed {
            return;
        }
        let rejected = self.dice.below(3) as u64;
        let read = rows.len() as u64 + rejected;
        let record = resolved.commit("file.csv", NOW, read, rejected).unwrap();
        assert_eq!(record.id, self.model.next_import(), "{}", self.told());
        let tally = Tally {
            read,
            stored: decided.outcome.stored,
            duplicates: decided.outcome.duplicates,
            rejected,
            suppressed: decided.outcome.suppressed,
        };
        assert_eq!(record.tally, tally, "{}", self.told());
        self.model.commit(&site, decided);
    }

    /// Rows of which many are the same event, in the same file and over files. Rows with the same content
    /// are alike, rows with the same id need not be.
    fn rows(&mut self, site: &SiteId) -> Vec<Row> {
        let count = self.dice.pick(&[0, 1, 5, 20, 40]);
        let mut number = 0;
        let mut rows = Vec::new();
        for _ in 0..count {
            // Rejected rows leave gaps.
            number += 1 + self.dice.below(2) as u64;
            let identity = self.identity(site);
            let event = match &identity {
                Identity::Content(content) => {
                    let seed = u64::try_from(content.0).unwrap();
                    random_event(&mut Dice::new(seed), identity)
                }
                _ => random_event(&mut self.dice, identity),
            };
            rows.push((event, number));
        }
        rows
    }

    fn identity(&mut self, site: &SiteId) -> Identity {
        let message = format!("m{}", self.dice.below(25));
        let content = ContentHash(self.dice.below(6) as u128);
        let occurrence = 1 + self.dice.below(4) as u64;
        match self.dice.below(8) {
            0..3 => Identity::Message(message),
            3..6 => Identity::Content(content),
            // Ids as an export gives them: of a message, of some row's content, of nothing known.
            6 if self.dice.percent(50) => Identity::Event(EventId::of_message(site, &message)),
            6 => Identity::Event(EventId::of_content(site, content, occurrence)),
            _ => Identity::Event(EventId(u128::from(occurrence))),
        }
    }

    /// Small enough for several candidate runs, spills and row groups.
    fn sizes(&mut self, rows: usize) -> ImportSizes {
        let candidates = 1 + self.dice.below(4);
        ImportSizes {
            chunk_rows: rows.div_ceil(candidates).max(1),
            row_group_rows: 1 + self.dice.below(6),
            sorter_records: 8 + self.dice.below(20),
            ..ImportSizes::default()
        }
    }

    /// Leaves everything as it is.
    fn compact(&mut self) {
        if self.model.next_import() == ImportId::new(1) {
            return;
        }
        let sizes = compaction_sizes(&mut self.dice);
        let rewritten = self.store.compact_sized(sizes).unwrap();
        self.log
            .push(format!("compact {rewritten} runs, {sizes:?}"));
    }

    /// Erases somebody who may be there.
    fn erase(&mut self) {
        if self.model.next_import() == ImportId::new(1) {
            return;
        }
        let site = self.site();
        let (known, key) = match self.dice.percent(60) {
            true => {
                let user = format!("user-{}", self.dice.below(6));
                let key = PersonKey::of_user(&user);
                (Known::User(user), key)
            }
            false => {
                let device = format!("device-{}", self.dice.below(4));
                let key = PersonKey::of_device(&device);
                (Known::Device(device), key)
            }
        };
        self.log.push(format!("erase {known:?} of {site}"));
        let erased = self.store.erase(&site, key, [5; 32], &|_, _| Ok(0), NOW);
        let erased = erased.unwrap();
        let (ids, events) = self.model.erase(&site, &known);
        assert_eq!(erased.ids, ids, "{}", self.told());
        let ended = erased.ended.unwrap();
        assert_eq!(ended.events, events, "{}", self.told());
    }

    fn undo(&mut self) {
        let live = self.model.live_imports();
        if live.is_empty() {
            return;
        }
        let id = self.dice.pick(&live);
        self.log.push(format!("undo {id}"));
        let undone = self.store.undo(id, NOW).unwrap();
        let orphaned = self.model.undo(id);
        assert_eq!(undone.record.id, id, "{}", self.told());
        assert_eq!(undone.record.state, ImportState::Undone(NOW));
        assert_eq!(undone.orphaned, orphaned, "{}", self.told());
    }

    fn undo_in_vain(&mut self) {
        self.log.push("undo in vain".to_owned());
        let unknown = ImportId::new(self.model.next_import().number() + 7);
        let error = self.store.undo(unknown, NOW).unwrap_err();
        let is_so = matches!(error, StorageError::UnknownImport(id) if id == unknown);
        assert!(is_so, "{error}; {}", self.told());
        for id in self.model.undone_imports() {
            let error = self.store.undo(id, NOW).unwrap_err();
            let is_so = matches!(error, StorageError::AlreadyUndone(of) if of == id);
            assert!(is_so, "{error}; {}", self.told());
        }
    }

    fn check(&self) {
        let snapshot = self.store.snapshot().unwrap();
        for site in [site("shop"), site("blog")] {
            let expected = self.model.events(&site);
            assert_eq!(
                snapshot.rows(&site),
                expected.len() as u64,
                "{}",
                self.told()
            );
            let times = expected.values().map(|event| event.event_time);
            let span = times.clone().min().zip(times.max());
            assert_eq!(snapshot.time_span(&site).unwrap(), span, "{}", self.told());
            let mut stored = BTreeMap::new();
            for event in events(&snapshot, &site) {
                let before = stored.insert(event.event_id, event.event);
                assert_eq!(before, None, "{} twice; {}", event.event_id, self.told());
            }
            assert_eq!(stored, expected, "{}", self.told());
            let records = snapshot.imports(&site).iter();
            let outcomes: Vec<_> = records
                .map(|record| {
                    let outcome = cairn_storage::Outcome {
                        stored: record.tally.stored,
                        duplicates: record.tally.duplicates,
                        duplicates_of: record.duplicates_of.clone(),
                        suppressed: record.tally.suppressed,
                    };
                    (outcome, record.state == ImportState::Live)
                })
                .collect();
            assert_eq!(outcomes, self.model.outcomes(&site), "{}", self.told());
        }
    }

    /// After the next writer came there are exactly the files that the manifest names.
    pub(crate) fn check_garbage(&self) {
        drop(self.store.begin_import(&site("shop")).unwrap());
        let data = self.folder.path();
        assert_eq!(disk::files(data), disk::named(data), "{}", self.told());
        let staging = std::fs::read_dir(data.join("staging"));
        assert_eq!(staging.map_or(0, Iterator::count), 0, "{}", self.told());
        let verified = self.store.verify(cairn_storage::Depth::Contents).unwrap();
        assert_eq!(verified.faults, [], "{}", self.told());
        self.check();
    }

    fn told(&self) -> String {
        format!("seed {}: {}", self.seed, self.log.join("; "))
    }
}
