use std::fs::File;

use cairn_testkit::dice::Dice;

use super::*;
use crate::vfs::RealVfs;

fn real() -> Arc<dyn Vfs> {
    Arc::new(RealVfs)
}

fn sort(records: &[[u8; 4]], capacity: usize) -> Vec<[u8; 4]> {
    let folder = tempfile::tempdir().unwrap();
    let mut sorter = Sorter::new(&real(), folder.path(), "test", capacity);
    for record in records {
        sorter.push(*record).unwrap();
    }
    let mut sorted = sorter.sorted().unwrap();
    let mut all = Vec::new();
    while let Some(record) = sorted.next().unwrap() {
        all.push(record);
    }
    assert_eq!(
        sorted.next().unwrap(),
        None,
        "after its end it stays at its end"
    );
    all
}

/// Few different records, so that equal ones meet across spills.
fn random_records(seed: u64, count: usize) -> Vec<[u8; 4]> {
    let mut dice = Dice::new(seed);
    let mut byte = || u8::try_from(dice.below(5) * 60).unwrap();
    (0..count)
        .map(|_| [byte(), byte(), byte(), byte()])
        .collect()
}

#[test]
fn a_sorter_sorts_whatever_its_capacity() {
    let cases = [
        (1, 40),
        (2, 41),
        (3, 600),
        (7, 600),
        (64, 600),
        (1_000, 600),
    ];
    for (seed, (capacity, count)) in (1..).zip(cases) {
        let records = random_records(seed, count);
        let mut expected = records.clone();
        expected.sort_unstable();
        assert_eq!(
            sort(&records, capacity),
            expected,
            "{count} records, capacity {capacity}"
        );
    }
}

#[test]
fn no_record_and_one_record() {
    for capacity in [1, 2, 100] {
        assert_eq!(sort(&[], capacity), Vec::<[u8; 4]>::new());
        assert_eq!(sort(&[[9, 8, 7, 6]], capacity), [[9, 8, 7, 6]]);
    }
}

#[test]
fn the_order_is_that_of_bytes_from_the_first_on() {
    let records = [[1, 0, 0, 0], [0, 255, 0, 0], [0, 0, 0, 255], [128, 0, 0, 0]];
    let expected = [[0, 0, 0, 255], [0, 255, 0, 0], [1, 0, 0, 0], [128, 0, 0, 0]];
    assert_eq!(sort(&records, 1), expected);
}

/// Reads everything from a sorter whose first spill was cut to so many bytes.
fn read_after_cut(bytes_left: u64) -> Result<usize, StorageError> {
    let folder = tempfile::tempdir().unwrap();
    let mut sorter = Sorter::<4>::new(&real(), folder.path(), "test", 5);
    for record in random_records(1, 23) {
        sorter.push(record).unwrap();
    }
    let spill = folder.path().join("test-0.spill");
    let file = File::options().write(true).open(&spill).unwrap();
    assert_eq!(file.metadata().unwrap().len(), 20);
    file.set_len(bytes_left).unwrap();
    let mut sorted = sorter.sorted()?;
    let mut count = 0;
    while sorted.next()?.is_some() {
        count += 1;
    }
    Ok(count)
}

#[test]
fn a_spill_cut_anywhere_is_an_error() {
    assert_eq!(read_after_cut(20).unwrap(), 23);
    for bytes_left in 0..20 {
        assert!(read_after_cut(bytes_left).is_err(), "{bytes_left} bytes");
    }
}

#[test]
fn a_spill_that_is_gone_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let mut sorter = Sorter::<4>::new(&real(), folder.path(), "test", 1);
    sorter.push([0; 4]).unwrap();
    std::fs::remove_file(folder.path().join("test-0.spill")).unwrap();
    assert!(matches!(sorter.sorted(), Err(StorageError::Io { .. })));
}

#[test]
fn a_spill_that_cannot_be_written_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let mut sorter = Sorter::<4>::new(&real(), &folder.path().join("missing"), "test", 2);
    sorter.push([1; 4]).unwrap();
    assert!(matches!(sorter.push([0; 4]), Err(StorageError::Io { .. })));
}
