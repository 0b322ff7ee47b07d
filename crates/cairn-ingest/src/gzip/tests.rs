//! Gzip in, plain bytes out.

use std::io::Read;

use super::decompress;
use crate::test_rows::gzip;

fn unpacked(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut plain = Vec::new();
    decompress(bytes)?.read_to_end(&mut plain)?;
    Ok(plain)
}

#[test]
fn gzip_is_unpacked_and_anything_else_passed_on() {
    let two_members = [gzip(b"a,b\n"), gzip(b"1,2\n")].concat();
    let cases: [(&[u8], &[u8]); 5] = [
        (b"", b""),
        (b"\x1f", b"\x1f"),
        (b"plain text", b"plain text"),
        (&gzip(b"packed"), b"packed"),
        (&two_members, b"a,b\n1,2\n"),
    ];
    for (given, plain) in cases {
        assert_eq!(unpacked(given).expect("readable"), plain);
    }
}

#[test]
fn damaged_gzip_is_an_error() {
    let whole = gzip(b"some text that is packed");
    assert!(unpacked(&whole[..whole.len() - 5]).is_err());
    assert!(unpacked(b"\x1f\x8bgarbage").is_err());
    assert!(unpacked(&[&whole[..], b"trailing"].concat()).is_err());
}
