//! Compacted runs are looked at, set aside, made anew and backed up like all others; and undone imports leave them
//! whole.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cairn_core::id::{EventId, ImportId};
use cairn_storage::{Backups, CompactionSizes, Depth, SimVfs, Store, StoredEvent, Vfs, WayOut};
use cairn_testkit::dice::Dice;

use crate::shop::{compaction_sizes, events, site};
use crate::stored::{NOW, at, committer, some_of_everything, spoil, store_on, stored};

/// Of December and January, two digits of the key for the more.
fn compacted() -> SimVfs {
    let disk = some_of_everything();
    let sizes = CompactionSizes {
        waiting_runs: 1,
        cell_rows: 5,
        part_rows: 11,
        row_group_rows: 2,
        ..CompactionSizes::default()
    };
    let before = by_id(&disk);
    assert!(store_on(&disk).compact_sized(sizes).unwrap() > 0);
    assert_eq!(by_id(&disk), before);
    disk
}

/// All events; nobody's are in no order.
fn by_id(disk: &SimVfs) -> BTreeMap<EventId, StoredEvent> {
    let events = stored(disk).into_iter();
    events.map(|event| (event.event_id, event)).collect()
}

/// All files below a folder.
fn below(disk: &SimVfs, folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in Vfs::list(disk, folder).unwrap_or_default() {
        if entry.is_folder {
            found.extend(below(disk, &entry.path));
        } else {
            found.push(entry.path);
        }
    }
    found
}

#[test]
fn it_is_whole_at_all_sizes() {
    for seed in 0..20 {
        let disk = some_of_everything();
        let sizes = compaction_sizes(&mut Dice::new(seed));
        store_on(&disk).compact_sized(sizes).unwrap();
        check_whole(&disk);
    }
    check_whole(&compacted());
}

fn check_whole(disk: &SimVfs) {
    let verified = store_on(disk).verify(Depth::Contents).unwrap();
    assert_eq!(verified.faults, []);
    assert_eq!((&verified.foreign[..], verified.left_behind), (&[][..], 0));
    assert_eq!(verified.sites[&site("shop")].events, 60);
}

#[test]
fn a_flipped_bit_is_found_and_what_can_be_is_made_anew() {
    let whole = compacted();
    let before = stored(&whole);
    let mut seen = BTreeSet::new();
    for path in below(&whole, &at("runs/shop")) {
        let kind = path.extension().unwrap().to_str().unwrap().to_owned();
        let disk = whole.restart();
        spoil(&disk, &path);
        let verified = store_on(&disk).verify(Depth::Files).unwrap();
        let [fault] = &verified.faults[..] else {
            panic!("{:?}", verified.faults);
        };
        assert_eq!(fault.file, path);
        let way = match kind.as_str() {
            "parquet" => WayOut::Quarantine,
            _ => WayOut::Rebuild,
        };
        assert_eq!(fault.way_out, way);
        let repaired = store_on(&disk).quarantine(Depth::Files, NOW).unwrap();
        assert_eq!(store_on(&disk).verify(Depth::Contents).unwrap().faults, []);
        if way == WayOut::Rebuild {
            assert_eq!(repaired.rebuilt, std::slice::from_ref(&path));
            assert_eq!(disk.content(&path), whole.content(&path));
            assert_eq!(stored(&disk), before);
        } else {
            let lost = repaired.quarantined[0].1.events;
            assert_eq!(stored(&disk).len() as u64, 60 - lost);
            assert!(lost > 0);
            // Of the import that is taken back nothing is missed.
            store_on(&disk).undo(ImportId::new(1), NOW).unwrap();
            assert_eq!(store_on(&disk).verify(Depth::Contents).unwrap().faults, []);
            let rest = store_on(&disk).verify(Depth::Contents).unwrap();
            let rest = rest.sites[&site("shop")];
            assert_eq!(
                rest.events + rest.events_in_log + rest.quarantined_events,
                20
            );
        }
        seen.insert(kind);
    }
    let kinds = ["facts", "ids", "parquet", "persons", "sidecar"].map(str::to_owned);
    assert_eq!(seen, BTreeSet::from(kinds));
}

#[test]
fn one_that_an_undo_called_off_was_not_placed() {
    let disk = some_of_everything();
    let mut committer = committer(&disk);
    committer.set_compaction_sizes(CompactionSizes {
        waiting_runs: 1,
        ..CompactionSizes::default()
    });
    committer.flush().unwrap();
    let rewrite = committer.begin_compaction().unwrap().unwrap();
    let written = rewrite.write();
    assert!(written.is_ok());
    committer.undo(ImportId::new(1), NOW).unwrap();
    assert!(!committer.finish_compaction(written).unwrap());
    let again = committer.begin_compaction().unwrap().unwrap();
    assert!(committer.finish_compaction(again.write()).unwrap());
    drop(committer);
    assert_eq!(stored(&disk).len(), 20);
}

#[test]
fn a_backup_holds_it() {
    let disk = compacted();
    let backups = Backups::with_vfs(Path::new("/backups"), Arc::new(disk.clone()));
    let backup = store_on(&disk).begin_backup(&backups).unwrap();
    backup.finish(NOW, None).unwrap();
    backups.restore(None, Path::new("/restored")).unwrap();
    let restored = Store::with_vfs(Path::new("/restored"), Arc::new(disk.clone()));
    assert_eq!(restored.verify(Depth::Contents).unwrap().faults, []);
    assert_eq!(
        events(&restored.snapshot().unwrap(), &site("shop")),
        stored(&disk)
    );
}
