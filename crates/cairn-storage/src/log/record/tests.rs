use super::*;

#[test]
fn the_bytes_of_a_record() {
    let mut bytes = Vec::new();
    encode(&mut bytes, 7, 0x0102, b"abc");
    assert_eq!(bytes[..4], [3, 0, 0, 0]);
    assert_eq!(bytes[8..16], [2, 1, 0, 0, 0, 0, 0, 0]);
    assert_eq!(bytes[16..], *b"abc");
    assert_eq!(bytes[4..8], CHECKSUM.to_le_bytes());
}

/// Made bit by bit in Python from the definition of CRC-32C over `07 00×7 02 01 00×6 03 00×3 61 62 63`.
const CHECKSUM: u32 = 0x7ee4_596d;

#[test]
fn a_record_is_read_back_with_its_own_salt_only() {
    let mut bytes = vec![9; 5];
    encode(&mut bytes, 7, 3, b"payload");
    let record = Claim::at(&bytes, 5, 7).and_then(Claim::check).unwrap();
    assert_eq!((record.seq, record.payload), (3, &b"payload"[..]));
    assert_eq!(record.bytes(), bytes.len() - 5);
    assert_eq!(Claim::at(&bytes, 5, 8).and_then(Claim::check), None);
}

#[test]
fn bytes_that_end_early_claim_nothing() {
    let mut bytes = Vec::new();
    encode(&mut bytes, 7, 3, b"payload");
    for length in 0..bytes.len() {
        assert!(Claim::at(&bytes[..length], 0, 7).is_none(), "{length}");
    }
    assert!(Claim::at(&bytes, bytes.len() + 1, 7).is_none());
}

#[test]
fn no_record_is_longer_than_the_longest_payload() {
    let mut bytes = vec![0; 16];
    bytes[..4].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(Claim::at(&bytes, 0, 0).is_none());
}

#[test]
fn zeros_are_no_record() {
    for salt in 0..1_000 {
        assert_eq!(Claim::at(&[0; 64], 0, salt).and_then(Claim::check), None);
    }
}
