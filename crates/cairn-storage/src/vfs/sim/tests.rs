use std::collections::BTreeSet;
use std::path::Path;

use super::*;

mod agreement;
mod faults;

const FILE: &str = "/data/file";

fn path(path: &str) -> &Path {
    Path::new(path)
}

/// A file system with a durable folder `/data`.
fn with_data() -> SimVfs {
    let vfs = SimVfs::new();
    vfs.create_folder(path("/data")).unwrap();
    vfs.sync_folder(path("/")).unwrap();
    vfs
}

/// … and a durable, empty file in it.
fn with_file() -> (SimVfs, Box<dyn VfsFile>) {
    let vfs = with_data();
    let file = vfs.create(path(FILE)).unwrap();
    file.sync().unwrap();
    vfs.sync_folder(path("/data")).unwrap();
    (vfs, file)
}

/// All that different crashes leave of a file.
fn left(vfs: &SimVfs, file: &str) -> BTreeSet<Option<Vec<u8>>> {
    let seeds = 0..400;
    seeds
        .map(|seed| vfs.crash(seed).content(path(file)))
        .collect()
}

fn pattern(length: usize, first: u8) -> Vec<u8> {
    let byte = |at: usize| first.wrapping_add(u8::try_from(at % 97).unwrap());
    (0..length).map(byte).collect()
}

#[test]
fn what_was_synced_always_survives() {
    let (vfs, mut file) = with_file();
    let content = pattern(3_000, 1);
    file.append(&content[..1_000]).unwrap();
    file.append(&content[1_000..]).unwrap();
    file.sync().unwrap();
    assert_eq!(left(&vfs, FILE), BTreeSet::from([Some(content.clone())]));
    // Whatever comes after it.
    file.append(&[0xee; 2_000]).unwrap();
    for found in left(&vfs, FILE) {
        assert_eq!(found.unwrap()[..3_000], content);
    }
}

#[test]
fn what_was_not_synced_is_kept_or_lost_or_torn() {
    let (vfs, mut file) = with_file();
    let content = pattern(2_000, 1);
    file.append(&content).unwrap();
    let found = left(&vfs, FILE);
    assert!(found.contains(&Some(Vec::new())));
    assert!(found.contains(&Some(content.clone())));
    assert!(found.len() > 10, "{} outcomes", found.len());
    assert_eq!(vfs.content(path(FILE)), Some(content), "it goes on itself");
}

#[test]
fn appends_tear_at_sectors_and_what_is_between_is_zero_or_garbage() {
    let (vfs, mut file) = with_file();
    file.append(&[1; 100]).unwrap();
    file.sync().unwrap();
    let content = [vec![1; 100], vec![0xaa; 2_400]].concat();
    file.append(&content[100..]).unwrap();
    let (mut zeros, mut garbage) = (0, 0);
    for found in left(&vfs, FILE).into_iter().flatten() {
        let ends_whole = found.len() % 512 == 0 || [100, 2_500].contains(&found.len());
        assert!(ends_whole, "{} bytes", found.len());
        for (found, expected) in found.chunks(512).zip(content.chunks(512)) {
            if found == expected || found.len() == 100 {
                continue;
            }
            let fresh = found.iter().skip_while(|byte| **byte == 1);
            if fresh.clone().all(|byte| *byte == 0) {
                zeros += 1;
            } else {
                assert!(fresh.clone().any(|byte| *byte != 0xaa));
                garbage += 1;
            }
        }
    }
    assert!(zeros > 0 && garbage > 0, "{zeros} zeros, {garbage} garbage");
}

#[test]
fn a_later_append_may_survive_an_earlier_one() {
    let (vfs, mut file) = with_file();
    file.append(&[1; 512]).unwrap();
    file.append(&[2; 512]).unwrap();
    let is_reordered = |found: &Option<Vec<u8>>| {
        let found = found.clone().unwrap();
        found.len() == 1_024 && found[..512] != [1; 512] && found[512..] == [2; 512]
    };
    assert!(left(&vfs, FILE).iter().any(is_reordered));
}

#[test]
fn a_cut_is_forgotten_sometimes_until_it_is_synced() {
    let (vfs, mut file) = with_file();
    file.append(b"abcdef").unwrap();
    file.sync().unwrap();
    file.set_len(2).unwrap();
    let both = [Some(b"ab".to_vec()), Some(b"abcdef".to_vec())];
    assert_eq!(left(&vfs, FILE), BTreeSet::from(both));
    file.sync().unwrap();
    assert_eq!(left(&vfs, FILE), BTreeSet::from([Some(b"ab".to_vec())]));
    file.append(b"X").unwrap();
    file.sync().unwrap();
    assert_eq!(left(&vfs, FILE), BTreeSet::from([Some(b"abX".to_vec())]));
}

