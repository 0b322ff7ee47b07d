//! Processes beside each other: who reads while a writer removes, who begins while another one ends.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use cairn_core::event::Identity;
use cairn_core::time::Time;
use cairn_storage::{Locking, SimVfs, Store, Submission, Vfs};
use cairn_testkit::dice::Dice;

use crate::batches::BEGIN;
use crate::shop::{events, random_event, site};
use crate::watched::{Call, watched_store};

#[test]
fn a_flushed_segment_that_goes_while_a_reader_comes_is_not_missed() {
    let disk = SimVfs::new();
    let store = Store::with_vfs(Path::new("/data"), Arc::new(disk.clone()));
    let segment = Path::new("/data/log/000000000001.log");
    let (mut committer, _) = store.open_committer(Box::new(|| 1)).unwrap();
    let now = Time::from_micros(BEGIN);
    let named = |name: &str| {
        let mut submission = Submission::new(&site("shop"), now);
        let identity = Identity::Message(name.to_owned());
        submission.add(&random_event(&mut Dice::new(1), identity));
        vec![submission]
    };
    committer.commit(named("flushed"), now).unwrap();
    let content = disk.content(segment).unwrap();
    committer.flush().unwrap();
    committer.commit(named("in the log"), now).unwrap();
    // As if the writer had come no further than to its commit.
    disk.put(segment, &content);
    let (removing, removed) = (disk.clone(), Arc::new(AtomicU64::new(0)));
    let counted = Arc::clone(&removed);
    let reader = watched_store(&disk, move |call, path| {
        if call == Call::Open && path == segment {
            removing.remove_file(path)?;
            counted.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    });
    assert_eq!(events(&reader.snapshot().unwrap(), &site("shop")).len(), 2);
    assert!(removed.load(Ordering::Relaxed) <= 1);
}

#[test]
fn an_import_given_up_removes_its_folder_before_another_writer_may_come() {
    let disk = SimVfs::new();
    let (beside, removed) = (disk.clone(), Arc::new(AtomicU64::new(0)));
    let counted = Arc::clone(&removed);
    let store = watched_store(&disk, move |call, path| {
        if call == Call::RemoveFolder && path.starts_with("/data/staging/imp-1") {
            counted.fetch_add(1, Ordering::Relaxed);
            let lock = beside.lock(Path::new("/data/writer.lock"), Locking::Exclusive)?;
            if lock.is_some() {
                return Err(io::Error::other("another writer could have come"));
            }
        }
        Ok(())
    });
    let mut import = store.begin_import(&site("shop")).unwrap();
    let event = random_event(&mut Dice::new(1), Identity::Message("m".to_owned()));
    import.add(event, 1).unwrap();
    drop(import);
    assert_eq!(removed.load(Ordering::Relaxed), 1);
    assert_eq!(disk.kind(Path::new("/data/staging/imp-1")).unwrap(), None);
    drop(store.begin_import(&site("shop")).unwrap());
}
