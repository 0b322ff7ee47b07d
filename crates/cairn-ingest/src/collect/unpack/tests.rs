//! Packed bodies within a limit.

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

use super::{Unreadable, unpack};
use crate::test_rows::gzip;

const PLAIN: &[u8] = br#"{"batch":[]}"#;

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("room in memory");
    encoder.finish().expect("room in memory")
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("room in memory");
    encoder.finish().expect("room in memory")
}

#[test]
fn gzip_is_known_by_its_first_bytes_and_zlib_by_its_header() {
    let two_members = [gzip(&PLAIN[..5]), gzip(&PLAIN[5..])].concat();
    let cases: [(&[u8], Option<&str>); 11] = [
        (PLAIN, None),
        (PLAIN, Some("")),
        (PLAIN, Some("identity")),
        (PLAIN, Some("gzip")),
        (PLAIN, Some("deflate")),
        (&gzip(PLAIN), None),
        (&gzip(PLAIN), Some("deflate")),
        (&gzip(PLAIN), Some("br")),
        (&two_members, Some("gzip")),
        (&zlib(PLAIN), Some(" Deflate ")),
        (&deflate(PLAIN), Some("deflate")),
    ];
    for (body, encoding) in cases {
        let unpacked = unpack(body, encoding, 100);
        assert_eq!(unpacked.as_deref(), Ok(PLAIN), "{encoding:?} {body:?}");
    }
    let unknown = unpack(PLAIN, Some("br"), 100);
    assert_eq!(unknown, Err(Unreadable::UnknownEncoding("br".to_owned())));
}

#[test]
fn unpacking_stops_at_the_limit() {
    let bytes = vec![b'x'; 5_000];
    for packed in [bytes.clone(), gzip(&bytes), zlib(&bytes)] {
        let exact = unpack(&packed, Some("deflate"), 5_000);
        let is_packed = packed.len() < 5_000;
        if is_packed {
            assert_eq!(exact.as_deref(), Ok(bytes.as_slice()));
            let refused = unpack(&packed, Some("deflate"), 4_999);
            assert_eq!(refused, Err(Unreadable::TooLarge { limit: 4_999 }));
        }
    }
    assert_eq!(
        unpack(&bytes, None, 4_999),
        Err(Unreadable::TooLarge { limit: 4_999 })
    );
    assert_eq!(unpack(&gzip(b""), None, 0).as_deref(), Ok(b"".as_slice()));
}

#[test]
fn damaged_gzip_is_refused() {
    let packed = gzip(&PLAIN.repeat(50));
    for end in 2..packed.len() {
        let refused = unpack(&packed[..end], None, 10_000);
        assert!(matches!(refused, Err(Unreadable::BadGzip(_))), "{end}");
    }
    let garbage = [&packed[..10], b"no deflate at all, no deflate at all"].concat();
    assert!(matches!(
        unpack(&garbage, None, 10_000),
        Err(Unreadable::BadGzip(_))
    ));
    let trailing = [packed.as_slice(), b"garbage"].concat();
    assert!(matches!(
        unpack(&trailing, None, 10_000),
        Err(Unreadable::BadGzip(_))
    ));
    let mut wrong_sum = packed.clone();
    let sum = wrong_sum.len() - 8;
    wrong_sum[sum] ^= 1;
    assert!(matches!(
        unpack(&wrong_sum, None, 10_000),
        Err(Unreadable::BadGzip(_))
    ));
}

/// 10 MiB that unpack to 10 GiB: a member of 64 MiB of zeros, many times over.
#[test]
fn a_bomb_holds_no_more_than_the_limit() {
    const LIMIT: usize = 10 * 1024 * 1024;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let zeros = vec![0; 1024 * 1024];
    for _ in 0..64 {
        encoder.write_all(&zeros).expect("room in memory");
    }
    let member = encoder.finish().expect("room in memory");
    let bomb = member.repeat(10 * 1024 / 64);
    assert!(bomb.len() < 11 * 1024 * 1024);
    let mut bytes = Vec::new();
    let reader = flate2::bufread::MultiGzDecoder::new(bomb.as_slice());
    let refused = super::read_all(reader, bomb.len(), LIMIT, &mut bytes);
    assert_eq!(refused, Err(Unreadable::TooLarge { limit: LIMIT }));
    assert!(
        bytes.capacity() <= LIMIT + 1,
        "{} bytes held",
        bytes.capacity()
    );
    assert_eq!(
        unpack(&bomb, None, LIMIT),
        Err(Unreadable::TooLarge { limit: LIMIT })
    );
}
