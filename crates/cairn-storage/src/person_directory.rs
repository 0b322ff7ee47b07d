//! Which ids have rows in a compacted run, and under whose key these lie: a device's under its user's.
//!
//! Identity may change after a compaction: then these rows are looked for where they lie. Format 1: the eight bytes
//! `CRNPER\0\x01`, the number of ids as u64, a record of 32 bytes for each id, ascending (its key, the key its rows lie
//! under), the CRC-32C of all before; the numbers are little-endian, the keys big-endian. The file can be rebuilt
//! from its run.

use std::collections::BTreeMap;
use std::path::Path;

use cairn_core::id::PersonKey;

use crate::checked_file::{self, HEADER_BYTES};
use crate::error::StorageError;
use crate::files;
use crate::seal::Seal;
use crate::vfs::Vfs;

const MAGIC: [u8; 7] = *b"CRNPER\0";
const VERSION: u8 = 1;
const RECORD_BYTES: usize = 32;

/// By id, the key its rows lie under.
pub(crate) type PersonDirectory = BTreeMap<PersonKey, PersonKey>;

/// An id and the key its rows lie under.
type Entry = (PersonKey, PersonKey);

/// Writes the directory of a run.
pub(crate) fn write_directory(
    vfs: &dyn Vfs,
    path: &Path,
    directory: &PersonDirectory,
) -> Result<Seal, StorageError> {
    let record = |(own, placed): (&PersonKey, &PersonKey)| {
        let mut bytes = [0; RECORD_BYTES];
        bytes[..16].copy_from_slice(&own.0.to_be_bytes());
        bytes[16..].copy_from_slice(&placed.0.to_be_bytes());
        bytes
    };
    checked_file::write(vfs, path, (MAGIC, VERSION), directory.iter().map(record))
}

/// All entries of a run's directory, ascending by id.
pub(crate) fn read_directory(vfs: &dyn Vfs, path: &Path) -> Result<Vec<Entry>, StorageError> {
    let kind = "it is no directory of persons";
    let (_, records) = checked_file::read::<RECORD_BYTES>(vfs, path, (MAGIC, VERSION), kind)?;
    Ok(records.iter().map(entry_of).collect())
}

/// The entries of some ids, without reading the whole of a directory that was read before.
pub(crate) fn find_in_directory(
    vfs: &dyn Vfs,
    path: &Path,
    entries: u64,
    ids: &[PersonKey],
) -> Result<Vec<Entry>, StorageError> {
    let file = vfs.open(path).map_err(StorageError::io(path))?;
    let at = |place: u64| {
        let mut record = [0; RECORD_BYTES];
        let offset = HEADER_BYTES as u64 + place * RECORD_BYTES as u64;
        let read = files::read_exact_at(&*file, &mut record, offset);
        read.map_err(StorageError::cut_or_io(path, "it is shorter than it was"))?;
        Ok(entry_of(&record))
    };
    let mut found = Vec::new();
    for id in ids {
        let (mut low, mut high) = (0, entries);
        while low < high {
            let middle = low.midpoint(high);
            let entry = at(middle)?;
            match entry.0.cmp(id) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => {
                    found.push(entry);
                    break;
                }
            }
        }
    }
    Ok(found)
}

fn entry_of(record: &[u8; RECORD_BYTES]) -> Entry {
    let key = |bytes: &[u8]| {
        let digits = bytes.iter();
        PersonKey(digits.fold(0, |key, byte| (key << 8) | u128::from(*byte)))
    };
    (key(&record[..16]), key(&record[16..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vfs::RealVfs;

    #[test]
    fn what_is_written_is_read_and_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("1.persons");
        for count in 0..9_u128 {
            // Ids at even places; the last one is the greatest there is.
            let id = |n: u128| PersonKey(if n == 7 { u128::MAX } else { 2 * n });
            let directory: PersonDirectory = (0..count).map(|n| (id(n), PersonKey(n))).collect();
            write_directory(&RealVfs, &path, &directory).unwrap();
            let expected: Vec<Entry> = directory.into_iter().collect();
            assert_eq!(read_directory(&RealVfs, &path).unwrap(), expected);
            let entries = expected.len() as u64;
            let find =
                |ids: &[PersonKey]| find_in_directory(&RealVfs, &path, entries, ids).unwrap();
            for entry in &expected {
                assert_eq!(find(&[PersonKey(1), entry.0, PersonKey(99)]), [*entry]);
            }
            assert_eq!(find(&[PersonKey(3), PersonKey(u128::MAX - 1)]), []);
        }
    }
}
