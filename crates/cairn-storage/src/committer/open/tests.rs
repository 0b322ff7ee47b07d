use std::path::Path;

use super::*;
use crate::store::Store;
use crate::vfs::SimVfs;

/// A log of one record with this payload, as the disk has it.
fn log_of(payload: &[u8]) -> SimVfs {
    let disk = SimVfs::new();
    let place = DataDirectory::new(Path::new("/data"), Arc::new(disk.clone()));
    drop(Committer::open(&place, Box::new(|| 1)).unwrap());
    let vfs = Arc::new(disk.clone());
    let folder = log_folder(Path::new("/data"));
    let mut nothing = |_: u64, _: Vec<u8>| Ok(());
    let (mut log, _) = Log::open(vfs, &folder, 0, Box::new(|| 2), &mut nothing).unwrap();
    log.append_group(&[payload]).unwrap();
    disk.crash(1)
}

/// Vector: a record that is whole and can't be decoded. It was acknowledged, so it is neither skipped nor cut off:
/// nothing starts until somebody has looked, and what is there stays.
#[test]
fn a_record_with_a_right_checksum_that_is_no_group_of_batches() {
    let site_without_end = [1, 8, 1, 200];
    for payload in [
        &b"no batches"[..],
        &[],
        &[1],
        &site_without_end,
        &[0xff; 40],
    ] {
        let disk = log_of(payload);
        let files = |disk: &SimVfs| {
            let folder = log_folder(Path::new("/data"));
            let mut found = Vec::new();
            for entry in crate::vfs::Vfs::list(disk, &folder).unwrap() {
                found.push((entry.path.clone(), disk.content(&entry.path)));
            }
            found.sort();
            found
        };
        let before = files(&disk);
        let store = Store::with_vfs(Path::new("/data"), Arc::new(disk.clone()));
        for _ in 0..2 {
            let Err(error) = store.open_committer(Box::new(|| 3)) else {
                panic!("{payload:?} was taken for batches");
            };
            assert!(matches!(error, StorageError::Damaged { .. }), "{error}");
            assert!(error.to_string().contains("record 1"), "{error}");
            let Err(error) = store.snapshot() else {
                panic!("{payload:?} was taken for batches");
            };
            assert!(error.to_string().contains("record 1"), "{error}");
        }
        assert_eq!(files(&disk), before);
    }
}
