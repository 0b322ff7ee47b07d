use std::path::Path;

use super::*;
use crate::vfs::{FreeSpace, RealVfs, SimVfs};

const MIB: u64 = 1 << 20;

#[test]
fn how_much_must_be_free() {
    let cases = [
        // (disk, least), by hand
        (100 * GIB, 5 * GIB),
        (20 * GIB, GIB),
        (10 * GIB, GIB),
        (5 * GIB, 512 * MIB),
        (160 * MIB, 16 * MIB),
        (0, 0),
    ];
    for (disk, least) in cases {
        assert_eq!(least_of(disk), least, "{disk}");
    }
}

fn mark(disk: &SimVfs, least: Option<u64>) -> LowWater {
    LowWater::new(Arc::new(disk.clone()), "/data".into(), least)
}

#[test]
fn below_the_mark_is_refused_and_at_it_is_not() {
    let disk = SimVfs::new();
    let of = 100 * GIB;
    for (least, free, is_low) in [
        (None, 5 * GIB, false),
        (None, 5 * GIB - 1, true),
        (Some(10), 9, true),
        (Some(10), 10, false),
        (Some(0), 0, false),
    ] {
        disk.set_free_space(Some(FreeSpace { free, of }));
        assert_eq!(
            mark(&disk, least).check_now().is_err(),
            is_low,
            "{least:?} {free}"
        );
    }
    disk.set_free_space(None);
    assert!(mark(&disk, Some(1)).check_now().is_ok(), "nobody knows");
}

#[test]
fn the_system_is_asked_once_in_a_second() {
    let disk = SimVfs::new();
    let mark = mark(&disk, Some(10));
    let full = Some(FreeSpace { free: 0, of: 100 });
    let at = |millis: i64| Time::from_micros(millis * 1_000);
    assert!(mark.check(at(0)).is_ok());
    disk.set_free_space(full);
    assert!(mark.check(at(999)).is_ok());
    assert!(mark.check(at(1_000)).is_err());
    disk.set_free_space(None);
    assert!(mark.check(at(1_500)).is_err());
    assert!(mark.check(at(2_000)).is_ok(), "it recovers by itself");
    disk.set_free_space(full);
    assert!(
        mark.check(at(500)).is_err(),
        "a clock that goes back does not hide it"
    );
}

#[test]
fn the_real_file_system_tells() {
    let space = RealVfs.free_space(Path::new("/")).unwrap().unwrap();
    assert!(space.of > 0 && space.free <= space.of, "{space:?}");
    assert!(RealVfs.free_space(Path::new("/no such folder")).is_err());
}
