//! An export in the run's format comes in again as it was.

use cairn_storage::{ParquetExport, own_events};

use crate::shop::{events, site};
use crate::store::random_store;

#[test]
fn an_export_holds_what_was_stored() {
    let folder = tempfile::tempdir().unwrap();
    let store = random_store(&folder.path().join("data"), 9);
    let mut stored = events(&store.snapshot().unwrap(), &site("shop"));
    assert!(stored.len() > 20);
    stored.sort_by_key(|stored| {
        let event = &stored.event;
        (event.own_key(), event.event_time, stored.event_id)
    });
    let path = folder.path().join("all.parquet");
    let mut export = ParquetExport::create(&path).unwrap();
    for event in &stored {
        export.add(event).unwrap();
    }
    assert!(!path.exists(), "before it is finished it is not there");
    export.finish().unwrap();
    let mut own = own_events(&path).unwrap().unwrap();
    let mut read = Vec::new();
    while let Some(event) = own.next_event().unwrap() {
        read.push(event);
    }
    assert_eq!(read, stored);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn an_export_of_nothing_is_a_file_without_events() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("nothing.parquet");
    ParquetExport::create(&path).unwrap().finish().unwrap();
    let mut own = own_events(&path).unwrap().unwrap();
    assert_eq!(own.next_event().unwrap(), None);
}