#[test]
fn a_new_name_is_forgotten_sometimes_until_its_folder_is_synced() {
    let vfs = with_data();
    let mut file = vfs.create(path(FILE)).unwrap();
    file.append(b"content").unwrap();
    file.sync().unwrap();
    let content = Some(b"content".to_vec());
    assert_eq!(left(&vfs, FILE), BTreeSet::from([None, content.clone()]));
    vfs.sync_folder(path("/data")).unwrap();
    assert_eq!(left(&vfs, FILE), BTreeSet::from([content]));
}

#[test]
fn a_rename_is_forgotten_sometimes_until_the_folder_is_synced() {
    let vfs = with_data();
    vfs.put(path("/data/old"), b"old");
    vfs.put(path("/data/new"), b"new");
    vfs.rename(path("/data/new"), path("/data/old")).unwrap();
    let names = |vfs: &SimVfs| [path("/data/old"), path("/data/new")].map(|path| vfs.content(path));
    let outcomes =
        |vfs: &SimVfs| -> BTreeSet<_> { (0..100).map(|seed| names(&vfs.crash(seed))).collect() };
    let done = [Some(b"new".to_vec()), None];
    let not_done = [Some(b"old".to_vec()), Some(b"new".to_vec())];
    assert_eq!(outcomes(&vfs), BTreeSet::from([done.clone(), not_done]));
    vfs.sync_folder(path("/data")).unwrap();
    assert_eq!(outcomes(&vfs), BTreeSet::from([done]));
}

#[test]
fn a_removal_is_forgotten_sometimes_until_the_folder_is_synced() {
    let vfs = with_data();
    vfs.put(path(FILE), b"content");
    vfs.remove_file(path(FILE)).unwrap();
    let content = Some(b"content".to_vec());
    assert_eq!(left(&vfs, FILE), BTreeSet::from([None, content]));
    vfs.sync_folder(path("/data")).unwrap();
    assert_eq!(left(&vfs, FILE), BTreeSet::from([None]));
}

#[test]
fn what_lies_in_a_forgotten_folder_is_gone_with_it() {
    let vfs = with_data();
    vfs.create_folder(path("/data/a/b")).unwrap();
    let mut file = vfs.create(path("/data/a/b/file")).unwrap();
    file.append(b"content").unwrap();
    file.sync().unwrap();
    vfs.sync_folder(path("/data/a/b")).unwrap();
    vfs.sync_folder(path("/data/a")).unwrap();
    let content = Some(b"content".to_vec());
    assert_eq!(
        left(&vfs, "/data/a/b/file"),
        BTreeSet::from([None, content.clone()])
    );
    vfs.sync_folder(path("/data")).unwrap();
    assert_eq!(left(&vfs, "/data/a/b/file"), BTreeSet::from([content]));
}

#[test]
fn the_same_seed_makes_the_same_crash() {
    let (vfs, mut file) = with_file();
    for at in 0..20 {
        file.append(&pattern(700, at)).unwrap();
    }
    for seed in 0..50 {
        let content = |vfs: &SimVfs| vfs.content(path(FILE));
        assert_eq!(content(&vfs.crash(seed)), content(&vfs.crash(seed)));
    }
}

#[test]
fn a_restart_of_the_process_keeps_what_was_written() {
    let (vfs, mut file) = with_file();
    file.append(b"not synced").unwrap();
    let next = vfs.restart();
    assert_eq!(next.content(path(FILE)), Some(b"not synced".to_vec()));
    // It is as fragile as before.
    assert!(left(&next, FILE).contains(&Some(Vec::new())));
}

#[test]
fn a_file_stays_readable_when_its_name_is_gone() {
    let (vfs, mut file) = with_file();
    file.append(b"content").unwrap();
    vfs.remove_file(path(FILE)).unwrap();
    let mut buffer = [0; 10];
    assert_eq!(file.read_at(&mut buffer, 3).unwrap(), 4);
    assert_eq!(buffer[..4], *b"tent");
}

#[test]
fn locks_keep_others_out_until_they_are_dropped() {
    let vfs = with_data();
    let lock = |locking| vfs.lock(path("/data/lock"), locking).unwrap();
    let first = lock(Locking::Shared).unwrap();
    let second = lock(Locking::Shared).unwrap();
    assert!(lock(Locking::Exclusive).is_none());
    drop(first);
    assert!(lock(Locking::Exclusive).is_none());
    drop(second);
    let alone = lock(Locking::Exclusive).unwrap();
    assert!(lock(Locking::Exclusive).is_none());
    std::thread::scope(|scope| {
        let waits = scope.spawn(|| lock(Locking::Shared).is_some());
        drop(alone);
        assert!(waits.join().unwrap());
    });
}
