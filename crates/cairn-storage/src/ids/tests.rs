use cairn_testkit::dice::Dice;
use tempfile::TempDir;

use super::*;
use crate::damage::Spoiled;
use crate::vfs::RealVfs;

/// What a file of format 2 does not need to be told.
const NOTHING: Origin = Origin {
    import: None,
    day: ReceivedDay::of_number(0),
};

fn ids(numbers: &[u128], import: Option<ImportId>) -> Vec<IdEntry> {
    let entry = |id: &u128| IdEntry {
        id: EventId(*id),
        import,
        day: ReceivedDay::of_number(20_000),
    };
    numbers.iter().map(entry).collect()
}

/// One file per list, of imports 1, 2, ….
fn history(lists: &[&[u128]]) -> (TempDir, Vec<(PathBuf, Origin)>) {
    let folder = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for (number, list) in (1..).zip(lists) {
        let path = folder.path().join(format!("{number}.ids"));
        write_ids(&RealVfs, &path, ids(list, Some(ImportId::new(number)))).unwrap();
        files.push((path, NOTHING));
    }
    (folder, files)
}

/// The import of each id, asked for in this order; 0 stands for none.
fn find_all(files: &[(PathBuf, Origin)], asked: &[u128]) -> Result<Vec<u64>, StorageError> {
    let mut history = History::open(&RealVfs, files)?;
    let number = |found: Option<StoredBy>| match found {
        Some(StoredBy::Import(import)) => import.number(),
        Some(StoredBy::Live) => 1_000,
        None => 0,
    };
    asked
        .iter()
        .map(|id| history.find(EventId(*id)).map(number))
        .collect()
}

const GREATEST: u128 = u128::MAX;

#[test]
fn every_id_is_found_with_its_import() {
    let (_folder, files) = history(&[&[50, 10, 30], &[], &[GREATEST, 0, 20]]);
    let asked = [
        0,
        10,
        10,
        15,
        20,
        30,
        31,
        50,
        GREATEST - 1,
        GREATEST,
        GREATEST,
    ];
    let expected = [3, 1, 1, 0, 3, 1, 0, 1, 0, 3, 3];
    assert_eq!(find_all(&files, &asked).unwrap(), expected);
}

#[test]
fn ids_that_came_live_are_found_too() {
    let (_folder, files) = history(&[&[1, 2], &[2, 3]]);
    write_ids(&RealVfs, &files[1].0, ids(&[2, 3], None)).unwrap();
    assert_eq!(find_all(&files, &[1, 3, 4]).unwrap(), [1, 1_000, 0]);
    let mut listed = Vec::new();
    each_id(&RealVfs, &files[1], |entry| listed.push(entry)).unwrap();
    assert_eq!(listed, ids(&[2, 3], None));
}

#[test]
fn an_empty_history_knows_nothing() {
    assert_eq!(find_all(&[], &[0, 1]).unwrap(), [0, 0]);
    let (_folder, files) = history(&[&[]]);
    assert_eq!(find_all(&files, &[0, 1]).unwrap(), [0, 0]);
}

#[test]
fn random_histories_answer_as_a_map_does() {
    for seed in 1..=20 {
        let mut dice = Dice::new(seed);
        let mut lists = vec![Vec::new(); 1 + dice.below(5)];
        let mut expected = Vec::new();
        let asked: Vec<u128> = (0..400).map(|id| id * 7).collect();
        for id in &asked {
            let owner = dice.below(lists.len() + 1);
            if let Some(list) = lists.get_mut(owner) {
                list.push(*id);
            }
            expected.push(if owner < lists.len() {
                owner as u64 + 1
            } else {
                0
            });
        }
        for list in &mut lists {
            dice.shuffle(list);
        }
        let lists: Vec<&[u128]> = lists.iter().map(Vec::as_slice).collect();
        let (_folder, files) = history(&lists);
        assert_eq!(find_all(&files, &asked).unwrap(), expected, "seed {seed}");
    }
}

