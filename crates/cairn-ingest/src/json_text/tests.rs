//! Ends of texts against a walk byte by byte.

use super::{next_special, text_end};

#[test]
fn specials_are_found_wherever_they_stand() {
    let is_special = |byte: u8| byte == b'"' || byte == b'\\' || byte < b' ';
    for byte in 0..=255 {
        for len in 0..20 {
            for at in 0..len {
                for other in [b'a', 0x21, 0x5d, 0x7f, 0x80, 0xa2, 0xdc, 0xff] {
                    let mut bytes = vec![other; len];
                    bytes[at] = byte;
                    let expected = is_special(byte).then_some(at);
                    assert_eq!(next_special(&bytes, 0), expected, "{bytes:?}");
                    assert_eq!(next_special(&bytes, at + 1), None, "{bytes:?}");
                }
            }
        }
    }
    assert_eq!(next_special(b"", 0), None);
    assert_eq!(next_special(b"\"", 5), None);
}

#[test]
fn a_text_ends_at_its_quote() {
    let cases: [(&[u8], _); 9] = [
        (br#""""#, Some((2, true))),
        (br#""abc" x"#, Some((5, true))),
        (br#""a\"b""#, Some((6, false))),
        (br#""a\\" "b""#, Some((5, false))),
        (b"\"a\nb\"", Some((5, false))),
        ("\"é€😀ü\"".as_bytes(), Some((13, true))),
        (br#""abc"#, None),
        (br#""abc\"#, None),
        (br#""abc\""#, None),
    ];
    for (bytes, expected) in cases {
        assert_eq!(text_end(bytes, 0), expected, "{bytes:?}");
    }
}
