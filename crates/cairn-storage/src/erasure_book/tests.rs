use cairn_core::id::PersonKey;

use super::*;
use crate::vfs::RealVfs;

fn site() -> SiteId {
    SiteId::new("shop").unwrap()
}

fn book() -> ErasureBook {
    let mut book = ErasureBook::default();
    book.suppression.key = [0xa5; KEY_BYTES];
    let ids = [PersonKey::of_user("ann"), PersonKey::of_device("phone")];
    book.suppression.add(&site(), ids);
    let record = |number, ended| ErasureRecord {
        number,
        site: site(),
        ids: 2,
        begun_at: Time::from_micros(5),
        before: Erasures {
            events: 3,
            dead_letters: 4,
        },
        ended,
    };
    let ended = Erased {
        at: Time::from_micros(6),
        events: 7,
        dead_letters: 8,
        rejected_rows: 9,
    };
    book.records = vec![record(1, Some(ended)), record(2, None)];
    book
}

#[test]
fn what_is_written_is_read() {
    let data = tempfile::tempdir().unwrap();
    let file = book().write(&RealVfs, data.path(), 3).unwrap();
    let read = ErasureBook::read(&RealVfs, data.path(), Some(file)).unwrap();
    assert_eq!(read, book());
    let text = std::fs::read_to_string(file.path(data.path())).unwrap();
    assert!(!text.contains("ann") && !text.contains("phone"), "{text}");
    let nothing = ErasureBook::read(&RealVfs, data.path(), None).unwrap();
    assert_eq!(nothing, ErasureBook::default());
}

#[test]
fn a_book_that_is_not_whole_is_refused() {
    let data = tempfile::tempdir().unwrap();
    let file = book().write(&RealVfs, data.path(), 1).unwrap();
    let path = file.path(data.path());
    let text = std::fs::read(&path).unwrap();
    for cut in 0..text.len() {
        std::fs::write(&path, &text[..cut]).unwrap();
        let read = ErasureBook::read(&RealVfs, data.path(), Some(file));
        assert!(matches!(read, Err(StorageError::Damaged { .. })), "{cut}");
        // Also where the seal fits, no text makes it panic.
        let seal = Seal::of(&text[..cut]);
        let read = ErasureBook::read(&RealVfs, data.path(), Some(BookFile { seal, ..file }));
        assert!(read.is_err(), "{cut}");
    }
}

#[test]
fn a_newer_book_is_refused() {
    let data = tempfile::tempdir().unwrap();
    let file = book().write(&RealVfs, data.path(), 1).unwrap();
    let newer = br#"{"version":2}"#;
    std::fs::write(file.path(data.path()), newer).unwrap();
    let seal = Seal::of(newer);
    let read = ErasureBook::read(&RealVfs, data.path(), Some(BookFile { seal, ..file }));
    assert!(matches!(
        read,
        Err(StorageError::NewerFormat { version: 2, .. })
    ));
}

/// The fixture's hashes are from Python's `blake3`.
#[test]
fn version_1_is_read_and_its_hashes_are_what_another_program_makes() {
    let data = tempfile::tempdir().unwrap();
    let fixture = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/erasures-v1/erasures-00000001.json"
    );
    let text = std::fs::read(fixture).unwrap();
    std::fs::create_dir(erasures_folder(data.path())).unwrap();
    let file = BookFile {
        number: 1,
        seal: Seal::of(&text),
    };
    std::fs::write(file.path(data.path()), &text).unwrap();
    let read = ErasureBook::read(&RealVfs, data.path(), Some(file)).unwrap();
    let list = &read.suppression;
    assert_eq!(list.len(&site()), 2);
    assert!(list.holds(&site(), PersonKey::of_user("ann")));
    assert!(list.holds(&site(), PersonKey::of_device("phone")));
    assert!(!list.holds(&site(), PersonKey::of_user("phone")));
    let told = |record: &ErasureRecord| (record.number, record.ids, record.ended);
    let ended = Erased {
        at: Time::from_micros(1_767_225_600_000_009),
        events: 7,
        dead_letters: 8,
        rejected_rows: 9,
    };
    let records: Vec<_> = read.records.iter().map(told).collect();
    assert_eq!(records, [(1, 2, Some(ended)), (2, 1, None)]);
}
