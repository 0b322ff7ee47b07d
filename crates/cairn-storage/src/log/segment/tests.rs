use super::*;
use crate::vfs::SimVfs;

const HEADER: Header = Header {
    version: VERSION,
    first_seq: 5,
    salt: 0x0a0b,
};

#[test]
fn the_bytes_of_a_header() {
    let mut expected = b"CRNLOG\0\x01".to_vec();
    expected.extend([5, 0, 0, 0, 0, 0, 0, 0]);
    expected.extend([0x0b, 0x0a, 0, 0, 0, 0, 0, 0]);
    // Made bit by bit in Python from the definition of CRC-32C.
    expected.extend(0xc524_b34f_u32.to_le_bytes());
    assert_eq!(HEADER.encode().to_vec(), expected);
    assert_eq!(Header::decode(&expected), Some(HEADER));
}

#[test]
fn a_header_cut_anywhere_is_none() {
    let bytes = HEADER.encode();
    for length in 0..bytes.len() {
        assert_eq!(Header::decode(&bytes[..length]), None, "{length}");
        assert_eq!(Header::mend(&bytes[..length]), None, "{length}");
    }
}

#[test]
fn one_wrong_bit_is_seen_and_mended() {
    for bit in 0..HEADER_BYTES * 8 {
        let mut bytes = HEADER.encode();
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(Header::decode(&bytes), None, "bit {bit}");
        assert_eq!(Header::mend(&bytes), Some(HEADER), "bit {bit}");
    }
}

#[test]
fn segments_are_listed_by_number_and_other_files_are_not() {
    let vfs = SimVfs::new();
    let folder = Path::new("/log");
    let others = ["1.log", "000000000002.tmp", "00000000000x.log", "notes"];
    for name in others {
        vfs.put(&folder.join(name), b"");
    }
    for seq in [7, 1_000_000_000_000, 999_999_999_999, 1, 10] {
        vfs.put(&folder.join(name(seq)), b"");
    }
    let listed = list(&vfs, folder).unwrap();
    let seqs: Vec<u64> = listed.iter().map(|segment| segment.first_seq).collect();
    assert_eq!(seqs, [1, 7, 10, 999_999_999_999, 1_000_000_000_000]);
    assert_eq!(name(1), "000000000001.log");
    assert!(list(&vfs, Path::new("/none")).unwrap().is_empty());
}
