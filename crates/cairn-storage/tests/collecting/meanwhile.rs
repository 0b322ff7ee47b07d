//! Imports and undos that fail or meet other changes on their way: each event stays stored once, and none is
//! taken for stored that is not.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use cairn_core::event::{Event, Identity};
use cairn_core::id::ImportId;
use cairn_core::time::Time;
use cairn_storage::{
    ImportRecord, ImportSizes, Live, LiveOptions, Resolved, SimVfs, StorageError, Store, Submission,
};
use cairn_testkit::dice::Dice;

use crate::batches::BEGIN;
use crate::live::send;
use crate::shop::{events, random_entry, site};
use crate::watched::{Call, disk_is_full, watched_store};

const DAY: i64 = 86_400_000_000;

fn named(names: Range<u32>) -> impl Iterator<Item = Event> {
    names.map(|n| {
        let name = Identity::Message(format!("m-{n}"));
        random_entry(&mut Dice::new(n.into()), name)
    })
}

struct Shop {
    live: Live,
    now: Arc<AtomicI64>,
}

impl Shop {
    fn open(store: &Store) -> Self {
        let now = Arc::new(AtomicI64::new(BEGIN));
        let clock = Arc::clone(&now);
        let options = LiveOptions::new(Arc::new(move || {
            Time::from_micros(clock.load(Ordering::Relaxed))
        }));
        let (live, _) = store.open_live(options, Box::new(|| 1)).unwrap();
        Self { live, now }
    }

    fn now(&self) -> Time {
        Time::from_micros(self.now.load(Ordering::Relaxed))
    }

    /// How many events were stored, and how many were duplicates.
    fn collect(&self, names: Range<u32>) -> [u64; 2] {
        let mut submission = Submission::new(&site("shop"), self.now());
        named(names).for_each(|event| submission.add(&event));
        let receipt = send(&self.live, submission).unwrap();
        [receipt.stored, receipt.duplicates]
    }

    /// An import whose runs have three rows.
    fn resolve(&self, names: Range<u32>) -> Resolved {
        let sizes = ImportSizes {
            chunk_rows: 3,
            ..ImportSizes::default()
        };
        let import = self.live.begin_import_sized(&site("shop"), sizes);
        let mut import = import.unwrap();
        for (row, event) in (1..).zip(named(names)) {
            import.add(event, row).unwrap();
        }
        import.resolve().unwrap()
    }

    fn import(&self, names: Range<u32>) -> Result<ImportRecord, StorageError> {
        let rows = u64::from(names.end - names.start);
        self.resolve(names).commit("file", self.now(), rows, 0)
    }

    fn undo(&self, id: ImportId) -> Result<(), StorageError> {
        self.live.undo(id, self.now()).map(drop)
    }

    fn stored(&self) -> usize {
        events(&self.live.snapshot().unwrap(), &site("shop")).len()
    }
}

/// A shop where, once armed with a number, so many files of ids can be opened before one can't.
fn with_unreadable_ids() -> (Shop, Arc<AtomicU64>) {
    let opened = Arc::new(AtomicU64::new(u64::MAX));
    let counted = Arc::clone(&opened);
    let store = watched_store(&SimVfs::new(), move |call, path| {
        let is_ids = call == Call::Open && path.extension().is_some_and(|kind| kind == "ids");
        let is_armed = counted.load(Ordering::Relaxed) != u64::MAX;
        if is_ids && is_armed && counted.fetch_sub(1, Ordering::Relaxed) == 0 {
            counted.store(u64::MAX, Ordering::Relaxed);
            return Err(disk_is_full());
        }
        Ok(())
    });
    (Shop::open(&store), opened)
}

#[test]
fn an_import_that_fails_at_its_commit_takes_no_id() {
    for readable in [0, 1] {
        let (shop, opened) = with_unreadable_ids();
        let resolved = shop.resolve(0..6);
        opened.store(readable, Ordering::Relaxed);
        assert!(resolved.commit("file", shop.now(), 6, 0).is_err());
        assert!(!shop.live.is_broken());
        assert_eq!(shop.collect(0..6), [6, 0], "{readable}");
        assert_eq!(shop.stored(), 6);
        assert_eq!(shop.import(0..6).unwrap().tally.duplicates, 6);
    }
}

#[test]
fn an_undo_that_fails_forgets_no_id() {
    for readable in [0, 1] {
        let (shop, opened) = with_unreadable_ids();
        let import = shop.import(0..6).unwrap();
        opened.store(readable, Ordering::Relaxed);
        assert!(shop.undo(import.id).is_err());
        assert!(!shop.live.is_broken());
        assert_eq!(shop.collect(0..6), [0, 6], "{readable}");
        assert_eq!(shop.stored(), 6);
        shop.undo(import.id).unwrap();
        assert_eq!(shop.collect(0..6), [6, 0], "{readable}");
    }
}

#[test]
fn an_undo_forgets_only_what_its_import_brought() {
    let shop = Shop::open(&watched_store(&SimVfs::new(), |_, _| Ok(())));
    let import = shop.import(0..3).unwrap();
    shop.now.fetch_add(9 * DAY, Ordering::Relaxed);
    assert_eq!(shop.collect(0..1), [1, 0], "after the window");
    shop.undo(import.id).unwrap();
    assert_eq!(shop.collect(0..1), [0, 1], "it is stored still");
    assert_eq!(shop.stored(), 1);
}

#[test]
fn an_undo_while_an_import_is_decided_loses_no_row() {
    let shop = Shop::open(&watched_store(&SimVfs::new(), |_, _| Ok(())));
    let first = shop.import(0..4).unwrap();
    let unrelated = shop.import(10..12).unwrap();
    let second = shop.resolve(2..8);
    assert_eq!(second.outcome().duplicates, 2);
    shop.undo(first.id).unwrap();
    let refused = second.commit("second", shop.now(), 6, 0).unwrap_err();
    assert!(
        matches!(refused, StorageError::UndoneMeanwhile { undone, .. } if undone == first.id),
        "{refused}"
    );
    assert_eq!(shop.stored(), 2, "nothing of it is visible");
    assert_eq!(
        shop.import(2..8).unwrap().tally.stored,
        6,
        "again, with all"
    );
    let fourth = shop.resolve(8..9);
    shop.undo(unrelated.id).unwrap();
    fourth.commit("fourth", shop.now(), 1, 0).unwrap();
    assert_eq!(shop.stored(), 7, "an undo of another one is no hindrance");
}
