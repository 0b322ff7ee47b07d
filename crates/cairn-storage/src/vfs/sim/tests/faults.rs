//! Calls that fail when they are told to.

use super::*;

#[test]
fn the_call_that_was_named_fails_and_no_other() {
    let (vfs, mut file) = with_file();
    vfs.fail_at(3, Fault::Eio);
    file.append(b"1").unwrap();
    file.append(b"2").unwrap();
    assert!(file.append(b"3").is_err());
    file.append(b"4").unwrap();
    assert_eq!(vfs.content(path(FILE)), Some(b"124".to_vec()));
}

#[test]
fn every_kind_of_change_counts_and_reading_does_not() {
    let changes: [fn(&SimVfs) -> io::Result<()>; 8] = [
        |vfs| vfs.create(path("/data/new")).map(|_| ()),
        |vfs| vfs.create(path(FILE)).map(|_| ()),
        |vfs| vfs.rename(path(FILE), path("/data/other")),
        |vfs| vfs.remove_file(path(FILE)),
        |vfs| vfs.create_folder(path("/data/folder")),
        |vfs| vfs.sync_folder(path("/data")),
        |vfs| vfs.open(path(FILE))?.append(b"x"),
        |vfs| vfs.open(path(FILE))?.set_len(0),
    ];
    for (at, change) in changes.iter().enumerate() {
        let (vfs, _) = with_file();
        vfs.put(path(FILE), b"content");
        vfs.fail_at(1, Fault::Enospc);
        vfs.list(path("/data")).unwrap();
        vfs.kind(path(FILE)).unwrap();
        vfs.open(path(FILE)).unwrap().len().unwrap();
        let error = change(&vfs).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::StorageFull, "change {at}");
        assert_eq!(vfs.content(path(FILE)), Some(b"content".to_vec()));
        assert_eq!(vfs.list(path("/data")).unwrap().len(), 1, "change {at}");
        change(&vfs).unwrap();
    }
}

#[test]
fn a_short_write_does_half() {
    let (vfs, mut file) = with_file();
    vfs.fail_at(1, Fault::Short);
    assert!(file.append(b"abcdefg").is_err());
    assert_eq!(vfs.content(path(FILE)), Some(b"abc".to_vec()));
}

/// What Linux does: pages that could not be written are marked clean.
#[test]
fn after_a_failed_sync_no_later_one_makes_the_bytes_durable() {
    let (vfs, mut file) = with_file();
    file.append(b"first").unwrap();
    vfs.fail_sync_at(1);
    assert!(file.sync().is_err());
    file.sync().unwrap();
    assert!(left(&vfs, FILE).contains(&Some(Vec::new())));
    file.append(b"second").unwrap();
    file.sync().unwrap();
    for found in left(&vfs, FILE).into_iter().flatten() {
        assert_eq!(found[5..], *b"second");
    }
}

#[test]
fn after_a_failed_sync_of_a_folder_no_later_one_makes_its_names_durable() {
    let vfs = with_data();
    vfs.create(path(FILE)).unwrap();
    vfs.fail_sync_at(1);
    assert!(vfs.sync_folder(path("/data")).is_err());
    vfs.sync_folder(path("/data")).unwrap();
    assert!(left(&vfs, FILE).contains(&None));
}

#[test]
fn only_syncs_count_for_a_sync_to_fail() {
    let (vfs, mut file) = with_file();
    vfs.fail_sync_at(2);
    file.append(b"1").unwrap();
    file.sync().unwrap();
    file.append(b"2").unwrap();
    assert!(vfs.sync_folder(path("/data")).is_err());
    file.sync().unwrap();
}

#[test]
fn a_dead_process_does_nothing_more() {
    let (vfs, mut file) = with_file();
    file.append(b"synced").unwrap();
    file.sync().unwrap();
    vfs.crash_at(2);
    file.append(b"1").unwrap();
    assert!(file.append(b"2").is_err());
    assert!(file.append(b"3").is_err());
    assert!(file.sync().is_err());
    assert!(file.len().is_err());
    assert!(vfs.open(path(FILE)).is_err());
    assert!(vfs.list(path("/data")).is_err());
    assert!(vfs.create(path("/data/new")).is_err());
    // The call it died in may have had its effect, later ones can't have.
    let found = left(&vfs, FILE);
    assert!(found.contains(&Some(b"synced".to_vec())));
    assert!(found.contains(&Some(b"synced12".to_vec())));
    vfs.crash(1).open(path(FILE)).unwrap();
}

#[test]
fn every_place_to_die_leaves_a_file_system_that_works() {
    for n in 1..=9 {
        let vfs = with_data();
        vfs.crash_at(n);
        let all = || -> io::Result<()> {
            let mut file = vfs.create(path("/data/a"))?;
            file.append(b"1")?;
            file.sync()?;
            file.set_len(0)?;
            vfs.rename(path("/data/a"), path("/data/b"))?;
            vfs.create_folder(path("/data/folder"))?;
            vfs.remove_folder(path("/data/folder"))?;
            vfs.remove_file(path("/data/b"))?;
            vfs.create(path("/data/c"))?;
            Ok(())
        };
        assert!(all().is_err(), "alive after {n} calls");
        for seed in 0..50 {
            let found = vfs.crash(seed);
            for entry in found.list(path("/data")).unwrap() {
                assert!(entry.is_folder || found.content(&entry.path).is_some());
            }
            found.create(path("/data/d")).unwrap();
        }
    }
}
