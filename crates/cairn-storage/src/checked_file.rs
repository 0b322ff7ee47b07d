//! Small files of records of one length: eight bytes that say what it is, the number of records as u64, the
//! records, the CRC-32C of all before; numbers are little-endian.

use std::path::Path;

use crate::error::StorageError;
use crate::files;
use crate::seal::Seal;
use crate::vfs::Vfs;

/// Bytes before the first record.
pub(crate) const HEADER_BYTES: usize = 16;
const CHECK_BYTES: usize = 4;

/// What a file begins with: seven bytes of its kind and its version.
pub(crate) type Header = ([u8; 7], u8);

/// Writes records, durably.
pub(crate) fn write<const N: usize>(
    vfs: &dyn Vfs,
    path: &Path,
    (magic, version): Header,
    records: impl ExactSizeIterator<Item = [u8; N]>,
) -> Result<Seal, StorageError> {
    let mut bytes = Vec::with_capacity(HEADER_BYTES + N * records.len() + CHECK_BYTES);
    bytes.extend_from_slice(&magic);
    bytes.push(version);
    bytes.extend_from_slice(&(records.len() as u64).to_le_bytes());
    for record in records {
        bytes.extend_from_slice(&record);
    }
    let check = crc32c::crc32c(&bytes);
    bytes.extend_from_slice(&check.to_le_bytes());
    let mut file = vfs.create(path).map_err(StorageError::io(path))?;
    file.append(&bytes).map_err(StorageError::io(path))?;
    file.sync().map_err(StorageError::io(path))?;
    Ok(Seal::of(&bytes))
}

/// The version that a file has, by its beginning alone.
pub(crate) fn version(vfs: &dyn Vfs, path: &Path, magic: [u8; 7]) -> Result<u8, StorageError> {
    let file = vfs.open(path).map_err(StorageError::io(path))?;
    let mut begin = [0; HEADER_BYTES];
    let read = files::read_exact_at(&*file, &mut begin, 0);
    read.map_err(StorageError::cut_or_io(path, "its header is cut short"))?;
    match begin[..magic.len()] == magic {
        true => Ok(begin[magic.len()]),
        false => Err(StorageError::damaged(path, "it is a file of another kind")),
    }
}

/// Reads the records of a file and the version it has, up to the one given. `foreign` is the fault of one of another
/// kind.
pub(crate) fn read<const N: usize>(
    vfs: &dyn Vfs,
    path: &Path,
    (magic, version): Header,
    foreign: &str,
) -> Result<(u8, Vec<[u8; N]>), StorageError> {
    let bytes = files::read_whole(vfs, path).map_err(StorageError::io(path))?;
    let damaged = |detail: &str| StorageError::damaged(path, detail);
    let (header, rest) = bytes
        .split_first_chunk::<HEADER_BYTES>()
        .ok_or_else(|| damaged("its header is cut short"))?;
    if header[..magic.len()] != magic {
        return Err(damaged(foreign));
    }
    let found = header[magic.len()];
    if found > version {
        return Err(StorageError::NewerFormat {
            file: path.to_owned(),
            version: found.into(),
            known: version.into(),
        });
    }
    if found == 0 {
        return Err(damaged("there is no format version 0"));
    }
    let (records, check) = rest
        .split_last_chunk::<CHECK_BYTES>()
        .ok_or_else(|| damaged("it is cut short"))?;
    if crc32c::crc32c(&bytes[..bytes.len() - CHECK_BYTES]) != u32::from_le_bytes(*check) {
        return Err(damaged("its checksum does not fit its content"));
    }
    let count = header[magic.len() + 1..].iter().rev();
    let count = count.fold(0_u64, |count, byte| (count << 8) | u64::from(*byte));
    let (records, rest) = records.as_chunks::<N>();
    if !rest.is_empty() || records.len() as u64 != count {
        return Err(damaged("it does not hold as many records as it says"));
    }
    Ok((found, records.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::damage::Spoiled;
    use crate::vfs::RealVfs;

    const HEADER: Header = (*b"CRNTEST", 3);

    #[test]
    fn a_file_comes_back_and_no_damage_to_it_is_overlooked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("records");
        let read = || read::<3>(&RealVfs, &path, HEADER, "it is something else");
        for records in [vec![], vec![*b"abc", *b"def", [0; 3]]] {
            write(&RealVfs, &path, HEADER, records.iter().copied()).unwrap();
            assert_eq!(read().unwrap(), (3, records));
            assert_eq!(version(&RealVfs, &path, HEADER.0).unwrap(), 3);
            assert!(version(&RealVfs, &path, *b"CRNELSE").is_err());
            let mut spoiled = Spoiled::open(&path);
            for bit in 0..spoiled.content.len() * 8 {
                spoiled.flip(bit);
                assert!(read().is_err(), "bit {bit}");
                spoiled.restore(bit);
            }
            for end in (0..spoiled.content.len()).rev() {
                spoiled.cut(end);
                assert!(read().is_err(), "cut at {end}");
            }
        }
    }
}