#[test]
fn the_bytes_of_format_2() {
    let (_folder, files) = history(&[&[0x0203, 1]]);
    let mut expected = b"CRNIDS\0\x02".to_vec();
    expected.extend([0, 0, 0, 0, 0, 0, 0, 2]);
    let how_it_came = [0, 0, 0, 1, 0, 0, 0x4e, 0x20];
    expected.extend([0; 15]);
    expected.push(1);
    expected.extend(how_it_came);
    expected.extend([0; 14]);
    expected.extend([2, 3]);
    expected.extend(how_it_came);
    assert_eq!(std::fs::read(&files[0].0).unwrap(), expected);
}

#[test]
fn a_newer_version_is_said_to_be_newer() {
    let (_folder, files) = history(&[&[1, 2]]);
    let mut bytes = std::fs::read(&files[0].0).unwrap();
    bytes[7] = 3;
    std::fs::write(&files[0].0, bytes).unwrap();
    let error = find_all(&files, &[1]).unwrap_err();
    assert!(
        matches!(
            error,
            StorageError::NewerFormat {
                version: 3,
                known: 2,
                ..
            }
        ),
        "{error}"
    );
}

const ASKED: [u128; 4] = [2, 40, 600, GREATEST];

/// A file of three ids, to be spoiled. Asking for [`ASKED`] reads all of it.
fn three_ids() -> (TempDir, Vec<(PathBuf, Origin)>, Spoiled) {
    let (folder, files) = history(&[&[2, 40, 600]]);
    assert_eq!(find_all(&files, &ASKED).unwrap(), [1, 1, 1, 0]);
    let spoiled = Spoiled::open(&files[0].0);
    assert_eq!(spoiled.content.len(), 16 + 3 * ENTRY_BYTES);
    (folder, files, spoiled)
}

#[test]
fn a_file_cut_anywhere_is_an_error() {
    let (_folder, files, spoiled) = three_ids();
    for length in (0..spoiled.content.len()).rev() {
        spoiled.cut(length);
        let error = find_all(&files, &ASKED).unwrap_err();
        assert!(
            matches!(error, StorageError::Damaged { .. }),
            "{length} bytes: {error}"
        );
    }
}

#[test]
fn a_file_with_more_ids_than_it_says_is_an_error() {
    let (_folder, files, spoiled) = three_ids();
    let longer = [spoiled.content.as_slice(), &[0xff; ENTRY_BYTES]].concat();
    std::fs::write(&files[0].0, longer).unwrap();
    assert!(find_all(&files, &ASKED).is_err());
}

#[test]
fn any_flipped_bit_is_an_error_or_another_id() {
    let (_folder, files, mut spoiled) = three_ids();
    for bit in 0..spoiled.content.len() * 8 {
        spoiled.flip(bit);
        let answer = find_all(&files, &ASKED);
        spoiled.restore(bit);
        if bit < 16 * 8 {
            assert!(answer.is_err(), "bit {bit} of the header: {answer:?}");
            continue;
        }
        // The ids have no checksum: a flip that keeps their order makes one id another, or says of one that it
        // came otherwise, and no more.
        if let Ok(found) = answer {
            let (flipped, byte) = ((bit / 8 - 16) / ENTRY_BYTES, (bit / 8 - 16) % ENTRY_BYTES);
            for (at, import) in found.into_iter().take(3).enumerate() {
                let expected = match byte {
                    _ if at != flipped => import == 1,
                    0..16 => import == 0,
                    16..20 => import > 1,
                    _ => import == 1,
                };
                assert!(expected, "bit {bit}, id {at}: {import}");
            }
        }
    }
}

#[test]
fn a_missing_file_is_an_error() {
    let missing = (PathBuf::from("/nonexistent/1.ids"), NOTHING);
    assert!(matches!(
        find_all(&[missing], &[1]),
        Err(StorageError::Io { .. })
    ));
}
